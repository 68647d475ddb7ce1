// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/endpoint_fields.h"

namespace fusebox::ui {

/// Where in a configuration a value lies.
template <typename T>
using Place = T &(*)(health::EndpointConfig &);

/// A duration of at least `least`, typed as "250ms".
[[nodiscard]] FieldSpec durationField(FieldSpec about, Place<health::Nanoseconds> place,
                                      health::Nanoseconds least);
/// A whole number in [least, most].
[[nodiscard]] FieldSpec countField(FieldSpec about, Place<int> place, int least, int most);
/// The same, or nothing.
[[nodiscard]] FieldSpec optionalCountField(FieldSpec about, Place<std::optional<int>> place, int least,
                                           int most);
/// A number in [least, most].
[[nodiscard]] FieldSpec numberField(FieldSpec about, Place<double> place, double least, double most);
/// Any text, without blanks around it.
[[nodiscard]] FieldSpec textField(FieldSpec about, Place<QString> place);
/// The same, but nothing if empty.
[[nodiscard]] FieldSpec optionalDurationField(FieldSpec about,
                                              Place<std::optional<health::Nanoseconds>> place);
/// Yes or no.
[[nodiscard]] FieldSpec flagField(FieldSpec about, Place<bool> place);
/// One of `about.choices`, which are in the order of the enumerators.
template <typename Enum>
[[nodiscard]] FieldSpec choiceField(FieldSpec about, Place<Enum> place)
{
    about.editor = FieldEditor::Choice;
    about.print = [place, words = about.choices](const health::EndpointConfig &config) {
        health::EndpointConfig copy = config;
        return words.value(static_cast<int>(place(copy)));
    };
    about.parse = [place, words = about.choices](const QString &text, health::EndpointConfig &config) {
        place(config) = static_cast<Enum>(std::max<qsizetype>(words.indexOf(text), 0));
        return tl::expected<void, QString>();
    };
    return about;
}

} // namespace fusebox::ui
