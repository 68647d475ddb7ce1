// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/loop/timer_queue.h"

#include <algorithm>

namespace fusebox::probe {

void TimerQueue::add(const Timer &timer)
{
    m_timers.emplace(timer.info.timerId, timer);
    m_order.emplace(timer.due, timer.info.timerId);
}

bool TimerQueue::remove(int id)
{
    const auto found = m_timers.find(id);
    if (found == m_timers.end())
        return false;
    m_order.erase({found->second.due, id});
    m_timers.erase(found);
    return true;
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

std::optional<TimerQueue::TimePoint> TimerQueue::next() const
{
    return m_order.empty() ? std::nullopt : std::optional(m_order.begin()->first);
}

std::optional<TimerQueue::TimePoint> TimerQueue::dueOf(int id) const
{
    const auto found = m_timers.find(id);
    return found == m_timers.end() ? std::nullopt : std::optional(found->second.due);
}

std::vector<int> TimerQueue::dueAt(TimePoint now) const
{
    std::vector<int> result;
    for (auto at = m_order.begin(); at != m_order.end() && at->first <= now; ++at)
        result.push_back(at->second);
    return result;
}

QObject *TimerQueue::begin(int id, TimePoint now)
{
    const auto found = m_timers.find(id);
    if (found == m_timers.end() || found->second.due > now || found->second.isFiring)
        return nullptr;
    Timer &timer = found->second;
    timer.isFiring = true;
    auto place = m_order.extract({timer.due, id});
    const std::chrono::milliseconds interval(timer.info.interval);
    timer.due = std::max(timer.due + interval, now);
    if (timer.due == now)
        timer.due += interval;
    place.value().first = timer.due;
    m_order.insert(std::move(place));
    return timer.object;
}

void TimerQueue::end(int id)
{
    if (const auto found = m_timers.find(id); found != m_timers.end())
        found->second.isFiring = false;
}

} // namespace fusebox::probe
