// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/retry.h"

#include <algorithm>

namespace fusebox::resilience {

namespace {

bool isRetryableStatus(int status)
{
    return status >= 500 || status == 408 || status == 425 || status == 429;
}

} // namespace

bool isRetryable(const Failure &failure)
{
    switch (failure.errorClass) {
    case ErrorClass::Dns:
    case ErrorClass::Refused:
    case ErrorClass::Unreachable:
    case ErrorClass::Reset:
    case ErrorClass::Timeout: return true;
    case ErrorClass::HttpStatus: return isRetryableStatus(failure.status);
    case ErrorClass::Tls:
    case ErrorClass::Protocol:
    case ErrorClass::Assertion:
    case ErrorClass::Cancelled:
    case ErrorClass::Rejected:
    case ErrorClass::Exception:
    case ErrorClass::Count: return false;
    }
    return false;
}

Retry::Retry(const RetrySettings &settings)
    : m_settings(settings)
{
}

Retry::Decision Retry::afterFailure(const Failure &failure, Random &random)
{
    if (m_attempts >= m_settings.maxAttempts || !isRetryable(failure))
        return GiveUp{};
    const auto jittered = fullJitter(m_settings.backoff, m_attempts, random);
    ++m_attempts;
    const auto wished = failure.retryAfter.value_or(Nanoseconds::zero());
    return TryAgain{std::min(std::max(jittered, wished), m_settings.backoff.maxDelay)};
}

} // namespace fusebox::resilience
