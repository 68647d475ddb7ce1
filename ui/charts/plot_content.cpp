// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot_content.h"

#include <algorithm>
#include <numeric>

namespace fusebox::ui {

namespace {

/// Of the window, to both sides: in five minutes 18 s.
constexpr double lossReach = 0.03;

double highestStack(const ChartPicture &picture)
{
    float highest = 0;
    for (const ChartColumn &column : picture.columns)
        highest = std::max(highest, std::accumulate(column.phases.begin(), column.phases.end(), 0.f));
    return double(highest);
}

double lowestLatency(const ChartPicture &picture)
{
    health::Nanoseconds lowest = picture.highest;
    for (const ChartColumn &column : picture.columns) {
        if (column.answered > 0)
            lowest = std::min(lowest, column.least);
    }
    return milliseconds(lowest);
}

} // namespace

ValueScale scaleFor(const ChartPicture &picture, ChartKind kind, bool isLogarithmic)
{
    if (picture.highest == health::Nanoseconds(0))
        return ValueScale::none();
    if (kind == ChartKind::Phases)
        return ValueScale::linear(highestStack(picture));
    const double highest = milliseconds(picture.highest);
    return isLogarithmic ? ValueScale::logarithmic(lowestLatency(picture), highest)
                         : ValueScale::linear(highest);
}

bool showsSlowAfter(const PlotContent &content)
{
    return milliseconds(content.slowAfter) <= content.scale.valueAt(1);
}

std::vector<GapSpan> joinedGaps(const std::vector<GapSpan> &gaps, double lessThan)
{
    std::vector<GapSpan> joined;
    for (const GapSpan &span : gaps) {
        const bool goesOn = !joined.empty() && joined.back().gap.cause == span.gap.cause &&
                            span.from - joined.back().to < lessThan;
        if (goesOn)
            joined.back().to = span.to;
        else
            joined.push_back(span);
    }
    return joined;
}

std::vector<double> lossAround(const std::vector<ChartColumn> &columns)
{
    std::vector<double> losses;
    losses.reserve(columns.size());
    auto first = columns.begin();
    auto last = columns.begin();
    double failed = 0;
    double all = 0;
    const auto count = [&](const ChartColumn &column, double sign) {
        failed += sign * column.failed;
        all += sign * (column.failed + column.answered);
    };
    for (const ChartColumn &column : columns) {
        for (; last != columns.end() && last->x <= column.x + lossReach; ++last)
            count(*last, 1);
        for (; first->x < column.x - lossReach; ++first)
            count(*first, -1);
        losses.push_back(all > 0 ? failed / all : 0);
    }
    return losses;
}

std::optional<Trouble> troubleAt(const PlotContent &content, double share, double reach)
{
    const auto isThere = [=](const auto &span) {
        return span.from - reach <= share && share <= span.to + reach;
    };
    const auto failedThere = [=](const ChartColumn &column) {
        return column.failed > 0 && std::abs(column.x - share) <= reach;
    };
    const auto &[columns, gaps, highest] = content.picture;
    if (const auto column = std::ranges::find_if(columns, failedThere); column != columns.end())
        return Trouble{column->from, column->to};
    const bool isHatched = std::ranges::any_of(gaps, isThere);
    const bool isHeld = std::ranges::any_of(content.bands, [&](const StateBand &band) {
        return band.state != resilience::EffectiveState::Closed && isThere(band);
    });
    if (!isHatched && !isHeld)
        return {};
    return Trouble{content.window.at(share - reach), content.window.at(share + reach)};
}

std::vector<std::pair<double, QString>> ticksFor(const TimeWindow &window,
                                                 const history::EndpointHistory &history, int most)
{
    const health::WallTime begin = history.wallAt(window.from);
    std::vector<std::pair<double, QString>> ticks;
    for (const TimeTick &tick : timeTicks(begin, history.wallAt(window.to()), most))
        ticks.emplace_back(window.share(window.from + (tick.at - begin)), tick.label);
    return ticks;
}

} // namespace fusebox::ui
