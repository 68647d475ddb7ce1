// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/history/record/incident.h"
#include "ui/text/endpoint_facts.h"

/// What the list of incidents and the detail of one say. `now` is the time of day: some of them last.
namespace fusebox::ui {

/// More than anybody writes to an incident, in characters.
inline constexpr int longestNote = 1000;

/// The name that people know an endpoint of it by, or its id; one line.
[[nodiscard]] QString endpointName(const history::Incident &incident, const settings::EndpointId &id);
/// "20 Nov 14:02"; with the year where it is another one.
[[nodiscard]] QString startText(const history::Incident &incident, health::WallTime now);
/// "12 min", "lasts, 12 min".
[[nodiscard]] QString lengthText(const history::Incident &incident, health::WallTime now);
/// "Orders API", "Orders API and 2 others".
[[nodiscard]] QString affectedText(const history::Incident &incident);
/// Of the answers meanwhile; "–" where there were none.
[[nodiscard]] QString worstText(const history::Incident &incident);
/// How long it is, or has lasted so far; never less than nothing, whatever became of the clock.
[[nodiscard]] std::chrono::milliseconds lengthOf(const history::Incident &incident, health::WallTime now);

/// Started, ended, time to recover, worst latency, affected.
[[nodiscard]] FactTexts incidentFacts(const history::Incident &incident, health::WallTime now);
/// All that is sought in, folded: names, ids and groups of its endpoints, why, and what people wrote.
[[nodiscard]] QString soughtText(const history::Incident &incident);

} // namespace fusebox::ui
