// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <memory>
#include <unordered_map>

#include <QString>

#include "core/health/snapshot.h"
#include "ui/models/check_log.h"
#include "ui/models/gap_log.h"
#include "ui/models/rollup.h"
#include "ui/models/sample_series.h"
#include "ui/models/uptime.h"

namespace fusebox::ui {

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
    Nanoseconds hold{0}; ///< how long a check speaks for the time after it: until the next one can be over
    std::deque<TransitionEntry> transitions = {}; ///< oldest first
    std::uint64_t transitionsEver = 0;            ///< those no longer kept included
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

/// The histories of all endpoints, fed by the events of updates. Addresses stay valid until an endpoint is
/// removed. Of those looked at last, `mostFine` at most, more is kept; as long as there are fewer endpoints,
/// of all of them.
class HistoryStore
{
public:
    static constexpr std::size_t mostFine = 256;

    void apply(const health::MonitorUpdate &update);
    /// Null for an endpoint of which nothing has been heard.
    [[nodiscard]] const EndpointHistory *find(const health::EndpointId &id) const;
    /// The same, for somebody who looks at it closely.
    const EndpointHistory *look(const health::EndpointId &id);

private:
    void add(const health::EndpointSnapshot &snapshot);
    void remove(const health::EndpointId &id);
    void lookLast(const health::EndpointId &id);

    std::unordered_map<health::EndpointId, EndpointHistory> m_histories;
    std::deque<health::EndpointId> m_fine; ///< the one looked at last at the end
};

} // namespace fusebox::ui
