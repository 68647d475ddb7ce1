// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/endpoint_facts.h"

#include "ui/text/plain.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using namespace health;

QString closeText(const SessionView &session)
{
    if (!session.lastCloseCode)
        return Text::tr("none");
    const QString word = closeCodeWord(*session.lastCloseCode);
    QString text = QString::number(*session.lastCloseCode);
    if (!word.isEmpty())
        text = Text::tr("%1 (%2)").arg(text, word);
    const QString reason = plainLine(session.lastCloseReason);
    return reason.isEmpty() ? text : Text::tr("%1: %2").arg(text, reason);
}

QString checkText(const CheckEvent &check)
{
    return eventSentence(Event{{}, {}, check});
}

} // namespace

FactTexts sessionFacts(const SessionView &session, TimePoint now)
{
    FactTexts facts;
    facts.emplace_back(
        Text::tr("Session"),
        Text::tr("%1 for %2").arg(linkWord(session.state), ageText(now - session.since.steady)));
    if (session.nextAttemptAt)
        facts.emplace_back(Text::tr("Next attempt"),
                           Text::tr("in %1").arg(countdownText(*session.nextAttemptAt - now)));
    facts.emplace_back(Text::tr("Reconnects"), QString::number(session.reconnects));
    facts.emplace_back(Text::tr("Round trip"),
                       session.lastRoundTrip ? latencyText(*session.lastRoundTrip) : Text::tr("none yet"));
    facts.emplace_back(Text::tr("Last close"), closeText(session));
    return facts;
}

FactTexts checkFacts(const EndpointSnapshot &endpoint, TimePoint now)
{
    FactTexts facts;
    facts.emplace_back(Text::tr("Last check"),
                       endpoint.lastCheck ? checkText(*endpoint.lastCheck) : Text::tr("none yet"));
    if (endpoint.lastFailure && endpoint.lastFailureAt)
        facts.emplace_back(Text::tr("Last failure"),
                           Text::tr("%1, %2").arg(endpoint.session ? lossPhrase(*endpoint.lastFailure)
                                                                   : failurePhrase(*endpoint.lastFailure),
                                                  agoText(now - endpoint.lastFailureAt->steady)));
    if (endpoint.nextDueAt)
        facts.emplace_back(Text::tr("Next check"),
                           endpoint.checking
                               ? Text::tr("under way")
                               : Text::tr("in %1").arg(countdownText(*endpoint.nextDueAt - now)));
    return facts;
}

} // namespace fusebox::ui
