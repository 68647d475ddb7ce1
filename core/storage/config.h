// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/settings/endpoint_config.h"
#include "core/settings/history_settings.h"
#include "core/settings/limit_settings.h"

namespace fusebox::storage {

/// What the configuration file holds.
struct Config
{
    std::vector<settings::EndpointConfig> endpoints = {}; ///< ids unique
    settings::LimitSettings limits = {};
    settings::HistorySettings history = {};

    bool operator==(const Config &) const = default;
};

} // namespace fusebox::storage
