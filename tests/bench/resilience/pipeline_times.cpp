// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <vector>

#include "core/resilience/pipeline_call.h"
#include "tests/bench/resilience/cases.h"
#include "tests/bench/resilience/clocks.h"

using namespace std::chrono_literals;

namespace fusebox::bench {

namespace {

using namespace resilience;

/// Drives calls whose value is ready when they are asked for: all that is left is what the policies cost.
class ReadyValue final : public PipelineCall::Host
{
public:
    [[nodiscard]] FallbackOptions fallbacks(TimePoint) const override { return {}; }
    [[nodiscard]] Waker waker() const override { return {}; }

    void call(const Pipeline &pipeline, TimePoint now) const
    {
        PipelineCall call(pipeline, m_traits, *this);
        benchmark::DoNotOptimize(call.start(now));
        benchmark::DoNotOptimize(call.attemptSucceeded(PipelineCall::Ended::Wanted, now));
    }

private:
    CallTraits m_traits = {};
};

Layer rateLimit()
{
    // Never empty: a call in 100 us of the stepping clock, a token in 1 us.
    const RateLimiterSettings settings = {.capacity = 100, .refill = 1'000'000};
    return RateLimitLayer{std::make_shared<SharedRateLimiter>(settings, SteppingClock().now())};
}

Layer bulkhead()
{
    return BulkheadLayer{std::make_shared<SharedBulkhead>(BulkheadSettings{})};
}

Layer circuit(const Clock &clock)
{
    return CircuitLayer{std::make_shared<Circuit>("bench", CircuitSettings{}, clock)};
}

auto through(std::vector<Layer> (*layers)(const Clock &))
{
    return [layers](benchmark::State &state) {
        const VirtualSteppingClock clock;
        const auto pipeline =
            Pipeline::make(inDefaultOrder(layers(clock)), std::make_shared<SharedRandom>(1U));
        if (!pipeline)
            return state.SkipWithError("the pipeline is not sound");
        const ReadyValue operation;
        for ([[maybe_unused]] auto _ : state)
            operation.call(*pipeline, clock.now());
    };
}

std::vector<Layer> fivePolicies(const Clock &clock)
{
    return {rateLimit(), bulkhead(), circuit(clock), RetryLayer{}, AttemptTimeoutLayer{1s}};
}

std::vector<Layer> allPolicies(const Clock &clock)
{
    auto layers = fivePolicies(clock);
    layers.emplace_back(TotalTimeoutLayer{10s});
    layers.emplace_back(FallbackLayer{});
    return layers;
}

} // namespace

void addPipelineTimes(Suite &suite)
{
    suite.time("five policies around a ready value, machines only", 250, through(fivePolicies));
    suite.time("all seven policies around a ready value, machines only", {}, through(allPolicies));
}

} // namespace fusebox::bench
