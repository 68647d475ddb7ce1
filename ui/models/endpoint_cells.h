// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/endpoint_table_model.h"

namespace fusebox::ui {

/// What the texts of a row are made of.
struct CellSource
{
    const health::EndpointSnapshot &row;
    const history::EndpointHistory *history = nullptr; ///< null: nothing has been heard of it
    health::TimePoint now = {};                        ///< for relative times
};

/// What a cell says: to the eye, to a screen reader, on hover (markup escaped: tool tips read HTML).
[[nodiscard]] QString cellText(const CellSource &source, EndpointTableModel::Column column);
[[nodiscard]] QString cellAccessibleText(const CellSource &source, EndpointTableModel::Column column);
[[nodiscard]] QString cellToolTip(const CellSource &source, EndpointTableModel::Column column);
[[nodiscard]] int cellAlignment(EndpointTableModel::Column column);
[[nodiscard]] QString columnTitle(EndpointTableModel::Column column);
[[nodiscard]] QString columnToolTip(EndpointTableModel::Column column);

/// The latency as it is now; none while nothing is measured (paused, offline, circuit open, disconnected)
/// or the last check failed: an old value is never shown as the present one.
[[nodiscard]] std::optional<health::Nanoseconds> currentLatency(const health::EndpointSnapshot &row);
/// The name an endpoint goes by, fit for one line.
[[nodiscard]] QString displayName(const settings::EndpointConfig &config);
/// Why it is as it is; of a healthy endpoint the failure it had last. Empty: nothing to say.
[[nodiscard]] QString reasonText(const health::EndpointSnapshot &row);

} // namespace fusebox::ui
