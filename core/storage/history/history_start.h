// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unordered_map>
#include <variant>

#include "core/health/values/kept_circuit.h"
#include "core/history/record/outage_record.h"
#include "core/history/record/record_rows.h"
#include "core/storage/history/database/circuit_table.h"
#include "core/storage/history/database/history_lock.h"
#include "core/storage/history/database/schema.h"

namespace fusebox::storage {

/// Why a run may not write a history: it is another's, or of no Fusebox, or a later one's.
using StartFault = std::variant<HeldBy, ForeignFile>;

/// What a run takes up where the one before it has stopped.
struct HistoryStart
{
    QString path = {};
    std::optional<HistoryLock> lock =
        {}; ///< none: it could not be had for the disk's sake; tried again later
    std::vector<StoredCircuit> circuits = {};
    std::vector<history::OutageRecord> lasting = {}; ///< outages that had not ended
    std::vector<history::EndpointLeft> watched = {}; ///< who was watched until when, as far as is known
    QString setAside = {};                           ///< where a damaged history was put; a new one was begun
};

/// Opens the history at `path`, or begins it, with the folders it is to lie in, for their owner alone. What
/// is wrong with the disk is no fault here: writing is tried again. Some milliseconds; blocks while the disk
/// does. Thread: any.
[[nodiscard]] tl::expected<HistoryStart, StartFault> startHistory(const QString &path, WallTime now);

/// What each endpoint takes up of it. A clock that was set back makes no circuit wait longer.
[[nodiscard]] std::unordered_map<settings::EndpointId, health::RememberedCircuit>
rememberedIn(const HistoryStart &start, WallTime now);

} // namespace fusebox::storage
