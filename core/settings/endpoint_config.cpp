// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/endpoint_config.h"

#include <QStringList>

#include "core/probe/contract/schemes.h"
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

/// What of a kind's settings goes into the question.
void take(const probe::NameOptions &names, probe::ProbeRequest &request)
{
    request.names = names;
}
void take(const probe::ProxyOptions &proxy, probe::ProbeRequest &request)
{
    request.proxy = proxy;
}
void take(const TlsSettings &tls, probe::ProbeRequest &request)
{
    request.trust = tls.trust;
}
void take(const FallbackSettings &, probe::ProbeRequest &) {}
void take(const WebSocketSettings &, probe::ProbeRequest &) {}
template <typename Options>
void take(const Options &options, probe::ProbeRequest &request)
{
    request.options = options;
}

} // namespace

QString hostOf(const EndpointConfig &config)
{
    return traitsOf(config).runsHere ? u"localhost"_s : config.url().host();
}

HostScope scopeOf(const EndpointConfig &config)
{
    return scopeOf(isProxied(config) ? config.part<probe::ProxyOptions>().host : hostOf(config));
}

probe::ProbeRequest requestOf(const EndpointConfig &config)
{
    probe::ProbeRequest request{.url = config.url(), .timeouts = config.timeouts, .secrets = config.secrets};
    config.asked.forEach([&request](const auto &part) { take(part, request); });
    return request;
}

probe::ProbeRequest fallbackRequestOf(const EndpointConfig &config, std::size_t index)
{
    const auto &fallback = config.part<FallbackSettings>();
    probe::ProbeRequest request = requestOf(config);
    request.url = fallback.urls.at(index);
    if (fallback.sendCredentials || probe::isSameOrigin(config.url(), request.url))
        return request;
    if (auto *http = std::get_if<probe::HttpOptions>(&request.options))
        probe::dropCredentials(*http);
    probe::dropCredentials(request.trust);
    return request;
}

bool rulesOutItsHost(const EndpointConfig &config)
{
    const auto family = config.part<probe::NameOptions>().family;
    if (family == probe::AddressFamily::Any || isProxied(config))
        return false;
    const auto literal = probe::literalFamily(config.url().host());
    return literal && *literal != family;
}

QString titleOf(const Asked &asked)
{
    QString title;
    asked.forEach([&title](const auto &part) {
        if constexpr (requires { part.title(); })
            title = part.title();
    });
    return title;
}

EndpointId makeEndpointId(const Asked &asked, const QStringList &taken)
{
    const QString title = titleOf(asked);
    QString base = dashed(title.isEmpty() ? idText(asked.url()) : title);
    base.truncate(maxIdLength - 8); // room for a number
    if (base.isEmpty())
        base = u"endpoint"_s;
    QString id = base;
    for (int number = 2; taken.contains(id); ++number)
        id = base + u'-' + QString::number(number);
    return id;
}

QString defaultEndpointName(const Asked &asked)
{
    if (const QString title = titleOf(asked); !title.isEmpty())
        return title.left(maxNameLength);
    const QUrl &url = asked.url();
    const QString path = url.path() == "/"_L1 ? QString() : url.path();
    const bool isDns = kindOf(url) == probe::ProbeKind::Dns;
    return (isDns ? dnsName(url) : serverText(url) + path).left(maxNameLength);
}

} // namespace fusebox::settings
