// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/values/snapshot.h"
#include "tests/support/manual_clock.h"

namespace fusebox::testing {

/// An endpoint as the monitor would tell of it, to be altered by the test.
inline health::EndpointSnapshot endpoint(const QString &id, health::Status status = health::Status::Healthy,
                                         const QString &name = {})
{
    auto config = std::make_shared<settings::EndpointConfig>();
    config->id = id;
    config->name = name.isEmpty() ? id : name;
    config->asked = QUrl(QStringLiteral("https://%1.example/health").arg(id));
    health::EndpointSnapshot snapshot;
    snapshot.config = config;
    snapshot.status = status;
    return snapshot;
}

inline health::EndpointSnapshot withConfig(health::EndpointSnapshot snapshot, auto change)
{
    auto config = std::make_shared<settings::EndpointConfig>(*snapshot.config);
    change(*config);
    snapshot.config = config;
    return snapshot;
}

inline health::EndpointSnapshot withOutage(health::EndpointSnapshot snapshot, auto change)
{
    auto outage = std::make_shared<health::Outage>(*snapshot.outage);
    change(*outage);
    snapshot.outage = outage;
    return snapshot;
}

inline resilience::TransitionRecord transition(resilience::EffectiveState from, resilience::EffectiveState to,
                                               resilience::TransitionReason reason)
{
    resilience::TransitionRecord record;
    record.from = from;
    record.to = to;
    record.reason = reason;
    return record;
}

/// An endpoint whose circuit has opened and is tried again after `trialIn`.
inline health::EndpointSnapshot opened(const QString &id, const ManualClock &clock,
                                       health::Nanoseconds trialIn)
{
    using namespace resilience;
    health::EndpointSnapshot snapshot = endpoint(id, health::Status::Unhealthy);
    snapshot.reasons.push_back({health::ReasonKind::CircuitOpen});
    snapshot.circuit.state = CircuitState::Open;
    snapshot.circuit.nextTrialAt = clock.now() + trialIn;
    TransitionRecord trip =
        transition(EffectiveState::Closed, EffectiveState::Open, TransitionReason::FailuresInWindow);
    trip.actual = trip.threshold = 5;
    trip.window.byOutcome[static_cast<std::size_t>(Outcome::Failure)] = 5;
    trip.windowLength = std::chrono::seconds(60);
    trip.lastError = ErrorClass::Refused;
    snapshot.circuit.lastTrip = trip;
    snapshot.outage =
        std::make_shared<const health::Outage>(health::Outage{.at = clock.moment(), .trip = trip});
    return snapshot;
}

inline health::MonitorUpdate updateOf(std::vector<health::EndpointSnapshot> changed)
{
    health::MonitorUpdate update;
    for (const auto &snapshot : changed) {
        ++update.overall.count(snapshot.status);
        update.overall.openCircuits += snapshot.circuit.state == resilience::CircuitState::Open;
    }
    update.overall.status = overallOf(update.overall);
    update.changed = std::move(changed);
    return update;
}

inline health::Event event(const QString &id, health::Moment at, decltype(health::Event::what) what)
{
    return {at, id, std::move(what)};
}

inline health::CheckEvent success(health::Nanoseconds latency)
{
    health::CheckEvent check;
    check.outcome = health::CheckOutcome::Success;
    check.latency = latency;
    check.statusCode = 200;
    check.attempts = 1;
    return check;
}

inline health::CheckEvent failure(resilience::ErrorClass errorClass)
{
    health::CheckEvent check;
    check.outcome = health::CheckOutcome::Failure;
    check.failure.emplace().errorClass = errorClass;
    check.attempts = 1;
    return check;
}

} // namespace fusebox::testing
