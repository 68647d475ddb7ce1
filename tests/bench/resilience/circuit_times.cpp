// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "core/resilience/circuit_breaker.h"
#include "tests/bench/resilience/cases.h"
#include "tests/bench/resilience/clocks.h"

using namespace std::chrono_literals;

namespace fusebox::bench {

namespace {

using namespace resilience;

/// "5 failures within 60 s": what an endpoint has unless told otherwise.
const CircuitSettings kTimeWindow = {.failureThreshold = 5, .failureWindow = 60s};
/// "half of the last 100 calls".
const CircuitSettings kCountWindow = {.failureThreshold = 0, .failureRate = 0.5, .rateCalls = 100};

void call(CircuitBreaker &circuit, TimePoint begin, TimePoint end)
{
    const auto permit = circuit.acquire(begin);
    if (permit)
        circuit.record(*permit, Outcome::Success, {}, end);
    benchmark::DoNotOptimize(circuit);
}

auto byHand(const CircuitSettings &settings)
{
    return [settings](benchmark::State &state) {
        SteppingClock clock;
        CircuitBreaker circuit(settings, clock.now());
        for ([[maybe_unused]] auto _ : state) {
            const auto now = clock.now();
            call(circuit, now, now);
        }
    };
}

/// As of a call that takes no time: begun and ended at one reading.
auto clockReadOnce(const CircuitSettings &settings)
{
    return [settings](benchmark::State &state) {
        const std::unique_ptr<Clock> clock = std::make_unique<RealClock>();
        CircuitBreaker circuit(settings, clock->now());
        for ([[maybe_unused]] auto _ : state) {
            const auto now = clock->now();
            call(circuit, now, now);
        }
    };
}

auto clockReadTwice(const CircuitSettings &settings)
{
    return [settings](benchmark::State &state) {
        const std::unique_ptr<Clock> clock = std::make_unique<RealClock>();
        CircuitBreaker circuit(settings, clock->now());
        for ([[maybe_unused]] auto _ : state) {
            const auto begin = clock->now();
            call(circuit, begin, clock->now());
        }
    };
}

/// Open by its rules, so that each rejection works out how long it still takes.
void rejection(benchmark::State &state)
{
    const std::unique_ptr<Clock> clock = std::make_unique<RealClock>();
    CircuitBreaker circuit({.consecutiveFailures = 1, .recoveryTimeout = 24h}, clock->now());
    const auto permit = circuit.acquire(clock->now());
    circuit.record(*permit, Outcome::Failure, ErrorClass::Reset, clock->now());
    for ([[maybe_unused]] auto _ : state)
        benchmark::DoNotOptimize(circuit.acquire(clock->now()));
}

} // namespace

void addCircuitTimes(Suite &suite)
{
    suite.time("closed circuit, permit and record: manual clock, count window", 20, byHand(kCountWindow));
    suite.time("closed circuit, permit and record: manual clock, time window", 20, byHand(kTimeWindow));
    suite.time("closed circuit, permit and record: clock read once, count window", 60,
               clockReadOnce(kCountWindow));
    suite.time("closed circuit, permit and record: clock read twice, count window", {},
               clockReadTwice(kCountWindow));
    suite.time("closed circuit, permit and record: clock read twice, time window", 110,
               clockReadTwice(kTimeWindow));
    suite.time("open circuit: rejection, clock read once", 60, rejection);
}

} // namespace fusebox::bench
