// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "ui/window_layout.h"

namespace fusebox::app {

/// Where the window's layout is kept: fusebox/window.ini under $XDG_STATE_HOME, by default ~/.local/state.
[[nodiscard]] QString defaultLayoutFile();

/// The layout of a file; none when it cannot be read.
[[nodiscard]] std::optional<ui::WindowLayout> loadLayout(const QString &file);
/// Best effort: a layout that cannot be kept is not worth a word.
void saveLayout(const QString &file, const ui::WindowLayout &layout);

} // namespace fusebox::app
