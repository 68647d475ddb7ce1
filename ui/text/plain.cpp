// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/plain.h"

#include <algorithm>

#include <QList>

namespace fusebox::ui {

namespace {

/// Spelling, inside words of Persian and inside emoji.
bool isJoiner(char32_t c)
{
    return c == 0x200C || c == 0x200D;
}

/// Everything that is not printed where it stands: C0, C1, line and paragraph separators, direction marks.
bool disturbs(char32_t c)
{
    if (isJoiner(c))
        return false;
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph: return true;
    default: return false;
    }
}

} // namespace

bool isPlain(const QString &text)
{
    const auto characters = text.toUcs4();
    const bool joinsNothing =
        !characters.isEmpty() && (isJoiner(characters.first()) || isJoiner(characters.last()));
    return !joinsNothing && std::none_of(characters.begin(), characters.end(), disturbs);
}

QString plainLine(const QString &text, qsizetype limit)
{
    QString line = text.left(limit + 1);
    std::replace_if(
        line.begin(), line.end(), [](QChar c) { return disturbs(c.unicode()); }, QChar(u' '));
    if (line.size() <= limit)
        return line.trimmed();
    // A surrogate pair is not cut in two.
    const bool splitsPair = limit > 1 && line.at(limit - 2).isHighSurrogate();
    return line.left(splitsPair ? limit - 2 : limit - 1).trimmed() + QChar(u'…');
}

} // namespace fusebox::ui
