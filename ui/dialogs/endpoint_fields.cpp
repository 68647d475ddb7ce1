// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/endpoint_fields.h"

#include "ui/dialogs/field_kinds.h"
#include "ui/dialogs/network_fields.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using namespace std::chrono_literals;
using C = health::EndpointConfig;
using health::Nanoseconds;

constexpr int manyCalls = 1'000'000;

void addChecks(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Checks);
    fields.push_back(durationField(
        spec("interval", Text::tr("Interval"), Text::tr("between two checks or pings")),
        [](C &c) -> Nanoseconds & { return c.interval; }, health::minInterval));
    fields.push_back(durationField(
        spec("slow_after", Text::tr("Slow after"), Text::tr("an answer later than this is slow")),
        [](C &c) -> Nanoseconds & { return c.slowAfter; }, 1ns));
}

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
    add("timeouts.first_byte", Text::tr("First byte"), Text::tr("to send and to wait for the answer's begin"),
        [](C &c) -> Nanoseconds & { return c.timeouts.firstByte; });
    add("timeouts.total", Text::tr("Total"), Text::tr("the whole check with its retries"),
        [](C &c) -> Nanoseconds & { return c.timeouts.total; });
}

void addRetry(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Retry);
    fields.push_back(countField(
        spec("retry.max_attempts", Text::tr("Attempts"), Text::tr("at most, the first included")),
        [](C &c) -> int & { return c.retry.maxAttempts; }, 1, manyCalls));
    fields.push_back(durationField(
        spec("retry.initial_delay", Text::tr("First delay"), Text::tr("before the second attempt")),
        [](C &c) -> Nanoseconds & { return c.retry.backoff.initialDelay; }, 1ns));
    fields.push_back(numberField(
        spec("retry.backoff_multiplier", Text::tr("Multiplier"), Text::tr("each delay is this much longer")),
        [](C &c) -> double & { return c.retry.backoff.multiplier; }, 1, 1000));
    fields.push_back(durationField(
        spec("retry.max_delay", Text::tr("Longest delay"), Text::tr("no delay is longer")),
        [](C &c) -> Nanoseconds & { return c.retry.backoff.maxDelay; }, 1ns));
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

void addWebSocket(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::WebSocket);
    fields.push_back(durationField(
        spec("websocket.pong_timeout", Text::tr("Pong"), Text::tr("to answer a ping")),
        [](C &c) -> Nanoseconds & { return c.webSocket.pongTimeout; }, 1ns));
    fields.push_back(durationField(
        spec("websocket.stable_after", Text::tr("Stable after"),
             Text::tr("connected this long, the backoff starts anew")),
        [](C &c) -> Nanoseconds & { return c.webSocket.stableAfter; }, 1ns));
    fields.push_back(optionalCountField(
        spec("websocket.max_retries", Text::tr("Reconnects"),
             Text::tr("in a row before giving up; empty: never")),
        [](C &c) -> std::optional<int> & { return c.webSocket.maxRetries; }, 0, manyCalls));
}

} // namespace

std::vector<FieldSpec> endpointFields()
{
    std::vector<FieldSpec> fields;
    addChecks(fields);
    addRequest(fields);
    addExpectations(fields);
    addTls(fields);
    addNames(fields);
    addTimeouts(fields);
    addRetry(fields);
    addTripRules(fields);
    addRecovery(fields);
    addWebSocket(fields);
    return fields;
}

QString sectionTitle(FieldSection section)
{
    switch (section) {
    case FieldSection::Checks: return Text::tr("Checks");
    case FieldSection::Timeouts: return Text::tr("Time limits");
    case FieldSection::Retry: return Text::tr("Retries");
    case FieldSection::Circuit: return Text::tr("Circuit");
    case FieldSection::Request: return Text::tr("HTTP request");
    case FieldSection::Expectations: return Text::tr("Expectations");
    case FieldSection::Names: return Text::tr("Names and proxy");
    case FieldSection::Tls: return Text::tr("TLS");
    case FieldSection::WebSocket: return Text::tr("WebSocket");
    case FieldSection::Count: break;
    }
    return {};
}

bool matters(FieldSection section, const QString &scheme)
{
    const bool isHttp = scheme == u"http" || scheme == u"https";
    const bool isWebSocket = scheme == u"ws" || scheme == u"wss";
    switch (section) {
    case FieldSection::Request:
    case FieldSection::Expectations: return isHttp;
    case FieldSection::Tls: return scheme == u"https" || scheme == u"wss" || scheme == u"tls";
    case FieldSection::Names: return isHttp || scheme == u"tcp" || scheme == u"tls";
    case FieldSection::WebSocket: return isWebSocket;
    default: return true;
    }
}

} // namespace fusebox::ui
