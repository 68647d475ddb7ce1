// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/past/past.h"

#include <algorithm>

namespace fusebox::history {

namespace {

using namespace health;

Rollup rollupOf(const PastBody &past)
{
    const Body &body = past.body;
    Rollup rollup;
    rollup.begin = past.from;
    rollup.answered = body.answered();
    rollup.slow = body.count(CheckOutcome::Slow);
    rollup.failed = body.failed();
    rollup.attempts = body.attempts;
    rollup.measured = body.measured;
    for (std::size_t i = 0; i < rollup.phases.size(); ++i)
        rollup.phases[i] = std::chrono::duration<float, std::milli>(body.phases[i]).count();
    for (const auto &[bucket, count] : body.latencies.cells())
        rollup.latencies.add(bucket, count);
    rollup.least = body.latencies.percentile(0).value_or(rollup.least);
    rollup.most = body.latencies.percentile(1).value_or(rollup.most);
    return rollup;
}

/// Bodies that end by `until`, and what the finer ones say of the time from there on: what lies behind is
/// counted elsewhere.
std::vector<PastBody> endingBy(TimePoint until, std::span<const PastBody> bodies,
                               std::span<const PastBody> finer)
{
    std::vector<PastBody> result;
    PastBody rest{.from = until, .to = until};
    for (const PastBody &past : bodies) {
        if (past.to <= until)
            result.push_back(past);
        else
            rest.from = std::min(rest.from, past.from);
    }
    for (const PastBody &past : finer)
        if (past.from >= rest.from && past.to <= until)
            rest.body += past.body;
    if (rest.body.checks() > 0)
        result.push_back(rest);
    return result;
}

/// The samples of a ring reach back to here; of one that has dropped none, to the beginning of the run.
TimePoint beginOf(const RollupRing &ring, const StoredPast &past)
{
    return ring.completeSince() == TimePoint::min() ? past.until : ring.completeSince();
}

void addTransitions(EndpointHistory &history, const std::vector<TransitionEntry> &entries)
{
    const TimePoint first =
        history.transitions.empty() ? TimePoint::max() : history.transitions.front().at.steady;
    const auto begin =
        std::ranges::lower_bound(entries, first, {}, [](const auto &e) { return e.at.steady; });
    const auto room = EndpointHistory::maxTransitions - history.transitions.size();
    const auto older = begin - entries.begin();
    const auto taken = std::min(older, static_cast<std::ptrdiff_t>(room));
    history.transitions.insert(history.transitions.begin(), begin - taken, begin);
    if (taken < older || entries.size() >= EndpointHistory::maxTransitions)
        history.lacksTransitions = true;
}

std::vector<Rollup> rollupsOf(std::span<const PastBody> bodies)
{
    std::vector<Rollup> rollups;
    rollups.reserve(bodies.size());
    for (const PastBody &past : bodies)
        if (past.body.checks() > 0)
            rollups.push_back(rollupOf(past));
    return rollups;
}

std::optional<Sample> worstOf(const PastBody &past)
{
    const Body &body = past.body;
    if (body.checks() == 0)
        return {};
    const TimePoint middle = past.from + (past.to - past.from) / 2;
    if (body.failed() > 0)
        return Sample{.at = middle, .kind = Sample::Kind::Failure, .attempts = body.attempts};
    return Sample{.at = middle,
                  .latency = body.latencies.percentile(1).value_or(Nanoseconds(0)),
                  .kind = body.count(CheckOutcome::Slow) > 0 ? Sample::Kind::Slow : Sample::Kind::Answer,
                  .attempts = body.attempts};
}

GapCause causeOf(const TimeShares &time)
{
    const auto longest = std::ranges::max_element(time.gaps);
    return *longest == milliseconds(0) ? GapCause::NotRunning
                                       : static_cast<GapCause>(longest - time.gaps.begin());
}

void addGap(std::vector<Gap> &gaps, TimePoint from, TimePoint to, GapCause cause)
{
    if (from >= to)
        return;
    if (!gaps.empty() && gaps.back().cause == cause && gaps.back().to == from)
        gaps.back().to = to;
    else
        gaps.push_back({from, to, cause});
}

/// As far back as there are hours, and as fine as there is something.
std::vector<PastBody> finestOf(const StoredPast &past)
{
    std::vector<PastBody> bodies;
    const TimePoint minutesFrom = past.minutes.empty() ? TimePoint::max() : past.minutes.front().from;
    for (const PastBody &hour : past.hours)
        if (hour.to <= minutesFrom)
            bodies.push_back(hour);
    bodies.insert(bodies.end(), past.minutes.begin(), past.minutes.end());
    return bodies;
}

/// The first body may be of an hour of which only the end was known.
TimePoint knownFrom(const PastBody &first)
{
    const Nanoseconds known = first.body.time.total();
    return std::max(first.from, first.to - known);
}

void addTo(RollupRing &ring, const StoredPast &past, std::span<const PastBody> bodies,
           std::span<const PastBody> finer)
{
    const TimePoint begin = beginOf(ring, past);
    const auto before = endingBy(begin, bodies, finer);
    ring.prepend(rollupsOf(before), before.empty() ? begin : knownFrom(before.front()));
}

} // namespace

void prepend(EndpointHistory &history, const StoredPast &past)
{
    addTo(history.hours, past, past.hours, past.minutes);
    if (history.fine) {
        history.fine->hasPast = true;
        addTo(history.fine->minutes, past, past.minutes, past.tenSeconds);
        addTo(history.fine->tenSeconds, past, past.tenSeconds, {});
    }
    const std::vector<PastBody> bodies = finestOf(past);
    history.gaps.prepend(gapsIn(bodies, past.until));
    history.samples.beginAt(past.until);
    addTransitions(history, past.transitions);
    if (!bodies.empty())
        history.since = std::min(history.since.value_or(past.until), knownFrom(bodies.front()));
}

void prependTrace(EndpointHistory &history, std::span<const PastBody> tenSeconds, TimePoint until)
{
    std::vector<Sample> samples;
    for (const PastBody &past : tenSeconds)
        if (const auto sample = worstOf(past))
            samples.push_back(*sample);
    history.samples.prepend(samples, until);
}

std::vector<Gap> gapsIn(std::span<const PastBody> bodies, TimePoint until)
{
    std::vector<Gap> gaps;
    if (bodies.empty())
        return gaps;
    TimePoint told = knownFrom(bodies.front());
    for (const PastBody &past : bodies) {
        addGap(gaps, told, past.from, GapCause::NotRunning);
        if (past.body.time.measured() == milliseconds(0))
            addGap(gaps, std::max(told, past.from), std::min(past.to, until), causeOf(past.body.time));
        told = std::max(told, past.to);
    }
    addGap(gaps, told, until, GapCause::NotRunning);
    return gaps;
}

} // namespace fusebox::history
