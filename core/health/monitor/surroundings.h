// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/detectors/offline_detector.h"
#include "core/health/detectors/sleep_detector.h"
#include "core/health/monitor/endpoint_roster.h"
#include "core/health/monitor/scout.h"

namespace fusebox::health {

/// What no endpoint is to blame for: this machine was asleep, or is offline. Voids the checks and
/// dials under way, holds those that would be pointless, and lets them go again spread over a second.
/// Failures that led to the verdict have counted already; none after it does. Thread: the monitor's.
class Surroundings
{
public:
    /// `services.network` is what the endpoints tell of what they find; `observer` is told of the gaps.
    Surroundings(const EndpointServices &services, EndpointRoster &roster, EndpointObserver &observer);

    void systemSays(SystemNetwork word);
    /// What is due has waited for us: it is spread, so that it does not come all at once.
    void stalled();
    /// Does what is due.
    void advance();
    [[nodiscard]] std::optional<TimePoint> nextDeadline() const { return m_services.network.nextDeadline(); }
    /// An endpoint is new, or dials someone else.
    void receive(Endpoint &endpoint);

    [[nodiscard]] const std::optional<Moment> &offlineSince() const { return m_offlineSince; }

private:
    void followSleep();
    void followNetwork();
    void wentOffline();
    void cameBack();
    void sendScout();
    void sendDoubter();
    void tell(const GapEvent &gap);
    [[nodiscard]] bool isHeld(const Endpoint &endpoint) const;
    [[nodiscard]] TimePoint someTimeSoon() const;

    EndpointServices m_services;
    EndpointRoster &m_roster;
    EndpointObserver &m_observer;
    SleepDetector m_sleep;
    Scout m_scout;
    std::size_t m_scouts = 0; ///< sent so far: each goes elsewhere
    std::optional<Moment> m_offlineSince = {};
};

} // namespace fusebox::health
