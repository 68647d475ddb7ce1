// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/async/call_driver.h"

namespace fusebox::resilience {

namespace detail {

template <class T>
CallResult<T> wholeResult(CallResult<T> &&result)
{
    return std::move(result);
}

template <class T>
Result<T> bareResult(CallResult<T> &&result)
{
    return std::move(result.result);
}

} // namespace detail

// In all of these, the operation is a callable that takes an Attempt, or nothing, and answers with a
// QFuture<tl::expected<T, Failure>>, a QFuture<T>, a tl::expected<T, Failure> or a T, where T may be void; or
// one that answers by callback, see makeCallbackOperation(). They are to be called in a thread with an event
// loop; there the operation runs, and what it throws is a failure. Cancelling the returned future cancels
// what runs: an attempt through its Cancellation and its future, a delay and a place in a queue at once.

/// Runs an operation through a pipeline and tells everything about it.
template <class T>
[[nodiscard]] QFuture<CallResult<T>> run(const Pipeline &pipeline, const Environment &environment,
                                         Operation<T> operation, CallOptions<T> options = {})
{
    return CallDriver<T, CallResult<T>>::start(pipeline, environment, std::move(operation),
                                               std::move(options), &detail::wholeResult<T>);
}
template <Callable Op>
[[nodiscard]] QFuture<CallResult<ValueOf<Op>>> run(const Pipeline &pipeline, const Environment &environment,
                                                   Op operation, CallOptions<ValueOf<Op>> options = {})
{
    return run(pipeline, environment, makeOperation(std::move(operation)), std::move(options));
}

/// The same, for its value or its failure alone.
template <class T>
[[nodiscard]] QFuture<Result<T>> runForValue(const Pipeline &pipeline, const Environment &environment,
                                             Operation<T> operation, CallOptions<T> options = {})
{
    return CallDriver<T, Result<T>>::start(pipeline, environment, std::move(operation), std::move(options),
                                           &detail::bareResult<T>);
}
template <Callable Op>
[[nodiscard]] QFuture<Result<ValueOf<Op>>> runForValue(const Pipeline &pipeline,
                                                       const Environment &environment, Op operation,
                                                       CallOptions<ValueOf<Op>> options = {})
{
    return runForValue(pipeline, environment, makeOperation(std::move(operation)), std::move(options));
}

} // namespace fusebox::resilience
