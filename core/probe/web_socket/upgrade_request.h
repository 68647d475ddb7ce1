// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include "core/probe/contract/options/web_socket_options.h"
#include "core/probe/contract/probe.h"

namespace fusebox::probe {

/// What asks for a WebSocket (RFC 6455, 4.1), and what the answer is held against.
struct UpgradeRequest
{
    QByteArray bytes;              ///< to be sent as they are
    QByteArray accept;             ///< the Sec-WebSocket-Accept that answers our key
    QStringList subprotocols = {}; ///< that were asked for
};

/// The request that asks `url` (absolute, ws or wss) for the upgrade. Its first line is always one of HTTP:
/// an empty path is "/", what is not ASCII is percent-encoded, a fragment is left out. Host has the port
/// where that is not the scheme's own, and never a zone. Headers are held to what HTTP allows and may not be
/// those of the handshake or Host, which are written here; what is not allowed is ErrorClass::Protocol with
/// its fault and without a detail: what was given may be secret.
[[nodiscard]] tl::expected<UpgradeRequest, ProbeFailure> upgradeRequest(const QUrl &url,
                                                                        const WebSocketOptions &options);

/// With `key` (16 bytes) in the place of random ones.
[[nodiscard]] tl::expected<UpgradeRequest, ProbeFailure>
upgradeRequest(const QUrl &url, const WebSocketOptions &options, QByteArrayView key);

} // namespace fusebox::probe
