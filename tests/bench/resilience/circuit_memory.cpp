// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "core/resilience/circuit.h"
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

double sharedCircuitBytes(const CircuitSettings &settings)
{
    const RealClock clock;
    std::shared_ptr<Circuit> circuit;
    const auto built = allocationsOf([&] { circuit = std::make_shared<Circuit>("orders", settings, clock); });
    return static_cast<double>(built.bytes);
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
    suite.figure({.name = "shared circuit with statistics, new: memory, all it allocates included",
                  .value = sharedCircuitBytes(settings),
                  .unit = "B"});
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
