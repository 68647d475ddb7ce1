// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

/// The one place for distances (device-independent pixels, a grid of 4) and type sizes.
namespace fusebox::ui {

inline constexpr int spaceXs = 4;
inline constexpr int spaceS = 8;
inline constexpr int spaceM = 16;
inline constexpr int spaceL = 24;

inline constexpr int rowHeight = 28;
inline constexpr int compactRowHeight = 22;
inline constexpr int glyphSize = 14;         ///< of a status shape in a row
inline constexpr int circuitGlyphWidth = 30; ///< of a switch in a row

inline constexpr int splitterHandle = 5; ///< wide enough to be grasped

/// Below this width the detail goes under the table.
inline constexpr int sideBySideWidth = 1100;
/// As it does below this height, at which its parts would not all be seen one below the other.
inline constexpr int sideBySideHeight = 800;
/// From this width on the parts of the detail lie side by side, unless it stands higher than it is wide.
inline constexpr int wideDetail = 960;

[[nodiscard]] QFont smallFont(QFont base);
[[nodiscard]] QFont strongFont(QFont base);
[[nodiscard]] QFont titleFont(QFont base);

} // namespace fusebox::ui
