// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "tests/bench/engine/flood.h"
#include "tests/bench/engine/held_server.h"

namespace fusebox::bench {

inline constexpr int floodedEndpoints = 20;

/// The p99 of what neighbours measured, in ms: of what their checks reported minus the truth, and of the
/// pongs' round trips. One that failed stands for the time that it took to fail.
struct NeighbourFigures
{
    double checks = 0;
    double pongs = 0;
};

struct FloodFigures
{
    NeighbourFigures alone = {};
    NeighbourFigures beside = {}; ///< the flood
    bool hasFlooded = false;      ///< each time, endpoints of the flood were measured too

    /// Of the checks or the pongs, whichever it is more for; a whole turn where there was no flood.
    [[nodiscard]] double added() const;
};

/// The real monitor with 200 checks and 200 pings a second of healthy endpoints, in turns alone and beside
/// `floodedEndpoints` that ask a server which floods at `port`; the best of three turns of each, since what
/// disturbs a measurement only ever adds to it. Makes an application object of its own: to be called in a
/// process that ends after it.
[[nodiscard]] FloodFigures runNeighbours(const HeldServer &server, const Flood &flood, std::uint16_t port,
                                         const std::string &caFile);

} // namespace fusebox::bench
