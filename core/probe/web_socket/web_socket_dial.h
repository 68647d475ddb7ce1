// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/probe/contract/phase_watch.h"
#include "core/probe/transport/network.h"
#include "core/probe/transport/transport.h"
#include "core/probe/web_socket/upgrade_answer.h"
#include "core/probe/web_socket/web_socket_request.h"

namespace fusebox::probe {

/// What is needed only until a WebSocket is open: what asks for it, how long each phase may take, and the
/// reader of the answer.
class WebSocketDial
{
public:
    /// With all that can fail before there is a connection. Waiting for the CAs to be read is not the peer's
    /// time: it is over when this returns.
    [[nodiscard]] static tl::expected<std::unique_ptr<WebSocketDial>, ProbeFailure>
    create(const WebSocketRequest &request, const Network &network);

    WebSocketDial(UpgradeRequest upgrade, const resilience::Clock &clock, const Timeouts &timeouts);

    /// Where a WebSocket is dialled.
    [[nodiscard]] static Transport::Target targetOf(const WebSocketRequest &request);

    [[nodiscard]] PhaseWatch &watch() { return m_watch; }
    [[nodiscard]] const PhaseWatch &watch() const { return m_watch; }
    [[nodiscard]] const QByteArray &bytes() const { return m_upgrade.bytes; }
    [[nodiscard]] UpgradeAnswer &answer() { return m_answer; }
    /// A time is up: whose, and in which phase.
    [[nodiscard]] ProbeFailure overdue() const;

private:
    UpgradeRequest m_upgrade;
    PhaseWatch m_watch;
    UpgradeAnswer m_answer;
};

} // namespace fusebox::probe
