// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>
#include <vector>

#include "core/resilience/count_window.h"
#include "core/resilience/time_window.h"

namespace fusebox::resilience {

/// Calls that came to one moment of a window.
struct PastCalls
{
    TimePoint at = {};
    WindowCounts counts = {};

    bool operator==(const PastCalls &) const = default;
};

/// What rates are reckoned over: the last so many calls, or the calls of the last so long. Allocates only
/// when constructed. Thread: one at a time.
class CallWindow
{
public:
    /// Over `calls`, or over `length` if that is 0.
    CallWindow(int calls, Nanoseconds length);

    void add(Outcome outcome, TimePoint now)
    {
        if (auto *time = std::get_if<TimeWindow>(&m_window))
            time->add(outcome, now);
        else if (auto *count = std::get_if<CountWindow>(&m_window))
            count->add(outcome);
    }
    void add(const PastCalls &past);
    void clear();
    [[nodiscard]] WindowCounts counts(TimePoint now) const
    {
        if (const auto *time = std::get_if<TimeWindow>(&m_window))
            return time->counts(now);
        const auto *count = std::get_if<CountWindow>(&m_window);
        return count ? count->counts() : WindowCounts{};
    }
    /// Oldest first. Calls of a count window bear no time of their own: they are given `now`.
    [[nodiscard]] std::vector<PastCalls> content(TimePoint now) const;

private:
    std::variant<TimeWindow, CountWindow> m_window;
};

} // namespace fusebox::resilience
