// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/column_widths.h"

#include <algorithm>

#include "ui/rows/columns.h"

namespace fusebox::ui {

namespace {

constexpr int widestName = 280; ///< the rest of what is left over is for the reason

} // namespace

int usualWidth(int column)
{
    return columnSpec(column).width;
}

bool isShownByWidth(int column, int tableWidth)
{
    return columnSpec(column).shownFrom <= tableWidth;
}

int shownByWidth(int tableWidth)
{
    return static_cast<int>(std::ranges::count_if(
        columnSpecs(), [=](const ColumnSpec &spec) { return spec.shownFrom <= tableWidth; }));
}

int nameWidth(int tableWidth)
{
    int left = tableWidth;
    for (const ColumnSpec &spec : columnSpecs())
        left -= spec.shownFrom <= tableWidth ? spec.width : 0;
    const int name = usualWidth(NameColumn);
    return std::clamp(name + left / 3, name, widestName);
}

} // namespace fusebox::ui
