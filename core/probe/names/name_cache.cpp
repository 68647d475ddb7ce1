// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/name_cache.h"

#include <algorithm>

namespace fusebox::probe {

using resilience::Nanoseconds;
using resilience::TimePoint;

NameCache::NameCache(std::size_t capacity)
    : m_capacity(capacity)
{
}

void NameCache::keep(const QString &name, AddressFamily family, const FoundAddresses &found, TimePoint now)
{
    if (found.ttl <= Nanoseconds::zero())
        return;
    const Key key{name, family};
    m_entries.insert(key, {found, now, ++m_learnt});
    m_order.emplace_back(key, m_learnt);
    if (m_order.size() > m_capacity)
        dropOldest();
}

std::optional<QList<QHostAddress>> NameCache::find(const QString &name, AddressFamily family,
                                                   Nanoseconds keepFor, TimePoint now) const
{
    const auto entry = m_entries.constFind({name, family});
    if (entry == m_entries.cend() || now - entry->learnt >= std::min(entry->found.ttl, keepFor))
        return {};
    return entry->found.addresses;
}

void NameCache::dropOldest()
{
    const auto [key, number] = m_order.front();
    m_order.pop_front();
    if (const auto entry = m_entries.constFind(key); entry != m_entries.cend() && entry->number == number)
        m_entries.erase(entry);
}

} // namespace fusebox::probe
