// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/values/clock.h"

namespace fusebox::ui {

using health::Nanoseconds;
using health::TimePoint;

/// Which stretch of time a chart looks at. It follows the live edge until somebody moves it away, and again
/// once moved back to it. A pure machine: `now` comes in, and never goes back. Thread: one at a time.
class ChartView
{
public:
    static constexpr Nanoseconds shortest = std::chrono::seconds(10);
    static constexpr Nanoseconds longest = std::chrono::days(30);

    [[nodiscard]] TimePoint from(TimePoint now) const { return to(now) - m_length; }
    [[nodiscard]] TimePoint to(TimePoint now) const { return m_follows ? now : m_to; }
    [[nodiscard]] Nanoseconds length() const { return m_length; }
    [[nodiscard]] bool follows() const { return m_follows; }

    /// The newest `length`, followed.
    void setRange(Nanoseconds length);
    void followNow() { m_follows = true; }
    /// Shows `factor` times as much (less, below 1), `share` of the window standing still. Where that leaves
    /// hardly anything to the right it follows the live edge.
    void zoom(double factor, double share, TimePoint now);
    /// Moves by a share of the window, into the past where it is negative; never beyond now, nor more than
    /// `longest` back.
    void pan(double share, TimePoint now);
    /// From one moment to another, in either order.
    void show(TimePoint from, TimePoint to, TimePoint now);

private:
    void place(TimePoint to, TimePoint now);

    Nanoseconds m_length = std::chrono::minutes(5);
    TimePoint m_to = {}; ///< while it does not follow
    bool m_follows = true;
};

} // namespace fusebox::ui
