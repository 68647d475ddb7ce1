// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/endpoint_history.h"

#include <optional>

namespace fusebox::ui {

namespace {

using namespace health;
using Kind = Sample::Kind;

std::optional<Sample> sampleOf(const CheckEvent &check, TimePoint at)
{
    switch (check.outcome) {
    case CheckOutcome::Success: return Sample{at, check.latency, Kind::Answer};
    case CheckOutcome::Slow: return Sample{at, check.latency, Kind::Slow};
    case CheckOutcome::Failure: return Sample{at, {}, Kind::Failure};
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
    case WebSocketChange::Disconnected: return Sample{at, {}, event.failure ? Kind::Failure : Kind::Break};
    case WebSocketChange::Waiting:
    case WebSocketChange::GaveUp: return Sample{at, {}, Kind::Break};
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
    using enum resilience::EffectiveState;
    if (event.record.to == Open || event.record.to == ForcedOpen)
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

/// A check speaks for the time until the next one has come to an end, or the next dial of a WebSocket.
Nanoseconds holdOf(const EndpointConfig &config)
{
    return 2 * config.interval + config.timeouts.total + config.retry.backoff.maxDelay;
}

using Finding = Uptime::Finding;

std::optional<Finding> findingOf(const CheckEvent &check)
{
    switch (check.outcome) {
    case CheckOutcome::Success:
    case CheckOutcome::Slow: return Finding::Up;
    case CheckOutcome::Failure: return Finding::Down;
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
    case WebSocketChange::Disconnected: return event.failure ? Finding::Down : Finding::Nothing;
    case WebSocketChange::GaveUp: return Finding::Nothing;
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
    using enum resilience::EffectiveState;
    const bool holds = event.record.to == Open || event.record.to == ForcedOpen;
    return holds ? std::optional(Finding::Nothing) : std::nullopt;
}

std::optional<Finding> findingOf(const OverallEvent &)
{
    return {};
}

std::optional<Finding> findingOf(const ManualEvent &)
{
    return {};
}

void addTransition(EndpointHistory &history, const Event &event)
{
    const auto *transition = std::get_if<TransitionEvent>(&event.what);
    if (!transition)
        return;
    history.transitions.push_back({event.at, transition->record});
    ++history.transitionsEver;
    if (history.transitions.size() > EndpointHistory::maxTransitions)
        history.transitions.pop_front();
}

} // namespace

void HistoryStore::apply(const MonitorUpdate &update)
{
    for (const EndpointId &id : update.removed)
        m_histories.erase(id);
    for (const EndpointSnapshot &snapshot : update.changed)
        m_histories[snapshot.config->id].hold = holdOf(*snapshot.config);
    for (const Event &event : update.events)
        add(event);
}

const EndpointHistory *HistoryStore::find(const EndpointId &id) const
{
    const auto found = m_histories.find(id);
    return found == m_histories.end() ? nullptr : &found->second;
}

/// Events of endpoints that are gone, or not yet known, are not kept.
void HistoryStore::add(const Event &event)
{
    const auto found = m_histories.find(event.endpoint);
    if (found == m_histories.end())
        return;
    const auto sample =
        std::visit([&](const auto &what) { return sampleOf(what, event.at.steady); }, event.what);
    if (sample)
        found->second.samples.add(*sample);
    if (const auto finding = std::visit([](const auto &what) { return findingOf(what); }, event.what))
        found->second.uptime.add(event.at.steady, *finding, found->second.hold);
    addTransition(found->second, event);
}

} // namespace fusebox::ui
