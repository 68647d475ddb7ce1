// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/config_fields.h"
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

/// `member` of `parent` is no key that is known there.
[[nodiscard]] tl::unexpected<JsonError> unknownKey(const JsonPlace &parent, const JsonMember &member,
                                                   const std::vector<QLatin1StringView> &known);

/// Reads the members of an object into `config`, each by its field. What is not there keeps its value.
[[nodiscard]] Checked readFields(const JsonPlace &object, std::span<const Field> fields,
                                 health::EndpointConfig &config);

} // namespace fusebox::storage
