// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/config_fields.h"
#include "core/storage/json_place.h"

namespace fusebox::storage {

using namespace settings; // whose shapes are read and written here

/// Reads the members of an object into `config`, each by its field, whatever is wrong with the others. What
/// is not there, or wrong, keeps its value; what does not exist for its kind is looked at all the same.
[[nodiscard]] Checked readFields(const JsonPlace &object, std::span<const Field> fields,
                                 settings::EndpointConfig &config);

} // namespace fusebox::storage
