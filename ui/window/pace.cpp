// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/pace.h"

namespace fusebox::ui {

namespace {

using namespace std::chrono_literals;

constexpr auto tickInterval = 100ms;
constexpr auto orderInterval = 1s;
constexpr int ticksPerSlowOne = 5;

} // namespace

Pace::Pace()
{
    m_tick.setInterval(tickInterval);
    m_order.setInterval(orderInterval);
    connect(&m_tick, &QTimer::timeout, this, &Pace::tick);
    connect(&m_order, &QTimer::timeout, this, &Pace::orderDue);
}

void Pace::run(bool on)
{
    for (QTimer *timer : {&m_tick, &m_order})
        on ? timer->start() : timer->stop();
}

void Pace::tick()
{
    ++m_ticks;
    Q_EMIT ticked(m_ticks % ticksPerSlowOne == 0);
}

} // namespace fusebox::ui
