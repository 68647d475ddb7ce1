// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/uptime.h"

#include <algorithm>

namespace fusebox::history {

void Uptime::add(TimePoint at, Finding finding, Nanoseconds hold)
{
    m_up = up(at);
    m_measured = measured(at);
    m_since = std::max(at, m_since);
    m_until = m_since + hold;
    m_finding = finding;
}

Nanoseconds Uptime::up(TimePoint now) const
{
    return m_finding == Finding::Up ? m_up + pending(now) : m_up;
}

Nanoseconds Uptime::measured(TimePoint now) const
{
    return m_finding == Finding::Nothing ? m_measured : m_measured + pending(now);
}

/// Of the last finding, what has not been added yet.
Nanoseconds Uptime::pending(TimePoint now) const
{
    return std::max(std::min(now, m_until) - m_since, Nanoseconds(0));
}

} // namespace fusebox::history
