// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/resilience/call_window.h"
#include "core/resilience/circuit_state.h"
#include "core/resilience/transition_record.h"

namespace fusebox::resilience {

/// A circuit put away, to be taken up again later, in another process too. All times are those of the clock
/// it was saved on; only their distance to `savedAt` means anything.
struct SavedCircuit
{
    TimePoint savedAt = {};
    CircuitState state = CircuitState::Closed;
    std::optional<TimePoint> openUntil = {}; ///< with CircuitState::Open
    ForcedState forced = ForcedState::None;
    std::optional<TimePoint> forcedUntil = {}; ///< with ForcedState::ForcedOpen; none: until a person ends it
    TimePoint since = {};
    std::int64_t reopenings = 0;
    int consecutiveFailures = 0;
    std::uint64_t generation = 0;
    int rateCalls = 0;                    ///< > 0: `calls` are the last so many, and their times mean nothing
    std::vector<PastCalls> calls = {};    ///< oldest first
    std::vector<TimePoint> failures = {}; ///< oldest first
    RecentErrors lastErrors = {};
    std::optional<TransitionRecord> lastTrip = {};

    bool operator==(const SavedCircuit &) const = default;
};

/// The same circuit with all its times moved by `by`.
[[nodiscard]] SavedCircuit shifted(SavedCircuit saved, Nanoseconds by);

} // namespace fusebox::resilience
