// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "tests/bench/support/bench_report.h"

namespace fusebox::bench {

/// What a frame of the latency chart takes of the UI thread, from the wheel's event to the last pixel, in
/// each range over 30 days of a check each second; raster, 900 x 300 pixels. The baseline is Qt Charts with
/// the 86,400 points of a day as they are. And what the history of such an endpoint takes in memory. Needs a
/// QApplication.
[[nodiscard]] std::vector<Row> chartFrames();

} // namespace fusebox::bench
