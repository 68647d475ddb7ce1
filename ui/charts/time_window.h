// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/values/clock.h"

namespace fusebox::ui {

/// The stretch of time a chart shows, and how many columns it has for it.
struct TimeWindow
{
    health::TimePoint from = {};
    health::Nanoseconds length = std::chrono::minutes(5);      ///< > 0
    int columns = 600;                                         ///< > 0
    health::Nanoseconds longestGap = std::chrono::seconds(60); ///< more between two samples is a gap

    [[nodiscard]] health::TimePoint to() const { return from + length; }
    [[nodiscard]] health::Nanoseconds columnWidth() const;
    /// Where a moment lies: 0 at the left edge, 1 at the right one.
    [[nodiscard]] double share(health::TimePoint at) const;
    [[nodiscard]] health::TimePoint at(double share) const;
};

} // namespace fusebox::ui
