// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/values/clock.h"

#include <ctime>

namespace fusebox::health {

/// CLOCK_MONOTONIC stands still during a sleep, CLOCK_BOOTTIME does not. A reading that was interrupted is
/// taken anew: the time in between would look like a sleep.
Nanoseconds SystemClock::suspended() const
{
    for (;;) {
        const TimePoint before = now();
        timespec sinceBoot{};
        ::clock_gettime(CLOCK_BOOTTIME, &sinceBoot);
        if (now() - before < std::chrono::milliseconds(100))
            return std::chrono::seconds(sinceBoot.tv_sec) + Nanoseconds(sinceBoot.tv_nsec) -
                   before.time_since_epoch();
    }
}

} // namespace fusebox::health
