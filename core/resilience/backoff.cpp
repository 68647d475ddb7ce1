// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/backoff.h"

#include <algorithm>
#include <cmath>

namespace fusebox::resilience {

Nanoseconds exponentialDelay(const Backoff &backoff, int retry)
{
    const double factor = std::pow(std::max(backoff.multiplier, 1.0), std::max(retry, 1) - 1);
    const double delay = static_cast<double>(backoff.initialDelay.count()) * factor;
    // Compared as doubles: an infinite or huge product must never be converted to an integer.
    if (!(delay < static_cast<double>(backoff.maxDelay.count())))
        return backoff.maxDelay;
    return Nanoseconds(static_cast<Nanoseconds::rep>(delay));
}

Nanoseconds fullJitter(const Backoff &backoff, int retry, Random &random)
{
    const auto longest = std::max<Nanoseconds::rep>(exponentialDelay(backoff, retry).count(), 0);
    return Nanoseconds(std::uniform_int_distribution<Nanoseconds::rep>(0, longest)(random));
}

} // namespace fusebox::resilience
