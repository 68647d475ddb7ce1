// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>

#include "core/resilience/backoff.h"
#include "core/resilience/failure.h"

namespace fusebox::resilience {

struct RetrySettings
{
    int maxAttempts = 3; ///< >= 1, the first included
    Backoff backoff = {};

    bool operator==(const RetrySettings &) const = default;
};

/// True for what another attempt may mend: network errors, timeouts, 5xx, 408, 425 and 429.
[[nodiscard]] bool isRetryable(const Failure &failure);

/// Decides, after each failed attempt of one call, whether to try again and when. A pure machine: one object
/// a call.
class Retry
{
public:
    struct GiveUp
    {
    };
    struct TryAgain
    {
        Nanoseconds delay; ///< in [0, backoff.maxDelay]
    };
    using Decision = std::variant<GiveUp, TryAgain>;

    explicit Retry(const RetrySettings &settings);

    /// Retry-After is honoured up to the cap. Only failures for which isRetryable() holds are tried again.
    [[nodiscard]] Decision afterFailure(const Failure &failure, Random &random);

    /// Attempts begun so far, the first included.
    [[nodiscard]] int attempts() const { return m_attempts; }

private:
    RetrySettings m_settings;
    int m_attempts = 1;
};

} // namespace fusebox::resilience
