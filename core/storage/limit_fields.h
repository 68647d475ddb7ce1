// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/health/limit_settings.h"
#include "core/storage/field_shapes.h"
#include "core/storage/json_place.h"
#include "core/storage/value_writer.h"

/// The section `limits`, beside the endpoints: what they all share.
namespace fusebox::storage {

struct LimitField
{
    QLatin1StringView key;
    int health::LimitSettings::*value;
    Count shape = {.minimum = 1};
};

/// In the order they are written.
inline constexpr std::array LimitFields{
    LimitField{QLatin1StringView("host_rate"), &health::LimitSettings::hostRate},
    LimitField{QLatin1StringView("host_at_once"), &health::LimitSettings::hostAtOnce},
    LimitField{QLatin1StringView("at_once"), &health::LimitSettings::atOnce},
};

[[nodiscard]] tl::expected<health::LimitSettings, JsonErrors> readLimits(const JsonPlace &place);
/// Those that are not the default.
void writeLimits(JsonWriter &json, const health::LimitSettings &limits);

} // namespace fusebox::storage
