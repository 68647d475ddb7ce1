// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_plan.h"

#include "core/probe/contract/schemes.h"
#include "core/probe/http/proxy_answer.h"
#include "core/probe/tcp/socket_probe.h"

namespace fusebox::probe {

namespace {

bool asksProxy(const ProbeRequest &request)
{
    return request.proxy.kind == ProxyKind::Http && !isTls(request.url) &&
           optionsOf<HttpOptions>(request).version != HttpVersion::Http2;
}

HttpWay wayOf(const ProbeRequest &request, const QByteArray &cookies)
{
    if (!asksProxy(request))
        return {.cookies = cookies};
    return {
        .cookies = cookies, .isAbsolute = true, .proxyAuthorization = basicProxyAuthorization(request.proxy)};
}

/// The proxy is the target of such a connection.
Transport::Target targetOf(const ProbeRequest &request)
{
    if (!asksProxy(request))
        return transportTarget(request);
    return {.host = request.proxy.host, .port = request.proxy.port, .names = request.names};
}

/// A connection to a proxy serves all that is asked of the proxy, whatever its host.
ConnectionKey keyOf(const ProbeRequest &request)
{
    if (asksProxy(request))
        return {.scheme = QStringLiteral("http"),
                .host = {},
                .proxy = request.proxy,
                .family = request.names.family};
    return {.scheme = request.url.scheme(),
            .host = request.url.host(QUrl::FullyEncoded),
            .port = portOf(request.url),
            .trust = request.trust,
            .proxy = request.proxy,
            .family = request.names.family,
            .version = optionsOf<HttpOptions>(request).version};
}

} // namespace

HttpHopPlan::HttpHopPlan(ProbeRequest asked, const QByteArray &cookies)
    : request(std::move(asked))
    , message(makeHttpRequest(request.url, optionsOf<HttpOptions>(request), wayOf(request, cookies)))
    , key(keyOf(request))
    , target(targetOf(request))
{
}

bool HttpHopPlan::isAskedOfProxy() const
{
    return asksProxy(request);
}

HttpPlan::HttpPlan(ProbeRequest asked)
    : HttpHopPlan(std::move(asked))
    , judge(HttpJudge::create(optionsOf<HttpOptions>(request).expect))
    , shownUrl(request.secrets.empty() ? request.url.adjusted(QUrl::RemoveUserInfo)
                                       : withoutSecrets(request.url, request.secrets))
    , mask(joined(secretsOf(optionsOf<HttpOptions>(request), request.proxy), request.secrets))
{
}

} // namespace fusebox::probe
