// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include <QRegularExpression>

#include "core/settings/option_text.h"
#include "core/storage/list_reading.h"
#include "core/storage/value_reader.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using probe::HeaderExpectation;
using probe::JsonExpectation;
using probe::StatusRange;

namespace {

constexpr std::array HeaderComparisonWords{"equals"_L1, "contains"_L1};

tl::expected<int, JsonErrors> statusOf(const JsonPlace &place, double number)
{
    if (number < resilience::kFirstStatus || number > resilience::kLastStatus ||
        number != static_cast<int>(number))
        return place.error(u"must be a whole number from %1 to %2"_s.arg(resilience::kFirstStatus)
                               .arg(resilience::kLastStatus));
    return static_cast<int>(number);
}

tl::expected<QString, JsonErrors> fieldNameOf(const JsonPlace &place)
{
    auto name = textOf(place, u"the name of a header"_s);
    if (!name)
        return name;
    if (const QString fault = fieldNameFault(*name); !fault.isEmpty())
        return place.error(fault);
    return name;
}

tl::expected<QString, JsonErrors> soughtOf(const JsonPlace &place)
{
    auto text = textOf(place, u"a string"_s);
    if (!text)
        return text;
    if (const QString fault = textFault(*text, settings::MaxSought); !fault.isEmpty())
        return place.error(fault);
    return text;
}

tl::expected<HeaderExpectation, JsonErrors> headerExpectationOf(const JsonPlace &place)
{
    const auto object = objectOf(place, {"name"_L1, "equals"_L1, "contains"_L1});
    if (!object)
        return tl::unexpected(object.error());
    const JsonMember *member = findMember(**object, "name"_L1);
    if (!member)
        return missing(place, "name"_L1, u"{\"name\": \"Content-Type\", \"contains\": \"json\"}"_s);
    const auto name = fieldNameOf(place.at(*member));
    if (!name)
        return tl::unexpected(name.error());
    const auto comparison = oneOf(place, **object, HeaderComparisonWords);
    if (!comparison)
        return tl::unexpected(comparison.error());
    HeaderExpectation expectation{.name = name->toLatin1()};
    if (!*comparison)
        return expectation;
    expectation.kind =
        (*comparison)->key == "equals" ? HeaderExpectation::Kind::Equals : HeaderExpectation::Kind::Contains;
    return soughtOf(place.at(**comparison)).map([&](const QString &text) {
        expectation.value = text.toUtf8();
        return expectation;
    });
}

JsonExpectation::Kind kindOf(const JsonMember &comparison)
{
    const auto words = jsonComparisonWords();
    const auto word = std::find(words.begin(), words.end(), QLatin1StringView(comparison.key.c_str()));
    return static_cast<JsonExpectation::Kind>(word - words.begin());
}

bool isOrder(JsonExpectation::Kind kind)
{
    return kind != JsonExpectation::Kind::Equals && kind != JsonExpectation::Kind::Differs;
}

tl::expected<JsonExpectation, JsonErrors> comparisonOf(const JsonPlace &place, const JsonMember &member,
                                                       const QString &pointer)
{
    JsonExpectation expectation{.pointer = pointer, .kind = kindOf(member), .value = {}};
    const JsonPlace value = place.at(member);
    if (isOrder(expectation.kind) && !std::holds_alternative<JsonNumber>(value.value.data))
        return value.wrongType(u"a number"_s);
    const auto text = scalarText(value.value);
    if (!text)
        return value.wrongType(u"a number, a string, true, false or null"_s);
    expectation.value = *text;
    return expectation;
}

tl::expected<JsonExpectation, JsonErrors> jsonExpectationOf(const JsonPlace &place)
{
    static const QString example = u"{\"pointer\": \"/status\", \"equals\": \"ok\"}"_s;
    std::vector<QLatin1StringView> keys{"pointer"_L1};
    std::ranges::copy(jsonComparisonWords(), std::back_inserter(keys));
    const auto object = objectOf(place, keys);
    if (!object)
        return tl::unexpected(object.error());
    const JsonMember *pointer = findMember(**object, "pointer"_L1);
    if (!pointer)
        return missing(place, "pointer"_L1, example);
    const auto path = textOf(place.at(*pointer), u"a JSON pointer such as \"/status\""_s);
    if (!path)
        return tl::unexpected(path.error());
    if (!settings::isJsonPointer(*path))
        return place.at(*pointer).error(quoted(*path) +
                                        u" is not a JSON pointer; write one such as \"/checks/0/status\""_s);
    const auto comparison = oneOf(place, **object, jsonComparisonWords());
    if (!comparison)
        return tl::unexpected(comparison.error());
    if (!*comparison)
        return missing(place, "equals"_L1, example);
    return comparisonOf(place, **comparison, *path);
}

} // namespace

tl::expected<StatusRange, JsonErrors> statusRangeOf(const JsonPlace &place)
{
    if (const auto *number = std::get_if<JsonNumber>(&place.value.data))
        return statusOf(place, number->value).map([](int status) { return StatusRange{status, status}; });
    const auto text = textOf(place, u"a status such as 404 or a range such as \"200-299\""_s);
    if (!text)
        return tl::unexpected(text.error());
    if (const auto range = settings::parseStatusRange(*text); range && text->contains(u'-'))
        return *range;
    static const QRegularExpression range(u"\\A[1-9][0-9]{2}-[1-9][0-9]{2}\\z"_s);
    if (range.match(*text).hasMatch())
        return place.error(quoted(*text) + u" runs backwards; write the lower number first"_s);
    return place.error(quoted(*text) + u" is not a range; write one from 100 to 999 such as \"200-299\""_s);
}

Checked ValueReader::read(const StatusRanges &, std::vector<StatusRange> &target) const
{
    auto list = listOf<StatusRange>(m_place, statusRangeOf);
    if (list && list->empty())
        return m_place.error(u"must not be empty; leave the key out for 200-399"_s);
    return store(std::move(list), target);
}

Checked ValueReader::read(const HeaderExpectations &, std::vector<HeaderExpectation> &target) const
{
    return store(listOf<HeaderExpectation>(m_place, headerExpectationOf), target);
}

Checked ValueReader::read(const JsonExpectations &, std::vector<JsonExpectation> &target) const
{
    return store(listOf<JsonExpectation>(m_place, jsonExpectationOf), target);
}

} // namespace fusebox::storage
