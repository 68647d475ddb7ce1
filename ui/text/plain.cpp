// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/plain.h"

#include <algorithm>

namespace fusebox::ui {

namespace {

/// Everything that is not printed where it stands: C0, C1, line and paragraph separators, direction marks.
bool disturbs(QChar c)
{
    switch (c.category()) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph: return true;
    default: return false;
    }
}

} // namespace

QString plainLine(const QString &text, qsizetype limit)
{
    QString line = text.left(limit + 1);
    std::replace_if(line.begin(), line.end(), disturbs, QChar(u' '));
    if (line.size() <= limit)
        return line.trimmed();
    // A surrogate pair is not cut in two.
    const bool splitsPair = limit > 1 && line.at(limit - 2).isHighSurrogate();
    return line.left(splitsPair ? limit - 2 : limit - 1).trimmed() + QChar(u'…');
}

} // namespace fusebox::ui
