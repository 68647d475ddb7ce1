// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/event_reader.h"

#include "core/storage/history/database/query_text.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using history::KnownGap;
using history::Stretch;

namespace {

QString kindList(const std::vector<EventKind> &kinds)
{
    QStringList numbers;
    for (const EventKind kind : kinds)
        numbers.push_back(QString::number(static_cast<int>(kind)));
    return numbers.join(u',');
}

QueryText textOf(const EventQuery &query)
{
    QueryText text(u"SELECT event.number, at, kind, body, coalesce(id, '') FROM event "
                   "LEFT JOIN endpoint ON endpoint.number = endpoint"_s);
    text.where(u"at >= ?"_s, stored(query.stretch.from));
    text.where(u"at < ?"_s, stored(query.stretch.to));
    if (query.endpoint && query.endpoint->isEmpty())
        text.where(u"endpoint = 0"_s);
    else if (query.endpoint)
        text.where(u"endpoint = (SELECT number FROM endpoint WHERE id = ?)"_s, *query.endpoint);
    if (!query.kinds.empty())
        text.where(u"kind IN (%1)"_s.arg(kindList(query.kinds)));
    if (query.before)
        text.where(u"event.number < ?"_s, *query.before);
    text.end(u"ORDER BY at DESC, event.number DESC LIMIT %1"_s.arg(query.most));
    return text;
}

} // namespace

std::vector<StoredEvent> readEvents(Connection &connection, const EventQuery &query)
{
    std::vector<StoredEvent> events;
    Statement rows = textOf(query).run(connection);
    while (rows.next()) {
        const auto kind = static_cast<EventKind>(rows.number(2));
        const QByteArray bytes = rows.bytes(3);
        if (auto event = decodeEvent(bytes, kind, wallOf(rows.number(1)), rows.text(4)))
            events.push_back({rows.number(0), *std::move(event)});
    }
    return events;
}

std::vector<KnownGap> readKnownGaps(Connection &connection, const Stretch &stretch)
{
    std::vector<KnownGap> gaps;
    constexpr int most = 10'000; // more sleeps than that in a stretch are not told apart
    const EventQuery query{{stretch.from, lastTime}, settings::EndpointId(), {EventKind::Gap}, {}, most};
    for (const StoredEvent &stored : readEvents(connection, query)) {
        const auto *gap = std::get_if<health::GapEvent>(&stored.event.what);
        const bool explains =
            gap && gap->length &&
            (gap->cause == health::GapCause::Asleep || gap->cause == health::GapCause::NotStored);
        if (!explains)
            continue;
        const WallTime end = stored.event.at.wall;
        const Stretch of{end - std::chrono::duration_cast<milliseconds>(*gap->length), end};
        if (of.within(stretch).length() > milliseconds(0))
            gaps.push_back({of, gap->cause});
    }
    return gaps;
}

} // namespace fusebox::storage
