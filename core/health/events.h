// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>
#include <vector>

#include "core/health/clock.h"
#include "core/health/endpoint_config.h"
#include "core/health/status.h"
#include "core/probe/probe.h"

namespace fusebox::health {

/// How a check ended. Skipped: none was made (the failure says what refused it).
enum class CheckOutcome : std::uint8_t { Success, Slow, Failure, Ignored, Skipped };

/// One check of a polled endpoint, with its retries. Latency and phases are those of the last attempt.
struct CheckEvent
{
    CheckOutcome outcome = CheckOutcome::Ignored;
    Nanoseconds latency{0};
    probe::PhaseTimes phases = {};
    std::optional<int> statusCode = {};
    std::optional<probe::ProbeFailure> failure = {}; ///< of the last attempt; none on success
    int attempts = 0;
};

struct TransitionEvent
{
    resilience::TransitionRecord record;
};

struct StatusEvent
{
    Status from = Status::Unknown;
    Status to = Status::Unknown;
    std::vector<StatusReason> reasons = {};
};

enum class WebSocketChange : std::uint8_t {
    Connecting,
    Connected,
    Pong,
    Message,
    Disconnected,
    Waiting,
    GaveUp
};

struct WebSocketEvent
{
    WebSocketChange change = WebSocketChange::Connecting;
    int attempt = 0;                                 ///< 1-based, of this episode; Waiting: the one to come
    std::optional<int> closeCode = {};               ///< Disconnected, when a close frame came
    QString closeReason = {};                        ///< the peer's text
    std::optional<Nanoseconds> retryIn = {};         ///< Waiting
    std::optional<Nanoseconds> roundTrip = {};       ///< Pong
    std::optional<Nanoseconds> latency = {};         ///< Connected
    std::optional<probe::ProbeFailure> failure = {}; ///< Disconnected, GaveUp
};

struct OverallEvent
{
    OverallStatus overall = {};
};

/// Something that happened. `endpoint` is empty for OverallEvent.
struct Event
{
    Moment at = {};
    EndpointId endpoint = {};
    std::variant<CheckEvent, TransitionEvent, StatusEvent, WebSocketEvent, OverallEvent> what;
};

} // namespace fusebox::health
