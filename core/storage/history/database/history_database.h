// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <tl/expected.hpp>

#include "core/storage/history/database/history_batch.h"
#include "core/storage/history/database/pruner.h"
#include "core/storage/history/database/schema.h"
#include "core/storage/history/database/sealer.h"

namespace fusebox::storage {

/// Why a history cannot be written.
using OpenFault = std::variant<SqlFault, ForeignFile>;

/// A history that is open to be written. What fails is told, and leaves what is stored as it was; after that
/// it is closed and opened anew. Thread: the one that opened it.
class HistoryDatabase
{
public:
    /// Made if there is none, for its owner alone; brought up to date if it is older.
    [[nodiscard]] static tl::expected<std::unique_ptr<HistoryDatabase>, OpenFault>
    open(const QString &path, const settings::HistorySettings &settings);

    /// All of it or nothing. With the disk: after kill -9 it is there, after a loss of power the last seconds
    /// may be missing.
    [[nodiscard]] tl::expected<void, SqlFault> store(const HistoryBatch &batch);
    /// A slice of what has to be done besides: sealing, pruning, making room. A few milliseconds.
    [[nodiscard]] tl::expected<void, SqlFault> maintain(WallTime now);

    /// "wal", or what the file system allows.
    [[nodiscard]] const QString &journalMode() const { return m_journalMode; }
    [[nodiscard]] const DroppedTable::Times &droppedBefore() const { return m_dropped.before(); }

private:
    HistoryDatabase(std::unique_ptr<Connection> connection, const settings::HistorySettings &settings);

    void storeRecords(const history::Records &records);
    [[nodiscard]] tl::expected<void, SqlFault> outcome() const;

    std::unique_ptr<Connection> m_connection;
    QString m_journalMode;
    EndpointTable m_endpoints;
    HourTable m_hours;
    SlotTable m_slots;
    ChunkTable m_chunks;
    EventTable m_events;
    OutageTable m_outages;
    CircuitTable m_circuits;
    DroppedTable m_dropped;
    Sealer m_sealer;
    Pruner m_pruner;
};

} // namespace fusebox::storage
