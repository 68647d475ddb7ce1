// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace fusebox::bench {

/// From the start of a process to its first frame with every endpoint of its configuration: each of `times`
/// in milliseconds. The process is this program with the arguments of runStarted().
[[nodiscard]] std::vector<double> runStarts(int endpoints, int times);

/// What the process does: opens the window as the program does, prints the milliseconds that have passed
/// since argv[2] (nanoseconds of the steady clock), and ends. argv[3] is the configuration, argv[4] its
/// endpoints.
inline constexpr auto startedFlag = "--started-at";
[[nodiscard]] int runStarted(int argc, char **argv);

} // namespace fusebox::bench
