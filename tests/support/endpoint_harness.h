// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/detectors/offline_detector.h"
#include "core/health/endpoint/check_limits.h"
#include "core/health/endpoint/endpoint.h"
#include "core/health/monitor/endpoint_factory.h"
#include "core/health/session/link_router.h"
#include "core/probe/loop/stall_watch.h"
#include "tests/support/fake_dialler.h"
#include "tests/support/fake_probes.h"
#include "tests/support/manual_clock.h"

namespace fusebox::testing {

/// One endpoint under a manual clock, with fake sockets; keeps what it tells.
class EndpointHarness final : public health::EndpointObserver
{
public:
    explicit EndpointHarness(const settings::EndpointConfig &config)
        : endpoint(health::makeEndpoint(
              std::make_shared<const settings::EndpointConfig>(config),
              {clock, m_random, probes, m_links, limits, network, stalls, circuits, &secrets}, *this))
    {
    }

    /// Lets time pass up to its end, serving every deadline at its exact moment as the monitor would.
    void pass(health::Nanoseconds time)
    {
        const health::TimePoint end = clock.now() + time;
        for (auto due = endpoint->nextDeadline(); due && *due <= end; due = endpoint->nextDeadline()) {
            clock.advance(std::max(*due - clock.now(), health::Nanoseconds{0}));
            endpoint->advance();
            if (endpoint->nextDeadline() == due)
                break; // would not get on
        }
        clock.advance(end - clock.now());
    }

    template <typename What>
    [[nodiscard]] std::vector<What> told() const
    {
        std::vector<What> result;
        for (const auto &event : events) {
            if (const auto *what = std::get_if<What>(&event.what))
                result.push_back(*what);
        }
        return result;
    }

    void happened(health::Event event) override { events.push_back(std::move(event)); }
    void changed() override {}

    ManualClock clock;
    FakeProbes probes;
    FakeDialler dialler;
    health::CheckLimits limits{clock};
    health::OfflineDetector network;
    probe::StallWatch stalls{clock}; ///< sees none unless begun
    resilience::Registry circuits{clock};
    settings::SecretValues secrets;
    std::vector<health::Event> events;

private:
    std::shared_ptr<resilience::SharedRandom> m_random = std::make_shared<resilience::SharedRandom>(42U);
    health::LinkRouter m_links{dialler};

public:
    std::unique_ptr<health::Endpoint> endpoint; ///< last: uses all of the above
};

} // namespace fusebox::testing
