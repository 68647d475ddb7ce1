// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/resilience/circuit_breaker.h"

namespace fusebox::testing {

/// A circuit breaker written for plainness alone, to hold the real one against. It remembers every call,
/// counts from the beginning each time it is asked, walks through every half-open round one by one, knows
/// rates as fractions of integers, and finds a verdict certain by trying every way the trials may end.
/// Rates of the settings must be multiples of 1/20.
class SlowCircuit
{
public:
    using Outcome = resilience::Outcome;
    using TimePoint = resilience::TimePoint;
    using State = resilience::CircuitState;
    using Forced = resilience::ForcedState;

    explicit SlowCircuit(const resilience::CircuitSettings &settings)
        : m_s(settings)
    {
    }

    /// The number of the permit; none if rejected.
    std::optional<int> acquire(TimePoint now);
    void finish(int permit, Outcome outcome, TimePoint now);
    void reset(TimePoint now);
    void disable(TimePoint now);
    void force(Forced forced, std::optional<TimePoint> until, TimePoint now);
    void pass(TimePoint now);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] Forced forced() const { return m_forced; }
    [[nodiscard]] std::uint64_t moves() const { return m_moves; }
    [[nodiscard]] std::optional<TimePoint> stateEnd() const { return m_stateEnd; }
    [[nodiscard]] int running() const { return static_cast<int>(m_runningTrials.size()); }
    [[nodiscard]] int inARow() const;
    [[nodiscard]] int failuresWithin(TimePoint now) const;
    [[nodiscard]] int counted(Outcome outcome, TimePoint now) const;
    /// Different times of calls that a time window holds at `now`.
    [[nodiscard]] std::size_t differentTimes(TimePoint now) const;

private:
    struct Call
    {
        TimePoint at;
        Outcome outcome;
    };
    struct Given
    {
        std::uint64_t moves;
        bool trial;
    };

    void enter(State state, TimePoint at);
    void changed();
    void forgetCalls() { m_calls.clear(); }
    [[nodiscard]] bool inside(std::size_t index, TimePoint now) const;
    [[nodiscard]] bool mustOpen(TimePoint now) const;
    [[nodiscard]] bool reaches(int part, int whole, double rate) const;
    [[nodiscard]] std::set<bool> possibleVerdicts() const;

    resilience::CircuitSettings m_s;
    State m_state = State::Closed;
    Forced m_forced = Forced::None;
    std::optional<TimePoint> m_stateEnd = {};
    std::optional<TimePoint> m_forcedEnd = {};
    std::uint64_t m_moves = 0;
    int m_reopenings = 0;
    std::vector<Call> m_calls = {};
    std::vector<Outcome> m_trials = {};
    std::set<int> m_runningTrials = {};
    std::map<int, Given> m_permits = {};
    int m_nextPermit = 0;
};

} // namespace fusebox::testing
