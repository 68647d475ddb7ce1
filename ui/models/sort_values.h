// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/endpoint_table_model.h"

namespace fusebox::ui {

/// What a row is sorted by in a column: the lowest comes first, which is where a person would look first (the
/// longest latency, the least uptime, the newest change). What is not known comes last.
[[nodiscard]] std::int64_t sortValue(const EndpointStore &endpoints, const history::HistoryStore &histories,
                                     int row, EndpointTableModel::Column column, health::TimePoint now);

} // namespace fusebox::ui
