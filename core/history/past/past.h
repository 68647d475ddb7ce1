// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/history/endpoint_history.h"
#include "core/history/record/body.h"

namespace fusebox::history {

/// A body that was kept, in times of this run's clock.
struct PastBody
{
    TimePoint from = {};
    TimePoint to = {};
    Body body = {};
};

/// What is stored of one endpoint from before this run, as far as it is drawn; each in the order of time.
struct StoredPast
{
    TimePoint until = {}; ///< from here on the run itself knows
    std::vector<PastBody> tenSeconds = {};
    std::vector<PastBody> minutes = {};
    std::vector<PastBody> hours = {};
    std::vector<TransitionEntry> transitions = {};
};

/// Puts what was before an endpoint's own history in front of it, as far as it is not there yet: what both
/// speak of is counted once.
void prepend(EndpointHistory &history, const StoredPast &past);
/// The last minutes alone, for a trace: the worst of each ten seconds.
void prependTrace(EndpointHistory &history, std::span<const PastBody> tenSeconds, TimePoint until);

/// The time before `until` in which nothing was measured, with the cause that took most of it; what no body
/// speaks of, from the first one on, Fusebox did not run. `bodies` in the order of time.
[[nodiscard]] std::vector<Gap> gapsIn(std::span<const PastBody> bodies, TimePoint until);

} // namespace fusebox::history
