// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QObject>

#include "core/health/detectors/offline_detector.h"
#include "core/health/polled/own_checks.h"
#include "core/health/values/command.h"
#include "core/health/values/snapshot.h"
#include "core/resilience/guarded.h"

namespace fusebox::probe {
class ProbeFactory;
class WebSocketDialler;
} // namespace fusebox::probe

namespace fusebox::health {

/// Polls HTTP endpoints and keeps WebSockets, each behind its circuit. Commands in, updates out; no locks.
/// Thread: lives on one thread with an event loop; execute() there only (MonitorThread queues it from any
/// other).
class HealthMonitor final : public QObject
{
    Q_OBJECT

public:
    /// What the monitor is given rather than makes; all outlive it.
    struct Parts
    {
        const WallClock &clock;
        std::shared_ptr<resilience::SharedRandom> random;
        probe::ProbeFactory &probes;
        probe::WebSocketDialler &dialler;
    };

    explicit HealthMonitor(const Parts &parts, QObject *parent = nullptr);
    ~HealthMonitor() override;

    void execute(const fusebox::health::Command &command);
    /// Adds an endpoint that is checked by `check`; its URL is made from its id. Removed like any other.
    void addCheck(fusebox::settings::EndpointConfig config, fusebox::health::OwnCheck check);
    /// What the system says of its network; Unknown until it says something.
    void networkChanged(fusebox::health::SystemNetwork word);
    /// Sends what is pending now, without waiting for the tenth of a second.
    void flush();

Q_SIGNALS:
    void updated(const fusebox::health::MonitorUpdatePtr &update);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace fusebox::health
