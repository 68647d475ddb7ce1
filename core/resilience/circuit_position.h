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
class CircuitPosition
{
public:
    using State = std::variant<ClosedState, OpenState, HalfOpenState>;
    using Mode = std::variant<Enforced, ForcedOpenMode, DisabledMode, MeasureOnlyMode>;

    struct Step
    {
        TransitionReason reason;
        TimePoint at;
        double actual = 0;
        double threshold = 0;
        IdleRounds passedOver = {};
    };

    explicit CircuitPosition(TimePoint since)
        : m_since(since)
    {
    }
    /// As it was saved.
    CircuitPosition(State state, Mode mode, TimePoint since, std::uint64_t generation,
                    std::int64_t reopenings);

    [[nodiscard]] CircuitState computed() const;
    [[nodiscard]] const Mode &mode() const { return m_mode; }
    [[nodiscard]] ForcedState forced() const { return static_cast<ForcedState>(m_mode.index()); }
    [[nodiscard]] EffectiveState effective() const { return effectiveState(computed(), forced()); }
    [[nodiscard]] TimePoint since() const { return m_since; } ///< of the effective state
    /// Grows with each move, so that results of calls begun before are known.
    [[nodiscard]] std::uint64_t generation() const { return m_generation; }
    [[nodiscard]] std::int64_t reopenings() const { return m_reopenings; } ///< since it was closed last

    // What is in the present state; null in the others.
    [[nodiscard]] ClosedState *closed() { return std::get_if<ClosedState>(&m_state); }
    [[nodiscard]] const ClosedState *closed() const { return std::get_if<ClosedState>(&m_state); }
    [[nodiscard]] const OpenState *open() const { return std::get_if<OpenState>(&m_state); }
    [[nodiscard]] HalfOpenState *halfOpen() { return std::get_if<HalfOpenState>(&m_state); }
    [[nodiscard]] const HalfOpenState *halfOpen() const { return std::get_if<HalfOpenState>(&m_state); }
    [[nodiscard]] const ForcedOpenMode *forcedOpen() const { return std::get_if<ForcedOpenMode>(&m_mode); }

    void toClosed(TimePoint at, Mode mode);
    void toOpen(const CircuitSettings &settings, TimePoint at);
    void toMode(Mode mode, const CircuitSettings &settings, TimePoint at);

    /// When a call forced to stay out may come in again, if nothing else happens; none: when a person says
    /// so.
    [[nodiscard]] std::optional<TimePoint> admitsAgainAt() const;
    /// When step() would next have something to do; none: time alone will never move it.
    [[nodiscard]] const std::optional<TimePoint> &nextStepAt() const { return m_nextStepAt; }
    /// The end of time is never due: what lasts until then is for ever.
    [[nodiscard]] bool isDue(TimePoint now) const
    {
        return m_nextStepAt && now >= *m_nextStepAt && *m_nextStepAt != TimePoint::max();
    }
    /// Takes the earliest step that time has made due by `now`; none if none is. To be called until then.
    std::optional<Step> step(const CircuitSettings &settings, TimePoint now);

private:
    void change(State state, Mode mode, TimePoint at);
    [[nodiscard]] std::optional<TimePoint> stateDueAt() const;
    [[nodiscard]] std::optional<TimePoint> modeDueAt() const;
    Step stepState(const CircuitSettings &settings);
    IdleRounds skipIdleRounds(const CircuitSettings &settings, TimePoint now);

    State m_state = ClosedState{};
    Mode m_mode = Enforced{};
    TimePoint m_since;
    std::uint64_t m_generation = 0;
    std::int64_t m_reopenings = 0;
    std::optional<TimePoint> m_nextStepAt = {}; ///< follows from state and mode; kept, as every call asks
};

} // namespace fusebox::resilience
