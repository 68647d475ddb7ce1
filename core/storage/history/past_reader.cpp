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

std::vector<history::Incident> readIncidents(HistoryReader &reader, int most)
{
    std::unordered_map<settings::EndpointId, history::EndpointTitle> titles;
    for (const StoredEndpoint &known : reader.endpoints())
        titles[known.id] = {known.id, known.name, known.group, known.removedAt.has_value()};
    std::vector<history::Incident> incidents;
    for (StoredOutage &stored : reader.outages({.most = most})) {
        history::Incident incident{.outage = std::move(stored.outage)};
        for (const history::AffectedEndpoint &affected : incident.outage.endpoints)
            if (const auto title = titles.find(affected.id); title != titles.end())
                incident.titles.push_back(title->second);
        for (const OutageNote &note : stored.notes)
            incident.notes.push_back({note.at, note.text});
        incidents.push_back(std::move(incident));
    }
    return incidents;
}

} // namespace fusebox::storage
