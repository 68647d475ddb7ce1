// SPDX-License-Identifier: GPL-3.0-or-later
// What a session shows of itself.
#include <algorithm>

#include "core/health/session/session_endpoint.h"
#include "core/health/session/session_verdict.h"
#include "core/probe/loop/stall_watch.h"

namespace fusebox::health {

namespace {

struct LinkStateOf
{
    LinkState operator()(const SessionMachine::Waiting &waiting) const
    {
        return waiting.until ? LinkState::Waiting : LinkState::Idle;
    }
    LinkState operator()(const SessionMachine::Queued &) const { return LinkState::Queued; }
    LinkState operator()(const SessionMachine::Dialling &) const { return LinkState::Connecting; }
    LinkState operator()(const SessionMachine::Settling &) const { return LinkState::Connected; }
    LinkState operator()(const SessionMachine::Stable &) const { return LinkState::Connected; }
    LinkState operator()(const SessionMachine::Lost &) const { return LinkState::Idle; }
    LinkState operator()(const SessionMachine::GivenUp &) const { return LinkState::GaveUp; }
    LinkState operator()(const SessionMachine::Stopped &) const { return LinkState::Stopped; }
};

} // namespace

/// A time that we stood still through is none of the peer's.
Nanoseconds SessionEndpoint::silentFor() const
{
    return now() - services().stalls.missedSince(m_machine.silentSince());
}

Verdict SessionEndpoint::judge(EffectiveState circuit) const
{
    return judgeSession(
        circuit,
        {.state = m_machine.state(),
         .episode = m_machine.episode(),
         .wasProven = m_machine.wasProven(),
         .roundTrip = m_roundTrip.value_or(Nanoseconds{0}),
         .slowAfter = config().slowAfter,
         .messageAge = silentFor(),
         .staleAfter = kept().staleAfter,
         .lacksSubprotocol = m_subprotocol.isEmpty() && !kept().options.subprotocols.isEmpty(),
         .certificate = certificateFigures(m_tls ? probe::expiryOf(*m_tls) : std::nullopt, lifetimeIn(m_tls),
                                           config().part<settings::TlsSettings>().certificateWarning,
                                           services().clock.wallNow())});
}

void SessionEndpoint::fill(EndpointSnapshot &snapshot) const
{
    SessionView view;
    view.state = std::visit(LinkStateOf(), m_machine.state());
    view.since = m_machine.since();
    view.reconnects = std::max(m_connections - 1, 0);
    if (std::holds_alternative<SessionMachine::Waiting>(m_machine.state()))
        view.nextAttemptAt = snapshot.nextDueAt; // none while it is held
    view.lastRoundTrip = m_roundTrip;
    view.lastCloseCode = m_closeCode;
    view.lastCloseReason = m_closeReason;
    view.lostAt = m_machine.episode().lostAt;
    view.attempt = m_machine.episode().attempt;
    view.lastLossAt = m_lastLossAt;
    fillTraffic(view);
    view.subprotocol = m_subprotocol;
    view.tls = m_tls;
    snapshot.session = view;
    snapshot.failingSince = view.lostAt; // a pong alone does not end the episode
    snapshot.checking = view.state == LinkState::Connecting;
}

void SessionEndpoint::fillTraffic(SessionView &view) const
{
    view.lastMessageAt = m_machine.lastMessageAt();
    view.received = m_received.at(now());
    view.sent = m_sent.at(now());
    view.badMessages = m_badMessages;
    view.queued = m_outbox.size();
    view.dropped = m_outbox.dropped() + m_unsent;
}

} // namespace fusebox::health
