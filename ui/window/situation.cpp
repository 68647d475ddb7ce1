// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/situation.h"

#include <algorithm>

#include "ui/rows/endpoint_store.h"
#include "ui/text/incident_text.h"
#include "ui/text/overview.h"

namespace fusebox::ui {

using namespace health;

Situation::Situation(const EndpointStore &endpoints)
    : m_endpoints(endpoints)
{
}

void Situation::take(const MonitorUpdate &update)
{
    m_overall = update.overall;
    m_offlineSince = update.offlineSince;
    m_lack = update.lack;
    m_incidents = update.incidents;
}

/// Offline, what was wrong with an endpoint that is held is old news, and none of its doing: what remains is
/// the worst of the others.
Situation::Headline Situation::headline(TimePoint now) const
{
    const EndpointSnapshot *worstOne = worst();
    const bool isOwnTrouble = m_offlineSince || m_lack;
    const Status calm = isOwnTrouble ? Status::Unknown : m_overall.status;
    Headline headline{.status = worstOne ? worstOne->status : calm, .overview = overview(), .cause = {}};
    if (const Incident *incident = largestIncident())
        headline.cause = incidentPhrase(*incident);
    else if (worstOne)
        headline.cause = culpritPhrase(*worstOne, now);
    return headline;
}

settings::EndpointId Situation::culprit() const
{
    if (const Incident *incident = largestIncident())
        return incident->failing.front();
    const EndpointSnapshot *worstOne = worst();
    return worstOne ? worstOne->config->id : settings::EndpointId();
}

QString Situation::companyOf(const settings::EndpointId &id) const
{
    for (const Incident &incident : *m_incidents)
        if (incident.failing.size() > 1 && std::ranges::find(incident.failing, id) != incident.failing.end())
            return companyPhrase(incident);
    return {};
}

QString Situation::overview() const
{
    if (m_offlineSince)
        return offlinePhrase(m_offlineSince->wall);
    return m_lack ? lackBanner(*m_lack) : overviewPhrase(m_overall);
}

const Incident *Situation::largestIncident() const
{
    const Incident *largest = nullptr;
    if (m_offlineSince)
        return nullptr;
    for (const Incident &incident : *m_incidents)
        if (incident.failing.size() > (largest ? largest->failing.size() : 1))
            largest = &incident;
    return largest;
}

const EndpointSnapshot *Situation::worst() const
{
    const int row = m_endpoints.worst();
    return row < 0 ? nullptr : &m_endpoints.snapshot(row);
}

} // namespace fusebox::ui
