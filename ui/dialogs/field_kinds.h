// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/field_use.h"
#include "ui/dialogs/field_rows.h"
#include "ui/dialogs/field_spec.h"

namespace fusebox::ui {

/// The parts of a spec that every kind has.
[[nodiscard]] FieldSpec about(FieldSection section, const QByteArray &key, const QString &label,
                              const QString &hint);

/// What parse() answers a bad value with.
[[nodiscard]] inline tl::unexpected<QString> refused(const QString &sentence)
{
    return tl::unexpected(sentence);
}

/// With the editor, the bounds and the place that the table of settings says for `about.key`: of every shape
/// that one line, a choice or a tick holds. The words of a choice are `about.choices`, in the order of the
/// enumerators.
[[nodiscard]] FieldSpec settingField(FieldSpec about);
/// What the table of settings says for `key`, which it has in this shape: for those that settingField() does
/// not know.
template <typename Shape>
[[nodiscard]] const settings::At<Shape> &settingOf(const QString &key)
{
    return std::get<settings::At<Shape>>(settings::findField(key)->kind);
}

/// Where in a configuration a value lies; null: nowhere in one of its kind, whose form has no such field.
template <typename T>
using Place = T *(*)(settings::EndpointConfig &);

/// Refuses what does not stand on one line, or is longer than `most` characters, as the file does.
[[nodiscard]] tl::expected<void, QString> needsLine(const QString &text, qsizetype most);

/// The same, but refused with the sentence that `fault` gives for what is typed; empty: there is none.
[[nodiscard]] FieldSpec
refusedIf(QString (*fault)(const QString &typed, const settings::EndpointConfig &config), FieldSpec field);
/// `print` and `parse` of a value that lies in no one place.
[[nodiscard]] FieldSpec ownField(FieldSpec about, decltype(FieldSpec::print) print,
                                 decltype(FieldSpec::parse) parse);
/// The same of a value that lies in one of several places.
template <typename T>
[[nodiscard]] FieldSpec ownField(FieldSpec about, Place<T> place, QString (*print)(const T &),
                                 tl::expected<void, QString> (*parse)(const QString &, T &))
{
    return ownField(
        std::move(about),
        [=](const settings::EndpointConfig &config) { return print(settings::valueAt(place, config)); },
        [=](const QString &text, settings::EndpointConfig &config) { return parse(text, *place(config)); });
}
/// A list of things of `columns`; `parse` is handed its rows.
[[nodiscard]] FieldSpec
tableField(FieldSpec about, std::vector<FieldColumn> columns,
           std::function<FieldRows(const settings::EndpointConfig &)> rows,
           std::function<tl::expected<void, QString>(const FieldRows &, settings::EndpointConfig &)> parse);
/// "Row 2: ...".
[[nodiscard]] QString rowSentence(std::size_t row, const QString &sentence);
/// What `parse` makes of each row; the sentence of the first bad one names it.
template <typename Item, typename Parse>
[[nodiscard]] tl::expected<std::vector<Item>, QString> parseRows(const FieldRows &rows, Parse parse)
{
    std::vector<Item> items;
    for (const QStringList &row : rows) {
        auto item = parse(row);
        if (!item)
            return tl::make_unexpected(rowSentence(items.size() + 1, item.error()));
        items.push_back(*std::move(item));
    }
    return items;
}
} // namespace fusebox::ui
