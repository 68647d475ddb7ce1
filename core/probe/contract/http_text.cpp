// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/contract/http_text.h"

#include <algorithm>

#include <QList>
#include <QString>

namespace fusebox::probe {

namespace {

bool isAlphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool endsGreeting(char c)
{
    return c == '\r' || c == '\n';
}

/// The character that a cut has left in pieces goes too.
QByteArray cutWithinUtf8(QByteArrayView text, qsizetype limit)
{
    const auto isContinuation = [&](qsizetype i) {
        return (static_cast<unsigned char>(text[i]) & 0xc0U) == 0x80U;
    };
    qsizetype size = std::min(text.size(), limit);
    while (size > 0 && size < text.size() && isContinuation(size))
        --size;
    return text.first(size).toByteArray();
}

/// Controls, and what turns the direction of writing, are none.
bool isPrintable(const QByteArray &text)
{
    return text.isValidUtf8() && std::ranges::all_of(QString::fromUtf8(text).toUcs4(),
                                                     [](char32_t c) { return QChar::isPrint(c); });
}

bool isOneOf(QByteArrayView characters, char c)
{
    return c != '\0' && characters.contains(c);
}

bool isOfFieldValue(char c)
{
    const auto code = static_cast<unsigned char>(c);
    return c == '\t' || (code >= 0x20 && code != 0x7f);
}

} // namespace

bool isHttpToken(QByteArrayView text)
{
    const auto isTokenCharacter = [](char c) { return isAlphanumeric(c) || isOneOf("!#$%&'*+-.^_`|~", c); };
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

bool isHttpFieldValue(QByteArrayView text)
{
    return text.isEmpty() || (!isBlank(text.front()) && !isBlank(text.back()) &&
                              std::all_of(text.begin(), text.end(), isOfFieldValue));
}

bool isHttpAuthority(QByteArrayView text)
{
    const auto isAuthorityCharacter = [](char c) { return isAlphanumeric(c) || isOneOf("-._~%:[]", c); };
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isAuthorityCharacter);
}

bool equalsWithoutCase(QByteArrayView a, QByteArrayView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

QByteArray greetingIn(QByteArrayView bytes)
{
    constexpr qsizetype kept = 80;
    if (bytes.startsWith("\x15\x03")) // an alert
        return "TLS";
    const QByteArrayView line(bytes.begin(), std::ranges::find_if(bytes, endsGreeting));
    const QByteArray greeting = cutWithinUtf8(line, kept);
    return isPrintable(greeting) ? greeting : QByteArray();
}

QByteArray firstOf(QByteArrayView text, qsizetype limit)
{
    return text.first(std::min(text.size(), limit)).toByteArray();
}

} // namespace fusebox::probe
