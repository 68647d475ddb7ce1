// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/columns.h"

#include <algorithm>
#include <array>
#include <limits>

#include <QCoreApplication>

#include "ui/rows/cell_texts.h"
#include "ui/rows/endpoint_cells.h"
#include "ui/rows/sort_values.h"

namespace fusebox::ui {

namespace {

using health::EndpointSnapshot;

constexpr int onlyByChoice = std::numeric_limits<int>::max();

template <std::optional<health::Nanoseconds> EndpointSnapshot::*percentile>
std::optional<health::Nanoseconds> of(const EndpointSnapshot &row)
{
    return row.*percentile;
}

/// To add a column is to add its enumerator and a line here. All that are shown from a width of the table on
/// fit into it.
struct ColumnTable
{
    Q_DECLARE_TR_FUNCTIONS(fusebox::ui::ColumnTable)

public:
    static constexpr std::array<ColumnSpec, numberOfColumns> specs{
        {{.column = StatusColumn,
          .key = "status",
          .title = QT_TR_NOOP("Status"),
          .width = 112,
          .text = cells::status,
          .spoken = cells::status,
          .tip = cells::statusTip,
          .sort = mostSevereFirst},
         {.column = NameColumn,
          .key = "name",
          .title = QT_TR_NOOP("Name"),
          .width = 144,
          .text = cells::name,
          .spoken = cells::spokenName,
          .tip = cells::nameTip,
          .sort = byName},
         {.column = GroupColumn,
          .key = "group",
          .title = QT_TR_NOOP("Group"),
          .width = 112,
          .shownFrom = onlyByChoice,
          .text = cells::group,
          .tip = cells::groupTip,
          .sort = byGroup},
         {.column = CircuitColumn,
          .key = "circuit",
          .title = QT_TR_NOOP("Circuit"),
          .width = 156,
          .text = cells::circuit,
          .spoken = cells::spokenCircuit,
          .tip = cells::circuitTip,
          .sort = byCircuit},
         {.column = LatencyColumn,
          .key = "latency",
          .title = QT_TR_NOOP("Latency"),
          .meaning = QT_TR_NOOP("latency of the last success, or round trip of the last ping"),
          .width = 72,
          .align = Qt::AlignRight,
          .latency = currentLatency,
          .tip = cells::latencyTip},
         {.column = P50Column,
          .key = "p50",
          .title = QT_TR_NOOP("p50"),
          .meaning = QT_TR_NOOP("half of the last calls were faster"),
          .width = 72,
          .shownFrom = 1760,
          .align = Qt::AlignRight,
          .latency = of<&EndpointSnapshot::p50>},
         {.column = P95Column,
          .key = "p95",
          .title = QT_TR_NOOP("p95"),
          .meaning = QT_TR_NOOP("95 of 100 of the last calls were faster"),
          .width = 72,
          .shownFrom = 828,
          .align = Qt::AlignRight,
          .latency = of<&EndpointSnapshot::p95>,
          .spoken = cells::spokenP95},
         {.column = P99Column,
          .key = "p99",
          .title = QT_TR_NOOP("p99"),
          .meaning = QT_TR_NOOP("99 of 100 of the last calls were faster"),
          .width = 72,
          .shownFrom = 1132,
          .align = Qt::AlignRight,
          .latency = of<&EndpointSnapshot::p99>},
         {.column = TraceColumn,
          .key = "trace",
          .title = QT_TR_NOOP("Trace"),
          .meaning =
              QT_TR_NOOP("latency of the last minutes; a failure is a bar of full height, a gap was not "
                         "measured"),
          .width = 112,
          .movesWithTime = true,
          .spoken = cells::spokenTrace},
         {.column = UptimeColumn,
          .key = "uptime",
          .title = QT_TR_NOOP("Uptime"),
          .meaning = QT_TR_NOOP("share of the time measured since Fusebox was started; gaps stay out of it"),
          .width = 128,
          .shownFrom = 956,
          .align = Qt::AlignRight,
          .movesWithTime = true,
          .text = cells::uptime,
          .sort = leastUptimeFirst},
         {.column = AttemptsColumn,
          .key = "attempts",
          .title = QT_TR_NOOP("Attempts"),
          .meaning = QT_TR_NOOP("attempts that the last check took"),
          .width = 96,
          .shownFrom = 1640,
          .align = Qt::AlignRight,
          .text = cells::attempts,
          .sort = mostAttemptsFirst},
         {.column = ChangedColumn,
          .key = "changed",
          .title = QT_TR_NOOP("Changed"),
          .meaning = QT_TR_NOOP("when the status changed last; of what is down, when it began to fail"),
          .width = 104,
          .shownFrom = 1060,
          .align = Qt::AlignRight,
          .movesWithTime = true,
          .text = cells::changed,
          .tip = cells::changedTip,
          .sort = newestChangeFirst},
         {.column = NextColumn,
          .key = "next",
          .title = QT_TR_NOOP("Next"),
          .meaning = QT_TR_NOOP("time to the next check, trial or dial"),
          .width = 64,
          .shownFrom = 1500,
          .align = Qt::AlignRight,
          .movesWithTime = true,
          .text = cells::next,
          .sort = soonestFirst},
         {.column = ReasonColumn,
          .key = "why",
          .title = QT_TR_NOOP("Why"),
          .width = 160,
          .text = cells::reason,
          .spoken = cells::reason,
          .tip = cells::statusTip,
          .sort = byReason}}};
};

/// A line is found by its column's number.
constexpr bool areInOrder()
{
    for (int i = 0; i < numberOfColumns; ++i)
        if (ColumnTable::specs[std::size_t(i)].column != i)
            return false;
    return true;
}
static_assert(areInOrder());

bool isColumn(int column)
{
    return column >= 0 && column < numberOfColumns;
}

/// Tool tips read HTML.
QString tipOf(const QString &plain)
{
    if (plain.isEmpty())
        return {};
    return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(plain.trimmed().toHtmlEscaped());
}

QString meaningOf(const ColumnSpec &spec)
{
    return spec.meaning ? ColumnTable::tr(spec.meaning) : QString();
}

} // namespace

std::span<const ColumnSpec, numberOfColumns> columnSpecs()
{
    return ColumnTable::specs;
}

const ColumnSpec &columnSpec(int column)
{
    Q_ASSERT(isColumn(column));
    return ColumnTable::specs[std::size_t(column)];
}

QString columnTitle(int column)
{
    return ColumnTable::tr(columnSpec(column).title);
}

QString columnToolTip(int column)
{
    return tipOf(meaningOf(columnSpec(column)));
}

QString columnKey(int column)
{
    return isColumn(column) ? QString::fromLatin1(columnSpec(column).key) : QString();
}

int columnOf(const QString &key)
{
    const auto found = std::ranges::find_if(
        ColumnTable::specs, [&](const ColumnSpec &spec) { return key == QLatin1StringView(spec.key); });
    return found == ColumnTable::specs.end() ? -1 : found->column;
}

QString cellText(const CellSource &source, Column column)
{
    const ColumnSpec &spec = columnSpec(column);
    if (spec.latency)
        return latencyOrDash(spec.latency(source.row));
    return spec.text ? spec.text(source) : QString();
}

QString cellAccessibleText(const CellSource &source, Column column)
{
    if (const auto spoken = columnSpec(column).spoken)
        return spoken(source);
    return QStringLiteral("%1 %2").arg(columnTitle(column).toLower(), cellText(source, column));
}

QString cellToolTip(const CellSource &source, Column column)
{
    const ColumnSpec &spec = columnSpec(column);
    return tipOf(spec.tip ? spec.tip(source) : meaningOf(spec));
}

std::int64_t sortValue(const SortSource &source, Column column)
{
    const ColumnSpec &spec = columnSpec(column);
    if (spec.latency)
        return longestFirst(spec.latency(source.endpoints.snapshot(source.row)));
    return spec.sort ? spec.sort(source) : mostSevereFirst(source);
}

} // namespace fusebox::ui
