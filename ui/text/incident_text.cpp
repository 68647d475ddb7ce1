// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/incident_text.h"

#include "ui/text/clock_text.h"
#include "ui/text/plain.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

using namespace health;

namespace {

constexpr int longestName = 120;

QString resolverPhrase(const QString &servers)
{
    if (servers.isEmpty())
        return Text::tr("the system's name service");
    return servers.contains(u',') ? Text::tr("name servers %1").arg(servers)
                                  : Text::tr("name server %1").arg(servers);
}

} // namespace

QString causePhrase(const CommonCause &cause)
{
    const QString name = plainLine(cause.name, longestName);
    switch (cause.kind) {
    case CauseKind::Host: return Text::tr("host %1").arg(name);
    case CauseKind::Address: return Text::tr("address %1").arg(name);
    case CauseKind::Issuer: return Text::tr("certificates by %1").arg(name);
    case CauseKind::Resolver: return resolverPhrase(name);
    }
    return {};
}

QString incidentPhrase(const Incident &incident)
{
    return Text::tr("%1: %2 of %3 endpoints fail together since %4 (%5)")
        .arg(causePhrase(incident.cause), QString::number(incident.failing.size()),
             QString::number(incident.sharing), timeOfDay(incident.since.wall), errorPhrase(incident.error));
}

QString companyPhrase(const Incident &incident)
{
    const auto others = static_cast<int>(incident.failing.size()) - 1;
    const QString cause = causePhrase(incident.cause);
    if (others < 1) // the last of them, until it is over
        return Text::tr("failed together with others: %1").arg(cause);
    return others == 1 ? Text::tr("fails together with 1 other: %1").arg(cause)
                       : Text::tr("fails together with %1 others: %2").arg(QString::number(others), cause);
}

} // namespace fusebox::ui
