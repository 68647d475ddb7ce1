// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/history/history_store.h"
#include "ui/rows/endpoint_store.h"

namespace fusebox::ui {

/// What the order of a row is made of.
struct SortSource
{
    const EndpointStore &endpoints;
    const history::HistoryStore &histories;
    int row = 0;
    health::TimePoint now = {};
};

/// What a row is sorted by: the lowest comes first, which is where a person would look first (the longest
/// latency, the least uptime, the newest change). What is not known comes last.
[[nodiscard]] std::int64_t longestFirst(const std::optional<health::Nanoseconds> &latency);
[[nodiscard]] std::int64_t mostSevereFirst(const SortSource &source);
[[nodiscard]] std::int64_t byName(const SortSource &source);
[[nodiscard]] std::int64_t byGroup(const SortSource &source);
[[nodiscard]] std::int64_t byCircuit(const SortSource &source);
[[nodiscard]] std::int64_t leastUptimeFirst(const SortSource &source);
[[nodiscard]] std::int64_t mostAttemptsFirst(const SortSource &source);
[[nodiscard]] std::int64_t newestChangeFirst(const SortSource &source);
[[nodiscard]] std::int64_t soonestFirst(const SortSource &source);
/// Alike reasons stand together.
[[nodiscard]] std::int64_t byReason(const SortSource &source);

} // namespace fusebox::ui
