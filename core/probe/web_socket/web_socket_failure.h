// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractSocket>
#include <QSslError>
#include <QString>

#include "core/probe/probe.h"

namespace fusebox::probe {

/// The failure behind QWebSocket's error signal: `signalled` is the signal's value, `transport` and `text`
/// are the socket's error() and errorString() at that moment; `phase` is how far the connection had come. A
/// handshake answered with another status than 101 is ErrorClass::HttpStatus with the status and the peer's
/// reason phrase; another fault of the handshake is WebSocketFault::BadUpgrade. `detail` is bounded.
/// Thread: any.
[[nodiscard]] ProbeFailure webSocketFailure(QAbstractSocket::SocketError signalled,
                                            QAbstractSocket::SocketError transport, const QString &text,
                                            Phase phase);

/// A fault with the class and the phase that it has.
[[nodiscard]] ProbeFailure webSocketFailure(WebSocketFault fault, const QString &detail = {});

/// QWebSocket found a fault itself, and closes with the code that says which.
[[nodiscard]] WebSocketFault faultBehind(int closeCode);

/// What Qt has against the peer's certificate.
[[nodiscard]] TlsFault tlsFaultOf(const QSslError &error);

} // namespace fusebox::probe
