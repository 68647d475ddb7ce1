// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>

#include "core/resilience/circuit_settings.h"
#include "core/resilience/transition_record.h"

namespace fusebox::resilience {

// What a circuit's rules say: each state holds only what makes sense in it.
struct ClosedState
{
    int consecutiveFailures = 0;
};
struct OpenState
{
    TimePoint until;
};
struct HalfOpenState
{
    TimePoint deadline; ///< without a verdict by then it reopens
    int running = 0;    ///< trials
    WindowCounts trials = {};
};

// What a person has said.
struct Enforced
{
};
struct ForcedOpenMode
{
    std::optional<TimePoint> until = {};
};
struct DisabledMode
{
};
struct MeasureOnlyMode
{
};

/// Where a circuit stands, and how time alone moves it. A small value: a copy tells what a later moment will
/// see without moving the circuit.
struct CircuitPosition
{
    using State = std::variant<ClosedState, OpenState, HalfOpenState>;
    using Mode = std::variant<Enforced, ForcedOpenMode, DisabledMode, MeasureOnlyMode>;

    State state = ClosedState{};
    Mode mode = Enforced{};
    TimePoint since = {};         ///< of the effective state
    std::uint64_t generation = 0; ///< grows with each move, so that results of calls begun before are known
    std::int64_t reopenings = 0;  ///< since it was closed last

    [[nodiscard]] CircuitState computed() const;
    [[nodiscard]] ForcedState forced() const;
    [[nodiscard]] EffectiveState effective() const { return effectiveState(computed(), forced()); }

    void close(TimePoint at);
    void open(const CircuitSettings &settings, TimePoint at);
    void halfOpen(const CircuitSettings &settings, TimePoint at);
    void setMode(Mode mode, const CircuitSettings &settings, TimePoint at);

    struct Step
    {
        TransitionReason reason;
        TimePoint at;
    };
    /// Takes the earliest step that time has made due by `now`; none if none is. To be called until then.
    std::optional<Step> step(const CircuitSettings &settings, TimePoint now);
    /// When step() would next have something to do.
    [[nodiscard]] std::optional<TimePoint> nextStepAt() const;

private:
    void moved(EffectiveState before, TimePoint at);
    [[nodiscard]] std::optional<TimePoint> stateDueAt() const;
    [[nodiscard]] std::optional<TimePoint> modeDueAt() const;
    Step stepState(const CircuitSettings &settings);
    void skipIdleRounds(const CircuitSettings &settings, TimePoint now);
};

} // namespace fusebox::resilience
