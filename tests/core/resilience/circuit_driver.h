// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/circuit_breaker.h"
#include "tests/core/resilience/times.h"

namespace fusebox::testing {

/// Makes one call that ends at once.
inline void call(resilience::CircuitBreaker &circuit, resilience::Outcome outcome, TimePoint now,
                 resilience::ErrorClass error = resilience::ErrorClass::Reset)
{
    const auto permit = circuit.acquire(now);
    QVERIFY(permit.has_value());
    circuit.record(*permit, outcome,
                   outcome == resilience::Outcome::Failure ? std::optional(error) : std::nullopt, now);
}

inline void calls(resilience::CircuitBreaker &circuit, int count, resilience::Outcome outcome, TimePoint now)
{
    for (int i = 0; i < count; ++i)
        call(circuit, outcome, now);
}

/// A circuit opened at `now` by as many failures as `settings` ask for.
inline resilience::CircuitBreaker tripped(TimePoint now, const resilience::CircuitSettings &settings)
{
    resilience::CircuitBreaker circuit(settings, now);
    calls(circuit, settings.failureThreshold, resilience::Outcome::Failure, now);
    return circuit;
}

inline resilience::EffectiveState stateOf(const resilience::CircuitBreaker &circuit, TimePoint now)
{
    return effectiveState(circuit.view(now));
}

} // namespace fusebox::testing
