// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/time.h"

namespace fusebox::bench {

/// What a process holds and has used.
struct Usage
{
    resilience::Nanoseconds cpu{0}; ///< user and system, of all its threads, since it began
    double kibibytes = 0;           ///< resident and its own: files that are mapped do not count
    int descriptors = 0;
    int threads = 0;
};

/// Of this process, now. Memory that malloc holds but does not use is given back first.
[[nodiscard]] Usage currentUsage();

/// CPU of the calling thread since it began.
[[nodiscard]] resilience::Nanoseconds threadCpu();
/// CPU of the process since it began.
[[nodiscard]] resilience::Nanoseconds processCpu();

} // namespace fusebox::bench
