// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/match/json_reader.h"

#include <algorithm>
#include <charconv>

namespace fusebox::probe {

namespace {

constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
constexpr unsigned replacement = 0xfffd;

bool isJsonDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHighSurrogate(unsigned unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

bool isLowSurrogate(unsigned unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

/// What stands for itself in a string (RFC 8259, 7).
bool isPlainInString(char c)
{
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

void appendUtf8(std::string &text, unsigned point)
{
    const auto add = [&text](unsigned byte) { text.push_back(static_cast<char>(byte)); };
    const auto addTail = [&](unsigned shift) { add(0x80U | ((point >> shift) & 0x3fU)); };
    if (point < 0x80)
        return add(point);
    if (point < 0x800) {
        add(0xc0U | (point >> 6U));
    } else if (point < 0x10000) {
        add(0xe0U | (point >> 12U));
        addTail(6);
    } else {
        add(0xf0U | (point >> 18U));
        addTail(12);
        addTail(6);
    }
    addTail(0);
}

/// The character of a short escape; NUL: none.
char shortEscape(char c)
{
    switch (c) {
    case '"':
    case '\\':
    case '/': return c;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return '\0';
    }
}

} // namespace

bool JsonReader::read()
{
    if (m_left.starts_with(byteOrderMark))
        m_left.remove_prefix(byteOrderMark.size());
    do {
        skipBlanks();
        m_hasOpened = false;
        if (!readValue() || (!m_hasOpened && !readEnds()))
            return false;
    } while (!m_isArray.empty());
    skipBlanks();
    return isAtEnd();
}

/// A scalar, or the beginning of a container up to where its first value stands: not recursive, so that deep
/// nesting cannot overflow the stack.
bool JsonReader::readValue()
{
    if (isAtEnd())
        return false;
    switch (m_left.front()) {
    case '{':
    case '[': return readContainer(m_left.front());
    case '"':
        if (!readString())
            return false;
        m_handler.string(m_text);
        return true;
    case 'n': return readWord("null") && (m_handler.null(), true);
    case 't': return readWord("true") && (m_handler.boolean(true), true);
    case 'f': return readWord("false") && (m_handler.boolean(false), true);
    default: return readNumber();
    }
}

bool JsonReader::readContainer(char begin)
{
    m_left.remove_prefix(1);
    m_isArray.push_back(begin == '[');
    m_handler.beginContainer(isInArray());
    skipBlanks();
    if (!isAtEnd() && m_left.front() == (isInArray() ? ']' : '}'))
        return true; // which readEnds() takes
    m_hasOpened = true;
    return isInArray() || readKey();
}

/// After a value: the ends of all that ends with it, then up to the next value.
bool JsonReader::readEnds()
{
    while (!m_isArray.empty()) {
        skipBlanks();
        if (take(',')) {
            skipBlanks();
            return isInArray() || readKey();
        }
        if (!take(isInArray() ? ']' : '}'))
            return false;
        m_isArray.pop_back();
        m_handler.endContainer();
    }
    return true;
}

bool JsonReader::readKey()
{
    if (!readString())
        return false;
    m_handler.key(m_text);
    skipBlanks();
    return take(':');
}

bool JsonReader::readWord(std::string_view word)
{
    if (!m_left.starts_with(word))
        return false;
    m_left.remove_prefix(word.size());
    return true;
}

/// RFC 8259, 6.
bool JsonReader::readNumber()
{
    const std::string_view begin = m_left;
    (void)take('-');
    if (!take('0') && !readDigits())
        return false;
    if (take('.') && !readDigits())
        return false;
    if (take('e') || take('E')) {
        (void)(take('+') || take('-'));
        if (!readDigits())
            return false;
    }
    m_handler.number(begin.substr(0, begin.size() - m_left.size()));
    return true;
}

bool JsonReader::readDigits()
{
    const auto count =
        static_cast<std::size_t>(std::ranges::find_if_not(m_left, isJsonDigit) - m_left.begin());
    m_left.remove_prefix(count);
    return count > 0;
}

bool JsonReader::readString()
{
    m_text.clear();
    if (!take('"'))
        return false;
    m_keeps = m_handler.wantsText();
    while (!isAtEnd()) {
        const auto plain =
            static_cast<std::size_t>(std::ranges::find_if_not(m_left, isPlainInString) - m_left.begin());
        if (m_keeps)
            m_text.append(m_left.substr(0, plain));
        m_left.remove_prefix(plain);
        if (take('"'))
            return true;
        if (!take('\\') || !readEscape())
            return false;
    }
    return false;
}

bool JsonReader::readEscape()
{
    if (take('u'))
        return readUnicode();
    const char c = isAtEnd() ? '\0' : shortEscape(m_left.front());
    if (c == '\0')
        return false;
    m_left.remove_prefix(1);
    if (m_keeps)
        m_text.push_back(c);
    return true;
}

/// One unit of UTF-16, or two that are a pair.
bool JsonReader::readUnicode()
{
    unsigned unit = 0;
    if (!readUnit(unit))
        return false;
    if (isHighSurrogate(unit) && m_left.starts_with("\\u")) {
        const std::string_view afterUnit = m_left;
        m_left.remove_prefix(2);
        unsigned second = 0;
        if (!readUnit(second))
            return false;
        if (isLowSurrogate(second))
            unit = 0x10000 + ((unit - 0xd800) << 10U) + (second - 0xdc00);
        else
            m_left = afterUnit; // it stands for itself
    }
    const bool isHalf = isHighSurrogate(unit) || isLowSurrogate(unit);
    if (m_keeps)
        appendUtf8(m_text, isHalf ? replacement : unit);
    return true;
}

bool JsonReader::readUnit(unsigned &unit)
{
    constexpr std::size_t digits = 4;
    if (m_left.size() < digits)
        return false;
    const auto result = std::from_chars(m_left.data(), m_left.data() + digits, unit, 16);
    if (result.ptr != m_left.data() + digits)
        return false;
    m_left.remove_prefix(digits);
    return true;
}

void JsonReader::skipBlanks()
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
    m_left.remove_prefix(
        static_cast<std::size_t>(std::ranges::find_if_not(m_left, isBlank) - m_left.begin()));
}

bool JsonReader::take(char c)
{
    if (isAtEnd() || m_left.front() != c)
        return false;
    m_left.remove_prefix(1);
    return true;
}

} // namespace fusebox::probe
