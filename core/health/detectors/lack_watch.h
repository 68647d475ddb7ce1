// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <unordered_set>

#include <QHash> // of QString, for std::unordered_set

#include "core/health/values/events.h"
#include "core/health/values/lack.h"

namespace fusebox::health {

/// Makes one gap of the many checks and dials that this machine has not had the means for. It is over when
/// all of them were made since, and none lacked anything for a while. Thread: the monitor's.
class LackWatch
{
public:
    static constexpr Nanoseconds calm = std::chrono::seconds(5);

    void follow(const Event &event);
    /// The beginning of the gap, or its end, once each.
    [[nodiscard]] std::optional<GapEvent> advance(TimePoint now);
    [[nodiscard]] std::optional<TimePoint> nextDeadline() const;
    [[nodiscard]] const std::optional<Lack> &lack() const { return m_lack; }

private:
    void follow(const Event &event, const CheckEvent &check);
    void follow(const Event &event, const WebSocketEvent &change);
    void follow(const Event &event, const StatusEvent &status);
    void follow(const Event &event, const ManualEvent &manual);
    template <typename Other>
    void follow(const Event &, const Other &)
    {
    }
    void lacked(const Event &event, const std::optional<probe::ProbeFailure> &failure);
    void settled(const settings::EndpointId &endpoint);

    std::unordered_set<settings::EndpointId> m_lacking;
    std::optional<Lack> m_lack;
    TimePoint m_lastAt = {};
    bool m_isTold = false;
};

} // namespace fusebox::health
