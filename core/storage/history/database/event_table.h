// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/history/codec/event_codec.h"
#include "core/storage/history/database/keys.h"
#include "core/storage/history/database/statement.h"

namespace fusebox::storage {

/// What happened, once. Thread: the connection's.
class EventTable
{
public:
    explicit EventTable(Connection &connection);

    /// A certificate that is the one that was seen last is no change, and is not added: each run sees its
    /// first.
    void add(EndpointNumber endpoint, const history::RecordedEvent &event);
    /// The oldest, `most` at once, of those before; how many there were.
    int removeBefore(WallTime before, int most);
    [[nodiscard]] bool hasAny(EndpointNumber endpoint);

private:
    [[nodiscard]] QByteArray newestOf(EndpointNumber endpoint, EventKind kind);

    Statement m_insert;
    Statement m_newest;
    Statement m_remove;
    Statement m_any;
};

} // namespace fusebox::storage
