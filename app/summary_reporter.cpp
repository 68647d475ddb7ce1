// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/summary_reporter.h"

#include <algorithm>
#include <array>

#include "app/json_line.h"
#include "core/storage/plain_text.h"
#include "ui/text/sentences.h"
#include "ui/text/uptime_text.h"

namespace fusebox::app {

using history::EndpointSummary;
using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t columns = 8;
using Row = std::array<QString, columns>;

QString orDash(const QString &text)
{
    return text.isEmpty() ? u"-"_s : text;
}

QString latency(const std::optional<health::Nanoseconds> &value)
{
    return value ? ui::latencyText(*value) : u"-"_s;
}

Row rowOf(const EndpointSummary &endpoint)
{
    return {storage::escaped(endpoint.id),
            orDash(ui::uptimeText(endpoint.up, endpoint.measured)),
            ui::ageText(endpoint.gaps()),
            QString::number(endpoint.checks),
            QString::number(endpoint.failures),
            latency(endpoint.p50),
            latency(endpoint.p95),
            latency(endpoint.p99)};
}

/// Names to the left, figures to the right.
QString lineOf(const Row &row, const std::array<qsizetype, columns> &widths)
{
    QString line = row[0].leftJustified(widths[0]);
    for (std::size_t i = 1; i < columns; ++i)
        line += u"  "_s + row[i].rightJustified(widths[i]);
    return line + u'\n';
}

void writeEndpoint(JsonLine &line, const EndpointSummary &endpoint)
{
    line.beginElement();
    line.text("id"_L1, endpoint.id);
    line.optional("up_share"_L1, endpoint.upShare(), &JsonLine::number);
    line.seconds("measured_s"_L1, endpoint.measured);
    line.seconds("gaps_s"_L1, endpoint.gaps());
    line.integer("checks"_L1, static_cast<std::int64_t>(endpoint.checks));
    line.integer("failures"_L1, static_cast<std::int64_t>(endpoint.failures));
    line.optional("p50_ms"_L1, endpoint.p50, &JsonLine::milliseconds);
    line.optional("p95_ms"_L1, endpoint.p95, &JsonLine::milliseconds);
    line.optional("p99_ms"_L1, endpoint.p99, &JsonLine::milliseconds);
    line.endObject();
}

} // namespace

QByteArray summaryLine(const std::vector<EndpointSummary> &endpoints)
{
    JsonLine line;
    line.text("type"_L1, "summary"_L1);
    line.beginArray("endpoints"_L1);
    for (const EndpointSummary &endpoint : endpoints)
        writeEndpoint(line, endpoint);
    line.endArray();
    return line.take();
}

QByteArray summaryTable(const std::vector<EndpointSummary> &endpoints)
{
    std::vector<Row> rows{
        {u"endpoint"_s, u"up"_s, u"gaps"_s, u"checks"_s, u"failed"_s, u"p50"_s, u"p95"_s, u"p99"_s}};
    std::ranges::transform(endpoints, std::back_inserter(rows), rowOf);
    std::array<qsizetype, columns> widths = {};
    for (const Row &row : rows)
        for (std::size_t i = 0; i < columns; ++i)
            widths[i] = std::max(widths[i], row[i].size());
    QString table;
    for (const Row &row : rows)
        table += lineOf(row, widths);
    return table.toUtf8();
}

} // namespace fusebox::app
