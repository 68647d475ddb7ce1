// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/circuit_glyph.h"

#include <QLineF>
#include <QPainter>
#include <QPainterPath>

#include "ui/theme/glyph_icon.h"

namespace fusebox::ui {

namespace {

using resilience::EffectiveState;

/// The switch is drawn in a box of 30 by 20 units; its contacts lie on one line a little below the middle.
constexpr QSizeF box{30, 20};
constexpr qreal line = 12;
constexpr QPointF leftContact{8, line};
constexpr QPointF rightContact{22, line};
constexpr qreal switchStroke = 2.1;

bool isForced(EffectiveState state)
{
    return state == EffectiveState::ForcedOpen || state == EffectiveState::Disabled ||
           state == EffectiveState::MeasureOnly;
}

/// How far the lever is lifted, in degrees.
qreal lift(EffectiveState state)
{
    switch (state) {
    case EffectiveState::Open:
    case EffectiveState::ForcedOpen: return 38;
    case EffectiveState::HalfOpen: return 19;
    default: return 0;
    }
}

void paintLever(QPainter &p, EffectiveState state, const QColor &ink)
{
    QPen pen(ink, switchStroke + 0.3, Qt::SolidLine, Qt::RoundCap);
    if (state == EffectiveState::HalfOpen) {
        pen.setCapStyle(Qt::FlatCap);
        pen.setDashPattern({1.5, 1.0});
    }
    QLineF lever(leftContact, rightContact);
    lever.setAngle(lift(state));
    p.setPen(pen);
    p.drawLine(lever);
}

void paintContacts(QPainter &p, const QColor &ink, const QColor &surface)
{
    p.setPen(QPen(ink, switchStroke, Qt::SolidLine, Qt::RoundCap));
    p.drawLine(QPointF(1.5, line), leftContact);
    p.drawLine(rightContact, QPointF(28.5, line));
    p.setBrush(surface);
    p.drawEllipse(leftContact, 2.2, 2.2);
    p.drawEllipse(rightContact, 2.2, 2.2);
}

void paintPadlock(QPainter &p, const QColor &ink, const QColor &surface)
{
    const QRectF body(21.6, 3.4, 7.4, 5.8);
    p.setPen(QPen(ink, 1.4));
    p.setBrush(Qt::NoBrush);
    p.drawArc(QRectF(23.2, 0.4, 4.2, 6.2), 0, 180 * 16);
    p.setPen(QPen(surface, 1.2));
    p.setBrush(ink);
    p.drawRoundedRect(body, 1.4, 1.4);
}

void paintSwitch(QPainter &p, EffectiveState state, const QColor &ink, const QColor &surface)
{
    paintLever(p, state, ink);
    paintContacts(p, ink, surface);
    if (isForced(state))
        paintPadlock(p, ink, surface);
}

} // namespace

void paintCircuit(QPainter &painter, const QRectF &rect, EffectiveState state, const QColor &ink,
                  const QColor &surface)
{
    const qreal scale = std::min(rect.width() / box.width(), rect.height() / box.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center() - QPointF(box.width(), box.height()) * scale / 2);
    painter.scale(scale, scale);
    paintSwitch(painter, state, ink, surface);
    painter.restore();
}

void paintCircuit(QPainter &painter, const QRectF &rect, EffectiveState state, const Colours &colours)
{
    paintCircuit(painter, rect, state, colours.of(state).fill, colours.surface);
}

QIcon circuitIcon(EffectiveState state, const Colours &colours)
{
    return glyphIcon(
        [=](QPainter &painter, const QRectF &rect) { paintCircuit(painter, rect, state, colours); });
}

} // namespace fusebox::ui
