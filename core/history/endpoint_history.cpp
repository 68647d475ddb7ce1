// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/endpoint_history.h"

#include <algorithm>

#include "core/history/event_readings.h"

namespace fusebox::history {

namespace {

using namespace health;

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
    if (history.transitions.size() <= EndpointHistory::maxTransitions)
        return;
    history.transitions.pop_front();
    history.lacksTransitions = true;
}

} // namespace

void FineHistory::beginAt(TimePoint at)
{
    tenSeconds.beginAt(at);
    minutes.beginAt(at);
}

void EndpointHistory::add(const Event &event)
{
    if (!since || newest.steady <= event.at.steady)
        newest = event.at;
    since = std::min(since.value_or(event.at.steady), event.at.steady);
    const auto *check = std::get_if<CheckEvent>(&event.what);
    const auto sample = sampleIn(event);
    if (sample && sample->kind != Sample::Kind::Break)
        gaps.end(event.at.steady);
    if (const auto cause = gapBegunBy(event))
        gaps.begin(event.at.steady, *cause);
    if (sample)
        addSample(*this, *sample, check);
    if (const auto finding = findingIn(event))
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
    if (fine && since)
        fine->beginAt(newest.steady);
    samples.setMost(keep ? SampleSeries::maxCount : SampleSeries::usualCount);
    hours.setMost(keep ? mostHours : usualHours);
}

WallTime EndpointHistory::wallAt(TimePoint at) const
{
    return newest.wall + std::chrono::duration_cast<std::chrono::milliseconds>(at - newest.steady);
}

} // namespace fusebox::history
