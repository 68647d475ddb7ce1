// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "core/resilience/circuit.h"
#include "core/resilience/guarded.h"
#include "core/resilience/shared_bulkhead.h"
#include "core/resilience/shared_rate_limiter.h"
#include "core/resilience/trace.h"

namespace fusebox::resilience {

struct FallbackLayer
{
    FallbackSettings settings = {};
};
/// Ends the call, waiting included.
struct TotalTimeoutLayer
{
    Nanoseconds limit;
};
struct RateLimitLayer
{
    std::shared_ptr<SharedRateLimiter> limiter;
};
struct BulkheadLayer
{
    std::shared_ptr<SharedBulkhead> bulkhead;
};
struct CircuitLayer
{
    std::shared_ptr<Circuit> circuit;
};
struct RetryLayer
{
    RetrySettings settings = {};
    std::shared_ptr<SharedRetryBudget> budget = {};
    /// Whether a failure that the settings would retry is to be; may throw, which means no.
    std::function<bool(const Failure &)> retryIf = {};
    /// Before each retry: why, the number of the attempt to come, the delay before it.
    std::function<void(const Failure &, int attempt, Nanoseconds delay)> beforeRetry = {};
};
struct AttemptTimeoutLayer
{
    Nanoseconds limit;
};

/// A policy with all it needs. In the order of Policy.
using Layer = std::variant<FallbackLayer, TotalTimeoutLayer, RateLimitLayer, BulkheadLayer, CircuitLayer,
                           RetryLayer, AttemptTimeoutLayer>;

[[nodiscard]] Policy policyOf(const Layer &layer);

/// Fallback, total timeout, rate limit, bulkhead, circuit, retry, attempt timeout.
[[nodiscard]] std::vector<Layer> inDefaultOrder(const std::vector<Layer> &layers);

enum class PipelineFault : std::uint8_t {
    Twice,         ///< a policy may be there once; rate limits and bulkheads each machine once
    NoMachine,     ///< a limiter, bulkhead or circuit is null; a retry has no random source
    BadDuration,   ///< a limit is zero or negative
    BadAttempts,   ///< fewer than one
    InsideRetry,   ///< a fallback or the total timeout: it would hide failures from the retry, or begin anew
    OutsideRetry,  ///< the attempt timeout: it would cut all attempts short together
    InsideCircuit, ///< a fallback: it would hide failures from the circuit
    NotShorterThanTheTotal ///< an attempt timeout that can never be the one that ends
};

struct PipelineError
{
    PipelineFault fault;
    Policy policy; ///< which is at fault

    bool operator==(const PipelineError &) const = default;
};

/// Policies around an operation, in a stated order, checked when built. A value: copies share the machines,
/// which are the shared ones. Thread: any; nothing in it changes.
class Pipeline
{
public:
    /// `layers` outermost first. `random` is for the jitter of retries. A time limit for each attempt may
    /// stand in the retry's settings instead of in a layer of its own.
    [[nodiscard]] static tl::expected<Pipeline, PipelineError> make(std::vector<Layer> layers,
                                                                    std::shared_ptr<SharedRandom> random);

    [[nodiscard]] const std::vector<Layer> &layers() const { return *m_layers; }
    [[nodiscard]] SharedRandom &random() const { return *m_random; }
    /// The layer of this type; none if there is none.
    template <class L>
    [[nodiscard]] const L *find() const
    {
        for (const Layer &layer : *m_layers) {
            if (const L *found = std::get_if<L>(&layer))
                return found;
        }
        return nullptr;
    }

private:
    Pipeline(std::vector<Layer> layers, std::shared_ptr<SharedRandom> random);

    std::shared_ptr<const std::vector<Layer>> m_layers;
    std::shared_ptr<SharedRandom> m_random;
};

} // namespace fusebox::resilience
