// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/health/values/snapshot.h"
#include "core/history/endpoint_history.h"

namespace fusebox::ui {

/// What the texts of a row are made of.
struct CellSource
{
    const health::EndpointSnapshot &row;
    const history::EndpointHistory *history = nullptr; ///< null: nothing has been heard of it
    health::TimePoint now = {};                        ///< for relative times
};

} // namespace fusebox::ui

/// What the cells of each column say, where its title and a latency do not say it: to the eye, to a screen
/// reader, on hover. Plain text.
namespace fusebox::ui::cells {

[[nodiscard]] QString status(const CellSource &source);
[[nodiscard]] QString name(const CellSource &source);
[[nodiscard]] QString group(const CellSource &source);
[[nodiscard]] QString circuit(const CellSource &source);
[[nodiscard]] QString uptime(const CellSource &source);
[[nodiscard]] QString attempts(const CellSource &source);
[[nodiscard]] QString changed(const CellSource &source);
[[nodiscard]] QString next(const CellSource &source);
[[nodiscard]] QString reason(const CellSource &source);

[[nodiscard]] QString spokenName(const CellSource &source);
[[nodiscard]] QString spokenCircuit(const CellSource &source);
[[nodiscard]] QString spokenP95(const CellSource &source);
[[nodiscard]] QString spokenTrace(const CellSource &source);

[[nodiscard]] QString statusTip(const CellSource &source);
[[nodiscard]] QString nameTip(const CellSource &source);
[[nodiscard]] QString groupTip(const CellSource &source);
[[nodiscard]] QString circuitTip(const CellSource &source);
[[nodiscard]] QString latencyTip(const CellSource &source);
[[nodiscard]] QString changedTip(const CellSource &source);

} // namespace fusebox::ui::cells
