// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/storage/field_tables.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using probe::Timeouts;
using resilience::Backoff;
using resilience::CircuitSettings;
using resilience::RetrySettings;
using Growth = Choice<resilience::Growth>;
using Jitter = Choice<resilience::Jitter>;

namespace {

constexpr double MaxFactor = 1000;

constexpr std::array GrowthWords{"constant"_L1, "linear"_L1, "exponential"_L1};
constexpr std::array JitterWords{"full"_L1, "equal"_L1, "proportional"_L1, "decorrelated"_L1};

constexpr std::array TimeoutFields{
    Field{"dns"_L1, At{place<&Endpoint::timeouts, &Timeouts::dns>, Duration{}}},
    Field{"connect"_L1, At{place<&Endpoint::timeouts, &Timeouts::connect>, Duration{}}},
    Field{"tls"_L1, At{place<&Endpoint::timeouts, &Timeouts::tls>, Duration{}}},
    Field{"first_byte"_L1, At{place<&Endpoint::timeouts, &Timeouts::firstByte>, Duration{}}},
    Field{"total"_L1, At{place<&Endpoint::timeouts, &Timeouts::total>, Duration{}}},
};

constexpr std::array RetryFields{
    Field{"max_attempts"_L1, At{place<&Endpoint::retry, &RetrySettings::maxAttempts>, Count{1}}},
    Field{"initial_delay"_L1,
          At{place<&Endpoint::retry, &RetrySettings::backoff, &Backoff::initialDelay>, Duration{}}},
    Field{"growth"_L1,
          At{place<&Endpoint::retry, &RetrySettings::backoff, &Backoff::growth>, Growth{GrowthWords}}},
    Field{"backoff_multiplier"_L1,
          At{place<&Endpoint::retry, &RetrySettings::backoff, &Backoff::multiplier>, Number{1, MaxFactor}}},
    Field{"max_delay"_L1,
          At{place<&Endpoint::retry, &RetrySettings::backoff, &Backoff::maxDelay>, Duration{}}},
    Field{"jitter"_L1,
          At{place<&Endpoint::retry, &RetrySettings::backoff, &Backoff::jitter>, Jitter{JitterWords}}},
    Field{"jitter_share"_L1,
          At{place<&Endpoint::retry, &RetrySettings::backoff, &Backoff::jitterShare>, Number{0, 1}}},
    Field{"total_time"_L1, At{place<&Endpoint::retry, &RetrySettings::totalTime>, Optional<Duration>{}}},
    Field{"attempt_timeout"_L1,
          At{place<&Endpoint::retry, &RetrySettings::attemptTimeout>, Optional<Duration>{}}},
    Field{"retry_on"_L1, At{place<&Endpoint::retry, &RetrySettings::retryOn>, ErrorClasses{}}},
};

constexpr std::array CircuitFields{
    // when to open
    Field{"failure_threshold"_L1,
          At{place<&Endpoint::circuit, &CircuitSettings::failureThreshold>, Count{0}}},
    Field{"failure_window"_L1, At{place<&Endpoint::circuit, &CircuitSettings::failureWindow>, Duration{}}},
    Field{"consecutive_failures"_L1,
          At{place<&Endpoint::circuit, &CircuitSettings::consecutiveFailures>, Count{0}}},
    Field{"failure_rate"_L1, At{place<&Endpoint::circuit, &CircuitSettings::failureRate>, Number{0, 1}}},
    Field{"slow_rate"_L1, At{place<&Endpoint::circuit, &CircuitSettings::slowRate>, Number{0, 1}}},
    Field{"minimum_calls"_L1, At{place<&Endpoint::circuit, &CircuitSettings::minimumCalls>, Count{1}}},
    Field{"rate_calls"_L1, At{place<&Endpoint::circuit, &CircuitSettings::rateCalls>, Count{0}}},
    Field{"track_errors"_L1, At{place<&Endpoint::circuit, &CircuitSettings::trackErrors>, ErrorClasses{}}},
    // for how long
    Field{"recovery_timeout"_L1,
          At{place<&Endpoint::circuit, &CircuitSettings::recoveryTimeout>, Duration{}}},
    Field{"open_time_multiplier"_L1,
          At{place<&Endpoint::circuit, &CircuitSettings::openTimeMultiplier>, Number{1, MaxFactor}}},
    Field{"max_open_time"_L1, At{place<&Endpoint::circuit, &CircuitSettings::maxOpenTime>, Duration{}}},
    // what closes
    Field{"success_threshold"_L1,
          At{place<&Endpoint::circuit, &CircuitSettings::successThreshold>, Count{1}}},
    Field{"trial_calls"_L1, At{place<&Endpoint::circuit, &CircuitSettings::trialCalls>, Count{1}}},
    Field{"trial_sample"_L1, At{place<&Endpoint::circuit, &CircuitSettings::trialSample>, Count{0}}},
    Field{"trial_failure_rate"_L1,
          At{place<&Endpoint::circuit, &CircuitSettings::trialFailureRate>, Number{0.001, 1}}},
    Field{"trial_timeout"_L1, At{place<&Endpoint::circuit, &CircuitSettings::trialTimeout>, Duration{}}},
};

} // namespace

std::span<const Field> timeoutFields()
{
    return TimeoutFields;
}

std::span<const Field> retryFields()
{
    return RetryFields;
}

std::span<const Field> circuitFields()
{
    return CircuitFields;
}

} // namespace fusebox::storage
