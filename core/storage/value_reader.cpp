// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/value_reader.h"

#include <algorithm>
#include <cmath>

#include "core/probe/match/body_pattern.h"
#include "core/resilience/duration.h"
#include "core/settings/option_text.h"
#include "core/storage/plain_text.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

using BytesOr = tl::expected<QByteArray, JsonErrors>;

/// The member of an object that has to have it and no other. What else it has may be the secret itself.
tl::expected<const JsonMember *, JsonErrors> onlyMember(const JsonPlace &place, QLatin1StringView key)
{
    const auto &object = std::get<JsonObject>(place.value.data);
    const JsonMember *member = findMember(object, key);
    if (member && object.size() == 1)
        return member;
    return place.error(u"an object that is not {\"%1\": \"...\"}"_s.arg(key));
}

BytesOr base64Of(const JsonPlace &place)
{
    if (!std::holds_alternative<JsonObject>(place.value.data))
        return place.wrongType(u"a string or {\"base64\": \"...\"}"_s);
    const auto member = onlyMember(place, "base64"_L1);
    if (!member)
        return tl::unexpected(member.error());
    const JsonPlace inner = place.at(**member);
    const auto encoded = textOf(inner, u"base64"_s);
    if (!encoded)
        return tl::unexpected(encoded.error());
    const QByteArray text = encoded->toUtf8();
    auto decoded = QByteArray::fromBase64(text);
    if (decoded.toBase64() != text) // Qt's own check lets the padding be left out
        return inner.error(u"is not base64; use A-Z, a-z, 0-9, + and /, with = at the end"_s);
    return decoded;
}

} // namespace

Checked ValueReader::read(const Text &shape, QString &target) const
{
    const auto text = textOf(m_place, u"a string"_s);
    if (!text)
        return tl::unexpected(text.error());
    if (const QString fault = textFault(*text, shape.maxLength); !fault.isEmpty())
        return m_place.error(fault);
    if (const Checked references = checkReferences(text->toUtf8()); shape.mayRefer && !references)
        return references;
    target = *text;
    return {};
}

Checked ValueReader::read(const FilePath &shape, QString &target) const
{
    if (std::holds_alternative<std::monostate>(m_place.value.data)) {
        target.clear();
        return {};
    }
    return read(Text{shape.maxLength}, target);
}

Checked ValueReader::read(const Secret &shape, QString &target) const
{
    if (std::holds_alternative<JsonObject>(m_place.value.data))
        return readEnvironment(target);
    const auto text = textOf(m_place, u"a string or {\"env\": \"NAME\"}"_s);
    if (!text)
        return tl::unexpected(text.error());
    if (const QString fault = textFault(*text, shape.maxLength); !fault.isEmpty())
        return m_place.error(fault);
    if (const Checked references = checkReferences(text->toUtf8()); !references)
        return references;
    target = *text;
    return {};
}

Checked ValueReader::readEnvironment(QString &target) const
{
    const auto member = onlyMember(m_place, "env"_L1);
    if (!member)
        return tl::unexpected(member.error());
    const JsonPlace place = m_place.at(**member);
    const auto name = textOf(place, u"the name of an environment variable"_s);
    if (!name)
        return tl::unexpected(name.error());
    if (!settings::isVariableName(*name))
        return place.error(u"is not the name of an environment variable; write letters, digits and _, "
                           "as in \"API_TOKEN\""_s); // and may be what belongs into the variable
    // "/http/bearer" of "/endpoints/3/http/bearer"
    m_sources[u'/' + m_place.pointer.section(u'/', 3)] = *name;
    target = settings::referenceText({settings::SecretSource::Environment, *name});
    return {};
}

Checked ValueReader::checkReferences(const QByteArray &text) const
{
    if (const auto parts = settings::partsIn(text); !parts)
        return m_place.error(referenceSentence(parts.error()));
    return {};
}

Checked ValueReader::read(const Bytes &shape, QByteArray &target) const
{
    const auto *text = std::get_if<std::string>(&m_place.value.data);
    const auto bytes = text ? BytesOr(QByteArray::fromStdString(*text)) : base64Of(m_place);
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (bytes->isEmpty())
        return m_place.error(u"must not be empty; leave the key out for the default"_s);
    if (bytes->size() > shape.maxSize)
        return m_place.error(u"is longer than %1 bytes"_s.arg(shape.maxSize));
    if (const Checked references = checkReferences(*bytes); shape.mayRefer && !references)
        return references;
    target = *bytes;
    return {};
}

Checked ValueReader::read(const Url &, QUrl &target) const
{
    const auto text = textOf(m_place, u"a URL such as \"https://example.org/health\""_s);
    if (!text)
        return tl::unexpected(text.error());
    const auto url = settings::parseEndpointUrl(*text);
    if (!url && settings::hasReference(text->toUtf8()))
        return m_place.error(u"is not a URL, or has a reference before its path; what is asked has to stand "
                             "there, as in \"https://example.org/hook/${secret:NAME}\""_s);
    if (!url)
        return m_place.error(urlSentence(url.error(), *text));
    if (const auto parts = settings::partsIn(*url); !parts)
        return m_place.error(referenceSentence(parts.error()));
    target = *url;
    return {};
}

Checked ValueReader::read(const OwnUrl &, settings::Asked &target) const
{
    QUrl url;
    return read(Url{}, url).map([&] { target.setUrl(url); });
}

Checked ValueReader::read(const Duration &shape, Nanoseconds &target) const
{
    const auto text = textOf(m_place, u"a duration such as \"5s\""_s);
    if (!text)
        return tl::unexpected(text.error());
    const auto duration = resilience::parseDuration(text->toStdString(), shape.maximum);
    if (!duration)
        return m_place.error(durationSentence(duration.error(), *text, shape.maximum));
    if (*duration < shape.minimum)
        return m_place.error(tooShortSentence(*duration, shape.minimum));
    target = *duration;
    return {};
}

template <typename Whole>
Checked ValueReader::readWhole(Whole minimum, Whole maximum, Whole &target) const
{
    const auto *number = std::get_if<JsonNumber>(&m_place.value.data);
    if (!number)
        return m_place.wrongType(u"a whole number"_s);
    const double value = number->value;
    const bool isInside = value >= static_cast<double>(minimum) && value <= static_cast<double>(maximum);
    if (value != std::trunc(value) || !isInside)
        return m_place.error(u"must be a whole number from %1 to %2"_s.arg(minimum).arg(maximum));
    target = static_cast<Whole>(value);
    return {};
}

Checked ValueReader::read(const Count &shape, int &target) const
{
    return readWhole(shape.minimum, shape.maximum, target);
}

Checked ValueReader::read(const Size &shape, std::int64_t &target) const
{
    return readWhole(shape.minimum, shape.maximum, target);
}

Checked ValueReader::read(const Number &shape, double &target) const
{
    const auto *number = std::get_if<JsonNumber>(&m_place.value.data);
    if (!number)
        return m_place.wrongType(u"a number"_s);
    if (number->value < shape.minimum || number->value > shape.maximum)
        return m_place.error(u"must be from %1 to %2"_s.arg(shape.minimum).arg(shape.maximum));
    target = number->value;
    return {};
}

Checked ValueReader::read(const Flag &, bool &target) const
{
    const auto *flag = std::get_if<bool>(&m_place.value.data);
    if (!flag)
        return m_place.wrongType(u"true or false"_s);
    target = *flag;
    return {};
}

tl::expected<std::size_t, JsonErrors> ValueReader::readWord(std::span<const QLatin1StringView> words) const
{
    const auto text = textOf(m_place, quotedList(words));
    if (!text)
        return tl::unexpected(text.error());
    const auto found = std::find(words.begin(), words.end(), *text);
    if (found == words.end())
        return m_place.error(u"unknown value %1; use %2"_s.arg(quoted(*text), quotedList(words)));
    return static_cast<std::size_t>(found - words.begin());
}

Checked ValueReader::read(const Pin &, QString &target) const
{
    const auto text = textOf(m_place, u"the 64 hexadecimal digits of a SHA-256"_s);
    if (!text)
        return tl::unexpected(text.error());
    const auto pin = settings::parsePin(*text);
    if (!pin)
        return m_place.error(quoted(*text) +
                             u" is not a SHA-256; write its 64 hexadecimal digits, with colons or without"_s);
    target = *pin;
    return {};
}

Checked ValueReader::read(const ProxyUrl &, probe::ProxyOptions &target) const
{
    static const QString example = u"\"http://proxy.example:3128\" or \"socks5://127.0.0.1:1080\""_s;
    const auto text = textOf(m_place, u"a URL such as "_s + example);
    if (!text)
        return tl::unexpected(text.error());
    if (const Checked references = checkReferences(text->toUtf8()); !references)
        return references;
    if (settings::literalsOf(text->toUtf8()).contains('@'))
        return m_place.error(u"the URL holds a user or password; write them as \"user\" and \"password\""_s);
    const auto proxy = settings::parseProxyUrl(*text);
    if (!proxy)
        return m_place.error(quotedUrl(*text) + u" is not a proxy; write "_s + example);
    target.kind = proxy->kind;
    target.host = proxy->host;
    target.port = proxy->port;
    return {};
}

Checked ValueReader::read(const Method &, QByteArray &target) const
{
    const auto text = textOf(m_place, u"a method such as \"HEAD\""_s);
    if (!text)
        return tl::unexpected(text.error());
    if (!settings::isCheckMethod(*text))
        return m_place.error(quoted(*text) +
                             u" is not a method to check with; write one such as \"GET\" or \"HEAD\""_s);
    target = text->toLatin1();
    return {};
}

Checked ValueReader::read(const Pattern &shape, QString &target) const
{
    QString text;
    if (auto isText = read(Text{shape.maxLength}, text); !isText)
        return isText;
    if (const auto pattern = probe::BodyPattern::create(text); !pattern) // what runs it is what checks it
        return m_place.error(u"%1 is not a regular expression: %2 at character %3"_s.arg(
            quoted(text), QString::fromStdString(pattern.error().reason),
            QString::number(pattern.error().offset + 1)));
    target = text;
    return {};
}

} // namespace fusebox::storage
