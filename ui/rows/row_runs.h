// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace fusebox::ui {

/// Rows first..last, both included.
struct RowRun
{
    int first = 0;
    int last = 0;

    bool operator==(const RowRun &) const = default;
};

/// The fewest runs that hold exactly these rows, in ascending order. Rows may come unsorted and more than
/// once.
[[nodiscard]] std::vector<RowRun> rowRuns(std::vector<int> rows);

} // namespace fusebox::ui
