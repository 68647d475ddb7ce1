// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <sys/types.h>

#include "tests/bench/engine/flood.h"
#include "tests/bench/engine/held_server.h"

namespace fusebox::bench {

/// A server on 127.0.0.1 that floods, in a process of its own for as long as this object lives. That process
/// yields to all others, since a flood from elsewhere would take no time of this machine's but what reading
/// it takes. Thread: make it before there are others.
class FloodServer
{
public:
    FloodServer(const Flood &flood, const HeldServer::Identity &identity);
    ~FloodServer();
    FloodServer(const FloodServer &) = delete;
    FloodServer &operator=(const FloodServer &) = delete;

    /// Of TCP. Flood::Over::Names: of UDP, where names that begin with "mute" are never answered, and all
    /// others are 127.0.0.1.
    [[nodiscard]] std::uint16_t port() const { return m_port; }

private:
    std::uint16_t m_port = 0;
    pid_t m_child = -1;
};

} // namespace fusebox::bench
