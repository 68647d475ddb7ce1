// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/pruner.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using history::slotLength;
using resilience::Nanoseconds;

namespace {

milliseconds inMilliseconds(Nanoseconds time)
{
    return std::chrono::duration_cast<milliseconds>(time);
}

} // namespace

void Pruner::prune(WallTime now)
{
    pruneSlots(now);
    pruneChunks(now);
    const WallTime oldest = cutoff(Layer::Hours, m_settings.hours, now);
    m_tables.events.removeBefore(oldest, rowsAtOnce);
    m_tables.outages.removeBefore(oldest, rowsAtOnce);
}

void Pruner::shrinkFile()
{
    constexpr int pagesAtOnce = 200;
    const qint64 free = m_connection.number(u"PRAGMA freelist_count"_s);
    if (free > pagesAtOnce && free * 4 > m_connection.number(u"PRAGMA page_count"_s))
        m_connection.run(u"PRAGMA incremental_vacuum(%1)"_s.arg(pagesAtOnce));
}

WallTime Pruner::cutoff(Layer layer, Nanoseconds kept, WallTime now) const
{
    return std::max(now - inMilliseconds(kept), m_tables.dropped.before(layer));
}

/// Of hours that are sealed as a whole, the oldest first.
void Pruner::pruneSlots(WallTime now)
{
    const WallTime before = cutoff(Layer::TenSeconds, m_settings.tenSeconds, now);
    const auto &hours = m_tables.hours.sealedTo();
    if (hours.empty() || hours.begin()->second != HourTable::whole)
        return;
    const WallTime hour = hours.begin()->first;
    if (hourOf(m_slot) != hour)
        m_slot = hour;
    for (int n = 0; n < slotsAtOnce && m_slot + slotLength <= before; ++n) {
        m_tables.tenSeconds.remove(m_slot);
        m_slot += slotLength;
        if (hourOf(m_slot) == hour)
            continue;
        m_tables.hours.remove(hour);
        return;
    }
}

void Pruner::pruneChunks(WallTime now)
{
    const auto endpoints = m_tables.endpoints.after(m_endpoint, endpointsAtOnce);
    for (const EndpointNumber endpoint : endpoints)
        pruneChunksOf(endpoint, now);
    m_endpoint = endpoints.empty() ? 0 : endpoints.back();
    if (endpoints.empty())
        makeRoom(now);
}

void Pruner::pruneChunksOf(EndpointNumber endpoint, WallTime now)
{
    constexpr int most = rowsAtOnce / endpointsAtOnce;
    const WallTime oldest = cutoff(Layer::Hours, m_settings.hours, now);
    m_tables.chunks.removeBefore(endpoint, Layer::Minutes, cutoff(Layer::Minutes, m_settings.minutes, now),
                                 most);
    m_tables.chunks.removeBefore(endpoint, Layer::Hours, oldest, most);
    if (m_tables.endpoints.wasRemovedBefore(endpoint, oldest) && !m_tables.chunks.hasAny(endpoint) &&
        !m_tables.events.hasAny(endpoint))
        m_tables.endpoints.forget(endpoint);
}

/// Once a round, when what was dropped in the round before is gone.
void Pruner::makeRoom(WallTime now)
{
    if (bytesUsed() > m_settings.most)
        dropMore(now);
}

void Pruner::dropMore(WallTime now)
{
    const auto &hours = m_tables.hours.sealedTo();
    const bool hasSlots = !hours.empty() && hours.begin()->second == HourTable::whole;
    if (hasSlots && m_tables.dropped.before(Layer::TenSeconds) < hourOf(now))
        m_tables.dropped.raise(Layer::TenSeconds, hourOf(now));
    else if (!dropMoreOf(Layer::Minutes, m_settings.minutes, now))
        (void)dropMoreOf(Layer::Hours, m_settings.hours, now);
}

/// A thirtieth of what there may be, but a chunk at least; false if there is nothing left.
bool Pruner::dropMoreOf(Layer layer, Nanoseconds kept, WallTime now)
{
    const WallTime oldest = std::max(cutoff(layer, kept, now), m_tables.endpoints.firstKnown());
    const WallTime newest = now - chunkLength(layer);
    if (oldest >= newest)
        return false;
    m_tables.dropped.raise(layer, oldest + std::max((newest - oldest) / 30, chunkLength(layer)));
    return true;
}

qint64 Pruner::bytesUsed()
{
    const qint64 pages =
        m_connection.number(u"PRAGMA page_count"_s) - m_connection.number(u"PRAGMA freelist_count"_s);
    return pages * m_connection.number(u"PRAGMA page_size"_s);
}

} // namespace fusebox::storage
