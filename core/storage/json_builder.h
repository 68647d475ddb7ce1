// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>
#include <unordered_set>

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "core/storage/json_tree.h"

namespace fusebox::storage {

/// The handler that RapidJSON's reader tells of each token: builds the tree, refuses what is too deep or too
/// much, and notes what is there twice. The names of the upper-case members are the reader's.
class JsonBuilder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, JsonBuilder>
{
public:
    /// `stream` is the one being read: its position at a token is the token's place.
    explicit JsonBuilder(const rapidjson::MemoryStream &stream);

    [[nodiscard]] const std::optional<JsonError> &error() const { return m_error; }
    /// To the innermost value begun.
    [[nodiscard]] QString pointer() const;
    /// After a parse without error.
    [[nodiscard]] JsonValue takeRoot() { return std::move(m_root); }
    [[nodiscard]] std::vector<JsonError> takeTwice() { return std::move(m_twice); }

    bool Null() { return add(std::monostate{}); }
    bool Bool(bool value) { return add(value); }
    bool RawNumber(const char *text, unsigned length, bool);
    bool String(const char *text, unsigned length, bool) { return add(std::string(text, length)); }
    bool Key(const char *text, unsigned length, bool);
    bool StartObject() { return open(JsonObject{}); }
    bool EndObject(unsigned) { return close(); }
    bool StartArray() { return open(JsonArray{}); }
    bool EndArray(unsigned) { return close(); }

private:
    using Data = decltype(JsonValue::data);

    /// A container begun and not ended. It holds its value by itself, so that a growing parent moves nothing.
    struct Level
    {
        JsonValue value;
        std::string key = {};      ///< objects: of the member begun
        std::size_t keyOffset = 0; ///< of that key
        std::unordered_set<std::string> keys = {};
        bool isTwice = false; ///< the member begun: left out
    };

    bool add(Data data);
    bool open(Data data);
    bool close();
    void attach(JsonValue value);
    bool fail(const QString &pointer, const QString &message);

    const rapidjson::MemoryStream &m_stream;
    std::vector<Level> m_levels = {};
    std::size_t m_values = 0;
    JsonValue m_root = {};
    std::vector<JsonError> m_twice = {};
    std::optional<JsonError> m_error = {};
};

} // namespace fusebox::storage
