// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace fusebox::ui {

/// Where a latency stands on the chart's upright axis: 0 at the bottom, 1 at the top. Milliseconds.
class ValueScale
{
public:
    /// Of nothing: without ticks.
    [[nodiscard]] static ValueScale none();
    /// From 0 to a round number that holds `highest`.
    [[nodiscard]] static ValueScale linear(double highest);
    /// From a power of ten that is not above `lowest` to one that holds `highest`.
    [[nodiscard]] static ValueScale logarithmic(double lowest, double highest);

    [[nodiscard]] double share(double milliseconds) const; ///< cut to [0, 1]
    [[nodiscard]] double valueAt(double share) const;
    /// Round numbers, from the bottom to the top.
    [[nodiscard]] const std::vector<double> &ticks() const { return m_ticks; }
    /// The same where there is room for so many: evenly left out, the bottom stays.
    [[nodiscard]] std::vector<double> ticks(std::size_t most) const;

    bool operator==(const ValueScale &) const = default;

private:
    double m_bottom = 0;
    double m_top = 1;
    bool m_isLogarithmic = false;
    std::vector<double> m_ticks = {0, 1};
};

} // namespace fusebox::ui
