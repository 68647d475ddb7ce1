// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/failure_window.h"

#include <algorithm>
#include <ranges>

namespace fusebox::resilience {

FailureWindow::FailureWindow(std::size_t capacity, Nanoseconds length)
    : m_length(length)
    , m_times(capacity)
{
}

void FailureWindow::add(TimePoint now)
{
    if (m_times.empty())
        return;
    m_times[m_next] = now;
    m_next = m_next + 1 == m_times.size() ? 0 : m_next + 1;
    m_size = std::min(m_size + 1, m_times.size());
}

std::size_t FailureWindow::count(TimePoint now) const
{
    const auto backs = std::views::iota(std::size_t(0), m_size);
    const auto out = std::ranges::partition_point(
        backs, [&](std::size_t back) { return saturatingDifference(now, at(back)) < m_length; });
    return static_cast<std::size_t>(out - backs.begin());
}

std::vector<TimePoint> FailureWindow::content(TimePoint now) const
{
    std::vector<TimePoint> times;
    for (std::size_t back = count(now); back > 0; --back)
        times.push_back(at(back - 1));
    return times;
}

TimePoint FailureWindow::at(std::size_t back) const
{
    const std::size_t newest = m_next + m_times.size() - 1;
    return m_times[(newest - back) % m_times.size()];
}

} // namespace fusebox::resilience
