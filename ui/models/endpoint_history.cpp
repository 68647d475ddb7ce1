// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/endpoint_history.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace fusebox::ui {

namespace {

using namespace health;
using Kind = Sample::Kind;

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
    case WebSocketChange::Disconnected: return Sample{at, {}, event.failure ? Kind::Failure : Kind::Break};
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
    case WebSocketChange::Disconnected: return event.failure ? Finding::Down : Finding::Nothing;
    case WebSocketChange::GaveUp:
    case WebSocketChange::Stopped: return Finding::Nothing;
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

void addPhases(FineHistory &fine, const PhaseSample &sample, const SampleSeries &samples)
{
    fine.phases.push_back(sample);
    const TimePoint oldest = samples.samples().front().at;
    while (fine.phases.front().at < oldest)
        fine.phases.pop_front();
}

void addSample(EndpointHistory &history, const Sample &sample, const CheckEvent *check)
{
    const auto &samples = history.samples.samples();
    if (!samples.empty() && sample.at < samples.back().at)
        return;
    const std::optional<PhaseSums> phases =
        check && sample.hasLatency() ? std::optional(phaseSums(check->phases)) : std::nullopt;
    const PhaseSums *sums = phases ? &*phases : nullptr;
    history.samples.add(sample);
    history.hours.add(sample, sums);
    if (!history.fine)
        return;
    history.fine->tenSeconds.add(sample, sums);
    history.fine->minutes.add(sample, sums);
    if (phases)
        addPhases(*history.fine, {sample.at, *phases}, history.samples);
}

void addTransition(EndpointHistory &history, const Moment &at, const TransitionEvent &transition)
{
    history.transitions.push_back({at, transition.record, transition.failure});
    ++history.transitionsEver;
    if (history.transitions.size() > EndpointHistory::maxTransitions)
        history.transitions.pop_front();
}

} // namespace

void EndpointHistory::add(const Event &event)
{
    if (!since || newest.steady <= event.at.steady)
        newest = event.at;
    since = std::min(since.value_or(event.at.steady), event.at.steady);
    const auto *check = std::get_if<CheckEvent>(&event.what);
    const auto sample =
        std::visit([&](const auto &what) { return sampleOf(what, event.at.steady); }, event.what);
    if (sample && sample->kind != Kind::Break)
        gaps.end(event.at.steady);
    if (const auto cause = gapBegunBy(event))
        gaps.begin(event.at.steady, *cause);
    if (sample)
        addSample(*this, *sample, check);
    if (const auto finding = std::visit([](const auto &what) { return findingOf(what); }, event.what))
        uptime.add(event.at.steady, *finding, hold);
    if (check && fine)
        fine->checks.add(event.at, *check);
    if (const auto *transition = std::get_if<TransitionEvent>(&event.what))
        addTransition(*this, event.at, *transition);
}

void EndpointHistory::keepFine(bool keep)
{
    if (keep == bool(fine))
        return;
    fine = keep ? std::make_unique<FineHistory>() : nullptr;
    samples.setMost(keep ? SampleSeries::maxCount : SampleSeries::usualCount);
    hours.setMost(keep ? mostHours : usualHours);
}

WallTime EndpointHistory::wallAt(TimePoint at) const
{
    return newest.wall + std::chrono::duration_cast<std::chrono::milliseconds>(at - newest.steady);
}

void HistoryStore::apply(const MonitorUpdate &update)
{
    for (const EndpointId &id : update.removed)
        remove(id);
    for (const EndpointSnapshot &snapshot : update.changed)
        add(snapshot);
    for (const Event &event : update.events) {
        // Of endpoints that are gone, or not yet known, nothing is kept.
        const auto found = m_histories.find(event.endpoint);
        if (found != m_histories.end())
            found->second.add(event);
    }
}

const EndpointHistory *HistoryStore::find(const EndpointId &id) const
{
    const auto found = m_histories.find(id);
    return found == m_histories.end() ? nullptr : &found->second;
}

const EndpointHistory *HistoryStore::look(const EndpointId &id)
{
    if (m_histories.contains(id) && (m_fine.empty() || m_fine.back() != id))
        lookLast(id);
    return find(id);
}

void HistoryStore::add(const EndpointSnapshot &snapshot)
{
    const EndpointId &id = snapshot.config->id;
    const auto [history, isNew] = m_histories.try_emplace(id);
    history->second.hold = holdOf(*snapshot.config);
    if (!isNew || m_fine.size() >= mostFine)
        return;
    history->second.keepFine(true);
    m_fine.push_front(id); // nobody has looked at it yet
}

void HistoryStore::remove(const EndpointId &id)
{
    m_histories.erase(id);
    std::erase(m_fine, id);
}

void HistoryStore::lookLast(const EndpointId &id)
{
    std::erase(m_fine, id);
    m_fine.push_back(id);
    m_histories.at(id).keepFine(true);
    if (m_fine.size() <= mostFine)
        return;
    m_histories.at(m_fine.front()).keepFine(false);
    m_fine.pop_front();
}

} // namespace fusebox::ui
