// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace fusebox::resilience {

using Nanoseconds = std::chrono::nanoseconds;

/// A moment on a clock that never goes backwards. Only the type is steady_clock's: nothing in this folder
/// reads a clock, every machine is handed `now`.
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Nanoseconds>;

/// Sums that stop at the end of time instead of running over it, so that "never" may be written as the
/// longest duration.
[[nodiscard]] constexpr Nanoseconds saturatingAdd(Nanoseconds a, Nanoseconds b)
{
    return b > Nanoseconds::max() - a ? Nanoseconds::max() : a + b;
}
[[nodiscard]] constexpr TimePoint saturatingAdd(TimePoint at, Nanoseconds by)
{
    return TimePoint(saturatingAdd(at.time_since_epoch(), by));
}

/// A clock to inject where time is read. Thread: any.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual TimePoint now() const = 0;
};

} // namespace fusebox::resilience
