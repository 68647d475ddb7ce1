// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/incident_timeline.h"

#include <algorithm>
#include <tuple>

#include "ui/rows/incident_texts.h"
#include "ui/text/outage_text.h"
#include "ui/text/plain.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using TimelineLines = std::vector<TimelineLine>;

QString sinceStart(health::WallTime from, health::WallTime to)
{
    return lengthText(std::max(to - from, std::chrono::milliseconds(0)));
}

/// Without a failure it was slow, or held back.
health::Status signOf(const history::Incident &incident)
{
    return incident.outage.failure ? health::Status::Unhealthy : health::Status::Degraded;
}

void addEndpoints(TimelineLines &lines, const history::Incident &incident)
{
    const auto &hit = incident.outage.endpoints;
    for (std::size_t i = 0; i < std::min(hit.size(), mostOnTimeline); ++i) {
        const QString name = endpointName(incident, hit[i].id);
        lines.push_back(
            {hit[i].from, IncidentStep::Hit, hit[i].id, Text::tr("%1 was hit").arg(name), signOf(incident)});
        if (hit[i].to)
            lines.push_back({*hit[i].to, IncidentStep::Recovered, hit[i].id,
                             Text::tr("%1 recovered after %2").arg(name, sinceStart(hit[i].from, *hit[i].to)),
                             health::Status::Healthy});
    }
    if (hit.size() > mostOnTimeline)
        lines.push_back({hit[mostOnTimeline].from,
                         IncidentStep::Hit,
                         {},
                         Text::tr("%1 others were hit").arg(countText(int(hit.size() - mostOnTimeline))),
                         signOf(incident)});
}

void addActs(TimelineLines &lines, const history::Incident &incident)
{
    for (const history::ActMeanwhile &act : incident.outage.acts)
        lines.push_back({act.at, IncidentStep::Act, act.endpoint,
                         Text::tr("%1: %2").arg(endpointName(incident, act.endpoint), actPhrase(act.act))});
}

void addNotes(TimelineLines &lines, const history::Incident &incident)
{
    for (const history::Remark &note : incident.notes)
        lines.push_back(
            {note.at, IncidentStep::Note, {}, Text::tr("Note: %1").arg(plainLine(note.text, longestNote))});
}

} // namespace

std::vector<TimelineLine> timelineOf(const history::Incident &incident)
{
    const history::OutageRecord &outage = incident.outage;
    const bool isOfOne = outage.endpoints.size() == 1;
    const settings::EndpointId one = isOfOne ? outage.endpoints.front().id : settings::EndpointId();
    const QString why = outagePhrase(outage);
    TimelineLines lines{{outage.from, IncidentStep::Began, one,
                         isOfOne ? Text::tr("%1: %2").arg(endpointName(incident, one), why) : why,
                         signOf(incident)}};
    if (!isOfOne)
        addEndpoints(lines, incident);
    addActs(lines, incident);
    addNotes(lines, incident);
    if (outage.to)
        lines.push_back({*outage.to, IncidentStep::Ended, one,
                         isOfOne
                             ? Text::tr("Recovered after %1").arg(sinceStart(outage.from, *outage.to))
                             : Text::tr("All recovered, after %1").arg(sinceStart(outage.from, *outage.to)),
                         health::Status::Healthy});
    std::ranges::stable_sort(lines, {},
                             [](const TimelineLine &line) { return std::tuple(line.at, line.step); });
    return lines;
}

} // namespace fusebox::ui
