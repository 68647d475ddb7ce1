// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>
#include <vector>

#include "core/health/values/clock.h"
#include "core/health/values/incident.h"
#include "core/health/values/status.h"
#include "core/probe/contract/probe.h"
#include "core/probe/web_socket/link_messages.h"
#include "core/resilience/trace.h"
#include "core/settings/endpoint_config.h"
#include "core/settings/secret_values.h"

namespace fusebox::health {

/// Why there is no measurement. One word for it everywhere: see wireName().
enum class GapCause : std::uint8_t {
    Paused,
    CircuitOpen,
    RateLimited,
    Crowded,      ///< no place among the calls that may run at once
    Offline,      ///< this machine
    Asleep,       ///< this machine
    Disconnected, ///< a WebSocket waits for its next attempt
    NoResources,  ///< this machine lacked descriptors, ports, buffers or memory
    NoSecret,     ///< a secret that it needs could not be had: nothing was sent
    Overloaded,   ///< Fusebox stood still
    NotRunning,   ///< Fusebox did not run, or the endpoint was not there yet
    NotStored,    ///< it was measured, but could not be kept
    Silent        ///< nobody says why
};

inline constexpr std::size_t gapCauses = static_cast<std::size_t>(GapCause::Silent) + 1;

/// How a check ended. Skipped: none was made. Fallback: it failed or was held back, and another answer took
/// its place; what was measured, and the failure, are the endpoint's own.
enum class CheckOutcome : std::uint8_t { Success, Slow, Failure, Ignored, Skipped, Fallback };

/// Who answered in the endpoint's stead.
struct FallbackAnswer
{
    resilience::Source source = resilience::Source::Alternative; ///< or LastGood
    Nanoseconds age{0};                                          ///< of the answer

    bool operator==(const FallbackAnswer &) const = default;
};

/// One check of a polled endpoint, with its retries. What was measured is that of the last attempt.
struct CheckEvent : probe::ProbeResult
{
    CheckOutcome outcome = CheckOutcome::Ignored;
    int attempts = 0;
    resilience::Trace trace = {}; ///< what each policy did to it
    std::optional<FallbackAnswer> fallback = {};
    std::optional<GapCause> gap = {}; ///< Skipped: why; the failure says by which policy, if by one
    std::vector<settings::MissingSecret> missing = {}; ///< NoSecret: which
};

struct TransitionEvent
{
    resilience::TransitionRecord record;
    std::optional<probe::ProbeFailure> failure =
        {}; ///< what record.lastError is the class of, if it is known
};

struct StatusEvent
{
    Status from = Status::Unknown;
    Status to = Status::Unknown;
    std::vector<StatusReason> reasons = {};
};

enum class WebSocketChange : std::uint8_t {
    Queued, ///< waits for its turn: too many are dialled at once, or in a second
    Connecting,
    Connected,
    Pong,
    Message,
    Disconnected,
    Waiting,
    GaveUp,
    Stopped ///< the peer said not to come back
};

struct WebSocketEvent
{
    WebSocketChange change = WebSocketChange::Connecting;
    int attempt = 0;                           ///< 1-based, of this episode; Queued, Waiting: the one to come
    std::optional<int> closeCode = {};         ///< Disconnected, when a close frame came
    QString closeReason = {};                  ///< the peer's text
    std::optional<Nanoseconds> retryIn = {};   ///< Waiting
    std::optional<Nanoseconds> roundTrip = {}; ///< Pong
    std::optional<Nanoseconds> latency = {};   ///< Connected
    probe::PhaseTimes phases = {};             ///< Connected: dns to wait, which add up to the latency
    QString subprotocol = {};                  ///< Connected: the server's choice, if any
    std::optional<probe::LinkMessages> messages = {};  ///< Message: one or more of them
    std::optional<probe::ProbeFailure> failure = {};   ///< Disconnected, GaveUp, Stopped
    std::optional<GapCause> gap = {};                  ///< Disconnected: why it counts for nothing
    std::vector<settings::MissingSecret> missing = {}; ///< NoSecret: which
};

enum class ManualAct : std::uint8_t {
    Edit,
    Remove,
    Pause,
    Resume,
    CheckNow,
    ResetCircuit,
    ForceOpenCircuit,
    DisableCircuit,
    SendMessage
};

/// Somebody did something, whether or not it changed anything.
struct ManualEvent
{
    ManualAct act = ManualAct::CheckNow;
};

struct OverallEvent
{
    OverallStatus overall = {};
};

/// Nothing, or little, was measured, for a reason that is nobody's: this machine was asleep, is offline, or
/// lacks what checks need.
struct GapEvent
{
    GapCause cause = GapCause::Offline;
    std::optional<Nanoseconds> length = {}; ///< none: it has begun; else it is over
    std::string detail = {};                ///< NoResources: of what, in the system's words, if it says
};

/// Something that happened. `endpoint` is empty for OverallEvent, GapEvent and IncidentEvent.
struct Event
{
    Moment at = {};
    settings::EndpointId endpoint = {};
    std::variant<CheckEvent, TransitionEvent, StatusEvent, WebSocketEvent, OverallEvent, ManualEvent,
                 GapEvent, IncidentEvent>
        what;
};

} // namespace fusebox::health
