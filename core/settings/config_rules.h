// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include <QLatin1StringView>

#include "core/settings/endpoint_config.h"

namespace fusebox::settings {

/// What values of an endpoint ask of each other.
struct Rule
{
    bool (*isBroken)(const EndpointConfig &);
    QLatin1StringView key;         ///< "proxy.user": which the sentence is about
    QLatin1StringView sentence;    ///< what is wrong, and what would be right
    QLatin1StringView unless = {}; ///< this is wrong already: the rule is broken by that alone
};

[[nodiscard]] std::span<const Rule> endpointRules();

} // namespace fusebox::settings
