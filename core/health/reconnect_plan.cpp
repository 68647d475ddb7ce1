// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/reconnect_plan.h"

#include <algorithm>

namespace fusebox::health {

namespace {

/// Nothing was dialled: what was to be sent, or expected, cannot be.
bool isOurs(const probe::ProbeFailure &end)
{
    return end.http || end.webSocket == probe::WebSocketFault::BadSubprotocol;
}

bool mustStop(const probe::ProbeFailure &end, const WebSocketSettings &settings)
{
    if (isOurs(end))
        return true;
    return end.closeCode && std::ranges::find(settings.stopCodes, *end.closeCode) != settings.stopCodes.end();
}

/// Spread upwards only: no sooner than was promised to a server that has said no.
resilience::DelayRange refusedRange(const WebSocketSettings &settings)
{
    return {settings.refusedDelay, settings.refusedDelay + settings.refusedDelay / 10};
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
    return status >= 400 && status <= 499 && status != 408 && status != 425 && status != 429;
}

NextDial ReconnectPlan::next(const probe::ProbeFailure &end, const EndpointConfig &config,
                             resilience::Random &random)
{
    if (mustStop(end, config.webSocket))
        return {AfterLoss::Stop};
    if (config.webSocket.maxRetries && m_retries >= *config.webSocket.maxRetries)
        return {AfterLoss::GiveUp};
    ++m_retries;
    if (isRefused(end))
        return {AfterLoss::Retry, resilience::draw(refusedRange(config.webSocket), random)};
    const auto backoff = dialBackoff(config.retry.backoff);
    m_delay = resilience::draw(resilience::delayRange(backoff, m_retries, m_delay), random);
    const Nanoseconds wished = std::min(end.retryAfter.value_or(Nanoseconds::zero()), backoff.maxDelay);
    return {AfterLoss::Retry, std::max(m_delay, wished)};
}

} // namespace fusebox::health
