// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/random.h"
#include "core/resilience/time.h"

namespace fusebox::resilience {

/// Growing delays between attempts. All values are bounded by `maxDelay` after jitter.
struct Backoff
{
    Nanoseconds initialDelay = std::chrono::milliseconds(100);
    double multiplier = 2.0; ///< >= 1
    Nanoseconds maxDelay = std::chrono::seconds(5);

    bool operator==(const Backoff &) const = default;
};

/// The bare exponential delay before retry number `retry` (1-based): min(maxDelay, initialDelay *
/// multiplier^(retry-1)). Never overflows.
[[nodiscard]] Nanoseconds exponentialDelay(const Backoff &backoff, int retry);

/// Delay before retry number `retry` (1-based), uniform in [0, exponentialDelay] ("full jitter", Brooker
/// 2015). Thread: any; `random` is used without locking.
[[nodiscard]] Nanoseconds fullJitter(const Backoff &backoff, int retry, Random &random);

} // namespace fusebox::resilience
