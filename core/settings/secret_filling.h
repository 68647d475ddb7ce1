// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>

#include "core/settings/endpoint_config.h"
#include "core/settings/field.h"
#include "core/settings/secret_values.h"

/// Where in an endpoint references may stand, and what comes of them: its URL and those of its fallback
/// (path and query), headers, authentication, bodies and messages, the variables of a command, and its proxy
/// (URL, user, password).
namespace fusebox::settings {

/// What is typed there, or a part of it, may refer to secrets.
[[nodiscard]] bool mayRefer(const Field &field);
[[nodiscard]] std::set<SecretReference> referencesIn(const EndpointConfig &config);

/// The endpoint as it is asked: secrets in the place of their references, "${" for "$${", and
/// EndpointConfig::secrets. Or all that is missing, in the order of the references.
[[nodiscard]] tl::expected<EndpointConfig, std::vector<MissingSecret>> filledIn(const EndpointConfig &config,
                                                                                const SecretValues &values);

} // namespace fusebox::settings
