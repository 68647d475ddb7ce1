// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/settings/field_shapes.h"
#include "core/settings/limit_settings.h"

/// The section `limits`, beside the endpoints: what they all share.
namespace fusebox::settings {

struct LimitField
{
    QLatin1StringView key;
    QLatin1StringView about; ///< one sentence
    int LimitSettings::*value;
    Count shape = {.minimum = 1};
};

/// In the order they are written.
inline constexpr std::array LimitFields{
    LimitField{QLatin1StringView("host_rate"), QLatin1StringView("Of one host in a second."),
               &LimitSettings::hostRate},
    LimitField{QLatin1StringView("host_at_once"), QLatin1StringView("Of one host at once."),
               &LimitSettings::hostAtOnce},
    LimitField{QLatin1StringView("at_once"), QLatin1StringView("Of all hosts at once."),
               &LimitSettings::atOnce},
};

} // namespace fusebox::settings
