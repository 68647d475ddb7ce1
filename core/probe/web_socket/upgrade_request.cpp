// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/upgrade_request.h"

#include <algorithm>
#include <array>

#include <QCryptographicHash>
#include <QRandomGenerator>

#include "core/probe/contract/http_text.h"
#include "core/probe/http/http_head.h"
#include "core/probe/http/http_request.h"
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
    return {failure, Phase::Send, asFault(failure.fault)};
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

/// Whatever QUrl lets through.
QByteArray asTarget(const QByteArray &pathAndQuery)
{
    QByteArray target;
    for (const char c : pathAndQuery) {
        if (c > 0x20 && c < 0x7f)
            target += c;
        else
            target += '%' + QByteArray(1, c).toHex().toUpper();
    }
    return target;
}

/// RFC 6455, 4.2.2, step 5.4.
QByteArray acceptOf(const QByteArray &key)
{
    constexpr auto guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    return QCryptographicHash::hash(key + guid, QCryptographicHash::Sha1).toBase64();
}

QByteArray headOf(const QUrl &url, const HttpRequest &http, const QByteArray &key,
                  const QStringList &subprotocols)
{
    QByteArray head = "GET " + asTarget(http.target) + " HTTP/1.1\r\n";
    appendField(head, "Host", authorityOf(url));
    appendField(head, "Upgrade", "websocket");
    appendField(head, "Connection", "Upgrade");
    appendField(head, "Sec-WebSocket-Key", key);
    appendField(head, "Sec-WebSocket-Version", "13");
    if (!subprotocols.isEmpty())
        appendField(head, "Sec-WebSocket-Protocol", subprotocols.join(QStringLiteral(", ")).toLatin1());
    for (const HttpField &field : http.headers)
        appendField(head, field.name, field.value);
    return head + "\r\n";
}

} // namespace

tl::expected<UpgradeRequest, ProbeFailure> upgradeRequest(const QUrl &url, const WebSocketOptions &options,
                                                          QByteArrayView key)
{
    if (const auto failure = handshakeField(options.headers))
        return tl::unexpected(*failure);
    if (!std::ranges::all_of(options.subprotocols, isSubprotocol))
        return tl::unexpected(webSocketFailure(WebSocketFault::BadSubprotocol));
    const auto http =
        makeHttpRequest(url, {.headers = options.headers, .authentication = options.authentication});
    if (!http)
        return tl::unexpected(failureOf(http.error()));
    const QByteArray sent = key.toByteArray().toBase64();
    return UpgradeRequest{headOf(url, *http, sent, options.subprotocols), acceptOf(sent),
                          options.subprotocols};
}

tl::expected<UpgradeRequest, ProbeFailure> upgradeRequest(const QUrl &url, const WebSocketOptions &options)
{
    std::array<quint32, 4> key = {};
    QRandomGenerator::system()->fillRange(key.data(), key.size());
    return upgradeRequest(url, options,
                          QByteArrayView(reinterpret_cast<const char *>(key.data()), sizeof key));
}

} // namespace fusebox::probe
