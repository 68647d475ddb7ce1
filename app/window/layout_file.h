// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <tl/expected.hpp>

#include "ui/window/window_layout.h"

namespace fusebox::app {

/// Where the window's layout is kept: fusebox/window.ini under $XDG_STATE_HOME, by default ~/.local/state.
[[nodiscard]] QString defaultLayoutFile();

/// $XDG_STATE_HOME/fusebox/versions, by default in ~/.local/state: what configurations were.
[[nodiscard]] QString defaultVersionsFolder();

/// The layout of a file; none when it cannot be read.
[[nodiscard]] std::optional<ui::WindowLayout> loadLayout(const QString &file);
/// Replaces the file, or says in a sentence why not.
[[nodiscard]] tl::expected<void, QString> saveLayout(const QString &file, const ui::WindowLayout &layout);

} // namespace fusebox::app
