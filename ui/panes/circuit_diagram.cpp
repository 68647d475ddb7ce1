// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/circuit_diagram.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QPainter>
#include <QStyle>

#include "ui/text/sentences.h"
#include "ui/theme/circuit_glyph.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

using resilience::CircuitState;
using resilience::EffectiveState;
using resilience::ForcedState;

/// From left to right: the order a fault leads through them.
constexpr std::array places{CircuitState::Closed, CircuitState::Open, CircuitState::HalfOpen};
constexpr qreal nodeHeight = 42;
constexpr qreal wayWidth = 34;
constexpr qreal narrowWay = 14;   ///< when a fourth node needs the room of the others
constexpr int widthForWays = 420; ///< with a fourth node
constexpr qreal forcedWidth = 90; ///< of the forced node: a word longer than the others
constexpr qreal forcedGap = 8;    ///< before it; no way leads to it
constexpr qreal returnDepth = 12; ///< of the way back from half-open to closed, below the nodes
constexpr qreal diagramMargin = 2;
constexpr int mostMotion = 180; ///< milliseconds

EffectiveState shown(CircuitState state)
{
    return effectiveState(state, ForcedState::None);
}

void paintArrow(QPainter &painter, const QPointF &from, const QPointF &to)
{
    painter.drawLine(from, to);
    const qreal back = to.x() > from.x() ? -4.5 : 4.5;
    painter.drawPolyline(QPolygonF{to + QPointF(back, -3.5), to, to + QPointF(back, 3.5)});
}

/// Smaller where it would be cut.
void paintWord(QPainter &painter, const QRectF &rect, const QString &word, const QFont &font)
{
    painter.setFont(font);
    if (painter.fontMetrics().horizontalAdvance(word) >= rect.width())
        painter.setFont(smallFont(font));
    painter.drawText(rect, Qt::AlignCenter,
                     painter.fontMetrics().elidedText(word, Qt::ElideRight, int(rect.width())));
}

} // namespace

CircuitDiagram::CircuitDiagram(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("circuitDiagram"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    m_motion.setStartValue(0.0);
    m_motion.setEndValue(1.0);
    connect(&m_motion, &QVariantAnimation::valueChanged, this, qOverload<>(&QWidget::update));
}

void CircuitDiagram::forget()
{
    m_motion.stop();
    m_isNew = true;
}

void CircuitDiagram::show(CircuitState computed, ForcedState forced)
{
    const bool wasNew = std::exchange(m_isNew, false);
    if (computed == m_computed && forced == m_forced && !wasNew)
        return;
    const CircuitState before = std::exchange(m_computed, computed);
    if (!wasNew && before != computed)
        move(before);
    m_forced = forced;
    setAccessibleName(tr("Circuit %1").arg(circuitWord(effectiveState(computed, forced))));
    update();
}

QSize CircuitDiagram::sizeHint() const
{
    return {360, static_cast<int>(nodeHeight + returnDepth + 3 * diagramMargin)};
}

QSize CircuitDiagram::minimumSizeHint() const
{
    return {292, sizeHint().height()};
}

void CircuitDiagram::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintWays(painter);
    for (int place = 0; place < int(places.size()); ++place)
        paintNode(painter, place);
    if (isForced())
        paintForced(painter);
    if (isMoving())
        paintMotion(painter);
}

/// A style that does not move its own widgets is asked not to (reduced motion).
void CircuitDiagram::move(CircuitState from)
{
    const int longest = style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this);
    m_motion.stop();
    if (longest <= 0 || !isVisible())
        return;
    m_before = from;
    m_motion.setDuration(std::min(longest, mostMotion));
    m_motion.start();
}

void CircuitDiagram::paintMotion(QPainter &painter) const
{
    const QColor &fill = m_theme.colours().of(shown(m_computed)).fill;
    const QPainterPath way = wayBetween(m_before, m_computed);
    painter.setPen(QPen(fill, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(way);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawEllipse(way.pointAtPercent(m_motion.currentValue().toDouble()), 5, 5);
}

QPainterPath CircuitDiagram::wayBetween(CircuitState from, CircuitState to) const
{
    if (from == CircuitState::HalfOpen && to == CircuitState::Closed)
        return returnWay();
    const auto placeOf = [](CircuitState state) {
        return int(std::ranges::find(places, state) - places.begin());
    };
    QPainterPath way(nodeRect(placeOf(from)).center());
    way.lineTo(nodeRect(placeOf(to)).center());
    return way;
}

/// From half-open to closed, below the nodes.
QPainterPath CircuitDiagram::returnWay() const
{
    const QRectF from = nodeRect(2);
    const QRectF to = nodeRect(0);
    const QPointF start(from.center().x(), from.bottom());
    const QPointF end(to.center().x(), to.bottom());
    const qreal low = start.y() + returnDepth;
    QPainterPath way(start);
    way.cubicTo(QPointF(start.x(), low + 4), QPointF(start.x(), low), QPointF(start.x() - 16, low));
    way.lineTo(end.x() + 16, low);
    way.cubicTo(QPointF(end.x(), low), QPointF(end.x(), low + 4), end + QPointF(0, 3));
    return way;
}

bool CircuitDiagram::isForced() const
{
    return m_forced != ForcedState::None;
}

qreal CircuitDiagram::way() const
{
    return isForced() && width() < widthForWays ? narrowWay : wayWidth;
}

QRectF CircuitDiagram::nodeRect(int place) const
{
    const qreal forced = isForced() ? forcedWidth + forcedGap : 0;
    const qreal nodeWidth = (width() - 2 * diagramMargin - 2 * way() - forced) / qreal(places.size());
    return {diagramMargin + place * (nodeWidth + way()), diagramMargin, nodeWidth, nodeHeight};
}

QRectF CircuitDiagram::forcedRect() const
{
    return {width() - diagramMargin - forcedWidth, diagramMargin, forcedWidth, nodeHeight};
}

/// No way leads to it but a person's hand, so none is drawn.
void CircuitDiagram::paintForced(QPainter &painter) const
{
    const EffectiveState state = effectiveState(m_computed, m_forced);
    paintBox(painter, forcedRect(), state, QPen(m_theme.colours().of(state).fill, 1.8), true);
}

void CircuitDiagram::paintNode(QPainter &painter, int place) const
{
    const CircuitState state = places[std::size_t(place)];
    const QColor fill = m_theme.colours().of(shown(state)).fill;
    const bool current = state == m_computed;
    const bool lit = current && !isForced();
    const QPen border = lit       ? QPen(fill, 1.8)
                        : current ? QPen(fill, 1.4, Qt::DashLine)
                                  : QPen(m_theme.colours().hairline, 1);
    paintBox(painter, nodeRect(place), shown(state), border, lit);
}

/// A node that is not lit has the colour of its border only if that is its state's.
void CircuitDiagram::paintBox(QPainter &painter, const QRectF &rect, EffectiveState state, const QPen &border,
                              bool lit) const
{
    const Colours &colours = m_theme.colours();
    const Tone &tone = colours.of(state);
    const QColor ground = lit ? colours.tint(tone) : colours.surface;
    painter.setPen(border);
    painter.setBrush(ground);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    paintCircuit(painter, QRectF(rect.left(), rect.top() + 4, rect.width(), 18), state,
                 border.color() == tone.fill ? tone.fill : colours.secondary, ground);
    painter.setPen(lit ? tone.text : colours.secondary);
    paintWord(painter, rect.adjusted(0, 21, 0, -1), circuitWord(state), lit ? strongFont(font()) : font());
}

void CircuitDiagram::paintWays(QPainter &painter) const
{
    painter.setPen(QPen(m_theme.colours().secondary, 1.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    const QRectF closed = nodeRect(0);
    const QRectF open = nodeRect(1);
    const QRectF half = nodeRect(2);
    const qreal middle = closed.center().y();
    paintArrow(painter, {closed.right() + 4, middle}, {open.left() - 4, middle});
    paintArrow(painter, {open.right() + 4, middle - 6}, {half.left() - 4, middle - 6});
    paintArrow(painter, {half.left() - 4, middle + 6}, {open.right() + 4, middle + 6});
    const QPainterPath back = returnWay();
    painter.drawPath(back);
    const QPointF tip = back.currentPosition();
    painter.drawPolyline(QPolygonF{tip + QPointF(-3.5, 4.5), tip, tip + QPointF(3.5, 4.5)});
}

} // namespace fusebox::ui
