// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/scheduler.h"

namespace fusebox::health {

void Scheduler::set(Key key, std::optional<TimePoint> due)
{
    if (!due) {
        m_due.erase(key);
        return;
    }
    const auto [entry, isNew] = m_due.insert({key, *due});
    if (!isNew && entry->second == *due)
        return;
    entry->second = *due;
    m_heap.push({*due, key});
}

void Scheduler::dropStale()
{
    while (!m_heap.empty()) {
        const auto truth = m_due.find(m_heap.top().key);
        if (truth != m_due.end() && truth->second == m_heap.top().due)
            return;
        m_heap.pop();
    }
}

std::optional<TimePoint> Scheduler::next()
{
    dropStale();
    return m_heap.empty() ? std::nullopt : std::optional(m_heap.top().due);
}

std::optional<Scheduler::Key> Scheduler::takeDue(TimePoint now)
{
    dropStale();
    if (m_heap.empty() || m_heap.top().due > now)
        return std::nullopt;
    const Key key = m_heap.top().key;
    m_heap.pop();
    m_due.erase(key);
    return key;
}

TimePoint nextTick(TimePoint anchor, Nanoseconds interval, TimePoint now)
{
    if (now < anchor)
        return anchor + interval;
    return anchor + interval * ((now - anchor) / interval + 1);
}

} // namespace fusebox::health
