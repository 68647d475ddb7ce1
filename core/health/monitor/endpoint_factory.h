// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/endpoint/endpoint.h"

namespace fusebox::health {

/// The endpoint for a URL's kind.
[[nodiscard]] std::unique_ptr<Endpoint> makeEndpoint(std::shared_ptr<const settings::EndpointConfig> config,
                                                     EndpointServices services, EndpointObserver &observer);

} // namespace fusebox::health
