// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace fusebox::resilience {

using Nanoseconds = std::chrono::nanoseconds;

/// A moment on a clock that never goes backwards. Only the type is steady_clock's: nothing in this folder
/// reads a clock, every machine is handed `now`.
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Nanoseconds>;

/// Sums and differences that stop at the ends of time instead of running over them, so that "never" may be
/// written as the longest duration, and a hostile file cannot do harm.
[[nodiscard]] constexpr Nanoseconds saturatingAdd(Nanoseconds a, Nanoseconds b)
{
    if (b > Nanoseconds::zero())
        return a > Nanoseconds::max() - b ? Nanoseconds::max() : a + b;
    return a < Nanoseconds::min() - b ? Nanoseconds::min() : a + b;
}
[[nodiscard]] constexpr TimePoint saturatingAdd(TimePoint at, Nanoseconds by)
{
    return TimePoint(saturatingAdd(at.time_since_epoch(), by));
}
[[nodiscard]] constexpr Nanoseconds saturatingDifference(TimePoint later, TimePoint earlier)
{
    const auto a = later.time_since_epoch();
    const auto b = earlier.time_since_epoch();
    if (b < Nanoseconds::zero())
        return a > Nanoseconds::max() + b ? Nanoseconds::max() : a - b;
    return a < Nanoseconds::min() + b ? Nanoseconds::min() : a - b;
}

/// A clock to inject where time is read. Thread: any.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual TimePoint now() const = 0;
};

} // namespace fusebox::resilience
