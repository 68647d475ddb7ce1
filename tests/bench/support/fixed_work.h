// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace fusebox::bench {

/// CPU in milliseconds of the thread for a piece of work that is always the same (sums, branches, memory that
/// a core's own cache holds), at its best of several times: how fast this machine is now.
[[nodiscard]] double fixedWork();

/// By how much a bound in milliseconds is wider on this machine than where it was set: as many times as the
/// fixed piece of work takes longer, and never less than 1.
[[nodiscard]] double slowness(double fixedWork);

} // namespace fusebox::bench
