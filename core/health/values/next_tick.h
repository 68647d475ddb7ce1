// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/values/clock.h"

namespace fusebox::health {

/// The first of `anchor + n * interval` (n >= 1) that lies after `now`: a late tick is made up for once,
/// without a burst, and the phase is kept. `interval` > 0.
[[nodiscard]] TimePoint nextTick(TimePoint anchor, Nanoseconds interval, TimePoint now);

} // namespace fusebox::health
