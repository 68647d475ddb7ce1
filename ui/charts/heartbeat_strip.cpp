// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/heartbeat_strip.h"

#include <algorithm>

#include <QMouseEvent>
#include <QPainter>

namespace fusebox::ui {

namespace {

using health::Status;

constexpr int height = 30;
constexpr int columnPitch = 6; ///< pixels of a column
constexpr qreal beatWidth = 4;
constexpr qreal lowestBeat = 4; ///< so that a quick answer is still seen
constexpr qreal tickRoom = 5;   ///< for the ticks of further attempts, below the beats
constexpr int mostTicks = 3;

Status statusOf(const ChartColumn &column)
{
    if (column.failed > 0)
        return Status::Unhealthy;
    return column.slow > 0 ? Status::Degraded : Status::Healthy;
}

} // namespace

HeartbeatStrip::HeartbeatStrip(const Theme &theme, const LatencyChart &chart, MomentFocus &focus,
                               QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_chart(chart)
    , m_focus(focus)
{
    setObjectName(QStringLiteral("heartbeatStrip"));
    setAccessibleName(tr("Heartbeats"));
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&focus, &MomentFocus::moved, this, qOverload<>(&QWidget::update));
}

void HeartbeatStrip::show(const history::EndpointHistory *history, health::TimePoint now)
{
    const auto [left, right] = m_chart.plotEdges();
    m_map.area = QRectF(left, 1, right - left, ui::height - tickRoom - 1);
    m_window = m_chart.content().window;
    m_window.columns = std::max(1, int(m_map.area.width()) / columnPitch);
    m_picture = history ? reduce(*history, m_window, now) : ChartPicture();
    m_checks = history && history->fine ? history::marksOf(history->fine->checks)
                                        : std::vector<history::CheckMark>();
    m_full = fullHeight();
    update();
}

QRectF HeartbeatStrip::beatRect(const ChartColumn &column) const
{
    const double share = std::clamp(milliseconds(column.most) / milliseconds(m_full), 0.0, 1.0);
    const qreal tall =
        column.failed > 0 ? m_map.area.height() : lowestBeat + (m_map.area.height() - lowestBeat) * share;
    return {m_map.x(column.x) - beatWidth / 2, m_map.area.bottom() - tall, beatWidth, tall};
}

QSize HeartbeatStrip::sizeHint() const
{
    return {240, ui::height};
}

void HeartbeatStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    for (const GapSpan &span : m_picture.gaps)
        paintGap(painter, span);
    for (const ChartColumn &column : m_picture.columns) {
        if (column.x >= 0) // a roll-up may begin long before the window
            paintBeat(painter, column);
    }
    if (!m_focus.at())
        return;
    const double share = m_window.share(*m_focus.at());
    if (share >= 0 && share <= 1)
        painter.fillRect(QRectF(std::round(m_map.x(share)), 0, 1, ui::height), m_theme.colours().text);
}

void HeartbeatStrip::mouseMoveEvent(QMouseEvent *event)
{
    const qreal x = event->position().x();
    point(x);
    setCursor((m_isClickable && beatAt(x)) || troubleUnder(x) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

/// As wide as it is drawn, though what it stands for be a moment between two gaps.
const ChartColumn *HeartbeatStrip::beatAt(qreal x) const
{
    const auto distance = [&](const ChartColumn &column) { return std::abs(m_map.x(column.x) - x); };
    const auto nearest = std::ranges::min_element(m_picture.columns, {}, distance);
    const bool isHit = nearest != m_picture.columns.end() && distance(*nearest) <= columnPitch / 2.0;
    return isHit ? &*nearest : nullptr;
}

void HeartbeatStrip::point(qreal x)
{
    const double share = m_map.shareOf(x);
    if (share < 0 || share > 1)
        return m_focus.point({});
    const ChartColumn *beat = beatAt(x);
    m_focus.point(beat ? tellingMoment(*beat, m_window.at(share)) : m_window.at(share));
}

/// A beat may stand for several checks: the one is meant that a click opens.
health::TimePoint HeartbeatStrip::tellingMoment(const ChartColumn &beat, health::TimePoint pointed) const
{
    return history::mostTelling(m_checks, beat.from, beat.to).value_or(pointed);
}

void HeartbeatStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const qreal x = event->position().x();
    point(x);
    const ChartColumn *column = m_isClickable ? beatAt(x) : nullptr;
    if (column)
        Q_EMIT beatPicked(column->from, column->to);
    else if (const auto trouble = troubleUnder(x))
        Q_EMIT troublePicked(trouble->from, trouble->to);
}

std::optional<Trouble> HeartbeatStrip::troubleUnder(qreal x) const
{
    const double share = m_map.shareOf(x);
    if (share < 0 || share > 1)
        return {};
    return troubleAt({.window = m_window, .picture = m_picture}, share,
                     columnPitch / 2.0 / m_map.area.width());
}

void HeartbeatStrip::leaveEvent(QEvent *)
{
    m_focus.point({});
}

void HeartbeatStrip::paintBeat(QPainter &painter, const ChartColumn &column) const
{
    const Status status = statusOf(column);
    const QColor &fill = m_theme.colours().of(status).fill;
    const QRectF beat = beatRect(column);
    if (status == Status::Unhealthy) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.fillRect(beat.adjusted(1.5, 0, -1.5, 0), fill);
        painter.setPen(QPen(fill, 1.5));
        const QRectF cross(beat.center().x() - 2.5, beat.top(), 5, 5);
        painter.drawLine(cross.topLeft(), cross.bottomRight());
        painter.drawLine(cross.bottomLeft(), cross.topRight());
        painter.setRenderHint(QPainter::Antialiasing, false);
    } else {
        painter.fillRect(beat, fill);
        if (status == Status::Degraded)
            painter.fillRect(QRectF(beat.left() - 1, beat.top(), beatWidth + 2, 2), fill);
    }
    const int ticks = std::min<int>(column.attempts - 1, mostTicks);
    for (int tick = 0; tick < ticks; ++tick)
        painter.fillRect(QRectF(beat.left() + 2 * tick - 1, m_map.area.bottom() + 2, 1, tickRoom - 2),
                         m_theme.colours().secondary);
}

void HeartbeatStrip::paintGap(QPainter &painter, const GapSpan &span) const
{
    const qreal y = std::round(m_map.area.center().y());
    painter.setPen(QPen(m_theme.colours().secondary, 1, Qt::DotLine));
    painter.drawLine(QPointF(m_map.x(span.from), y), QPointF(m_map.x(span.to), y));
}

/// The highest, but twice the usual at least: a steady endpoint shows a low and even line, not a wall.
health::Nanoseconds HeartbeatStrip::fullHeight() const
{
    std::vector<health::Nanoseconds> latencies;
    for (const ChartColumn &column : m_picture.columns) {
        if (column.answered > 0)
            latencies.push_back(column.most);
    }
    if (latencies.empty())
        return health::Nanoseconds(1);
    const auto middle = latencies.begin() + std::ptrdiff_t(latencies.size() / 2);
    std::ranges::nth_element(latencies, middle);
    return std::max({*middle * 2, *std::max_element(middle, latencies.end()), health::Nanoseconds(1)});
}

} // namespace fusebox::ui
