// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_text.h"

#include <algorithm>

namespace fusebox::probe {

namespace {

bool isAlphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool isOneOf(QByteArrayView characters, char c)
{
    return c != '\0' && characters.contains(c);
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
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

QByteArray firstOf(QByteArrayView text, qsizetype limit)
{
    return text.first(std::min(text.size(), limit)).toByteArray();
}

} // namespace fusebox::probe
