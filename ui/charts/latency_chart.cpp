// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/latency_chart.h"

#include <QBoxLayout>
#include <QChart>

#include "ui/charts/moment_text.h"
#include "ui/charts/plot_backdrop.h"
#include "ui/charts/plot_lines.h"
#include "ui/charts/plot_overlay.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

constexpr int pixelsPerColumn = 2; ///< finer steps of the median cannot be told apart
constexpr int pixelsPerTick = 76;

} // namespace

LatencyChart::LatencyChart(const Theme &theme, MomentFocus &focus, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_focus(focus)
    , m_lines(new PlotLines(this))
    , m_backdrop(new PlotBackdrop(theme, m_content, m_lines->chart()))
    , m_overlay(new PlotOverlay(theme, m_content, m_lines->chart()))
{
    setObjectName(QStringLiteral("latencyChart"));
    setAccessibleName(tr("Latency chart"));
    setMinimumSize(240, 120);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_lines);
    restyle();
    connect(&theme, &Theme::changed, this, &LatencyChart::restyle);
    connect(&focus, &MomentFocus::moved, this, [this] { remark({}); });
}

void LatencyChart::setRange(health::Nanoseconds length)
{
    m_view.setRange(length);
    moved();
}

void LatencyChart::followNow()
{
    m_view.followNow();
    moved();
}

void LatencyChart::look(health::TimePoint from, health::TimePoint to)
{
    m_view.show(from, to, m_now);
    moved();
}

void LatencyChart::setKind(ChartKind kind)
{
    if (m_content.kind == kind)
        return;
    m_content.kind = kind;
    refresh();
}

void LatencyChart::setLogarithmic(bool on)
{
    m_isLogarithmic = on;
    refresh();
}

std::pair<qreal, qreal> LatencyChart::plotEdges() const
{
    return {m_map.area.left(), m_map.area.right()};
}

void LatencyChart::show(const health::EndpointSnapshot &endpoint, const history::SharedHistory &history,
                        health::TimePoint now)
{
    m_config = endpoint.config;
    m_state = effectiveState(endpoint.circuit);
    m_stateSince = endpoint.circuit.since;
    m_history = history;
    m_now = now;
    refresh();
}

void LatencyChart::clear()
{
    m_config.reset();
    m_history.reset();
    refresh();
}

void LatencyChart::remark(const QString &text)
{
    m_remark = text;
    showCrosshair();
}

void LatencyChart::moved()
{
    refresh();
    Q_EMIT viewChanged();
}

void LatencyChart::refresh()
{
    if (!isVisible())
        return;
    build();
    m_lines->showMedian(m_content);
    showLimit();
    showCrosshair();
    m_backdrop->update();
}

void LatencyChart::build()
{
    m_content.picture = {};
    m_content.bands = {};
    m_content.timeTicks = {};
    if (!m_history || !m_config)
        return;
    m_content.window = {m_view.from(m_now), m_view.length(),
                        std::max(1, int(m_map.area.width()) / pixelsPerColumn),
                        m_config->interval * 3 + m_config->timeouts.total};
    m_content.picture = reduce(*m_history, m_content.window, m_now);
    m_content.bands = stateBands(*m_history, m_state, m_stateSince, m_content.window, m_now);
    m_content.slowAfter = m_config->slowAfter;
    m_content.scale = scaleFor(m_content.picture, m_content.kind, m_isLogarithmic);
    const int mostTicks = std::max(1, int(m_map.area.width()) / pixelsPerTick);
    m_content.timeTicks = ticksFor(m_content.window, *m_history, mostTicks);
}

/// Above the scale it is only told of, at the upper edge: a higher scale would make all else flat.
void LatencyChart::showLimit()
{
    const bool isShown = m_config && m_content.kind == ChartKind::Latency &&
                         !m_content.scale.ticks().empty() && showsSlowAfter(m_content);
    const double share = m_content.scale.share(milliseconds(m_content.slowAfter));
    m_lines->showLimit(isShown ? std::optional(share) : std::nullopt);
}

void LatencyChart::showCrosshair()
{
    m_readout.clear();
    std::optional<double> share;
    if (m_history && m_config && m_focus.at()) {
        share = m_content.window.share(*m_focus.at());
        if (*share >= 0 && *share <= 1)
            m_readout = momentText(m_content, *share, *m_history, m_now);
        if (!m_readout.isEmpty() && !m_remark.isEmpty())
            m_readout << m_remark;
    }
    m_overlay->setCrosshair(share, m_readout);
}

void LatencyChart::restyle()
{
    m_lines->restyle(m_theme.colours());
    m_backdrop->setFont(smallFont(font()));
    m_overlay->setFont(smallFont(font()));
    layOut();
}

/// Room for the labels left and below, and for half of the last one on the right.
void LatencyChart::layOut()
{
    const QFontMetrics metrics(smallFont(font()));
    const int left = metrics.horizontalAdvance(QStringLiteral("0.25 ms")) + spaceS;
    const QRectF whole(rect());
    m_map.area = whole.adjusted(left, metrics.height() / 2.0 + 2, -spaceS, -metrics.height() - spaceS);
    m_lines->setPlotArea(m_map.area);
    m_backdrop->setPlot(whole, m_map.area);
    m_overlay->setPlot(m_map.area);
    moved();
}

} // namespace fusebox::ui
