// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/limit_settings.h"
#include "core/storage/json_place.h"
#include "core/storage/value_writer.h"

/// The section `limits`, beside the endpoints: what they all share.
namespace fusebox::storage {

[[nodiscard]] tl::expected<settings::LimitSettings, JsonErrors> readLimits(const JsonPlace &place);
/// Those that are not the default.
void writeLimits(JsonWriter &json, const settings::LimitSettings &limits);

} // namespace fusebox::storage
