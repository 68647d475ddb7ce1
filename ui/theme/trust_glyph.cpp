// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/trust_glyph.h"

#include <QPainter>
#include <QPainterPath>

namespace fusebox::ui {

namespace {

/// Drawn in a square of 14 units.
constexpr qreal side = 14;
constexpr qreal trustStroke = 1.3;
constexpr QRectF body{2.7, 6.8, 6.8, 5.4};
/// Round the upper half of this, from the body's top to a free end beside it.
constexpr QRectF shackle{7.4, 2.2, 4.4, 4.4};

} // namespace

void paintUnverified(QPainter &painter, const QRectF &rect, const QColor &ink)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.topLeft());
    painter.scale(rect.width() / side, rect.height() / side);
    painter.setPen(QPen(ink, trustStroke, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawRoundedRect(body, 1, 1);
    QPainterPath path(QPointF(shackle.left(), body.top()));
    path.lineTo(shackle.left(), shackle.center().y());
    path.arcTo(shackle, 180, -180);
    path.lineTo(shackle.right(), shackle.center().y() + 1);
    painter.drawPath(path);
    painter.restore();
}

} // namespace fusebox::ui
