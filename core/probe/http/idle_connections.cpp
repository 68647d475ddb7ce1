// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/idle_connections.h"

#include <algorithm>
#include <utility>

namespace fusebox::probe {

using resilience::TimePoint;

std::optional<IdleConnections::Id> IdleConnections::take(const ConnectionKey &key, TimePoint now)
{
    const auto fits = [&](const Idle &idle) { return idle.key == key && now < idle.until; };
    const auto found = std::find_if(m_idle.rbegin(), m_idle.rend(), fits);
    if (found == m_idle.rend())
        return {};
    const Id id = found->id;
    m_idle.erase(std::next(found).base());
    return id;
}

std::vector<IdleConnections::Id> IdleConnections::put(const ConnectionKey &key, Id id, TimePoint now)
{
    m_idle.push_back({key, id, resilience::saturatingAdd(now, m_limits.idleTimeout)});
    std::vector<Id> dropped;
    if (hasTooMany(key))
        dropped.push_back(*dropOldest(&key));
    if (m_idle.size() > m_limits.all)
        dropped.push_back(*dropOldest(nullptr));
    return dropped;
}

/// Comparing keys is dear: they are counted only where there are so many at all.
bool IdleConnections::hasTooMany(const ConnectionKey &key) const
{
    const auto isOfKey = [&key](const Idle &idle) { return idle.key == key; };
    return m_idle.size() > m_limits.ofOneKey &&
           std::cmp_greater(std::ranges::count_if(m_idle, isOfKey), m_limits.ofOneKey);
}

void IdleConnections::forget(Id id)
{
    std::erase_if(m_idle, [id](const Idle &idle) { return idle.id == id; });
}

std::vector<IdleConnections::Id> IdleConnections::expire(TimePoint now)
{
    const auto inTime =
        std::find_if(m_idle.begin(), m_idle.end(), [now](const Idle &idle) { return now < idle.until; });
    std::vector<Id> expired;
    std::transform(m_idle.begin(), inTime, std::back_inserter(expired),
                   [](const Idle &idle) { return idle.id; });
    m_idle.erase(m_idle.begin(), inTime);
    return expired;
}

std::optional<TimePoint> IdleConnections::nextDeadline() const
{
    return m_idle.empty() ? std::nullopt : std::optional(m_idle.front().until);
}

/// Of `key`, or of all.
std::optional<IdleConnections::Id> IdleConnections::dropOldest(const ConnectionKey *key)
{
    const auto found = std::find_if(m_idle.begin(), m_idle.end(),
                                    [key](const Idle &idle) { return !key || idle.key == *key; });
    if (found == m_idle.end())
        return {};
    const Id id = found->id;
    m_idle.erase(found);
    return id;
}

} // namespace fusebox::probe
