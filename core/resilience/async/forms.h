// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tuple>

#include "core/resilience/async/event_loop.h"
#include "core/resilience/async/run.h"

namespace fusebox::resilience {

// The small forms, each a pipeline of one policy. What is said in run.h of operations, threads and cancelling
// holds for all. A policy out of its range counts as the nearest one inside. Where no environment is given,
// it is the thread's own, with real time.

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

struct NoOptions
{
};

/// What makeRetryable() gives.
template <class Op, class Options>
struct Retryable
{
    using Shared = decltype(copyable(std::declval<Op>()));

    template <class... Arguments>
    [[nodiscard]] auto operator()(Arguments &&...arguments) const;
    template <class Bound>
    [[nodiscard]] auto call(Bound bound) const;

    Shared operation;
    RetryPolicy policy;
    Environment environment;
    Options options;
};

} // namespace detail

/// Tries until it succeeds or the policy gives up.
template <AnyOperation Op>
[[nodiscard]] QFuture<Result<ValueOf<Op>>> retry(Op operation, RetryPolicy policy = {},
                                                 const Environment &environment = threadEnvironment(),
                                                 CallOptions<ValueOf<Op>> options = {})
{
    return runForValue(detail::retryPipeline(std::move(policy), environment), environment,
                       makeOperation(std::move(operation)), std::move(options));
}

/// The same, telling everything: attempts, delays, every attempt's error.
template <AnyOperation Op>
[[nodiscard]] QFuture<CallResult<ValueOf<Op>>>
retryWithResult(Op operation, RetryPolicy policy = {}, const Environment &environment = threadEnvironment(),
                CallOptions<ValueOf<Op>> options = {})
{
    return run(detail::retryPipeline(std::move(policy), environment), environment,
               makeOperation(std::move(operation)), std::move(options));
}

/// A callable that retries the operation each time it is called, and passes its arguments on to every attempt
/// (after the Attempt, if the operation takes one). They are kept for that; the operation gets them as const.
template <class Op>
[[nodiscard]] auto makeRetryable(Op operation, RetryPolicy policy = {},
                                 const Environment &environment = threadEnvironment())
{
    return detail::Retryable<Op, detail::NoOptions>{
        detail::copyable(std::move(operation)), std::move(policy), environment, {}};
}
template <class Op, class T>
[[nodiscard]] auto makeRetryable(Op operation, RetryPolicy policy, const Environment &environment,
                                 CallOptions<T> options)
{
    static_assert(std::is_copy_constructible_v<T>, "Each of the calls gets a copy of the options");
    return detail::Retryable<Op, CallOptions<T>>{detail::copyable(std::move(operation)), std::move(policy),
                                                 environment, std::move(options)};
}

/// Ends with a failure of class timeout if the operation has not ended within `limit`.
template <AnyOperation Op>
[[nodiscard]] QFuture<Result<ValueOf<Op>>> withTimeout(Op operation, Nanoseconds limit,
                                                       const Environment &environment = threadEnvironment(),
                                                       CallOptions<ValueOf<Op>> options = {})
{
    return runForValue(detail::timeoutPipeline(limit, environment), environment,
                       makeOperation(std::move(operation)), std::move(options));
}

/// Answers from the fallbacks if the operation fails; the result says from which, and why. Fallbacks in the
/// options are not looked at.
template <AnyOperation Op>
[[nodiscard]] QFuture<CallResult<ValueOf<Op>>>
withFallback(Op operation, Fallbacks<ValueOf<Op>> fallbacks,
             const Environment &environment = threadEnvironment(), CallOptions<ValueOf<Op>> options = {})
{
    const auto pipeline = detail::fallbackPipeline(fallbacks.settings, environment);
    options.alternatives = std::move(fallbacks.alternatives);
    options.lastGood = std::move(fallbacks.lastGood);
    options.lastGoodKey = std::move(fallbacks.lastGoodKey);
    options.staticValue = std::move(fallbacks.staticValue);
    return run(pipeline, environment, makeOperation(std::move(operation)), std::move(options));
}

/// What circuit.execute(operation) does with an operation that does not answer with a tl::expected at once. A
/// circuit that a shared_ptr holds (as a registry's) lives until the call has ended; any other has to be kept
/// that long.
template <AnyOperation Op>
[[nodiscard]] QFuture<Result<ValueOf<Op>>> executeAsync(Circuit &circuit, Op operation,
                                                        CallOptions<ValueOf<Op>> options = {})
{
    return runForValue(detail::circuitPipeline(circuit), detail::withoutTimers(circuit.clock()),
                       makeOperation(std::move(operation)), std::move(options));
}

namespace detail {

/// An operation with the arguments of one call, for as many attempts as it takes.
template <class Op, class... Arguments>
struct BoundOperation
{
    decltype(auto) operator()(const Attempt &attempt)
    {
        return std::apply(
            [&](const Arguments &...values) -> decltype(auto) {
                if constexpr (std::is_invocable_v<Op &, const Attempt &, const Arguments &...>)
                    return op(attempt, values...);
                else
                    return op(values...);
            },
            arguments);
    }

    Op op;
    std::tuple<Arguments...> arguments;
};

template <class Op, class Options>
template <class... Arguments>
auto Retryable<Op, Options>::operator()(Arguments &&...arguments) const
{
    static_assert(!isOperation<Op> || sizeof...(Arguments) == 0,
                  "What makeOperation() gives takes no arguments of the caller's");
    if constexpr (isOperation<Op>)
        return call(operation);
    else
        return call(BoundOperation<Shared, std::decay_t<Arguments>...>{
            operation, {std::forward<Arguments>(arguments)...}});
}

template <class Op, class Options>
template <class Bound>
auto Retryable<Op, Options>::call(Bound bound) const
{
    if constexpr (std::is_same_v<Options, NoOptions>)
        return retry(std::move(bound), policy, environment);
    else
        return retry(std::move(bound), policy, environment, options);
}

} // namespace detail

} // namespace fusebox::resilience
