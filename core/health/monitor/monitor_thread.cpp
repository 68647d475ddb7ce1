// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/monitor/monitor_thread.h"

#include <random>

#include <QCoreApplication>

#include "core/health/monitor/health_monitor.h"
#include "core/probe/factory/network_probe_factory.h"
#include "core/probe/loop/epoll_dispatcher.h"
#include "core/probe/names/dns_settings.h"
#include "core/probe/web_socket/web_socket_thread.h"

namespace fusebox::health {

/// The monitor with its real parts; made, used and destroyed on the monitor's thread.
struct MonitorThread::Worker
{
    explicit Worker(const probe::DnsSettings &servers)
        : dns(servers)
    {
    }

    probe::DnsSettings dns;
    SystemClock clock;
    std::shared_ptr<resilience::SharedRandom> random =
        std::make_shared<resilience::SharedRandom>(std::random_device{}());
    probe::NetworkProbeFactory probes{clock, dns};
    probe::WebSocketThread dialler{clock, dns};
    HealthMonitor monitor{{clock, random, probes, dialler}};
};

MonitorThread::MonitorThread(QObject *parent)
    : MonitorThread(probe::DnsSettings{}, parent)
{
}

MonitorThread::MonitorThread(const probe::DnsSettings &dns, QObject *parent)
    : QObject(parent)
{
    qRegisterMetaType<MonitorUpdatePtr>();
    m_thread.setObjectName(QStringLiteral("fusebox-monitor"));
    m_thread.setEventDispatcher(new probe::EpollDispatcher);
    m_target.moveToThread(&m_thread);
    m_thread.start();
    m_target.callAndWait([this, &dns] {
        m_worker = std::make_unique<Worker>(dns);
        m_worker->probes.readAhead();
        connect(&m_worker->monitor, &HealthMonitor::updated, &m_worker->monitor,
                [this](const MonitorUpdatePtr &update) { handOver(update); });
    });
}

/// By a lock of ours rather than as the argument of a queued signal: ThreadSanitizer sees the order of things
/// also where Qt is not instrumented.
void MonitorThread::handOver(const MonitorUpdatePtr &update)
{
    {
        const std::lock_guard lock(m_mutex);
        m_updates.push_back(update);
    }
    QMetaObject::invokeMethod(
        this, [this] { deliver(); }, Qt::QueuedConnection);
}

void MonitorThread::deliver()
{
    MonitorUpdatePtr update;
    {
        const std::lock_guard lock(m_mutex);
        update = std::move(m_updates.front());
        m_updates.pop_front();
    }
    Q_EMIT updated(update);
}

MonitorThread::~MonitorThread()
{
    end();
}

void MonitorThread::execute(const Command &command)
{
    QMetaObject::invokeMethod(
        &m_target, [this, command] { m_worker->monitor.execute(command); }, Qt::QueuedConnection);
}

void MonitorThread::addCheck(const settings::EndpointConfig &config, OwnCheck check)
{
    QMetaObject::invokeMethod(
        &m_target, [this, config, check = std::move(check)] { m_worker->monitor.addCheck(config, check); },
        Qt::QueuedConnection);
}

void MonitorThread::networkChanged(SystemNetwork word)
{
    QMetaObject::invokeMethod(
        &m_target, [this, word] { m_worker->monitor.networkChanged(word); }, Qt::QueuedConnection);
}

void MonitorThread::stop()
{
    if (m_thread.isRunning())
        m_target.callAndWait([this] { m_worker->monitor.flush(); });
    end();
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
}

void MonitorThread::end()
{
    if (!m_thread.isRunning())
        return;
    m_target.callAndWait([this] { m_worker.reset(); });
    m_thread.quit();
    m_thread.wait();
}

} // namespace fusebox::health
