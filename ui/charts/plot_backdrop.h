// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QGraphicsItem>

#include "ui/charts/state_bands.h"
#include "ui/theme/theme.h"

namespace fusebox::ui {

/// What lies behind the latency line: the states of the circuit as tinted bands (an open one hatched: nothing
/// was measured there), and failures as marks that stand on the time axis.
class PlotBackdrop final : public QGraphicsItem
{
public:
    PlotBackdrop(const Theme &theme, QGraphicsItem *parent);

    void setPlot(const QRectF &area, double seconds);
    void setContent(std::vector<StateBand> bands, std::vector<double> failures);

    [[nodiscard]] QRectF boundingRect() const override { return m_area; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    [[nodiscard]] qreal xOf(double secondsBeforeNow) const;
    void paintBand(QPainter &painter, const StateBand &band) const;
    void paintFailures(QPainter &painter) const;

    const Theme &m_theme;
    QRectF m_area;
    double m_seconds = 300;
    std::vector<StateBand> m_bands;
    std::vector<double> m_failures;
};

} // namespace fusebox::ui
