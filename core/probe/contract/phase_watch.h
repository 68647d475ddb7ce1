// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/contract/phases.h"
#include "core/resilience/failure.h"

namespace fusebox::probe {

/// Measures the phases of one attempt and knows the deadline of the one that runs. A pure machine: it reads
/// the clock it was given and owns no timer. The first phase begins with start(), each later one with the end
/// of the one before, so the phases add up to the whole. A phase that comes again adds to its time.
class PhaseWatch
{
public:
    PhaseWatch(const resilience::Clock &clock, const Timeouts &timeouts);

    void start();
    /// Ends the running phase, if any, and begins `phase`.
    void enter(Phase phase);
    /// What the first byte was waited for is there: from here on only the whole has a deadline. Before,
    /// Transfer goes on with that of Wait.
    void liftDeadline() { m_phaseDeadline = resilience::TimePoint::max(); }
    /// Ends the running phase for good. Once is enough.
    void stop();

    /// The running phase, or the last that ran; before the first, the one that would be it.
    [[nodiscard]] Phase phase() const { return m_phase.value_or(Phase::Dns); }
    /// When the running phase or the whole is over its time, whichever is sooner.
    [[nodiscard]] resilience::TimePoint deadline() const;
    /// Whose deadline that is: Total (also where both come at once), or Phase.
    [[nodiscard]] resilience::TimeoutScope scope() const;
    [[nodiscard]] const PhaseTimes &times() const { return m_times; }
    /// What was measured of ended phases since the last lap (or the start).
    [[nodiscard]] const PhaseTimes &lap() const { return m_lap; }
    /// Ends the running phase, and gives what was measured since the last lap (or the start). The next phase
    /// begins where this lap ended.
    [[nodiscard]] PhaseTimes takeLap();

private:
    void endPhase();
    void add(PhaseTimes &times, resilience::Nanoseconds length) const;
    [[nodiscard]] resilience::TimePoint end() const
    {
        return resilience::saturatingAdd(m_start, m_timeouts.total);
    }
    /// Of the phase that follows the one that ran last.
    [[nodiscard]] resilience::TimePoint deadlineOf(Phase phase) const;

    const resilience::Clock &m_clock;
    Timeouts m_timeouts;
    resilience::TimePoint m_start = {};
    resilience::TimePoint m_phaseStart = {};
    resilience::TimePoint m_phaseDeadline = resilience::TimePoint::max();
    std::optional<Phase> m_phase = {};
    bool m_isRunning = false;
    PhaseTimes m_times = {};
    PhaseTimes m_lap = {};
};

} // namespace fusebox::probe
