// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/chunk_table.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

ChunkTable::ChunkTable(Connection &connection)
    : m_write(connection, u"INSERT OR REPLACE INTO chunk (key, body) VALUES (?, ?)"_s)
    , m_read(connection, u"SELECT body FROM chunk WHERE key = ?"_s)
    , m_remove(connection, u"DELETE FROM chunk WHERE key IN "
                           "(SELECT key FROM chunk WHERE key >= ? AND key < ? LIMIT ?)"_s)
    , m_any(connection, u"SELECT 1 FROM chunk WHERE key >= ? AND key < ? LIMIT 1"_s)
{
}

void ChunkTable::add(EndpointNumber endpoint, Layer layer, WallTime at, const ChunkBodies &bodies)
{
    const qint64 key = chunkKey(endpoint, layer, at);
    ChunkBodies all = read(key, layer);
    for (const auto &[place, body] : bodies)
        all[place] += body;
    m_write.run(key, encodeChunk(all, layer));
}

int ChunkTable::removeBefore(EndpointNumber endpoint, Layer layer, WallTime before, int most)
{
    const bool isDone =
        m_remove.run(chunkKey(endpoint, layer, firstTime), chunkKey(endpoint, layer, before), most);
    return isDone ? m_remove.rowsChanged() : 0;
}

bool ChunkTable::hasAny(EndpointNumber endpoint)
{
    const bool isThere = m_any.run(endpoint << 32, (endpoint + 1) << 32) && m_any.next();
    m_any.finish();
    return isThere;
}

ChunkBodies ChunkTable::read(qint64 key, Layer layer)
{
    const bool isThere = m_read.run(key) && m_read.next();
    const QByteArray bytes = isThere ? m_read.bytes(0) : QByteArray();
    m_read.finish();
    return isThere ? decodeChunk(bytes, layer).value_or(ChunkBodies()) : ChunkBodies();
}

} // namespace fusebox::storage
