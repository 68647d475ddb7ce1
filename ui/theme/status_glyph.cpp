// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/status_glyph.h"

#include <QPainter>
#include <QPainterPath>

#include "ui/theme/glyph_icon.h"

namespace fusebox::ui {

namespace {

/// Shapes are drawn in a square of 16 units.
constexpr qreal units = 16;

void paintTriangle(QPainter &p, const QColor &fill)
{
    QPainterPath triangle;
    triangle.addPolygon(QPolygonF{{8, 2.4}, {14.4, 13.2}, {1.6, 13.2}});
    triangle.closeSubpath();
    p.setPen(QPen(fill, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    p.setBrush(fill);
    p.drawPath(triangle);
}

void paintCrossedSquare(QPainter &p, const QColor &fill, const QColor &cross)
{
    p.setBrush(fill);
    p.drawRoundedRect(QRectF(1.5, 1.5, 13, 13), 2.5, 2.5);
    p.setPen(QPen(cross, 1.9, Qt::SolidLine, Qt::RoundCap));
    p.drawLine(QPointF(5.2, 5.2), QPointF(10.8, 10.8));
    p.drawLine(QPointF(10.8, 5.2), QPointF(5.2, 10.8));
}

void paintDashedRing(QPainter &p, const QColor &colour)
{
    QPen pen(colour, 1.8, Qt::CustomDashLine, Qt::FlatCap);
    // Eight dashes and gaps around 2 * pi * 5.6 = 35.2 units, counted in pen widths.
    pen.setDashPattern({35.2 / 16 / 1.8, 35.2 / 16 / 1.8});
    p.setPen(pen);
    p.setBrush(Qt::NoBrush);
    p.drawEllipse(QPointF(8, 8), 5.6, 5.6);
}

void paintBars(QPainter &p, const QColor &fill)
{
    p.setBrush(fill);
    p.drawRoundedRect(QRectF(3.5, 2.5, 3.2, 11), 1, 1);
    p.drawRoundedRect(QRectF(9.3, 2.5, 3.2, 11), 1, 1);
}

void paintShape(QPainter &p, health::Status status, const Colours &colours)
{
    const QColor &fill = colours.of(status).fill;
    switch (status) {
    case health::Status::Healthy:
        p.setBrush(fill);
        p.drawEllipse(QPointF(8, 8), 6, 6);
        break;
    case health::Status::Degraded: paintTriangle(p, fill); break;
    case health::Status::Unhealthy: paintCrossedSquare(p, fill, colours.surface); break;
    case health::Status::Paused: paintBars(p, fill); break;
    default: paintDashedRing(p, fill); break;
    }
}

} // namespace

void paintStatus(QPainter &painter, const QRectF &rect, health::Status status, const Colours &colours)
{
    const qreal side = std::min(rect.width(), rect.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center() - QPointF(side / 2, side / 2));
    painter.scale(side / units, side / units);
    painter.setPen(Qt::NoPen);
    paintShape(painter, status, colours);
    painter.restore();
}

QIcon statusIcon(health::Status status, const Colours &colours)
{
    return glyphIcon(
        [=](QPainter &painter, const QRectF &rect) { paintStatus(painter, rect, status, colours); });
}

} // namespace fusebox::ui
