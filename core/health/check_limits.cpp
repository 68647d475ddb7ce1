// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/check_limits.h"

#include "core/health/host_scope.h"

namespace fusebox::health {

using resilience::BulkheadLayer;
using resilience::Layer;
using resilience::RateLimitLayer;
using resilience::SharedBulkhead;
using resilience::SharedRateLimiter;

struct CheckLimits::Host
{
    Host(CheckLimits &limits, const QString &host)
        : owner(limits)
        , name(host)
        , rate(limits.m_settings.hostRate, limits.m_clock.now())
        , atOnce(limits.m_settings.hostAtOnce)
    {
    }
    ~Host() { owner.m_hosts.erase(name); }
    Q_DISABLE_COPY_MOVE(Host)

    CheckLimits &owner;
    const QString name;
    SharedRateLimiter rate;
    SharedBulkhead atOnce;
};

CheckLimits::CheckLimits(const resilience::Clock &clock, const CheckLimitSettings &settings)
    : m_clock(clock)
    , m_settings(settings)
    , m_all(std::make_shared<SharedBulkhead>(settings.allAtOnce))
{
}

/// Who waits for its host takes no place from others: the limit of all is the innermost. The host's token is
/// taken after its place: those that were taken before a wait would all be spent at once at its end.
std::vector<Layer> CheckLimits::layersFor(const QString &host)
{
    if (scopeOf(host) == HostScope::Loopback)
        return {BulkheadLayer{m_all}};
    const auto limits = limitsOf(host);
    return {BulkheadLayer{std::shared_ptr<SharedBulkhead>(limits, &limits->atOnce)},
            RateLimitLayer{std::shared_ptr<SharedRateLimiter>(limits, &limits->rate)}, BulkheadLayer{m_all}};
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
