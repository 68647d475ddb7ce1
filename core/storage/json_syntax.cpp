// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/json_syntax.h"

#include <optional>

#include <rapidjson/error/en.h>

#include "core/storage/json_blanks.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// The text around the place where reading stopped. None of it is ever quoted: it may be a secret whose
/// quotation marks were forgotten.
class Stop
{
public:
    Stop(const QByteArray &text, std::size_t offset)
        : m_text(text)
        , m_at(std::min(static_cast<qsizetype>(offset), text.size()))
    {
        m_at = static_cast<qsizetype>(skipJsonBlanks(m_text, static_cast<std::size_t>(m_at)));
        m_before = lastJsonByte(m_text, static_cast<std::size_t>(m_at));
    }

    [[nodiscard]] bool isEnd() const { return m_at == m_text.size(); }
    [[nodiscard]] char here() const { return isEnd() ? '\0' : m_text[m_at]; }
    [[nodiscard]] char before() const { return m_before < 0 ? '\0' : m_text[m_before]; }
    [[nodiscard]] std::size_t at() const { return static_cast<std::size_t>(m_at); }
    [[nodiscard]] std::size_t beforeAt() const { return static_cast<std::size_t>(m_before); }

private:
    const QByteArray &m_text;
    qsizetype m_at = 0; ///< of the first byte that is neither blank nor of a comment
    qsizetype m_before = -1;
};

struct Slip
{
    std::size_t offset;
    QString sentence;
};

/// What is wrong wherever it stands.
std::optional<Slip> slipOfSigns(const Stop &stop)
{
    if (stop.here() == '#')
        return Slip{stop.at(), u"a comment; begin it with //"_s};
    if (stop.here() == '\'')
        return Slip{stop.at(), u"a single quotation mark; put text between double ones"_s};
    const bool isClosing = stop.here() == '}' || stop.here() == ']';
    if (isClosing && stop.before() == ',')
        return Slip{stop.beforeAt(),
                    u"a comma before \"%1\"; take it out"_s.arg(QChar::fromLatin1(stop.here()))};
    if (stop.here() == ',' && stop.before() == ',')
        return Slip{stop.at(), u"a second comma; take it out"_s};
    return {};
}

QString closingSentence(bool inObject)
{
    return inObject ? u"the text ends inside an object; add the missing \"}\""_s
                    : u"the text ends inside an array; add the missing \"]\""_s;
}

std::optional<Slip> slipOfValue(const Stop &stop)
{
    if (stop.isEnd())
        return Slip{stop.at(), u"the text ends where a value is missing"_s};
    if (isLetter(stop.here()))
        return Slip{stop.at(), u"text without quotation marks; put it between double ones, "
                               "or write true, false or null"_s};
    if (stop.before() == ':')
        return Slip{stop.at(), u"a value is missing after the colon"_s};
    return {};
}

std::optional<Slip> slipOfName(const Stop &stop)
{
    if (stop.isEnd())
        return Slip{stop.at(), closingSentence(true)};
    if (isLetter(stop.here()))
        return Slip{stop.at(), u"a key without quotation marks; put it between double ones"_s};
    return {};
}

std::optional<Slip> slipOfComma(const Stop &stop, bool inObject)
{
    if (stop.isEnd())
        return Slip{stop.at(), closingSentence(inObject)};
    const QChar wanted = inObject ? u'}' : u']';
    if (stop.here() == '}' || stop.here() == ']')
        return Slip{stop.at(),
                    u"\"%1\" where \"%2\" is missing"_s.arg(QChar::fromLatin1(stop.here()), wanted)};
    return Slip{stop.at(), u"a comma is missing before this"_s};
}

/// Inside a string: `offset` is that of the byte itself, blank or not.
std::optional<Slip> slipOfString(const QByteArray &text, std::size_t offset)
{
    const auto at = static_cast<qsizetype>(offset);
    if (at >= text.size() || text[at] == '\n' || text[at] == '\r')
        return Slip{offset, u"text that is not closed; add the quotation mark"_s};
    if (static_cast<uchar>(text[at]) < 0x20)
        return Slip{offset, u"a control character inside text; write it as \\t or \\u%1"_s.arg(
                                static_cast<uint>(text[at]), 4, 16, QChar(u'0'))};
    return {};
}

/// Of one that was begun: `offset` is behind its slash, or at the end of the text.
Slip slipOfComment(const QByteArray &text, std::size_t offset)
{
    if (static_cast<qsizetype>(offset) >= text.size() && !text.endsWith('/'))
        return {offset, u"a comment that is not closed; end it with */"_s};
    return {offset - 1, u"a slash alone; a comment begins with //, or stands between /* and */"_s};
}

std::optional<Slip> findSlip(const QByteArray &text, std::size_t offset, rapidjson::ParseErrorCode code)
{
    const Stop stop(text, offset);
    switch (code) {
    case rapidjson::kParseErrorStringMissQuotationMark:
    case rapidjson::kParseErrorStringEscapeInvalid:
    case rapidjson::kParseErrorStringInvalidEncoding: return slipOfString(text, offset);
    case rapidjson::kParseErrorUnspecificSyntaxError: return slipOfComment(text, offset);
    default: break;
    }
    if (auto slip = slipOfSigns(stop))
        return slip;
    switch (code) {
    case rapidjson::kParseErrorObjectMissName: return slipOfName(stop);
    case rapidjson::kParseErrorValueInvalid: return slipOfValue(stop);
    case rapidjson::kParseErrorObjectMissColon:
        return Slip{stop.at(), u"a colon is missing between key and value"_s};
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket: return slipOfComma(stop, true);
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket: return slipOfComma(stop, false);
    case rapidjson::kParseErrorDocumentRootNotSingular:
        return Slip{stop.at(), u"more after the end; a configuration is one object"_s};
    default: return {};
    }
}

/// "Missing a comma or } after an object member." as the end of a sentence of ours.
QString readersSentence(rapidjson::ParseErrorCode code)
{
    QString text = QString::fromLatin1(rapidjson::GetParseError_En(code));
    text.front() = text.front().toLower();
    return text.endsWith(u'.') ? text.chopped(1) : text;
}

} // namespace

JsonError syntaxError(const QByteArray &text, std::size_t offset, rapidjson::ParseErrorCode code)
{
    const Slip slip = findSlip(text, offset, code).value_or(Slip{offset, readersSentence(code)});
    return {.offset = slip.offset, .message = u"not valid JSON: "_s + slip.sentence, .isExact = true};
}

} // namespace fusebox::storage
