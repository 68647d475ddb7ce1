// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include <QAbstractEventDispatcher>

#include "core/resilience/time.h"

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
        TimePoint due;
        bool isFiring = false; ///< its event is being handled: it does not fire again inside of that
    };

    /// `timer.due` is when it fires first. An id that is not in use.
    void add(const Timer &timer);
    bool remove(int id);
    bool removeAll(const QObject *object);
    /// Of one object.
    [[nodiscard]] QList<TimerInfo> timersOf(const QObject *object) const;
    [[nodiscard]] std::optional<TimePoint> next() const;
    [[nodiscard]] std::optional<TimePoint> dueOf(int id) const;

    /// The ids that are due, in that order; fire() each.
    [[nodiscard]] std::vector<int> dueAt(TimePoint now) const;
    /// Begins the event of a timer: its object, unless it is gone, no longer due or already at it. The timer
    /// is set anew by its interval, without making up for intervals that were missed.
    [[nodiscard]] QObject *begin(int id, TimePoint now);
    void end(int id);

private:
    std::unordered_map<int, Timer> m_timers;
    std::set<std::pair<TimePoint, int>> m_order;
};

} // namespace fusebox::probe
