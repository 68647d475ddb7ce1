// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/retry.h"

#include <algorithm>

namespace fusebox::resilience {

namespace {

bool isFinalStatus(int status)
{
    return status < 500 && status != 408 && status != 425 && status != 429;
}

} // namespace

bool isRetryable(const Failure &failure, ErrorClassSet retryOn)
{
    return retryOn.contains(failure) && mayEverRetry(failure);
}

bool mayEverRetry(const Failure &failure)
{
    if (kNobodysFault.contains(failure.errorClass))
        return false;
    return failure.errorClass != ErrorClass::HttpStatus || !isFinalStatus(failure.status);
}

bool isRetryable(const Failure &failure)
{
    return isRetryable(failure, kRetriedByDefault);
}

Retry::Retry(const RetrySettings &settings)
    : m_settings(settings)
{
}

Retry::Retry(const RetrySettings &settings, bool mayRepeat, TimePoint start)
    : m_settings(settings)
    , m_mayRepeat(mayRepeat)
    , m_start(start)
{
}

Retry::Decision Retry::afterFailure(const Failure &failure, Random &random)
{
    if (!isRetryable(failure, m_settings.retryOn))
        return GiveUp{GiveUpReason::NotRetryable};
    return decide(failure.retryAfter.value_or(Nanoseconds::zero()), {}, random);
}

Retry::Decision Retry::afterFailure(const Failure &failure, TimePoint now, Random &random)
{
    if (!isRetryable(failure, m_settings.retryOn))
        return GiveUp{GiveUpReason::NotRetryable};
    return decide(failure.retryAfter.value_or(Nanoseconds::zero()), now, random);
}

Retry::Decision Retry::afterUnwantedResult(Nanoseconds wished, TimePoint now, Random &random)
{
    return decide(wished, now, random);
}

Retry::Decision Retry::decide(Nanoseconds wished, std::optional<TimePoint> now, Random &random)
{
    if (!m_mayRepeat)
        return GiveUp{GiveUpReason::NotRepeatable};
    if (m_attempts >= m_settings.maxAttempts)
        return GiveUp{GiveUpReason::AttemptsUsedUp};
    const auto &backoff = m_settings.backoff;
    const auto drawn = draw(delayRange(backoff, m_attempts, m_lastDelay), random);
    const auto delay = std::clamp(std::max(drawn, wished), Nanoseconds::zero(),
                                  std::max(backoff.maxDelay, Nanoseconds::zero()));
    if (now && m_settings.totalTime &&
        saturatingAdd(saturatingDifference(*now, m_start), delay) >= *m_settings.totalTime)
        return GiveUp{GiveUpReason::NoTimeLeft};
    ++m_attempts;
    m_lastDelay = delay;
    m_totalDelay = saturatingAdd(m_totalDelay, delay);
    return TryAgain{delay};
}

void Retry::withdraw()
{
    --m_attempts;
    m_totalDelay -= m_lastDelay;
}

} // namespace fusebox::resilience
