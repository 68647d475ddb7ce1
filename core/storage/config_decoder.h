// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/config.h"
#include "core/storage/json_tree.h"

namespace fusebox::storage {

/// What a file may say: a fragment has endpoints and nothing else.
enum class ConfigScope : std::uint8_t { Whole, Fragment };

/// Makes a configuration of a JSON tree, or says all that is wrong and what would be right. Thread: any.
[[nodiscard]] tl::expected<Config, JsonErrors> decodeConfig(const JsonValue &root,
                                                            ConfigScope scope = ConfigScope::Whole);

} // namespace fusebox::storage
