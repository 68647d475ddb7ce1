// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/word_lists.h"

#include <algorithm>

#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using C = settings::EndpointConfig;
using Stored = tl::expected<void, QString>;
using Words = tl::expected<QStringList, QString>;

constexpr qsizetype mostParts = 100;

QString wordsText(const QStringList &words)
{
    return words.join(QStringLiteral(", "));
}

} // namespace

FieldSpec longLine(FieldSpec spec)
{
    spec.editor = FieldEditor::LongLine;
    return spec;
}

Words partsOf(const QString &typed)
{
    if (typed.trimmed().isEmpty())
        return QStringList();
    QStringList parts = typed.split(u',');
    if (parts.size() > mostParts)
        return refused(Text::tr("At most %1.").arg(mostParts));
    for (QString &part : parts)
        part = part.trimmed();
    return parts;
}

FieldSpec wordsField(FieldSpec about, Place<QStringList> place, bool (*isGood)(const QString &),
                     const QString &sentence)
{
    const auto parse = [=](const QString &typed, C &config) {
        const QStringList known = place(config);
        const Words words = typed == wordsText(known) ? Words(known) : partsOf(typed);
        return words.and_then([&](const QStringList &all) -> Stored {
            if (!std::ranges::all_of(all, isGood))
                return refused(sentence);
            place(config) = all;
            return {};
        });
    };
    return ownField(
        longLine(std::move(about)), [=](const C &config) { return wordsText(valueAt(place, config)); },
        parse);
}

} // namespace fusebox::ui
