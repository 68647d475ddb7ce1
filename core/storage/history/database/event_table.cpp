// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/event_table.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

EventTable::EventTable(Connection &connection)
    : m_insert(connection, u"INSERT INTO event (at, endpoint, kind, body) VALUES (?, ?, ?, ?)"_s)
    , m_newest(connection, u"SELECT body FROM event WHERE endpoint = ? AND kind = ? "
                           "ORDER BY at DESC, number DESC LIMIT 1"_s)
    , m_remove(connection, u"DELETE FROM event WHERE number IN "
                           "(SELECT number FROM event WHERE at < ? ORDER BY at LIMIT ?)"_s)
    , m_any(connection, u"SELECT 1 FROM event WHERE endpoint = ? LIMIT 1"_s)
{
}

void EventTable::add(EndpointNumber endpoint, const history::RecordedEvent &event)
{
    const EventKind kind = kindOf(event);
    const QByteArray body = encodeEvent(event);
    if (kind == EventKind::Certificate && newestOf(endpoint, kind) == body)
        return;
    m_insert.run(stored(event.at.wall), endpoint, static_cast<int>(kind), body);
}

int EventTable::removeBefore(WallTime before, int most)
{
    return m_remove.run(stored(before), most) ? m_remove.rowsChanged() : 0;
}

bool EventTable::hasAny(EndpointNumber endpoint)
{
    const bool isThere = m_any.run(endpoint) && m_any.next();
    m_any.finish();
    return isThere;
}

QByteArray EventTable::newestOf(EndpointNumber endpoint, EventKind kind)
{
    const bool isThere = m_newest.run(endpoint, static_cast<int>(kind)) && m_newest.next();
    const QByteArray body = isThere ? m_newest.bytes(0) : QByteArray();
    m_newest.finish();
    return body;
}

} // namespace fusebox::storage
