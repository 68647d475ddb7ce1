// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/session/session_request.h"

namespace fusebox::health {

probe::WebSocketRequest requestFor(const settings::EndpointConfig &config)
{
    probe::WebSocketRequest request;
    request.url = config.url;
    request.timeouts = config.timeouts;
    request.pingInterval = config.interval;
    request.pongTimeout = config.webSocket.pongTimeout;
    request.trust = config.tls;
    request.names = config.names;
    request.proxy = config.proxy;
    request.options = config.webSocket.options;
    return request;
}

bool dialsAlike(const settings::EndpointConfig &a, const settings::EndpointConfig &b)
{
    return a.url == b.url && a.tls == b.tls && a.names == b.names && a.proxy == b.proxy &&
           a.interval == b.interval && a.timeouts == b.timeouts &&
           a.webSocket.pongTimeout == b.webSocket.pongTimeout && a.webSocket.options == b.webSocket.options;
}

} // namespace fusebox::health
