// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/resilience/time.h"

namespace fusebox::resilience {

/// When each of many is due: one time a key, those that come first at hand. Setting one costs the logarithm
/// of their number, and what was set before leaves nothing behind, however often that is. At the same time
/// the smaller key comes first. A pure machine, handed the time. Thread: one at a time. `Times` maps keys to
/// times: std::unordered_map where there is a hash.
template <typename Key, typename Times = std::map<Key, TimePoint>>
class DueTimes
{
public:
    /// In place of what was set for the key; none: it is not due at all.
    void set(const Key &key, std::optional<TimePoint> due)
    {
        const auto known = m_times.find(key);
        if (!due)
            return known == m_times.end() ? void() : forget(known);
        if (known == m_times.end()) {
            m_times.emplace(key, *due);
            m_order.emplace(*due, key);
        } else if (known->second != *due) {
            move(known, *due);
        }
    }

    [[nodiscard]] std::optional<TimePoint> next() const
    {
        return m_order.empty() ? std::nullopt : std::optional(m_order.begin()->first);
    }
    [[nodiscard]] std::optional<TimePoint> dueOf(const Key &key) const
    {
        const auto known = m_times.find(key);
        return known == m_times.end() ? std::nullopt : std::optional(known->second);
    }
    /// All with a time <= now, the most overdue first; they stay set.
    [[nodiscard]] std::vector<Key> dueAt(TimePoint now) const
    {
        std::vector<Key> due;
        for (auto at = m_order.begin(); at != m_order.end() && at->first <= now; ++at)
            due.push_back(at->second);
        return due;
    }
    /// The first of these; it is no longer set.
    [[nodiscard]] std::optional<Key> takeDue(TimePoint now)
    {
        if (m_order.empty() || m_order.begin()->first > now)
            return std::nullopt;
        const Key key = m_order.begin()->second;
        set(key, std::nullopt);
        return key;
    }
    [[nodiscard]] std::size_t size() const { return m_times.size(); }

private:
    using Known = typename Times::iterator;

    void forget(Known known)
    {
        m_order.erase({known->second, known->first});
        m_times.erase(known);
    }
    /// In the memory that it has already: some are moved with every byte that comes.
    void move(Known known, TimePoint due)
    {
        auto place = m_order.extract({known->second, known->first});
        place.value().first = due;
        m_order.insert(std::move(place));
        known->second = due;
    }

    Times m_times;
    std::set<std::pair<TimePoint, Key>> m_order;
};

} // namespace fusebox::resilience
