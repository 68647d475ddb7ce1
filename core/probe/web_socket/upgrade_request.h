// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <QNetworkRequest>
#include <QWebSocketHandshakeOptions>

#include "core/probe/probe.h"
#include "core/probe/web_socket/web_socket_options.h"

namespace fusebox::probe {

/// What QWebSocket opens a connection with.
struct UpgradeRequest
{
    QNetworkRequest request;
    QWebSocketHandshakeOptions options;
};

/// The request that asks `url` for the upgrade. Headers are held to what HTTP allows and may not be those of
/// the handshake or Host, which QWebSocket writes itself; what is not allowed is ErrorClass::Protocol with
/// its fault and without a detail: what was given may be secret.
[[nodiscard]] tl::expected<UpgradeRequest, ProbeFailure> upgradeRequest(const QUrl &url,
                                                                        const WebSocketOptions &options);

} // namespace fusebox::probe
