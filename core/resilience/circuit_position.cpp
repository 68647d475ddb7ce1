// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/circuit_position.h"

#include <algorithm>
#include <limits>

namespace fusebox::resilience {

namespace {

/// As many as go into 292 years; twice as many can still be counted.
constexpr std::int64_t kMostRounds = std::numeric_limits<std::int64_t>::max() / 2;

std::optional<TimePoint> earlier(std::optional<TimePoint> a, std::optional<TimePoint> b)
{
    if (a && b)
        return std::min(*a, *b);
    return a ? a : b;
}

/// Whether open times from this reopening on are all the same. Two that are equal prove nothing: they are
/// rounded.
bool hasGrown(const CircuitSettings &settings, std::int64_t reopenings)
{
    return settings.openTimeMultiplier <= 1 ||
           openTime(settings, reopenings) >= std::max(settings.maxOpenTime, settings.recoveryTimeout);
}

/// The most rounds, from the one that ends in this reopening on, that may be passed over at once: those of
/// the same open time that are followed by one of it.
std::int64_t alikeRounds(const CircuitSettings &settings, std::int64_t reopenings)
{
    if (hasGrown(settings, reopenings))
        return std::numeric_limits<std::int64_t>::max();
    const std::int64_t step = reopeningsOfAStep(settings);
    return std::max<std::int64_t>(step - reopenings % step - 1, 1);
}

HalfOpenState freshHalfOpen(const CircuitSettings &settings, TimePoint at)
{
    return {.deadline = saturatingAdd(at, settings.trialTimeout)};
}

} // namespace

CircuitPosition::CircuitPosition(State state, Mode mode, TimePoint since, std::uint64_t generation,
                                 std::int64_t reopenings)
    : m_state(state)
    , m_mode(mode)
    , m_since(since)
    , m_generation(generation)
    , m_reopenings(reopenings)
    , m_nextStepAt(earlier(stateDueAt(), modeDueAt()))
{
}

CircuitState CircuitPosition::computed() const
{
    constexpr std::array states = {CircuitState::Closed, CircuitState::Open, CircuitState::HalfOpen};
    return states[m_state.index()];
}

void CircuitPosition::toClosed(TimePoint at, Mode mode)
{
    m_reopenings = 0;
    change(ClosedState{}, mode, at);
}

void CircuitPosition::toOpen(const CircuitSettings &settings, TimePoint at)
{
    m_reopenings = halfOpen() ? m_reopenings + 1 : 0;
    change(OpenState{saturatingAdd(at, openTime(settings, m_reopenings))}, m_mode, at);
}

/// Trials that ran before a change of mode never report (their generation is old), and none could run while
/// forced open: half-open begins anew. So does closed after no rule was looked at.
void CircuitPosition::toMode(Mode mode, const CircuitSettings &settings, TimePoint at)
{
    State state = m_state;
    if (halfOpen())
        state = freshHalfOpen(settings, at);
    else if (forced() == ForcedState::Disabled)
        state = ClosedState{};
    change(state, mode, at);
}

void CircuitPosition::change(State state, Mode mode, TimePoint at)
{
    const auto before = effective();
    m_state = state;
    m_mode = mode;
    ++m_generation;
    if (effective() != before)
        m_since = at;
    m_nextStepAt = earlier(stateDueAt(), modeDueAt());
}

/// The time it was forced open for may end before the time it is open of itself.
std::optional<TimePoint> CircuitPosition::admitsAgainAt() const
{
    const auto forcedUntil = modeDueAt();
    return forcedUntil && open() ? std::max(forcedUntil, std::optional(open()->until)) : forcedUntil;
}

std::optional<TimePoint> CircuitPosition::modeDueAt() const
{
    return forcedOpen() ? forcedOpen()->until : std::nullopt;
}

std::optional<TimePoint> CircuitPosition::stateDueAt() const
{
    if (open())
        return open()->until;
    // Nobody may try while forced open, so that nothing is missing from the trials.
    if (halfOpen() && !forcedOpen())
        return halfOpen()->deadline;
    return {};
}

std::optional<CircuitPosition::Step> CircuitPosition::step(const CircuitSettings &settings, TimePoint now)
{
    if (!isDue(now))
        return {};
    if (stateDueAt() == m_nextStepAt) {
        const IdleRounds passedOver = skipIdleRounds(settings, now);
        Step step = stepState(settings);
        step.passedOver = passedOver;
        return step;
    }
    const TimePoint at = *m_nextStepAt;
    toMode(Enforced{}, settings, at);
    return Step{TransitionReason::ForcedOpenExpired, at};
}

CircuitPosition::Step CircuitPosition::stepState(const CircuitSettings &settings)
{
    const TimePoint at = *stateDueAt();
    if (open()) {
        change(freshHalfOpen(settings, at), m_mode, at);
        return {TransitionReason::RecoveryTimeElapsed, at};
    }
    const auto &trials = halfOpen()->trials;
    const int needed = settings.trialSample > 0 ? settings.trialSample : settings.successThreshold;
    const Step step{TransitionReason::TrialTimedOut, at, double(trials.total() - trials.failures()),
                    double(needed)};
    toOpen(settings, at);
    return step;
}

/// After a long time without anyone asking, an open circuit has half-opened and reopened many times. All such
/// rounds but the last are alike and of no interest: they are passed over, not told one by one. Nor are they
/// reckoned one by one, or a file could have us do nothing else: open times grow in some 3,000 steps at most.
IdleRounds CircuitPosition::skipIdleRounds(const CircuitSettings &settings, TimePoint now)
{
    IdleRounds passedOver;
    auto *openState = std::get_if<OpenState>(&m_state);
    if (!openState || forcedOpen())
        return passedOver;
    for (;;) {
        const auto round = saturatingAdd(settings.trialTimeout, openTime(settings, m_reopenings + 1));
        const auto next = saturatingAdd(settings.trialTimeout, openTime(settings, m_reopenings + 2));
        const auto overdue = saturatingDifference(now, openState->until);
        if (overdue < saturatingAdd(round, next))
            return passedOver;
        const auto rounds =
            std::clamp<std::int64_t>(overdue / round - 1, 1, alikeRounds(settings, m_reopenings + 1));
        openState->until += rounds * round;
        m_reopenings = std::min(m_reopenings + rounds, kMostRounds);
        passedOver.count = std::min(passedOver.count + rounds, kMostRounds);
        passedOver.halfOpen = saturatingAdd(passedOver.halfOpen, rounds * settings.trialTimeout);
        m_generation += 2 * static_cast<std::uint64_t>(rounds);
    }
}

} // namespace fusebox::resilience
