// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/past_reader.h"

#include <algorithm>

namespace fusebox::storage {

using namespace std::chrono_literals;
using history::PastBody;
using history::StoredPast;
using resilience::Nanoseconds;

namespace {

constexpr milliseconds tenSecondsBack = 2h;
constexpr milliseconds minutesBack = 25h;
constexpr milliseconds hoursBack = 24h * 30;

health::TimePoint steadyOf(WallTime at, const health::Moment &now)
{
    return now.steady - std::chrono::duration_cast<Nanoseconds>(now.wall - at);
}

std::vector<PastBody> inSteadyTime(std::vector<StoredBody> bodies, const health::Moment &now)
{
    std::vector<PastBody> result;
    result.reserve(bodies.size());
    for (StoredBody &stored : bodies)
        result.push_back(
            {steadyOf(stored.stretch.from, now), steadyOf(stored.stretch.to, now), std::move(stored.body)});
    return result;
}

std::vector<history::TransitionEntry> readTransitions(HistoryReader &reader, const settings::EndpointId &id,
                                                      const health::Moment &now, health::TimePoint until)
{
    std::vector<history::TransitionEntry> entries;
    auto events = reader.events(
        {.endpoint = id, .kinds = {EventKind::Transition}, .most = history::EndpointHistory::maxTransitions});
    std::ranges::reverse(events);
    for (StoredEvent &stored : events) {
        auto *transition = std::get_if<health::TransitionEvent>(&stored.event.what);
        const health::TimePoint at = steadyOf(stored.event.at.wall, now);
        if (!transition || at >= until)
            continue;
        transition->record.at = at;
        entries.push_back({{at, stored.event.at.wall}, transition->record, transition->failure});
    }
    return entries;
}

} // namespace

StoredPast readPast(HistoryReader &reader, const settings::EndpointId &id, const health::Moment &now,
                    health::TimePoint until)
{
    const auto read = [&](milliseconds back, Layer layer) {
        return inSteadyTime(reader.bodies(id, {now.wall - back, now.wall}, layer), now);
    };
    return {.until = until,
            .tenSeconds = read(tenSecondsBack, Layer::TenSeconds),
            .minutes = read(minutesBack, Layer::Minutes),
            .hours = read(hoursBack, Layer::Hours),
            .transitions = readTransitions(reader, id, now, until)};
}

Traces readTraces(HistoryReader &reader, const health::Moment &now)
{
    const auto back = std::chrono::duration_cast<milliseconds>(history::SampleSeries::maxAge);
    Traces traces;
    for (auto &[id, bodies] : reader.traces({now.wall - back, now.wall}))
        traces[id] = inSteadyTime(std::move(bodies), now);
    return traces;
}

} // namespace fusebox::storage
