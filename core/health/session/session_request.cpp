// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/session/session_request.h"

namespace fusebox::health {

probe::WebSocketRequest requestFor(const settings::EndpointConfig &config)
{
    probe::WebSocketRequest request;
    request.url = config.url();
    request.timeouts = config.timeouts;
    request.pingInterval = config.interval;
    request.pongTimeout = keptAs(config).pongTimeout;
    request.trust = config.part<settings::TlsSettings>().trust;
    request.names = config.part<probe::NameOptions>();
    request.proxy = config.part<probe::ProxyOptions>();
    request.options = keptAs(config).options;
    request.secrets = config.secrets;
    return request;
}

bool dialsAlike(const settings::EndpointConfig &a, const settings::EndpointConfig &b)
{
    return requestFor(a) == requestFor(b);
}

} // namespace fusebox::health
