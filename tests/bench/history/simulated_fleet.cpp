// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/history/simulated_fleet.h"

#include <cmath>

namespace fusebox::bench {

using namespace Qt::StringLiterals;
using health::Moment;
using health::MonitorUpdate;
using health::Nanoseconds;

namespace {

constexpr int tenths = 10;

} // namespace

SimulatedFleet::SimulatedFleet(int endpoints)
{
    for (int i = 0; i < endpoints; ++i)
        m_ids.push_back(u"endpoint-%1"_s.arg(i));
    std::mt19937 random(1);
    std::lognormal_distribution<> spread(0, 0.3);
    for (int i = 0; i < 100'003; ++i)
        m_spread.push_back(spread(random));
}

MonitorUpdate SimulatedFleet::introduction(const Moment &at) const
{
    MonitorUpdate update;
    update.at = at;
    for (const settings::EndpointId &id : m_ids) {
        auto config = std::make_shared<settings::EndpointConfig>();
        config->id = id;
        config->name = id;
        config->interval = std::chrono::seconds(1);
        health::EndpointSnapshot snapshot;
        snapshot.config = std::move(config);
        update.changed.push_back(std::move(snapshot));
    }
    return update;
}

MonitorUpdate SimulatedFleet::next(const Moment &at)
{
    MonitorUpdate update;
    update.at = at;
    const std::size_t begin = m_ids.size() * std::size_t(m_tenth) / tenths;
    const std::size_t end = m_ids.size() * std::size_t(m_tenth + 1) / tenths;
    for (std::size_t i = begin; i < end; ++i)
        update.events.push_back({at, m_ids[i], check()});
    m_tenth = (m_tenth + 1) % tenths;
    return update;
}

health::CheckEvent SimulatedFleet::check()
{
    health::CheckEvent check;
    check.attempts = 1;
    if (++m_told % 100 == 0) {
        check.outcome = health::CheckOutcome::Failure;
        check.failure.emplace().errorClass = resilience::ErrorClass::Timeout;
        return check;
    }
    check.outcome = health::CheckOutcome::Success;
    check.phases[probe::Phase::Dns] = latency(1);
    check.phases[probe::Phase::Connect] = latency(5);
    check.phases[probe::Phase::Tls] = latency(12);
    check.phases[probe::Phase::Send] = latency(0.05);
    check.phases[probe::Phase::Wait] = latency(30);
    check.phases[probe::Phase::Transfer] = latency(0.5);
    check.latency = check.phases.sum();
    return check;
}

Nanoseconds SimulatedFleet::latency(double milliseconds)
{
    m_drawn = (m_drawn + 1) % m_spread.size();
    return Nanoseconds(static_cast<std::int64_t>(milliseconds * 1e6 * m_spread[m_drawn]));
}

} // namespace fusebox::bench
