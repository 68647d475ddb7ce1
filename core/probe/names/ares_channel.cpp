// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/ares_channel.h"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utility>

#include <ares.h>

#include <QNetworkInterface>
#include <QtEndian>

#include "core/probe/contract/machine_lack.h"

namespace fusebox::probe {

namespace {

constexpr int receiveBuffer = 1024 * 1024; // the system takes less if it allows less

ares_addr_port_node nodeFrom(const DnsServer &server)
{
    ares_addr_port_node node = {};
    node.udp_port = node.tcp_port = server.port;
    if (server.address.protocol() == QAbstractSocket::IPv6Protocol) {
        node.family = AF_INET6;
        const Q_IPV6ADDR bytes = server.address.toIPv6Address();
        std::memcpy(&node.addr.addr6, &bytes, sizeof bytes);
    } else {
        node.family = AF_INET;
        node.addr.addr4.s_addr = qToBigEndian(server.address.toIPv4Address());
    }
    return node;
}

AresChannel &channelOf(void *channel)
{
    return *static_cast<AresChannel *>(channel);
}

/// c-ares itself hides why a socket could not be had behind "could not contact".
ares_socket_t makeSocket(int family, int type, int protocol, void *channel)
{
    const int descriptor = ::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    channelOf(channel).noteLack(descriptor < 0 && isLack(errno) ? errno : 0);
    const int on = 1;
    if (descriptor >= 0 && type == SOCK_STREAM)
        ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    else if (descriptor >= 0)
        ::setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    return descriptor;
}

int closeSocket(ares_socket_t descriptor, void *)
{
    return ::close(descriptor);
}

/// c-ares 1.18 does not know of zones, without which an address like fe80::1 leads nowhere.
int connectWithZone(ares_socket_t descriptor, const sockaddr *address, ares_socklen_t size,
                    const std::optional<quint32> &zone)
{
    if (address->sa_family != AF_INET6)
        return ::connect(descriptor, address, size);
    sockaddr_in6 zoned = {};
    std::memcpy(&zoned, address, sizeof zoned);
    zoned.sin6_scope_id = zone.value_or(0);
    if (zone == 0U) { // it names a network that this machine does not have
        errno = ENODEV;
        return -1;
    }
    return ::connect(descriptor, reinterpret_cast<const sockaddr *>(&zoned), sizeof zoned);
}

/// EADDRNOTAVAIL is here what it says: no address to speak from.
int connectSocket(ares_socket_t descriptor, const sockaddr *address, ares_socklen_t size, void *channel)
{
    const int result = connectWithZone(descriptor, address, size, channelOf(channel).zone());
    if (result != 0 && errno != EADDRNOTAVAIL && isLack(errno))
        channelOf(channel).noteLack(errno);
    return result;
}

ares_ssize_t receiveFrom(ares_socket_t descriptor, void *bytes, size_t size, int flags, sockaddr *from,
                         ares_socklen_t *fromSize, void *channel)
{
    if (!channelOf(channel).mayReceive()) {
        errno = EAGAIN;
        return -1;
    }
    return ::recvfrom(descriptor, bytes, size, flags, from, fromSize);
}

ares_ssize_t sendParts(ares_socket_t descriptor, const iovec *parts, int count, void *channel)
{
    msghdr message = {};
    message.msg_iov = const_cast<iovec *>(parts);
    message.msg_iovlen = static_cast<size_t>(count);
    const ares_ssize_t result = ::sendmsg(descriptor, &message, MSG_NOSIGNAL);
    if (result < 0 && errno != EAGAIN && isLack(errno))
        channelOf(channel).noteLack(errno);
    return result;
}

/// As the system numbers them; 0: there is no such network.
std::optional<quint32> zoneOf(const QHostAddress &address)
{
    if (address.scopeId().isEmpty())
        return {};
    return static_cast<quint32>(QNetworkInterface::interfaceIndexFromName(address.scopeId()));
}

constexpr ares_socket_functions sockets{&makeSocket, &closeSocket, &connectSocket, &receiveFrom, &sendParts};

} // namespace

/// NOCHECKRESP: else c-ares hides what a server answered (SERVFAIL, REFUSED) behind "could not contact".
/// Without EDNS, whose fallback in 1.18 switches it for all running questions. IGNTC: who asked decides to
/// ask again over TCP, on a channel apart. There the system sees to lost packets: it is given more time.
AresChannel::AresChannel(const DnsSettings &settings, const DnsServer &server, Way way, Watch watch)
    : m_zone(zoneOf(server.address))
    , m_watch(std::move(watch))
{
    // Where its file cannot be opened, c-ares would ask 127.0.0.1.
    m_lack = lackOfDescriptors();
    if (m_lack != 0)
        return;
    QByteArray noFile("/dev/null");
    QByteArray dnsAlone("b");
    ares_options options = {};
    options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOALIASES | ARES_FLAG_NOSEARCH;
    options.flags |= way == Way::Tcp ? ARES_FLAG_USEVC : ARES_FLAG_IGNTC;
    options.timeout = static_cast<int>(settings.resendAfter.count()) * (way == Way::Tcp ? 4 : 1);
    options.tries = settings.sends;
    options.resolvconf_path = noFile.data();
    options.lookups = dnsAlone.data();
    options.sock_state_cb_data = this;
    options.sock_state_cb = [](void *self, ares_socket_t descriptor, int readable, int writable) {
        static_cast<AresChannel *>(self)->m_watch(descriptor, readable != 0, writable != 0);
    };
    const int given = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_RESOLVCONF |
                      ARES_OPT_SOCK_STATE_CB | ARES_OPT_NOROTATE | ARES_OPT_LOOKUPS;
    if (ares_init_options(&m_channel, &options, given) != ARES_SUCCESS) {
        m_channel = nullptr;
        return;
    }
    ares_addr_port_node node = nodeFrom(server);
    ares_set_servers_ports(m_channel, &node);
    ares_set_socket_functions(m_channel, &sockets, this);
}

AresChannel::~AresChannel()
{
    if (m_channel)
        ares_destroy(m_channel);
}

} // namespace fusebox::probe
