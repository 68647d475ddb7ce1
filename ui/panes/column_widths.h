// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Which of the table's columns are shown while nobody has chosen, and how wide they are.
namespace fusebox::ui {

inline constexpr int leastColumnWidth = 40;
inline constexpr int mostColumnWidth = 2000;

/// What it is given where nothing else is said.
[[nodiscard]] int usualWidth(int column);
/// In a table of this width. All that are shown fit into it.
[[nodiscard]] bool isShownByWidth(int column, int tableWidth);
/// How many are.
[[nodiscard]] int shownByWidth(int tableWidth);
/// The column of names has a share of what is left over; the rest is for the reason.
[[nodiscard]] int nameWidth(int tableWidth);

} // namespace fusebox::ui
