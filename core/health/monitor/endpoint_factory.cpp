// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/monitor/endpoint_factory.h"

#include "core/health/polled/polled_endpoint.h"
#include "core/health/session/session_endpoint.h"

namespace fusebox::health {

std::unique_ptr<Endpoint> makeEndpoint(std::shared_ptr<const settings::EndpointConfig> config,
                                       EndpointServices services, EndpointObserver &observer)
{
    if (traitsOf(*config).isKept)
        return std::make_unique<SessionEndpoint>(std::move(config), services, observer);
    return std::make_unique<PolledEndpoint>(std::move(config), services, observer);
}

} // namespace fusebox::health
