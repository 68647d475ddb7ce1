// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QList>
#include <QStringList>

#include "ui/dialogs/field_spec.h"

namespace fusebox::ui {

/// The value of a list of things as one text, as FieldSpec has it: a line for each, a tab between the cells,
/// neither of which a cell can hold.
using FieldRows = QList<QStringList>;

[[nodiscard]] QString rowsText(const FieldRows &rows);
/// One cell in each.
[[nodiscard]] FieldRows rowsOfOneColumn(const QStringList &cells);
/// A cell for each of `columns`, without blanks around it unless they belong to it; rows of empty cells are
/// left out.
[[nodiscard]] FieldRows rowsOf(const QString &text, const std::vector<FieldColumn> &columns);

} // namespace fusebox::ui
