// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/certificate_facts.h"

#include <algorithm>

#include <QDateTime>
#include <QLocale>
#include <QStringList>

#include "ui/text/plain.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using namespace health;

QString dayOf(std::chrono::sys_seconds at)
{
    const auto day = QDateTime::fromSecsSinceEpoch(at.time_since_epoch().count(), Qt::UTC);
    return QLocale().toString(day, QStringLiteral("d MMM yyyy"));
}

QString daysText(std::chrono::seconds span)
{
    const auto days = std::chrono::floor<std::chrono::days>(span).count();
    if (days >= 2)
        return Text::tr("%1 days").arg(days);
    return days == 1 ? Text::tr("1 day") : Text::tr("less than a day");
}

/// In groups, so that a line can be broken.
QString fingerprintText(const QByteArray &hex)
{
    QStringList groups;
    for (qsizetype at = 0; at < std::min<qsizetype>(hex.size(), 64); at += 8)
        groups << QString::fromLatin1(hex.mid(at, 8));
    return groups.join(u' ');
}

QString agreedText(const probe::TlsFacts &tls)
{
    QStringList parts{plainLine(tls.version), plainLine(tls.cipher), plainLine(tls.alpn)};
    parts.removeAll(QString());
    return parts.join(Text::tr(", "));
}

QString pinText(const probe::TlsFacts &tls, const QString &pin)
{
    if (pin.isEmpty())
        return Text::tr("none");
    return probe::meetsPin(tls, pin) ? Text::tr("the leaf is the one that is pinned")
                                     : Text::tr("the leaf is NOT the one that is pinned");
}

QString roleOf(std::size_t index, std::size_t count)
{
    if (index == 0)
        return Text::tr("Certificate");
    return index + 1 == count && count > 2 ? Text::tr("Root") : Text::tr("Issuer");
}

void addCertificate(const probe::CertificateFacts &certificate, const QString &role, WallTime wall,
                    FactTexts &facts)
{
    facts.emplace_back(role, plainLine(certificate.subject));
    facts.emplace_back(QString(), validityText(certificate, wall));
    if (!certificate.names.isEmpty())
        facts.emplace_back(Text::tr("Names"), plainLine(certificate.names.join(Text::tr(", ")), 300));
    facts.emplace_back(Text::tr("Issued by"), plainLine(certificate.issuer));
    facts.emplace_back(Text::tr("Serial"), plainLine(QString::fromLatin1(certificate.serial), 64));
    facts.emplace_back(Text::tr("SHA-256"), fingerprintText(certificate.fingerprint));
}

} // namespace

QString validityText(const probe::CertificateFacts &certificate, WallTime wall)
{
    const auto now = std::chrono::floor<std::chrono::seconds>(wall);
    if (now < certificate.notBefore)
        return Text::tr("not valid before %1, in %2")
            .arg(dayOf(certificate.notBefore), daysText(certificate.notBefore - now));
    if (now >= certificate.notAfter)
        return Text::tr("expired on %1, %2 ago")
            .arg(dayOf(certificate.notAfter), daysText(now - certificate.notAfter));
    return Text::tr("%1 left, valid until %2")
        .arg(daysText(certificate.notAfter - now), dayOf(certificate.notAfter));
}

FactTexts certificateFacts(const probe::TlsFacts &tls, const probe::TrustProfile &trust, WallTime wall)
{
    FactTexts facts;
    facts.emplace_back(Text::tr("Verified"),
                       tls.verified ? Text::tr("yes, chain and host name") : Text::tr("NO"));
    facts.emplace_back(Text::tr("Pin"), pinText(tls, trust.pin));
    if (const QString agreed = agreedText(tls); !agreed.isEmpty())
        facts.emplace_back(Text::tr("TLS"), agreed);
    for (std::size_t i = 0; i < tls.chain->size(); ++i)
        addCertificate((*tls.chain)[i], roleOf(i, tls.chain->size()), wall, facts);
    return facts;
}

} // namespace fusebox::ui
