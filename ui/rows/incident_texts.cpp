// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/incident_texts.h"

#include <QLocale>

#include "ui/text/clock_text.h"
#include "ui/text/outage_text.h"
#include "ui/text/plain.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

constexpr int longestName = 80;
constexpr std::size_t mostNames = 12; ///< that are told one by one

QString namesText(const history::Incident &incident)
{
    const auto &hit = incident.outage.endpoints;
    QStringList names;
    for (std::size_t i = 0; i < std::min(hit.size(), mostNames); ++i)
        names << endpointName(incident, hit[i].id);
    const QString told = names.join(QStringLiteral(", "));
    if (hit.size() > mostNames)
        return Text::tr("%1: %2 and %3 others")
            .arg(countText(int(hit.size())), told, countText(int(hit.size() - mostNames)));
    return hit.size() > 1 ? Text::tr("%1: %2").arg(countText(int(hit.size())), told) : told;
}

QString withZone(health::WallTime at)
{
    const QDate day = dayOf(at);
    return Text::tr("%1, %2").arg(QLocale().toString(day, QStringLiteral("d MMM yyyy")), timeInZone(at));
}

} // namespace

QString endpointName(const history::Incident &incident, const settings::EndpointId &id)
{
    const history::EndpointTitle *title = incident.titleOf(id);
    return plainLine(title && !title->name.isEmpty() ? title->name : id, longestName);
}

QString startText(const history::Incident &incident, health::WallTime now)
{
    const health::WallTime from = incident.outage.from;
    const QDate day = dayOf(from);
    if (day.year() == dayOf(now).year())
        return dayAndTime(from);
    return QLocale().toString(day, QStringLiteral("d MMM yyyy ")) + timeOfDay(from).left(5);
}

std::chrono::milliseconds lengthOf(const history::Incident &incident, health::WallTime now)
{
    return std::max(incident.outage.to.value_or(now) - incident.outage.from, std::chrono::milliseconds(0));
}

QString lengthText(const history::Incident &incident, health::WallTime now)
{
    const QString length = lengthText(lengthOf(incident, now));
    return incident.outage.to ? length : Text::tr("lasts, %1").arg(length);
}

QString affectedText(const history::Incident &incident)
{
    const auto &hit = incident.outage.endpoints;
    if (hit.empty())
        return {};
    const QString first = endpointName(incident, hit.front().id);
    const int others = int(hit.size()) - 1;
    if (others == 0)
        return first;
    return others == 1 ? Text::tr("%1 and 1 other").arg(first)
                       : Text::tr("%1 and %2 others").arg(first, countText(others));
}

QString worstText(const history::Incident &incident)
{
    const auto &worst = incident.outage.worstLatency;
    return worst ? latencyText(*worst) : QStringLiteral("–");
}

FactTexts incidentFacts(const history::Incident &incident, health::WallTime now)
{
    const history::OutageRecord &outage = incident.outage;
    const QString length = lengthText(lengthOf(incident, now));
    FactTexts facts{{Text::tr("Started"), withZone(outage.from)}};
    if (outage.to) {
        facts.emplace_back(Text::tr("Ended"), withZone(*outage.to));
        facts.emplace_back(Text::tr("Time to recover"), length);
    } else {
        facts.emplace_back(Text::tr("Lasts"), Text::tr("for %1").arg(length));
    }
    facts.emplace_back(Text::tr("Worst latency"), outage.worstLatency
                                                      ? worstText(incident)
                                                      : Text::tr("none: nothing answered meanwhile"));
    facts.emplace_back(Text::tr("Affected"), namesText(incident));
    return facts;
}

QString soughtText(const history::Incident &incident)
{
    QStringList texts{outagePhrase(incident.outage)};
    for (const history::AffectedEndpoint &hit : incident.outage.endpoints)
        texts << hit.id;
    for (const history::EndpointTitle &title : incident.titles)
        texts << title.name << title.group;
    for (const history::Remark &note : incident.notes)
        texts << note.text;
    return texts.join(u'\n').toCaseFolded();
}

} // namespace fusebox::ui
