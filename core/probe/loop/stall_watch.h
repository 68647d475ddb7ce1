// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBasicTimer>
#include <QObject>

#include "core/resilience/time.h"

namespace fusebox::probe {

/// Tells whether its thread has stood still: stopped, starved, or kept busy by one thing. Who was silent
/// meanwhile was us, so what is lost by that is not the peer's failure. Thread: one with an event loop; the
/// clock outlives it.
class StallWatch final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds period{500};
    /// Shorter ones are the usual unrest of a busy machine.
    static constexpr resilience::Nanoseconds shortest = std::chrono::seconds(1);

    explicit StallWatch(const resilience::Clock &clock);

    void begin();
    void end() { m_timer.stop(); }
    [[nodiscard]] bool isWatching() const { return m_timer.isActive(); }

    /// The thread has stood still since then, or is only now coming back to itself.
    [[nodiscard]] bool hasStalledSince(resilience::TimePoint then) const;

    /// Since when something that has not come since `then` is missed: a time that we stood still through says
    /// nothing of the peer, and counts from its end.
    [[nodiscard]] resilience::TimePoint missedSince(resilience::TimePoint then) const;

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    [[nodiscard]] bool isLate(resilience::TimePoint now) const
    {
        return now - m_lastBeat > period + shortest;
    }

    const resilience::Clock &m_clock;
    QBasicTimer m_timer;
    resilience::TimePoint m_lastBeat = {};
    resilience::TimePoint m_lastStall = resilience::TimePoint::min(); ///< when the last one ended
};

} // namespace fusebox::probe
