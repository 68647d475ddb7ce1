// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/dropped_table.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

DroppedTable::DroppedTable(Connection &connection)
    : m_set(connection, u"INSERT OR REPLACE INTO dropped (layer, before) VALUES (?, ?)"_s)
{
    Statement all(connection, u"SELECT layer, before FROM dropped"_s);
    all.run();
    while (all.next())
        if (const qint64 layer = all.number(0); layer >= 0 && layer < qint64(m_before.size()))
            m_before[static_cast<std::size_t>(layer)] = wallOf(all.number(1));
}

void DroppedTable::raise(Layer layer, WallTime before)
{
    WallTime &known = m_before[static_cast<std::size_t>(layer)];
    if (before <= known)
        return;
    known = before;
    m_set.run(static_cast<int>(layer), stored(before));
}

} // namespace fusebox::storage
