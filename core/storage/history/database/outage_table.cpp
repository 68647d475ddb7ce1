// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/outage_table.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using history::OutageRecord;

OutageTable::OutageTable(Connection &connection, EndpointTable &endpoints)
    : m_endpoints(endpoints)
    , m_set(connection, u"INSERT OR REPLACE INTO outage (id, started, ended, cause, body) "
                        "VALUES (?, ?, ?, ?, ?)"_s)
    , m_hit(connection, u"INSERT OR IGNORE INTO outage_endpoint (endpoint, outage) VALUES (?, ?)"_s)
    , m_remove(connection, u"DELETE FROM outage WHERE id = ?"_s)
    , m_removeHits(connection, u"DELETE FROM outage_endpoint WHERE outage = ?"_s)
    , m_removeNotes(connection, u"DELETE FROM note WHERE outage = ?"_s)
    , m_note(connection, u"INSERT INTO note (outage, at, text) VALUES (?, ?, ?)"_s)
    , m_moveNotes(connection, u"UPDATE note SET outage = ? WHERE outage = ?"_s)
    , m_old(connection, u"SELECT id FROM outage WHERE started < ? AND ended IS NOT NULL "
                        "ORDER BY started LIMIT ?"_s)
{
}

void OutageTable::set(const OutageRecord &outage)
{
    const QVariant ended =
        outage.to ? QVariant(stored(*outage.to)) : QVariant(QMetaType(QMetaType::LongLong));
    const auto kind = outage.cause ? std::optional(outage.cause->kind) : std::nullopt;
    m_set.run(qint64(outage.id), stored(outage.from), ended, causeNumber(kind), encodeOutage(outage));
    for (const history::AffectedEndpoint &endpoint : outage.endpoints)
        m_hit.run(m_endpoints.numberOf(endpoint.id, endpoint.from), qint64(outage.id));
}

void OutageTable::remove(std::int64_t id)
{
    m_remove.run(qint64(id));
    m_removeHits.run(qint64(id));
    m_removeNotes.run(qint64(id));
}

void OutageTable::merge(const history::MergedOutage &merged)
{
    m_moveNotes.run(qint64(merged.into), qint64(merged.id));
    remove(merged.id);
}

void OutageTable::add(const OutageNote &note)
{
    m_note.run(qint64(note.outage), stored(note.at), note.text);
}

int OutageTable::removeBefore(WallTime before, int most)
{
    std::vector<std::int64_t> old;
    m_old.run(stored(before), most);
    while (m_old.next())
        old.push_back(m_old.number(0));
    for (const std::int64_t id : old)
        remove(id);
    return static_cast<int>(old.size());
}

} // namespace fusebox::storage
