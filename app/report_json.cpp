// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report_json.h"

#include "app/json_line.h"
#include "core/health/values/wire_names.h"
#include "ui/text/outage_text.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;

namespace {

void writeGaps(JsonLine &line, const history::TimeShares &time)
{
    line.beginObject("gaps_s"_L1);
    for (std::size_t i = 0; i < health::gapCauses; ++i)
        if (time.gaps[i] > std::chrono::milliseconds(0))
            line.seconds(health::wireName(static_cast<health::GapCause>(i)), time.gaps[i]);
    line.endObject();
}

void writeEndpoint(JsonLine &line, const history::ReportedEndpoint &endpoint)
{
    line.beginElement();
    line.text("id"_L1, endpoint.id);
    line.text("name"_L1, endpoint.name);
    line.text("group"_L1, endpoint.group);
    line.optional("up_share"_L1, endpoint.uptime.upShare(), &JsonLine::number);
    line.seconds("measured_s"_L1, endpoint.uptime.measured());
    writeGaps(line, endpoint.uptime.time);
    line.integer("checks"_L1, static_cast<std::int64_t>(endpoint.checks));
    line.integer("failures"_L1, static_cast<std::int64_t>(endpoint.failures));
    line.optional("p50_ms"_L1, endpoint.p50, &JsonLine::milliseconds);
    line.optional("p95_ms"_L1, endpoint.p95, &JsonLine::milliseconds);
    line.optional("p99_ms"_L1, endpoint.p99, &JsonLine::milliseconds);
    line.integer("incidents"_L1, endpoint.outages);
    if (endpoint.removedAt)
        line.time("removed"_L1, *endpoint.removedAt);
    line.endObject();
}

void writeOutage(JsonLine &line, const history::OutageRecord &outage)
{
    line.beginElement();
    line.time("started"_L1, outage.from);
    line.optional("ended"_L1, outage.to, &JsonLine::time);
    line.text("cause"_L1, outage.cause ? health::wireName(outage.cause->kind) : "endpoint"_L1);
    line.text("detail"_L1, ui::outagePhrase(outage));
    line.beginArray("endpoints"_L1);
    for (const history::AffectedEndpoint &affected : outage.endpoints)
        line.element(affected.id);
    line.endArray();
    line.optional("length_ms"_L1, outage.length(), &JsonLine::milliseconds);
    line.endObject();
}

} // namespace

QByteArray reportJson(const history::Report &report)
{
    JsonLine line;
    line.time("from"_L1, report.stretch.from);
    line.time("to"_L1, report.stretch.to);
    line.beginArray("endpoints"_L1);
    for (const history::ReportedEndpoint &endpoint : report.endpoints)
        writeEndpoint(line, endpoint);
    line.endArray();
    line.beginArray("incidents"_L1);
    for (const history::ReportedOutage &reported : report.outages)
        writeOutage(line, reported.outage);
    line.endArray();
    return line.take();
}

} // namespace fusebox::app
