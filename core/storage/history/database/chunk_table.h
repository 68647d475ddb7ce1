// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/history/codec/chunk_codec.h"
#include "core/storage/history/database/keys.h"
#include "core/storage/history/database/statement.h"

namespace fusebox::storage {

/// What is sealed: an hour of minutes, a day of hours. Thread: the connection's.
class ChunkTable
{
public:
    explicit ChunkTable(Connection &connection);

    /// Adds to the chunk that `at` is in; one that cannot be read is begun anew.
    void add(EndpointNumber endpoint, Layer layer, WallTime at, const ChunkBodies &bodies);
    /// Of one endpoint, `most` chunks at once that end by `before`; how many there were.
    int removeBefore(EndpointNumber endpoint, Layer layer, WallTime before, int most);
    [[nodiscard]] bool hasAny(EndpointNumber endpoint);

private:
    [[nodiscard]] ChunkBodies read(qint64 key, Layer layer);

    Statement m_write;
    Statement m_read;
    Statement m_remove;
    Statement m_any;
};

} // namespace fusebox::storage
