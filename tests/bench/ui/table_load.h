// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <vector>

#include "tests/bench/ui/frame_watch.h"

namespace fusebox::bench {

struct TableFigures
{
    double share = 0; ///< of a core, the window's thread; percent
    std::vector<WatchedApplication::Frame> frames = {};
};

/// The window with the table in view and this many endpoints, of which each changes once a second; their
/// values are made on another thread, ten updates a second as from the monitor.
[[nodiscard]] TableFigures runTable(WatchedApplication &application, int endpoints,
                                    std::chrono::milliseconds time);

/// The same table at rest while a filter is typed and deleted: from each key to the painted table,
/// milliseconds.
[[nodiscard]] std::vector<double> runFilter(int endpoints);

} // namespace fusebox::bench
