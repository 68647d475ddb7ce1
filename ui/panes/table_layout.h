// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QStringList>

namespace fusebox::ui {

/// How a person has arranged the table, by names that stay the same from version to version.
struct TableLayout
{
    struct Column
    {
        QString key;
        int width = 0; ///< device-independent pixels
        bool isShown = true;

        bool operator==(const Column &) const = default;
    };

    std::vector<Column> columns = {}; ///< from left to right; empty: nobody has chosen, as fits the window
    QString sortedBy = {};            ///< a column's key; empty: worst first
    bool isDescending = false;
    bool isGrouped = true;
    QStringList foldedGroups = {};

    bool operator==(const TableLayout &) const = default;
};

} // namespace fusebox::ui
