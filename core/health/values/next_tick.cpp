// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/values/next_tick.h"

namespace fusebox::health {

TimePoint nextTick(TimePoint anchor, Nanoseconds interval, TimePoint now)
{
    if (now < anchor)
        return saturatingAdd(anchor, interval);
    const Nanoseconds sinceTick = saturatingDifference(now, anchor) % interval;
    return saturatingAdd(saturatingAdd(now, -sinceTick), interval);
}

} // namespace fusebox::health
