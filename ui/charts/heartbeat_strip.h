// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/history/check_log.h"
#include "ui/charts/latency_chart.h"

namespace fusebox::ui {

/// The checks of a chart's window as beats under it, on the same time axis: colour and shape say how each
/// ended (a bar, a bar with a hat where it was slow, a full-height cross where it failed), its height the
/// latency, ticks below it further attempts. Where nothing was measured there is nothing but a line. Hovering
/// moves the moment they share; a click asks for the check, where beats are checks, else for what was wrong.
class HeartbeatStrip final : public QWidget
{
    Q_OBJECT

public:
    /// `chart` and `focus` outlive it.
    HeartbeatStrip(const Theme &theme, const LatencyChart &chart, MomentFocus &focus,
                   QWidget *parent = nullptr);

    /// Takes what the chart shows now. `history` may be null.
    void show(const history::EndpointHistory *history, health::TimePoint now);
    /// Whether there is something to see behind a beat, to which it then leads.
    void setClickable(bool on) { m_isClickable = on; }
    [[nodiscard]] const ChartPicture &picture() const { return m_picture; }
    /// Where a beat is drawn, in the widget.
    [[nodiscard]] QRectF beatRect(const ChartColumn &column) const;

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    /// A beat was clicked: its checks ended in [from, to].
    void beatPicked(fusebox::health::TimePoint from, fusebox::health::TimePoint to);
    /// A gap was clicked, or a failure that leads to no check.
    void troublePicked(fusebox::health::TimePoint from, fusebox::health::TimePoint to);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void paintBeat(QPainter &painter, const ChartColumn &column) const;
    void paintGap(QPainter &painter, const GapSpan &span) const;
    [[nodiscard]] const ChartColumn *beatAt(qreal x) const;
    void point(qreal x);
    [[nodiscard]] std::optional<Trouble> troubleUnder(qreal x) const;
    [[nodiscard]] health::TimePoint tellingMoment(const ChartColumn &beat, health::TimePoint pointed) const;
    [[nodiscard]] health::Nanoseconds fullHeight() const;

    const Theme &m_theme;
    const LatencyChart &m_chart;
    MomentFocus &m_focus;
    TimeWindow m_window;
    ChartPicture m_picture;
    std::vector<history::CheckMark> m_checks; ///< those that a beat leads to
    PlotMap m_map;
    health::Nanoseconds m_full{1}; ///< the latency of a full beat
    bool m_isClickable = true;
};

} // namespace fusebox::ui
