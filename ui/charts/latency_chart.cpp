// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/latency_chart.h"

#include <QBoxLayout>
#include <QChart>
#include <QChartView>
#include <QGraphicsLayout>
#include <QLineSeries>
#include <QValueAxis>

#include "ui/charts/moment_text.h"
#include "ui/charts/plot_backdrop.h"
#include "ui/charts/plot_overlay.h"
#include "ui/charts/spread_painter.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

/// Further pieces of the median are left to the spread behind it: a series each would cost more than it
/// shows.
constexpr std::size_t mostPieces = 64;
constexpr int pixelsPerColumn = 2; ///< finer steps of the median cannot be told apart
constexpr int pixelsPerTick = 76;

} // namespace

LatencyChart::LatencyChart(const Theme &theme, MomentFocus &focus, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_focus(focus)
    , m_chartView(new QChartView(this))
    , m_chart(m_chartView->chart())
    , m_backdrop(new PlotBackdrop(theme, m_content, m_chart))
    , m_overlay(new PlotOverlay(theme, m_content, m_chart))
{
    setObjectName(QStringLiteral("latencyChart"));
    setAccessibleName(tr("Latency chart"));
    setMinimumSize(240, 120);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setUpChart();
    restyle();
    connect(&theme, &Theme::changed, this, &LatencyChart::restyle);
    connect(&focus, &MomentFocus::moved, this, [this] { remark({}); });
}

void LatencyChart::setUpChart()
{
    m_chartView->setFrameShape(QFrame::NoFrame);
    m_chartView->setRenderHint(QPainter::Antialiasing);
    m_chartView->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_chartView->setFocusPolicy(Qt::NoFocus);
    m_chart->legend()->hide();
    m_chart->setMargins({});
    m_chart->setBackgroundRoundness(0);
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    for (QValueAxis **axis : {&m_across, &m_up}) {
        *axis = new QValueAxis(m_chart);
        (*axis)->setRange(0, 1);
        (*axis)->setVisible(false);
    }
    m_chart->addAxis(m_across, Qt::AlignBottom);
    m_chart->addAxis(m_up, Qt::AlignLeft);
    m_limit = addLine();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_chartView);
}

void LatencyChart::setRange(Nanoseconds length)
{
    m_view.setRange(length);
    moved();
}

void LatencyChart::followNow()
{
    m_view.followNow();
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

void LatencyChart::show(const health::EndpointSnapshot &endpoint, const SharedHistory &history, TimePoint now)
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
    showMedian();
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

void LatencyChart::showMedian()
{
    std::size_t used = 0;
    if (m_content.kind == ChartKind::Latency) {
        forEachPiece(m_content.picture.columns, [&](auto first, auto last) {
            if (last - first < 2 || used == mostPieces)
                return;
            QList<QPointF> points;
            points.reserve(last - first);
            for (; first != last; ++first)
                points << QPointF(first->x, m_content.scale.share(milliseconds(first->median)));
            line(used++)->replace(points);
        });
    }
    for (; used < m_lines.size() && m_lines[used]->count() > 0; ++used)
        m_lines[used]->replace(QList<QPointF>());
}

/// Above the scale it is only told of, at the upper edge: a higher scale would make all else flat.
void LatencyChart::showLimit()
{
    const bool isShown = m_config && m_content.kind == ChartKind::Latency &&
                         !m_content.scale.ticks().empty() && showsSlowAfter(m_content);
    const double share = m_content.scale.share(milliseconds(m_content.slowAfter));
    m_limit->replace(isShown ? QList<QPointF>{{0, share}, {1, share}} : QList<QPointF>());
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

QLineSeries *LatencyChart::addLine()
{
    auto *line = new QLineSeries(m_chart);
    m_chart->addSeries(line);
    line->attachAxis(m_across);
    line->attachAxis(m_up);
    return line;
}

/// Made when first needed, kept for later.
QLineSeries *LatencyChart::line(std::size_t number)
{
    if (number == m_lines.size()) {
        m_lines.push_back(addLine());
        m_lines.back()->setPen(linePen());
    }
    return m_lines[number];
}

QPen LatencyChart::linePen() const
{
    return {m_theme.colours().latency.fill, 1.5};
}

void LatencyChart::restyle()
{
    const Colours &colours = m_theme.colours();
    m_chart->setBackgroundBrush(colours.surface);
    m_chartView->setBackgroundBrush(colours.surface);
    for (QLineSeries *line : m_lines)
        line->setPen(linePen());
    m_limit->setPen(QPen(colours.of(health::Status::Degraded).fill, 1, Qt::DashLine));
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
    m_chart->setPlotArea(m_map.area);
    m_backdrop->setPlot(whole, m_map.area);
    m_overlay->setPlot(m_map.area);
    moved();
}

} // namespace fusebox::ui
