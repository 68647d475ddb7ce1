// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/tcp/socket_probe.h"

#include <algorithm>

#include "core/probe/contract/schemes.h"
#include "core/probe/contract/secrets.h"
#include "core/probe/names/literal_address.h"

namespace fusebox::probe {

Transport::Target transportTarget(const ProbeRequest &request)
{
    return {.host = dialledHost(request.url),
            .port = static_cast<quint16>(portOf(request.url)),
            .trust = isTls(request.url) ? std::optional(request.trust) : std::nullopt,
            .proxy = request.proxy,
            .names = request.names,
            .connectWithin = std::min(request.timeouts.connect, request.timeouts.total)};
}

SocketProbe::SocketProbe(ProbeRequest request, const Network &network)
    : TimedProbe(std::move(request), network.clock)
    , m_mask(joined(secretsOf(this->request().proxy), this->request().secrets))
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
