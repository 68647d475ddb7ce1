// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include "core/health/values/wire_names.h"
#include "core/settings/option_text.h"
#include "core/storage/list_reading.h"
#include "core/storage/value_reader.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using resilience::ErrorClass;
using resilience::ErrorClassSet;

namespace {

std::vector<QLatin1StringView> errorClassWords()
{
    std::vector<QLatin1StringView> words;
    for (const ErrorClass errorClass : configurableErrorClasses())
        words.push_back(health::wireName(errorClass));
    words.push_back(settings::NetworkWord);
    return words;
}

ErrorClassSet errorsOfWord(std::size_t index)
{
    const auto classes = configurableErrorClasses();
    return index < classes.size() ? ErrorClassSet{classes[index]} : resilience::kNetworkErrors;
}

bool looksLikeAStatus(const JsonValue &value)
{
    const auto *text = std::get_if<std::string>(&value.data);
    return std::holds_alternative<JsonNumber>(value.data) ||
           (text && !text->empty() && text->front() >= '0' && text->front() <= '9');
}

/// 503 may be in quotes here, as all that stands beside it is.
tl::expected<ErrorClassSet, JsonErrors> statusErrorsOf(const JsonPlace &place)
{
    if (const auto *text = std::get_if<std::string>(&place.value.data)) {
        if (const auto range = settings::parseStatusRange(textOf(*text)))
            return ErrorClassSet::statuses(range->first, range->last);
    }
    return statusRangeOf(place).map(
        [](probe::StatusRange range) { return ErrorClassSet::statuses(range.first, range.last); });
}

tl::expected<ErrorClassSet, JsonErrors> errorsOf(const JsonPlace &place)
{
    if (looksLikeAStatus(place.value))
        return statusErrorsOf(place);
    const auto words = errorClassWords();
    const QString known = quotedList(words) + u", a status such as 503 or a range such as \"500-599\""_s;
    const auto text = textOf(place, known);
    if (!text)
        return tl::unexpected(text.error());
    const auto found = std::ranges::find(words, *text);
    if (found == words.end())
        return place.error(u"unknown value %1; use %2"_s.arg(quoted(*text), known));
    return errorsOfWord(static_cast<std::size_t>(found - words.begin()));
}

} // namespace

tl::unexpected<JsonError> missing(const JsonPlace &place, QLatin1StringView key, const QString &example)
{
    return place.error(u"the key \"%1\" is missing; write it as in %2"_s.arg(key, example));
}

tl::expected<const JsonMember *, JsonErrors> oneOf(const JsonPlace &place, const JsonObject &object,
                                                   std::span<const QLatin1StringView> keys)
{
    const JsonMember *found = nullptr;
    for (const QLatin1StringView key : keys) {
        const JsonMember *member = findMember(object, key);
        if (member && found)
            return place.at(*member).error(u"is one comparison too many; write another element for it"_s);
        found = member ? member : found;
    }
    return found;
}

QString fieldNameFault(const QString &name)
{
    if (!settings::isHttpToken(name) || name.size() > settings::MaxFieldName)
        return u"not the name of a header; use letters, digits and -"_s;
    return {};
}

Checked ValueReader::read(const ErrorClasses &, ErrorClassSet &target) const
{
    return listOf<ErrorClassSet>(m_place, errorsOf).map([&target](const std::vector<ErrorClassSet> &sets) {
        target = {};
        for (const ErrorClassSet &set : sets)
            target = target.with(set);
    });
}

Checked ValueReader::read(const TextList &shape, QStringList &target) const
{
    QStringList before;
    const auto read = [&](const JsonPlace &element) -> tl::expected<QString, JsonErrors> {
        QString text;
        if (const auto isText = inside(element).read(Text{shape.maxLength}, text); !isText)
            return tl::unexpected(isText.error());
        if (shape.isOfWords && !settings::isHttpToken(text))
            return element.error(u"is no word; use letters, digits and -._ without blanks"_s);
        if (shape.isOfWords && before.contains(text))
            return element.error(u"is there already; leave it out"_s);
        before << text;
        return text;
    };
    const auto *array = std::get_if<JsonArray>(&m_place.value.data);
    if (array && array->size() < static_cast<std::size_t>(shape.least))
        return m_place.error(u"must not be empty"_s);
    return store(listOf<QString>(m_place, read), target);
}

Checked ValueReader::read(const CloseCodes &shape, std::vector<int> &target) const
{
    return store(
        listOf<int>(
            m_place,
            [&](const JsonPlace &element) -> tl::expected<int, JsonErrors> {
                int code = 0;
                return inside(element).read(Count{shape.first, shape.last}, code).map([&] { return code; });
            }),
        target);
}

namespace {

bool areVariables(const Headers &shape)
{
    return shape.of == Headers::Of::Environment;
}

/// Empty: none.
QString nameFault(const Headers &shape, const QString &name)
{
    if (!areVariables(shape))
        return fieldNameFault(name);
    return settings::isVariableName(name)
               ? QString()
               : u"not the name of an environment variable; use letters, digits and _"_s;
}

bool isOurs(const Headers &shape, const QString &name)
{
    return !areVariables(shape) && (settings::isReservedField(name) ||
                                    (shape.of == Headers::Of::Upgrade && settings::isUpgradeField(name)));
}

} // namespace

Checked ValueReader::read(const Headers &shape, std::vector<probe::HttpField> &target) const
{
    const auto *members = std::get_if<JsonObject>(&m_place.value.data);
    if (!members)
        return m_place.wrongType(areVariables(shape)
                                     ? u"an object such as {\"LEVEL\": \"3\"}"_s
                                     : u"an object such as {\"Accept\": \"application/json\"}"_s);
    if (members->size() > probe::HttpOptions::mostHeaders)
        return m_place.error(u"has more than %1 %2"_s.arg(probe::HttpOptions::mostHeaders)
                                 .arg(areVariables(shape) ? u"variables"_s : u"headers"_s));
    std::vector<probe::HttpField> fields;
    Gathered all;
    for (const JsonMember &member : *members) {
        auto field = readHeader(shape, member);
        if (all.add(field))
            fields.push_back(*std::move(field));
    }
    return store(all.with(std::move(fields)), target);
}

tl::expected<probe::HttpField, JsonErrors> ValueReader::readHeader(const Headers &shape,
                                                                   const JsonMember &member) const
{
    const JsonPlace place = m_place.at(member);
    const QString name = textOf(member.key);
    if (const QString fault = nameFault(shape, name); !fault.isEmpty()) // it may be a whole line with its key
        return tl::unexpected(JsonErrors{{member.offset, m_place.pointer, u"a key is "_s + fault}});
    if (isOurs(shape, name))
        return place.error(quoted(name) + u" is written by Fusebox itself; leave it out"_s);
    QString value;
    return inside(place).read(Secret{}, value).map([&] {
        return probe::HttpField{name.toLatin1(), value.toUtf8()};
    });
}

Checked ValueReader::read(const Basic &, probe::HttpAuthentication &target) const
{
    const auto object = objectOf(m_place, {"user"_L1, "password"_L1});
    if (!object)
        return tl::unexpected(object.error());
    if (std::holds_alternative<probe::BearerAuthentication>(target))
        return m_place.error(u"a request has one authentication; give either \"basic\" or \"bearer\""_s);
    probe::BasicAuthentication basic;
    const JsonMember *user = findMember(**object, "user"_L1);
    if (!user)
        return missing(m_place, "user"_L1, u"{\"user\": \"me\", \"password\": {\"env\": \"PASSWORD\"}}"_s);
    Gathered all;
    all.add(inside(m_place.at(*user)).read(Text{Basic::maxUser}, basic.user));
    if (const Checked references = inside(m_place.at(*user)).checkReferences(basic.user.toUtf8());
        !references)
        all.add(references);
    else if (settings::literalsOf(basic.user.toUtf8())
                 .contains(':')) // RFC 7617, 2: the first colon ends the name
        all.add(m_place.at(*user).error(u"holds a colon; a user's name cannot"_s).value());
    if (const JsonMember *password = findMember(**object, "password"_L1))
        all.add(inside(m_place.at(*password)).read(Secret{}, basic.password));
    return all.result().map([&] { target = basic; });
}

Checked ValueReader::read(const Bearer &, probe::HttpAuthentication &target) const
{
    if (std::holds_alternative<probe::BasicAuthentication>(target))
        return m_place.error(u"a request has one authentication; give either \"basic\" or \"bearer\""_s);
    QString token;
    if (auto read = this->read(Secret{}, token); !read)
        return read;
    if (token.contains(u' ')) // RFC 6750, 2.1
        return m_place.error(u"holds a blank; a bearer token cannot"_s);
    target = probe::BearerAuthentication{token};
    return {};
}

} // namespace fusebox::storage
