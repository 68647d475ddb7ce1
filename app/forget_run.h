// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

namespace fusebox::app {

/// --forget: deletes the history, after a question where there is a terminal; the process's exit code.
[[nodiscard]] int runForget(int argc, char **argv, const Options &options);

} // namespace fusebox::app
