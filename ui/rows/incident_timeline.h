// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/history/record/incident.h"

namespace fusebox::ui {

/// What happened in an incident, in the order in which what came at once is told.
enum class IncidentStep : std::uint8_t { Began, Hit, Act, Note, Recovered, Ended };

/// A line of the timeline; plain text.
struct TimelineLine
{
    health::WallTime at = {};
    IncidentStep step = IncidentStep::Began;
    settings::EndpointId endpoint = {}; ///< that it is of, if it is of one
    QString text = {};
    std::optional<health::Status> sign = {}; ///< of an endpoint from then on, if it tells of one

    bool operator==(const TimelineLine &) const = default;
};

/// The endpoints of a timeline that are told one by one.
inline constexpr std::size_t mostOnTimeline = 200;

/// What happened when, the oldest first: the beginning, who was hit, what was done by hand, what people
/// wrote, who recovered, the end. Of one endpoint, it begins and ends with it.
[[nodiscard]] std::vector<TimelineLine> timelineOf(const history::Incident &incident);

} // namespace fusebox::ui
