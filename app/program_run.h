// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

namespace fusebox::app {

/// Opens the window and gives the process's exit code.
using WindowOpener = int (*)(int argc, char **argv, const Options &options);

/// All that main() does: reads the command line and does what it asks for, a window with `openWindow`. Gives
/// the process's exit code. Nothing that it does to the process before is undone or doubled where it is
/// called again after an exec.
[[nodiscard]] int runProgram(int argc, char **argv, WindowOpener openWindow);

} // namespace fusebox::app
