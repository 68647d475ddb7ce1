// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

namespace fusebox::app {

/// Turns this process into the program with the window, fusebox-window in the same folder, with the same
/// arguments; a WindowOpener. Signals that are held back stay so across exec, and those that came meanwhile
/// wait for it. Comes back only where that program cannot be started: complains, and gives the exit code.
[[nodiscard]] int becomeWindowProgram(int argc, char **argv, const Options &options);

} // namespace fusebox::app
