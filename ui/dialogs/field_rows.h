// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringList>

namespace fusebox::ui {

/// The value of a list of things as one text, as FieldSpec has it: a line for each, a tab between the cells,
/// neither of which a cell can hold.
using FieldRows = QList<QStringList>;

[[nodiscard]] QString rowsText(const FieldRows &rows);
/// Each of `columns` cells, without blanks around them; rows of empty cells are left out.
[[nodiscard]] FieldRows rowsOf(const QString &text, qsizetype columns);

} // namespace fusebox::ui
