// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <QByteArray>
#include <QString>

namespace fusebox::storage {

struct JsonMember;
struct JsonValue;
using JsonArray = std::vector<JsonValue>;
using JsonObject = std::vector<JsonMember>; ///< in the order of the text, keys unique

struct JsonNumber
{
    double value = 0;
    std::string text = {}; ///< as it was written: a double does not tell large whole numbers apart
};

/// A JSON value that knows where it stands in its text.
struct JsonValue
{
    std::variant<std::monostate, bool, JsonNumber, std::string, JsonArray, JsonObject> data;
    std::size_t offset = 0; ///< in bytes: on the value's line, not always its first byte
};

struct JsonMember
{
    std::string key;
    std::size_t offset = 0; ///< of the key
    JsonValue value = {};
};

/// A text that is no JSON, or more of it than a configuration can be.
struct JsonError
{
    std::size_t offset = 0;
    QString pointer = {}; ///< JSON pointer to the innermost value begun
    QString message = {};
    bool isExact = false; ///< the offset is that of the very byte
};

/// What is wrong with what a text says: at least one.
class JsonErrors
{
public:
    JsonErrors(JsonError error) // NOLINT(google-explicit-constructor): one error is errors
        : m_all{std::move(error)}
    {
    }

    void add(JsonErrors more);
    [[nodiscard]] const std::vector<JsonError> &all() const { return m_all; }

private:
    std::vector<JsonError> m_all;
};

/// A string of the tree: lone surrogates, which JSON's escapes can write, stay what they are.
[[nodiscard]] QString textOf(const std::string &text);

/// 1-based place of a byte in its line, in characters.
[[nodiscard]] int columnAt(const QByteArray &text, std::size_t offset);

/// "a string", "an object": what a value is, for a sentence.
[[nodiscard]] QString describe(const JsonValue &value);

/// `parent` and one reference token, escaped after RFC 6901.
[[nodiscard]] QString pointerTo(const QString &parent, const QString &key);
[[nodiscard]] QString pointerTo(const QString &parent, std::size_t index);

} // namespace fusebox::storage
