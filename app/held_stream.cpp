// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/held_stream.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <fcntl.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fusebox::app {

using namespace std::chrono_literals;

HeldStream::HeldStream(int descriptor)
    : m_given(descriptor)
{
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0)
        return;
    if (S_ISSOCK(status.st_mode))
        m_kind = Kind::Socket;
    if (!S_ISFIFO(status.st_mode) && !S_ISCHR(status.st_mode))
        return;
    m_kind = ::isatty(descriptor) ? Kind::Terminal : Kind::Pipe;
    // Not by fcntl(): whoever shares the descriptor shares that it does not wait.
    const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
    m_own = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    m_kind = m_own >= 0 ? Kind::Own : m_kind;
}

HeldStream::~HeldStream()
{
    if (m_own >= 0)
        ::close(m_own);
}

bool HeldStream::hasRoom(std::chrono::milliseconds patience) const
{
    pollfd ready{descriptor(), POLLOUT, 0};
    int count = 0;
    do
        count = ::poll(&ready, 1, static_cast<int>(patience.count()));
    while (count < 0 && errno == EINTR);
    return count != 0; // what cannot be waited for says why when it is written to
}

/// A pipe that has room has it for PIPE_BUF bytes, a terminal for one.
std::size_t HeldStream::most() const
{
    if (m_kind == Kind::Terminal)
        return 1;
    return m_kind == Kind::Pipe ? PIPE_BUF : INT_MAX;
}

ssize_t HeldStream::write(QByteArrayView bytes) const
{
    const std::size_t size = std::min(static_cast<std::size_t>(bytes.size()), most());
    const bool mayWait = m_kind == Kind::Terminal || m_kind == Kind::Pipe;
    if (mayWait && !hasRoom(0ms))
        return 0;
    const ssize_t count = m_kind == Kind::Socket
                              ? ::send(m_given, bytes.data(), size, MSG_DONTWAIT | MSG_NOSIGNAL)
                              : ::write(descriptor(), bytes.data(), size);
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : count;
}

bool HeldStream::writeAll(QByteArrayView bytes, std::chrono::milliseconds patience) const
{
    while (!bytes.isEmpty()) {
        const ssize_t count = write(bytes);
        if (count < 0 || (count == 0 && !hasRoom(patience)))
            return false;
        bytes = bytes.sliced(count);
    }
    return true;
}

} // namespace fusebox::app
