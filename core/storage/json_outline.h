// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <QByteArray>

namespace fusebox::storage {

struct JsonPart;

/// Where a value and what it consists of stand in a text of JSON with comments: what changes a part of it
/// needs no more of it.
struct JsonOutline
{
    enum class Kind : std::uint8_t { Scalar, Array, Object };

    Kind kind = Kind::Scalar;
    std::size_t begin = 0; ///< of its first byte
    std::size_t end = 0;   ///< behind its last
    std::vector<JsonPart> parts;

    [[nodiscard]] QByteArrayView in(const QByteArray &text) const;
    /// Of an object; none: it has no such member.
    [[nodiscard]] const JsonPart *find(const std::string &key) const;
};

/// An element of an array, or a member of an object.
struct JsonPart
{
    std::string key = {};  ///< members: decoded
    std::size_t begin = 0; ///< of the key, or of the value where there is none
    JsonOutline value = {};
    std::optional<std::size_t> comma = {}; ///< where the one behind it stands
};

/// Of a text that parseJson() takes. Of others there may be none, or one of no use. Bounds: 64 levels.
/// Thread: any.
[[nodiscard]] std::optional<JsonOutline> outlineOf(const QByteArray &text);

} // namespace fusebox::storage
