// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>

#include "core/resilience/time.h"

namespace fusebox::resilience {

struct LastGoodSettings
{
    Nanoseconds maxAge = std::chrono::hours(1); ///< a value this old is too old
    std::size_t maxEntries = 1000;              ///< >= 1; the value stored longest ago leaves

    bool operator==(const LastGoodSettings &) const = default;
};

/// The last good value for each key, for when there is no better. A pure machine; `now` never decreases.
/// Thread: one at a time.
template <class T>
class LastGood
{
    static_assert(std::is_copy_constructible_v<T>, "A value that is kept is given out as a copy");

public:
    struct Aged
    {
        T value;
        Nanoseconds age;
    };

    explicit LastGood(const LastGoodSettings &settings = {})
        : m_settings(settings)
    {
    }

    // Its index points into itself: it can be moved, not copied.
    LastGood(const LastGood &) = delete;
    LastGood &operator=(const LastGood &) = delete;
    LastGood(LastGood &&) noexcept = default;
    LastGood &operator=(LastGood &&) noexcept = default;
    ~LastGood() = default;

    void store(const std::string &key, T value, TimePoint now)
    {
        erase(key);
        m_entries.push_back({key, std::move(value), now});
        m_byKey.emplace(key, std::prev(m_entries.end()));
        if (m_entries.size() > m_settings.maxEntries)
            erase(std::string(m_entries.front().key));
    }

    [[nodiscard]] bool has(const std::string &key, TimePoint now) const { return find(key, now) != nullptr; }

    /// The value with its age, in [0, maxAge); none if there is none that young.
    [[nodiscard]] std::optional<Aged> get(const std::string &key, TimePoint now) const
    {
        const Entry *entry = find(key, now);
        return entry ? std::optional(Aged{entry->value, saturatingDifference(now, entry->storedAt)})
                     : std::nullopt;
    }

    [[nodiscard]] std::size_t size() const { return m_entries.size(); }

private:
    struct Entry
    {
        std::string key;
        T value;
        TimePoint storedAt;
    };

    [[nodiscard]] const Entry *find(const std::string &key, TimePoint now) const
    {
        const auto found = m_byKey.find(key);
        if (found == m_byKey.end() || saturatingDifference(now, found->second->storedAt) >= m_settings.maxAge)
            return nullptr;
        return &*found->second;
    }

    void erase(const std::string &key)
    {
        const auto found = m_byKey.find(key);
        if (found == m_byKey.end())
            return;
        m_entries.erase(found->second);
        m_byKey.erase(found);
    }

    LastGoodSettings m_settings;
    std::list<Entry> m_entries = {}; ///< the one stored longest ago first
    std::unordered_map<std::string, typename std::list<Entry>::iterator> m_byKey = {};
};

} // namespace fusebox::resilience
