// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>
#include <vector>

#include "app/demo/web_socket_lab.h"
#include "app/demo/web_socket_server.h"

namespace fusebox::demo {

/// One way for a server to go wrong with a WebSocket (or to be odd, and still right).
struct WebSocketFault
{
    QByteArray name; ///< of its own, for people; ASCII
    /// A script where it does not get as far as a WebSocket, manners where nothing is wrong or odd.
    std::variant<Script, Talk, Manners> does;
};

/// What servers do to WebSockets, from the handshake on; those that end the connection do so after having
/// behaved for `calm`.
[[nodiscard]] std::vector<WebSocketFault>
webSocketFaults(resilience::Nanoseconds calm = std::chrono::seconds(3));

} // namespace fusebox::demo
