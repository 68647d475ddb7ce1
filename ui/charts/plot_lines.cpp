// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot_lines.h"

#include <QChart>
#include <QGraphicsLayout>
#include <QLineSeries>
#include <QValueAxis>

#include "ui/charts/spread_painter.h"

namespace fusebox::ui {

namespace {

/// Further pieces of the median are left to the spread behind it: a series each would cost more than it
/// shows.
constexpr std::size_t mostPieces = 64;

} // namespace

PlotLines::PlotLines(QWidget *parent)
    : QChartView(parent)
{
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    chart()->legend()->hide();
    chart()->setMargins({});
    chart()->setBackgroundRoundness(0);
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    setUpAxes();
    m_limit = addLine();
}

void PlotLines::setUpAxes()
{
    for (QValueAxis **axis : {&m_across, &m_up}) {
        *axis = new QValueAxis(chart());
        (*axis)->setRange(0, 1);
        (*axis)->setVisible(false);
    }
    chart()->addAxis(m_across, Qt::AlignBottom);
    chart()->addAxis(m_up, Qt::AlignLeft);
}

void PlotLines::setPlotArea(const QRectF &area)
{
    chart()->setPlotArea(area);
}

void PlotLines::restyle(const Colours &colours)
{
    chart()->setBackgroundBrush(colours.surface);
    setBackgroundBrush(colours.surface);
    m_pen = QPen(colours.latency.fill, 1.5);
    for (QLineSeries *line : m_median)
        line->setPen(m_pen);
    m_limit->setPen(QPen(colours.of(health::Status::Degraded).fill, 1, Qt::DashLine));
}

void PlotLines::showMedian(const PlotContent &content)
{
    std::size_t used = 0;
    if (content.kind == ChartKind::Latency) {
        forEachPiece(content.picture.columns, [&](auto first, auto last) {
            if (last - first < 2 || used == mostPieces)
                return;
            QList<QPointF> points;
            points.reserve(last - first);
            for (; first != last; ++first)
                points << QPointF(first->x, content.scale.share(milliseconds(first->median)));
            line(used++)->replace(points);
        });
    }
    for (; used < m_median.size() && m_median[used]->count() > 0; ++used)
        m_median[used]->replace(QList<QPointF>());
}

void PlotLines::showLimit(std::optional<double> share)
{
    m_limit->replace(share ? QList<QPointF>{{0, *share}, {1, *share}} : QList<QPointF>());
}

QLineSeries *PlotLines::addLine()
{
    auto *line = new QLineSeries(chart());
    chart()->addSeries(line);
    line->attachAxis(m_across);
    line->attachAxis(m_up);
    return line;
}

/// Made when first needed, kept for later.
QLineSeries *PlotLines::line(std::size_t number)
{
    if (number == m_median.size()) {
        m_median.push_back(addLine());
        m_median.back()->setPen(m_pen);
    }
    return m_median[number];
}

} // namespace fusebox::ui
