// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/endpoint_facts.h"

#include <algorithm>

#include <QLocale>
#include <QStringList>

#include "core/probe/contract/schemes.h"
#include "core/settings/secret_reference.h"
#include "ui/text/overview.h"
#include "ui/text/plain.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using namespace health;

QString closeText(const SessionView &session)
{
    if (!session.lastCloseCode)
        return session.lastLossAt ? Text::tr("without a close frame") : Text::tr("none");
    const QString word = closeCodeWord(*session.lastCloseCode);
    QString text = QString::number(*session.lastCloseCode);
    if (!word.isEmpty())
        text = Text::tr("%1 (%2)").arg(text, word);
    const QString reason = plainLine(session.lastCloseReason);
    return reason.isEmpty() ? text : Text::tr("%1: “%2”").arg(text, reason);
}

QString trafficText(const Traffic &traffic)
{
    const auto perSecond = QLocale::c().toString(traffic.messagesPerSecond, 'f', 1);
    const QString count =
        traffic.messages == 1 ? Text::tr("1 message") : Text::tr("%1 messages").arg(traffic.messages);
    return Text::tr("%1, %2, %3 a second")
        .arg(count, QLocale::c().formattedDataSize(traffic.bytes, 1), perSecond);
}

void addTraffic(const SessionView &session, TimePoint now, FactTexts &facts)
{
    if (session.lastMessageAt)
        facts.emplace_back(Text::tr("Last message"), agoText(now - session.lastMessageAt->steady));
    if (session.received.messages > 0)
        facts.emplace_back(Text::tr("Received"), trafficText(session.received));
    if (session.badMessages > 0)
        facts.emplace_back(Text::tr("Not JSON"), QString::number(session.badMessages));
    if (session.sent.messages > 0)
        facts.emplace_back(Text::tr("Sent"), trafficText(session.sent));
    if (session.queued > 0 || session.dropped > 0)
        facts.emplace_back(Text::tr("Not sent"),
                           Text::tr("%1 waiting, %2 dropped").arg(session.queued).arg(session.dropped));
    if (!session.subprotocol.isEmpty())
        facts.emplace_back(Text::tr("Subprotocol"), plainLine(session.subprotocol));
}

QString versionText(probe::HttpDialect dialect)
{
    switch (dialect) {
    case probe::HttpDialect::Http10: return QStringLiteral("HTTP/1.0");
    case probe::HttpDialect::Http11: return QStringLiteral("HTTP/1.1");
    case probe::HttpDialect::Http2: return QStringLiteral("HTTP/2");
    }
    return {};
}

QString wayText(const CheckEvent &check)
{
    QStringList parts;
    if (check.answer)
        parts << versionText(check.answer->dialect);
    if (check.family)
        parts << (*check.family == probe::AddressFamily::IPv6 ? Text::tr("IPv6") : Text::tr("IPv4"));
    if (check.nameWasKept)
        parts << Text::tr("address known from an earlier answer");
    if (check.reused)
        parts << Text::tr("connection kept from before");
    if (check.redialledAfter)
        parts << Text::tr("first connection was of no use (%1 lost), dialled anew")
                     .arg(latencyText(*check.redialledAfter));
    return parts.join(Text::tr(", "));
}

QString daysText(std::chrono::sys_seconds end, WallTime wall)
{
    const auto left = end - std::chrono::floor<std::chrono::seconds>(wall);
    const auto days = std::chrono::floor<std::chrono::days>(left).count();
    return days < 0 ? Text::tr("expired") : Text::tr("%1 days left").arg(days);
}

/// "301 https://a.example/ in 12 ms (connect 2.0 ms, first byte 10 ms), certificate: 20 days left".
QString hopText(const probe::HttpHop &hop, WallTime wall)
{
    constexpr qsizetype longestUrl = 80;
    QStringList phases;
    for (int i = 0; i < static_cast<int>(probe::Phase::Count); ++i) {
        const auto phase = static_cast<probe::Phase>(i);
        if (hop.phases[phase])
            phases << Text::tr("%1 %2").arg(phaseWord(phase), latencyText(*hop.phases[phase]));
    }
    const QString certificate =
        hop.expires ? Text::tr(", certificate: %1").arg(daysText(*hop.expires, wall)) : QString();
    return Text::tr("%1 %2 in %3 (%4)")
               .arg(hop.status ? QString::number(*hop.status) : QStringLiteral("–"),
                    plainLine(hop.url.toString(QUrl::FullyEncoded), longestUrl),
                    latencyText(hop.phases.sum()), phases.join(Text::tr(", "))) +
           certificate;
}

void addHops(const std::vector<probe::HttpHop> &hops, WallTime wall, FactTexts &facts)
{
    constexpr std::size_t mostShown = 8;
    const std::size_t shown = std::min(hops.size(), mostShown);
    for (std::size_t i = 0; i < shown; ++i)
        facts.emplace_back(Text::tr("Hop %1").arg(i + 1), hopText(hops[i], wall));
    if (shown < hops.size())
        facts.emplace_back(Text::tr("Hops"), Text::tr("and %1 more").arg(hops.size() - shown));
}

QString tlsText(const probe::TlsFacts &tls)
{
    QStringList parts{plainLine(tls.version), plainLine(tls.cipher)};
    parts.removeAll(QString());
    parts << (tls.verified ? Text::tr("certificate verified") : Text::tr("certificate NOT verified"));
    return parts.join(Text::tr(", "));
}

QString certificateText(const probe::TlsFacts &tls, WallTime wall)
{
    const probe::CertificateFacts &leaf = tls.chain->front();
    const auto expiry = probe::expiryOf(tls).value_or(leaf.notAfter);
    return Text::tr("%1, issued by %2, %3")
        .arg(plainLine(leaf.subject), plainLine(leaf.issuer), daysText(expiry, wall));
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
    facts.emplace_back(Text::tr("Last close"), closeText(session));
    addTraffic(session, now, facts);
    return facts;
}

QString roundTripText(const RoundTrips &trips)
{
    const QString pings = trips.pings == 1 ? Text::tr("1 ping") : Text::tr("%1 pings").arg(trips.pings);
    const QString failures =
        trips.failures == 1 ? Text::tr("1 failure") : Text::tr("%1 failures").arg(trips.failures);
    const QString counts = Text::tr("%1 in %2, %3").arg(pings, ageText(trips.length), failures);
    if (trips.pings == 0)
        return counts;
    return Text::tr("%1, %2 to %3").arg(counts, latencyText(trips.least), latencyText(trips.most));
}

FactTexts connectionFacts(const CheckEvent &check, WallTime wall)
{
    FactTexts facts;
    if (const QString way = wayText(check); !way.isEmpty())
        facts.emplace_back(Text::tr("Connection"), way);
    if (check.hops.size() > 1) // one alone is the check itself
        addHops(check.hops, wall, facts);
    if (!check.tls)
        return facts;
    facts.emplace_back(Text::tr("TLS"), tlsText(*check.tls));
    if (!check.tls->chain->empty())
        facts.emplace_back(Text::tr("Certificate"), certificateText(*check.tls, wall));
    return facts;
}

bool isUnverified(const settings::EndpointConfig &config)
{
    return probe::isTls(config.url()) && config.part<settings::TlsSettings>().trust.allowSelfSigned;
}

QString addressText(const settings::EndpointConfig &config, int mostCharacters)
{
    const QString title = titleOf(config.asked);
    const QString url = plainLine(title.isEmpty() ? settings::urlText(config.url()) : title, mostCharacters);
    return isUnverified(config) ? Text::tr("certificate not verified · %1").arg(url) : url;
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
    if (const QString held = heldPhrase(endpoint); !held.isEmpty())
        facts.emplace_back(Text::tr("Next check"), held);
    else if (endpoint.nextDueAt)
        facts.emplace_back(trialDue(endpoint) ? Text::tr("Next trial") : Text::tr("Next check"),
                           endpoint.checking
                               ? Text::tr("under way")
                               : Text::tr("in %1").arg(countdownText(*endpoint.nextDueAt - now)));
    return facts;
}

} // namespace fusebox::ui
