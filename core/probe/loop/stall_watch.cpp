// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/loop/stall_watch.h"

#include <algorithm>

#include <QTimerEvent>

namespace fusebox::probe {

StallWatch::StallWatch(const resilience::Clock &clock)
    : m_clock(clock)
{
}

void StallWatch::begin()
{
    m_lastBeat = m_clock.now();
    m_timer.start(static_cast<int>(period.count()), Qt::CoarseTimer, this);
}

bool StallWatch::hasStalledSince(resilience::TimePoint then) const
{
    return isWatching() && (m_lastStall > then || isLate(m_clock.now()));
}

resilience::TimePoint StallWatch::missedSince(resilience::TimePoint then) const
{
    const auto now = m_clock.now();
    if (!isWatching())
        return then;
    return isLate(now) ? std::max(now, then) : std::max(m_lastStall, then);
}

void StallWatch::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return QObject::timerEvent(event);
    const auto now = m_clock.now();
    if (isLate(now))
        m_lastStall = now;
    m_lastBeat = now;
}

} // namespace fusebox::probe
