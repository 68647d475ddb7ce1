// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QGraphicsItem>

#include "ui/charts/plot_content.h"
#include "ui/theme/theme.h"

namespace fusebox::ui {

/// What lies behind the median: the grid with its labels, gaps (hatched, named where there is room), from
/// which latency on an answer is slow, the states of the circuit as tinted bands, and the spread of the
/// latencies (from p5 to p95, and paler from least to most) or the stacked phases with their legend.
class PlotBackdrop final : public QGraphicsItem
{
public:
    /// `content` outlives it.
    PlotBackdrop(const Theme &theme, const PlotContent &content, QGraphicsItem *parent);

    void setPlot(const QRectF &whole, const QRectF &area);
    void setFont(const QFont &font) { m_font = font; }

    [[nodiscard]] QRectF boundingRect() const override { return m_whole; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    void paintGrid(QPainter &painter) const;
    void paintGaps(QPainter &painter) const;
    void paintGapNames(QPainter &painter) const;
    void paintBands(QPainter &painter) const;
    void paintLegend(QPainter &painter) const;
    void paintSlowAfter(QPainter &painter) const;

    const Theme &m_theme;
    const PlotContent &m_content;
    QFont m_font;
    QRectF m_whole;
    PlotMap m_map;
};

} // namespace fusebox::ui
