// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/contrast.h"

#include <algorithm>
#include <cmath>

namespace fusebox::ui {

namespace {

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &c)
{
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

} // namespace

double contrastRatio(const QColor &a, const QColor &b)
{
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

QColor blended(const QColor &under, const QColor &over, double share)
{
    const auto mix = [share](float u, float o) { return static_cast<float>(u + (o - u) * share); };
    return QColor::fromRgbF(mix(under.redF(), over.redF()), mix(under.greenF(), over.greenF()),
                            mix(under.blueF(), over.blueF()));
}

QColor readableOn(const QColor &background, const QColor &colour, double ratio)
{
    const QColor pole = luminance(background) > 0.18 ? Qt::black : Qt::white;
    for (int step = 0; step < 20; ++step) {
        const QColor candidate = blended(colour, pole, step / 20.0);
        if (contrastRatio(candidate, background) >= ratio)
            return candidate;
    }
    return pole;
}

} // namespace fusebox::ui
