// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractSocket>
#include <QSslError>
#include <QString>

#include "core/probe/probe.h"
#include "core/probe/web_socket/upgrade_answer.h"

namespace fusebox::probe {

/// The failure behind QWebSocket's error signal: `signalled` is the signal's value, `transport` and `text`
/// are the socket's error() and errorString() at that moment; `phase` is how far the connection had come. A
/// fault of the handshake is WebSocketFault::BadUpgrade. `detail` is bounded. Thread: any.
[[nodiscard]] ProbeFailure webSocketFailure(QAbstractSocket::SocketError signalled,
                                            QAbstractSocket::SocketError transport, const QString &text,
                                            Phase phase);

/// Whose fault it is that a connection by a proxy did not come about.
[[nodiscard]] ProxyFault proxyFaultOf(QAbstractSocket::SocketError error);

/// ErrorClass::HttpStatus with the status, the peer's words for it, and its wish.
[[nodiscard]] ProbeFailure refusedUpgrade(const UpgradeAnswer &answer);

/// An upgrade with an extension; none is ever asked for (RFC 6455, 4.1).
[[nodiscard]] ProbeFailure unaskedExtension(const UpgradeAnswer &answer);

/// A fault with the class and the phase that it has.
[[nodiscard]] ProbeFailure webSocketFailure(WebSocketFault fault, const QString &detail = {});

/// QWebSocket found a fault itself, and closes with the code that says which.
[[nodiscard]] WebSocketFault faultBehind(int closeCode);

/// What Qt has against the peer's certificate.
[[nodiscard]] TlsFault tlsFaultOf(const QSslError &error);

} // namespace fusebox::probe
