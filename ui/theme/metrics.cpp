// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

/// Fonts are sized in points or in pixels; scaling keeps whichever it is.
QFont scaled(QFont font, double factor)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(static_cast<int>(font.pixelSize() * factor + 0.5));
    return font;
}

} // namespace

QFont smallFont(QFont base)
{
    return scaled(std::move(base), 0.875);
}

QFont strongFont(QFont base)
{
    base.setWeight(QFont::DemiBold);
    return base;
}

QFont titleFont(QFont base)
{
    return scaled(strongFont(std::move(base)), 1.375);
}

} // namespace fusebox::ui
