// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/resilience/time.h"
#include "tests/bench/engine/held_server.h"

namespace fusebox::bench {

/// CPU in microseconds of a fresh HTTPS exchange: a QTcpSocket and OpenSSL over memory buffers, with one
/// context for all (the system's CAs and the one in `caFile`), chain and host verified. `rate`: exchanges a
/// second. Makes an application object of its own.
[[nodiscard]] double runBareTlsLoop(const HeldServer &server, const std::string &caFile, int rate,
                                    resilience::Nanoseconds time);

} // namespace fusebox::bench
