// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QLatin1StringView>

#include "core/storage/json_tree.h"

namespace fusebox::storage {

using Checked = tl::expected<void, JsonError>;

/// A value with the way to it.
struct JsonPlace
{
    const JsonValue &value;
    QString pointer;

    [[nodiscard]] tl::unexpected<JsonError> error(const QString &message) const;
    /// "expected a string, found a number".
    [[nodiscard]] tl::unexpected<JsonError> wrongType(const QString &expected) const;
    [[nodiscard]] JsonPlace at(const JsonMember &member) const;
    [[nodiscard]] JsonPlace at(std::size_t index, const JsonValue &element) const;
};

[[nodiscard]] const JsonMember *findMember(const JsonObject &object, QLatin1StringView key);

/// `member` of `parent` is no key that is known there.
[[nodiscard]] tl::unexpected<JsonError> unknownKey(const JsonPlace &parent, const JsonMember &member,
                                                   const std::vector<QLatin1StringView> &known);

/// An object whose keys are all known. Lives as long as the value.
[[nodiscard]] tl::expected<const JsonObject *, JsonError>
objectOf(const JsonPlace &place, const std::vector<QLatin1StringView> &known);

/// An array of at most `most` elements. Lives as long as the value.
[[nodiscard]] tl::expected<const JsonArray *, JsonError> arrayOf(const JsonPlace &place, std::size_t most);

/// `expected`: "a URL such as ...".
[[nodiscard]] tl::expected<QString, JsonError> textOf(const JsonPlace &place, const QString &expected);

/// A number, text, true, false or null as compact JSON; none of an array or object.
[[nodiscard]] std::optional<QByteArray> scalarText(const JsonValue &value);

} // namespace fusebox::storage
