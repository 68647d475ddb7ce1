// SPDX-License-Identifier: GPL-3.0-or-later
// What a session's link tells, and what follows from its end.
#include <algorithm>

#include "core/health/detectors/offline_detector.h"
#include "core/health/endpoint/spread.h"
#include "core/health/session/link_router.h"
#include "core/health/session/session_endpoint.h"
#include "core/probe/contract/machine_lack.h"

namespace fusebox::health {

using probe::LinkClosed;
using probe::LinkConnected;
using probe::LinkMessages;
using probe::LinkPong;
using probe::LinkSent;
using resilience::Outcome;

using namespace std::chrono_literals;

namespace {

/// Over how long those that were lost together come back.
constexpr Nanoseconds untilBack = 1s;
constexpr Nanoseconds untilMeansAreBack = 5s; // each try costs of what is lacking

} // namespace

/// What has come from the peer, or begins now, was neither slept through nor cut off.
void SessionEndpoint::noteSignOfLife()
{
    m_wasOffline = isHeld();
    m_sleep = SleepDetector(services().clock.suspended());
}

/// A link that has given no sign of life since this machine was cut off, or asleep, may have been lost by
/// that: its end says nothing of the peer.
std::optional<GapCause> SessionEndpoint::gapOfLoss(const LinkClosed &event)
{
    if (event.failure && probe::isLack(*event.failure))
        return GapCause::NoResources;
    if (event.afterStall)
        return GapCause::Overloaded; // also where the peer says goodbye: it may have waited for us in vain
    if (event.failure && event.failure->closeCode)
        return {}; // the peer's own word
    if (m_wasOffline)
        return GapCause::Offline;
    return m_sleep.sleptUntil(services().clock.suspended()) ? std::optional(GapCause::Asleep) : std::nullopt;
}

void SessionEndpoint::linkEvent(const probe::LinkEvent &event)
{
    std::visit([this](const auto &what) { on(what); }, event);
    refresh();
}

void SessionEndpoint::on(const LinkConnected &event)
{
    const auto *dialling = std::get_if<Dialling>(&m_state);
    if (!dialling)
        return;
    ++m_connections;
    m_dialFailed = false;
    m_roundTrip.reset();
    m_tls = event.tls;
    m_subprotocol = event.subprotocol;
    met(event.address, event.tls);
    tellOfTheWay({});
    enter(Settling{.link = dialling->link,
                   .permit = dialling->permit,
                   .stableAt = saturatingAdd(now(), config().webSocket.stableAfter),
                   .expected = !config().webSocket.options.expect.isGiven()});
    tell(WebSocketEvent{.change = WebSocketChange::Connected,
                        .attempt = m_attempt,
                        .latency = event.latency,
                        .phases = event.phases,
                        .subprotocol = event.subprotocol});
    sendWaiting();
}

void SessionEndpoint::sendWaiting()
{
    for (const QString &message : m_outbox.takeAll())
        services().links.send(*connectedLink(), message);
}

bool SessionEndpoint::send(const QString &text)
{
    if (const auto link = connectedLink())
        services().links.send(*link, text);
    else
        m_outbox.add(text, config().webSocket.queueLimit);
    return true;
}

/// Once stable, each round trip is a call of its own: trials of a half-open circuit go on without a new
/// connection.
void SessionEndpoint::on(const LinkPong &event)
{
    noteSignOfLife();
    m_roundTrip = event.roundTrip;
    countSuccess(event.roundTrip);
    tellOfTheWay({});
    tell(WebSocketEvent{.change = WebSocketChange::Pong, .attempt = m_attempt, .roundTrip = event.roundTrip});
    if (auto *settling = std::get_if<Settling>(&m_state)) {
        settling->answered = true;
        return prove();
    }
    const Outcome outcome = event.roundTrip > config().slowAfter ? Outcome::Slow : Outcome::Success;
    if (const auto permit = circuit()->acquire())
        circuit()->record(*permit, outcome, std::nullopt, event.roundTrip);
}

void SessionEndpoint::on(const LinkMessages &event)
{
    noteSignOfLife();
    if (event.count > 0)
        count(event);
    if (auto *settling = std::get_if<Settling>(&m_state); settling && event.isExpected) {
        settling->expected = true;
        prove();
    }
}

void SessionEndpoint::count(const LinkMessages &event)
{
    m_lastMessageAt = services().clock.moment();
    m_received.add(m_lastMessageAt->steady, event.count, event.bytes);
    m_badMessages += event.bad;
    tell(WebSocketEvent{.change = WebSocketChange::Message, .attempt = m_attempt, .messages = event});
}

void SessionEndpoint::prove()
{
    m_wasProven = m_wasProven || isProven();
    work();
}

void SessionEndpoint::on(const LinkSent &event)
{
    m_sent.add(now(), event.count, event.bytes);
    m_unsent += event.dropped;
}

void SessionEndpoint::on(const LinkClosed &event)
{
    // Without a failure it would be one that we closed, of which nothing is heard any more.
    const auto failure =
        event.failure.value_or(probe::ProbeFailure{{.errorClass = resilience::ErrorClass::Cancelled}});
    m_lastLossAt = services().clock.moment();
    m_closeCode = failure.closeCode;
    m_closeReason = event.closeReason;
    met(event.address, event.tls);
    const auto gap = gapOfLoss(event);
    tell(WebSocketEvent{.change = WebSocketChange::Disconnected,
                        .attempt = m_attempt,
                        .closeCode = m_closeCode,
                        .closeReason = m_closeReason,
                        .failure = failure,
                        .gap = gap});
    if (gap)
        return voidLoss(gap == GapCause::NoResources ? untilMeansAreBack : untilBack);
    tellOfTheWay(failure);
    m_failure = failure;
    countFailure(failure);
    countLoss();
    planRetry();
}

/// Nobody's failure: no retry is used up, and all that were lost together come back one by one.
void SessionEndpoint::voidLoss(Nanoseconds spread)
{
    if (!m_lostAt)
        m_lostAt = services().clock.moment();
    m_awaySince.reset();
    if (std::holds_alternative<Dialling>(m_state))
        --m_attempt;
    if (std::holds_alternative<Stable>(m_state))
        m_attempt = 0; // a new episode
    letGo();
    enter(Waiting{now() + spreadOver(spread, *services().random)});
}

/// An attempt that ends before it is stable fails on its own permit; a stable session lost is one more failed
/// call.
void SessionEndpoint::countLoss()
{
    const State ended = std::exchange(m_state, State(Waiting{}));
    if (!m_lostAt)
        m_lostAt = services().clock.moment();
    if (const auto *dialling = std::get_if<Dialling>(&ended)) {
        m_dialFailed = true;
        record(dialling->permit, outcomeOfDial(dialling->permit));
    } else if (const auto *settling = std::get_if<Settling>(&ended)) {
        m_awaySince = now();
        record(settling->permit, Outcome::Failure);
    } else {
        m_awaySince = now();
        m_attempt = 0; // a new episode
        if (const auto permit = circuit()->acquire())
            record(*permit, Outcome::Failure);
    }
    tellTransitions();
}

/// One outage is counted once, when it begins: the delays between dials are there to spare a peer that is
/// away, and a circuit that they open would leave it alone for longer than it was. Where it stays away for as
/// long as an open circuit lasts, that is what it is for.
Outcome SessionEndpoint::outcomeOfDial(const Permit &permit)
{
    const bool begins = !m_awaySince;
    if (begins)
        m_awaySince = now();
    const bool isTrial = permit && permit->trial;
    const bool isLong = saturatingDifference(now(), *m_awaySince) >= config().circuit.recoveryTimeout;
    return begins || isTrial || isLong ? Outcome::Failure : Outcome::Ignored;
}

void SessionEndpoint::planRetry()
{
    NextDial next = services().random->with(
        [this](resilience::Random &random) { return m_plan.next(*m_failure, config(), random); });
    next.delay = saturatingAdd(next.delay, leastDelay()); // on top, so that it stays spread
    switch (next.what) {
    case AfterLoss::Retry: return planDial(next);
    case AfterLoss::GiveUp: return endFor(WebSocketChange::GaveUp, GivenUp{});
    case AfterLoss::Stop: return endFor(WebSocketChange::Stopped, Stopped{});
    }
}

/// Where there was no way to it, first let it be found out whether that is this machine's own trouble.
Nanoseconds SessionEndpoint::leastDelay() const
{
    const bool isLost =
        findingOf(m_failure) == Finding::NoWay && scopeOf(config()) == settings::HostScope::Public;
    return isLost ? OfflineDetector::patience + 100ms : 0ms;
}

/// While the circuit is open, its time is the delay: they are not added up, nor does the longer of them
/// count, but for what the server was promised.
void SessionEndpoint::planDial(const NextDial &next)
{
    TimePoint until = saturatingAdd(now(), next.delay);
    if (const auto trial = trialDialAt())
        until = next.isPromised ? std::max(until, *trial) : *trial;
    enter(Waiting{until});
    tell(WebSocketEvent{.change = WebSocketChange::Waiting,
                        .attempt = m_attempt + 1,
                        .retryIn = saturatingDifference(until, now())});
}

void SessionEndpoint::endFor(WebSocketChange change, State state)
{
    enter(std::move(state));
    tell(WebSocketEvent{.change = change, .attempt = m_attempt, .failure = m_failure});
}

} // namespace fusebox::health
