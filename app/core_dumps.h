// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// The memory of a program that uses secrets holds them, and what was freed still does. A core dump is that
/// memory in a file, which is kept and sent on.
namespace fusebox::app {

/// From here on a core of this process holds no memory at all: threads, registers and the list of what was
/// mapped, whatever makes it (the kernel, gcore) and whoever takes it. Debuggers still see all. Where the
/// system cannot do that, no core is written.
void keepMemoryOutOfCores();

/// And nobody without privileges may look into the process either, or make it dump. Not for a window: desktop
/// portals refuse a program that they cannot look into.
void forbidDumps();

} // namespace fusebox::app
