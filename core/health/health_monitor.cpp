// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/health_monitor.h"

#include <algorithm>
#include <unordered_map>

#include <QCoreApplication>
#include <QHash>
#include <QSet>
#include <QTimer>

#include "core/health/endpoint.h"
#include "core/health/link_router.h"
#include "core/health/scheduler.h"

namespace fusebox::health {

using namespace std::chrono_literals;

namespace {

/// Updates go out at most this often; what happens in between is gathered.
constexpr auto UpdateInterval = 100ms;

} // namespace

class HealthMonitor::Private final : public EndpointObserver
{
public:
    Private(const Parts &parts, HealthMonitor &owner);

    void happened(Event event) override;
    void changed(const EndpointId &id) override;

    void execute(const AddEndpoint &command);
    void execute(const EditEndpoint &command);
    void execute(const RemoveEndpoint &command);
    void execute(const SetPaused &command);
    void execute(const CheckNow &command) { withEndpoint(command.id, &Endpoint::checkNow); }
    void execute(const ResetCircuit &command) { withEndpoint(command.id, &Endpoint::resetCircuit); }
    void execute(const ForceOpenCircuit &command) { withEndpoint(command.id, &Endpoint::forceOpen); }
    void execute(const DisableCircuit &command) { withEndpoint(command.id, &Endpoint::disableCircuit); }
    void execute(const SendMessage &command);

    void flush();

private:
    struct Entry
    {
        Scheduler::Key key;
        std::unique_ptr<Endpoint> endpoint;
    };

    void withEndpoint(const EndpointId &id, void (Endpoint::*action)());
    void add(const EndpointConfig &config);
    bool remove(const EndpointId &id);
    void runDue();
    void arm();
    [[nodiscard]] OverallStatus overall() const;
    [[nodiscard]] std::vector<EndpointSnapshot> takeChanged();
    void tellOverall(Moment at);

    const WallClock &m_clock;
    HealthMonitor &m_owner;
    LinkRouter m_links;
    EndpointServices m_services;
    Scheduler m_scheduler;
    QTimer m_dueTimer;
    std::optional<TimePoint> m_armedFor;
    QTimer m_updateTimer;
    Scheduler::Key m_lastKey = 0;
    QHash<Scheduler::Key, EndpointId> m_ids;
    OverallStatus m_overall;
    std::vector<EndpointId> m_changed; ///< in the order of their first change; may name removed ones
    QSet<EndpointId> m_isChanged;
    std::vector<EndpointId> m_removed;
    std::vector<Event> m_events;
    std::unordered_map<EndpointId, Entry>
        m_endpoints; ///< last: endpoints use all of the above until they are gone
};

HealthMonitor::Private::Private(const Parts &parts, HealthMonitor &owner)
    : m_clock(parts.clock)
    , m_owner(owner)
    , m_links(parts.dialler)
    , m_services{parts.clock, parts.random, parts.probes, m_links}
{
    // Coarse timers round to shared boundaries, so that checks would herd.
    m_dueTimer.setTimerType(Qt::PreciseTimer);
    m_dueTimer.setSingleShot(true);
    QObject::connect(&m_dueTimer, &QTimer::timeout, &m_dueTimer, [this] { runDue(); });
    m_updateTimer.setSingleShot(true);
    m_updateTimer.setInterval(UpdateInterval);
    QObject::connect(&m_updateTimer, &QTimer::timeout, &m_updateTimer, [this] { flush(); });
}

void HealthMonitor::Private::happened(Event event)
{
    m_events.push_back(std::move(event));
    if (!m_updateTimer.isActive())
        m_updateTimer.start();
}

void HealthMonitor::Private::changed(const EndpointId &id)
{
    const auto found = m_endpoints.find(id);
    if (found == m_endpoints.end())
        return; // being made or removed
    m_scheduler.set(found->second.key, found->second.endpoint->nextDeadline());
    arm();
    if (!m_isChanged.contains(id)) {
        m_isChanged.insert(id);
        m_changed.push_back(id);
    }
    if (!m_updateTimer.isActive())
        m_updateTimer.start();
}

void HealthMonitor::Private::withEndpoint(const EndpointId &id, void (Endpoint::*action)())
{
    if (const auto found = m_endpoints.find(id); found != m_endpoints.end())
        ((*found->second.endpoint).*action)();
}

void HealthMonitor::Private::execute(const AddEndpoint &command)
{
    if (!m_endpoints.contains(command.config.id))
        add(command.config);
}

void HealthMonitor::Private::add(const EndpointConfig &config)
{
    const Scheduler::Key key = ++m_lastKey;
    auto endpoint = makeEndpoint(std::make_shared<const EndpointConfig>(config), m_services, *this);
    m_ids.insert(key, config.id);
    m_endpoints.emplace(config.id, Entry{key, std::move(endpoint)});
    changed(config.id);
}

void HealthMonitor::Private::execute(const EditEndpoint &command)
{
    const auto found = m_endpoints.find(command.config.id);
    if (found == m_endpoints.end())
        return;
    if (kindOf(found->second.endpoint->config()) == kindOf(command.config)) {
        found->second.endpoint->edit(std::make_shared<const EndpointConfig>(command.config));
        return;
    }
    remove(command.config.id);
    add(command.config);
}

void HealthMonitor::Private::execute(const RemoveEndpoint &command)
{
    if (!remove(command.id))
        return;
    m_removed.push_back(command.id);
    happened({m_clock.moment(), command.id, ManualEvent{ManualAct::Remove}});
}

bool HealthMonitor::Private::remove(const EndpointId &id)
{
    auto node = m_endpoints.extract(id); // dies at the end, when it is found no more
    if (node.empty())
        return false;
    m_scheduler.set(node.mapped().key, std::nullopt);
    m_ids.remove(node.mapped().key);
    return true;
}

void HealthMonitor::Private::execute(const SetPaused &command)
{
    if (const auto found = m_endpoints.find(command.id); found != m_endpoints.end())
        found->second.endpoint->setPaused(command.paused);
}

void HealthMonitor::Private::execute(const SendMessage &command)
{
    if (const auto found = m_endpoints.find(command.id); found != m_endpoints.end())
        found->second.endpoint->sendMessage(command.text);
}

/// Each endpoint that is due is served once a round, so that none can keep the loop from its sockets.
void HealthMonitor::Private::runDue()
{
    const TimePoint now = m_clock.now();
    std::vector<Scheduler::Key> due;
    while (const auto key = m_scheduler.takeDue(now))
        due.push_back(*key);
    for (const Scheduler::Key key : due) {
        const auto found = m_endpoints.find(m_ids.value(key));
        if (found != m_endpoints.end())
            found->second.endpoint->advance();
    }
    arm();
}

void HealthMonitor::Private::arm()
{
    const auto next = m_scheduler.next();
    if (next == m_armedFor && m_dueTimer.isActive())
        return;
    m_armedFor = next;
    if (!next) {
        m_dueTimer.stop();
        return;
    }
    // Rounded up: a timer that fires before the time would find nothing due and spin.
    const auto left = std::max(std::chrono::ceil<std::chrono::milliseconds>(*next - m_clock.now()), 0ms);
    m_dueTimer.start(std::min<std::chrono::milliseconds>(left, 1h));
}

OverallStatus HealthMonitor::Private::overall() const
{
    OverallStatus result;
    for (const auto &[id, entry] : m_endpoints) {
        ++result.count(entry.endpoint->status());
        result.openCircuits += entry.endpoint->rejectsCalls() ? 1 : 0;
    }
    result.status = overallOf(result);
    return result;
}

std::vector<EndpointSnapshot> HealthMonitor::Private::takeChanged()
{
    std::vector<EndpointSnapshot> result;
    result.reserve(m_changed.size());
    for (const EndpointId &id : std::exchange(m_changed, {})) {
        const auto found = m_endpoints.find(id);
        if (found != m_endpoints.end())
            result.push_back(found->second.endpoint->snapshot());
    }
    m_isChanged.clear();
    return result;
}

void HealthMonitor::Private::tellOverall(Moment at)
{
    const OverallStatus current = overall();
    if (current == m_overall)
        return;
    m_overall = current;
    m_events.push_back({at, {}, OverallEvent{current}});
}

void HealthMonitor::Private::flush()
{
    m_updateTimer.stop();
    auto update = std::make_shared<MonitorUpdate>();
    update->at = m_clock.moment();
    tellOverall(update->at);
    update->removed = std::exchange(m_removed, {});
    update->changed = takeChanged();
    update->events = std::exchange(m_events, {});
    update->overall = m_overall;
    if (!update->changed.empty() || !update->removed.empty() || !update->events.empty())
        Q_EMIT m_owner.updated(update);
}

HealthMonitor::HealthMonitor(const Parts &parts, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(parts, *this))
{
}

/// Probes that were dropped are deleted by the event loop, and must not outlive the factory.
HealthMonitor::~HealthMonitor()
{
    d.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void HealthMonitor::execute(const Command &command)
{
    std::visit([this](const auto &what) { d->execute(what); }, command);
}

void HealthMonitor::flush()
{
    d->flush();
}

} // namespace fusebox::health
