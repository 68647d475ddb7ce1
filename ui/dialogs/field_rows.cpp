// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/field_rows.h"

#include <algorithm>

namespace fusebox::ui {

namespace {

constexpr QChar betweenCells = u'\t';
constexpr QChar betweenRows = u'\n';

} // namespace

QString rowsText(const FieldRows &rows)
{
    QStringList lines;
    for (const QStringList &row : rows)
        lines << row.join(betweenCells);
    return lines.join(betweenRows);
}

FieldRows rowsOf(const QString &text, qsizetype columns)
{
    FieldRows rows;
    for (const QString &line : text.split(betweenRows, Qt::SkipEmptyParts)) {
        QStringList cells = line.split(betweenCells);
        cells.resize(columns);
        for (QString &cell : cells)
            cell = cell.trimmed();
        if (!std::ranges::all_of(cells, &QString::isEmpty))
            rows << cells;
    }
    return rows;
}

} // namespace fusebox::ui
