// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/nice_scale.h"

#include <cmath>
#include <initializer_list>

namespace fusebox::ui {

NiceScale niceScale(double highest, int ticks)
{
    const double wanted = (highest > 0 ? highest : 1) / ticks;
    const double power = std::pow(10, std::floor(std::log10(wanted)));
    double step = 10 * power;
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= wanted) {
            step = factor * power;
            break;
        }
    }
    return {step * std::ceil((highest > 0 ? highest : 1) / step - 1e-9), step};
}

} // namespace fusebox::ui
