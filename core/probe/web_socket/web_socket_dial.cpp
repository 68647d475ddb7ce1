// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/web_socket_dial.h"

#include <utility>

#include "core/probe/contract/schemes.h"
#include "core/probe/names/literal_address.h"
#include "core/probe/web_socket/upgrade_request.h"
#include "core/probe/web_socket/web_socket_failure.h"

namespace fusebox::probe {

WebSocketDial::WebSocketDial(UpgradeRequest upgrade, const resilience::Clock &clock, const Timeouts &timeouts)
    : m_upgrade(std::move(upgrade))
    , m_watch(clock, timeouts)
    , m_answer(m_upgrade)
{
}

tl::expected<std::unique_ptr<WebSocketDial>, ProbeFailure>
WebSocketDial::create(const WebSocketRequest &request, const Network &network)
{
    if (isTls(request.url)) {
        if (const auto context = network.tls.forProfile(request.trust); !context) {
            ProbeFailure failure{context.error(), Phase::Tls};
            failure.fault = context.error().fault;
            return tl::unexpected(failure);
        }
    }
    auto upgrade = upgradeRequest(request.url, request.options);
    if (!upgrade)
        return tl::unexpected(upgrade.error());
    return std::make_unique<WebSocketDial>(*std::move(upgrade), network.clock, request.timeouts);
}

Transport::Target WebSocketDial::targetOf(const WebSocketRequest &request)
{
    NameOptions names = request.names;
    if (request.freshNames)
        names.keepFor = std::chrono::seconds(0);
    return {.host = dialledHost(request.url),
            .port = static_cast<quint16>(portOf(request.url)),
            .trust = isTls(request.url) ? std::optional(request.trust) : std::nullopt,
            .proxy = request.proxy,
            .protocols = {"http/1.1"},
            .names = names};
}

ProbeFailure WebSocketDial::overdue() const
{
    const Phase phase = m_watch.phase();
    ProbeFailure failure = phase > Phase::Send
                               ? webSocketFailure(WebSocketFault::NoUpgrade)
                               : ProbeFailure{{.errorClass = resilience::ErrorClass::Timeout}, phase};
    failure.timedOut = m_watch.scope();
    if (phase == Phase::Dns)
        failure.fault = DnsFault::TimedOut;
    return failure;
}

} // namespace fusebox::probe
