// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/endpoint_cells.h"

#include <algorithm>

#include "ui/text/clock_text.h"
#include "ui/text/endpoint_facts.h"
#include "ui/text/overview.h"
#include "ui/text/plain.h"
#include "ui/text/sentences.h"
#include "ui/text/uptime_text.h"

namespace fusebox::ui {

namespace {

using namespace health;
using Model = EndpointTableModel;

const QString dash = QStringLiteral("–");

QString latencyOrDash(const std::optional<Nanoseconds> &latency)
{
    return latency ? latencyText(*latency) : dash;
}

/// Tool tips read HTML.
QString tipOf(const QString &plain)
{
    if (plain.isEmpty())
        return {};
    return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(plain.trimmed().toHtmlEscaped());
}

/// What a column means, where its title does not say it.
QString columnTip(Model::Column column)
{
    switch (column) {
    case Model::LatencyColumn:
        return Model::tr("latency of the last success, or round trip of the last ping");
    case Model::P50Column: return Model::tr("half of the last calls were faster");
    case Model::P95Column: return Model::tr("95 of 100 of the last calls were faster");
    case Model::P99Column: return Model::tr("99 of 100 of the last calls were faster");
    case Model::TraceColumn:
        return Model::tr(
            "latency of the last minutes; a failure is a bar of full height, a gap was not measured");
    case Model::UptimeColumn:
        return Model::tr("share of the time measured since Fusebox was started; gaps stay out of it");
    case Model::AttemptsColumn: return Model::tr("attempts that the last check took");
    case Model::ChangedColumn:
        return Model::tr("when the status changed last; of what is down, when it began to fail");
    case Model::NextColumn: return Model::tr("time to the next check, trial or dial");
    default: return {};
    }
}

QString tagsText(const settings::EndpointConfig &config)
{
    QStringList lines{plainLine(config.group, 100)};
    for (const QString &tag : config.tags)
        lines << plainLine(tag, 100);
    return lines.join(u'\n');
}

/// That the circuit is open stands in its own column; here the cause comes first when there is one.
std::vector<StatusReason> withoutCircuit(std::vector<StatusReason> reasons)
{
    if (reasons.size() > 1)
        std::erase_if(reasons,
                      [](const StatusReason &reason) { return reason.kind == ReasonKind::CircuitOpen; });
    return reasons;
}

QString urlText(const EndpointSnapshot &row)
{
    return addressText(*row.config);
}

QString circuitTip(const EndpointSnapshot &row)
{
    QStringList lines{Model::tr("circuit %1").arg(circuitWord(effectiveState(row.circuit)))};
    if (const QString reason = circuitReason(row); !reason.isEmpty())
        lines << reason;
    return lines.join(u'\n');
}

/// While a check is under way there is no next one yet.
QString nextText(const CellSource &source)
{
    if (source.row.checking)
        return Model::tr("now");
    return source.row.nextDueAt ? countdownText(*source.row.nextDueAt - source.now) : dash;
}

QString uptimeOrDash(const CellSource &source)
{
    const QString text = source.history ? uptimeText(source.history->uptime.up(source.now),
                                                     source.history->uptime.measured(source.now))
                                        : QString();
    return text.isEmpty() ? dash : text;
}

/// A picture, in words.
QString traceText(const history::EndpointHistory *history)
{
    const QString trace = Model::tr("latency trace");
    if (!history)
        return trace;
    const auto &samples = history->samples.samples();
    const auto failed = std::ranges::count(samples, history::Sample::Kind::Failure, &history::Sample::kind);
    const auto breaks = std::ranges::count(samples, history::Sample::Kind::Break, &history::Sample::kind);
    return Model::tr("%1, %2 of the last %3 failed")
        .arg(trace, QString::number(failed), QString::number(std::ssize(samples) - breaks));
}

QString attemptsText(const EndpointSnapshot &row)
{
    return row.lastCheck && row.lastCheck->attempts > 0 ? QString::number(row.lastCheck->attempts) : dash;
}

QString plainTip(const CellSource &source, Model::Column column)
{
    const EndpointSnapshot &row = source.row;
    switch (column) {
    case Model::NameColumn: return displayName(*row.config) + u'\n' + urlText(row);
    case Model::GroupColumn: return tagsText(*row.config);
    case Model::CircuitColumn: return circuitTip(row);
    case Model::LatencyColumn:
        return row.session ? Model::tr("round trip of the last ping")
                           : Model::tr("latency of the last success");
    case Model::ChangedColumn:
        return (row.failingSince
                    ? Model::tr("failing since %1\n%2 since %3").arg(fullTime(row.failingSince->wall))
                    : Model::tr("%1 since %2"))
            .arg(statusWord(row.status), fullTime(row.statusSince.wall));
    case Model::StatusColumn:
    case Model::ReasonColumn: return statusWord(row.status) + u'\n' + reasonText(row);
    default: return columnTip(column);
    }
}

} // namespace

std::optional<Nanoseconds> currentLatency(const EndpointSnapshot &row)
{
    const bool held = row.held || row.status == Status::Paused || row.status == Status::Unknown ||
                      resilience::rejects(effectiveState(row.circuit));
    const bool lost = row.session && row.session->state != LinkState::Connected;
    const bool failed = row.lastCheck && row.lastCheck->failure;
    return held || lost || failed ? std::nullopt : row.latency;
}

QString displayName(const settings::EndpointConfig &config)
{
    return plainLine(config.name.isEmpty() ? config.id : config.name, 100);
}

QString reasonText(const EndpointSnapshot &row)
{
    if (row.held)
        return heldPhrase();
    if (!row.reasons.empty())
        return reasonPhrases(withoutCircuit(row.reasons));
    if (row.lastFailure)
        return Model::tr("last: %1").arg(failurePhrase(*row.lastFailure));
    return {};
}

QString cellText(const CellSource &source, Model::Column column)
{
    const EndpointSnapshot &row = source.row;
    switch (column) {
    case Model::StatusColumn: return statusWord(row.status);
    case Model::NameColumn: return displayName(*row.config);
    case Model::GroupColumn: return plainLine(row.config->group, 100);
    case Model::CircuitColumn: return circuitWord(effectiveState(row.circuit));
    case Model::LatencyColumn: return latencyOrDash(currentLatency(row));
    case Model::P50Column: return latencyOrDash(row.p50);
    case Model::P95Column: return latencyOrDash(row.p95);
    case Model::P99Column: return latencyOrDash(row.p99);
    case Model::TraceColumn: return {};
    case Model::UptimeColumn: return uptimeOrDash(source);
    case Model::AttemptsColumn: return attemptsText(row);
    case Model::ChangedColumn: return agoText(source.now - sinceWhen(row).steady);
    case Model::NextColumn: return nextText(source);
    case Model::ReasonColumn: return reasonText(row);
    }
    return {};
}

QString cellAccessibleText(const CellSource &source, Model::Column column)
{
    switch (column) {
    case Model::StatusColumn:
    case Model::ReasonColumn: return cellText(source, column);
    case Model::NameColumn:
        return isUnverified(*source.row.config)
                   ? Model::tr("%1, certificate not verified").arg(cellText(source, column))
                   : cellText(source, column);
    case Model::CircuitColumn: return Model::tr("circuit %1").arg(cellText(source, column));
    case Model::P95Column: return Model::tr("95th percentile %1").arg(cellText(source, column));
    case Model::TraceColumn: return traceText(source.history);
    default: return QStringLiteral("%1 %2").arg(columnTitle(column).toLower(), cellText(source, column));
    }
}

QString cellToolTip(const CellSource &source, Model::Column column)
{
    return tipOf(plainTip(source, column));
}

int cellAlignment(Model::Column column)
{
    switch (column) {
    case Model::LatencyColumn:
    case Model::P50Column:
    case Model::P95Column:
    case Model::P99Column:
    case Model::UptimeColumn:
    case Model::AttemptsColumn:
    case Model::ChangedColumn:
    case Model::NextColumn: return Qt::AlignRight | Qt::AlignVCenter;
    default: return Qt::AlignLeft | Qt::AlignVCenter;
    }
}

QString columnTitle(Model::Column column)
{
    switch (column) {
    case Model::StatusColumn: return Model::tr("Status");
    case Model::NameColumn: return Model::tr("Name");
    case Model::GroupColumn: return Model::tr("Group");
    case Model::CircuitColumn: return Model::tr("Circuit");
    case Model::LatencyColumn: return Model::tr("Latency");
    case Model::P50Column: return Model::tr("p50");
    case Model::P95Column: return Model::tr("p95");
    case Model::P99Column: return Model::tr("p99");
    case Model::TraceColumn: return Model::tr("Trace");
    case Model::UptimeColumn: return Model::tr("Uptime");
    case Model::AttemptsColumn: return Model::tr("Attempts");
    case Model::ChangedColumn: return Model::tr("Changed");
    case Model::NextColumn: return Model::tr("Next");
    case Model::ReasonColumn: return Model::tr("Why");
    }
    return {};
}

QString columnToolTip(Model::Column column)
{
    return tipOf(columnTip(column));
}

} // namespace fusebox::ui
