// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/endpoint_config.h"

/// What may be set for some kinds only, to be set: of an endpoint of such a kind.
namespace fusebox::testing {

inline probe::HttpOptions &httpOf(settings::EndpointConfig &config)
{
    return *config.find<probe::HttpOptions>();
}
inline probe::TcpOptions &tcpOf(settings::EndpointConfig &config)
{
    return *config.find<probe::TcpOptions>();
}
inline probe::DnsOptions &dnsOf(settings::EndpointConfig &config)
{
    return *config.find<probe::DnsOptions>();
}
inline settings::WebSocketSettings &webSocketOf(settings::EndpointConfig &config)
{
    return *config.find<settings::WebSocketSettings>();
}
inline settings::TlsSettings &tlsOf(settings::EndpointConfig &config)
{
    return *config.find<settings::TlsSettings>();
}
inline probe::TrustProfile &trustOf(settings::EndpointConfig &config)
{
    return tlsOf(config).trust;
}
inline probe::NameOptions &namesOf(settings::EndpointConfig &config)
{
    return *config.find<probe::NameOptions>();
}
inline probe::ProxyOptions &proxyOf(settings::EndpointConfig &config)
{
    return *config.find<probe::ProxyOptions>();
}
inline settings::FallbackSettings &fallbackOf(settings::EndpointConfig &config)
{
    return *config.find<settings::FallbackSettings>();
}

} // namespace fusebox::testing
