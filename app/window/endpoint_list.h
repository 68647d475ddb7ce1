// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/health/values/command.h"

namespace fusebox::app {

/// Does to a list of endpoints what a command says about their configuration. False if that changes nothing.
bool applyTo(std::vector<settings::EndpointConfig> &endpoints, const health::Command &command);

} // namespace fusebox::app
