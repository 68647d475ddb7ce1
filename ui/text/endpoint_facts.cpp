// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/endpoint_facts.h"

#include <QStringList>

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

QString wayText(const CheckEvent &check)
{
    QStringList parts;
    if (check.family)
        parts << (*check.family == probe::AddressFamily::IPv6 ? Text::tr("IPv6") : Text::tr("IPv4"));
    if (check.nameWasKept)
        parts << Text::tr("address known from an earlier answer");
    if (check.reused)
        parts << Text::tr("connection kept from before");
    if (check.redialled)
        parts << Text::tr("kept connection was closed, dialled anew");
    if (check.hops.size() > 1)
        parts << Text::tr("%1 redirects").arg(check.hops.size() - 1);
    return parts.join(Text::tr(", "));
}

QString tlsText(const probe::TlsFacts &tls)
{
    QStringList parts{plainLine(tls.version), plainLine(tls.cipher)};
    parts.removeAll(QString());
    parts << (tls.verified ? Text::tr("certificate verified") : Text::tr("certificate NOT verified"));
    return parts.join(Text::tr(", "));
}

QString daysText(std::chrono::seconds left)
{
    const auto days = std::chrono::floor<std::chrono::days>(left).count();
    return days < 0 ? Text::tr("expired") : Text::tr("%1 days left").arg(days);
}

QString certificateText(const probe::TlsFacts &tls, WallTime wall)
{
    const probe::CertificateFacts &leaf = tls.chain->front();
    const auto expiry = probe::expiryOf(tls).value_or(leaf.notAfter);
    return Text::tr("%1, issued by %2, %3")
        .arg(plainLine(leaf.subject), plainLine(leaf.issuer),
             daysText(expiry - std::chrono::floor<std::chrono::seconds>(wall)));
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

FactTexts connectionFacts(const CheckEvent &check, WallTime wall)
{
    FactTexts facts;
    if (const QString way = wayText(check); !way.isEmpty())
        facts.emplace_back(Text::tr("Connection"), way);
    if (!check.tls)
        return facts;
    facts.emplace_back(Text::tr("TLS"), tlsText(*check.tls));
    if (!check.tls->chain->empty())
        facts.emplace_back(Text::tr("Certificate"), certificateText(*check.tls, wall));
    return facts;
}

QString addressText(const EndpointConfig &config, int mostCharacters)
{
    const QString url = plainLine(config.url.toString(QUrl::FullyEncoded), mostCharacters);
    const QString scheme = config.url.scheme();
    const bool speaksTls = scheme == u"https" || scheme == u"wss" || scheme == u"tls";
    return speaksTls && config.tls.allowSelfSigned ? Text::tr("%1 (certificate not verified)").arg(url) : url;
}

FactTexts checkFacts(const EndpointSnapshot &endpoint, TimePoint now)
{
    FactTexts facts;
    facts.emplace_back(Text::tr("Last check"),
                       endpoint.lastCheck ? checkText(*endpoint.lastCheck) : Text::tr("none yet"));
    if (endpoint.lastFailure && endpoint.lastFailureAt)
        facts.emplace_back(Text::tr("Last failure"),
                           Text::tr("%1, %2").arg(failurePhrase(*endpoint.lastFailure),
                                                  agoText(now - endpoint.lastFailureAt->steady)));
    if (endpoint.nextDueAt)
        facts.emplace_back(Text::tr("Next check"),
                           endpoint.checking
                               ? Text::tr("under way")
                               : Text::tr("in %1").arg(countdownText(*endpoint.nextDueAt - now)));
    return facts;
}

} // namespace fusebox::ui
