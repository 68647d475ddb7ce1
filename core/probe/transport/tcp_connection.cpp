// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/transport/tcp_connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "core/probe/loop/epoll_dispatcher.h"
#include "core/probe/transport/socket_failure.h"

namespace fusebox::probe {

TcpConnection::TcpConnection(const resilience::Clock &clock, Listener &listener)
    : m_clock(clock)
    , m_listener(listener)
{
}

TcpConnection::~TcpConnection()
{
    close();
}

void TcpConnection::open(const QList<QHostAddress> &addresses, quint16 port, resilience::Nanoseconds within)
{
    m_race = std::make_unique<TcpRace>(m_clock, DialPlan(addresses, within), port,
                                       [this](const TcpRace::Result &result) { raced(result); });
}

/// What fails after a connection was made is not tried elsewhere: nothing is sent twice.
void TcpConnection::raced(const TcpRace::Result &result)
{
    m_race.reset();
    if (!result)
        return fail(result.error());
    m_descriptor = result->descriptor;
    m_peer = result->address;
    watch();
    m_listener.tcpConnected();
}

void TcpConnection::watch()
{
    m_readable.reset(new QSocketNotifier(m_descriptor, QSocketNotifier::Read));
    QObject::connect(m_readable.get(), &QSocketNotifier::activated, m_readable.get(), [this] { read(); });
}

void TcpConnection::close()
{
    m_race.reset();
    m_readable.reset();
    m_writable.reset();
    m_outgoing.clear();
    if (isOpen())
        ::close(std::exchange(m_descriptor, -1));
}

void TcpConnection::setReading(bool isOn)
{
    if (m_readable)
        m_readable->setEnabled(isOn);
}

qint64 TcpConnection::unread() const
{
    int count = 0;
    return isOpen() && ::ioctl(m_descriptor, FIONREAD, &count) == 0 ? count : 0;
}

void TcpConnection::read()
{
    std::array<char, mostRead> bytes; // not initialised: only what recv() fills is looked at
    const ssize_t count = ::recv(m_descriptor, bytes.data(), static_cast<std::size_t>(m_atOnce), 0);
    if (count > 0) {
        received({bytes.data(), static_cast<qsizetype>(count)});
    } else if (count == 0) {
        end();
    } else if (errno != EAGAIN && errno != EINTR) {
        fail(errno);
    } else if (const int refusal = watchRefusal(m_descriptor)) {
        fail(refusal);
    }
}

/// Where there was less than would have been read there is no flood, and what takes long is something else: a
/// certificate that is verified, an answer that is judged.
void TcpConnection::received(QByteArrayView bytes)
{
    if (bytes.size() < m_atOnce)
        return m_listener.tcpReceived(bytes);
    const auto begin = m_clock.now();
    m_listener.tcpReceived(bytes);
    const auto taken = std::max<resilience::Nanoseconds>(m_clock.now() - begin, std::chrono::nanoseconds(1));
    m_atOnce = std::clamp<qsizetype>(bytes.size() * turn.count() / taken.count(), leastRead, mostRead);
}

void TcpConnection::write(QByteArrayView bytes)
{
    if (m_writeError != 0)
        return;
    m_outgoing.append(bytes);
    flush();
}

void TcpConnection::flush()
{
    while (!m_outgoing.isEmpty()) {
        const auto size = static_cast<std::size_t>(m_outgoing.size());
        const ssize_t count = ::send(m_descriptor, m_outgoing.constData(), size, MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN)
            return waitForRoom();
        if (count < 0 && errno != EINTR)
            return giveUpWriting(errno);
        m_outgoing.remove(0, std::max<ssize_t>(count, 0));
    }
    stopWaiting();
    m_listener.tcpSent();
}

/// Most connections take all they are given at once, and never come here.
void TcpConnection::waitForRoom()
{
    if (m_writable)
        return m_writable->setEnabled(true);
    m_writable.reset(new QSocketNotifier(m_descriptor, QSocketNotifier::Write));
    QObject::connect(m_writable.get(), &QSocketNotifier::activated, m_writable.get(), [this] {
        if (const int refusal = watchRefusal(m_descriptor))
            fail(refusal);
        else
            flush();
    });
}

void TcpConnection::stopWaiting()
{
    if (m_writable)
        m_writable->setEnabled(false);
}

/// What the peer has said before it closed or reset may tell why: it is read first.
void TcpConnection::giveUpWriting(int error)
{
    m_writeError = error;
    m_outgoing.clear();
    stopWaiting();
}

void TcpConnection::end()
{
    if (m_writeError != 0)
        return fail(m_writeError);
    close();
    m_listener.tcpEnded();
}

void TcpConnection::fail(int error)
{
    close();
    m_listener.tcpFailed(failureFromErrno(error));
}

} // namespace fusebox::probe
