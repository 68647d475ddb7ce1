// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/settings/endpoint_config.h"

namespace fusebox::storage {

/// Gives each endpoint without an id one that no other has, and each without a name its default. Stable: the
/// same list always gets the same ids. Linear, even when every URL is the same.
void nameTheUnnamed(std::vector<settings::EndpointConfig> &endpoints);

} // namespace fusebox::storage
