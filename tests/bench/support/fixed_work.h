// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/support/bench_report.h"

/// How fast this machine is now: CPU of the thread for a piece of work that is always the same (sums,
/// branches, memory that a core's own cache holds), at its best of several times. Measured once a run.
namespace fusebox::bench {

/// The measurement, for the table.
[[nodiscard]] Row fixedWork();

/// A bound of time, or of a share of a core, that was set for the machine of reference: as much wider as the
/// fixed piece of work takes longer here, and never narrower.
[[nodiscard]] double scaled(double bound);

} // namespace fusebox::bench
