// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <csignal>

namespace fusebox::probe {

/// Between us and a command stands a minder: a small program of ours that does nothing but keep what the
/// command starts together, wherever that goes (another group, another session, a daemon), and end all of it
/// with the command, when it is told to, or when we are gone. It ends as the command does.
///     SIGTERM      the command's group gets it; a while later all that is left is killed
///     minderKill   all is killed at once
/// Both have to be blocked where it is started, until it heeds them. The command is the leader of a session,
/// without a core, with every signal as by default and none blocked, and with the standard descriptors alone.
/// Its arguments: the process that starts it, a descriptor to which it writes errno (an int) where the
/// command cannot be run, the command's program with its path, and the command's arguments.
inline constexpr auto minderName = "fusebox-minder";
inline constexpr int minderKill = SIGUSR1;
inline constexpr std::chrono::seconds minderGrace{1};

} // namespace fusebox::probe
