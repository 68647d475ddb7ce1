// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

#include "core/health/endpoint/check_limits.h"
#include "core/health/monitor/surroundings.h"
#include "core/health/session/link_router.h"
#include "core/probe/loop/stall_watch.h"
#include "tests/support/fake_dialler.h"
#include "tests/support/fake_probes.h"
#include "tests/support/manual_clock.h"

namespace fusebox::testing {

/// Endpoints under a manual clock, with fake sockets: what the monitor does, without its timers.
struct EndpointWorld : health::EndpointObserver
{
    explicit EndpointWorld(const settings::LimitSettings &settings = {})
        : limits(clock, settings)
    {
    }

    ManualClock clock;
    FakeProbes probes;
    FakeDialler dialler;
    std::shared_ptr<resilience::SharedRandom> random = std::make_shared<resilience::SharedRandom>(7U);
    health::LinkRouter links{dialler};
    health::CheckLimits limits;
    health::OfflineDetector network;
    probe::StallWatch stalls{clock}; ///< sees none unless begun
    resilience::Registry circuits{clock};
    health::EndpointServices services{clock, random, probes, links, limits, network, stalls, circuits};
    std::vector<health::Event> events;
    health::EndpointRoster roster{services, *this};
    health::Surroundings surroundings{services, roster, *this};
    std::vector<health::TimePoint> starts; ///< of probes
    std::vector<health::TimePoint> dials;  ///< of WebSockets

    void happened(health::Event event) override { events.push_back(std::move(event)); }
    void changed() override {}

    health::Endpoint &add(const settings::EndpointConfig &config)
    {
        roster.add(config);
        surroundings.receive(*roster.find(config.id));
        return *roster.find(config.id);
    }

    void pass(health::Nanoseconds time)
    {
        const health::TimePoint end = clock.now() + time;
        serve();
        while (const auto due = nextDue()) {
            if (*due > end)
                break;
            clock.advance(std::max(*due - clock.now(), health::Nanoseconds(0)));
            serve();
        }
        clock.advance(end - clock.now());
    }

    template <typename What>
    [[nodiscard]] std::vector<What> told() const
    {
        std::vector<What> result;
        for (const health::Event &event : events) {
            if (const auto *what = std::get_if<What>(&event.what))
                result.push_back(*what);
        }
        return result;
    }

private:
    [[nodiscard]] std::optional<health::TimePoint> nextDue()
    {
        const auto own = surroundings.nextDeadline();
        const auto next = roster.nextDue();
        return own && next ? std::min(*own, *next) : own ? own : next;
    }
    void serve()
    {
        const auto before = probes.made();
        const auto dialled = dialler.opened().size();
        surroundings.advance();
        roster.serveDue(clock.now());
        for (auto made = before; made < probes.made(); ++made)
            starts.push_back(clock.now());
        dials.insert(dials.end(), dialler.opened().size() - dialled, clock.now());
    }
};

} // namespace fusebox::testing
