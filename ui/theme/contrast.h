// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

namespace fusebox::ui {

/// WCAG 2.1 contrast ratio, in [1, 21].
[[nodiscard]] double contrastRatio(const QColor &a, const QColor &b);
/// `colour`, moved towards black or white no further than needed to reach `ratio` on `background`.
[[nodiscard]] QColor readableOn(const QColor &background, const QColor &colour, double ratio = 4.5);
/// `share` of `over` on top of `under`, both opaque; share in [0, 1].
[[nodiscard]] QColor blended(const QColor &under, const QColor &over, double share);

} // namespace fusebox::ui
