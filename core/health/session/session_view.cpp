// SPDX-License-Identifier: GPL-3.0-or-later
// What a session shows of itself.
#include <algorithm>

#include "core/health/session/session_endpoint.h"
#include "core/probe/loop/stall_watch.h"

namespace fusebox::health {

Nanoseconds SessionEndpoint::messageAge() const
{
    const TimePoint last = m_lastMessageAt ? m_lastMessageAt->steady : m_since.steady;
    return now() - services().stalls.missedSince(std::max(last, m_since.steady));
}

LinkState SessionEndpoint::linkState() const
{
    if (isConnected())
        return LinkState::Connected;
    if (std::holds_alternative<Dialling>(m_state))
        return LinkState::Connecting;
    if (std::holds_alternative<Queued>(m_state))
        return LinkState::Queued;
    if (std::holds_alternative<GivenUp>(m_state))
        return LinkState::GaveUp;
    if (std::holds_alternative<Stopped>(m_state))
        return LinkState::Stopped;
    return std::get<Waiting>(m_state).until ? LinkState::Waiting : LinkState::Idle;
}

Verdict SessionEndpoint::judge(EffectiveState circuit) const
{
    return judgeSession(
        circuit,
        {.connected = isConnected(),
         .proven = isProven(),
         .everProven = m_wasProven,
         .refused = !isConnected() && m_failure && isRefused(*m_failure),
         .recovering = std::holds_alternative<Settling>(m_state) && (m_failure || (m_lostAt && !isProven())),
         .gaveUp = std::holds_alternative<GivenUp>(m_state),
         .stopped = std::holds_alternative<Stopped>(m_state),
         .attempt = m_attempt,
         .roundTrip = m_roundTrip.value_or(Nanoseconds{0}),
         .slowAfter = config().slowAfter,
         .messageAge = messageAge(),
         .staleAfter = config().webSocket.staleAfter,
         .lacksSubprotocol = m_subprotocol.isEmpty() && !config().webSocket.options.subprotocols.isEmpty(),
         .failure = m_failure,
         .certificate = certificateFigures(m_tls ? probe::expiryOf(*m_tls) : std::nullopt, lifetimeIn(m_tls),
                                           config().certificateWarning, services().clock.wallNow())});
}

void SessionEndpoint::fill(EndpointSnapshot &snapshot) const
{
    SessionView view;
    view.state = linkState();
    view.since = m_since;
    view.reconnects = std::max(m_connections - 1, 0);
    if (std::holds_alternative<Waiting>(m_state))
        view.nextAttemptAt = snapshot.nextDueAt; // none while it is held
    view.lastRoundTrip = m_roundTrip;
    view.lastCloseCode = m_closeCode;
    view.lastCloseReason = m_closeReason;
    view.lostAt = m_lostAt;
    view.attempt = m_attempt;
    view.lastLossAt = m_lastLossAt;
    fillTraffic(view);
    view.subprotocol = m_subprotocol;
    view.tls = m_tls;
    snapshot.session = view;
    snapshot.failingSince = m_lostAt; // a pong alone does not end the episode
    snapshot.checking = std::holds_alternative<Dialling>(m_state);
}

void SessionEndpoint::fillTraffic(SessionView &view) const
{
    view.lastMessageAt = m_lastMessageAt;
    view.received = m_received.at(now());
    view.sent = m_sent.at(now());
    view.badMessages = m_badMessages;
    view.queued = m_outbox.size();
    view.dropped = m_outbox.dropped() + m_unsent;
}

} // namespace fusebox::health
