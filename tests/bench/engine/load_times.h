// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/resilience/time.h"

namespace fusebox::bench {

/// A few values instead of many.
struct Spread
{
    double p50 = 0;  ///< ms
    double p99 = 0;  ///< ms
    double most = 0; ///< ms
};

[[nodiscard]] Spread spreadOf(std::vector<resilience::Nanoseconds> values);

/// The starts of one endpoint's checks: how late they were, if the earliest of them was not late at all.
/// Appends to `lateness`. Returns how many ticks between the first and the last had no check.
int addLateness(const std::vector<resilience::TimePoint> &starts, resilience::Nanoseconds interval,
                std::vector<resilience::Nanoseconds> &lateness);

} // namespace fusebox::bench
