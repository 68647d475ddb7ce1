// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractSocket>
#include <QString>

#include "core/resilience/failure.h"

namespace fusebox::probe {

/// The failure behind QWebSocket's error signal: `signalled` is the signal's value, `transport` and `text`
/// are the socket's error() and errorString() at that moment. A handshake answered with another status than
/// 101 is ErrorClass::HttpStatus with the status and the peer's reason phrase; another fault of the handshake
/// is ErrorClass::Protocol. `detail` is bounded. Thread: any.
[[nodiscard]] resilience::Failure webSocketFailure(QAbstractSocket::SocketError signalled,
                                                   QAbstractSocket::SocketError transport,
                                                   const QString &text);

} // namespace fusebox::probe
