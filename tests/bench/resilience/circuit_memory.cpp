// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <string>

#include "core/resilience/registry.h"
#include "tests/bench/resilience/cases.h"
#include "tests/bench/resilience/clocks.h"
#include "tests/bench/support/allocations.h"

namespace fusebox::bench {

namespace {

using namespace resilience;

constexpr int kCalls = 100'000;

/// Trips, recovers and trips again, so that every window, state and record of the circuit is in use.
void exercise(CircuitBreaker &circuit, SteppingClock &clock)
{
    for (int i = 0; i < kCalls; ++i) {
        const auto permit = circuit.acquire(clock.now());
        const bool fails = i / 100 % 2 == 0;
        if (permit)
            circuit.record(*permit, fails ? Outcome::Failure : Outcome::Success,
                           fails ? std::optional(ErrorClass::Reset) : std::nullopt, clock.now());
    }
}

double count(const Allocations &allocations)
{
    return static_cast<double>(allocations.count);
}

/// The same with statistics: latencies from a microsecond to a day.
void exercise(Circuit &circuit)
{
    for (int i = 0; i < kCalls; ++i) {
        const Nanoseconds latency(std::int64_t(1000) << i % 36);
        if (const auto permit = circuit.acquire())
            circuit.record(*permit, i % 3 == 0 ? Outcome::Failure : Outcome::Success, ErrorClass::Reset,
                           latency);
    }
}

void addSharedCircuitMemory(Suite &suite, const CircuitSettings &settings)
{
    const RealClock clock;
    std::shared_ptr<Circuit> circuit;
    const auto built = allocationsOf([&] { circuit = std::make_shared<Circuit>("orders", settings, clock); });
    const auto used = allocationsOf([&] { exercise(*circuit); });
    suite.figure({.name = "shared circuit with statistics: memory, all it allocates included",
                  .value = static_cast<double>(built.bytes),
                  .unit = "B"});
    suite.figure({.name = "shared circuit with statistics: allocations in 100,000 calls",
                  .value = count(used),
                  .unit = "",
                  .target = 0});
}

/// What it costs that a circuit is found by its name, and tells of itself in common.
void addRegistryMemory(Suite &suite, const CircuitSettings &settings)
{
    constexpr int many = 10'000;
    const RealClock clock;
    Registry registry(clock);
    const auto built = allocationsOf([&] {
        for (int i = 0; i < many; ++i)
            (void)registry.get("orders-of-shop-" + std::to_string(i), settings);
    });
    suite.figure({.name = "one of 10,000 circuits of a registry: memory, all of it included",
                  .value = static_cast<double>(built.bytes) / many,
                  .unit = "B"});
}

} // namespace

void addCircuitMemory(Suite &suite)
{
    const CircuitSettings settings = {.failureWindow = std::chrono::seconds(60),
                                      .recoveryTimeout = std::chrono::milliseconds(1)};
    SteppingClock clock;
    std::unique_ptr<CircuitBreaker> circuit;
    const auto built =
        allocationsOf([&] { circuit = std::make_unique<CircuitBreaker>(settings, clock.now()); });
    const auto used = allocationsOf([&] { exercise(*circuit, clock); });
    circuit->forceOpen(clock.now());
    const auto rejected = allocationsOf([&] { exercise(*circuit, clock); });

    suite.figure({.name = "circuit, 60 s window: memory, all it allocates included",
                  .value = static_cast<double>(built.bytes),
                  .unit = "B",
                  .target = 1024});
    addSharedCircuitMemory(suite, settings);
    addRegistryMemory(suite, settings);
    suite.figure({.name = "circuit, 60 s window: allocations in 100,000 calls",
                  .value = count(used),
                  .unit = "",
                  .target = 0});
    suite.figure({.name = "open circuit: allocations in 100,000 rejections",
                  .value = count(rejected),
                  .unit = "",
                  .target = 0});
}

} // namespace fusebox::bench
