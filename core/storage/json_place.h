// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <tl/expected.hpp>

#include <QLatin1StringView>

#include "core/storage/json_tree.h"

namespace fusebox::storage {

using Checked = tl::expected<void, JsonErrors>;

/// Gathers what is wrong with several things that do not depend on each other.
class Gathered
{
public:
    /// True if that is all right.
    template <typename Value>
    bool add(const tl::expected<Value, JsonErrors> &part)
    {
        if (!part)
            add(part.error());
        return part.has_value();
    }
    void add(JsonErrors errors)
    {
        if (m_result)
            m_result = tl::unexpected(std::move(errors));
        else
            m_result.error().add(std::move(errors));
    }
    [[nodiscard]] const Checked &result() const { return m_result; }
    /// The errors, or `value`.
    template <typename Value>
    [[nodiscard]] tl::expected<Value, JsonErrors> with(Value value) const
    {
        return m_result.map([&value] { return std::move(value); });
    }

private:
    Checked m_result = {};
};

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

/// All keys of it that are not known.
[[nodiscard]] Checked checkKeys(const JsonPlace &place, const JsonObject &object,
                                const std::vector<QLatin1StringView> &known);
/// An object whose keys are all known. Lives as long as the value.
[[nodiscard]] tl::expected<const JsonObject *, JsonErrors>
objectOf(const JsonPlace &place, const std::vector<QLatin1StringView> &known);

/// An array of at most `most` elements. Lives as long as the value.
[[nodiscard]] tl::expected<const JsonArray *, JsonErrors> arrayOf(const JsonPlace &place, std::size_t most);

/// `expected`: "a URL such as ...".
[[nodiscard]] tl::expected<QString, JsonErrors> textOf(const JsonPlace &place, const QString &expected);

/// A number, text, true, false or null as compact JSON; none of an array or object.
[[nodiscard]] std::optional<QByteArray> scalarText(const JsonValue &value);

} // namespace fusebox::storage
