// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "app/demo/outage_server.h"
#include "core/settings/endpoint_config.h"

namespace fusebox::demo {

/// The timetable of the lab's faults. The defaults are for people: the first outage begins soon, but not
/// before the window has been looked at. Tests are in more of a hurry.
struct DemoTimes
{
    resilience::Nanoseconds slowAnswer = std::chrono::milliseconds(700); ///< endpoints call 400 ms slow
    Outage outage = {.first = std::chrono::seconds(8),
                     .length = std::chrono::seconds(20),
                     .every = std::chrono::seconds(60)};
    /// Of the host that three endpoints share: apart from the other one, so that what they share is clear.
    Outage sharedOutage = {.first = std::chrono::seconds(20),
                           .length = std::chrono::seconds(15),
                           .every = std::chrono::seconds(45)};
    resilience::Nanoseconds messageEvery = std::chrono::seconds(2); ///< on the steady WebSocket
    resilience::Nanoseconds dropAfter = std::chrono::seconds(15);   ///< of a connection's life
    resilience::Nanoseconds silentAfter = std::chrono::seconds(12); ///< of a connection's life
};

/// The fault lab of --demo: HTTP and WebSocket servers on 127.0.0.1, and one on 127.0.0.2, with ports of the
/// system's choice, on a thread of their own, and the endpoints that watch them. Real sockets, no network.
/// The destructor ends servers and thread.
class DemoLab
{
public:
    /// Returns when all servers listen.
    explicit DemoLab(const DemoTimes &times = {});
    ~DemoLab();

    /// Endpoints with short recovery times: the circle closed -> open -> half-open -> closed fits into 60 s.
    /// The ids are the same in every run.
    [[nodiscard]] std::vector<settings::EndpointConfig> endpoints() const;

private:
    class Thread;
    std::unique_ptr<Thread> m_thread;
    std::vector<settings::EndpointConfig> m_endpoints;
};

} // namespace fusebox::demo
