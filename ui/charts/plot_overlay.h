// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QFont>
#include <QGraphicsItem>
#include <QStringList>

#include "ui/charts/plot_content.h"
#include "ui/theme/theme.h"

namespace fusebox::ui {

/// What lies on the median: its colour where calls around were lost, lonely medians as dots, failures as
/// marks that stand on the time axis, the crosshair with its figures, and the stretch about to be zoomed
/// into.
class PlotOverlay final : public QGraphicsItem
{
public:
    /// `content` outlives it.
    PlotOverlay(const Theme &theme, const PlotContent &content, QGraphicsItem *parent);

    void setPlot(const QRectF &area);
    void setFont(const QFont &font) { m_font = font; }
    /// A share of the window, and plain text for it; no share: no crosshair.
    void setCrosshair(std::optional<double> share, const QStringList &lines);
    void setSelection(std::optional<std::pair<double, double>> shares);

    [[nodiscard]] QRectF boundingRect() const override { return m_map.area; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    void paintLoss(QPainter &painter, const std::vector<double> &losses) const;
    void paintMarks(QPainter &painter, const std::vector<double> &losses) const;
    [[nodiscard]] QPointF medianOf(const ChartColumn &column) const;
    [[nodiscard]] const QColor &colourOf(double loss) const;
    void paintCrosshair(QPainter &painter) const;
    void paintFigures(QPainter &painter) const;

    const Theme &m_theme;
    const PlotContent &m_content;
    QFont m_font;
    PlotMap m_map;
    std::optional<double> m_crosshair;
    std::optional<std::pair<double, double>> m_selection;
    QStringList m_lines;
};

} // namespace fusebox::ui
