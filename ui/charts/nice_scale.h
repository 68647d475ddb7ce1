// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace fusebox::ui {

/// An axis from 0 whose ticks are round numbers: 1, 2 or 5 times a power of ten.
struct NiceScale
{
    double top = 1;
    double step = 0.5;

    bool operator==(const NiceScale &) const = default;
};

/// The smallest such axis that holds `highest` (> 0, else 1) with at most `ticks` steps.
[[nodiscard]] NiceScale niceScale(double highest, int ticks = 4);

} // namespace fusebox::ui
