// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QPen>
#include <QWidget>

#include "core/health/snapshot.h"
#include "ui/charts/column_reducer.h"
#include "ui/models/endpoint_history.h"
#include "ui/theme/theme.h"

class QCategoryAxis;
class QChart;
class QChartView;
class QLineSeries;
class QScatterSeries;
class QValueAxis;

namespace fusebox::ui {

class PlotBackdrop;

/// Latency over the last minutes, with the circuit's states behind it and failures on the time axis. The only
/// place that knows Qt Charts. The x axis is fixed (seconds before now); what is drawn moves.
class LatencyChart final : public QWidget
{
    Q_OBJECT

public:
    explicit LatencyChart(const Theme &theme, QWidget *parent = nullptr);

    void setLength(std::chrono::minutes length);
    [[nodiscard]] std::chrono::minutes length() const { return m_length; }
    void show(const health::EndpointSnapshot &endpoint, const EndpointHistory &history, TimePoint now);
    void clear();

private:
    void addAxes();
    void addSeries();
    QLineSeries *addLine();
    QLineSeries *line(std::size_t number);
    [[nodiscard]] QPen linePen() const;
    void restyle();
    void layOut();
    void labelTime();
    void showSegments(const std::vector<std::vector<QPointF>> &segments);
    void scaleTo(double highest);
    [[nodiscard]] TimeWindow windowFor(const health::EndpointConfig &config, TimePoint now) const;

    const Theme &m_theme;
    QChartView *m_view = nullptr;
    QChart *m_chart = nullptr;
    PlotBackdrop *m_backdrop = nullptr;
    QCategoryAxis *m_time = nullptr;
    QValueAxis *m_latency = nullptr;
    std::vector<QLineSeries *> m_lines; ///< one for each segment, reused
    QScatterSeries *m_dots = nullptr;   ///< single points, which a line cannot show
    QLineSeries *m_limit = nullptr;     ///< slow_after
    std::chrono::minutes m_length{5};
    double m_top = 0;
};

} // namespace fusebox::ui
