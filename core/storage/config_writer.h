// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/config.h"

namespace fusebox::storage {

/// JSON that parseConfig() reads back as equal; values that are the default are left out. Two-space indent.
[[nodiscard]] QByteArray writeConfig(const Config &config);
/// The object that is one endpoint in it.
[[nodiscard]] QByteArray writeEndpoint(const settings::EndpointConfig &endpoint);

} // namespace fusebox::storage
