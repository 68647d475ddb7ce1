// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/endpoint_config.h"

#include <QStringList>

#include "core/probe/contract/secrets.h"
#include "core/probe/names/literal_address.h"

namespace fusebox::settings {

using namespace Qt::StringLiterals;

namespace {

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

/// What tells one URL from another, in the order a person would name it.
QString idText(const QUrl &url)
{
    const QString server = url.host() + u'-' + (url.port() > 0 ? QString::number(url.port()) : QString());
    if (kindOf(url) != probe::ProbeKind::Dns)
        return server + url.path();
    const DnsQuestion question = dnsQuestionOf(url);
    return question.name + u'-' + (question.type == "A"_L1 ? QString() : question.type + u'-') + server;
}

QString serverText(const QUrl &url)
{
    return url.host() + (url.port() > 0 ? u':' + QString::number(url.port()) : QString());
}

/// As dig writes it: "example.org MX @192.0.2.1".
QString dnsName(const QUrl &url)
{
    const DnsQuestion question = dnsQuestionOf(url);
    const QString type = question.type == "A"_L1 ? QString() : u' ' + question.type;
    const QString server = url.host().isEmpty() ? QString() : " @"_L1 + serverText(url);
    return url.path().mid(1) + type + server;
}

} // namespace

probe::ProbeKind kindOf(const EndpointConfig &config)
{
    return kindOf(config.url);
}

QUrl ownCheckUrl(const EndpointId &id)
{
    QUrl url;
    url.setScheme(u"check"_s);
    url.setPath(id);
    return url;
}

bool isOwnCheck(const QUrl &url)
{
    return url.scheme() == "check"_L1;
}

QString hostOf(const EndpointConfig &config)
{
    return isOwnCheck(config.url) ? u"localhost"_s : config.url.host();
}

HostScope scopeOf(const EndpointConfig &config)
{
    const bool isDirect = config.proxy.kind == probe::ProxyKind::None;
    return scopeOf(isDirect ? hostOf(config) : config.proxy.host);
}

probe::ProbeRequest requestOf(const EndpointConfig &config)
{
    return {config.url,   config.timeouts, config.tls, config.names,
            config.proxy, config.http,     config.tcp, config.dns};
}

probe::ProbeRequest fallbackRequestOf(const EndpointConfig &config, std::size_t index)
{
    probe::ProbeRequest request = requestOf(config);
    request.url = config.fallback.urls.at(index);
    if (config.fallback.sendCredentials || probe::isSameOrigin(config.url, request.url))
        return request;
    probe::dropCredentials(request.http);
    probe::dropCredentials(request.trust);
    return request;
}

bool rulesOutItsHost(const EndpointConfig &config)
{
    if (config.names.family == probe::AddressFamily::Any || config.proxy.kind != probe::ProxyKind::None)
        return false;
    const auto literal = probe::literalFamily(config.url.host());
    return literal && *literal != config.names.family;
}

EndpointId makeEndpointId(const QUrl &url, const QStringList &taken)
{
    QString base = dashed(idText(url));
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
    const QString path = url.path() == "/"_L1 ? QString() : url.path();
    const bool isDns = kindOf(url) == probe::ProbeKind::Dns;
    return (isDns ? dnsName(url) : serverText(url) + path).left(maxNameLength);
}

} // namespace fusebox::settings
