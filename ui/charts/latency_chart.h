// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/health/values/snapshot.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/moment_focus.h"
#include "ui/charts/plot_content.h"
#include "ui/theme/theme.h"

namespace fusebox::ui {

class PlotBackdrop;
class PlotLines;
class PlotOverlay;

/// Latency over time, with the circuit's states behind it and failures on the time axis. The wheel zooms,
/// dragging pans (with Shift it chooses what to zoom into), a double click goes back to the live edge; the
/// arrow keys, + and -, and End do the same.
class LatencyChart final : public QWidget
{
    Q_OBJECT

public:
    /// `focus` outlives it.
    LatencyChart(const Theme &theme, MomentFocus &focus, QWidget *parent = nullptr);

    void setRange(health::Nanoseconds length);
    void followNow();
    /// As far as a chart reaches back.
    void look(health::TimePoint from, health::TimePoint to);
    void setKind(ChartKind kind);
    void setLogarithmic(bool on);
    [[nodiscard]] const ChartView &view() const { return m_view; }
    [[nodiscard]] const PlotContent &content() const { return m_content; }
    /// What the crosshair says; empty without one.
    [[nodiscard]] const QStringList &readout() const { return m_readout; }
    /// The plot's left and right edge within the widget.
    [[nodiscard]] std::pair<qreal, qreal> plotEdges() const;

    /// Draws anew if it can be seen. `history` may be null.
    void show(const health::EndpointSnapshot &endpoint, const history::SharedHistory &history,
              health::TimePoint now);
    void clear();
    /// Adds a line of plain text to what the crosshair says, until the pointer moves on.
    void remark(const QString &text);

Q_SIGNALS:
    /// Another stretch of time is shown, or it follows the live edge again.
    void viewChanged();
    /// A hatched or red stretch was clicked.
    void troublePicked(fusebox::health::TimePoint from, fusebox::health::TimePoint to);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Drag
    {
        qreal x = 0; ///< where it is, or with `selects` where it began
        bool selects = false;
        bool isClick = true; ///< it has not gone anywhere yet
    };

    void restyle();
    void layOut();
    void moved();
    void refresh();
    void build();
    void showLimit();
    void showCrosshair();
    [[nodiscard]] std::optional<Trouble> troubleUnder(qreal x) const;
    [[nodiscard]] double shareOf(qreal x) const { return m_map.shareOf(x); }

    const Theme &m_theme;
    MomentFocus &m_focus;
    PlotLines *m_lines = nullptr;
    PlotBackdrop *m_backdrop = nullptr;
    PlotOverlay *m_overlay = nullptr;

    ChartView m_view;
    PlotContent m_content;
    PlotMap m_map;
    QStringList m_readout;
    QString m_remark;
    std::optional<Drag> m_drag;
    bool m_isLogarithmic = false;

    std::shared_ptr<const settings::EndpointConfig> m_config;
    resilience::EffectiveState m_state = resilience::EffectiveState::Closed;
    health::TimePoint m_stateSince = {};
    history::SharedHistory m_history;
    health::TimePoint m_now = {};
};

} // namespace fusebox::ui
