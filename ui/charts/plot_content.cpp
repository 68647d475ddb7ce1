// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot_content.h"

#include <algorithm>
#include <numeric>

namespace fusebox::ui {

namespace {

double highestStack(const ChartPicture &picture)
{
    float highest = 0;
    for (const ChartColumn &column : picture.columns)
        highest = std::max(highest, std::accumulate(column.phases.begin(), column.phases.end(), 0.f));
    return double(highest);
}

double lowestLatency(const ChartPicture &picture)
{
    Nanoseconds lowest = picture.highest;
    for (const ChartColumn &column : picture.columns) {
        if (column.answered > 0)
            lowest = std::min(lowest, column.least);
    }
    return milliseconds(lowest);
}

} // namespace

ValueScale scaleFor(const ChartPicture &picture, ChartKind kind, bool isLogarithmic)
{
    if (kind == ChartKind::Phases)
        return ValueScale::linear(highestStack(picture));
    const double highest = milliseconds(picture.highest);
    return isLogarithmic ? ValueScale::logarithmic(lowestLatency(picture), highest)
                         : ValueScale::linear(highest);
}

std::vector<std::pair<double, QString>> ticksFor(const TimeWindow &window, const EndpointHistory &history,
                                                 int most)
{
    const health::WallTime begin = history.wallAt(window.from);
    std::vector<std::pair<double, QString>> ticks;
    for (const TimeTick &tick : timeTicks(begin, history.wallAt(window.to()), most))
        ticks.emplace_back(window.share(window.from + (tick.at - begin)), tick.label);
    return ticks;
}

} // namespace fusebox::ui
