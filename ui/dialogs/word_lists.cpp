// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/word_lists.h"

#include <algorithm>

#include "core/settings/option_text.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using C = settings::EndpointConfig;
using Stored = tl::expected<void, QString>;
using Words = tl::expected<QStringList, QString>;

QString wordsText(const QStringList &words)
{
    return words.join(QStringLiteral(", "));
}

bool isGood(const QString &word, const settings::TextList &shape)
{
    if (shape.isOfWords && !settings::isHttpToken(word))
        return false;
    return !word.isEmpty() && needsLine(word, shape.maxLength);
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
    if (std::size_t(parts.size()) > settings::MaxItems)
        return refused(Text::tr("At most %1.").arg(settings::MaxItems));
    for (QString &part : parts)
        part = part.trimmed();
    return parts;
}

FieldSpec wordsField(FieldSpec about, const QString &sentence)
{
    const auto [place, shape] = settingOf<settings::TextList>(about.key);
    const auto parse = [=, place = place, shape = shape](const QString &typed, C &config) {
        const QStringList known = *place(config);
        const Words words = typed == wordsText(known) ? Words(known) : partsOf(typed);
        return words.and_then([&](const QStringList &all) -> Stored {
            if (!std::ranges::all_of(all, [&](const QString &word) { return isGood(word, shape); }))
                return refused(sentence);
            *place(config) = all;
            return {};
        });
    };
    return ownField(
        longLine(std::move(about)),
        [place = place](const C &config) { return wordsText(settings::valueAt(place, config)); }, parse);
}

} // namespace fusebox::ui
