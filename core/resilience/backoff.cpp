// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/backoff.h"

#include <algorithm>
#include <cmath>

namespace fusebox::resilience {

namespace {

/// `delay` * `factor` within [0, cap]. Compared as doubles: an infinite or huge product, or no number at all,
/// must never be converted to an integer.
Nanoseconds scaled(Nanoseconds delay, double factor, Nanoseconds cap)
{
    if (factor == 1 || delay == Nanoseconds::zero()) // exact, and zero times infinity is no number
        return std::clamp(delay, Nanoseconds::zero(), std::max(cap, Nanoseconds::zero()));
    const double product = static_cast<double>(delay.count()) * factor;
    if (!(product < static_cast<double>(cap.count())))
        return std::max(cap, Nanoseconds::zero());
    return Nanoseconds(static_cast<Nanoseconds::rep>(std::max(product, 0.0)));
}

double growthFactor(const Backoff &backoff, int retry)
{
    switch (backoff.growth) {
    case Growth::Constant: return 1;
    case Growth::Linear: return retry;
    case Growth::Exponential: return std::pow(std::max(backoff.multiplier, 1.0), retry - 1);
    }
    return 1;
}

DelayRange proportional(const Backoff &backoff, Nanoseconds bare)
{
    const double share = std::clamp(backoff.jitterShare, 0.0, 1.0);
    return {scaled(bare, 1 - share, backoff.maxDelay), scaled(bare, 1 + share, backoff.maxDelay)};
}

DelayRange decorrelated(const Backoff &backoff, Nanoseconds previous)
{
    // An initial delay at the cap would leave no room to spread in.
    const auto least = std::min(scaled(backoff.initialDelay, 1, backoff.maxDelay),
                                scaled(backoff.maxDelay, 0.5, backoff.maxDelay));
    return {least, std::max(least, scaled(previous, 3, backoff.maxDelay))};
}

} // namespace

Nanoseconds bareDelay(const Backoff &backoff, int retry)
{
    return scaled(backoff.initialDelay, growthFactor(backoff, std::max(retry, 1)), backoff.maxDelay);
}

DelayRange delayRange(const Backoff &backoff, int retry, Nanoseconds previous)
{
    const auto bare = bareDelay(backoff, retry);
    switch (backoff.jitter) {
    case Jitter::Full: return {Nanoseconds::zero(), bare};
    case Jitter::Equal: return {bare - bare / 2, bare};
    case Jitter::Proportional: return proportional(backoff, bare);
    case Jitter::Decorrelated: return decorrelated(backoff, std::max(previous, backoff.initialDelay));
    }
    return {bare, bare};
}

Nanoseconds draw(DelayRange range, Random &random)
{
    return Nanoseconds(
        std::uniform_int_distribution<Nanoseconds::rep>(range.least.count(), range.most.count())(random));
}

Nanoseconds exponentialDelay(const Backoff &backoff, int retry)
{
    Backoff exponential = backoff;
    exponential.growth = Growth::Exponential;
    return bareDelay(exponential, retry);
}

Nanoseconds fullJitter(const Backoff &backoff, int retry, Random &random)
{
    return draw({Nanoseconds::zero(), exponentialDelay(backoff, retry)}, random);
}

} // namespace fusebox::resilience
