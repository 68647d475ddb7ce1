// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fusebox::probe {

/// Hears what a JSON text holds, in its order. Views are good for the call alone.
class JsonHandler
{
public:
    virtual ~JsonHandler() = default;

    /// Whether the next key or string is wanted: else an empty one is told, which costs less.
    [[nodiscard]] virtual bool wantsText() const = 0;
    virtual void null() = 0;
    virtual void boolean(bool value) = 0;
    virtual void number(std::string_view asWritten) = 0;
    virtual void string(std::string_view text) = 0;
    virtual void key(std::string_view text) = 0;
    virtual void beginContainer(bool isArray) = 0;
    virtual void endContainer() = 0;
};

/// Reads hostile JSON by its grammar (RFC 8259) and by nothing else: numbers of any size, nesting of any
/// depth (a bit of memory for each level), and strings that are no Unicode, as JavaScript, Go and jq take
/// them: halves of surrogate pairs become U+FFFD, other bytes stay as they are. A byte order mark in front is
/// passed over (RFC 8259, 8.1). NUL is no end.
class JsonReader
{
public:
    JsonReader(std::string_view text, JsonHandler &handler)
        : m_left(text)
        , m_handler(handler)
    {
    }

    /// Whether it was one JSON text, and nothing else. Once.
    [[nodiscard]] bool read();

private:
    [[nodiscard]] bool readValue();
    [[nodiscard]] bool readContainer(char begin);
    [[nodiscard]] bool readWord(std::string_view word);
    [[nodiscard]] bool readNumber();
    [[nodiscard]] bool readDigits();
    [[nodiscard]] bool readKey();
    [[nodiscard]] bool readString();
    [[nodiscard]] bool readEscape();
    [[nodiscard]] bool readUnicode();
    [[nodiscard]] bool readUnit(unsigned &unit);
    [[nodiscard]] bool readEnds();

    void skipBlanks();
    [[nodiscard]] bool take(char c);
    [[nodiscard]] bool isAtEnd() const { return m_left.empty(); }
    [[nodiscard]] bool isInArray() const { return m_isArray.back(); }

    std::string_view m_left;
    JsonHandler &m_handler;
    std::vector<bool> m_isArray; ///< of each container that is open
    bool m_hasOpened = false;    ///< a container, with a value in it
    bool m_keeps = false;        ///< the text of the string under way
    std::string m_text;
};

} // namespace fusebox::probe
