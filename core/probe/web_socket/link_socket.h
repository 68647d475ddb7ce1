// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QObject;
class QWebSocket;

namespace fusebox::probe {

struct ProxyOptions;
struct WebSocketOptions;

/// A fresh QWebSocket for one link: by the proxy, if there is one, and with bounds for what it takes in.
[[nodiscard]] QWebSocket *makeLinkSocket(const ProxyOptions &proxy, const WebSocketOptions &options,
                                         QObject *parent);

} // namespace fusebox::probe
