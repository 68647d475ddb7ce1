// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>

namespace fusebox::ui {

/// How cards fill a screen. Pure; device-independent pixels.
struct WallLayout
{
    int columns = 0;
    int rows = 0;
    int endpoints = 0;    ///< that have a card of their own
    bool hasRest = false; ///< the last card stands for those that have none
    qreal letter = 0;     ///< the size of the type, its em
    QSizeF card = {};
    QPointF origin = {};

    [[nodiscard]] int cards() const { return endpoints + (hasRest ? 1 : 0); }
    /// Of card 0..cards() - 1, row by row.
    [[nodiscard]] QRectF rectOf(int index) const;
    /// -1: none is there.
    [[nodiscard]] int cardAt(const QPointF &point) const;
};

/// The arrangement with the largest type. No card gets type smaller than `letter`: what has no room then goes
/// into the rest. At least one card when there are endpoints, however small the area.
[[nodiscard]] WallLayout layOutWall(const QRectF &area, int endpoints, qreal letter);

/// The type that is read from four metres, in pixels: capitals of 10 mm (the sign makers' inch for each 33
/// feet), which are 0.7 em. `dotsPerInch`: of the screen as it is, in device-independent pixels; what cannot
/// be true (screens lie) is taken for the nearest that can.
[[nodiscard]] qreal letterFromFourMetres(qreal dotsPerInch);

} // namespace fusebox::ui
