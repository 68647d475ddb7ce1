// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <variant>

#include "core/settings/field_shapes.h"
#include "core/settings/limit_settings.h"

/// The section `limits`, beside the endpoints: what they all share.
namespace fusebox::settings {

/// A shape, and which of the limits has it.
template <typename Shape>
struct Limit
{
    typename Shape::Type LimitSettings::*value;
    Shape shape;
};

struct LimitField
{
    QLatin1StringView key;
    QLatin1StringView about; ///< one sentence
    std::variant<Limit<Count>, Limit<Number>> limit;
};

/// In the order they are written.
inline constexpr std::array LimitFields{
    LimitField{QLatin1StringView("host_rate"), QLatin1StringView("Of one host in a second."),
               Limit<Count>{&LimitSettings::hostRate, {.minimum = 1}}},
    LimitField{QLatin1StringView("host_at_once"), QLatin1StringView("Of one host at once."),
               Limit<Count>{&LimitSettings::hostAtOnce, {.minimum = 1}}},
    LimitField{QLatin1StringView("at_once"), QLatin1StringView("Of all hosts at once."),
               Limit<Count>{&LimitSettings::atOnce, {.minimum = 1}}},
    LimitField{QLatin1StringView("retry_share"),
               QLatin1StringView("Retries of one host for each of its checks, within 10s."),
               Limit<Number>{&LimitSettings::retryShare, {.minimum = 0, .maximum = 1}}},
    LimitField{
        QLatin1StringView("retry_floor"),
        QLatin1StringView("Retries of one host within 10s, where retry_share of its checks would be fewer."),
        Limit<Count>{&LimitSettings::retryFloor, {.minimum = 0}}},
};

} // namespace fusebox::settings
