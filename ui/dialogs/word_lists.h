// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/field_kinds.h"

/// Lists typed on one line, with commas between.
namespace fusebox::ui {

/// As wide as the form.
[[nodiscard]] FieldSpec longLine(FieldSpec spec);
/// What stands between the commas, without blanks around it; nothing: an empty list. Refuses more than a file
/// may hold.
[[nodiscard]] tl::expected<QStringList, QString> partsOf(const QString &typed);
/// Words as the table of settings has them for `about.key`, or refused with `sentence`. Those that stand
/// there stay as they are while they are not edited: one may hold a comma.
[[nodiscard]] FieldSpec wordsField(FieldSpec about, const QString &sentence);

} // namespace fusebox::ui
