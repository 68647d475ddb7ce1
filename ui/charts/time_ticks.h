// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QString>

#include "core/health/values/clock.h"

namespace fusebox::ui {

/// A round time of day on a time axis.
struct TimeTick
{
    health::WallTime at = {};
    QString label = {}; ///< "14:05", "14:05:30", "20 Nov"

    bool operator==(const TimeTick &) const = default;
};

/// Ticks in [from, to] at round times of the person's time zone, at most `most` (>= 1) of them.
[[nodiscard]] std::vector<TimeTick> timeTicks(health::WallTime from, health::WallTime to, int most);

} // namespace fusebox::ui
