// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/session/session_machine.h"

#include <algorithm>

#include "core/health/endpoint/spread.h"

namespace fusebox::health {

using resilience::EffectiveState;
using resilience::Outcome;

using namespace std::chrono_literals;

namespace {

/// A dial is under the limits from its queue until it has connected or failed.
bool isUnderLimits(const SessionMachine::State &state)
{
    return std::holds_alternative<SessionMachine::Queued>(state) ||
           std::holds_alternative<SessionMachine::Dialling>(state);
}

/// Circuits that one event has opened together do not try together.
std::optional<TimePoint> trialDialAt(const SessionScene &scene, const CircuitOutlook &circuit)
{
    const Nanoseconds within = std::clamp<Nanoseconds>(scene.config.circuit.recoveryTimeout / 10, 0s, 1s);
    return circuit.nextTrialAt
               ? std::optional(saturatingAdd(*circuit.nextTrialAt, spreadOver(within, scene.random)))
               : std::nullopt;
}

} // namespace

SessionMachine::SessionMachine(const Moment &now, Nanoseconds suspended)
    : m_state(Waiting{now.steady})
    , m_since(now)
    , m_sleep(suspended)
{
}

void SessionMachine::become(State state, const Moment &now)
{
    m_state = std::move(state);
    m_since = now;
}

SessionDecisions SessionMachine::enter(State state, const Moment &now)
{
    const bool leaves = isUnderLimits(m_state) && !isUnderLimits(state);
    become(std::move(state), now);
    return leaves ? SessionDecisions{LeaveTurn{}} : SessionDecisions{};
}

SessionDecisions SessionMachine::letGo(const Moment &now)
{
    SessionDecisions decisions;
    if (isConnected() || std::holds_alternative<Dialling>(m_state))
        decisions.emplace_back(CloseLink{});
    append(decisions, recordOf(permit(), Outcome::Ignored));
    append(decisions, enter(Waiting{}, now));
    return decisions;
}

/// Whoever was told of what was let go, as the circuit, may have had something planned since.
void SessionMachine::forget(const Moment &now)
{
    become(Waiting{}, now);
    m_episode = {};
    m_plan.restart();
    m_wasProven = false;
}

SessionDecisions SessionMachine::advance(const SessionScene &scene, const CircuitOutlook &circuit)
{
    const auto *waiting = std::get_if<Waiting>(&m_state);
    const bool isDue = waiting && waiting->until && *waiting->until <= scene.now.steady;
    return isDue ? queue(scene, circuit, waiting->byHand) : settleIfDue(scene.now.steady);
}

/// An open circuit takes no turn from others.
SessionDecisions SessionMachine::queue(const SessionScene &scene, const CircuitOutlook &circuit, bool byHand)
{
    if (resilience::rejects(circuit.state) && !byHand)
        return enter(Waiting{trialDialAt(scene, circuit)}, scene.now);
    become(Queued{byHand}, scene.now);
    return {TakeTurn{}};
}

SessionDecisions SessionMachine::noTurnYet() const
{
    return {WebSocketEvent{.change = WebSocketChange::Queued, .attempt = m_episode.attempt + 1}};
}

SessionDecisions SessionMachine::turnCame(const SessionScene &scene, const CircuitOutlook &circuit,
                                          const Permit &permit)
{
    if (!permit && !std::get<Queued>(m_state).byHand)
        return enter(Waiting{trialDialAt(scene, circuit)}, scene.now);
    ++m_episode.attempt;
    noteSignOfLife(scene);
    become(Dialling{permit}, scene.now);
    return {OpenLink{.freshNames = m_dialFailed},
            WebSocketEvent{.change = WebSocketChange::Connecting, .attempt = m_episode.attempt}};
}

/// It comes back later: nobody's failure.
SessionDecisions SessionMachine::turnRefused(const SessionScene &scene, const CircuitOutlook &circuit)
{
    const Nanoseconds longest = std::max<Nanoseconds>(scene.config.retry.backoff.maxDelay, 0s);
    return planDial(scene, circuit, {.delay = longest - spreadOver(longest / 2, scene.random)});
}

/// While the circuit is open, its time is the delay: they are not added up, nor does the longer of them
/// count, but for what the server was promised.
SessionDecisions SessionMachine::planDial(const SessionScene &scene, const CircuitOutlook &circuit,
                                          const NextDial &next)
{
    const TimePoint now = scene.now.steady;
    TimePoint until = saturatingAdd(now, next.delay);
    if (const auto trial = trialDialAt(scene, circuit))
        until = next.isPromised ? std::max(until, *trial) : *trial;
    SessionDecisions decisions = enter(Waiting{until}, scene.now);
    decisions.emplace_back(WebSocketEvent{.change = WebSocketChange::Waiting,
                                          .attempt = m_episode.attempt + 1,
                                          .retryIn = saturatingDifference(until, now)});
    return decisions;
}

SessionDecisions SessionMachine::connected(const SessionScene &scene, const probe::LinkConnected &event)
{
    if (!std::holds_alternative<Dialling>(m_state))
        return {};
    m_dialFailed = false;
    SessionDecisions decisions =
        enter(Settling{.permit = permit(),
                       .stableAt = saturatingAdd(scene.now.steady, keptAs(scene.config).stableAfter),
                       .expected = !keptAs(scene.config).options.expect.isGiven()},
              scene.now);
    decisions.emplace_back(WebSocketEvent{.change = WebSocketChange::Connected,
                                          .attempt = m_episode.attempt,
                                          .latency = event.latency,
                                          .phases = event.phases,
                                          .subprotocol = event.subprotocol});
    decisions.emplace_back(SendWaiting{});
    return decisions;
}

/// Once stable, each round trip is a call of its own: trials of a half-open circuit go on without a new
/// connection.
SessionDecisions SessionMachine::answered(const SessionScene &scene, const probe::LinkPong &event)
{
    noteSignOfLife(scene);
    SessionDecisions decisions{WebSocketEvent{
        .change = WebSocketChange::Pong, .attempt = m_episode.attempt, .roundTrip = event.roundTrip}};
    if (auto *settling = std::get_if<Settling>(&m_state)) {
        settling->answered = true;
        append(decisions, prove(scene.now.steady));
        return decisions;
    }
    const Outcome outcome = event.roundTrip > scene.config.slowAfter ? Outcome::Slow : Outcome::Success;
    decisions.emplace_back(CountCall{.outcome = outcome, .latency = event.roundTrip});
    return decisions;
}

SessionDecisions SessionMachine::spoke(const SessionScene &scene, const probe::LinkMessages &event)
{
    noteSignOfLife(scene);
    SessionDecisions decisions;
    if (event.count > 0) {
        m_lastMessageAt = scene.now;
        decisions.emplace_back(WebSocketEvent{
            .change = WebSocketChange::Message, .attempt = m_episode.attempt, .messages = event});
    }
    if (auto *settling = std::get_if<Settling>(&m_state); settling && event.isExpected) {
        settling->expected = true;
        append(decisions, prove(scene.now.steady));
    }
    return decisions;
}

SessionDecisions SessionMachine::prove(TimePoint now)
{
    m_wasProven = m_wasProven || session::isProven(m_state);
    return settleIfDue(now);
}

SessionDecisions SessionMachine::settleIfDue(TimePoint now)
{
    const auto *settling = std::get_if<Settling>(&m_state);
    if (!settling || !settling->isProven() || settling->stableAt > now)
        return {};
    const Permit settled = settling->permit;
    m_state = Stable{}; // connected since before: m_since stays
    m_episode = {.attempt = m_episode.attempt};
    m_plan.restart();
    return recordOf(settled, Outcome::Success);
}

/// What has come from the peer, or begins now, was neither slept through nor cut off.
void SessionMachine::noteSignOfLife(const SessionScene &scene)
{
    m_wasOffline = scene.isHeld;
    m_sleep = SleepDetector(scene.suspended);
}

void SessionMachine::dialSoon(const Moment &now)
{
    plan({.until = now.steady}, now);
}

void SessionMachine::dialByHand(const Moment &now, EffectiveState circuit)
{
    plan({.until = now.steady, .byHand = circuit != EffectiveState::ForcedOpen}, now);
}

/// Whoever gave up, or was told not to come back, does not come back because time has passed; and what is
/// planned was planned with the trial in mind.
void SessionMachine::trialSoon(const Moment &now)
{
    const auto *waiting = std::get_if<Waiting>(&m_state);
    const bool isPlanned = waiting && waiting->until;
    if (!hasEnded() && !isPlanned)
        dialSoon(now);
}

void SessionMachine::plan(const Waiting &waiting, const Moment &now)
{
    if (hasEnded())
        m_plan.restart();
    if (hasEnded() || std::holds_alternative<Waiting>(m_state))
        become(waiting, now);
    else if (auto *queued = std::get_if<Queued>(&m_state))
        queued->byHand = queued->byHand || waiting.byHand;
}

SessionMachine::Permit SessionMachine::permit() const
{
    return std::visit(
        [](const auto &state) -> Permit {
            if constexpr (requires { state.permit; })
                return state.permit;
            else
                return {};
        },
        m_state);
}

bool SessionMachine::isConnected() const
{
    return std::holds_alternative<Settling>(m_state) || std::holds_alternative<Stable>(m_state);
}

bool SessionMachine::hasEnded() const
{
    return std::holds_alternative<GivenUp>(m_state) || std::holds_alternative<Stopped>(m_state);
}

TimePoint SessionMachine::silentSince() const
{
    return m_lastMessageAt ? std::max(m_lastMessageAt->steady, m_since.steady) : m_since.steady;
}

/// When what is connected becomes stale, if that is still to come.
std::optional<TimePoint> SessionMachine::staleAt(TimePoint now, const settings::EndpointConfig &config,
                                                 Nanoseconds silentFor) const
{
    const auto after = keptAs(config).staleAfter;
    return isConnected() && after && silentFor < *after
               ? std::optional(saturatingAdd(now, *after - silentFor))
               : std::nullopt;
}

std::optional<TimePoint> SessionMachine::nextDue(TimePoint now, const settings::EndpointConfig &config,
                                                 Nanoseconds silentFor) const
{
    if (const auto *waiting = std::get_if<Waiting>(&m_state))
        return waiting->until;
    const auto stale = staleAt(now, config, silentFor);
    if (const auto *settling = std::get_if<Settling>(&m_state); settling && settling->isProven())
        return std::min(settling->stableAt, stale.value_or(settling->stableAt));
    return stale;
}

} // namespace fusebox::health
