// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include <QAbstractEventDispatcher>

#include "core/resilience/due_times.h"

namespace fusebox::probe {

/// The timers of one event loop, ordered by when they are due: setting one costs the logarithm of their
/// number, where Qt's list costs the number itself. A pure machine: it is told the time. All timers are
/// precise, whatever type they were asked for. Thread: one at a time.
class TimerQueue
{
public:
    using TimerInfo = QAbstractEventDispatcher::TimerInfo;
    using TimePoint = resilience::TimePoint;

    struct Timer
    {
        TimerInfo info;
        QObject *object;
        bool isFiring = false; ///< its event is being handled: it does not fire again inside of that
    };

    /// `due` is when it fires first. An id that is not in use.
    void add(const Timer &timer, TimePoint due);
    bool remove(int id);
    bool removeAll(const QObject *object);
    /// Of one object.
    [[nodiscard]] QList<TimerInfo> timersOf(const QObject *object) const;
    [[nodiscard]] std::optional<TimePoint> next() const { return m_due.next(); }
    [[nodiscard]] std::optional<TimePoint> dueOf(int id) const { return m_due.dueOf(id); }

    /// The ids that are due, in that order; fire() each.
    [[nodiscard]] std::vector<int> dueAt(TimePoint now) const { return m_due.dueAt(now); }
    /// Begins the event of a timer: its object, unless it is gone, no longer due or already at it. The timer
    /// is set anew by its interval, without making up for intervals that were missed.
    [[nodiscard]] QObject *begin(int id, TimePoint now);
    void end(int id);

private:
    std::unordered_map<int, Timer> m_timers;
    resilience::DueTimes<int, std::unordered_map<int, TimePoint>> m_due;
};

} // namespace fusebox::probe
