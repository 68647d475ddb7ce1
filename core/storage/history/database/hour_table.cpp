// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/hour_table.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

HourTable::HourTable(Connection &connection)
    : m_set(connection, u"INSERT OR REPLACE INTO hour (start, sealed_to) VALUES (?, ?)"_s)
    , m_remove(connection, u"DELETE FROM hour WHERE start = ?"_s)
{
    Statement all(connection, u"SELECT start, sealed_to FROM hour"_s);
    all.run();
    while (all.next())
        m_sealedTo.emplace(wallOf(all.number(0)), all.number(1));
}

bool HourTable::isSealed(WallTime hour, EndpointNumber endpoint) const
{
    const auto place = m_sealedTo.find(hour);
    return place != m_sealedTo.end() && endpoint <= place->second;
}

void HourTable::set(WallTime hour, EndpointNumber sealedTo)
{
    m_sealedTo[hour] = sealedTo;
    m_set.run(stored(hour), sealedTo);
}

void HourTable::remove(WallTime hour)
{
    m_sealedTo.erase(hour);
    m_remove.run(stored(hour));
}

} // namespace fusebox::storage
