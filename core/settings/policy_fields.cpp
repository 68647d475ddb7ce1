// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/resilience/names.h"
#include "core/settings/field_tables.h"

namespace fusebox::settings {

using namespace Qt::StringLiterals;
using probe::Timeouts;
using resilience::Backoff;
using resilience::CircuitSettings;
using resilience::RetrySettings;
using Growth = Choice<resilience::Growth>;
using Jitter = Choice<resilience::Jitter>;

namespace {

constexpr double MaxFactor = 1000;

template <typename Enum>
constexpr QLatin1StringView coreWord(Enum value)
{
    return {resilience::name(value).data(), static_cast<qsizetype>(resilience::name(value).size())};
}

constexpr std::array GrowthWords{coreWord(Growth::Type::Constant), coreWord(Growth::Type::Linear),
                                 coreWord(Growth::Type::Exponential)};
constexpr std::array JitterWords{coreWord(Jitter::Type::Full), coreWord(Jitter::Type::Equal),
                                 coreWord(Jitter::Type::Proportional), coreWord(Jitter::Type::Decorrelated)};

constexpr std::array TimeoutFields{
    Field{"dns"_L1, At{place<&Endpoint::timeouts, &Timeouts::dns>, Duration{}}, "Finding the address."_L1,
          Needs::Network},
    Field{"connect"_L1, At{place<&Endpoint::timeouts, &Timeouts::connect>, Duration{}}, "TCP connection."_L1,
          Needs::Network},
    Field{"tls"_L1, At{place<&Endpoint::timeouts, &Timeouts::tls>, Duration{}}, "TLS handshake."_L1,
          Needs::Network},
    Field{"send"_L1, At{place<&Endpoint::timeouts, &Timeouts::send>, Optional<Duration>{}},
          "Sending what is asked; null: within first_byte."_L1, Needs::Network},
    Field{
        "first_byte"_L1, At{place<&Endpoint::timeouts, &Timeouts::firstByte>, Duration{}},
        "From the first byte sent (with send: from the last) until the head of the answer has come; tcp and tls: until the first byte."_L1,
        Needs::Network},
    Field{"total"_L1, At{place<&Endpoint::timeouts, &Timeouts::total>, Duration{}},
          "One attempt, and a check with all its retries."_L1},
};

constexpr std::array RetryFields{
    Field{"max_attempts"_L1, At{place<&Endpoint::retry, &RetrySettings::maxAttempts>, Count{1}},
          "The first included."_L1},
    Field{
        "initial_delay"_L1,
        At{place<&Endpoint::retry, &RetrySettings::backoff, &Backoff::initialDelay>, Duration{}},
        "Before the first retry, before jitter. A WebSocket is dialled again after 1s where this has the default."_L1},
    Field{"growth"_L1,
          At{place<&Endpoint::retry, &RetrySettings::backoff, &Backoff::growth>, Growth{GrowthWords}},
          "How delays grow from retry to retry."_L1},
    Field{"backoff_multiplier"_L1,
          At{place<&Endpoint::retry, &RetrySettings::backoff, &Backoff::multiplier>, Number{1, MaxFactor}},
          "What an exponential delay grows by."_L1},
    Field{"max_delay"_L1,
          At{place<&Endpoint::retry, &RetrySettings::backoff, &Backoff::maxDelay>, Duration{}},
          "No delay is longer, jitter included."_L1},
    Field{
        "jitter"_L1,
        At{place<&Endpoint::retry, &RetrySettings::backoff, &Backoff::jitter>, Jitter{JitterWords}},
        "How chance spreads a delay d: full [0, d], equal [d/2, d], proportional [d - share, d + share], decorrelated [initial_delay, 3 times the delay before]."_L1},
    Field{"jitter_share"_L1,
          At{place<&Endpoint::retry, &RetrySettings::backoff, &Backoff::jitterShare>, Number{0, 1}},
          "Of proportional jitter; 0: none."_L1},
    Field{"total_time"_L1, At{place<&Endpoint::retry, &RetrySettings::totalTime>, Optional<Duration>{}},
          "No attempt begins this long after the first; null: no bound."_L1},
    Field{"attempt_timeout"_L1,
          At{place<&Endpoint::retry, &RetrySettings::attemptTimeout>, Optional<Duration>{}},
          "How long one attempt may take; null: timeouts.total."_L1},
    Field{
        "retry_on"_L1, At{place<&Endpoint::retry, &RetrySettings::retryOn>, ErrorClasses{}},
        "What another attempt may mend; network: dns, refused, unreachable, reset, timeout. Of statuses never a 4xx but 408, 425 and 429."_L1},
};

constexpr std::array CircuitFields{
    // when to open
    Field{"failure_threshold"_L1, At{place<&Endpoint::circuit, &CircuitSettings::failureThreshold>, Count{0}},
          "Failures within failure_window that open the circuit; 0: rule off."_L1},
    Field{"failure_window"_L1, At{place<&Endpoint::circuit, &CircuitSettings::failureWindow>, Duration{}},
          "How far back failures and calls count."_L1},
    Field{"consecutive_failures"_L1,
          At{place<&Endpoint::circuit, &CircuitSettings::consecutiveFailures>, Count{0}},
          "Failures in a row that open the circuit; 0: rule off."_L1},
    Field{"failure_rate"_L1, At{place<&Endpoint::circuit, &CircuitSettings::failureRate>, Number{0, 1}},
          "Share of failed calls that opens the circuit; 0: rule off."_L1},
    Field{"slow_rate"_L1, At{place<&Endpoint::circuit, &CircuitSettings::slowRate>, Number{0, 1}},
          "Share of slow calls that opens the circuit; 0: rule off."_L1},
    Field{"minimum_calls"_L1, At{place<&Endpoint::circuit, &CircuitSettings::minimumCalls>, Count{1}},
          "With fewer calls the rates are unknown."_L1},
    Field{"rate_calls"_L1, At{place<&Endpoint::circuit, &CircuitSettings::rateCalls>, Count{0}},
          "Rates are over the last so many calls; 0: over failure_window."_L1},
    Field{"track_errors"_L1, At{place<&Endpoint::circuit, &CircuitSettings::trackErrors>, ErrorClasses{}},
          "What counts as a failure; others are ignored."_L1},
    // for how long
    Field{"recovery_timeout"_L1, At{place<&Endpoint::circuit, &CircuitSettings::recoveryTimeout>, Duration{}},
          "How long the circuit stays open before trials."_L1},
    Field{"open_time_multiplier"_L1,
          At{place<&Endpoint::circuit, &CircuitSettings::openTimeMultiplier>, Number{1, MaxFactor}},
          "What the open time grows by with each reopening, until the circuit closes."_L1},
    Field{"max_open_time"_L1, At{place<&Endpoint::circuit, &CircuitSettings::maxOpenTime>, Duration{}},
          "It grows no further."_L1},
    // what closes
    Field{"success_threshold"_L1, At{place<&Endpoint::circuit, &CircuitSettings::successThreshold>, Count{1}},
          "Successful trials that close the circuit."_L1},
    Field{"trial_calls"_L1, At{place<&Endpoint::circuit, &CircuitSettings::trialCalls>, Count{1}},
          "Trials at once while half-open."_L1},
    Field{"trial_sample"_L1, At{place<&Endpoint::circuit, &CircuitSettings::trialSample>, Count{0}},
          "The verdict is by rate over so many trials; 0: by success_threshold."_L1},
    Field{"trial_failure_rate"_L1,
          At{place<&Endpoint::circuit, &CircuitSettings::trialFailureRate>, Number{0.001, 1}},
          "Share of failed trials of trial_sample that opens the circuit again."_L1},
    Field{"trial_timeout"_L1, At{place<&Endpoint::circuit, &CircuitSettings::trialTimeout>, Duration{}},
          "Half-open without a verdict for this long opens the circuit again."_L1},
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

} // namespace fusebox::settings
