// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/history_settings.h"
#include "core/storage/history/database/chunk_table.h"
#include "core/storage/history/database/dropped_table.h"
#include "core/storage/history/database/endpoint_table.h"
#include "core/storage/history/database/event_table.h"
#include "core/storage/history/database/outage_table.h"
#include "core/storage/history/database/slot_table.h"

namespace fusebox::storage {

/// Takes away what is older than it is kept, in slices of a few milliseconds, round and round; and when there
/// is more than there is room for, first the ten seconds, then the oldest minutes, then the oldest hours.
/// Thread: the connection's.
class Pruner
{
public:
    struct Tables
    {
        EndpointTable &endpoints;
        HourTable &hours;
        SlotTable &tenSeconds;
        ChunkTable &chunks;
        EventTable &events;
        OutageTable &outages;
        DroppedTable &dropped;
    };
    /// Work of one slice, at most: ten-second slots of all endpoints, endpoints, rows of anything else.
    static constexpr int slotsAtOnce = 4;
    static constexpr int endpointsAtOnce = 16;
    static constexpr int rowsAtOnce = 500;

    Pruner(Connection &connection, const Tables &tables, const settings::HistorySettings &settings)
        : m_connection(connection)
        , m_tables(tables)
        , m_settings(withinBounds(settings))
    {
    }

    /// One slice; within a transaction.
    void prune(WallTime now);
    /// Gives pages that nothing is in back to the file system, some of them; outside of a transaction.
    void shrinkFile();

private:
    [[nodiscard]] WallTime cutoff(Layer layer, resilience::Nanoseconds kept, WallTime now) const;
    void pruneSlots(WallTime now);
    void pruneChunks(WallTime now);
    void pruneChunksOf(EndpointNumber endpoint, WallTime now);
    void makeRoom(WallTime now);
    void dropMore(WallTime now);
    [[nodiscard]] bool dropMoreOf(Layer layer, resilience::Nanoseconds kept, WallTime now);
    [[nodiscard]] qint64 bytesUsed();

    Connection &m_connection;
    Tables m_tables;
    settings::HistorySettings m_settings;
    WallTime m_slot = firstTime;   ///< the next to be looked at
    EndpointNumber m_endpoint = 0; ///< the last that was looked at
};

} // namespace fusebox::storage
