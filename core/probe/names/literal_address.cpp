// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/literal_address.h"

#include <algorithm>

#include <QRegularExpression>

#include "core/probe/names/addresses.h"

namespace fusebox::probe {

using namespace Qt::StringLiterals;

std::optional<AddressFamily> literalFamily(const QString &host)
{
    const QHostAddress address(host);
    return address.isNull() ? std::nullopt : std::optional(familyOf(address));
}

QString dialledHost(const QUrl &url)
{
    const QString host = url.host(QUrl::FullyEncoded);
    return host.contains(u'%') ? url.host(QUrl::FullyDecoded) : host;
}

QString withoutZone(const QString &host)
{
    const qsizetype zone = host.indexOf(u'%');
    return zone < 0 || !host.contains(u':') ? host : host.first(zone);
}

QString withEscapedZone(const QString &url)
{
    static const QRegularExpression zoned(u"^[a-zA-Z0-9+.-]+://[^/?#\\[]*\\[[^/?#%\\]]*(%)[^/?#\\]]*(\\])"_s);
    const auto match = zoned.match(url);
    if (!match.hasMatch())
        return url;
    const qsizetype percent = match.capturedStart(1);
    const qsizetype end = match.capturedStart(2);
    const QString zone = url.sliced(percent + 1, end - percent - 1);
    const bool isEscaped = zone.size() > 2 && zone.startsWith("25"_L1);
    if (zone.isEmpty() || isEscaped || std::ranges::any_of(zone, [](QChar c) { return c.isSpace(); }))
        return url;
    return url.first(percent) + "%25"_L1 + QString::fromLatin1(QUrl::toPercentEncoding(zone)) +
           url.sliced(end);
}

} // namespace fusebox::probe
