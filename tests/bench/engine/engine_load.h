// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/resilience/time.h"
#include "tests/bench/engine/held_server.h"
#include "tests/bench/engine/load_times.h"

namespace fusebox::bench {

/// What the engine is given to do.
struct EngineLoad
{
    int endpoints = 1'000; ///< polled
    resilience::Nanoseconds interval = std::chrono::seconds(1);
    bool keepAlive = false;  ///< all at one address, since a pool keeps only so many
    std::string caFile = {}; ///< not empty: over TLS, with what is signed by this trusted as well
    int webSockets = 0;
    bool resizedWindow = false; ///< a window shows it all, and is resized without pause
    bool faults = false;        ///< one endpoint in four meets a fault of its own
    bool keepsHistory = false;  ///< what is told is written to a database
    resilience::Nanoseconds time = std::chrono::seconds(5); ///< measured, after warming up
};

/// What that took.
struct EngineFigures
{
    int checks = 0;
    double microseconds = 0;   ///< CPU a check, of the whole process
    double cores = 0;          ///< CPU a second
    Spread error = {};         ///< reported latency minus what the server held
    Spread lateness = {};      ///< of the checks' starts, against the earliest of the same endpoint
    int skipped = 0;           ///< ticks without a check
    double kibibytes = 0;      ///< above the empty program
    int webSockets = 0;        ///< connected at the end
    double kibibytesGrown = 0; ///< from the end of warming up to the end, as the next two
    int descriptorsGrown = 0;
    int threadsGrown = 0;
};

/// The real monitor on its own threads, driven until the time is over. Makes an application object of its
/// own: to be called in a process that ends after it.
[[nodiscard]] EngineFigures runEngine(const HeldServer &server, const EngineLoad &load,
                                      resilience::Nanoseconds warmUp = std::chrono::seconds(3));

} // namespace fusebox::bench
