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

} // namespace fusebox::ui
