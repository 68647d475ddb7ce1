// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/monitor/health_monitor.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <QCoreApplication>
#include <QTimer>

#include "core/health/detectors/lack_watch.h"
#include "core/health/endpoint/check_limits.h"
#include "core/health/endpoint/spread.h"
#include "core/health/monitor/endpoint_roster.h"
#include "core/health/monitor/incident_watch.h"
#include "core/health/monitor/surroundings.h"
#include "core/health/session/link_router.h"
#include "core/probe/loop/stall_watch.h"

namespace fusebox::health {

using namespace std::chrono_literals;

namespace {

/// Updates go out at most this often; what happens in between is gathered.
constexpr auto UpdateInterval = 100ms;
/// So late a turn comes only when this program was stopped, or the machine is overwhelmed.
constexpr auto StallLength = 500ms;
/// Circuits in a turn of the loop: a millisecond or two.
constexpr std::size_t ResetAtOnce = 100;

} // namespace

class HealthMonitor::Private final : private EndpointObserver
{
public:
    Private(const Parts &parts, HealthMonitor &owner);

    void execute(const AddEndpoint &command);
    void execute(const EditEndpoint &command);
    void execute(const RemoveEndpoint &command);
    void execute(const SetPaused &command);
    void execute(const CheckNow &command) { withEndpoint(command.id, &Endpoint::checkNow); }
    void execute(const ResetCircuit &command) { withEndpoint(command.id, &Endpoint::resetCircuit); }
    void execute(const ResetAllCircuits &);
    /// Commands take effect in their order.
    void finishResets() { reset(m_toReset.size()); }
    void execute(const ForceOpenCircuit &command) { withEndpoint(command.id, &Endpoint::forceOpen); }
    void execute(const DisableCircuit &command) { withEndpoint(command.id, &Endpoint::disableCircuit); }
    void execute(const SendMessage &command);
    void execute(const SetLimits &command) { m_limits.setSettings(command.limits); }
    void execute(const SetSecrets &command);

    void addCheck(settings::EndpointConfig config, OwnCheck check);
    void networkChanged(SystemNetwork word);
    void flush();

private:
    [[nodiscard]] EndpointServices servicesFrom(const Parts &parts);
    void happened(Event event) override;
    void changed() override;
    void takeUp(const settings::EndpointConfig &config, const RememberedCircuit &remembered);
    [[nodiscard]] std::vector<KeptCircuit> takeCircuits();
    void withEndpoint(const settings::EndpointId &id, void (Endpoint::*action)());
    void reset(std::size_t most);
    void serveDue();
    void arm();
    void updateSoon();
    void tellOverall(Moment at);

    const WallClock &m_clock;
    const std::shared_ptr<resilience::SharedRandom> m_random;
    HealthMonitor &m_owner;
    LinkRouter m_links;
    CheckLimits m_limits;
    resilience::Registry m_circuits;
    OfflineDetector m_network;
    probe::StallWatch m_stalls;
    OwnChecks m_probes;
    settings::SecretValues m_secrets;
    QTimer m_dueTimer;
    std::optional<TimePoint> m_armedFor;
    QTimer m_updateTimer;
    QTimer m_resetTimer;
    std::vector<settings::EndpointId> m_toReset; ///< what is left of all circuits
    OverallStatus m_overall;                     ///< as told last
    std::vector<settings::EndpointId> m_removed;
    std::vector<Event> m_events;
    std::unordered_set<settings::EndpointId> m_moved; ///< whose circuit is another than was told
    Surroundings m_surroundings;
    IncidentWatch m_incidents;
    LackWatch m_means;
    EndpointRoster m_roster; ///< last: endpoints use all of the above until they are gone
};

HealthMonitor::Private::Private(const Parts &parts, HealthMonitor &owner)
    : m_clock(parts.clock)
    , m_random(parts.random)
    , m_owner(owner)
    , m_links(parts.dialler)
    , m_limits(parts.clock)
    , m_circuits(parts.clock)
    , m_stalls(parts.clock)
    , m_probes(parts.probes, parts.clock)
    , m_surroundings(servicesFrom(parts), m_roster, *this)
    , m_incidents(servicesFrom(parts), m_roster, *this)
    , m_roster(servicesFrom(parts), *this)
{
    // Coarse timers round to shared boundaries, so that checks would herd.
    m_dueTimer.setTimerType(Qt::PreciseTimer);
    m_dueTimer.setSingleShot(true);
    QObject::connect(&m_dueTimer, &QTimer::timeout, &m_dueTimer, [this] { serveDue(); });
    QObject::connect(&m_resetTimer, &QTimer::timeout, &m_resetTimer, [this] { reset(ResetAtOnce); });
    m_updateTimer.setSingleShot(true);
    m_updateTimer.setInterval(UpdateInterval);
    QObject::connect(&m_updateTimer, &QTimer::timeout, &m_updateTimer, [this] { flush(); });
}

EndpointServices HealthMonitor::Private::servicesFrom(const Parts &parts)
{
    return {parts.clock, parts.random, m_probes,   m_links,   m_limits,
            m_network,   m_stalls,     m_circuits, &m_secrets};
}

void HealthMonitor::Private::happened(Event event)
{
    m_incidents.follow(event);
    m_means.follow(event);
    if (std::holds_alternative<TransitionEvent>(event.what))
        m_moved.insert(event.endpoint);
    m_events.push_back(std::move(event));
    updateSoon();
}

void HealthMonitor::Private::changed()
{
    arm();
    updateSoon();
}

void HealthMonitor::Private::updateSoon()
{
    if (!m_updateTimer.isActive())
        m_updateTimer.start();
}

void HealthMonitor::Private::withEndpoint(const settings::EndpointId &id, void (Endpoint::*action)())
{
    if (Endpoint *endpoint = m_roster.find(id))
        (endpoint->*action)();
}

/// Whoever has nothing to be reset is not checked for it either.
void HealthMonitor::Private::execute(const ResetAllCircuits &)
{
    m_roster.forEach([this](const Endpoint &endpoint) {
        if (endpoint.canResetCircuit())
            m_toReset.push_back(endpoint.config().id);
    });
    reset(ResetAtOnce);
}

/// Their checks are spread over a second if they are many.
void HealthMonitor::Private::reset(std::size_t most)
{
    for (; most > 0 && !m_toReset.empty(); --most) {
        const Nanoseconds within = std::min<Nanoseconds>(m_toReset.size() * 1ms, 1s);
        const settings::EndpointId id = std::move(m_toReset.back());
        m_toReset.pop_back();
        if (Endpoint *endpoint = m_roster.find(id))
            endpoint->resetCircuit(saturatingAdd(m_clock.now(), spreadOver(within, *m_random)));
    }
    if (m_toReset.empty())
        m_resetTimer.stop();
    else if (!m_resetTimer.isActive())
        m_resetTimer.start();
}

void HealthMonitor::Private::execute(const AddEndpoint &command)
{
    if (!m_stalls.isWatching())
        m_stalls.begin();
    if (m_roster.find(command.config.id))
        return;
    if (command.remembered)
        takeUp(command.config, *command.remembered);
    else
        m_roster.add(command.config);
    m_surroundings.receive(*m_roster.find(command.config.id));
}

/// The endpoint finds its circuit there.
void HealthMonitor::Private::takeUp(const settings::EndpointConfig &config,
                                    const RememberedCircuit &remembered)
{
    m_circuits.restore({config.id.toStdString(), remembered.circuit}, circuitSettings(config),
                       remembered.elapsed);
    m_roster.add(config);
    m_roster.find(config.id)->takeUp(remembered.failure);
}

void HealthMonitor::Private::execute(const EditEndpoint &command)
{
    Endpoint *endpoint = m_roster.find(command.config.id);
    if (!endpoint)
        return;
    if (command.config.asked != settings::Asked(probe::OwnCheckOptions{command.config.id}))
        m_probes.forget(command.config.id);
    if (kindOf(endpoint->config()) == kindOf(command.config)) {
        endpoint->edit(std::make_shared<const settings::EndpointConfig>(command.config));
        return m_surroundings.receive(*endpoint);
    }
    happened({m_clock.moment(), command.config.id, ManualEvent{ManualAct::Edit}});
    m_roster.remove(command.config.id);
    execute(AddEndpoint{command.config});
    m_moved.insert(command.config.id);
}

void HealthMonitor::Private::execute(const RemoveEndpoint &command)
{
    if (!m_roster.remove(command.id))
        return;
    m_probes.forget(command.id);
    m_removed.push_back(command.id);
    happened({m_clock.moment(), command.id, ManualEvent{ManualAct::Remove}});
    arm(); // its incident may be over
}

void HealthMonitor::Private::execute(const SetPaused &command)
{
    if (Endpoint *endpoint = m_roster.find(command.id))
        endpoint->setPaused(command.paused);
}

void HealthMonitor::Private::execute(const SendMessage &command)
{
    if (Endpoint *endpoint = m_roster.find(command.id))
        endpoint->sendMessage(command.text);
}

void HealthMonitor::Private::execute(const SetSecrets &command)
{
    m_secrets = *command.values;
    m_roster.forEach([](Endpoint &endpoint) { endpoint.secretsChanged(); });
    arm();
}

void HealthMonitor::Private::serveDue()
{
    if (m_armedFor && m_clock.now() - *m_armedFor > StallLength)
        m_surroundings.stalled();
    m_surroundings.advance();
    m_roster.serveDue(m_clock.now());
    m_incidents.advance();
    if (auto gap = m_means.advance(m_clock.now()))
        happened({m_clock.moment(), {}, *std::move(gap)});
    arm();
}

void HealthMonitor::Private::addCheck(settings::EndpointConfig config, OwnCheck check)
{
    if (m_roster.find(config.id))
        return;
    config.asked = settings::Asked(probe::OwnCheckOptions{config.id});
    m_probes.set(config.id, std::move(check));
    execute(AddEndpoint{std::move(config)});
}

void HealthMonitor::Private::networkChanged(SystemNetwork word)
{
    m_surroundings.systemSays(word);
    arm();
}

void HealthMonitor::Private::arm()
{
    auto next = m_roster.nextDue();
    for (const auto &other :
         {m_surroundings.nextDeadline(), m_incidents.nextDeadline(), m_means.nextDeadline()})
        if (other)
            next = std::min(next.value_or(*other), *other);
    if (next == m_armedFor && m_dueTimer.isActive())
        return;
    m_armedFor = next;
    if (!next) {
        m_dueTimer.stop();
        return;
    }
    m_dueTimer.start(resilience::timerMilliseconds(*next, m_clock.now()));
}

void HealthMonitor::Private::tellOverall(Moment at)
{
    const OverallStatus current = m_roster.overall();
    if (current == m_overall)
        return;
    m_overall = current;
    m_events.push_back({at, {}, OverallEvent{current}});
}

std::vector<KeptCircuit> HealthMonitor::Private::takeCircuits()
{
    std::vector<KeptCircuit> circuits;
    for (const settings::EndpointId &id : std::exchange(m_moved, {}))
        if (const Endpoint *endpoint = m_roster.find(id))
            circuits.push_back({id, endpoint->savedCircuit()});
    return circuits;
}

void HealthMonitor::Private::flush()
{
    m_updateTimer.stop();
    auto update = std::make_shared<MonitorUpdate>();
    update->at = m_clock.moment();
    tellOverall(update->at);
    update->removed = std::exchange(m_removed, {});
    update->changed = m_roster.takeChanged();
    const std::size_t about = m_events.size(); // as many as will come until the next update
    update->events = std::exchange(m_events, {});
    m_events.reserve(about);
    update->circuits = takeCircuits();
    update->overall = m_overall;
    update->incidents = m_incidents.incidents();
    update->offlineSince = m_surroundings.offlineSince();
    update->lack = m_means.lack();
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
    d->finishResets();
    std::visit([this](const auto &what) { d->execute(what); }, command);
}

void HealthMonitor::addCheck(settings::EndpointConfig config, OwnCheck check)
{
    d->addCheck(std::move(config), std::move(check));
}

void HealthMonitor::networkChanged(SystemNetwork word)
{
    d->networkChanged(word);
}

void HealthMonitor::flush()
{
    d->flush();
}

} // namespace fusebox::health
