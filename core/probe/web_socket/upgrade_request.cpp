// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/upgrade_request.h"

#include <algorithm>

#include "core/probe/http/http_request.h"
#include "core/probe/http/http_text.h"
#include "core/probe/web_socket/web_socket_failure.h"

namespace fusebox::probe {

using resilience::ErrorClass;

namespace {

bool isOfHandshake(const QByteArray &name)
{
    return equalsWithoutCase(name, "host") || name.toLower().startsWith("sec-websocket-");
}

ProbeFailure failureOf(const HttpFailure &failure)
{
    return {failure, Phase::Send, failure.fault};
}

std::optional<ProbeFailure> handshakeField(const std::vector<HttpField> &headers)
{
    const auto found = std::ranges::find_if(headers, isOfHandshake, &HttpField::name);
    if (found == headers.end())
        return {};
    const auto index = static_cast<int>(found - headers.begin());
    return failureOf(httpFailure(ErrorClass::Protocol, {HttpFault::Kind::ReservedHeader, index}));
}

bool isSubprotocol(const QString &name)
{
    return isHttpToken(name.toUtf8());
}

} // namespace

tl::expected<UpgradeRequest, ProbeFailure> upgradeRequest(const QUrl &url, const WebSocketOptions &options)
{
    if (const auto failure = handshakeField(options.headers))
        return tl::unexpected(*failure);
    if (!std::ranges::all_of(options.subprotocols, isSubprotocol))
        return tl::unexpected(webSocketFailure(WebSocketFault::BadSubprotocol));
    const auto http =
        makeHttpRequest(url, {.headers = options.headers, .authentication = options.authentication});
    if (!http)
        return tl::unexpected(failureOf(http.error()));
    UpgradeRequest upgrade{QNetworkRequest(url), {}};
    for (const HttpField &field : http->headers)
        upgrade.request.setRawHeader(field.name, field.value);
    upgrade.options.setSubprotocols(options.subprotocols);
    return upgrade;
}

} // namespace fusebox::probe
