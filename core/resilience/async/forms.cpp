// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/async/forms.h"

#include <algorithm>

namespace fusebox::resilience::detail {

namespace {

/// The layers given here have been cut to what make() accepts.
Pipeline pipelineOf(std::vector<Layer> layers, std::shared_ptr<SharedRandom> random)
{
    return Pipeline::make(std::move(layers), std::move(random)).value();
}

/// No form without a deadline or a delay starts one.
class NoTimers final : public Timers
{
public:
    [[nodiscard]] Id start(Nanoseconds, std::function<void()>) override { return 0; }
    void cancel(Id) override {}
};

void cut(std::optional<Nanoseconds> &limit)
{
    if (limit)
        limit = std::max(*limit, kTick);
}

} // namespace

Pipeline retryPipeline(RetryPolicy policy, const Environment &environment)
{
    policy.settings.maxAttempts = std::max(policy.settings.maxAttempts, 1);
    cut(policy.settings.totalTime);
    cut(policy.settings.attemptTimeout);
    return pipelineOf({std::move(policy)},
                      environment.random ? environment.random : threadEnvironment().random);
}

Pipeline timeoutPipeline(Nanoseconds limit, const Environment &environment)
{
    return pipelineOf({TotalTimeoutLayer{std::max(limit, kTick)}}, environment.random);
}

Pipeline fallbackPipeline(const FallbackSettings &settings, const Environment &environment)
{
    return pipelineOf({FallbackLayer{settings}}, environment.random);
}

Pipeline circuitPipeline(Circuit &circuit)
{
    auto shared = circuit.weak_from_this().lock();
    if (!shared) // its owner sees to it that it lives
        shared = {std::shared_ptr<void>(), &circuit};
    return pipelineOf({CircuitLayer{std::move(shared)}}, {});
}

Environment withoutTimers(const Clock &clock)
{
    static NoTimers none; // without state
    return {&clock, &none, {}};
}

} // namespace fusebox::resilience::detail
