// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/history_lock.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <QByteArray>
#include <QFile>

namespace fusebox::storage {

namespace {

qint64 processIn(int descriptor)
{
    std::array<char, 32> text{};
    const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
    return size > 0 ? QByteArray(text.data(), size).trimmed().toLongLong() : 0;
}

/// Only for whoever finds it held: nothing depends on it.
void sign(int descriptor)
{
    const QByteArray text = QByteArray::number(qint64(::getpid())) + '\n';
    if (::ftruncate(descriptor, 0) == 0)
        (void)!::pwrite(descriptor, text.constData(), static_cast<std::size_t>(text.size()), 0);
}

QString systemWords(int error)
{
    return QString::fromStdString(std::system_category().message(error));
}

} // namespace

/// The lock is the kernel's, and ends with the process, however that does; the file stays.
tl::expected<HistoryLock, std::variant<HeldBy, QString>> HistoryLock::take(const QString &path)
{
    const QByteArray name = QFile::encodeName(path + QStringLiteral(".lock"));
    const int descriptor = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return tl::unexpected(systemWords(errno));
    HistoryLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
        sign(descriptor);
        return lock;
    }
    if (errno != EWOULDBLOCK)
        return tl::unexpected(systemWords(errno));
    return tl::unexpected(HeldBy{processIn(descriptor)});
}

HistoryLock::~HistoryLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

HistoryLock::HistoryLock(HistoryLock &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

HistoryLock &HistoryLock::operator=(HistoryLock &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

} // namespace fusebox::storage
