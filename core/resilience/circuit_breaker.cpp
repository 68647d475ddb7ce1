// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/circuit_breaker.h"

#include <algorithm>

namespace fusebox::resilience {

namespace {

constexpr Nanoseconds kTick{1};

CircuitSettings sanitized(CircuitSettings settings)
{
    settings.failureThreshold = std::max(settings.failureThreshold, 0);
    settings.failureWindow = std::max(settings.failureWindow, kTick);
    settings.recoveryTimeout = std::max(settings.recoveryTimeout, kTick);
    settings.trialTimeout = std::max(settings.trialTimeout, kTick);
    settings.successThreshold = std::max(settings.successThreshold, 1);
    settings.trialCalls = std::max(settings.trialCalls, 1);
    return settings;
}

TransitionRecord because(TransitionReason reason, TimePoint at, double actual = 0, double threshold = 0)
{
    return {.reason = reason, .at = at, .actual = actual, .threshold = threshold};
}

CircuitState stateAt(std::size_t variantIndex)
{
    constexpr std::array states = {CircuitState::Closed, CircuitState::Open, CircuitState::HalfOpen};
    return states[variantIndex];
}

} // namespace

EffectiveState effectiveState(CircuitState state, ForcedState forced)
{
    if (forced == ForcedState::ForcedOpen)
        return EffectiveState::ForcedOpen;
    if (forced == ForcedState::Disabled)
        return EffectiveState::Disabled;
    switch (state) {
    case CircuitState::Closed: return EffectiveState::Closed;
    case CircuitState::HalfOpen: return EffectiveState::HalfOpen;
    case CircuitState::Open: return EffectiveState::Open;
    }
    return EffectiveState::Closed;
}

CircuitBreaker::CircuitBreaker(const CircuitSettings &settings, TimePoint now)
    : m_settings(sanitized(settings))
    , m_position({.since = now})
    , m_failures(static_cast<std::size_t>(m_settings.failureThreshold), m_settings.failureWindow)
    , m_window(m_settings.failureWindow)
{
}

void CircuitBreaker::setListener(Listener listener)
{
    m_listener = listener ? std::make_shared<const Listener>(std::move(listener)) : nullptr;
}

tl::expected<Permit, Rejection> CircuitBreaker::acquire(TimePoint now)
{
    advance(now);
    if (m_position.forced == ForcedState::ForcedOpen)
        return tl::unexpected(Rejection{});
    if (const auto *open = std::get_if<Open>(&m_position.state))
        return tl::unexpected(Rejection{open->until - now});
    auto *halfOpen = std::get_if<HalfOpen>(&m_position.state);
    if (!halfOpen)
        return Permit{m_position.generation, false};
    if (halfOpen->running >= m_settings.trialCalls)
        return tl::unexpected(Rejection{halfOpen->deadline - now});
    ++halfOpen->running;
    return Permit{m_position.generation, true};
}

void CircuitBreaker::record(Permit permit, Outcome outcome, std::optional<ErrorClass> error, TimePoint now)
{
    advance(now);
    if (permit.generation != m_position.generation)
        return;
    if (outcome == Outcome::Failure)
        m_lastError = error;
    if (permit.trial)
        recordTrial(outcome, now);
    else if (outcome != Outcome::Ignored)
        recordCall(outcome, now);
}

void CircuitBreaker::recordCall(Outcome outcome, TimePoint now)
{
    m_window.add(outcome, now);
    if (outcome == Outcome::Failure)
        m_failures.add(now);
    auto &closed = std::get<Closed>(m_position.state);
    closed.consecutiveFailures = outcome == Outcome::Failure ? closed.consecutiveFailures + 1 : 0;
    if (m_position.forced != ForcedState::None)
        return;
    if (const auto fired = firedRule(now))
        open(*fired);
}

void CircuitBreaker::recordTrial(Outcome outcome, TimePoint now)
{
    auto &halfOpen = std::get<HalfOpen>(m_position.state);
    halfOpen.running = std::max(halfOpen.running - 1, 0);
    if (outcome == Outcome::Failure)
        return open(because(TransitionReason::TrialFailed, now));
    if (outcome == Outcome::Ignored)
        return;
    ++halfOpen.successes;
    if (halfOpen.successes >= m_settings.successThreshold)
        close(ForcedState::None, because(TransitionReason::TrialsSucceeded, now, halfOpen.successes,
                                         m_settings.successThreshold));
}

std::optional<TransitionRecord> CircuitBreaker::firedRule(TimePoint now) const
{
    const auto &s = m_settings;
    const int consecutive = std::get<Closed>(m_position.state).consecutiveFailures;
    if (s.consecutiveFailures > 0 && consecutive >= s.consecutiveFailures)
        return because(TransitionReason::ConsecutiveFailures, now, consecutive, s.consecutiveFailures);
    const auto failures = static_cast<int>(m_failures.count(now));
    if (s.failureThreshold > 0 && failures >= s.failureThreshold)
        return because(TransitionReason::FailuresInWindow, now, failures, s.failureThreshold);
    const WindowCounts counts = m_window.counts(now);
    if (s.failureRate <= 0 || counts.total() == 0 || std::cmp_less(counts.total(), s.minimumCalls))
        return {};
    const double rate = double(counts.failures()) / counts.total();
    if (rate >= s.failureRate)
        return because(TransitionReason::FailureRate, now, rate, s.failureRate);
    return {};
}

void CircuitBreaker::reset(TimePoint now)
{
    advance(now);
    close(ForcedState::None, because(TransitionReason::ManualReset, now));
}

void CircuitBreaker::forceOpen(TimePoint now)
{
    advance(now);
    transition(m_position.state, ForcedState::ForcedOpen, because(TransitionReason::ManualForceOpen, now));
}

void CircuitBreaker::disable(TimePoint now)
{
    advance(now);
    close(ForcedState::Disabled, because(TransitionReason::ManualDisable, now));
}

void CircuitBreaker::close(ForcedState forced, const TransitionRecord &why)
{
    // Moved before emptied, so that the record still shows what was there; published after, so that a
    // listener sees the circuit as it now is.
    const auto record = move(m_position, Closed{}, forced, why);
    m_window.clear();
    m_failures.clear();
    m_lastError.reset();
    publish(record);
}

void CircuitBreaker::open(const TransitionRecord &why)
{
    transition(Open{saturatingAdd(why.at, m_settings.recoveryTimeout)}, ForcedState::None, why);
}

void CircuitBreaker::transition(State state, ForcedState forced, const TransitionRecord &why)
{
    publish(move(m_position, state, forced, why));
}

void CircuitBreaker::advance(TimePoint now)
{
    while (const auto record = stepByTime(m_position, now))
        publish(*record);
}

std::optional<TimePoint> CircuitBreaker::nextDeadline() const
{
    if (m_position.forced != ForcedState::None)
        return {};
    if (const auto *open = std::get_if<Open>(&m_position.state))
        return open->until;
    if (const auto *halfOpen = std::get_if<HalfOpen>(&m_position.state))
        return halfOpen->deadline;
    return {};
}

CircuitView CircuitBreaker::view(TimePoint now) const
{
    Position position = m_position;
    while (stepByTime(position, now)) {
    }
    CircuitView view{.state = stateAt(position.state.index()),
                     .forced = position.forced,
                     .since = position.since,
                     .window = m_window.counts(now),
                     .generation = position.generation,
                     .settings = m_settings,
                     .lastTrip = position.lastTrip};
    if (const auto *closed = std::get_if<Closed>(&position.state))
        view.consecutiveFailures = closed->consecutiveFailures;
    if (const auto *open = std::get_if<Open>(&position.state))
        view.nextTrialAt = open->until;
    if (const auto *halfOpen = std::get_if<HalfOpen>(&position.state)) {
        view.trialSuccesses = halfOpen->successes;
        view.trialsRunning = halfOpen->running;
    }
    return view;
}

EffectiveState CircuitBreaker::effective(const Position &position)
{
    return effectiveState(stateAt(position.state.index()), position.forced);
}

/// Every move is a new generation, so that results of calls begun before it change nothing.
TransitionRecord CircuitBreaker::move(Position &position, State state, ForcedState forced,
                                      TransitionRecord record) const
{
    record.from = effective(position);
    position.state = state;
    position.forced = forced;
    ++position.generation;
    record.to = effective(position);
    record.window = m_window.counts(record.at);
    record.windowLength = m_settings.failureWindow;
    record.lastError = m_lastError;
    record.generation = position.generation;
    if (const auto *open = std::get_if<Open>(&state); open && forced == ForcedState::None)
        record.nextTrialAt = open->until;
    if (record.from != record.to)
        position.since = record.at;
    if (record.from != record.to &&
        (record.to == EffectiveState::Open || record.to == EffectiveState::ForcedOpen))
        position.lastTrip = record;
    return record;
}

std::optional<TransitionRecord> CircuitBreaker::stepByTime(Position &position, TimePoint now) const
{
    if (position.forced != ForcedState::None)
        return {};
    skipIdleRounds(position, now);
    if (const auto *open = std::get_if<Open>(&position.state); open && now >= open->until) {
        const HalfOpen next{.deadline = saturatingAdd(open->until, m_settings.trialTimeout)};
        return move(position, next, ForcedState::None,
                    because(TransitionReason::RecoveryTimeElapsed, open->until));
    }
    if (const auto *halfOpen = std::get_if<HalfOpen>(&position.state);
        halfOpen && now >= halfOpen->deadline) {
        const Open next{saturatingAdd(halfOpen->deadline, m_settings.recoveryTimeout)};
        return move(position, next, ForcedState::None,
                    because(TransitionReason::TrialTimedOut, halfOpen->deadline));
    }
    return {};
}

/// After a long time without anyone asking, an open circuit has half-opened and reopened many times. All
/// rounds but the last are alike and of no interest: they are passed over, not told one by one.
void CircuitBreaker::skipIdleRounds(Position &position, TimePoint now) const
{
    auto *open = std::get_if<Open>(&position.state);
    const Nanoseconds round = saturatingAdd(m_settings.recoveryTimeout, m_settings.trialTimeout);
    if (!open || (now - open->until) / round < 2)
        return;
    const auto skipped = (now - open->until) / round - 1;
    open->until += skipped * round;
    position.since += skipped * round;
    position.generation += 2 * static_cast<std::uint64_t>(skipped);
}

void CircuitBreaker::publish(const TransitionRecord &record)
{
    if (!m_listener || record.from == record.to)
        return;
    if (m_publishing) {
        m_pending.push_back(record);
        return;
    }
    m_publishing = true;
    deliver(record);
    // By index: what a listener does in here makes the vector grow.
    for (std::size_t i = 0; i < m_pending.size(); ++i)
        deliver(TransitionRecord(m_pending[i]));
    m_pending.clear();
    m_publishing = false;
}

/// Holds the listener while it runs, because it may replace itself. What it throws is its own affair: the
/// circuit has moved already and stays sound.
void CircuitBreaker::deliver(const TransitionRecord &record) const
{
    const auto listener = m_listener;
    if (!listener)
        return;
    try {
        (*listener)(record);
    } catch (...) {
    }
}

} // namespace fusebox::resilience
