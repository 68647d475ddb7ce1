// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

#include "core/resilience/time.h"

namespace fusebox::resilience {

/// The times of the last `capacity` failures: all that the rule "so many failures within a window" needs, so
/// its edges are exact at any traffic. A failure exactly one `length` old is out. Allocates only when
/// constructed. Thread: one at a time.
class FailureWindow
{
public:
    FailureWindow(std::size_t capacity, Nanoseconds length);

    /// `now` must not be before the failure added last.
    void add(TimePoint now);
    void clear() { m_size = 0; }
    /// Failures within the window ending at `now`, at most `capacity`.
    [[nodiscard]] std::size_t count(TimePoint now) const;
    /// True: count() is 0 at any time, until a failure is added.
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    /// Their times, oldest first.
    [[nodiscard]] std::vector<TimePoint> content(TimePoint now) const;

private:
    /// The failure `back` places before the newest one.
    [[nodiscard]] TimePoint at(std::size_t back) const;

    Nanoseconds m_length;
    std::vector<TimePoint> m_times; ///< a ring
    std::size_t m_next = 0;         ///< where the next one goes
    std::size_t m_size = 0;
};

} // namespace fusebox::resilience
