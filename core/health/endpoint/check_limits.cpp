// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/endpoint/check_limits.h"

#include "core/settings/host_scope.h"

namespace fusebox::health {

using resilience::BulkheadLayer;
using resilience::Layer;
using resilience::RateLimitLayer;
using resilience::SharedBulkhead;
using resilience::SharedRateLimiter;
using resilience::SharedRetryBudget;

namespace {

/// The queues hold more than anybody has endpoints: what bounds a wait is the time of the check that waits; a
/// dial waits for those before it.
constexpr int HostQueue = 10'000;
constexpr int Queue = 100'000;
constexpr auto LongestWait = std::chrono::minutes(1); // of a kind that waits before its time begins

resilience::RateLimiterSettings hostRate(const settings::LimitSettings &limits)
{
    return {.capacity = limits.hostRate, .refill = limits.hostRate, .maxQueue = HostQueue};
}

resilience::BulkheadSettings hostAtOnce(const settings::LimitSettings &limits)
{
    return {.maxConcurrent = limits.hostAtOnce, .maxQueue = HostQueue};
}

resilience::BulkheadSettings allAtOnce(const settings::LimitSettings &limits)
{
    return {.maxConcurrent = limits.atOnce, .maxQueue = Queue};
}

resilience::RetryBudgetSettings retries(const settings::LimitSettings &limits)
{
    return {.share = limits.retryShare, .floor = limits.retryFloor, .window = std::chrono::seconds(10)};
}

bool isThisMachine(const QString &host)
{
    return settings::scopeOf(host) == settings::HostScope::Loopback;
}

} // namespace

struct CheckLimits::Host
{
    Host(CheckLimits &limits, const QString &host)
        : owner(limits)
        , name(host)
        , rate(hostRate(limits.m_settings), limits.m_clock.now())
        , atOnce(hostAtOnce(limits.m_settings))
        , budget(retries(limits.m_settings))
    {
    }
    ~Host() { owner.m_hosts.erase(name); }
    Q_DISABLE_COPY_MOVE(Host)

    CheckLimits &owner;
    const QString name;
    SharedRateLimiter rate;
    SharedBulkhead atOnce;
    SharedRetryBudget budget;
};

CheckLimits::CheckLimits(const resilience::Clock &clock, const settings::LimitSettings &settings)
    : m_clock(clock)
    , m_settings(settings)
    , m_all(std::make_shared<SharedBulkhead>(allAtOnce(settings)))
{
}

void CheckLimits::setSettings(const settings::LimitSettings &settings)
{
    m_settings = settings;
    m_all->setSettings(allAtOnce(settings));
    for (const auto &[name, host] : m_hosts) {
        const auto limits = host.lock();
        limits->rate.setSettings(hostRate(settings), m_clock.now());
        limits->atOnce.setSettings(hostAtOnce(settings));
        limits->budget.with(
            [&](resilience::RetryBudget &budget) { budget.setSettings(retries(settings), m_clock.now()); });
    }
}

/// Who waits for its host takes no place from others: the limit of all is the innermost. The host's token is
/// taken after its place: those that were taken before a wait would all be spent at once at its end.
std::vector<Layer> CheckLimits::layersFor(const QString &host)
{
    if (isThisMachine(host))
        return {BulkheadLayer{m_all}};
    const auto limits = limitsOf(host);
    return {BulkheadLayer{std::shared_ptr<SharedBulkhead>(limits, &limits->atOnce)},
            RateLimitLayer{std::shared_ptr<SharedRateLimiter>(limits, &limits->rate)}, BulkheadLayer{m_all}};
}

std::shared_ptr<SharedBulkhead> CheckLimits::placesOf(probe::ProbeKind kind)
{
    if (probe::traitsOf(kind).mostAtOnce == 0)
        return {};
    auto &places = m_places[kind];
    if (!places)
        places = std::make_shared<SharedBulkhead>(resilience::BulkheadSettings{
            .maxConcurrent = probe::traitsOf(kind).mostAtOnce, .maxQueue = Queue, .maxWait = LongestWait});
    return places;
}

std::shared_ptr<SharedRetryBudget> CheckLimits::budgetFor(const QString &host)
{
    if (isThisMachine(host))
        return {};
    const auto limits = limitsOf(host);
    return {limits, &limits->budget};
}

std::shared_ptr<CheckLimits::Host> CheckLimits::limitsOf(const QString &host)
{
    if (const auto found = m_hosts.find(host); found != m_hosts.end())
        return found->second.lock(); // a host that is gone has no entry
    auto limits = std::make_shared<Host>(*this, host);
    m_hosts.emplace(host, limits);
    return limits;
}

} // namespace fusebox::health
