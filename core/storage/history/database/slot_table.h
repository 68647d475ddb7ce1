// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unordered_map>

#include "core/history/record/body.h"
#include "core/storage/history/database/hour_table.h"

namespace fusebox::storage {

/// Ten-second bodies: the journal of what is not sealed yet, and the finest layer. Thread: the connection's.
class SlotTable
{
public:
    SlotTable(Connection &connection, HourTable &hours);

    /// Adds to what is stored of a slot, which is written anew as a whole.
    void add(EndpointNumber endpoint, WallTime slot, const history::Body &body);

    /// Calls `take(endpoint, slot, body)` for each of an hour, of endpoints in (after, to]. What cannot be
    /// read is passed over.
    template <typename Take>
    void forEach(WallTime hour, EndpointNumber after, EndpointNumber to, Take take);
    /// Of one slot, all endpoints up to one.
    void remove(WallTime slot, EndpointNumber to = lastEndpoint);

private:
    /// The slot that is written to, of one endpoint.
    struct Current
    {
        WallTime slot = firstTime;
        WallTime newest = firstTime; ///< slot that there ever was, unlike `slot` if a clock was set back
        history::Body body = {};
    };

    void openHour(WallTime hour, EndpointNumber endpoint);
    [[nodiscard]] history::Body read(qint64 key);

    HourTable &m_hours;
    std::unordered_map<EndpointNumber, Current> m_current;
    WallTime m_newest;     ///< slot of all
    WallTime m_mayBeThere; ///< up to this slot a body may be stored that `m_current` says nothing of
    Statement m_write;
    Statement m_read;
    Statement m_range;
    Statement m_remove;
};

template <typename Take>
void SlotTable::forEach(WallTime hour, EndpointNumber after, EndpointNumber to, Take take)
{
    for (WallTime slot = hour; slot < hour + hourLength; slot += history::slotLength) {
        m_range.run(slotKey(slot, after), slotKey(slot, to));
        while (m_range.next()) {
            const QByteArray bytes = m_range.bytes(1);
            if (const auto body = decodeBody(bytes, shapeOf(Layer::TenSeconds)))
                take(endpointOf(m_range.number(0)), slot, *body);
        }
    }
}

} // namespace fusebox::storage
