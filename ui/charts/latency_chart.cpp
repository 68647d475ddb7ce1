// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/latency_chart.h"

#include <QBoxLayout>
#include <QCategoryAxis>
#include <QChart>
#include <QChartView>
#include <QGraphicsLayout>
#include <QLineSeries>
#include <QScatterSeries>
#include <QValueAxis>

#include "ui/charts/nice_scale.h"
#include "ui/charts/plot_backdrop.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

/// The points of further segments are drawn as dots: a series each would cost more than it shows.
constexpr std::size_t mostSegments = 48;
/// A narrower plot names only its ends: labels would be cut to dots.
constexpr qreal widthForLabels = 330;

double seconds(Nanoseconds length)
{
    return std::chrono::duration<double>(length).count();
}

double milliseconds(Nanoseconds latency)
{
    return std::chrono::duration<double, std::milli>(latency).count();
}

QList<QPointF> pointsOf(const std::vector<QPointF> &segment)
{
    return {segment.begin(), segment.end()};
}

} // namespace

LatencyChart::LatencyChart(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_view(new QChartView(this))
    , m_chart(m_view->chart())
    , m_backdrop(new PlotBackdrop(theme, m_chart))
{
    setMinimumSize(240, 150);
    setAccessibleName(tr("Latency chart"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setRenderHint(QPainter::Antialiasing);
    m_chart->legend()->hide();
    m_chart->setMargins({});
    m_chart->setBackgroundRoundness(0);
    m_chart->layout()->setContentsMargins(0, spaceXs, spaceM, 0); // the label "now" is centred on the edge
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_view);
    addAxes();
    addSeries();
    restyle();
    connect(&theme, &Theme::changed, this, &LatencyChart::restyle);
    connect(m_chart, &QChart::plotAreaChanged, this, &LatencyChart::layOut);
}

void LatencyChart::setLength(std::chrono::minutes length)
{
    m_length = length;
    layOut();
}

void LatencyChart::show(const health::EndpointSnapshot &endpoint, const EndpointHistory &history,
                        TimePoint now)
{
    const TimeWindow window = windowFor(*endpoint.config, now);
    const ReducedSeries reduced = reduce(history.samples, window);
    m_backdrop->setContent(
        stateBands(history.transitions, effectiveState(endpoint.circuit), endpoint.circuit.since, window),
        reduced.failures);
    const double limit = milliseconds(endpoint.config->slowAfter);
    m_limit->replace(QList<QPointF>{{-seconds(m_length), limit}, {0, limit}});
    showSegments(reduced.segments);
    scaleTo(reduced.highest);
}

void LatencyChart::clear()
{
    m_backdrop->setContent({}, {});
    showSegments({});
}

void LatencyChart::addAxes()
{
    m_time = new QCategoryAxis(m_chart);
    m_time->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    m_latency = new QValueAxis(m_chart);
    m_latency->setTickType(QValueAxis::TicksDynamic);
    m_chart->addAxis(m_time, Qt::AlignBottom);
    m_chart->addAxis(m_latency, Qt::AlignLeft);
    labelTime();
    scaleTo(1);
}

void LatencyChart::addSeries()
{
    m_limit = addLine();
    m_dots = new QScatterSeries(m_chart);
    m_dots->setMarkerSize(4);
    m_chart->addSeries(m_dots);
    m_dots->attachAxis(m_time);
    m_dots->attachAxis(m_latency);
}

QLineSeries *LatencyChart::addLine()
{
    auto *line = new QLineSeries(m_chart);
    m_chart->addSeries(line);
    line->attachAxis(m_time);
    line->attachAxis(m_latency);
    return line;
}

void LatencyChart::restyle()
{
    const Colours &colours = m_theme.colours();
    m_chart->setBackgroundBrush(colours.surface);
    m_view->setBackgroundBrush(colours.surface);
    for (QAbstractAxis *axis :
         {static_cast<QAbstractAxis *>(m_time), static_cast<QAbstractAxis *>(m_latency)}) {
        axis->setLabelsFont(smallFont(font()));
        axis->setLabelsColor(colours.secondary);
        axis->setGridLineColor(colours.hairline);
        axis->setLinePen(QPen(colours.hairline, 1));
    }
    m_time->setGridLineVisible(false);
    m_latency->setLineVisible(false);
    for (QLineSeries *line : m_lines)
        line->setPen(linePen());
    m_dots->setColor(colours.latency.fill);
    m_dots->setBorderColor(Qt::transparent);
    m_limit->setPen(QPen(colours.of(health::Status::Degraded).fill, 1, Qt::DashLine));
}

void LatencyChart::layOut()
{
    m_backdrop->setPlot(m_chart->plotArea(), seconds(m_length));
    labelTime();
}

void LatencyChart::labelTime()
{
    const int minutes = static_cast<int>(m_length.count());
    const int usual = minutes > 5 ? 5 : 1;
    const int step = m_chart->plotArea().width() < widthForLabels ? minutes : usual;
    if (m_time->min() == -minutes * 60 && m_time->count() == minutes / step + 1)
        return;
    for (const QString &label : m_time->categoriesLabels())
        m_time->remove(label);
    m_time->setRange(-minutes * 60, 0);
    for (int minute = minutes; minute > 0; minute -= step)
        m_time->append(tr("−%1 min").arg(minute), -minute * 60);
    m_time->append(tr("now"), 0);
}

void LatencyChart::showSegments(const std::vector<std::vector<QPointF>> &segments)
{
    QList<QPointF> dots;
    std::size_t used = 0;
    for (const auto &segment : segments) {
        if (segment.size() > 1 && used < mostSegments)
            line(used++)->replace(pointsOf(segment));
        else
            dots << pointsOf(segment);
    }
    for (; used < m_lines.size(); ++used)
        m_lines[used]->replace(QList<QPointF>());
    m_dots->replace(dots);
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

void LatencyChart::scaleTo(double highest)
{
    const NiceScale scale = niceScale(highest);
    if (scale.top == m_top)
        return;
    m_top = scale.top;
    m_latency->setRange(0, scale.top);
    m_latency->setTickAnchor(0);
    m_latency->setTickInterval(scale.step);
    m_latency->setLabelFormat(scale.step < 1 ? QStringLiteral("%.2g ms") : QStringLiteral("%.0f ms"));
}

TimeWindow LatencyChart::windowFor(const health::EndpointConfig &config, TimePoint now) const
{
    const int columns = std::max(1, static_cast<int>(m_chart->plotArea().width()));
    return {now, m_length, columns, config.interval * 3 + config.timeouts.total};
}

} // namespace fusebox::ui
