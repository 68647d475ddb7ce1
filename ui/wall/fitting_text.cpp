// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wall/fitting_text.h"

#include <algorithm>
#include <cmath>

#include <QPainter>

namespace fusebox::ui {

namespace {

bool fitsInLines(const QFontMetrics &metrics, const QString &text, const QSizeF &room)
{
    const QRect whole(0, 0, static_cast<int>(room.width()), static_cast<int>(room.height()));
    const QRect needed = metrics.boundingRect(whole, Qt::TextWordWrap, text);
    return needed.width() <= whole.width() && needed.height() <= whole.height();
}

} // namespace

/// Type is a little wider or narrower than its size says (hinting), so the size that should fit is tried.
Setting fitting(QFont font, const QString &text, const QSizeF &room, qreal least, const QPaintDevice *device)
{
    const int width = static_cast<int>(room.width());
    const int smallest = static_cast<int>(std::ceil(font.pixelSize() * least));
    const auto needed = [&] { return QFontMetrics(font, device).horizontalAdvance(text); };
    if (const int whole = needed(); whole > width)
        font.setPixelSize(std::clamp(font.pixelSize() * width / whole + 1, smallest, font.pixelSize()));
    while (needed() > width && font.pixelSize() > smallest)
        font.setPixelSize(font.pixelSize() - 1);
    if (needed() <= width)
        return {font, text};
    const QFontMetrics metrics(font, device);
    if (fitsInLines(metrics, text, room))
        return {font, text, true};
    return {font, metrics.elidedText(text, Qt::ElideRight, width)};
}

void paintFitting(QPainter &painter, const QRectF &room, const QString &text, qreal least)
{
    const QFont before = painter.font();
    const Setting set = fitting(before, text, room.size(), least, painter.device());
    painter.setFont(set.font);
    painter.drawText(
        room, int(Qt::AlignLeft | Qt::AlignVCenter) | (set.isWrapped ? Qt::TextWordWrap : Qt::TextSingleLine),
        set.text);
    painter.setFont(before);
}

} // namespace fusebox::ui
