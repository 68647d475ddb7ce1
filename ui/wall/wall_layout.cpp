// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wall/wall_layout.h"

#include <algorithm>
#include <cmath>

#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

/// A card in ems: room for some fifteen letters of a name, and for three lines.
constexpr QSizeF cardInEms{8.4, 4.2};
/// Larger type says no more.
constexpr qreal mostTimesLarger = 2;
constexpr qreal cardGap = spaceM;

QSizeF cardSize(const QRectF &area, int columns, int rows)
{
    return {(area.width() - cardGap * (columns - 1)) / columns,
            (area.height() - cardGap * (rows - 1)) / rows};
}

qreal letterOf(const QSizeF &card)
{
    return std::min(card.width() / cardInEms.width(), card.height() / cardInEms.height());
}

int howMany(qreal room, qreal each)
{
    return std::max(1, static_cast<int>(std::floor((room + cardGap) / (each + cardGap))));
}

} // namespace

QRectF WallLayout::rectOf(int index) const
{
    const QPointF at((card.width() + cardGap) * (index % columns),
                     (card.height() + cardGap) * (index / columns));
    return {origin + at, card};
}

int WallLayout::cardAt(const QPointF &point) const
{
    for (int index = 0; index < cards(); ++index) {
        if (rectOf(index).contains(point))
            return index;
    }
    return -1;
}

WallLayout layOutWall(const QRectF &area, int endpoints, qreal letter)
{
    if (endpoints <= 0)
        return {};
    const int mostColumns = howMany(area.width(), cardInEms.width() * letter);
    const int mostRows = howMany(area.height(), cardInEms.height() * letter);
    const int room = mostColumns * mostRows;
    WallLayout layout{.endpoints = endpoints <= room ? endpoints : std::max(room - 1, 1),
                      .hasRest = endpoints > room && room > 1,
                      .origin = area.topLeft()};
    for (int columns = 1; columns <= mostColumns; ++columns) {
        const int rows = (layout.cards() + columns - 1) / columns;
        const QSizeF card = cardSize(area, columns, rows);
        if (rows > mostRows || letterOf(card) <= layout.letter)
            continue;
        layout.columns = columns;
        layout.rows = rows;
        layout.card = card;
        layout.letter = letterOf(card);
    }
    layout.letter = std::min(layout.letter, letter * mostTimesLarger);
    return layout;
}

qreal letterFromFourMetres(qreal dotsPerInch)
{
    constexpr qreal capital = 10.0 / 25.4; // inches
    constexpr qreal capitalInEms = 0.7;
    return std::round(std::clamp(dotsPerInch, 40.0, 220.0) * capital / capitalInEms);
}

} // namespace fusebox::ui
