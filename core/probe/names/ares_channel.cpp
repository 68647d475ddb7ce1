// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/ares_channel.h"

#include <algorithm>
#include <cstring>
#include <netinet/in.h>
#include <utility>
#include <vector>

#include <ares.h>

#include <QtEndian>

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

DnsServer serverFrom(const ares_addr_port_node &node, quint16 defaultPort)
{
    const auto port = node.udp_port != 0 ? static_cast<quint16>(node.udp_port) : defaultPort;
    if (node.family == AF_INET6)
        return {QHostAddress(reinterpret_cast<const quint8 *>(&node.addr.addr6)), port};
    return {QHostAddress(qFromBigEndian(node.addr.addr4.s_addr)), port};
}

void setServers(ares_channeldata *channel, const QList<DnsServer> &servers)
{
    std::vector<ares_addr_port_node> nodes(static_cast<std::size_t>(servers.size()));
    std::ranges::transform(servers, nodes.begin(), nodeFrom);
    for (std::size_t i = 1; i < nodes.size(); ++i)
        nodes[i - 1].next = &nodes[i];
    if (!nodes.empty())
        ares_set_servers_ports(channel, nodes.data());
}

} // namespace

/// NOCHECKRESP: else c-ares hides what a server answered (SERVFAIL, REFUSED) behind "could not contact".
/// Without EDNS, whose fallback in 1.18 switches it for all running questions. IGNTC: a server that cannot be
/// reached over TCP is given up for all of them; who asked decides to ask again over TCP, on a channel apart.
AresChannel::AresChannel(const DnsSettings &settings, const QList<DnsServer> &servers, Way way, Watch watch)
    : m_defaultPort(settings.port)
    , m_watch(std::move(watch))
{
    QByteArray resolvConf = settings.resolvConf.toLocal8Bit();
    ares_options options = {};
    options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOALIASES;
    options.flags |= way == Way::Tcp ? ARES_FLAG_USEVC : ARES_FLAG_IGNTC;
    options.timeout = static_cast<int>(settings.resendAfter.count());
    options.tries = settings.sends;
    options.socket_receive_buffer_size = receiveBuffer;
    options.resolvconf_path = resolvConf.data();
    options.sock_state_cb_data = this;
    options.sock_state_cb = [](void *self, ares_socket_t descriptor, int readable, int writable) {
        static_cast<AresChannel *>(self)->m_watch(descriptor, readable != 0, writable != 0);
    };
    const int given = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_RCVBUF |
                      ARES_OPT_RESOLVCONF | ARES_OPT_SOCK_STATE_CB | ARES_OPT_NOROTATE;
    if (ares_init_options(&m_channel, &options, given) == ARES_SUCCESS)
        setServers(m_channel, servers.isEmpty() ? this->servers() : servers);
    else
        m_channel = nullptr;
}

AresChannel::~AresChannel()
{
    if (m_channel)
        ares_destroy(m_channel);
}

QList<DnsServer> AresChannel::servers() const
{
    QList<DnsServer> servers;
    ares_addr_port_node *nodes = nullptr;
    if (!m_channel || ares_get_servers_ports(m_channel, &nodes) != ARES_SUCCESS)
        return servers;
    for (const auto *node = nodes; node; node = node->next)
        servers.push_back(serverFrom(*node, m_defaultPort));
    ares_free_data(nodes);
    return servers;
}

} // namespace fusebox::probe
