// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/history/record/incident.h"

/// Incidents that nobody had.
namespace fusebox::testing {

/// Of the endpoints, which all were hit when it began; it has an hour's time of its own: `number` names it
/// and says when. A length of nothing: it lasts.
inline history::Incident incident(std::int64_t number, const QStringList &endpoints,
                                  std::optional<std::chrono::seconds> length = std::chrono::minutes(12))
{
    history::Incident incident;
    history::OutageRecord &outage = incident.outage;
    outage.id = number;
    outage.from = health::WallTime(std::chrono::sys_days{std::chrono::November / 20 / 2026}) +
                  std::chrono::hours(number);
    if (length)
        outage.to = outage.from + *length;
    outage.failure.emplace();
    outage.failure->errorClass = resilience::ErrorClass::Refused;
    for (const QString &id : endpoints) {
        outage.endpoints.push_back({id, outage.from, outage.to});
        incident.titles.push_back({id, QStringLiteral("The ") + id, QStringLiteral("Shop")});
    }
    return incident;
}

} // namespace fusebox::testing
