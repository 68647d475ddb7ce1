// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include "core/health/values/snapshot.h"
#include "core/resilience/random.h"

namespace fusebox::testing {

/// Endpoints that live without a monitor: made-up checks, circuits and sessions, for looking at the window
/// and for feeding it at speed. Deterministic for a seed.
class SyntheticFleet
{
public:
    SyntheticFleet(int endpoints, health::Moment begin, std::uint64_t seed);

    /// What changed up to `now`; the first update holds every endpoint.
    [[nodiscard]] health::MonitorUpdatePtr advance(health::Moment now);
    ~SyntheticFleet();
    /// Before the first update: every endpoint into one of so many groups.
    void putInGroups(int groups);
    void forget(const settings::EndpointId &id);

private:
    struct Endpoint;

    void addNamed();
    void addPlain(int number);
    Endpoint &add(const QString &name, const QString &url);
    void check(Endpoint &endpoint, health::Moment at, health::MonitorUpdate &update);
    void fail(Endpoint &endpoint, const probe::ProbeFailure &failure, health::Moment at,
              health::MonitorUpdate &update);
    void succeed(Endpoint &endpoint, resilience::Outcome outcome, health::Moment at,
                 health::MonitorUpdate &update);
    void ping(Endpoint &endpoint, health::Moment at, health::MonitorUpdate &update);
    void lose(Endpoint &endpoint, health::Moment at, health::MonitorUpdate &update);
    void dial(Endpoint &endpoint, bool succeeds, health::Moment at, health::MonitorUpdate &update);
    void pong(Endpoint &endpoint, health::Moment at, health::MonitorUpdate &update);
    void advanceCircuit(Endpoint &endpoint, health::Moment at, health::MonitorUpdate &update);
    void move(Endpoint &endpoint, resilience::EffectiveState to, resilience::TransitionReason reason,
              health::Moment at, health::MonitorUpdate &update);
    void judge(Endpoint &endpoint, health::Moment at, health::MonitorUpdate &update);
    [[nodiscard]] double uniform();

    health::Moment m_begin;
    resilience::Random m_random;
    std::vector<std::unique_ptr<Endpoint>> m_endpoints;
    std::vector<settings::EndpointId> m_removed;
    bool m_first = true;
};

} // namespace fusebox::testing
