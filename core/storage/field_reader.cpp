// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/field_reader.h"

#include <algorithm>
#include <cmath>

#include "core/resilience/duration.h"
#include "core/storage/nearest_word.h"
#include "core/storage/plain_text.h"
#include "core/storage/value_sentences.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using health::EndpointConfig;

namespace {

/// Reads one value by its kind of field; the first half of each overload is the type, the second the range.
class FieldReader
{
public:
    FieldReader(const JsonPlace &place, EndpointConfig &config)
        : m_place(place)
        , m_config(config)
    {
    }

    Checked operator()(const TextField &field) const
    {
        const auto *text = std::get_if<std::string>(&m_place.value.data);
        if (!text)
            return m_place.wrongType(u"a string"_s);
        const QString value = QString::fromStdString(*text);
        if (const QString fault = textFault(value, field.maxLength); !fault.isEmpty())
            return m_place.error(fault);
        field.of(m_config) = value;
        return {};
    }

    Checked operator()(const UrlField &field) const
    {
        const auto *text = std::get_if<std::string>(&m_place.value.data);
        if (!text)
            return m_place.wrongType(u"a URL such as \"https://example.org/health\""_s);
        const QString value = QString::fromStdString(*text);
        const auto url = health::parseEndpointUrl(value);
        if (!url)
            return m_place.error(urlSentence(url.error(), value));
        field.of(m_config) = *url;
        return {};
    }

    Checked operator()(const DurationField &field) const
    {
        const auto *text = std::get_if<std::string>(&m_place.value.data);
        if (!text)
            return m_place.wrongType(u"a duration such as \"5s\""_s);
        const auto duration = resilience::parseDuration(*text);
        if (!duration)
            return m_place.error(durationSentence(duration.error(), QString::fromStdString(*text)));
        if (*duration < field.minimum)
            return m_place.error(tooShortSentence(*duration, field.minimum));
        field.of(m_config) = *duration;
        return {};
    }

    Checked operator()(const CountField &field) const { return readCount(field, field.of(m_config)); }

    Checked operator()(const OptionalCountField &field) const
    {
        std::optional<int> &target = field.of(m_config);
        if (std::holds_alternative<std::monostate>(m_place.value.data)) {
            target.reset();
            return {};
        }
        return readCount(field, target.emplace());
    }

    Checked operator()(const NumberField &field) const
    {
        const auto *number = std::get_if<double>(&m_place.value.data);
        if (!number)
            return m_place.wrongType(u"a number"_s);
        if (*number < field.minimum || *number > field.maximum)
            return m_place.error(u"must be from %1 to %2"_s.arg(field.minimum).arg(field.maximum));
        field.of(m_config) = *number;
        return {};
    }

    Checked operator()(const FlagField &field) const
    {
        const auto *flag = std::get_if<bool>(&m_place.value.data);
        if (!flag)
            return m_place.wrongType(u"true or false"_s);
        field.of(m_config) = *flag;
        return {};
    }

    Checked operator()(const SectionField &section) const
    {
        return readFields(m_place, section.fields, m_config);
    }

private:
    template <typename CountKind>
    Checked readCount(const CountKind &field, int &target) const
    {
        const auto *number = std::get_if<double>(&m_place.value.data);
        if (!number)
            return m_place.wrongType(u"a whole number"_s);
        if (*number != std::trunc(*number) || *number < field.minimum || *number > MaxCount)
            return m_place.error(u"must be a whole number from %1 to %2"_s.arg(field.minimum).arg(MaxCount));
        target = static_cast<int>(*number);
        return {};
    }

    const JsonPlace &m_place;
    EndpointConfig &m_config;
};

std::vector<QLatin1StringView> keysOf(std::span<const Field> fields)
{
    std::vector<QLatin1StringView> keys;
    std::transform(fields.begin(), fields.end(), std::back_inserter(keys),
                   [](const Field &f) { return f.key; });
    return keys;
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

tl::unexpected<JsonError> unknownKey(const JsonPlace &parent, const JsonMember &member,
                                     const std::vector<QLatin1StringView> &known)
{
    const QString key = QString::fromStdString(member.key);
    return tl::unexpected(
        JsonError{member.offset, pointerTo(parent.pointer, key), unknownKeySentence(key, known)});
}

Checked readFields(const JsonPlace &object, std::span<const Field> fields, EndpointConfig &config)
{
    const auto *members = std::get_if<JsonObject>(&object.value.data);
    if (!members)
        return object.wrongType(u"an object"_s);
    for (const JsonMember &member : *members) {
        const auto field = std::find_if(fields.begin(), fields.end(), [&member](const Field &candidate) {
            return member.key == std::string_view(candidate.key.data(), std::size_t(candidate.key.size()));
        });
        if (field == fields.end())
            return unknownKey(object, member, keysOf(fields));
        if (auto read = std::visit(FieldReader(object.at(member), config), field->kind); !read)
            return read;
    }
    return {};
}

} // namespace fusebox::storage
