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

FieldRows rowsOfOneColumn(const QStringList &cells)
{
    FieldRows rows;
    for (const QString &cell : cells)
        rows << QStringList{cell};
    return rows;
}

FieldRows rowsOf(const QString &text, const std::vector<FieldColumn> &columns)
{
    FieldRows rows;
    for (const QString &line : text.split(betweenRows, Qt::SkipEmptyParts)) {
        QStringList cells = line.split(betweenCells);
        cells.resize(std::ssize(columns));
        for (qsizetype i = 0; i < cells.size(); ++i)
            cells[i] = columns[static_cast<std::size_t>(i)].isExact ? cells[i] : cells[i].trimmed();
        if (!std::ranges::all_of(cells, &QString::isEmpty))
            rows << cells;
    }
    return rows;
}

} // namespace fusebox::ui
