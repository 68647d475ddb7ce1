// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/sort_values.h"

#include <limits>

#include "ui/text/overview.h"

namespace fusebox::ui {

namespace {

using namespace health;

constexpr auto last = std::numeric_limits<std::int64_t>::max();

const EndpointSnapshot &snapshotAt(const SortSource &source)
{
    return source.endpoints.snapshot(source.row);
}

const EndpointStore::Facts &factsAt(const SortSource &source)
{
    return source.endpoints.facts(source.row);
}

} // namespace

std::int64_t longestFirst(const std::optional<Nanoseconds> &latency)
{
    return latency ? -latency->count() : last;
}

std::int64_t mostSevereFirst(const SortSource &source)
{
    return factsAt(source).severity;
}

std::int64_t byName(const SortSource &source)
{
    return factsAt(source).nameRank;
}

std::int64_t byGroup(const SortSource &source)
{
    return source.endpoints.groups()[std::size_t(factsAt(source).group)].nameRank;
}

std::int64_t byCircuit(const SortSource &source)
{
    return -static_cast<std::int64_t>(factsAt(source).circuit);
}

/// In billionths of the time that was measured.
std::int64_t leastUptimeFirst(const SortSource &source)
{
    const history::EndpointHistory *history = source.histories.find(snapshotAt(source).config->id);
    const auto measured = history ? history->uptime.measured(source.now) : Nanoseconds(0);
    if (measured <= Nanoseconds(0))
        return last;
    return static_cast<std::int64_t>(1e9 * double(history->uptime.up(source.now).count()) /
                                     double(measured.count()));
}

std::int64_t mostAttemptsFirst(const SortSource &source)
{
    const auto &check = snapshotAt(source).lastCheck;
    return check ? -std::int64_t(check->attempts) : last;
}

std::int64_t newestChangeFirst(const SortSource &source)
{
    return -sinceWhen(snapshotAt(source)).steady.time_since_epoch().count();
}

std::int64_t soonestFirst(const SortSource &source)
{
    const auto &at = snapshotAt(source).nextDueAt;
    return at ? at->time_since_epoch().count() : last;
}

std::int64_t byReason(const SortSource &source)
{
    const EndpointSnapshot &row = snapshotAt(source);
    if (row.reasons.empty())
        return row.lastFailure ? last - 1 : last;
    const StatusReason &first = row.reasons.back();
    const auto error = first.failure ? static_cast<std::int64_t>(first.failure->errorClass) : 0;
    return static_cast<std::int64_t>(first.kind) * 256 + error;
}

} // namespace fusebox::ui
