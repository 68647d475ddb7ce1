// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

namespace fusebox::app {

/// The history that was named, or that of the configuration.
[[nodiscard]] QString historyFileOf(const Options &options);
/// Where a run keeps one; empty: nowhere. A window has a place for it, headless it has to be named.
[[nodiscard]] QString historyFileToKeep(const Options &options, bool isHeadless);

} // namespace fusebox::app
