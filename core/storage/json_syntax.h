// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <rapidjson/error/error.h>

#include "core/storage/json_tree.h"

namespace fusebox::storage {

/// What the reader stumbled over at `offset`, as the slip that people make there (a comma too few or too
/// many, a comment, single quotes, text that is not closed) and what would be right; with its exact place.
[[nodiscard]] JsonError syntaxError(const QByteArray &text, std::size_t offset,
                                    rapidjson::ParseErrorCode code);

} // namespace fusebox::storage
