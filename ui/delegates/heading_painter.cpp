// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/heading_painter.h"

#include <algorithm>

#include <QPainter>

#include "ui/theme/metrics.h"
#include "ui/theme/status_glyph.h"

namespace fusebox::ui {

namespace {

constexpr int chevronSize = 4;

health::Status worstOf(const Tally &tally)
{
    using enum health::Status;
    for (const health::Status status : {Unhealthy, Degraded, Unknown, Healthy}) {
        if (tally.of(status) > 0)
            return status;
    }
    return Paused;
}

void paintChevron(QPainter &painter, QPointF centre, bool isFolded, const QColor &ink)
{
    const qreal s = chevronSize;
    const QPolygonF down{{-s, -s / 2}, {0, s / 2}, {s, -s / 2}};
    const QPolygonF right{{-s / 2, -s}, {s / 2, 0}, {-s / 2, s}};
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(ink, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline((isFolded ? right : down).translated(centre));
    painter.restore();
}

} // namespace

void paintHeading(QPainter &painter, const QRect &line, const GroupHeading &heading, const Colours &colours)
{
    constexpr int flags = Qt::AlignVCenter | Qt::TextSingleLine;
    painter.save();
    painter.fillRect(line, colours.window);
    const qreal middle = line.top() + line.height() / 2.0;
    paintChevron(painter, QPointF(line.left() + spaceM, middle), heading.isFolded, colours.secondary);
    const health::Status worst = worstOf(heading.tally);
    paintStatus(painter,
                QRectF(line.left() + spaceL + spaceS, middle - glyphSize / 2.0, glyphSize, glyphSize), worst,
                colours);
    QRect words = line.adjusted(spaceL + spaceM + glyphSize + spaceXs, 0, -spaceS, 0);
    const QFont font = painter.font();
    painter.setFont(strongFont(font));
    painter.setPen(colours.text);
    const QString figures = headingFigures(heading);
    const int room = words.width() - QFontMetrics(font).horizontalAdvance(figures) - spaceM;
    const QString name = painter.fontMetrics().elidedText(headingName(heading), Qt::ElideRight,
                                                          std::max(room, words.width() / 2));
    painter.drawText(words, flags, name);
    words.setLeft(words.left() + painter.fontMetrics().horizontalAdvance(name) + spaceM);
    painter.setFont(font);
    const bool isBad = worst == health::Status::Unhealthy || worst == health::Status::Degraded;
    painter.setPen(isBad ? colours.of(worst).text : colours.secondary);
    painter.drawText(words, flags, painter.fontMetrics().elidedText(figures, Qt::ElideRight, words.width()));
    painter.restore();
}

} // namespace fusebox::ui
