// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/sort_values.h"

#include <limits>

#include "ui/models/endpoint_cells.h"
#include "ui/text/overview.h"

namespace fusebox::ui {

namespace {

using namespace health;
using Model = EndpointTableModel;

constexpr auto last = std::numeric_limits<std::int64_t>::max();

std::int64_t longestFirst(const std::optional<Nanoseconds> &latency)
{
    return latency ? -latency->count() : last;
}

std::int64_t soonestFirst(const std::optional<TimePoint> &at)
{
    return at ? at->time_since_epoch().count() : last;
}

/// In billionths of the time that was measured.
std::int64_t leastFirst(const history::EndpointHistory *history, TimePoint now)
{
    const auto measured = history ? history->uptime.measured(now) : Nanoseconds(0);
    if (measured <= Nanoseconds(0))
        return last;
    return static_cast<std::int64_t>(1e9 * double(history->uptime.up(now).count()) /
                                     double(measured.count()));
}

/// Alike reasons stand together.
std::int64_t byReason(const EndpointSnapshot &row)
{
    if (row.reasons.empty())
        return row.lastFailure ? last - 1 : last;
    const StatusReason &first = row.reasons.back();
    const auto error = first.failure ? static_cast<std::int64_t>(first.failure->errorClass) : 0;
    return static_cast<std::int64_t>(first.kind) * 256 + error;
}

} // namespace

std::int64_t sortValue(const EndpointStore &endpoints, const history::HistoryStore &histories, int row,
                       Model::Column column, TimePoint now)
{
    const EndpointSnapshot &snapshot = endpoints.snapshot(row);
    switch (column) {
    case Model::NameColumn: return endpoints.facts(row).nameRank;
    case Model::GroupColumn: return endpoints.groups()[std::size_t(endpoints.facts(row).group)].nameRank;
    case Model::CircuitColumn: return -static_cast<std::int64_t>(endpoints.facts(row).circuit);
    case Model::LatencyColumn: return longestFirst(currentLatency(snapshot));
    case Model::P50Column: return longestFirst(snapshot.p50);
    case Model::P95Column: return longestFirst(snapshot.p95);
    case Model::P99Column: return longestFirst(snapshot.p99);
    case Model::UptimeColumn: return leastFirst(histories.find(snapshot.config->id), now);
    case Model::AttemptsColumn:
        return snapshot.lastCheck ? -std::int64_t(snapshot.lastCheck->attempts) : last;
    case Model::ChangedColumn: return -sinceWhen(snapshot).steady.time_since_epoch().count();
    case Model::NextColumn: return soonestFirst(snapshot.nextDueAt);
    case Model::ReasonColumn: return byReason(snapshot);
    case Model::StatusColumn:
    case Model::TraceColumn: break;
    }
    return endpoints.facts(row).severity;
}

} // namespace fusebox::ui
