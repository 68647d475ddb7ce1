// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/spread_painter.h"

#include <QPainter>

#include "ui/theme/phase_colours.h"

namespace fusebox::ui {

namespace {

using Columns = std::vector<ChartColumn>::const_iterator;

/// A column that stands alone is drawn this wide.
constexpr qreal lonelyWidth = 3;

/// The area between two heights of each column; `low` and `high` give shares of the plot's height.
template <typename Low, typename High>
QPolygonF areaOf(const PlotMap &map, Columns first, Columns last, Low low, High high)
{
    const qreal half = last - first == 1 ? lonelyWidth / 2 : 0;
    QPolygonF area;
    area.reserve(2 * (last - first) + 2);
    for (auto column = first; column != last; ++column)
        area << QPointF(map.x(column->x) - half, map.y(high(*column)));
    if (half > 0)
        area << QPointF(map.x(first->x) + half, map.y(high(*first)))
             << QPointF(map.x(first->x) + half, map.y(low(*first)));
    for (auto column = last; column != first;) {
        --column;
        area << QPointF(map.x(column->x) - half, map.y(low(*column)));
    }
    return area;
}

} // namespace

void paintSpread(QPainter &painter, const PlotMap &map, const PlotContent &content, const Colours &colours)
{
    const auto height = [&](health::Nanoseconds ChartColumn::*of) {
        return
            [&scale = content.scale, of](const ChartColumn &c) { return scale.share(milliseconds(c.*of)); };
    };
    painter.setPen(Qt::NoPen);
    forEachPiece(content.picture.columns, [&](Columns first, Columns last) {
        painter.setBrush(translucent(colours.latency.fill, 0.13));
        painter.drawPolygon(
            areaOf(map, first, last, height(&ChartColumn::least), height(&ChartColumn::most)));
        painter.setBrush(translucent(colours.latency.fill, 0.25));
        painter.drawPolygon(areaOf(map, first, last, height(&ChartColumn::p5), height(&ChartColumn::p95)));
    });
}

void paintPhases(QPainter &painter, const PlotMap &map, const PlotContent &content, const Colours &colours)
{
    painter.setPen(Qt::NoPen);
    forEachPiece(content.picture.columns, [&](Columns first, Columns last) {
        std::vector<double> below(std::size_t(last - first), 0);
        for (std::size_t phase = 0; phase < first->phases.size(); ++phase) {
            std::vector<double> above = below;
            for (std::size_t i = 0; i < above.size(); ++i)
                above[i] += double((first + std::ptrdiff_t(i))->phases[phase]);
            const auto heightIn = [&](const std::vector<double> &sums) {
                return [&](const ChartColumn &c) {
                    return content.scale.share(sums[std::size_t(&c - &*first)]);
                };
            };
            painter.setBrush(translucent(phaseColour(colours, static_cast<probe::Phase>(phase)), 0.8));
            painter.drawPolygon(areaOf(map, first, last, heightIn(below), heightIn(above)));
            below = std::move(above);
        }
    });
}

} // namespace fusebox::ui
