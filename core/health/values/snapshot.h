// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QMetaType>

#include "core/health/values/events.h"
#include "core/health/values/kept_circuit.h"
#include "core/health/values/lack.h"
#include "core/health/values/traffic.h"

namespace fusebox::health {

/// Queued: to be dialled when the limits give it a turn. GaveUp, Stopped: not dialled again until a person
/// says so.
enum class LinkState : std::uint8_t { Idle, Queued, Connecting, Connected, Waiting, GaveUp, Stopped };

/// A WebSocket endpoint's session as it is now.
struct SessionView
{
    LinkState state = LinkState::Idle;
    Moment since = {};                           ///< of the state: Connected for as long as the connection
    int reconnects = 0;                          ///< connections after the first
    std::optional<TimePoint> nextAttemptAt = {}; ///< while Waiting
    std::optional<Nanoseconds> lastRoundTrip = {};
    std::optional<int> lastCloseCode = {};
    QString lastCloseReason = {};
    std::optional<Moment> lostAt = {}; ///< when the episode under way began; none while all is well
    int attempt = 0;                   ///< dials of the episode
    std::optional<Moment> lastLossAt =
        {}; ///< when a connection ended last; without a code, no close frame came
    std::optional<Moment> lastMessageAt = {};
    Traffic received = {};
    Traffic sent = {};
    std::int64_t badMessages = 0; ///< that are no JSON, where they are to be
    int queued = 0;               ///< messages that wait for a connection
    std::int64_t dropped = 0;     ///< messages that were not sent: too many waited, or the peer takes none in
    QString subprotocol = {};     ///< of the connection, or the last one; empty: none
    std::optional<probe::TlsFacts> tls = {}; ///< likewise
};

/// Why a circuit is not closed: the trip that began it, which trials that fail do not replace.
struct Outage
{
    Moment at = {};
    resilience::TransitionRecord trip = {};
    std::optional<probe::ProbeFailure> failure = {}; ///< the last one before it
    int failedTrials = 0;                            ///< verdicts since, not calls
};

/// Everything the window needs to show an endpoint as it is now. Immutable; reading changes nothing.
struct EndpointSnapshot
{
    std::shared_ptr<const settings::EndpointConfig> config;
    Status status = Status::Unknown;
    std::vector<StatusReason> reasons = {};
    Moment statusSince = {};
    resilience::CircuitView circuit = {};
    std::shared_ptr<const Outage> outage = {}; ///< null unless the circuit is open or half-open by its rules
    std::optional<Nanoseconds> latency = {};   ///< of the last success: check, or ping of a WebSocket
    std::optional<Nanoseconds> p50 = {};       ///< over the last samples kept (see latency_window.h)
    std::optional<Nanoseconds> p95 = {};
    std::optional<Nanoseconds> p99 = {};
    std::shared_ptr<const CheckEvent> lastCheck = {};    ///< the newest that measured something, if any
    std::optional<probe::ProbeFailure> lastFailure = {}; ///< the newest, kept after recovery
    std::optional<Moment> lastFailureAt = {};
    /// When it began to fail: its first failure after the last success, or the beginning of the episode of a
    /// WebSocket. None while it answers, and while it is paused.
    std::optional<Moment> failingSince = {};
    std::optional<SessionView> session = {}; ///< WebSockets only
    std::optional<TimePoint> nextDueAt = {}; ///< next check, or trial while the circuit is open, or dial
    bool checking = false;                   ///< a check or a dial is under way
    bool held = false;                       ///< not checked, as this machine is offline
    /// Not checked for want of these; null: none.
    std::shared_ptr<const std::vector<settings::MissingSecret>> missing = {};
};

/// What changed since the update before. Sent at most ten times a second; empty ones are not sent.
struct MonitorUpdate
{
    Moment at = {};
    std::vector<EndpointSnapshot> changed = {};     ///< added and changed endpoints, each once
    std::vector<settings::EndpointId> removed = {}; ///< apply before `changed`
    std::vector<Event> events = {};                 ///< in the order they happened
    std::vector<KeptCircuit> circuits = {};         ///< of those whose circuit has changed, each once
    OverallStatus overall = {};
    /// Those that go on, the oldest first, whether or not they changed; never null.
    std::shared_ptr<const std::vector<Incident>> incidents = std::make_shared<const std::vector<Incident>>();
    std::optional<Moment> offlineSince =
        {};                        ///< set: this machine is offline, checks of public hosts are held
    std::optional<Lack> lack = {}; ///< set: some checks are not made for want of this machine's resources
};

using MonitorUpdatePtr = std::shared_ptr<const MonitorUpdate>;

} // namespace fusebox::health

Q_DECLARE_METATYPE(fusebox::health::MonitorUpdatePtr)
