// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <limits>

namespace fusebox::resilience {

using Nanoseconds = std::chrono::nanoseconds;

/// The shortest time there is: what has to be > 0 is at least this.
inline constexpr Nanoseconds kTick{1};

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

/// What a timer that counts milliseconds in an int is set to: rounded up, since one that fires before the
/// time finds nothing due and spins; 0 for what is past; at most 24 days, after which it is set again.
[[nodiscard]] constexpr int timerMilliseconds(Nanoseconds left)
{
    using std::chrono::milliseconds;
    constexpr milliseconds longest(std::numeric_limits<int>::max());
    const auto whole = std::chrono::ceil<milliseconds>(left);
    return static_cast<int>(std::clamp(whole, milliseconds::zero(), longest).count());
}
[[nodiscard]] constexpr int timerMilliseconds(TimePoint due, TimePoint now)
{
    return timerMilliseconds(saturatingDifference(due, now));
}

/// A clock to inject where time is read. Thread: any.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual TimePoint now() const = 0;
};

} // namespace fusebox::resilience
