// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <tl/expected.hpp>

#include "core/storage/json_tree.h"

namespace fusebox::storage {

/// A text that was read.
struct JsonText
{
    JsonValue root = {};
    std::vector<JsonError> twice = {}; ///< keys that their object has already; the first is kept
};

/// Strict RFC 8259 in UTF-8, but for comments (// to the end of the line, and /* */). Bounds: 16 levels,
/// 1,000,000 values; the text's size is the caller's to bound. Thread: any.
[[nodiscard]] tl::expected<JsonText, JsonError> parseJson(const QByteArray &text);

} // namespace fusebox::storage
