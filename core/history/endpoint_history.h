// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <memory>

#include "core/health/values/events.h"
#include "core/history/check_log.h"
#include "core/history/gap_log.h"
#include "core/history/rollup.h"
#include "core/history/sample_series.h"
#include "core/history/uptime.h"

namespace fusebox::history {

/// A transition as a person reads it: when, and the record that explains it.
struct TransitionEntry
{
    health::Moment at = {};
    resilience::TransitionRecord record = {};
    std::optional<probe::ProbeFailure> failure = {}; ///< behind it, if it is known
};

/// What one answer spent in its phases.
struct PhaseSample
{
    TimePoint at = {};
    PhaseSums phases = {};
};

/// What is remembered besides of an endpoint that somebody looks at. Bytes, of checks each second: phases
/// 31 KiB, roll-ups 370 KiB after a day, checks up to 100 KiB.
struct FineHistory
{
    std::deque<PhaseSample> phases = {}; ///< of as many as there are samples
    RollupRing tenSeconds = {std::chrono::seconds(10), 2 * 360};
    RollupRing minutes = {std::chrono::minutes(1), 25 * 60};
    CheckLog checks = {};
    bool hasPast = false; ///< what was stored before is in it

    /// What happened before `at` is not in it.
    void beginAt(TimePoint at);
};

/// What the window remembers of one endpoint, in layers: samples, then roll-ups that grow coarser with age.
/// Of one that nobody has looked at: at one check a second 7.5 KiB of samples, and 6 KiB of hours after a
/// day.
struct EndpointHistory
{
    static constexpr std::size_t maxTransitions = 200;
    static constexpr std::size_t usualHours = 24;
    static constexpr std::size_t mostHours = 30 * 24; ///< of one that somebody looks at; 250 KiB

    SampleSeries samples = {};
    RollupRing hours = {std::chrono::hours(1), usualHours};
    GapLog gaps = {};
    Uptime uptime = {};
    Nanoseconds hold{0};                          ///< see holdOf()
    std::deque<TransitionEntry> transitions = {}; ///< oldest first
    std::uint64_t transitionsEver = 0;            ///< of this run, those no longer kept included
    bool lacksTransitions = false;                ///< older ones than there are were dropped, or not read
    std::unique_ptr<FineHistory> fine = {};
    std::optional<TimePoint> since = {}; ///< of the first that is known; before it nothing was watched
    health::Moment newest = {};          ///< the last event's: tells the time of day of others

    /// Samples that come out of the order of time are dropped.
    void add(const health::Event &event);
    /// Whether what only FineHistory has is kept from now on.
    void keepFine(bool fine);
    /// The time of day at a moment, reckoned from the newest event: a clock set anew moves older ones along.
    [[nodiscard]] health::WallTime wallAt(TimePoint at) const;
};

/// A history as whoever shows it holds it: its endpoint may be removed in the meantime, and even be added
/// anew.
using SharedHistory = std::shared_ptr<const EndpointHistory>;

} // namespace fusebox::history
