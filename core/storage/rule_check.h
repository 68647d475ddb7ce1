// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/endpoint_config.h"
#include "core/storage/json_place.h"

namespace fusebox::storage {

/// Holds an endpoint to the rules of its settings, and to what its URL has a use for. `place` is the object
/// it was read from; `fields`: what was wrong with its values, which is not told again.
[[nodiscard]] Checked checkRules(const JsonPlace &place, const settings::EndpointConfig &config,
                                 const Checked &fields);

} // namespace fusebox::storage
