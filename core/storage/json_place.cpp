// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/json_place.h"

#include <algorithm>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "core/storage/value_sentences.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

bool isKey(const JsonMember &member, QLatin1StringView key)
{
    return member.key == std::string_view(key.data(), static_cast<std::size_t>(key.size()));
}

struct ScalarWriter
{
    rapidjson::Writer<rapidjson::StringBuffer> &json;

    bool operator()(std::monostate) const { return json.Null(); }
    bool operator()(bool flag) const { return json.Bool(flag); }
    bool operator()(const JsonNumber &number) const
    {
        return json.RawValue(number.text.data(), number.text.size(), rapidjson::kNumberType);
    }
    bool operator()(const std::string &text) const
    {
        return json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    }
    bool operator()(const JsonArray &) const { return false; }
    bool operator()(const JsonObject &) const { return false; }
};

/// RapidJSON writes a lone low surrogate as three bytes that are no UTF-8: as an escape it can be read again.
QByteArray withEscapedSurrogates(const QByteArray &json)
{
    const QString text = textOf(json.toStdString());
    if (std::ranges::none_of(text, [](QChar c) { return c.isLowSurrogate(); }))
        return json;
    QByteArray result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isPair = text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        if (text[i].isSurrogate() && !isPair)
            result += "\\u" + QByteArray::number(text[i].unicode(), 16);
        else
            result += QStringView(text).sliced(i, isPair ? 2 : 1).toUtf8();
        i += isPair ? 1 : 0;
    }
    return result;
}

} // namespace

tl::unexpected<JsonError> JsonPlace::error(const QString &message) const
{
    return tl::unexpected(JsonError{value.offset, pointer, message});
}

tl::unexpected<JsonError> JsonPlace::wrongType(const QString &expected) const
{
    return error(u"expected %1, found %2"_s.arg(expected, describe(value)));
}

JsonPlace JsonPlace::at(const JsonMember &member) const
{
    return {member.value, pointerTo(pointer, QString::fromStdString(member.key))};
}

JsonPlace JsonPlace::at(std::size_t index, const JsonValue &element) const
{
    return {element, pointerTo(pointer, index)};
}

const JsonMember *findMember(const JsonObject &object, QLatin1StringView key)
{
    const auto found =
        std::find_if(object.begin(), object.end(), [key](const JsonMember &m) { return isKey(m, key); });
    return found == object.end() ? nullptr : &*found;
}

tl::unexpected<JsonError> unknownKey(const JsonPlace &parent, const JsonMember &member,
                                     const std::vector<QLatin1StringView> &known)
{
    const QString key = QString::fromStdString(member.key);
    return tl::unexpected(
        JsonError{member.offset, pointerTo(parent.pointer, key), unknownKeySentence(key, known)});
}

Checked checkKeys(const JsonPlace &place, const JsonObject &object,
                  const std::vector<QLatin1StringView> &known)
{
    Gathered all;
    for (const JsonMember &member : object) {
        if (std::none_of(known.begin(), known.end(), [&](auto key) { return isKey(member, key); }))
            all.add(unknownKey(place, member, known).value());
    }
    return all.result();
}

tl::expected<const JsonObject *, JsonErrors> objectOf(const JsonPlace &place,
                                                      const std::vector<QLatin1StringView> &known)
{
    const auto *members = std::get_if<JsonObject>(&place.value.data);
    if (!members)
        return place.wrongType(u"an object"_s);
    return checkKeys(place, *members, known).map([members] { return members; });
}

tl::expected<const JsonArray *, JsonErrors> arrayOf(const JsonPlace &place, std::size_t most)
{
    const auto *elements = std::get_if<JsonArray>(&place.value.data);
    if (!elements)
        return place.wrongType(u"an array"_s);
    if (elements->size() > most)
        return place.error(u"has more than %1 elements"_s.arg(most));
    return elements;
}

tl::expected<QString, JsonErrors> textOf(const JsonPlace &place, const QString &expected)
{
    const auto *text = std::get_if<std::string>(&place.value.data);
    if (!text)
        return place.wrongType(expected);
    return textOf(*text);
}

std::optional<QByteArray> scalarText(const JsonValue &value)
{
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
    if (!std::visit(ScalarWriter{json}, value.data))
        return {};
    return withEscapedSurrogates(QByteArray(buffer.GetString(), static_cast<qsizetype>(buffer.GetSize())));
}

} // namespace fusebox::storage
