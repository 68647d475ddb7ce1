// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/async/run.h"

namespace fusebox::resilience {

// The small forms, each a pipeline of one policy. What is said in run.h of operations, threads and cancelling
// holds for all. A policy out of its range counts as the nearest one inside.

/// A retry with all that belongs to it.
using RetryPolicy = RetryLayer;

/// What withFallback() falls back on, in this order.
template <class T>
struct Fallbacks
{
    std::vector<Operation<T>> alternatives = {};
    std::shared_ptr<SharedLastGood<T>> lastGood = {};
    std::string lastGoodKey = {};
    std::optional<T> staticValue = {};
    FallbackSettings settings = {};
};

namespace detail {

[[nodiscard]] Pipeline retryPipeline(RetryPolicy policy, const Environment &environment);
[[nodiscard]] Pipeline timeoutPipeline(Nanoseconds limit, const Environment &environment);
[[nodiscard]] Pipeline fallbackPipeline(const FallbackSettings &settings, const Environment &environment);
[[nodiscard]] Pipeline circuitPipeline(Circuit &circuit);
/// For a pipeline that needs no timer.
[[nodiscard]] Environment withoutTimers(const Clock &clock);

} // namespace detail

/// Tries until it succeeds or the policy gives up.
template <Callable Op>
[[nodiscard]] QFuture<Result<ValueOf<Op>>>
retry(Op operation, RetryPolicy policy, const Environment &environment, CallOptions<ValueOf<Op>> options = {})
{
    return runForValue(detail::retryPipeline(std::move(policy), environment), environment,
                       std::move(operation), std::move(options));
}

/// The same, telling everything: attempts, delays, every attempt's error.
template <Callable Op>
[[nodiscard]] QFuture<CallResult<ValueOf<Op>>> retryWithResult(Op operation, RetryPolicy policy,
                                                               const Environment &environment,
                                                               CallOptions<ValueOf<Op>> options = {})
{
    return run(detail::retryPipeline(std::move(policy), environment), environment, std::move(operation),
               std::move(options));
}

/// A callable that retries the operation each time it is called.
template <Callable Op>
[[nodiscard]] auto makeRetryable(Op operation, RetryPolicy policy, const Environment &environment)
{
    return [operation = std::move(operation), policy = std::move(policy), environment] {
        return retry(operation, policy, environment);
    };
}

/// Ends with a failure of class timeout if the operation has not ended within `limit`.
template <Callable Op>
[[nodiscard]] QFuture<Result<ValueOf<Op>>> withTimeout(Op operation, Nanoseconds limit,
                                                       const Environment &environment)
{
    return runForValue(detail::timeoutPipeline(limit, environment), environment, std::move(operation));
}

/// Answers from the fallbacks if the operation fails; the result says from which, and why.
template <Callable Op>
[[nodiscard]] QFuture<CallResult<ValueOf<Op>>> withFallback(Op operation, Fallbacks<ValueOf<Op>> fallbacks,
                                                            const Environment &environment)
{
    using T = ValueOf<Op>;
    const auto pipeline = detail::fallbackPipeline(fallbacks.settings, environment);
    CallOptions<T> options{.alternatives = std::move(fallbacks.alternatives),
                           .lastGood = std::move(fallbacks.lastGood),
                           .lastGoodKey = std::move(fallbacks.lastGoodKey),
                           .staticValue = std::move(fallbacks.staticValue)};
    return run(pipeline, environment, std::move(operation), std::move(options));
}

/// What circuit.execute(operation) does with an operation that answers with a future. The circuit must
/// outlive the call.
template <Callable Op>
[[nodiscard]] QFuture<Result<ValueOf<Op>>> executeAsync(Circuit &circuit, Op operation)
{
    return runForValue(detail::circuitPipeline(circuit), detail::withoutTimers(circuit.clock()),
                       std::move(operation));
}

} // namespace fusebox::resilience
