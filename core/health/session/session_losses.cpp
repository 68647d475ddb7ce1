// SPDX-License-Identifier: GPL-3.0-or-later
// What follows from the end of a session's link: whether it counts, and what comes next.
#include <algorithm>

#include "core/health/detectors/offline_detector.h"
#include "core/health/endpoint/spread.h"
#include "core/health/session/session_machine.h"
#include "core/probe/contract/machine_lack.h"

namespace fusebox::health {

using resilience::Outcome;

using namespace std::chrono_literals;

namespace {

/// Over how long those that were lost together come back.
constexpr Nanoseconds untilBack = 1s;
constexpr Nanoseconds untilMeansAreBack = 5s; // each try costs of what is lacking

/// Without a failure it would be one that we closed, of which nothing is heard any more.
probe::ProbeFailure whatEnded(const probe::LinkClosed &end)
{
    return end.failure.value_or(probe::ProbeFailure{{.errorClass = resilience::ErrorClass::Cancelled}});
}

} // namespace

SessionDecisions SessionMachine::ended(const SessionScene &scene, const probe::LinkClosed &event)
{
    const probe::ProbeFailure failure = whatEnded(event);
    const auto gap = gapOf(event, scene.suspended);
    SessionDecisions decisions{WebSocketEvent{.change = WebSocketChange::Disconnected,
                                              .attempt = m_episode.attempt,
                                              .closeCode = failure.closeCode,
                                              .closeReason = event.closeReason,
                                              .failure = failure,
                                              .gap = gap}};
    append(decisions, gap ? voidLoss(scene, *gap) : countLoss(scene, failure));
    return decisions;
}

/// A link that has given no sign of life since this machine was cut off, or asleep, may have been lost by
/// that: its end says nothing of the peer.
std::optional<GapCause> SessionMachine::gapOf(const probe::LinkClosed &end, Nanoseconds suspended)
{
    if (end.failure && probe::isLack(*end.failure))
        return GapCause::NoResources;
    if (end.afterStall)
        return GapCause::Overloaded; // also where the peer says goodbye: it may have waited for us in vain
    if (end.failure && end.failure->closeCode)
        return {}; // the peer's own word
    if (m_wasOffline)
        return GapCause::Offline;
    return m_sleep.sleptUntil(suspended) ? std::optional(GapCause::Asleep) : std::nullopt;
}

void SessionMachine::noteLoss(const Moment &now)
{
    if (!m_episode.lostAt)
        m_episode.lostAt = now;
}

/// Nobody's failure: no retry is used up, and all that were lost together come back one by one.
SessionDecisions SessionMachine::voidLoss(const SessionScene &scene, GapCause gap)
{
    noteLoss(scene.now);
    m_episode.awaySince.reset();
    if (std::holds_alternative<Dialling>(m_state))
        --m_episode.attempt;
    if (std::holds_alternative<Stable>(m_state))
        m_episode.attempt = 0; // a new episode
    SessionDecisions decisions = recordOf(permit(), Outcome::Ignored);
    const Nanoseconds within = gap == GapCause::NoResources ? untilMeansAreBack : untilBack;
    append(decisions, enter(Waiting{scene.now.steady + spreadOver(within, scene.random)}, scene.now));
    return decisions;
}

SessionDecisions SessionMachine::countLoss(const SessionScene &scene, const probe::ProbeFailure &failure)
{
    noteLoss(scene.now);
    m_episode.failure = failure;
    SessionDecisions decisions{BlamePeer{failure}};
    append(decisions, callOfLoss(scene, failure));
    append(decisions, enter(Lost{}, scene.now));
    decisions.emplace_back(PlanNext{});
    return decisions;
}

/// An attempt that ends before it is stable fails on its own permit; a stable session lost is one more failed
/// call. What the circuit does not track counts for nothing.
SessionDecisions SessionMachine::callOfLoss(const SessionScene &scene, const probe::ProbeFailure &failure)
{
    const bool isTracked = scene.config.circuit.trackErrors.contains(failure);
    const Outcome lost = isTracked ? Outcome::Failure : Outcome::Ignored;
    if (std::holds_alternative<Dialling>(m_state)) {
        m_dialFailed = true;
        const Outcome dial = outcomeOfDial(scene, permit());
        return recordOf(permit(), isTracked ? dial : lost, failure.errorClass);
    }
    m_episode.awaySince = scene.now.steady;
    if (std::holds_alternative<Settling>(m_state))
        return recordOf(permit(), lost, failure.errorClass);
    m_episode.attempt = 0; // a new episode
    return {CountCall{.outcome = lost, .error = failure.errorClass}};
}

/// One outage is counted once, when it begins: the delays between dials are there to spare a peer that is
/// away, and a circuit that they open would leave it alone for longer than it was. Where it stays away for as
/// long as an open circuit lasts, that is what it is for.
Outcome SessionMachine::outcomeOfDial(const SessionScene &scene, const Permit &permit)
{
    const TimePoint now = scene.now.steady;
    const bool begins = !m_episode.awaySince;
    if (begins)
        m_episode.awaySince = now;
    const bool isTrial = permit && permit->trial;
    const bool isLong =
        saturatingDifference(now, *m_episode.awaySince) >= scene.config.circuit.recoveryTimeout;
    return begins || isTrial || isLong ? Outcome::Failure : Outcome::Ignored;
}

SessionDecisions SessionMachine::planNext(const SessionScene &scene, const CircuitOutlook &circuit)
{
    NextDial next = scene.random.with(
        [&](resilience::Random &random) { return m_plan.next(*m_episode.failure, scene.config, random); });
    next.delay = saturatingAdd(next.delay, leastDelay(scene.config)); // on top, so that it stays spread
    switch (next.what) {
    case AfterLoss::Retry: break;
    case AfterLoss::GiveUp: return endFor(WebSocketChange::GaveUp, GivenUp{}, scene.now);
    case AfterLoss::Stop: return endFor(WebSocketChange::Stopped, Stopped{}, scene.now);
    }
    return planDial(scene, circuit, next);
}

/// Where there was no way to it, first let it be found out whether that is this machine's own trouble.
Nanoseconds SessionMachine::leastDelay(const settings::EndpointConfig &config) const
{
    const bool isLost =
        findingOf(m_episode.failure) == Finding::NoWay && scopeOf(config) == settings::HostScope::Public;
    return isLost ? OfflineDetector::patience + 100ms : 0ms;
}

SessionDecisions SessionMachine::endFor(WebSocketChange change, State state, const Moment &now)
{
    SessionDecisions decisions = enter(std::move(state), now);
    decisions.emplace_back(
        WebSocketEvent{.change = change, .attempt = m_episode.attempt, .failure = m_episode.failure});
    return decisions;
}

/// What is connected is left to find out for itself whether it still is.
SessionDecisions SessionMachine::interrupted(const SessionScene &scene, GapCause cause)
{
    m_wasOffline = m_wasOffline || cause == GapCause::Offline;
    m_episode.awaySince.reset();
    if (std::holds_alternative<Dialling>(m_state))
        return voidDial(scene, cause);
    if (std::holds_alternative<Queued>(m_state))
        return enter(Waiting{scene.now.steady}, scene.now);
    return {};
}

SessionDecisions SessionMachine::voidDial(const SessionScene &scene, GapCause gap)
{
    SessionDecisions decisions = letGo(scene.now);
    become(Waiting{scene.now.steady}, scene.now);
    decisions.emplace_back(
        WebSocketEvent{.change = WebSocketChange::Disconnected, .attempt = m_episode.attempt--, .gap = gap});
    return decisions;
}

} // namespace fusebox::health
