// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/json_tree.h"

#include <algorithm>
#include <array>

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "core/storage/json_builder.h"
#include "core/storage/json_syntax.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

/// Iterative, so that deep nesting cannot overflow the stack; numbers come as they are written.
constexpr unsigned ParseFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
                                rapidjson::kParseNumbersAsStringsFlag;

constexpr QByteArrayView ByteOrderMark("\xEF\xBB\xBF");

} // namespace

tl::expected<JsonValue, JsonError> parseJson(const QByteArray &text)
{
    if (text.startsWith(ByteOrderMark))
        return tl::unexpected(JsonError{0, {}, u"begins with a byte order mark; save it as UTF-8 without"_s});
    rapidjson::MemoryStream stream(text.constData(), static_cast<std::size_t>(text.size()));
    JsonBuilder builder(stream);
    rapidjson::Reader reader;
    const rapidjson::ParseResult result = reader.Parse<ParseFlags>(stream, builder);
    if (builder.error())
        return tl::unexpected(*builder.error());
    if (result.IsError()) {
        JsonError error = syntaxError(text, result.Offset(), result.Code());
        error.pointer = builder.pointer();
        return tl::unexpected(error);
    }
    if (stream.Tell() != static_cast<std::size_t>(text.size())) // the reader takes a NUL for the end
        return tl::unexpected(JsonError{stream.Tell(), {}, u"not valid JSON: a NUL byte"_s});
    return builder.takeRoot();
}

int lineAt(const QByteArray &text, std::size_t offset)
{
    const auto end = std::min(static_cast<std::size_t>(text.size()), offset);
    return 1 + static_cast<int>(std::count(text.cbegin(), text.cbegin() + static_cast<qsizetype>(end), '\n'));
}

int columnAt(const QByteArray &text, std::size_t offset)
{
    const auto end = std::min(text.size(), static_cast<qsizetype>(offset));
    const qsizetype start = end == 0 ? 0 : text.lastIndexOf('\n', end - 1) + 1;
    return 1 + static_cast<int>(QString::fromUtf8(text.mid(start, end - start)).size());
}

QString describe(const JsonValue &value)
{
    static constexpr std::array names{"null"_L1,     "true or false"_L1, "a number"_L1,
                                      "a string"_L1, "an array"_L1,      "an object"_L1};
    static_assert(names.size() == std::variant_size_v<decltype(value.data)>);
    return names.at(value.data.index());
}

QString pointerTo(const QString &parent, const QString &key)
{
    QString token = key;
    token.replace(u'~', "~0"_L1).replace(u'/', "~1"_L1);
    return parent + u'/' + token;
}

QString pointerTo(const QString &parent, std::size_t index)
{
    return parent + u'/' + QString::number(index);
}

} // namespace fusebox::storage
