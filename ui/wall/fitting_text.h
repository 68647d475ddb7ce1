// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QRectF>
#include <QString>

class QPaintDevice;
class QPainter;

namespace fusebox::ui {

/// How a text is set so that it fits.
struct Setting
{
    QFont font;
    QString text; ///< with an ellipsis where it was cut
    bool isWrapped = false;
};

/// Plain text in a font that has a size in pixels: in smaller type, down to `least` of it, where it is too
/// long for the room; then in several lines, where they have room; then cut. `device`: what it is painted on.
[[nodiscard]] Setting fitting(QFont font, const QString &text, const QSizeF &room, qreal least,
                              const QPaintDevice *device);

/// The same, painted from the left in the painter's font and pen.
void paintFitting(QPainter &painter, const QRectF &room, const QString &text, qreal least);

} // namespace fusebox::ui
