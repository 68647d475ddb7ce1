// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/call_window.h"

#include <algorithm>

#include "core/resilience/circuit_settings.h"

namespace fusebox::resilience {

namespace {

std::variant<TimeWindow, CountWindow> makeWindow(int calls, Nanoseconds length)
{
    if (calls > 0)
        return CountWindow(static_cast<std::size_t>(calls));
    return TimeWindow(length);
}

WindowCounts one(Outcome outcome)
{
    WindowCounts counts;
    counts[outcome] = 1;
    return counts;
}

/// A count window needs no more than the newest calls of its capacity, however many a file claims.
void addEach(CountWindow &window, const WindowCounts &counts)
{
    for (const Outcome outcome : {Outcome::Success, Outcome::Slow, Outcome::Failure}) {
        for (std::uint32_t i = 0; i < std::min(counts[outcome], std::uint32_t(kMostCalls)); ++i)
            window.add(outcome);
    }
}

} // namespace

CallWindow::CallWindow(int calls, Nanoseconds length)
    : m_window(makeWindow(calls, length))
{
}

void CallWindow::add(const PastCalls &past)
{
    if (auto *time = std::get_if<TimeWindow>(&m_window))
        time->add(past.counts, past.at);
    else if (auto *count = std::get_if<CountWindow>(&m_window))
        addEach(*count, past.counts);
}

void CallWindow::clear()
{
    std::visit([](auto &window) { window.clear(); }, m_window);
}

std::vector<PastCalls> CallWindow::content(TimePoint now) const
{
    std::vector<PastCalls> calls;
    if (const auto *time = std::get_if<TimeWindow>(&m_window)) {
        time->forEach(now, [&](TimePoint at, const WindowCounts &counts) { calls.push_back({at, counts}); });
    } else if (const auto *count = std::get_if<CountWindow>(&m_window)) {
        count->forEach([&](Outcome outcome) { calls.push_back({now, one(outcome)}); });
    }
    return calls;
}

} // namespace fusebox::resilience
