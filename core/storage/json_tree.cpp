// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/json_tree.h"

#include <algorithm>
#include <array>

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "core/storage/json_builder.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

/// Iterative, so that deep nesting cannot overflow the stack; exact, so that numbers come back as written.
constexpr unsigned ParseFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
                                rapidjson::kParseFullPrecisionFlag;

constexpr QByteArrayView ByteOrderMark("\xEF\xBB\xBF");

/// "Missing a comma or } after an object member." as the end of a sentence of ours.
QString syntaxMessage(rapidjson::ParseErrorCode code)
{
    QString text = QString::fromLatin1(rapidjson::GetParseError_En(code));
    text.front() = text.front().toLower();
    return u"not valid JSON: "_s + (text.endsWith(u'.') ? text.chopped(1) : text);
}

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
    if (result.IsError())
        return tl::unexpected(JsonError{result.Offset(), builder.pointer(), syntaxMessage(result.Code())});
    if (stream.Tell() != static_cast<std::size_t>(text.size())) // the reader takes a NUL for the end
        return tl::unexpected(JsonError{stream.Tell(), {}, u"not valid JSON: a NUL byte"_s});
    return builder.takeRoot();
}

int lineAt(const QByteArray &text, std::size_t offset)
{
    const auto end = std::min(static_cast<std::size_t>(text.size()), offset);
    return 1 + static_cast<int>(std::count(text.cbegin(), text.cbegin() + static_cast<qsizetype>(end), '\n'));
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
