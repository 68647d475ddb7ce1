// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QRectF>

#include "ui/charts/state_bands.h"
#include "ui/charts/time_ticks.h"
#include "ui/charts/value_scale.h"

namespace fusebox::ui {

enum class ChartKind : std::uint8_t { Latency, Phases };

/// All that one frame of the chart shows.
struct PlotContent
{
    TimeWindow window = {};
    ChartPicture picture = {};
    std::vector<StateBand> bands = {};
    ValueScale scale = {};
    std::vector<std::pair<double, QString>> timeTicks = {}; ///< shares of the window
    ChartKind kind = ChartKind::Latency;
    health::Nanoseconds slowAfter{0}; ///< an answer that takes longer is slow
};

/// Holds all that is in the picture; without an answer there is none. What is stacked is never logarithmic.
[[nodiscard]] ValueScale scaleFor(const ChartPicture &picture, ChartKind kind, bool isLogarithmic);
/// Whether the scale is high enough for the threshold to be a line.
[[nodiscard]] bool showsSlowAfter(const PlotContent &content);
/// Gaps of one cause with less than a share of the window between them, as one: whoever names them need not
/// say it of each. Sorted like `gaps`.
[[nodiscard]] std::vector<GapSpan> joinedGaps(const std::vector<GapSpan> &gaps, double lessThan);
/// The share of calls that were lost around each column: a single check has none.
[[nodiscard]] std::vector<double> lossAround(const std::vector<ChartColumn> &columns);
/// Time in which nothing was measured, the circuit was not closed, or checks failed: hatched or red.
struct Trouble
{
    health::TimePoint from = {};
    health::TimePoint to = {};
};
/// What lies at a share of the window, or no further from it than `reach`: that place, or the column there.
[[nodiscard]] std::optional<Trouble> troubleAt(const PlotContent &content, double share, double reach);
/// Round times of day, by their share of the window.
[[nodiscard]] std::vector<std::pair<double, QString>>
ticksFor(const TimeWindow &window, const history::EndpointHistory &history, int most);

[[nodiscard]] inline double milliseconds(health::Nanoseconds latency)
{
    return std::chrono::duration<double, std::milli>(latency).count();
}

/// Where shares of a window and of a scale are on the screen.
struct PlotMap
{
    QRectF area = {};

    [[nodiscard]] qreal x(double share) const { return area.left() + share * area.width(); }
    [[nodiscard]] qreal y(double share) const { return area.bottom() - share * area.height(); }
    [[nodiscard]] double shareOf(qreal x) const
    {
        return area.width() > 0 ? (x - area.left()) / area.width() : 0;
    }
};

} // namespace fusebox::ui
