// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/endpoint_fields.h"
#include "ui/dialogs/field_rows.h"

namespace fusebox::ui {

/// The parts of a spec that every kind has.
[[nodiscard]] FieldSpec about(FieldSection section, const QByteArray &key, const QString &label,
                              const QString &hint);

/// What parse() answers a bad value with.
[[nodiscard]] inline tl::unexpected<QString> refused(const QString &sentence)
{
    return tl::unexpected(sentence);
}

/// Where in a configuration a value lies.
template <typename T>
using Place = T &(*)(health::EndpointConfig &);

/// Reading needs a mutable place: it is that of a copy.
template <typename T>
[[nodiscard]] T valueAt(Place<T> place, health::EndpointConfig config)
{
    return place(config);
}

/// Refuses what does not stand on one line, or is longer than `most` characters, as the file does.
[[nodiscard]] tl::expected<void, QString> needsLine(const QString &text, qsizetype most);

/// A duration of at least `least`, typed as "250ms".
[[nodiscard]] FieldSpec durationField(FieldSpec about, Place<health::Nanoseconds> place,
                                      health::Nanoseconds least);
/// A whole number in [least, most].
[[nodiscard]] FieldSpec countField(FieldSpec about, Place<int> place, int least, int most);
/// The same, or nothing.
[[nodiscard]] FieldSpec optionalCountField(FieldSpec about, Place<std::optional<int>> place, int least,
                                           int most);
/// Bytes in [least, most].
[[nodiscard]] FieldSpec sizeField(FieldSpec about, Place<std::int64_t> place, std::int64_t least,
                                  std::int64_t most);
/// The same, or nothing.
[[nodiscard]] FieldSpec optionalSizeField(FieldSpec about, Place<std::optional<std::int64_t>> place,
                                          std::int64_t least, std::int64_t most);
/// At most `most` bytes, typed as byteText() has them.
[[nodiscard]] FieldSpec bytesField(FieldSpec about, Place<QByteArray> place, qsizetype most);
/// The names of errors, as the configuration file has them, with commas between.
[[nodiscard]] FieldSpec errorsField(FieldSpec about, Place<resilience::ErrorClassSet> place);
/// A number in [least, most].
[[nodiscard]] FieldSpec numberField(FieldSpec about, Place<double> place, double least, double most);
/// Any text, without blanks around it.
[[nodiscard]] FieldSpec textField(FieldSpec about, Place<QString> place);
/// Text on one line of at most `most` characters, the blanks around it included.
[[nodiscard]] FieldSpec lineField(FieldSpec about, Place<QString> place, qsizetype most);
/// A duration, or nothing.
[[nodiscard]] FieldSpec optionalDurationField(FieldSpec about,
                                              Place<std::optional<health::Nanoseconds>> place);
/// Yes or no.
[[nodiscard]] FieldSpec flagField(FieldSpec about, Place<bool> place);
/// `print` and `parse` of a value that lies in no one place.
[[nodiscard]] FieldSpec ownField(FieldSpec about, decltype(FieldSpec::print) print,
                                 decltype(FieldSpec::parse) parse);
/// The same of a value that lies in one of several places.
template <typename T>
[[nodiscard]] FieldSpec ownField(FieldSpec about, Place<T> place, QString (*print)(const T &),
                                 tl::expected<void, QString> (*parse)(const QString &, T &))
{
    return ownField(
        std::move(about), [=](const health::EndpointConfig &config) { return print(valueAt(place, config)); },
        [=](const QString &text, health::EndpointConfig &config) { return parse(text, place(config)); });
}
/// A list of things of `columns`; `parse` is handed its rows.
[[nodiscard]] FieldSpec
tableField(FieldSpec about, std::vector<FieldColumn> columns,
           std::function<FieldRows(const health::EndpointConfig &)> rows,
           std::function<tl::expected<void, QString>(const FieldRows &, health::EndpointConfig &)> parse);
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
/// One of `about.choices`, which are in the order of the enumerators.
template <typename Enum>
[[nodiscard]] FieldSpec choiceField(FieldSpec about, Place<Enum> place)
{
    about.editor = FieldEditor::Choice;
    about.print = [place, words = about.choices](const health::EndpointConfig &config) {
        return words.value(static_cast<int>(valueAt(place, config)));
    };
    about.parse = [place, words = about.choices](const QString &text, health::EndpointConfig &config) {
        place(config) = static_cast<Enum>(std::max<qsizetype>(words.indexOf(text), 0));
        return tl::expected<void, QString>();
    };
    return about;
}

} // namespace fusebox::ui
