// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/circuit_position.h"

#include <algorithm>

namespace fusebox::resilience {

CircuitState CircuitPosition::computed() const
{
    constexpr std::array states = {CircuitState::Closed, CircuitState::Open, CircuitState::HalfOpen};
    return states[state.index()];
}

ForcedState CircuitPosition::forced() const
{
    return static_cast<ForcedState>(mode.index());
}

void CircuitPosition::close(TimePoint at)
{
    const auto before = effective();
    state = ClosedState{};
    reopenings = 0;
    moved(before, at);
}

void CircuitPosition::open(const CircuitSettings &settings, TimePoint at)
{
    const auto before = effective();
    reopenings = std::holds_alternative<HalfOpenState>(state) ? reopenings + 1 : 0;
    state = OpenState{saturatingAdd(at, openTime(settings, reopenings))};
    moved(before, at);
}

void CircuitPosition::halfOpen(const CircuitSettings &settings, TimePoint at)
{
    const auto before = effective();
    state = HalfOpenState{.deadline = saturatingAdd(at, settings.trialTimeout)};
    moved(before, at);
}

/// Trials that ran before a change of mode never report (their generation is old), and none could run while
/// forced open: half-open begins anew.
void CircuitPosition::setMode(Mode newMode, const CircuitSettings &settings, TimePoint at)
{
    const auto before = effective();
    mode = newMode;
    if (std::holds_alternative<HalfOpenState>(state))
        state = HalfOpenState{.deadline = saturatingAdd(at, settings.trialTimeout)};
    moved(before, at);
}

void CircuitPosition::moved(EffectiveState before, TimePoint at)
{
    ++generation;
    if (effective() != before)
        since = at;
}

std::optional<TimePoint> CircuitPosition::modeDueAt() const
{
    const auto *forcedOpen = std::get_if<ForcedOpenMode>(&mode);
    return forcedOpen ? forcedOpen->until : std::nullopt;
}

std::optional<TimePoint> CircuitPosition::stateDueAt() const
{
    if (const auto *openState = std::get_if<OpenState>(&state))
        return openState->until;
    const auto *halfOpenState = std::get_if<HalfOpenState>(&state);
    // Nobody may try while forced open, so that nothing is missing from the trials.
    if (halfOpenState && !std::holds_alternative<ForcedOpenMode>(mode))
        return halfOpenState->deadline;
    return {};
}

std::optional<TimePoint> CircuitPosition::nextStepAt() const
{
    const auto byState = stateDueAt();
    const auto byMode = modeDueAt();
    if (byState && byMode)
        return std::min(*byState, *byMode);
    return byState ? byState : byMode;
}

std::optional<CircuitPosition::Step> CircuitPosition::step(const CircuitSettings &settings, TimePoint now)
{
    const auto due = nextStepAt();
    if (!due || now < *due)
        return {};
    if (stateDueAt() == due) {
        if (!modeDueAt())
            skipIdleRounds(settings, now);
        return stepState(settings);
    }
    setMode(Enforced{}, settings, *due);
    return Step{TransitionReason::ForcedOpenExpired, *due};
}

CircuitPosition::Step CircuitPosition::stepState(const CircuitSettings &settings)
{
    const TimePoint at = *stateDueAt();
    if (std::holds_alternative<OpenState>(state)) {
        halfOpen(settings, at);
        return {TransitionReason::RecoveryTimeElapsed, at};
    }
    open(settings, at);
    return {TransitionReason::TrialTimedOut, at};
}

/// After a long time without anyone asking, an open circuit has half-opened and reopened many times. All such
/// rounds but the last are alike and of no interest: they are passed over, not told one by one.
void CircuitPosition::skipIdleRounds(const CircuitSettings &settings, TimePoint now)
{
    auto *openState = std::get_if<OpenState>(&state);
    if (!openState || std::holds_alternative<ForcedOpenMode>(mode))
        return;
    for (;;) {
        const auto round = saturatingAdd(settings.trialTimeout, openTime(settings, reopenings + 1));
        const auto next = saturatingAdd(settings.trialTimeout, openTime(settings, reopenings + 2));
        const auto overdue = now - openState->until;
        if (overdue < saturatingAdd(round, next))
            return;
        const auto rounds = round == next ? overdue / round - 1 : 1;
        openState->until += rounds * round;
        reopenings += rounds;
        generation += 2 * static_cast<std::uint64_t>(rounds);
    }
}

} // namespace fusebox::resilience
