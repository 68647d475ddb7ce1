// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/policy_fields.h"

#include "ui/dialogs/field_kinds.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using namespace std::chrono_literals;
using C = health::EndpointConfig;
using health::Nanoseconds;
using resilience::ErrorClassSet;
using resilience::Growth;
using resilience::Jitter;

constexpr int manyCalls = 1'000'000;
constexpr double maxFactor = 1000;
constexpr double leastTrialRate = 0.001;

void addAttempts(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Retry);
    fields.push_back(countField(
        spec("retry.max_attempts", Text::tr("Attempts"), Text::tr("at most, the first included")),
        [](C &c) -> int & { return c.retry.maxAttempts; }, 1, manyCalls));
    fields.push_back(durationField(
        spec("retry.initial_delay", Text::tr("First delay"),
             Text::tr("before the second attempt; left at 100 ms, a WebSocket takes 1 s")),
        [](C &c) -> Nanoseconds & { return c.retry.backoff.initialDelay; }, 1ns));
    fields.push_back(numberField(
        spec("retry.backoff_multiplier", Text::tr("Multiplier"), Text::tr("each delay is this much longer")),
        [](C &c) -> double & { return c.retry.backoff.multiplier; }, 1, maxFactor));
    fields.push_back(durationField(
        spec("retry.max_delay", Text::tr("Longest delay"), Text::tr("no delay is longer")),
        [](C &c) -> Nanoseconds & { return c.retry.backoff.maxDelay; }, 1ns));
}

void addDelays(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::RetryDetail);
    FieldSpec growth = spec("retry.growth", Text::tr("Growth"), Text::tr("of the delays"));
    growth.choices = {Text::tr("constant"), Text::tr("linear"), Text::tr("exponential")};
    fields.push_back(choiceField<Growth>(growth, [](C &c) -> Growth & { return c.retry.backoff.growth; }));
    FieldSpec jitter = spec("retry.jitter", Text::tr("Jitter"), Text::tr("how chance spreads a delay"));
    jitter.choices = {Text::tr("full"), Text::tr("equal"), Text::tr("proportional"),
                      Text::tr("decorrelated")};
    fields.push_back(choiceField<Jitter>(jitter, [](C &c) -> Jitter & { return c.retry.backoff.jitter; }));
    fields.push_back(numberField(
        spec("retry.jitter_share", Text::tr("Jitter share"), Text::tr("of proportional jitter; 0: none")),
        [](C &c) -> double & { return c.retry.backoff.jitterShare; }, 0, 1));
}

void addRetryDetail(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::RetryDetail);
    addDelays(fields);
    fields.push_back(optionalDurationField(
        spec("retry.total_time", Text::tr("Begin within"), Text::tr("no attempt is later; empty: no bound")),
        [](C &c) -> std::optional<Nanoseconds> & { return c.retry.totalTime; }));
    fields.push_back(optionalDurationField(
        spec("retry.attempt_timeout", Text::tr("One attempt"), Text::tr("empty: the total time limit")),
        [](C &c) -> std::optional<Nanoseconds> & { return c.retry.attemptTimeout; }));
    fields.push_back(
        errorsField(spec("retry.retry_on", Text::tr("Errors"), Text::tr("that another attempt may mend")),
                    [](C &c) -> ErrorClassSet & { return c.retry.retryOn; }));
}

void addTripRules(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Circuit);
    fields.push_back(countField(
        spec("circuit.failure_threshold", Text::tr("Failures"),
             Text::tr("within the window open it; 0: rule off")),
        [](C &c) -> int & { return c.circuit.failureThreshold; }, 0, manyCalls));
    fields.push_back(durationField(
        spec("circuit.failure_window", Text::tr("Window"), Text::tr("how long a failure counts")),
        [](C &c) -> Nanoseconds & { return c.circuit.failureWindow; }, 1ns));
    fields.push_back(countField(
        spec("circuit.consecutive_failures", Text::tr("In a row"),
             Text::tr("failures in a row open it; 0: rule off")),
        [](C &c) -> int & { return c.circuit.consecutiveFailures; }, 0, manyCalls));
    fields.push_back(numberField(
        spec("circuit.failure_rate", Text::tr("Failure rate"),
             Text::tr("share of calls that opens it, 0.5 is half; 0: rule off")),
        [](C &c) -> double & { return c.circuit.failureRate; }, 0, 1));
    fields.push_back(countField(
        spec("circuit.minimum_calls", Text::tr("Minimum calls"), Text::tr("below them the rate is unknown")),
        [](C &c) -> int & { return c.circuit.minimumCalls; }, 1, manyCalls));
}

void addRecovery(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Circuit);
    fields.push_back(durationField(
        spec("circuit.recovery_timeout", Text::tr("Recovery time"), Text::tr("open this long, then trials")),
        [](C &c) -> Nanoseconds & { return c.circuit.recoveryTimeout; }, 1ns));
    fields.push_back(countField(
        spec("circuit.success_threshold", Text::tr("Successes"), Text::tr("trial successes that close it")),
        [](C &c) -> int & { return c.circuit.successThreshold; }, 1, manyCalls));
}

void addRateDetail(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::CircuitDetail);
    fields.push_back(numberField(
        spec("circuit.slow_rate", Text::tr("Slow rate"),
             Text::tr("share of slow calls that opens it; 0: rule off")),
        [](C &c) -> double & { return c.circuit.slowRate; }, 0, 1));
    fields.push_back(countField(
        spec("circuit.rate_calls", Text::tr("Rates over"), Text::tr("the last calls; 0: over the window")),
        [](C &c) -> int & { return c.circuit.rateCalls; }, 0, manyCalls));
    fields.push_back(
        errorsField(spec("circuit.track_errors", Text::tr("Errors"), Text::tr("that count as failures")),
                    [](C &c) -> ErrorClassSet & { return c.circuit.trackErrors; }));
}

void addOpenDetail(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::CircuitDetail);
    fields.push_back(numberField(
        spec("circuit.open_time_multiplier", Text::tr("Open longer"),
             Text::tr("each time the trials fail, by this factor")),
        [](C &c) -> double & { return c.circuit.openTimeMultiplier; }, 1, maxFactor));
    fields.push_back(durationField(
        spec("circuit.max_open_time", Text::tr("Longest open"), Text::tr("never longer than this")),
        [](C &c) -> Nanoseconds & { return c.circuit.maxOpenTime; }, 1ns));
}

void addTrialDetail(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::CircuitDetail);
    fields.push_back(countField(
        spec("circuit.trial_calls", Text::tr("Trials"), Text::tr("let through at once when half-open")),
        [](C &c) -> int & { return c.circuit.trialCalls; }, 1, manyCalls));
    fields.push_back(countField(
        spec("circuit.trial_sample", Text::tr("Trial sample"),
             Text::tr("trials judged by their rate; 0: by successes")),
        [](C &c) -> int & { return c.circuit.trialSample; }, 0, manyCalls));
    fields.push_back(numberField(
        spec("circuit.trial_failure_rate", Text::tr("Trial failures"),
             Text::tr("share of the sample that opens it again")),
        [](C &c) -> double & { return c.circuit.trialFailureRate; }, leastTrialRate, 1));
    fields.push_back(durationField(
        spec("circuit.trial_timeout", Text::tr("Trial time"), Text::tr("without a verdict it opens again")),
        [](C &c) -> Nanoseconds & { return c.circuit.trialTimeout; }, 1ns));
}

} // namespace

void addTimeouts(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Timeouts);
    const auto add = [&](const char *key, const QString &label, const QString &hint,
                         Place<Nanoseconds> place) {
        fields.push_back(durationField(spec(key, label, hint), place, 1ns));
    };
    add("timeouts.dns", Text::tr("Names"), Text::tr("to resolve the host's name"),
        [](C &c) -> Nanoseconds & { return c.timeouts.dns; });
    add("timeouts.connect", Text::tr("Connect"), Text::tr("to open the TCP connection"),
        [](C &c) -> Nanoseconds & { return c.timeouts.connect; });
    add("timeouts.tls", Text::tr("TLS"), Text::tr("to agree on TLS"),
        [](C &c) -> Nanoseconds & { return c.timeouts.tls; });
    add("timeouts.first_byte", Text::tr("First byte"),
        Text::tr("to send and to wait, until the answer's head has come"),
        [](C &c) -> Nanoseconds & { return c.timeouts.firstByte; });
    add("timeouts.total", Text::tr("Total"), Text::tr("the whole check with its retries"),
        [](C &c) -> Nanoseconds & { return c.timeouts.total; });
}

void addRetry(std::vector<FieldSpec> &fields)
{
    addAttempts(fields);
    addRetryDetail(fields);
}

void addCircuit(std::vector<FieldSpec> &fields)
{
    addTripRules(fields);
    addRecovery(fields);
    addRateDetail(fields);
    addOpenDetail(fields);
    addTrialDetail(fields);
}

} // namespace fusebox::ui
