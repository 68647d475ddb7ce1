// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/policy_fields.h"

#include "ui/dialogs/field_kinds.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

void addAttempts(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Retry);
    fields.push_back(settingField(
        spec("retry.max_attempts", Text::tr("Attempts"), Text::tr("at most, the first included"))));
    fields.push_back(
        settingField(spec("retry.initial_delay", Text::tr("First delay"),
                          Text::tr("before the second attempt; left at 100 ms, a WebSocket takes 1 s"))));
    fields.push_back(settingField(spec("retry.backoff_multiplier", Text::tr("Multiplier"),
                                       Text::tr("each delay is this much longer"))));
    fields.push_back(
        settingField(spec("retry.max_delay", Text::tr("Longest delay"), Text::tr("no delay is longer"))));
}

void addDelays(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::RetryDetail);
    FieldSpec growth = spec("retry.growth", Text::tr("Growth"), Text::tr("of the delays"));
    growth.choices = {Text::tr("constant"), Text::tr("linear"), Text::tr("exponential")};
    fields.push_back(settingField(growth));
    FieldSpec jitter = spec("retry.jitter", Text::tr("Jitter"), Text::tr("how chance spreads a delay"));
    jitter.choices = {Text::tr("full"), Text::tr("equal"), Text::tr("proportional"),
                      Text::tr("decorrelated")};
    fields.push_back(settingField(jitter));
    fields.push_back(settingField(
        spec("retry.jitter_share", Text::tr("Jitter share"), Text::tr("of proportional jitter; 0: none"))));
}

void addRetryDetail(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::RetryDetail);
    addDelays(fields);
    fields.push_back(settingField(spec("retry.total_time", Text::tr("Begin within"),
                                       Text::tr("no attempt is later; empty: no bound"))));
    fields.push_back(settingField(
        spec("retry.attempt_timeout", Text::tr("One attempt"), Text::tr("empty: the total time limit"))));
    fields.push_back(
        settingField(spec("retry.retry_on", Text::tr("Errors"), Text::tr("that another attempt may mend"))));
}

void addTripRules(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Circuit);
    fields.push_back(settingField(spec("circuit.failure_threshold", Text::tr("Failures"),
                                       Text::tr("within the window open it; 0: rule off"))));
    fields.push_back(settingField(
        spec("circuit.failure_window", Text::tr("Window"), Text::tr("how long a failure counts"))));
    fields.push_back(settingField(spec("circuit.consecutive_failures", Text::tr("In a row"),
                                       Text::tr("failures in a row open it; 0: rule off"))));
    fields.push_back(settingField(spec("circuit.failure_rate", Text::tr("Failure rate"),
                                       Text::tr("share of calls that opens it, 0.5 is half; 0: rule off"))));
    fields.push_back(settingField(spec("circuit.minimum_calls", Text::tr("Minimum calls"),
                                       Text::tr("below them the rate is unknown"))));
}

void addRecovery(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Circuit);
    fields.push_back(settingField(spec("circuit.recovery_timeout", Text::tr("Recovery time"),
                                       Text::tr("open this long, then trials"))));
    fields.push_back(settingField(
        spec("circuit.success_threshold", Text::tr("Successes"), Text::tr("trial successes that close it"))));
}

void addRateDetail(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::CircuitDetail);
    fields.push_back(settingField(spec("circuit.slow_rate", Text::tr("Slow rate"),
                                       Text::tr("share of slow calls that opens it; 0: rule off"))));
    fields.push_back(settingField(
        spec("circuit.rate_calls", Text::tr("Rates over"), Text::tr("the last calls; 0: over the window"))));
    fields.push_back(
        settingField(spec("circuit.track_errors", Text::tr("Errors"), Text::tr("that count as failures"))));
}

void addOpenDetail(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::CircuitDetail);
    fields.push_back(settingField(spec("circuit.open_time_multiplier", Text::tr("Open longer"),
                                       Text::tr("each time the trials fail, by this factor"))));
    fields.push_back(settingField(
        spec("circuit.max_open_time", Text::tr("Longest open"), Text::tr("never longer than this"))));
}

void addTrialDetail(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::CircuitDetail);
    fields.push_back(settingField(
        spec("circuit.trial_calls", Text::tr("Trials"), Text::tr("let through at once when half-open"))));
    fields.push_back(settingField(spec("circuit.trial_sample", Text::tr("Trial sample"),
                                       Text::tr("trials judged by their rate; 0: by successes"))));
    fields.push_back(settingField(spec("circuit.trial_failure_rate", Text::tr("Trial failures"),
                                       Text::tr("share of the sample that opens it again"))));
    fields.push_back(settingField(
        spec("circuit.trial_timeout", Text::tr("Trial time"), Text::tr("without a verdict it opens again"))));
}

} // namespace

void addTimeouts(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Timeouts);
    const auto add = [&](const char *key, const QString &label, const QString &hint) {
        fields.push_back(settingField(spec(key, label, hint)));
    };
    add("timeouts.dns", Text::tr("Names"), Text::tr("to resolve the host's name"));
    add("timeouts.connect", Text::tr("Connect"), Text::tr("to open the TCP connection"));
    add("timeouts.tls", Text::tr("TLS"), Text::tr("to agree on TLS"));
    add("timeouts.send", Text::tr("Send"), Text::tr("to send what is asked; empty: within first byte"));
    add("timeouts.first_byte", Text::tr("First byte"),
        Text::tr("to send and to wait, until the answer's head has come"));
    add("timeouts.total", Text::tr("Total"), Text::tr("the whole check with its retries"));
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
