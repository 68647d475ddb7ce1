// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/value_scale.h"

#include <algorithm>
#include <cmath>

#include "ui/charts/nice_scale.h"

namespace fusebox::ui {

namespace {

constexpr double lowestShown = 0.01; ///< milliseconds: a logarithmic axis has no zero

} // namespace

ValueScale ValueScale::none()
{
    ValueScale scale;
    scale.m_ticks.clear();
    return scale;
}

ValueScale ValueScale::linear(double highest)
{
    const NiceScale nice = niceScale(highest);
    ValueScale scale;
    scale.m_top = nice.top;
    scale.m_ticks.clear();
    for (double tick = 0; tick <= nice.top + nice.step / 2; tick += nice.step)
        scale.m_ticks.push_back(tick);
    return scale;
}

ValueScale ValueScale::logarithmic(double lowest, double highest)
{
    ValueScale scale;
    scale.m_isLogarithmic = true;
    scale.m_bottom = std::pow(10, std::floor(std::log10(std::max(lowest, lowestShown))));
    scale.m_top = std::pow(10, std::ceil(std::log10(std::max(highest, scale.m_bottom))));
    if (scale.m_top <= scale.m_bottom)
        scale.m_top = 10 * scale.m_bottom;
    scale.m_ticks.clear();
    for (double tick = scale.m_bottom; tick <= scale.m_top * 1.001; tick *= 10)
        scale.m_ticks.push_back(tick);
    return scale;
}

std::vector<double> ValueScale::ticks(std::size_t most) const
{
    const std::size_t each = most == 0 ? m_ticks.size() : (m_ticks.size() + most - 1) / most;
    std::vector<double> some;
    for (std::size_t i = 0; i < m_ticks.size(); i += each)
        some.push_back(m_ticks[i]);
    return some;
}

double ValueScale::share(double milliseconds) const
{
    if (!m_isLogarithmic)
        return std::clamp(milliseconds / m_top, 0.0, 1.0);
    const double value = std::clamp(milliseconds, m_bottom, m_top);
    return std::log(value / m_bottom) / std::log(m_top / m_bottom);
}

double ValueScale::valueAt(double share) const
{
    return m_isLogarithmic ? m_bottom * std::pow(m_top / m_bottom, share) : share * m_top;
}

} // namespace fusebox::ui
