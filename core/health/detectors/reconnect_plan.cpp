// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/detectors/reconnect_plan.h"

#include <algorithm>

#include "core/health/values/clock.h"

namespace fusebox::health {

namespace {

/// Nothing was dialled: what was to be sent, or expected, cannot be.
bool isOurs(const probe::ProbeFailure &end)
{
    return end.as<probe::HttpFault>() ||
           end.as<probe::WebSocketFault>() == probe::WebSocketFault::BadSubprotocol;
}

bool mustStop(const probe::ProbeFailure &end, const settings::WebSocketSettings &settings)
{
    if (isOurs(end))
        return true;
    return end.closeCode && std::ranges::find(settings.stopCodes, *end.closeCode) != settings.stopCodes.end();
}

/// Spread upwards only: no sooner than was promised to a server that has said no, or not yet.
Nanoseconds drawAbove(Nanoseconds least, Nanoseconds spread, resilience::Random &random)
{
    return resilience::draw({least, saturatingAdd(least, std::max(spread, least / 10))}, random);
}

/// What the server asked for. A year is not waited for.
Nanoseconds wishOf(const probe::ProbeFailure &end, const settings::EndpointConfig &config)
{
    const Nanoseconds longest = std::max(config.retry.backoff.maxDelay, keptAs(config).refusedDelay);
    return std::clamp(end.retryAfter.value_or(Nanoseconds::zero()), Nanoseconds::zero(),
                      std::max(longest, Nanoseconds::zero()));
}

resilience::Backoff dialBackoff(resilience::Backoff backoff)
{
    if (backoff.initialDelay == resilience::Backoff().initialDelay)
        backoff.initialDelay = ReconnectPlan::defaultFirstDelay;
    return backoff;
}

} // namespace

bool isRefused(const probe::ProbeFailure &end)
{
    const int status = end.errorClass == resilience::ErrorClass::HttpStatus ? end.status : 0;
    const bool isRedirect = status >= 300 && status <= 399; // not followed: it stays one
    return isRedirect || (status >= 400 && status <= 499 && status != 408 && status != 425 && status != 429);
}

NextDial ReconnectPlan::next(const probe::ProbeFailure &end, const settings::EndpointConfig &config,
                             resilience::Random &random)
{
    if (mustStop(end, keptAs(config)))
        return {AfterLoss::Stop};
    if (keptAs(config).maxRetries && m_retries >= *keptAs(config).maxRetries)
        return {AfterLoss::GiveUp};
    ++m_retries;
    const Nanoseconds wished = wishOf(end, config);
    if (isRefused(end)) {
        const Nanoseconds least = std::max({wished, keptAs(config).refusedDelay, Nanoseconds::zero()});
        return {AfterLoss::Retry, drawAbove(least, {}, random), true};
    }
    const auto range = resilience::delayRange(dialBackoff(config.retry.backoff), m_retries, m_delay);
    m_delay = resilience::draw(range, random);
    if (wished == Nanoseconds::zero())
        return {AfterLoss::Retry, m_delay};
    return {AfterLoss::Retry, std::max(m_delay, drawAbove(wished, range.most, random)), true};
}

} // namespace fusebox::health
