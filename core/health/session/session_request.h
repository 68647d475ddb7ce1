// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/web_socket/web_socket_link.h"
#include "core/settings/endpoint_config.h"

namespace fusebox::health {

/// What a link of the endpoint is dialled with, but for the phase of its pings.
[[nodiscard]] probe::WebSocketRequest requestFor(const settings::EndpointConfig &config);

/// Both dial the same; anything else can change under a running connection.
[[nodiscard]] bool dialsAlike(const settings::EndpointConfig &a, const settings::EndpointConfig &b);

} // namespace fusebox::health
