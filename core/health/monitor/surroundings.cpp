// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/monitor/surroundings.h"

#include <utility>

#include "core/health/endpoint/spread.h"

namespace fusebox::health {

using namespace std::chrono_literals;

namespace {

/// It has answered from an address that can be dialled.
bool isKnownPublic(const Endpoint &endpoint)
{
    return !endpoint.peer().address.isEmpty() && endpoint.lastSuccessAt() && !isProxied(endpoint.config()) &&
           scopeOf(endpoint.config()) == settings::HostScope::Public;
}

} // namespace

Surroundings::Surroundings(const EndpointServices &services, EndpointRoster &roster,
                           EndpointObserver &observer)
    : m_services(services)
    , m_roster(roster)
    , m_observer(observer)
    , m_sleep(services.clock.suspended())
    , m_scout(services.probes, [this](Finding finding) {
        m_services.network.found(finding, {}, false, m_services.clock.now());
        followNetwork();
    })
{
}

void Surroundings::systemSays(SystemNetwork word)
{
    m_services.network.systemSays(word, m_services.clock.now());
    followNetwork();
}

void Surroundings::stalled()
{
    m_roster.forEach([this, now = m_services.clock.now()](Endpoint &endpoint) {
        if (!endpoint.isHeld() && endpoint.nextDeadline().value_or(TimePoint::max()) <= now)
            endpoint.release(someTimeSoon());
    });
}

void Surroundings::advance()
{
    followSleep();
    followNetwork();
}

void Surroundings::followSleep()
{
    const auto length = m_sleep.sleptUntil(m_services.clock.suspended());
    if (!length)
        return;
    tell({GapCause::Asleep, length});
    m_roster.forEach([this](Endpoint &endpoint) {
        if (!isHeld(endpoint))
            endpoint.interrupt(GapCause::Asleep, someTimeSoon());
    });
}

void Surroundings::followNetwork()
{
    const TimePoint now = m_services.clock.now();
    if (m_services.network.takeScout(now))
        m_services.network.isOffline() ? sendScout() : sendDoubter();
    switch (m_services.network.advance(now)) {
    case OfflineDetector::Change::WentOffline: wentOffline(); break;
    case OfflineDetector::Change::CameBack: cameBack(); break;
    case OfflineDetector::Change::None: break;
    }
}

void Surroundings::wentOffline()
{
    m_offlineSince = m_services.clock.moment();
    m_roster.forEach([this](Endpoint &endpoint) { receive(endpoint); });
    tell({GapCause::Offline, {}});
}

void Surroundings::cameBack()
{
    m_scout.stop();
    const Moment since = *std::exchange(m_offlineSince, {});
    tell({GapCause::Offline, m_services.clock.now() - since.steady});
    m_roster.forEach([this](Endpoint &endpoint) {
        if (endpoint.isHeld())
            endpoint.release(someTimeSoon());
    });
}

void Surroundings::receive(Endpoint &endpoint)
{
    if (isHeld(endpoint))
        endpoint.interrupt(GapCause::Offline, TimePoint::max());
    else if (endpoint.isHeld())
        endpoint.release(m_services.clock.now());
}

/// Each time to another of those that are held, so that one that is down for good does not keep us offline.
void Surroundings::sendScout()
{
    std::vector<const settings::EndpointConfig *> held;
    m_roster.forEach([&](const Endpoint &endpoint) {
        if (endpoint.isHeld() && !endpoint.config().paused && !endpoint.lacksSecrets())
            held.push_back(&endpoint.asked());
    });
    if (!held.empty())
        m_scout.send(*held[m_scouts++ % held.size()]);
}

/// To where we last got an answer from, and without a name server, which may be all that is lost: to someone
/// who is not among the lost, if such a one has answered within the last minute.
void Surroundings::sendDoubter()
{
    const auto rank = [this, now = m_services.clock.now()](const Endpoint &endpoint) {
        const TimePoint answered = endpoint.lastSuccessAt().value_or(TimePoint::min());
        const bool isOfLate = saturatingDifference(now, answered) <= OfflineDetector::lossCounts;
        return std::pair(isOfLate && !m_services.network.isLost(endpoint.config().url().host()), answered);
    };
    const Endpoint *best = nullptr;
    m_roster.forEach([&](const Endpoint &endpoint) {
        if (isKnownPublic(endpoint) && !endpoint.lacksSecrets() && (!best || rank(endpoint) > rank(*best)))
            best = &endpoint;
    });
    if (best)
        m_scout.send(best->asked(), best->peer().address);
}

void Surroundings::tell(const GapEvent &gap)
{
    m_observer.happened({m_services.clock.moment(), {}, gap});
}

bool Surroundings::isHeld(const Endpoint &endpoint) const
{
    return m_services.network.isOffline() && scopeOf(endpoint.config()) == settings::HostScope::Public;
}

TimePoint Surroundings::someTimeSoon() const
{
    return m_services.clock.now() + spreadOver(1s, *m_services.random);
}

} // namespace fusebox::health
