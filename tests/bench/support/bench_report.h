// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace fusebox::bench {

/// One figure of a bench. `value`, `baseline` and `target` are in `unit`; smaller is better.
struct Row
{
    std::string name = {};
    double value = 0;
    std::string unit = {};
    std::optional<double> baseline = {}; ///< measured in the same run; none where nothing compares (bytes)
    std::optional<double> target = {};   ///< the most it may be; none: for information

    [[nodiscard]] std::optional<double> ratio() const; ///< value / baseline
    [[nodiscard]] bool ok() const { return !target || value <= *target; }
};

/// An aligned table for people: `title` and `baselineName` head the columns of names and ratios. The last
/// line says how many targets are met.
[[nodiscard]] std::string toTable(const std::string &title, const std::string &baselineName,
                                  const std::vector<Row> &rows);

/// An array of {name, value, unit, baseline, ratio, target, ok}, null for what a row has not.
[[nodiscard]] std::string toJson(const std::vector<Row> &rows);

} // namespace fusebox::bench
