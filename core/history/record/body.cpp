// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/record/body.h"

#include <algorithm>
#include <limits>

#include "core/history/event_readings.h"

namespace fusebox::history {

namespace {

using health::CheckOutcome;

/// In what was read anything may stand: what would run over stays at the most there is.
template <typename T>
void addUp(T &sum, T more)
{
    sum = more > std::numeric_limits<T>::max() - sum ? std::numeric_limits<T>::max() : T(sum + more);
}

void addPhases(Body &body, const probe::PhaseTimes &phases)
{
    ++body.measured;
    for (std::size_t i = 0; i < phaseCount; ++i) {
        const auto took = phases[static_cast<probe::Phase>(i)];
        if (!took)
            continue;
        body.phases[i] += std::chrono::duration_cast<Body::Microseconds>(std::max(*took, Nanoseconds(0)));
        body.phaseLatencies[i].add(*took);
    }
}

void countFailure(Body &body, const std::optional<probe::ProbeFailure> &failure)
{
    if (failure)
        ++body.errors.at(static_cast<std::size_t>(failure->errorClass));
}

void countCheck(Body &body, const health::CheckEvent &check, const std::optional<Sample> &sample)
{
    const bool wasHeldBack = sample && sample->kind == Sample::Kind::Break; // whoever answered instead
    ++body.count(wasHeldBack ? CheckOutcome::Skipped : check.outcome);
    if (!sample || wasHeldBack)
        return;
    body.attempts = std::max(body.attempts, sample->attempts);
    if (sample->hasLatency())
        addPhases(body, check.phases);
    else
        countFailure(body, check.failure);
}

void countSession(Body &body, const health::WebSocketEvent &event, const std::optional<Sample> &sample)
{
    if (!sample || sample->kind == Sample::Kind::Break)
        return;
    body.attempts = std::max(body.attempts, sample->attempts);
    ++body.count(sample->hasLatency() ? CheckOutcome::Success : CheckOutcome::Failure);
    if (!sample->hasLatency())
        countFailure(body, event.failure);
}

} // namespace

std::uint32_t Body::answered() const
{
    return count(CheckOutcome::Success) + count(CheckOutcome::Slow);
}

std::uint32_t Body::failed() const
{
    return count(CheckOutcome::Failure) + count(CheckOutcome::Fallback);
}

Body &Body::operator+=(const Body &other)
{
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        addUp(outcomes[i], other.outcomes[i]);
    for (std::size_t i = 0; i < errors.size(); ++i)
        addUp(errors[i], other.errors[i]);
    latencies += other.latencies;
    attempts = std::max(attempts, other.attempts);
    addUp(measured, other.measured);
    for (std::size_t i = 0; i < phases.size(); ++i) {
        phases[i] += other.phases[i];
        phaseLatencies[i] += other.phaseLatencies[i];
    }
    time += other.time;
    return *this;
}

void countIn(Body &body, const health::Event &event)
{
    const auto sample = sampleIn(event);
    if (sample && sample->hasLatency())
        body.latencies.add(sample->latency);
    if (const auto *check = std::get_if<health::CheckEvent>(&event.what))
        countCheck(body, *check, sample);
    else if (const auto *session = std::get_if<health::WebSocketEvent>(&event.what))
        countSession(body, *session, sample);
}

} // namespace fusebox::history
