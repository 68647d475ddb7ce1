// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/time.h"

namespace fusebox::bench {

/// What it takes to keep a history, of time that passes as fast as it can.
struct WriteFigures
{
    double recording = 0; ///< % of a core: the owner's thread
    double writing = 0;   ///< % of a core: the writer's thread, sealing and pruning included
    double longestMs = 0; ///< of one turn of the writer, its CPU
    double megabytes = 0; ///< of the file
};

/// So many endpoints, each checked once a second, for so long.
[[nodiscard]] WriteFigures runWriting(int endpoints, resilience::Nanoseconds time);

/// What an endpoint-hour takes on the disk, in bytes of pages, when days of 200 endpoints have been sealed
/// hour by hour: its minutes and its hour.
[[nodiscard]] double diskOfAnEndpointHour();

} // namespace fusebox::bench
