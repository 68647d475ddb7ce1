// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/plain_text.h"

#include <QList>

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

bool isUnsafe(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph: return true;
    default: return false;
    }
}

/// Spelling, inside words of Persian and inside emoji; at the ends there is nothing to join or to keep apart.
bool isJoiner(QStringView text, qsizetype i)
{
    constexpr char16_t zeroWidthNonJoiner = 0x200C;
    constexpr char16_t zeroWidthJoiner = 0x200D;
    return (text[i] == zeroWidthNonJoiner || text[i] == zeroWidthJoiner) && i > 0 && i + 1 < text.size();
}

QString escapeOf(char32_t c)
{
    switch (c) {
    case U'\n': return u"\\n"_s;
    case U'\r': return u"\\r"_s;
    case U'\t': return u"\\t"_s;
    default: return u"\\u%1"_s.arg(static_cast<uint>(c), 4, 16, QChar(u'0'));
    }
}

} // namespace

QString escaped(QStringView text)
{
    QString result;
    result.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            c = QChar::surrogateToUcs4(text[i], text[i + 1]);
        const bool joins = isJoiner(text, i);
        i += QChar::requiresSurrogates(c) ? 1 : 0;
        if (isUnsafe(c) && !joins)
            result += escapeOf(c);
        else
            result += QChar::fromUcs4(c);
    }
    return result;
}

QString shortened(const QString &text, qsizetype length)
{
    if (text.size() <= length)
        return text;
    const bool inPair = text[length - 2].isHighSurrogate();
    return text.left(length - (inPair ? 2 : 1)) + u'…';
}

} // namespace fusebox::storage
