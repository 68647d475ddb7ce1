// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QChartView>

#include "ui/charts/plot_content.h"
#include "ui/theme/theme.h"

class QLineSeries;
class QValueAxis;

namespace fusebox::ui {

/// The lines of a plot: the median, in as many pieces as gaps leave, and from which latency on an answer is
/// slow. The only place that knows Qt Charts, whose axes are fixed (shares of the window and of the scale):
/// what is drawn moves. What lies behind and before the lines are items of its chart().
class PlotLines final : public QChartView
{
    Q_OBJECT

public:
    explicit PlotLines(QWidget *parent);

    void setPlotArea(const QRectF &area);
    void restyle(const Colours &colours);
    void showMedian(const PlotContent &content);
    /// At this share of the scale.
    void showLimit(std::optional<double> share);

private:
    void setUpAxes();
    [[nodiscard]] QLineSeries *addLine();
    [[nodiscard]] QLineSeries *line(std::size_t number);

    QValueAxis *m_across = nullptr;
    QValueAxis *m_up = nullptr;
    std::vector<QLineSeries *> m_median; ///< one for each piece, reused
    QLineSeries *m_limit = nullptr;
    QPen m_pen;
};

} // namespace fusebox::ui
