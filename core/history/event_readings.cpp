// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/event_readings.h"

#include <algorithm>
#include <limits>

namespace fusebox::history {

namespace {

using namespace health;
using Kind = Sample::Kind;
using Finding = Uptime::Finding;

/// Not of one that was lost because this machine was offline or asleep.
bool isFailure(const WebSocketEvent &loss)
{
    return loss.failure && !loss.gap;
}

std::uint8_t attemptsOf(const CheckEvent &check)
{
    return std::uint8_t(std::clamp<int>(check.attempts, 0, std::numeric_limits<std::uint8_t>::max()));
}

std::optional<Sample> sampleOf(const CheckEvent &check, TimePoint at)
{
    switch (check.outcome) {
    case CheckOutcome::Success: return Sample{at, check.latency, Kind::Answer, attemptsOf(check)};
    case CheckOutcome::Slow: return Sample{at, check.latency, Kind::Slow, attemptsOf(check)};
    case CheckOutcome::Failure: return Sample{at, {}, Kind::Failure, attemptsOf(check)};
    case CheckOutcome::Fallback: // what is drawn is the endpoint itself
        return check.attempts > 0 ? Sample{at, {}, Kind::Failure, attemptsOf(check)}
                                  : Sample{at, {}, Kind::Break};
    case CheckOutcome::Skipped: return Sample{at, {}, Kind::Break};
    case CheckOutcome::Ignored: break;
    }
    return {};
}

/// Pings are a WebSocket's checks; a loss is one failure, after which nothing is measured until the next
/// pong.
std::optional<Sample> sampleOf(const WebSocketEvent &event, TimePoint at)
{
    switch (event.change) {
    case WebSocketChange::Pong: return Sample{at, event.roundTrip.value_or(Nanoseconds{}), Kind::Answer};
    case WebSocketChange::Disconnected: return Sample{at, {}, isFailure(event) ? Kind::Failure : Kind::Break};
    case WebSocketChange::Waiting:
    case WebSocketChange::GaveUp:
    case WebSocketChange::Stopped: return Sample{at, {}, Kind::Break};
    default: return {};
    }
}

std::optional<Sample> sampleOf(const StatusEvent &event, TimePoint at)
{
    if (event.to == Status::Paused)
        return Sample{at, {}, Kind::Break};
    return {};
}

std::optional<Sample> sampleOf(const TransitionEvent &event, TimePoint at)
{
    if (resilience::rejects(event.record.to))
        return Sample{at, {}, Kind::Break};
    return {};
}

std::optional<Sample> sampleOf(const OverallEvent &, TimePoint)
{
    return {};
}

std::optional<Sample> sampleOf(const ManualEvent &, TimePoint)
{
    return {};
}

std::optional<Finding> findingOf(const CheckEvent &check)
{
    switch (check.outcome) {
    case CheckOutcome::Success:
    case CheckOutcome::Slow: return Finding::Up;
    case CheckOutcome::Failure:
    case CheckOutcome::Fallback: return Finding::Down;
    case CheckOutcome::Skipped: return Finding::Nothing;
    case CheckOutcome::Ignored: break;
    }
    return {};
}

/// A WebSocket that was lost is down until it is connected again, or no longer tries.
std::optional<Finding> findingOf(const WebSocketEvent &event)
{
    switch (event.change) {
    case WebSocketChange::Connected:
    case WebSocketChange::Pong:
    case WebSocketChange::Message: return Finding::Up;
    case WebSocketChange::Disconnected: return isFailure(event) ? Finding::Down : Finding::Nothing;
    case WebSocketChange::GaveUp:
    case WebSocketChange::Stopped: return Finding::Nothing;
    case WebSocketChange::Queued:
    case WebSocketChange::Connecting:
    case WebSocketChange::Waiting: break;
    }
    return {};
}

std::optional<Finding> findingOf(const StatusEvent &event)
{
    return event.to == Status::Paused ? std::optional(Finding::Nothing) : std::nullopt;
}

/// While a circuit holds calls back nothing is known.
std::optional<Finding> findingOf(const TransitionEvent &event)
{
    return resilience::rejects(event.record.to) ? std::optional(Finding::Nothing) : std::nullopt;
}

std::optional<Finding> findingOf(const OverallEvent &)
{
    return {};
}

std::optional<Finding> findingOf(const ManualEvent &)
{
    return {};
}

std::optional<Finding> findingOf(const IncidentEvent &)
{
    return {};
}

std::optional<Finding> findingOf(const GapEvent &)
{
    return {};
}

std::optional<Sample> sampleOf(const IncidentEvent &, TimePoint)
{
    return {};
}

std::optional<Sample> sampleOf(const GapEvent &, TimePoint)
{
    return {};
}

} // namespace

Nanoseconds holdOf(const settings::EndpointConfig &config)
{
    return 2 * config.interval + config.timeouts.total + config.retry.backoff.maxDelay;
}

std::optional<Sample> sampleIn(const Event &event)
{
    return std::visit([&](const auto &what) { return sampleOf(what, event.at.steady); }, event.what);
}

std::optional<Uptime::Finding> findingIn(const Event &event)
{
    return std::visit([](const auto &what) { return findingOf(what); }, event.what);
}

} // namespace fusebox::history
