// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>
#include <variant>

#include "core/resilience/time.h"

namespace fusebox::resilience {

struct IdempotencySettings
{
    Nanoseconds keepFor = std::chrono::hours(24); ///< a result this old is gone
    Nanoseconds maxRun = std::chrono::hours(1);   ///< an execution that takes this long is taken to be lost
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
    struct Execute ///< this call runs; complete() or abandon() is due, with its execution
    {
        std::uint64_t execution; ///< unlike every other's, so that what comes late is known to be late
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
        if (const auto running = m_running.find(key); running != m_running.end()) {
            if (saturatingDifference(now, running->second.since) < m_settings.maxRun)
                return Join{};
            m_running.erase(running);
        }
        if (size() >= m_settings.maxEntries && !forgetOldest() && !forgetLost(now))
            return Full{};
        m_running.emplace(key, Running{++m_lastExecution, now});
        return Execute{m_lastExecution};
    }

    /// The execution has its result. Nothing changes if it was abandoned, even where another runs by now.
    void complete(const std::string &key, std::uint64_t execution, T result, TimePoint now)
    {
        if (!end(key, execution))
            return;
        m_completed.push_back({key, std::move(result), now});
        m_completedByKey.emplace(key, std::prev(m_completed.end()));
    }

    /// The execution ended without a result worth keeping: the next call with this key runs again.
    void abandon(const std::string &key, std::uint64_t execution) { end(key, execution); }

    [[nodiscard]] std::size_t size() const { return m_running.size() + m_completed.size(); }

private:
    struct Running
    {
        std::uint64_t execution;
        TimePoint since;
    };
    struct Entry
    {
        std::string key;
        T result;
        TimePoint completedAt;
    };

    /// Whether it was running.
    bool end(const std::string &key, std::uint64_t execution)
    {
        const auto running = m_running.find(key);
        if (running == m_running.end() || running->second.execution != execution)
            return false;
        m_running.erase(running);
        return true;
    }

    void expire(TimePoint now)
    {
        while (!m_completed.empty() &&
               saturatingDifference(now, m_completed.front().completedAt) >= m_settings.keepFor)
            forgetOldest();
    }

    bool forgetLost(TimePoint now)
    {
        return std::erase_if(m_running, [&](const auto &running) {
                   return saturatingDifference(now, running.second.since) >= m_settings.maxRun;
               }) > 0;
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
    std::uint64_t m_lastExecution = 0;
    std::unordered_map<std::string, Running> m_running = {};
    std::list<Entry> m_completed = {}; ///< the one completed longest ago first
    std::unordered_map<std::string, typename std::list<Entry>::iterator> m_completedByKey = {};
};

} // namespace fusebox::resilience
