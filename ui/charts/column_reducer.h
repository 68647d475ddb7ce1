// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QPointF>

#include "ui/models/sample_series.h"

namespace fusebox::ui {

/// The stretch of time a chart shows, and how many pixel columns it has for it.
struct TimeWindow
{
    TimePoint now = {};
    Nanoseconds length = std::chrono::minutes(5);      ///< > 0
    int columns = 600;                                 ///< > 0
    Nanoseconds longestGap = std::chrono::seconds(60); ///< more between two samples is a gap

    [[nodiscard]] double secondsBeforeNow(TimePoint at) const; ///< <= 0 for the past
};

/// What pixels can show of a series: no more than two points a column, so that no peak is lost and none is
/// drawn twice. x in seconds before now (<= 0), y in milliseconds.
struct ReducedSeries
{
    std::vector<std::vector<QPointF>> segments = {}; ///< lines; between two lies a gap or a failure
    std::vector<double> failures = {};               ///< at most one for each column
    double highest = 0;                              ///< the greatest y
};

/// Columns lie on a grid that is fixed in time, so a picture that moves on does not flicker.
[[nodiscard]] ReducedSeries reduce(const SampleSeries &series, const TimeWindow &window);

} // namespace fusebox::ui
