// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include <QHash>

#include "core/probe/names/address_gathering.h"

namespace fusebox::probe {

/// Answers of DNS, for their TTL and as long as each asker will have it. Holds the last `capacity` of them;
/// failures are not for it. A pure machine.
class NameCache
{
public:
    explicit NameCache(std::size_t capacity = 16'384);

    void keep(const QString &name, AddressFamily family, const FoundAddresses &found,
              resilience::TimePoint now);
    /// The addresses, unless they are older than `keepFor` or their TTL.
    [[nodiscard]] std::optional<QList<QHostAddress>> find(const QString &name, AddressFamily family,
                                                          resilience::Nanoseconds keepFor,
                                                          resilience::TimePoint now) const;
    void forget(const QString &name, AddressFamily family) { m_entries.remove({name, family}); }
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(m_entries.size()); }

private:
    struct Key
    {
        QString name;
        AddressFamily family;

        bool operator==(const Key &) const = default;
        friend std::size_t qHash(const Key &key, std::size_t seed)
        {
            return qHashMulti(seed, key.name, static_cast<int>(key.family));
        }
    };
    struct Entry
    {
        FoundAddresses found;
        resilience::TimePoint learnt;
        std::size_t number; ///< which one of those learnt so far
    };

    void dropOldest();

    std::size_t m_capacity;
    std::size_t m_learnt = 0;
    QHash<Key, Entry> m_entries;
    std::deque<std::pair<Key, std::size_t>> m_order; ///< also of those that were learnt anew since
};

} // namespace fusebox::probe
