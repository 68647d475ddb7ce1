// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/json_outline.h"

#include <algorithm>

#include "core/storage/json_blanks.h"
#include "core/storage/json_reader.h"

namespace fusebox::storage {

namespace {

constexpr int mostLevels = 64;

/// Text in its quotation marks as what it says.
std::optional<std::string> decodedText(QByteArrayView quotedText)
{
    if (!quotedText.contains('\\'))
        return std::string(quotedText.data() + 1, static_cast<std::size_t>(quotedText.size()) - 2);
    const auto json = parseJson(quotedText.toByteArray());
    const auto *said = json ? std::get_if<std::string>(&json->root.data) : nullptr;
    return said ? std::optional(*said) : std::nullopt;
}

class OutlineReader
{
public:
    explicit OutlineReader(QByteArrayView text)
        : m_text(text)
    {
    }

    std::optional<JsonOutline> read()
    {
        skip();
        JsonOutline root;
        if (!readValue(root, 0))
            return {};
        skip();
        return m_at == size() ? std::optional(std::move(root)) : std::nullopt;
    }

private:
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(m_text.size()); }
    [[nodiscard]] char here() const { return m_at < size() ? m_text[static_cast<qsizetype>(m_at)] : '\0'; }
    void skip() { m_at = skipJsonBlanks(m_text, m_at); }
    bool take(char c)
    {
        if (here() != c)
            return false;
        ++m_at;
        return true;
    }

    bool readValue(JsonOutline &value, int level)
    {
        value.begin = m_at;
        bool isRead = false;
        if (here() == '{' || here() == '[') {
            value.kind = here() == '{' ? JsonOutline::Kind::Object : JsonOutline::Kind::Array;
            isRead = level < mostLevels && readParts(value, level);
        } else {
            isRead = here() == '"' ? readText() : readWord();
        }
        value.end = m_at;
        return isRead;
    }

    bool readParts(JsonOutline &value, int level)
    {
        const bool isObject = take('{') || !take('[');
        const char closing = isObject ? '}' : ']';
        skip();
        if (take(closing))
            return true;
        do {
            skip();
            JsonPart part{.begin = m_at};
            if ((isObject && !readKey(part)) || !readValue(part.value, level + 1))
                return false;
            skip();
            if (here() == ',')
                part.comma = m_at;
            value.parts.push_back(std::move(part));
        } while (take(','));
        return take(closing);
    }

    bool readKey(JsonPart &part)
    {
        if (here() != '"' || !readText())
            return false;
        const auto key = decodedText(
            m_text.sliced(static_cast<qsizetype>(part.begin), static_cast<qsizetype>(m_at - part.begin)));
        if (!key)
            return false;
        part.key = *key;
        skip();
        if (!take(':'))
            return false;
        skip();
        return true;
    }

    bool readText()
    {
        for (++m_at; m_at < size() && here() != '"'; ++m_at)
            m_at += here() == '\\' ? 1 : 0;
        m_at = std::min(m_at, size());
        return take('"');
    }

    bool readWord()
    {
        const std::size_t begin = m_at;
        while (m_at < size() && !isJsonBlank(here()) && QByteArrayView(",:[]{}\"/").indexOf(here()) < 0)
            ++m_at;
        return m_at > begin;
    }

    QByteArrayView m_text;
    std::size_t m_at = 0;
};

} // namespace

QByteArrayView JsonOutline::in(const QByteArray &text) const
{
    return QByteArrayView(text).sliced(static_cast<qsizetype>(begin), static_cast<qsizetype>(end - begin));
}

const JsonPart *JsonOutline::find(const std::string &key) const
{
    const auto found = std::ranges::find(parts, key, &JsonPart::key);
    return kind == Kind::Object && found != parts.end() ? &*found : nullptr;
}

std::optional<JsonOutline> outlineOf(const QByteArray &text)
{
    return OutlineReader(text).read();
}

} // namespace fusebox::storage
