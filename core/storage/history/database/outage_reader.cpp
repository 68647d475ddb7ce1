// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/outage_reader.h"

#include "core/storage/history/database/query_text.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

QueryText outageTextOf(const OutageQuery &query)
{
    QueryText text(u"SELECT body FROM outage"_s);
    text.where(u"started < ?"_s, stored(query.stretch.to));
    text.where(u"(ended IS NULL OR ended >= ?)"_s, stored(query.stretch.from));
    if (query.endpoint)
        text.where(u"id IN (SELECT outage FROM outage_endpoint JOIN endpoint ON number = endpoint "
                   "WHERE endpoint.id = ?)"_s,
                   *query.endpoint);
    if (query.group)
        text.where(u"id IN (SELECT outage FROM outage_endpoint JOIN endpoint ON number = endpoint "
                   "WHERE \"group\" = ?)"_s,
                   *query.group);
    if (query.cause)
        text.where(u"cause = ?"_s, *query.cause);
    if (query.atLeast > milliseconds(0))
        text.where(u"coalesce(ended, ?) - started >= ?"_s, stored(query.stretch.to),
                   qint64(query.atLeast.count()));
    text.end(u"ORDER BY started DESC, id DESC LIMIT %1"_s.arg(query.most));
    return text;
}

std::vector<OutageNote> readNotes(Statement &notes, std::int64_t outage)
{
    std::vector<OutageNote> result;
    notes.run(qint64(outage));
    while (notes.next())
        result.push_back({outage, wallOf(notes.number(0)), notes.text(1)});
    return result;
}

} // namespace

std::vector<StoredOutage> readOutages(Connection &connection, const OutageQuery &query)
{
    std::vector<StoredOutage> outages;
    Statement rows = outageTextOf(query).run(connection);
    Statement notes(connection, u"SELECT at, text FROM note WHERE outage = ? ORDER BY at, number"_s);
    while (rows.next()) {
        const QByteArray bytes = rows.bytes(0);
        auto outage = decodeOutage(bytes);
        if (!outage)
            continue;
        auto written = readNotes(notes, outage->id);
        outages.push_back({*std::move(outage), std::move(written)});
    }
    return outages;
}

} // namespace fusebox::storage
