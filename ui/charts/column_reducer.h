// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <vector>

#include "core/history/endpoint_history.h"
#include "ui/charts/time_window.h"

namespace fusebox::ui {

/// What was measured within one column.
struct ChartColumn
{
    health::TimePoint from = {}; ///< of what it stands for: a sample, or roll-ups
    health::TimePoint to = {};
    double x = 0; ///< share of the window
    std::uint32_t answered = 0;
    std::uint32_t slow = 0; ///< of those that answered
    std::uint32_t failed = 0;
    std::uint8_t attempts = 0; ///< the most that one took
    // Of the answers; zero without.
    health::Nanoseconds least{0};
    health::Nanoseconds p5{0};
    health::Nanoseconds median{0};
    health::Nanoseconds p95{0};
    health::Nanoseconds most{0};
    history::PhaseSums phases = {}; ///< milliseconds, the mean of the answers; zero where none is known
    bool joined = false;            ///< to the column before: no gap lies between

    [[nodiscard]] double loss() const { return failed == 0 ? 0 : double(failed) / (failed + answered); }
};

/// Where nothing was measured; x in shares of the window, within [0, 1].
struct GapSpan
{
    double from = 0;
    double to = 0;
    history::Gap gap = {}; ///< not cut to the window

    bool operator==(const GapSpan &) const = default;
};

/// What pixels can show of a history.
struct ChartPicture
{
    std::vector<ChartColumn> columns = {}; ///< from left to right; those without a sample are left out
    std::vector<GapSpan> gaps = {};        ///< likewise
    health::Nanoseconds highest{0};        ///< the greatest `most`
};

/// Columns lie on a grid that is fixed in time, so a picture that moves on does not flicker. Takes of each
/// stretch the coarsest layer that is not coarser than a column, or the finest there is. `now` ends a gap
/// that lasts.
[[nodiscard]] ChartPicture reduce(const history::EndpointHistory &history, const TimeWindow &window,
                                  health::TimePoint now);

} // namespace fusebox::ui
