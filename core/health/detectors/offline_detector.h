// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QString>

#include "core/health/values/clock.h"
#include "core/probe/contract/probe.h"

namespace fusebox::health {

/// What the system says of its network. Unknown is not offline.
enum class SystemNetwork : std::uint8_t { Unknown, Online, Offline };

/// What a check of a public host tells about the way to it.
enum class Finding : std::uint8_t {
    Answered, ///< someone out there, no matter what
    NoWay,    ///< no route, or no name server
    Nothing   ///< a timeout may be anybody's; a name that does not exist is a wrong name
};
[[nodiscard]] Finding findingOf(const std::optional<probe::ProbeFailure> &failure);

/// Decides whether this machine is offline: when the system says so, and when there is no way to public
/// hosts (at least two that answered of late, or any two while none has answered yet, lost within a minute of
/// each other) and for a second after that no public host answers, a scout's included. It is over when any of
/// them answers, which scouts find out, or when the system says so. A pure machine. Thread: one at a time.
class OfflineDetector
{
public:
    /// From the loss of a second host, and from the question whether it is so, to the verdict.
    static constexpr Nanoseconds patience = std::chrono::seconds(1);
    static constexpr Nanoseconds lossCounts = std::chrono::minutes(1); ///< unless it is found again
    static constexpr Nanoseconds scoutEvery = std::chrono::seconds(5);

    enum class Change : std::uint8_t { None, WentOffline, CameBack };

    void systemSays(SystemNetwork word, TimePoint now);
    /// A check of a public host has ended so. `answersOfLate`: it did not long ago.
    void found(Finding finding, const QString &host, bool answersOfLate, TimePoint now);

    /// What is said and found takes effect here alone.
    [[nodiscard]] Change advance(TimePoint now);
    /// True: one public host is to be asked, whether it is so or whether it is over; the next is due later.
    /// To be called before advance(), so that there is no verdict that nobody was asked about.
    [[nodiscard]] bool takeScout(TimePoint now);
    /// It is one of the hosts that a verdict would be for.
    [[nodiscard]] bool isLost(const QString &host) const;
    /// When advance() or takeScout() has something to tell.
    [[nodiscard]] std::optional<TimePoint> nextDeadline() const;
    [[nodiscard]] bool isOffline() const { return m_isOffline; }

private:
    struct Loss
    {
        QString host;
        TimePoint at;
    };

    void answered(TimePoint now);
    void forgetLosses();
    void lost(const QString &host, TimePoint now);
    [[nodiscard]] std::optional<TimePoint> verdictDue() const;

    bool m_isOffline = false;
    SystemNetwork m_system = SystemNetwork::Unknown;
    bool m_systemIsWrong = false; ///< a public host answered all the same
    TimePoint m_saidAt = {};
    bool m_hasAnswers = false; ///< from anyone, since we are online
    std::optional<Loss> m_firstLost = {};
    std::optional<Loss> m_secondLost = {}; ///< another host; no later than when a scout was sent for it
    bool m_suspects = false;               ///< and a scout is to find out
    std::optional<TimePoint> m_backAt = {};
    TimePoint m_nextScout = {};
};

} // namespace fusebox::health
