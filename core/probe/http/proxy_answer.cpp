// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/proxy_answer.h"

#include <algorithm>
#include <array>

#include "core/probe/transport/http_connect.h"

namespace fusebox::probe {

namespace {

/// What the proxy nearest to us, which is the last of the list, has to say (RFC 9209, 2).
bool tellsOfAnError(const QByteArray &proxyStatus)
{
    const QByteArray nearest = proxyStatus.mid(proxyStatus.lastIndexOf(',') + 1).toLower();
    return nearest.contains(";error=") || nearest.contains("; error=");
}

bool isOfAProxy(const QByteArray &server)
{
    constexpr std::array names{"squid", "tinyproxy", "privoxy"};
    const QByteArray lower = server.toLower();
    return std::ranges::any_of(names, [&](const char *name) { return lower.startsWith(name); });
}

bool isProxysOwn(const HttpRecorder &answer)
{
    const int status = answer.status();
    if (status < 400 || status == 407)
        return status == 407;
    if (const auto proxyStatus = answer.field("proxy-status"))
        return tellsOfAnError(*proxyStatus);
    if (answer.field("x-squid-error"))
        return true;
    if (answer.field("via"))
        return false;
    const bool isGateways = status == 502 || status == 504;
    return isGateways || answer.field("proxy-agent") ||
           isOfAProxy(answer.field("server").value_or(QByteArray()));
}

} // namespace

QByteArray basicProxyAuthorization(const ProxyOptions &proxy)
{
    if (proxy.user.isEmpty())
        return {};
    return "Basic " + (proxy.user + u':' + proxy.password).toUtf8().toBase64();
}

std::optional<ProxyFailure> proxysOwnFailure(const HttpRecorder &answer, const ProxyOptions &proxy)
{
    if (!isProxysOwn(answer))
        return {};
    return proxyRefusal(answer.status(), answer.reason(), proxy);
}

} // namespace fusebox::probe
