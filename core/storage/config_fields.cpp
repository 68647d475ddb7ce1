// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_fields.h"

#include <algorithm>
#include <array>

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Endpoint = health::EndpointConfig;
using health::Nanoseconds;

namespace {

constexpr std::array TimeoutFields{
    Field{"dns"_L1, DurationField{[](Endpoint &e) -> Nanoseconds & { return e.timeouts.dns; }}},
    Field{"connect"_L1, DurationField{[](Endpoint &e) -> Nanoseconds & { return e.timeouts.connect; }}},
    Field{"tls"_L1, DurationField{[](Endpoint &e) -> Nanoseconds & { return e.timeouts.tls; }}},
    Field{"first_byte"_L1, DurationField{[](Endpoint &e) -> Nanoseconds & { return e.timeouts.firstByte; }}},
    Field{"total"_L1, DurationField{[](Endpoint &e) -> Nanoseconds & { return e.timeouts.total; }}},
};

constexpr std::array RetryFields{
    Field{"max_attempts"_L1, CountField{[](Endpoint &e) -> int & { return e.retry.maxAttempts; }, 1}},
    Field{"initial_delay"_L1,
          DurationField{[](Endpoint &e) -> Nanoseconds & { return e.retry.backoff.initialDelay; }}},
    Field{"backoff_multiplier"_L1,
          NumberField{[](Endpoint &e) -> double & { return e.retry.backoff.multiplier; }, 1, 1000}},
    Field{"max_delay"_L1,
          DurationField{[](Endpoint &e) -> Nanoseconds & { return e.retry.backoff.maxDelay; }}},
};

constexpr std::array CircuitFields{
    Field{"failure_threshold"_L1,
          CountField{[](Endpoint &e) -> int & { return e.circuit.failureThreshold; }, 0}},
    Field{"failure_window"_L1,
          DurationField{[](Endpoint &e) -> Nanoseconds & { return e.circuit.failureWindow; }}},
    Field{"consecutive_failures"_L1,
          CountField{[](Endpoint &e) -> int & { return e.circuit.consecutiveFailures; }, 0}},
    Field{"failure_rate"_L1,
          NumberField{[](Endpoint &e) -> double & { return e.circuit.failureRate; }, 0, 1}},
    Field{"minimum_calls"_L1, CountField{[](Endpoint &e) -> int & { return e.circuit.minimumCalls; }, 1}},
    Field{"recovery_timeout"_L1,
          DurationField{[](Endpoint &e) -> Nanoseconds & { return e.circuit.recoveryTimeout; }}},
    Field{"success_threshold"_L1,
          CountField{[](Endpoint &e) -> int & { return e.circuit.successThreshold; }, 1}},
    Field{"trial_calls"_L1, CountField{[](Endpoint &e) -> int & { return e.circuit.trialCalls; }, 1}},
    Field{"trial_timeout"_L1,
          DurationField{[](Endpoint &e) -> Nanoseconds & { return e.circuit.trialTimeout; }}},
};

constexpr std::array TlsFields{
    Field{"ca_file"_L1, TextField{[](Endpoint &e) -> QString & { return e.tls.caFile; }, 4096}},
};

constexpr std::array WebSocketFields{
    Field{"pong_timeout"_L1,
          DurationField{[](Endpoint &e) -> Nanoseconds & { return e.webSocket.pongTimeout; }}},
    Field{"stable_after"_L1,
          DurationField{[](Endpoint &e) -> Nanoseconds & { return e.webSocket.stableAfter; }}},
    Field{"max_retries"_L1,
          OptionalCountField{[](Endpoint &e) -> std::optional<int> & { return e.webSocket.maxRetries; }, 0}},
};

constexpr std::array EndpointFields{
    Field{"id"_L1, TextField{[](Endpoint &e) -> QString & { return e.id; }, health::maxIdLength}},
    Field{"name"_L1, TextField{[](Endpoint &e) -> QString & { return e.name; }, health::maxNameLength}},
    Field{"url"_L1, UrlField{[](Endpoint &e) -> QUrl & { return e.url; }}},
    Field{"interval"_L1, DurationField{[](Endpoint &e) -> Nanoseconds & { return e.interval; }, 100ms}},
    Field{"timeouts"_L1, SectionField{TimeoutFields}},
    Field{"retry"_L1, SectionField{RetryFields}},
    Field{"circuit"_L1, SectionField{CircuitFields}},
    Field{"slow_after"_L1, DurationField{[](Endpoint &e) -> Nanoseconds & { return e.slowAfter; }}},
    Field{"tls"_L1, SectionField{TlsFields}},
    Field{"websocket"_L1, SectionField{WebSocketFields}},
    Field{"paused"_L1, FlagField{[](Endpoint &e) -> bool & { return e.paused; }}},
};

struct IsDefault
{
    Endpoint config;
    Endpoint defaults = {};

    bool operator()(const SectionField &section)
    {
        return std::all_of(section.fields.begin(), section.fields.end(),
                           [this](const Field &field) { return std::visit(*this, field.kind); });
    }
    template <typename Kind>
    bool operator()(const Kind &kind)
    {
        return kind.of(config) == kind.of(defaults);
    }
};

} // namespace

std::span<const Field> endpointFields()
{
    return EndpointFields;
}

bool isDefault(const Field &field, const Endpoint &config)
{
    return std::visit(IsDefault{config}, field.kind);
}

} // namespace fusebox::storage
