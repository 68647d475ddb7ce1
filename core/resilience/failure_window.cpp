// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/failure_window.h"

#include <algorithm>

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
    std::size_t within = 0; // so many of the newest lie in the window, and no more than `most` do
    std::size_t most = m_size;
    while (within < most) {
        const std::size_t middle = within + (most - within) / 2;
        if (saturatingDifference(now, at(middle)) < m_length)
            within = middle + 1;
        else
            most = middle;
    }
    return within;
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
