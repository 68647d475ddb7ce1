// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <variant>

#include "core/resilience/time.h"

namespace fusebox::resilience {

struct IdempotencySettings
{
    Nanoseconds keepFor = std::chrono::hours(24); ///< a result this old is gone
    std::size_t maxEntries = 10'000;              ///< >= 1, running calls included

    bool operator==(const IdempotencySettings &) const = default;
};

/// Makes a call with a key happen once: while it runs, others with its key join it; once it is completed,
/// they are answered with its result. Bounded: the result stored longest ago leaves for a new key; where all
/// entries are running calls, a new key is refused, because to let it run unguarded would break the promise.
/// A pure machine; `now` never decreases. Thread: one at a time.
template <class T>
class IdempotencyStore
{
public:
    struct Execute ///< this call runs; complete() or abandon() is due
    {
    };
    struct Join ///< one with this key is running: wait for it
    {
    };
    struct Replay
    {
        T result;
    };
    struct Full
    {
    };

    explicit IdempotencyStore(const IdempotencySettings &settings = {})
        : m_settings(settings)
    {
    }

    // Its index points into itself: it can be moved, not copied.
    IdempotencyStore(const IdempotencyStore &) = delete;
    IdempotencyStore &operator=(const IdempotencyStore &) = delete;
    IdempotencyStore(IdempotencyStore &&) noexcept = default;
    IdempotencyStore &operator=(IdempotencyStore &&) noexcept = default;
    ~IdempotencyStore() = default;

    [[nodiscard]] std::variant<Execute, Join, Replay, Full> begin(const std::string &key, TimePoint now)
    {
        expire(now);
        if (const auto found = m_completedByKey.find(key); found != m_completedByKey.end())
            return Replay{found->second->result};
        if (m_running.contains(key))
            return Join{};
        if (size() >= m_settings.maxEntries && !forgetOldest())
            return Full{};
        m_running.insert(key);
        return Execute{};
    }

    /// The running call of this key has its result.
    void complete(const std::string &key, T result, TimePoint now)
    {
        if (m_running.erase(key) == 0)
            return;
        m_completed.push_back({key, std::move(result), now});
        m_completedByKey.emplace(key, std::prev(m_completed.end()));
    }

    /// The running call of this key ended without a result worth keeping: the next one runs again.
    void abandon(const std::string &key) { m_running.erase(key); }

    [[nodiscard]] std::size_t size() const { return m_running.size() + m_completed.size(); }

private:
    struct Entry
    {
        std::string key;
        T result;
        TimePoint completedAt;
    };

    void expire(TimePoint now)
    {
        while (!m_completed.empty() && now - m_completed.front().completedAt >= m_settings.keepFor)
            forgetOldest();
    }

    bool forgetOldest()
    {
        if (m_completed.empty())
            return false;
        m_completedByKey.erase(m_completed.front().key);
        m_completed.pop_front();
        return true;
    }

    IdempotencySettings m_settings;
    std::unordered_set<std::string> m_running = {};
    std::list<Entry> m_completed = {}; ///< the one completed longest ago first
    std::unordered_map<std::string, typename std::list<Entry>::iterator> m_completedByKey = {};
};

} // namespace fusebox::resilience
