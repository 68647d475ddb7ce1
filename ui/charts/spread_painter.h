// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/plot_content.h"
#include "ui/theme/colours.h"

class QPainter;

namespace fusebox::ui {

/// The spread of the latencies in each column: from p5 to p95, and paler from least to most.
void paintSpread(QPainter &painter, const PlotMap &map, const PlotContent &content, const Colours &colours);
/// The mean of each phase, stacked in the order they happen.
void paintPhases(QPainter &painter, const PlotMap &map, const PlotContent &content, const Colours &colours);

/// Calls `visit(first, last)` for each run of columns that answered and are joined.
template <typename Visitor>
void forEachRun(const std::vector<ChartColumn> &columns, Visitor visit)
{
    const auto isCut = [](const ChartColumn &column) { return column.answered == 0; };
    for (auto first = columns.begin(); first != columns.end();) {
        if (isCut(*first)) {
            ++first;
            continue;
        }
        auto last = first + 1;
        while (last != columns.end() && !isCut(*last) && last->joined)
            ++last;
        visit(first, last);
        first = last;
    }
}

/// The same in pieces that begin where the one before ends: what Qt's rasterizer takes for a shape grows with
/// the square of its width.
template <typename Visitor>
void forEachPiece(const std::vector<ChartColumn> &columns, Visitor visit)
{
    constexpr std::ptrdiff_t most = 48;
    forEachRun(columns, [&](auto first, auto last) {
        for (; last - first > most; first += most - 1)
            visit(first, first + most);
        visit(first, last);
    });
}

} // namespace fusebox::ui
