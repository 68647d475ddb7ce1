// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report_csv.h"

#include <algorithm>

#include <QDateTime>
#include <QHash>

#include "core/health/values/wire_names.h"
#include "ui/text/outage_text.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;

namespace {

/// A row: fields by the names of their columns.
using CsvRow = QHash<QString, QString>;

/// Also those that spreadsheets of East Asia take for the same.
constexpr QStringView formulaBegins = u"=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

/// Of text from outside.
QString harmless(const QString &text)
{
    return !text.isEmpty() && formulaBegins.contains(text.front()) ? u'\'' + text : text;
}

QString field(const QString &text)
{
    const bool isPlain = std::ranges::none_of(
        text, [](QChar c) { return c == u',' || c == u'"' || c == u'\r' || c == u'\n' || c == u';'; });
    return isPlain ? text : u'"' + QString(text).replace(u'"', u"\"\""_s) + u'"';
}

QString csvTime(health::WallTime at)
{
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODateWithMs);
}

QString secondsText(std::chrono::milliseconds length)
{
    return QString::number(static_cast<double>(length.count()) / 1000, 'f', 3);
}

QString millisecondsText(const std::optional<health::Nanoseconds> &latency)
{
    return latency ? QString::number(static_cast<double>(latency->count()) / 1e6, 'f', 3) : QString();
}

QString gapColumn(health::GapCause cause)
{
    return u"gap_"_s + health::wireName(cause) + u"_s"_s;
}

QStringList columnNames()
{
    QStringList names{u"kind"_s,     u"id"_s,       u"name"_s,      u"group"_s,  u"removed"_s,
                      u"started"_s,  u"ended"_s,    u"cause"_s,     u"detail"_s, u"endpoints"_s,
                      u"length_s"_s, u"up_share"_s, u"measured_s"_s};
    for (std::size_t i = 0; i < health::gapCauses; ++i)
        names << gapColumn(static_cast<health::GapCause>(i));
    return names << u"checks"_s << u"failures"_s << u"p50_ms"_s << u"p95_ms"_s << u"p99_ms"_s
                 << u"incidents"_s;
}

CsvRow csvRowOf(const history::ReportedEndpoint &endpoint)
{
    CsvRow row{{u"kind"_s, u"endpoint"_s},
               {u"id"_s, harmless(endpoint.id)},
               {u"name"_s, harmless(endpoint.name)},
               {u"group"_s, harmless(endpoint.group)},
               {u"measured_s"_s, secondsText(endpoint.uptime.measured())},
               {u"checks"_s, QString::number(endpoint.checks)},
               {u"failures"_s, QString::number(endpoint.failures)},
               {u"p50_ms"_s, millisecondsText(endpoint.p50)},
               {u"p95_ms"_s, millisecondsText(endpoint.p95)},
               {u"p99_ms"_s, millisecondsText(endpoint.p99)},
               {u"incidents"_s, QString::number(endpoint.outages)}};
    if (endpoint.removedAt)
        row[u"removed"_s] = csvTime(*endpoint.removedAt);
    if (const auto share = endpoint.uptime.upShare())
        row[u"up_share"_s] = QString::number(*share, 'g', 12);
    for (std::size_t i = 0; i < health::gapCauses; ++i)
        row[gapColumn(static_cast<health::GapCause>(i))] = secondsText(endpoint.uptime.time.gaps[i]);
    return row;
}

CsvRow csvRowOf(const history::OutageRecord &outage)
{
    QStringList ids;
    for (const history::AffectedEndpoint &affected : outage.endpoints)
        ids << affected.id;
    CsvRow row{{u"kind"_s, u"incident"_s},
               {u"started"_s, csvTime(outage.from)},
               {u"cause"_s, outage.cause ? QString(health::wireName(outage.cause->kind)) : u"endpoint"_s},
               {u"detail"_s, harmless(ui::outagePhrase(outage))},
               {u"endpoints"_s, harmless(ids.join(u' '))}};
    if (outage.to)
        row[u"ended"_s] = csvTime(*outage.to);
    if (const auto length = outage.length())
        row[u"length_s"_s] = secondsText(*length);
    return row;
}

void append(QString &csv, const QStringList &columns, const CsvRow &row)
{
    QStringList fields;
    for (const QString &column : columns)
        fields << field(row.value(column));
    csv += fields.join(u',') + u"\r\n"_s;
}

} // namespace

QByteArray reportCsv(const history::Report &report)
{
    const QStringList columns = columnNames();
    QString csv = columns.join(u',') + u"\r\n"_s;
    for (const history::ReportedEndpoint &endpoint : report.endpoints)
        append(csv, columns, csvRowOf(endpoint));
    for (const history::ReportedOutage &reported : report.outages)
        append(csv, columns, csvRowOf(reported.outage));
    return csv.toUtf8();
}

} // namespace fusebox::app
