// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <QByteArray>
#include <QString>

#include "core/probe/match/json_number.h"

namespace fusebox::probe {

/// An array or object, of which only the kind is known.
struct JsonContainer
{
    bool isArray = false;
    bool operator==(const JsonContainer &) const = default;
};

using JsonScalar = std::variant<std::nullptr_t, bool, JsonNumber, std::string, JsonContainer>;

/// null, true, 12, "text" (as long as it is), [...] or {...}: for people to read.
[[nodiscard]] std::string textOf(const JsonScalar &value);

/// A key as it stands in a pointer.
[[nodiscard]] QString referenceToken(QString key);

/// The way to one value in a JSON text (RFC 6901).
class JsonPointer
{
public:
    /// None if the text is no pointer: it is empty or begins with a slash; "~" is followed by 0 or 1.
    [[nodiscard]] static std::optional<JsonPointer> parse(const QString &text);

    /// Reference tokens, in UTF-8.
    [[nodiscard]] const std::vector<std::string> &tokens() const { return m_tokens; }

private:
    std::vector<std::string> m_tokens;
};

/// Reads hostile JSON (UTF-8, as JsonReader takes it) once and gives the value at each pointer, where there
/// is one; of equal keys the last counts, as for every reader that builds a tree. None is built here: memory
/// is that of the values found. None: it is no JSON.
[[nodiscard]] std::optional<std::vector<std::optional<JsonScalar>>>
findInJson(const QByteArray &text, const std::vector<JsonPointer> &pointers);

} // namespace fusebox::probe
