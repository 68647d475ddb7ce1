// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/resilience/random.h"
#include "core/resilience/time.h"

namespace fusebox::resilience {

/// How the bare delay grows with the number of the retry.
enum class Growth : std::uint8_t {
    Constant,   ///< initialDelay
    Linear,     ///< initialDelay * retry
    Exponential ///< initialDelay * multiplier^(retry-1)
};

/// How chance spreads the bare delay `d`, so that clients that failed together do not come back together.
/// There is no "none": proportional with a share of 0 says it.
enum class Jitter : std::uint8_t {
    Full,         ///< [0, d]                                        (Brooker 2015, "full jitter")
    Equal,        ///< [d/2, d]                                      (Brooker 2015, "equal jitter")
    Proportional, ///< [d * (1 - share), d * (1 + share)]
    Decorrelated  ///< [initialDelay, 3 * the delay before], whatever the growth (Brooker 2015); from half the
                  ///< cap where initialDelay is more
};

/// Growing delays between attempts. No delay is ever over `maxDelay`, jitter included; at the cap the upper
/// end of a jitter's range is cut, not the delays drawn, so that they stay spread.
struct Backoff
{
    Nanoseconds initialDelay = std::chrono::milliseconds(100);
    double multiplier = 2.0; ///< >= 1
    Nanoseconds maxDelay = std::chrono::seconds(5);
    Growth growth = Growth::Exponential;
    Jitter jitter = Jitter::Full;
    double jitterShare = 0.2; ///< of proportional jitter, in [0, 1]

    bool operator==(const Backoff &) const = default;
};

/// Delays from `least` to `most`, both included, each as likely as the other.
struct DelayRange
{
    Nanoseconds least = {};
    Nanoseconds most = {};

    bool operator==(const DelayRange &) const = default;
};

/// The delay before retry number `retry` (1-based; less counts as 1) without jitter, in [0, maxDelay]. Never
/// overflows.
[[nodiscard]] Nanoseconds bareDelay(const Backoff &backoff, int retry);

/// What the delay before retry number `retry` is drawn from. `previous` is the delay drawn before
/// (decorrelated jitter only; zero at the first retry).
[[nodiscard]] DelayRange delayRange(const Backoff &backoff, int retry, Nanoseconds previous = {});

/// A delay drawn from `range`. Thread: any; `random` is used without locking.
[[nodiscard]] Nanoseconds draw(DelayRange range, Random &random);

/// The bare exponential delay, whatever `backoff.growth` says: min(maxDelay, initialDelay *
/// multiplier^(retry-1)).
[[nodiscard]] Nanoseconds exponentialDelay(const Backoff &backoff, int retry);

/// Drawn uniformly from [0, exponentialDelay], whatever `backoff` says of growth and jitter.
[[nodiscard]] Nanoseconds fullJitter(const Backoff &backoff, int retry, Random &random);

} // namespace fusebox::resilience
