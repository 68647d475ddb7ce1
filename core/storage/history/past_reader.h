// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/history/past/past.h"
#include "core/history/record/incident.h"
#include "core/storage/history/history_reader.h"

/// What is stored, in times of a run's own clock, as it is drawn. `now`: a moment of that clock; one that was
/// set anew since moves all that was along. Thread: the reader's.
namespace fusebox::storage {

/// Of one endpoint, as much as EndpointHistory keeps of what somebody looks at, before `until`.
[[nodiscard]] history::StoredPast readPast(HistoryReader &reader, const settings::EndpointId &id,
                                           const health::Moment &now, health::TimePoint until);

using Traces = std::unordered_map<settings::EndpointId, std::vector<history::PastBody>>;

/// Ten-second bodies of all endpoints, as far back as single samples are kept.
[[nodiscard]] Traces readTraces(HistoryReader &reader, const health::Moment &now);

/// The newest `most` outages, with the names of those that they hit.
[[nodiscard]] std::vector<history::Incident> readIncidents(HistoryReader &reader, int most);

} // namespace fusebox::storage
