// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <memory>
#include <mutex>

#include <QObject>
#include <QThread>

#include "core/health/detectors/offline_detector.h"
#include "core/health/monitor/call_target.h"
#include "core/health/polled/own_checks.h"
#include "core/health/values/command.h"
#include "core/health/values/snapshot.h"

namespace fusebox::probe {
struct DnsSettings;
}

namespace fusebox::health {

/// Owns a HealthMonitor with real sockets and clocks, the thread it lives on, and the thread of its
/// WebSockets. Thread: use from the one that made it; updated() arrives there, queued. The destructor ends
/// both threads and waits.
class MonitorThread final : public QObject
{
    Q_OBJECT

public:
    explicit MonitorThread(QObject *parent = nullptr);
    /// Asks the name servers of these settings instead of the system's.
    explicit MonitorThread(const probe::DnsSettings &dns, QObject *parent = nullptr);
    ~MonitorThread() override;

    /// Queues the command; returns at once. Not after stop().
    void execute(const fusebox::health::Command &command);
    /// Adds a check of one's own; likewise.
    void addCheck(const fusebox::settings::EndpointConfig &config, fusebox::health::OwnCheck check);
    /// What the system says of its network; likewise.
    void networkChanged(fusebox::health::SystemNetwork word);
    /// Ends both threads; what is still pending is delivered through updated() before it returns. Again:
    /// nothing.
    void stop();

Q_SIGNALS:
    void updated(const fusebox::health::MonitorUpdatePtr &update);

private:
    struct Worker;

    void end();
    void handOver(const MonitorUpdatePtr &update);
    void deliver();

    QThread m_thread;
    CallTarget m_target;              ///< lives on m_thread: what runs there is posted to it
    std::unique_ptr<Worker> m_worker; ///< touched on m_thread only
    std::mutex m_mutex;
    std::deque<MonitorUpdatePtr> m_updates; ///< under the lock: on their way to the owner's thread
};

} // namespace fusebox::health
