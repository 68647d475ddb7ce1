// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/socket_probe.h"

namespace fusebox::probe {

Transport::Target transportTarget(const ProbeRequest &request)
{
    const bool tls = request.url.scheme() == u"https";
    return {.host = request.url.host(QUrl::FullyEncoded),
            .port = static_cast<quint16>(request.url.port(tls ? 443 : 80)),
            .trust = tls ? std::optional(request.trust) : std::nullopt};
}

SocketProbe::SocketProbe(const ProbeRequest &request, const Network &network)
    : TimedProbe(request, network.clock)
    , m_transport(network, *this)
{
}

} // namespace fusebox::probe
