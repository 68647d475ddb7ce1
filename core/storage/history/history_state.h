// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>

#include "core/storage/history/database/dropped_table.h"
#include "core/storage/history/database/history_lock.h"
#include "core/storage/history/database/schema.h"

namespace fusebox::storage {

/// What stands in the way: the system's or SQLite's words, such as "disk I/O error"; another process; or a
/// file that is not to be written to.
using Obstacle = std::variant<QString, HeldBy, ForeignFile>;

/// How it stands with writing a history. Measuring goes on whatever this says.
struct HistoryState
{
    enum class Kind : std::uint8_t { Starting, Writing, CannotWrite };

    Kind kind = Kind::Starting;
    WallTime since = {};       ///< of the kind
    Obstacle obstacle = {};    ///< CannotWrite
    QString journalMode = {};  ///< "wal" is as it should be; another is what the file system allows
    QString setAside = {};     ///< where a damaged history was put, when a new one was begun
    std::uint64_t dropped = 0; ///< of this run: bodies and events that there was no room to keep meanwhile
    DroppedTable::Times droppedBefore = {firstTime, firstTime, firstTime}; ///< for want of room on the disk

    bool operator==(const HistoryState &) const = default;
};

} // namespace fusebox::storage
