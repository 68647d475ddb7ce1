// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/transport/tcp_dial.h"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <QNetworkInterface>
#include <QtEndian>

#include "core/probe/contract/machine_lack.h"
#include "core/probe/loop/epoll_dispatcher.h"

namespace fusebox::probe {

namespace {

/// An address as the system takes it.
struct SystemAddress
{
    sockaddr_storage storage = {};
    socklen_t size = 0;
};

SystemAddress ipv4(const QHostAddress &address, quint16 port)
{
    sockaddr_in in = {};
    in.sin_family = AF_INET;
    in.sin_port = qToBigEndian(port);
    in.sin_addr.s_addr = qToBigEndian(address.toIPv4Address());
    SystemAddress result{.size = sizeof in};
    std::memcpy(&result.storage, &in, sizeof in);
    return result;
}

SystemAddress ipv6(const QHostAddress &address, quint16 port)
{
    sockaddr_in6 in = {};
    in.sin6_family = AF_INET6;
    in.sin6_port = qToBigEndian(port);
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    std::memcpy(&in.sin6_addr, &bytes, sizeof in.sin6_addr);
    if (!address.scopeId().isEmpty())
        in.sin6_scope_id = static_cast<quint32>(QNetworkInterface::interfaceIndexFromName(address.scopeId()));
    SystemAddress result{.size = sizeof in};
    std::memcpy(&result.storage, &in, sizeof in);
    return result;
}

SystemAddress systemAddress(const QHostAddress &address, quint16 port)
{
    return address.protocol() == QAbstractSocket::IPv6Protocol ? ipv6(address, port) : ipv4(address, port);
}

/// It names a network that this machine does not have.
bool isInUnknownZone(const QHostAddress &address, const SystemAddress &to)
{
    sockaddr_in6 in = {};
    std::memcpy(&in, &to.storage, sizeof in);
    return !address.scopeId().isEmpty() && in.sin6_scope_id == 0;
}

/// EADDRNOTAVAIL says that no port is left, or that there is no address to speak from. Then no datagram could
/// be sent from one either: connecting its socket sends none, and has ports of its own.
int tellApart(int error, const SystemAddress &to)
{
    if (error != EADDRNOTAVAIL ||
        to.storage.ss_family == AF_INET) // IPv4 without an address has no way either
        return error;
    const int datagrams = ::socket(to.storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (datagrams < 0)
        return isLack(errno) ? errno : error;
    const auto *where = reinterpret_cast<const sockaddr *>(&to.storage);
    const bool hasAddress = ::connect(datagrams, where, to.size) == 0 || errno != EADDRNOTAVAIL;
    ::close(datagrams);
    return hasAddress ? error : ENETUNREACH;
}

int takeError(int descriptor)
{
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

} // namespace

TcpDial::TcpDial(const QHostAddress &address, quint16 port, Done done)
    : m_done(std::move(done))
{
    const SystemAddress to = systemAddress(address, port);
    if (isInUnknownZone(address, to)) { // else it might be dialled in another
        failLater(ENODEV);
        return;
    }
    m_descriptor = ::socket(to.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    if (m_descriptor >= 0)
        ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto *where = reinterpret_cast<const sockaddr *>(&to.storage);
    if (m_descriptor < 0 || (::connect(m_descriptor, where, to.size) < 0 && errno != EINPROGRESS)) {
        failLater(tellApart(errno, to));
        return;
    }
    m_writable.reset(new QSocketNotifier(m_descriptor, QSocketNotifier::Write));
    QObject::connect(m_writable.get(), &QSocketNotifier::activated, &m_context, [this] { finish(); });
}

void TcpDial::failLater(int error)
{
    m_error = error;
    QMetaObject::invokeMethod(
        &m_context, [this] { finish(); }, Qt::QueuedConnection);
}

TcpDial::~TcpDial()
{
    m_writable.reset(); // first, while its descriptor is still its own
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void TcpDial::finish()
{
    if (m_writable)
        m_writable->setEnabled(false);
    if (m_error == 0)
        m_error = watchRefusal(m_descriptor);
    const int error = m_error != 0 ? m_error : takeError(m_descriptor);
    const auto done = std::move(m_done); // the dial may be gone when it returns
    if (error != 0)
        done(tl::unexpected(error));
    else
        done(std::exchange(m_descriptor, -1));
}

} // namespace fusebox::probe
