// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/json_reader.h"

#include <algorithm>
#include <initializer_list>

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "core/storage/json_builder.h"
#include "core/storage/json_syntax.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

/// Iterative, so that deep nesting cannot overflow the stack; numbers come as they are written.
constexpr unsigned ParseFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
                                rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseCommentsFlag;

constexpr QByteArrayView ByteOrderMark("\xEF\xBB\xBF");

/// JSON begins with a character of ASCII, of which UTF-16 and UTF-32 fill bytes with zeros (RFC 4627, 3).
QString wrongEncoding(const QByteArray &text)
{
    if (text.startsWith(ByteOrderMark))
        return u"begins with a byte order mark; save it as UTF-8 without"_s;
    const auto zerosAt = [&text](std::initializer_list<qsizetype> places) {
        return std::ranges::all_of(places, [&text](qsizetype i) { return i < text.size() && text[i] == 0; });
    };
    if (zerosAt({0, 1, 2}) || zerosAt({1, 2, 3}) || text.startsWith("\0\0\xFE\xFF"_ba) ||
        text.startsWith("\xFF\xFE\0\0"_ba))
        return u"is UTF-32; save it as UTF-8"_s;
    if (zerosAt({0}) || zerosAt({1}) || text.startsWith("\xFE\xFF") || text.startsWith("\xFF\xFE"))
        return u"is UTF-16; save it as UTF-8"_s;
    return {};
}

} // namespace

tl::expected<JsonText, JsonError> parseJson(const QByteArray &text)
{
    if (const QString fault = wrongEncoding(text); !fault.isEmpty())
        return tl::unexpected(JsonError{0, {}, fault});
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
    return JsonText{builder.takeRoot(), builder.takeTwice()};
}

} // namespace fusebox::storage
