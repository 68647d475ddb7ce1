// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/charts/latency_chart.h"

class QToolButton;

namespace fusebox::ui {

class HeartbeatStrip;
class RangeButtons;

/// The latency chart with what steers it above and the heartbeats below.
class ChartBox final : public QWidget
{
    Q_OBJECT

public:
    ChartBox(const Theme &theme, MomentFocus &focus, QWidget *parent = nullptr);

    /// As of LatencyChart.
    void show(const health::EndpointSnapshot &endpoint, const history::SharedHistory &history,
              health::TimePoint now);
    void clear();
    void look(health::TimePoint from, health::TimePoint to) { m_chart->look(from, to); }
    void remark(const QString &text) { m_chart->remark(text); }

Q_SIGNALS:
    /// As of HeartbeatStrip.
    void beatPicked(fusebox::health::TimePoint from, fusebox::health::TimePoint to);
    /// As of LatencyChart.
    void troublePicked(fusebox::health::TimePoint from, fusebox::health::TimePoint to);

private:
    [[nodiscard]] QToolButton *addButton(const char *name, const QString &text, const QString &hint,
                                         bool checkable);
    void layOut();
    void followView();

    const Theme &m_theme;
    RangeButtons *m_ranges = nullptr;
    QToolButton *m_live = nullptr;
    QToolButton *m_phases = nullptr;
    QToolButton *m_logarithmic = nullptr;
    LatencyChart *m_chart = nullptr;
    HeartbeatStrip *m_strip = nullptr;
    history::SharedHistory m_history;
    health::TimePoint m_now = {};
};

} // namespace fusebox::ui
