// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace fusebox::bench {

/// From a change of an endpoint in a real monitor on its own thread to its row painted in the window: each
/// time in milliseconds. The monitor gathers changes for up to 100 ms.
[[nodiscard]] std::vector<double> runEngineToPixels(int times);

} // namespace fusebox::bench
