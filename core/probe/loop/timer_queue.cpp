// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/loop/timer_queue.h"

#include <algorithm>

namespace fusebox::probe {

void TimerQueue::add(const Timer &timer, TimePoint due)
{
    m_timers.emplace(timer.info.timerId, timer);
    m_due.set(timer.info.timerId, due);
}

bool TimerQueue::remove(int id)
{
    m_due.set(id, std::nullopt);
    return m_timers.erase(id) > 0;
}

bool TimerQueue::removeAll(const QObject *object)
{
    const QList<TimerInfo> timers = timersOf(object);
    for (const TimerInfo &timer : timers)
        remove(timer.timerId);
    return !timers.isEmpty();
}

QList<TimerQueue::TimerInfo> TimerQueue::timersOf(const QObject *object) const
{
    QList<TimerInfo> result;
    for (const auto &[id, timer] : m_timers)
        if (timer.object == object)
            result.push_back(timer.info);
    return result;
}

QObject *TimerQueue::begin(int id, TimePoint now)
{
    const auto found = m_timers.find(id);
    if (found == m_timers.end() || found->second.isFiring || *m_due.dueOf(id) > now)
        return nullptr;
    Timer &timer = found->second;
    timer.isFiring = true;
    const std::chrono::milliseconds interval(timer.info.interval);
    const TimePoint due = std::max(*m_due.dueOf(id) + interval, now);
    m_due.set(id, due == now ? due + interval : due);
    return timer.object;
}

void TimerQueue::end(int id)
{
    if (const auto found = m_timers.find(id); found != m_timers.end())
        found->second.isFiring = false;
}

} // namespace fusebox::probe
