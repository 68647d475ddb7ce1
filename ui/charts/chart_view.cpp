// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_view.h"

#include <algorithm>
#include <cmath>

namespace fusebox::ui {

namespace {

/// Of the window: about the width of a pointer. Zooming in and out again leads back to the live edge, though
/// it has moved on meanwhile.
constexpr double nearlyLive = 0.01;

health::Nanoseconds scaled(health::Nanoseconds length, double factor)
{
    return health::Nanoseconds(static_cast<health::Nanoseconds::rep>(double(length.count()) * factor));
}

health::Nanoseconds limited(health::Nanoseconds length)
{
    return std::clamp(length, ChartView::shortest, ChartView::longest);
}

} // namespace

void ChartView::setRange(health::Nanoseconds length)
{
    m_length = limited(length);
    m_follows = true;
}

void ChartView::zoom(double factor, double share, health::TimePoint now)
{
    const health::TimePoint fixed = from(now) + scaled(m_length, share);
    const health::Nanoseconds length = limited(scaled(m_length, std::clamp(factor, 0.01, 100.0)));
    const health::TimePoint end = fixed + scaled(length, 1 - share);
    m_length = length;
    place(end + scaled(length, nearlyLive) >= now ? now : end, now);
}

void ChartView::pan(double share, health::TimePoint now)
{
    place(to(now) + scaled(m_length, std::clamp(share, -100.0, 100.0)), now);
}

void ChartView::show(health::TimePoint from, health::TimePoint to, health::TimePoint now)
{
    m_length = limited(std::max(from, to) - std::min(from, to));
    place(std::max(from, to), now);
}

void ChartView::place(health::TimePoint to, health::TimePoint now)
{
    m_follows = to >= now;
    m_to = std::clamp(to, now - longest, now);
}

} // namespace fusebox::ui
