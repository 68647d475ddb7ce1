// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/resilience/time.h"
#include "tests/bench/engine/held_server.h"
#include "tests/bench/engine/load_times.h"

namespace fusebox::bench {

struct BareLoad
{
    bool keepAlive = false;
    int eachMillisecond = 1; ///< exchanges begun
};

/// CPU in microseconds of an exchange: a QTcpSocket for each, or (`keepAlive`) a few that are used again and
/// again; the server as the engine has it. Makes an application object of its own.
[[nodiscard]] double runBareLoop(const HeldServer &server, const BareLoad &load,
                                 resilience::Nanoseconds time);

/// Blocking sockets, one exchange after the other: what measuring on this machine can reach at best.
[[nodiscard]] Spread runBlockingLoop(const HeldServer &server, resilience::Nanoseconds time);

} // namespace fusebox::bench
