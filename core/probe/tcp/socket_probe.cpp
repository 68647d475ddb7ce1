// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/tcp/socket_probe.h"

#include <algorithm>

#include "core/probe/contract/secrets.h"
#include "core/probe/names/literal_address.h"

namespace fusebox::probe {

namespace {

int defaultPort(const QString &scheme)
{
    if (scheme == u"http")
        return 80;
    return scheme == u"https" ? 443 : 0;
}

} // namespace

Transport::Target transportTarget(const ProbeRequest &request)
{
    const QString scheme = request.url.scheme();
    const bool tls = scheme == u"https" || scheme == u"tls";
    return {.host = dialledHost(request.url),
            .port = static_cast<quint16>(request.url.port(defaultPort(scheme))),
            .trust = tls ? std::optional(request.trust) : std::nullopt,
            .proxy = request.proxy,
            .names = request.names,
            .connectWithin = std::min(request.timeouts.connect, request.timeouts.total)};
}

SocketProbe::SocketProbe(ProbeRequest request, const Network &network)
    : TimedProbe(std::move(request), network.clock)
    , m_mask(secretsOf(this->request().proxy))
    , m_transport(network, *this)
{
}

void SocketProbe::close()
{
    m_transport.close();
    noteFindings(m_transport.findings());
}

void SocketProbe::noteFirstBytes(const QByteArray &received)
{
    constexpr qsizetype kept = 4 * 1024;
    if (result().firstBytes.size() < kept)
        result().firstBytes = m_mask.maskedToTheEnd(received.left(kept + m_mask.longest())).left(kept);
}

} // namespace fusebox::probe
