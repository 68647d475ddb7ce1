// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/row_runs.h"

#include <algorithm>

namespace fusebox::ui {

std::vector<RowRun> rowRuns(std::vector<int> rows)
{
    std::sort(rows.begin(), rows.end());
    std::vector<RowRun> runs;
    for (const int row : rows) {
        if (!runs.empty() && row <= runs.back().last + 1)
            runs.back().last = row;
        else
            runs.push_back({row, row});
    }
    return runs;
}

} // namespace fusebox::ui
