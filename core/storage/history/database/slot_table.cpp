// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/slot_table.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using history::Body;
using history::slotLength;

SlotTable::SlotTable(Connection &connection, HourTable &hours)
    : m_hours(hours)
    , m_newest(slotOf(connection.number(u"SELECT max(key) FROM slot"_s)))
    , m_mayBeThere(m_newest)
    , m_write(connection, u"INSERT OR REPLACE INTO slot (key, body) VALUES (?, ?)"_s)
    , m_read(connection, u"SELECT body FROM slot WHERE key = ?"_s)
    , m_range(connection, u"SELECT key, body FROM slot WHERE key > ? AND key <= ?"_s)
    , m_remove(connection, u"DELETE FROM slot WHERE key > ? AND key <= ?"_s)
{
}

void SlotTable::add(EndpointNumber endpoint, WallTime slot, const Body &body)
{
    openHour(hourOf(slot), endpoint);
    Current &current = m_current[endpoint];
    const qint64 key = slotKey(slot, endpoint);
    if (current.slot != slot) {
        const bool mayBeThere = slot <= std::max(current.newest, m_mayBeThere);
        current.body = mayBeThere ? read(key) : Body();
        current.slot = slot;
        current.newest = std::max(current.newest, slot);
        m_newest = std::max(m_newest, slot);
    }
    current.body += body;
    m_write.run(key, encodeBody(current.body, shapeOf(Layer::TenSeconds)));
}

void SlotTable::remove(WallTime slot, EndpointNumber to)
{
    m_remove.run(slotKey(slot), slotKey(slot, to));
}

/// What is sealed is in its chunk already: of an hour that more comes of (a clock was set back), it is taken
/// out before the hour is sealed a second time.
void SlotTable::openHour(WallTime hour, EndpointNumber endpoint)
{
    const auto place = m_hours.sealedTo().find(hour);
    if (place != m_hours.sealedTo().end() && place->second < endpoint)
        return;
    if (place != m_hours.sealedTo().end()) {
        for (WallTime slot = hour; slot < hour + hourLength; slot += slotLength)
            remove(slot, place->second);
        m_current.clear();
        m_mayBeThere = m_newest;
    }
    m_hours.set(hour, 0);
}

Body SlotTable::read(qint64 key)
{
    const bool isThere = m_read.run(key) && m_read.next();
    const QByteArray bytes = isThere ? m_read.bytes(0) : QByteArray();
    m_read.finish();
    return decodeBody(bytes, shapeOf(Layer::TenSeconds)).value_or(Body());
}

} // namespace fusebox::storage
