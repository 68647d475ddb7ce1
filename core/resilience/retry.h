// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <variant>

#include "core/resilience/backoff.h"
#include "core/resilience/error_class_set.h"
#include "core/resilience/failure.h"

namespace fusebox::resilience {

/// What another attempt may mend.
inline constexpr ErrorClassSet kRetriedByDefault = kNetworkErrors.with({ErrorClass::HttpStatus});

struct RetrySettings
{
    int maxAttempts = 3; ///< >= 1, the first included
    Backoff backoff = {};
    std::optional<Nanoseconds> totalTime = {}; ///< no attempt begins this long after the first, or later
    std::optional<Nanoseconds> attemptTimeout = {};
    ErrorClassSet retryOn = kRetriedByDefault; ///< see mayEverRetry() for what no setting allows

    bool operator==(const RetrySettings &) const = default;
};

/// What a call says of itself.
struct CallTraits
{
    bool repeatable = true;          ///< idempotent: doing it twice is doing it once
    std::string idempotencyKey = {}; ///< not empty: the peer knows a repetition by it, so it may be repeated
    bool goesFirst = false;          ///< in the queues of bulkheads, as the trial calls of a circuit do
    int tokens = 1;                  ///< what it takes of each rate limit; fewer than 1 count as 1
    std::string name = {};           ///< what logs are to call it; see PolicyEvent

    [[nodiscard]] bool mayRepeat() const { return repeatable || !idempotencyKey.empty(); }
};

/// False for what is never retried, whatever the settings say: a rejected or cancelled call, and a 4xx other
/// than 408, 425 and 429.
[[nodiscard]] bool mayEverRetry(const Failure &failure);

/// True for what another attempt may mend by the default settings: network errors, timeouts, 5xx, 408, 425
/// and 429.
[[nodiscard]] bool isRetryable(const Failure &failure);
/// The same by other settings.
[[nodiscard]] bool isRetryable(const Failure &failure, ErrorClassSet retryOn);

enum class GiveUpReason : std::uint8_t {
    AttemptsUsedUp,
    NotRetryable,  ///< by its class, by its status, or by the caller's predicate
    NotRepeatable, ///< the call may be made only once
    NoTimeLeft,    ///< the next attempt would begin after totalTime
    NoBudgetLeft,  ///< of the retry budget shared with other calls
    CircuitOpen    ///< the circuit around the retry has opened since
};

/// Decides, after each failed attempt of one call, whether to try again and when. A pure machine: one object
/// a call.
class Retry
{
public:
    struct GiveUp
    {
        GiveUpReason reason = GiveUpReason::AttemptsUsedUp;
    };
    struct TryAgain
    {
        Nanoseconds delay; ///< in [0, backoff.maxDelay]
    };
    using Decision = std::variant<GiveUp, TryAgain>;

    explicit Retry(const RetrySettings &settings);
    /// With `start` of the first attempt, for totalTime.
    Retry(const RetrySettings &settings, bool mayRepeat, TimePoint start);

    /// Retry-After is honoured up to the cap, to the nanosecond: who said it spreads it. totalTime is not
    /// looked at.
    [[nodiscard]] Decision afterFailure(const Failure &failure, Random &random);
    [[nodiscard]] Decision afterFailure(const Failure &failure, TimePoint now, Random &random);
    /// The same for a result that was no failure but is unwanted all the same, and `wished` like Retry-After.
    [[nodiscard]] Decision afterUnwantedResult(Nanoseconds wished, TimePoint now, Random &random);

    /// Takes the last TryAgain back: it will not happen (no retry budget, cancelled).
    void withdraw();

    /// Attempts begun so far, the first included.
    [[nodiscard]] int attempts() const { return m_attempts; }
    /// The sum of the delays decided so far.
    [[nodiscard]] Nanoseconds totalDelay() const { return m_totalDelay; }

private:
    [[nodiscard]] Decision decide(Nanoseconds wished, std::optional<TimePoint> now, Random &random);

    RetrySettings m_settings;
    bool m_mayRepeat = true;
    TimePoint m_start = {};
    int m_attempts = 1;
    Nanoseconds m_lastDelay = {};
    Nanoseconds m_totalDelay = {};
};

} // namespace fusebox::resilience
