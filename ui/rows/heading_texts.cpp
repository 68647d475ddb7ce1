// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/heading_texts.h"

#include "ui/text/plain.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

using health::Status;

QString headingName(const GroupHeading &heading)
{
    return heading.name.isEmpty() ? Text::tr("No group") : plainLine(heading.name, 100);
}

/// What is worst of it, of how many; when all is well, how many that are. Under a filter first how many of
/// them are shown: the figures are those of the whole group.
QString headingFigures(const GroupHeading &heading)
{
    const int total = heading.tally.total();
    const bool isFiltered = heading.shown < total;
    QStringList parts;
    for (const Status status : {Status::Unhealthy, Status::Degraded}) {
        const int count = heading.tally.of(status);
        if (count > 0 && parts.isEmpty())
            parts << Text::tr("%1 of %2 %3").arg(countText(count), countText(total), statusWord(status));
        else if (count > 0)
            parts << QStringLiteral("%1 %2").arg(countText(count), statusWord(status));
    }
    const int healthy = heading.tally.of(Status::Healthy);
    if (parts.isEmpty() && healthy < total)
        parts << Text::tr("%1 of %2 healthy").arg(countText(healthy), countText(total));
    else if (parts.isEmpty())
        parts << (isFiltered ? Text::tr("all %1 healthy") : Text::tr("%1 healthy")).arg(countText(total));
    if (isFiltered)
        parts.prepend(Text::tr("%1 of %2 shown").arg(countText(heading.shown), countText(total)));
    return parts.join(Text::tr(" · "));
}

QString headingText(const GroupHeading &heading)
{
    return Text::tr("%1 · %2").arg(headingName(heading), headingFigures(heading));
}

QString headingAccessibleText(const GroupHeading &heading)
{
    const QString text = Text::tr("group %1, %2").arg(headingName(heading), headingFigures(heading));
    return heading.isFolded ? Text::tr("%1, folded").arg(text) : text;
}

} // namespace fusebox::ui
