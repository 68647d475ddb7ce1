// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wall/fitting_text.h"

#include <algorithm>

#include <QPainter>

namespace fusebox::ui {

void paintFitting(QPainter &painter, const QRectF &line, const QString &text, qreal least)
{
    const QFont before = painter.font();
    QFont font = before;
    const qreal needed = QFontMetricsF(font).horizontalAdvance(text);
    if (needed > line.width())
        font.setPixelSize(static_cast<int>(font.pixelSize() * std::max(line.width() / needed, least)));
    painter.setFont(font);
    painter.drawText(line, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(line.width())));
    painter.setFont(before);
}

} // namespace fusebox::ui
