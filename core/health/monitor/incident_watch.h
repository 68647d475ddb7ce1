// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/health/detectors/incident_detector.h"
#include "core/health/monitor/endpoint_roster.h"

namespace fusebox::health {

/// Follows what the endpoints tell, and tells of the incidents in it. Thread: the monitor's.
class IncidentWatch
{
public:
    /// `observer` is told of the incidents.
    IncidentWatch(const EndpointServices &services, const EndpointRoster &roster, EndpointObserver &observer);

    /// To be called with every event of an endpoint, while it still is as it was before.
    void follow(const Event &event);
    /// Does what is due.
    void advance();
    [[nodiscard]] std::optional<TimePoint> nextDeadline() const { return m_detector.nextDeadline(); }

    /// Those that go on, the oldest first; never null.
    [[nodiscard]] std::shared_ptr<const std::vector<Incident>> incidents();

private:
    void follow(const Event &event, const CheckEvent &check);
    void follow(const Event &event, const WebSocketEvent &change);
    void follow(const Event &event, const StatusEvent &status);
    void follow(const Event &event, const ManualEvent &manual);
    void follow(const Event &event, const GapEvent &gap);
    void follow(const Event &, const auto &) {}
    void failed(const Event &event, const probe::ProbeFailure &failure, TimePoint since);
    void answered(const Event &event);
    void left(const Event &event);
    [[nodiscard]] IncidentDetector::Sharing sharing() const;
    [[nodiscard]] QString nameServers() const;

    EndpointServices m_services;
    const EndpointRoster &m_roster;
    EndpointObserver &m_observer;
    IncidentDetector m_detector;
    std::shared_ptr<const std::vector<Incident>> m_incidents; ///< null: to be made anew
};

} // namespace fusebox::health
