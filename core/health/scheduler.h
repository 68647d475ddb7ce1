// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include <queue>

#include "core/health/clock.h"

namespace fusebox::health {

/// When each endpoint is next due: one heap for all, each key at most once. A pure machine. Thread: one at a
/// time. An entry that was set anew stays in the heap until it comes up and is then passed over (lazy
/// deletion).
class Scheduler
{
public:
    using Key = std::uint64_t;

    /// Replaces what was set for the key; none: the key is not due at all.
    void set(Key key, std::optional<TimePoint> due);
    [[nodiscard]] std::optional<TimePoint> next();
    /// The most overdue key with due <= now; it is no longer set.
    [[nodiscard]] std::optional<Key> takeDue(TimePoint now);

private:
    struct Entry
    {
        TimePoint due;
        Key key;
        bool operator>(const Entry &other) const { return due > other.due; }
    };

    void dropStale();

    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> m_heap;
    std::unordered_map<Key, TimePoint> m_due; ///< the truth; the heap may hold more
};

/// The first of `anchor + n * interval` (n >= 1) that lies after `now`: a late tick is made up for once,
/// without a burst, and the phase is kept. `interval` > 0.
[[nodiscard]] TimePoint nextTick(TimePoint anchor, Nanoseconds interval, TimePoint now);

} // namespace fusebox::health
