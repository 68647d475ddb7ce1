// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/endpoint_config.h"

#include <algorithm>

#include <QStringList>

namespace fusebox::health {

using namespace Qt::StringLiterals;

namespace {

bool isKnownScheme(const QString &scheme)
{
    return scheme == "http"_L1 || scheme == "https"_L1 || scheme == "ws"_L1 || scheme == "wss"_L1;
}

bool isPlainIdCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'.' || c == u'_';
}

/// Runs of anything else become one dash; none at the ends.
QString dashed(const QString &text)
{
    QString result;
    for (const QChar c : text) {
        if (isPlainIdCharacter(c))
            result += c.toLower();
        else if (!result.isEmpty() && !result.endsWith(u'-'))
            result += u'-';
    }
    while (result.endsWith(u'-'))
        result.chop(1);
    return result;
}

/// What stands after the host: ":8443", or nothing.
QString portPart(const QString &text)
{
    const QString hostAndPort = text.section(u'/', 2, 2).section(u'@', -1);
    const qsizetype bracket = hostAndPort.indexOf(u']');
    const bool isUnclosed = hostAndPort.startsWith(u'[') && bracket < 0;
    const qsizetype colon = hostAndPort.indexOf(u':', std::max<qsizetype>(bracket, 0));
    return colon < 0 || isUnclosed ? QString() : hostAndPort.mid(colon);
}

/// QUrl reads a port out of range as no port at all, so the text is looked at.
bool hasUnreadablePort(const QUrl &url, const QString &text)
{
    return !portPart(text).isEmpty() && url.port() <= 0;
}

} // namespace

EndpointKind kindOf(const EndpointConfig &config)
{
    return config.url.scheme().startsWith("ws"_L1) ? EndpointKind::WebSocket : EndpointKind::Http;
}

probe::ProbeRequest requestOf(const EndpointConfig &config)
{
    return {config.url,   config.timeouts, config.tls, config.names,
            config.proxy, config.http,     config.tcp, config.dns};
}

tl::expected<QUrl, UrlError> parseEndpointUrl(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return tl::unexpected(UrlError::Empty);
    if (!trimmed.contains("://"_L1))
        return tl::unexpected(UrlError::NoScheme);
    const QString scheme = trimmed.section(u':', 0, 0).toLower();
    if (!isKnownScheme(scheme))
        return tl::unexpected(UrlError::UnknownScheme);
    const QUrl url(trimmed, QUrl::StrictMode);
    if (hasUnreadablePort(url, trimmed))
        return tl::unexpected(UrlError::BadPort);
    if (!url.isValid())
        return tl::unexpected(trimmed.section(u'/', 2, 2).isEmpty() ? UrlError::NoHost : UrlError::Malformed);
    if (url.host().isEmpty())
        return tl::unexpected(UrlError::NoHost);
    if (!url.userInfo().isEmpty())
        return tl::unexpected(UrlError::HasCredentials);
    return url;
}

EndpointId makeEndpointId(const QUrl &url, const QStringList &taken)
{
    QString base =
        dashed(url.host() + u'-' + (url.port() > 0 ? QString::number(url.port()) : QString()) + url.path());
    base.truncate(maxIdLength - 8); // room for a number
    if (base.isEmpty())
        base = u"endpoint"_s;
    QString id = base;
    for (int number = 2; taken.contains(id); ++number)
        id = base + u'-' + QString::number(number);
    return id;
}

QString defaultEndpointName(const QUrl &url)
{
    const QString port = url.port() > 0 ? u':' + QString::number(url.port()) : QString();
    const QString path = url.path() == "/"_L1 ? QString() : url.path();
    return (url.host() + port + path).left(maxNameLength);
}

} // namespace fusebox::health
