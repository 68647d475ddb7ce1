// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/endpoint_cells.h"

#include "ui/text/endpoint_facts.h"
#include "ui/text/plain.h"
#include "ui/text/sentences.h"

namespace fusebox::ui {

namespace {

using namespace health;
using Model = EndpointTableModel;

QString latencyOrDash(const std::optional<Nanoseconds> &latency)
{
    return latency ? latencyText(*latency) : QStringLiteral("–");
}

/// That the circuit is open stands in its own column; here the cause comes first when there is one.
std::vector<StatusReason> withoutCircuit(std::vector<StatusReason> reasons)
{
    if (reasons.size() > 1)
        std::erase_if(reasons,
                      [](const StatusReason &reason) { return reason.kind == ReasonKind::CircuitOpen; });
    return reasons;
}

/// Why it is as it is; of a healthy endpoint the failure it had last.
QString reasonText(const EndpointSnapshot &row)
{
    if (!row.reasons.empty())
        return reasonPhrases(withoutCircuit(row.reasons));
    if (row.lastFailure)
        return Model::tr("last: %1").arg(failurePhrase(*row.lastFailure));
    return {};
}

QString urlText(const EndpointSnapshot &row)
{
    return addressText(*row.config);
}

QString circuitTip(const EndpointSnapshot &row)
{
    QStringList lines{Model::tr("circuit %1").arg(circuitWord(effectiveState(row.circuit)))};
    if (row.circuit.lastTrip && row.circuit.state != resilience::CircuitState::Closed)
        lines << transitionSentence(*row.circuit.lastTrip);
    if (row.circuit.forced == resilience::ForcedState::None)
        lines << distanceToTrip(row.circuit);
    return lines.join(u'\n');
}

QString plainTip(const EndpointSnapshot &row, Model::Column column)
{
    switch (column) {
    case Model::NameColumn: return displayName(*row.config) + u'\n' + urlText(row);
    case Model::CircuitColumn: return circuitTip(row);
    case Model::LatencyColumn:
        return row.session ? Model::tr("round trip of the last ping")
                           : Model::tr("latency of the last success");
    case Model::P95Column: return Model::tr("95 of 100 of the last calls were faster");
    case Model::StatusColumn:
    case Model::ReasonColumn: return statusWord(row.status) + u'\n' + reasonText(row);
    case Model::TraceColumn:
        return Model::tr(
            "latency of the last minutes; a failure is a bar of full height, a gap was not measured");
    }
    return {};
}

} // namespace

std::optional<Nanoseconds> currentLatency(const EndpointSnapshot &row)
{
    using enum resilience::EffectiveState;
    const auto circuit = effectiveState(row.circuit);
    const bool held = row.status == Status::Paused || circuit == Open || circuit == ForcedOpen;
    const bool lost = row.session && row.session->state != LinkState::Connected;
    const bool failed = row.lastCheck && row.lastCheck->failure;
    return held || lost || failed ? std::nullopt : row.latency;
}

QString displayName(const EndpointConfig &config)
{
    return plainLine(config.name.isEmpty() ? config.id : config.name, 100);
}

QString cellText(const EndpointSnapshot &row, Model::Column column)
{
    switch (column) {
    case Model::StatusColumn: return statusWord(row.status);
    case Model::NameColumn: return displayName(*row.config);
    case Model::CircuitColumn: return circuitWord(effectiveState(row.circuit));
    case Model::LatencyColumn: return latencyOrDash(currentLatency(row));
    case Model::P95Column: return latencyOrDash(row.p95);
    case Model::TraceColumn: return {};
    case Model::ReasonColumn: return reasonText(row);
    }
    return {};
}

QString cellAccessibleText(const EndpointSnapshot &row, Model::Column column)
{
    switch (column) {
    case Model::NameColumn:
        return isUnverified(*row.config)
                   ? Model::tr("%1, certificate not verified").arg(cellText(row, column))
                   : cellText(row, column);
    case Model::CircuitColumn: return Model::tr("circuit %1").arg(cellText(row, column));
    case Model::LatencyColumn: return Model::tr("latency %1").arg(cellText(row, column));
    case Model::P95Column: return Model::tr("95th percentile %1").arg(cellText(row, column));
    case Model::TraceColumn: return Model::tr("latency trace");
    default: return cellText(row, column);
    }
}

QString cellToolTip(const EndpointSnapshot &row, Model::Column column)
{
    return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>")
        .arg(plainTip(row, column).trimmed().toHtmlEscaped());
}

int cellAlignment(Model::Column column)
{
    const bool figure = column == Model::LatencyColumn || column == Model::P95Column;
    return static_cast<int>((figure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

QString columnTitle(Model::Column column)
{
    switch (column) {
    case Model::StatusColumn: return Model::tr("Status");
    case Model::NameColumn: return Model::tr("Name");
    case Model::CircuitColumn: return Model::tr("Circuit");
    case Model::LatencyColumn: return Model::tr("Latency");
    case Model::P95Column: return Model::tr("p95");
    case Model::TraceColumn: return Model::tr("Trace");
    case Model::ReasonColumn: return Model::tr("Why");
    }
    return {};
}

} // namespace fusebox::ui
