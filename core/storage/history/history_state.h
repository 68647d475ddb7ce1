// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/history/database/dropped_table.h"

namespace fusebox::storage {

/// How it stands with writing a history. Measuring goes on whatever this says.
struct HistoryState
{
    enum class Kind : std::uint8_t { Starting, Writing, CannotWrite };

    Kind kind = Kind::Starting;
    WallTime since = {};      ///< of the kind
    QString reason = {};      ///< CannotWrite: the system's or SQLite's words, such as "disk I/O error"
    QString journalMode = {}; ///< "wal" is as it should be; another is what the file system allows
    QString setAside = {};    ///< where a damaged history was put, when a new one was begun
    std::uint64_t dropped =
        0; ///< bodies and events of this run that there was no room for while it could not
    DroppedTable::Times droppedBefore = {firstTime, firstTime, firstTime}; ///< for want of room on the disk

    bool operator==(const HistoryState &) const = default;
};

} // namespace fusebox::storage
