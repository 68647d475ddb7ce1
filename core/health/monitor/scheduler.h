// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include <queue>

#include "core/health/values/clock.h"

namespace fusebox::health {

/// When each endpoint is next due: one heap for all, each key at most once. A pure machine. Thread: one at a
/// time. An entry that was set anew stays in the heap and is passed over when it comes up (lazy deletion), or
/// when such entries have become as many as the keys: what is set a thousand times in an hour takes the room
/// of two.
class Scheduler
{
public:
    using Key = std::uint64_t;

    /// Replaces what was set for the key; none: the key is not due at all.
    void set(Key key, std::optional<TimePoint> due);
    [[nodiscard]] std::optional<TimePoint> next();
    /// The most overdue key with due <= now; it is no longer set.
    [[nodiscard]] std::optional<Key> takeDue(TimePoint now);
    /// Due times that are kept, those that were set anew since included: at most twice the keys, and some.
    [[nodiscard]] std::size_t kept() const { return m_heap.size(); }

private:
    struct Entry
    {
        TimePoint due;
        Key key;
        bool operator>(const Entry &other) const { return due > other.due; }
    };

    using Heap = std::priority_queue<Entry, std::vector<Entry>, std::greater<>>;

    void dropStale();
    void keepBounded();

    Heap m_heap;
    std::unordered_map<Key, TimePoint> m_due; ///< the truth; the heap may hold more
};

} // namespace fusebox::health
