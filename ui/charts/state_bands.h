// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/history/endpoint_history.h"
#include "ui/charts/column_reducer.h"

namespace fusebox::ui {

/// A stretch of time a circuit spent in one state; x in shares of the window, 0 <= from <= to <= 1.
struct StateBand
{
    double from = 0;
    double to = 0;
    resilience::EffectiveState state = resilience::EffectiveState::Closed;

    bool operator==(const StateBand &) const = default;
};

/// The states within the window up to `now`, oldest first, without holes from the first one known: while it
/// was watched before the first transition ever that transition's `from`, else what the oldest that is kept
/// led to. Without any, the state has been `current` since `currentSince`.
[[nodiscard]] std::vector<StateBand> stateBands(const history::EndpointHistory &history,
                                                resilience::EffectiveState current,
                                                health::TimePoint currentSince, const TimeWindow &window,
                                                health::TimePoint now);

} // namespace fusebox::ui
