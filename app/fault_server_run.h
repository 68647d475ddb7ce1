// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

namespace fusebox::app {

/// --fault-server: prints where each fault is to be had (lines for people, or JSON Lines) and serves them
/// until it is ended. Gives the exit code.
[[nodiscard]] int runFaultServer(int argc, char **argv, const Options &options);

} // namespace fusebox::app
