// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/monitor/scheduler.h"

#include <utility>

namespace fusebox::health {

void Scheduler::set(Key key, std::optional<TimePoint> due)
{
    if (due) {
        const auto [entry, isNew] = m_due.insert({key, *due});
        if (!isNew && entry->second == *due)
            return;
        entry->second = *due;
        m_heap.push({*due, key});
    } else {
        m_due.erase(key);
    }
    keepBounded();
}

/// Made anew of what is true, once half of it is not: so many entries have been set since the last time that
/// it costs each of them next to nothing.
void Scheduler::keepBounded()
{
    constexpr std::size_t some = 64;
    if (m_heap.size() <= 2 * m_due.size() + some)
        return;
    std::vector<Entry> truth;
    truth.reserve(m_due.size());
    for (const auto &[key, due] : m_due)
        truth.push_back({due, key});
    m_heap = Heap({}, std::move(truth));
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

} // namespace fusebox::health
