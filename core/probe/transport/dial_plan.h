// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QHostAddress>
#include <QList>

#include "core/resilience/time.h"

namespace fusebox::probe {

/// In which order addresses are dialled, and when (RFC 8305, 4 and 5): families by turns, beginning with that
/// of the first address; each one 250 ms after the one before, sooner where that would leave the last one
/// less than half of the time there is, or at once when all that were dialled have failed. A pure machine.
class DialPlan
{
public:
    static constexpr resilience::Nanoseconds patience = std::chrono::milliseconds(250);
    static constexpr resilience::Nanoseconds leastPatience = std::chrono::milliseconds(10); ///< RFC 8305, 8

    DialPlan(const QList<QHostAddress> &addresses, resilience::Nanoseconds within);

    /// The next address, if it is due; to be dialled now.
    [[nodiscard]] std::optional<QHostAddress> take(resilience::TimePoint now);
    /// One that was dialled has failed.
    void failed();
    /// When take() has something to give; none when all have been given.
    [[nodiscard]] std::optional<resilience::TimePoint> nextDeadline() const;
    /// All have failed.
    [[nodiscard]] bool isExhausted() const { return m_untried.isEmpty() && m_running == 0; }

private:
    QList<QHostAddress> m_untried;
    resilience::Nanoseconds m_patience;
    int m_running = 0;
    resilience::TimePoint m_due = resilience::TimePoint::min();
};

} // namespace fusebox::probe
