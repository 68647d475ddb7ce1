// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/resilience/circuit_breaker.h"
#include "core/resilience/latency_histogram.h"

namespace fusebox::resilience {

/// What a circuit has seen since it was made. Results of an older generation have come too late to count
/// here either. A value; reading it changes nothing.
struct CircuitStatistics
{
    std::array<std::uint64_t, static_cast<std::size_t>(Outcome::Count)> byOutcome = {};
    std::array<std::uint64_t, static_cast<std::size_t>(ErrorClass::Count)> byErrorClass = {};
    std::uint64_t rejected = 0; ///< calls that got no permit
    EffectiveState state = EffectiveState::Closed;
    TimePoint since = {};                         ///< of the state
    std::uint64_t opened = 0;                     ///< times it went open, from closed or half-open
    Nanoseconds timeOpen = {};                    ///< open or forced open, the present time included
    std::optional<Nanoseconds> lastRecovery = {}; ///< from the opening to the close by its trials
    std::optional<Nanoseconds> meanRecovery = {};
    std::optional<Nanoseconds> p50 = {}; ///< of latencies recorded with calls
    std::optional<Nanoseconds> p95 = {};
    std::optional<Nanoseconds> p99 = {};
    std::optional<Nanoseconds> slowest = {};

    [[nodiscard]] std::uint64_t operator[](Outcome o) const { return byOutcome[static_cast<std::size_t>(o)]; }
    [[nodiscard]] std::uint64_t operator[](ErrorClass e) const
    {
        return byErrorClass[static_cast<std::size_t>(e)];
    }
};

/// Keeps the statistics of one circuit. A pure machine. Thread: one at a time.
class CircuitMeter
{
public:
    void call(Outcome outcome, std::optional<ErrorClass> error, std::optional<Nanoseconds> latency);
    void rejected() { ++m_rejected; }
    void moved(const TransitionRecord &record);
    /// The circuit was taken up again, open perhaps since before; the times are of this clock.
    void restored(const SavedCircuit &saved, TimePoint now);

    /// `view` is of `now`, and every transition up to then has been told.
    [[nodiscard]] CircuitStatistics read(const CircuitView &view, TimePoint now) const;

private:
    std::array<std::uint64_t, static_cast<std::size_t>(Outcome::Count)> m_byOutcome = {};
    std::array<std::uint64_t, static_cast<std::size_t>(ErrorClass::Count)> m_byErrorClass = {};
    std::uint64_t m_rejected = 0;
    std::uint64_t m_opened = 0;
    Nanoseconds m_timeOpen = {};                 ///< of what is over
    std::optional<TimePoint> m_openSince = {};   ///< open or forced open
    std::optional<TimePoint> m_failedSince = {}; ///< opened by a rule and not closed since
    std::optional<Nanoseconds> m_lastRecovery = {};
    Nanoseconds m_recoveryTime = {};
    std::int64_t m_recoveries = 0;
    LatencyHistogram m_latencies = {};
};

} // namespace fusebox::resilience
