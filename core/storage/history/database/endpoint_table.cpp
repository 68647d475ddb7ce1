// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/endpoint_table.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

EndpointTable::EndpointTable(Connection &connection)
    : m_insert(connection, u"INSERT OR IGNORE INTO endpoint (id, name, \"group\", known_since) "
                           "VALUES (?, ?, '', ?)"_s)
    , m_find(connection, u"SELECT number FROM endpoint WHERE id = ?"_s)
    , m_rename(connection, u"UPDATE endpoint SET name = ?, \"group\" = ?, removed_at = NULL, "
                           "known_since = min(known_since, ?) WHERE number = ?"_s)
    , m_leave(connection, u"UPDATE endpoint SET removed_at = ? WHERE number = ?"_s)
    , m_after(connection, u"SELECT number FROM endpoint WHERE number > ? ORDER BY number LIMIT ?"_s)
    , m_count(connection, u"SELECT count(*) FROM endpoint"_s)
    , m_first(connection, u"SELECT min(known_since) FROM endpoint"_s)
    , m_forget(connection, u"DELETE FROM endpoint WHERE number = ?"_s)
    , m_wasRemoved(connection, u"SELECT 1 FROM endpoint WHERE number = ? AND removed_at < ?"_s)
{
}

void EndpointTable::meet(const history::EndpointMet &met)
{
    const EndpointNumber number = numberOf(met.id, met.at);
    m_rename.run(met.name, met.group, stored(met.at), number);
}

void EndpointTable::leave(const history::EndpointLeft &left)
{
    m_leave.run(stored(left.at), numberOf(left.id, left.at));
}

EndpointNumber EndpointTable::numberOf(const settings::EndpointId &id, WallTime at)
{
    if (id.isEmpty())
        return 0;
    EndpointNumber &number = m_numbers[id];
    if (number != 0)
        return number;
    m_insert.run(id, id, stored(at));
    if (m_find.run(id) && m_find.next())
        number = m_find.number(0);
    m_find.finish();
    return number;
}

std::vector<EndpointNumber> EndpointTable::after(EndpointNumber number, int most)
{
    std::vector<EndpointNumber> numbers;
    m_after.run(number, most);
    while (m_after.next())
        numbers.push_back(m_after.number(0));
    return numbers;
}

qint64 EndpointTable::count()
{
    const bool isThere = m_count.run() && m_count.next();
    const qint64 count = isThere ? m_count.number(0) : 0;
    m_count.finish();
    return count;
}

WallTime EndpointTable::firstKnown()
{
    const bool isThere = m_first.run() && m_first.next() && !m_first.isNull(0);
    const WallTime first = isThere ? wallOf(m_first.number(0)) : lastTime;
    m_first.finish();
    return first;
}

void EndpointTable::forget(EndpointNumber number)
{
    m_forget.run(number);
    std::erase_if(m_numbers, [number](const auto &known) { return known.second == number; });
}

bool EndpointTable::wasRemovedBefore(EndpointNumber number, WallTime before)
{
    const bool was = m_wasRemoved.run(number, stored(before)) && m_wasRemoved.next();
    m_wasRemoved.finish();
    return was;
}

} // namespace fusebox::storage
