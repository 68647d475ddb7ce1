// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <variant>

#include <tl/expected.hpp>

#include <QFuture>
#include <QFutureWatcher>

#include "core/resilience/async/cancellation.h"
#include "core/resilience/failure.h"

namespace fusebox::resilience {

template <class T>
using Result = tl::expected<T, Failure>;

/// What an operation gets to know of the attempt it makes.
struct Attempt
{
    int number = 1;                         ///< 1-based
    std::optional<TimePoint> deadline = {}; ///< then its result is of no use any more
    bool trial = false;                     ///< of a half-open circuit
    Cancellation cancellation = {};         ///< nobody waits any more: timed out, or the caller gave up
};

/// What an operation that answers by callback calls, once, from any thread. Copies are one and the same; if
/// all are dropped without an answer, the attempt counts as cancelled.
template <class T>
class Done
{
public:
    explicit Done(std::function<void(Result<T>)> deliver)
        : m_state(std::make_shared<State>(std::move(deliver)))
    {
    }

    void operator()(Result<T> result) const { m_state->answer(std::move(result)); }

private:
    struct State
    {
        explicit State(std::function<void(Result<T>)> function)
            : deliver(std::move(function))
        {
        }
        ~State() { answer(tl::unexpected(Failure{.errorClass = ErrorClass::Cancelled})); }
        State(const State &) = delete;
        State &operator=(const State &) = delete;

        void answer(Result<T> result)
        {
            if (!answered.exchange(true))
                deliver(std::move(result));
        }

        std::function<void(Result<T>)> deliver;
        std::atomic<bool> answered = false;
    };

    std::shared_ptr<State> m_state;
};

/// An operation of any kind, seen as one that answers by callback.
template <class T>
using Operation = std::function<void(const Attempt &, Done<T>)>;

/// A callable that makes an attempt.
template <class Op>
concept Callable = std::is_invocable_v<Op &, const Attempt &> || std::is_invocable_v<Op &>;

namespace detail {

template <class Op>
inline constexpr bool isOperation = false;
template <class T>
inline constexpr bool isOperation<Operation<T>> = true;

} // namespace detail

/// A callable that makes an attempt, or what makeCallbackOperation() and makeOperation() give.
template <class Op>
concept AnyOperation = Callable<Op> || detail::isOperation<Op>;

namespace detail {

template <class R>
struct Answer
{
    using Value = R;
};
template <>
struct Answer<void>
{
    using Value = std::monostate;
};
template <class T>
struct Answer<tl::expected<T, Failure>> : Answer<T>
{
};
template <class R>
struct Answer<QFuture<R>> : Answer<R>
{
};

template <class R>
inline constexpr bool isFuture = false;
template <class R>
inline constexpr bool isFuture<QFuture<R>> = true;

template <class Op>
decltype(auto) invoke(Op &op, const Attempt &attempt)
{
    if constexpr (std::is_invocable_v<Op &, const Attempt &>)
        return op(attempt);
    else
        return op();
}

template <class Op>
struct AnswerOf
{
    using Type = std::decay_t<decltype(invoke(std::declval<Op &>(), std::declval<const Attempt &>()))>;
    using Value = typename Answer<Type>::Value;
};
template <class T>
struct AnswerOf<Operation<T>>
{
    using Value = T;
};

template <class T>
Result<T> resultOf(Result<T> answer)
{
    return answer;
}
template <class T>
requires(!std::is_same_v<T, tl::expected<void, Failure>>) Result<T> resultOf(T answer)
{
    return Result<T>(std::move(answer));
}
inline Result<std::monostate> resultOf(const tl::expected<void, Failure> &answer)
{
    if (!answer)
        return tl::unexpected(answer.error());
    return std::monostate();
}

/// What a future that has finished holds; its only copy, if it cannot be copied.
template <class R>
auto answerOf(QFuture<R> &future)
{
    if constexpr (std::is_void_v<R>)
        return std::monostate();
    else if constexpr (std::is_copy_constructible_v<R>)
        return future.result();
    else
        return future.takeResult();
}

/// The result of a future that has finished.
template <class T, class R>
Result<T> resultOfFuture(QFuture<R> future)
{
    try {
        future.waitForFinished(); // throws what the operation threw
        if (std::is_void_v<R> ? future.isCanceled() : future.resultCount() == 0)
            return tl::unexpected(Failure{.errorClass = ErrorClass::Cancelled});
        return resultOf(answerOf(future));
    } catch (...) {
        return tl::unexpected(failureOf(std::current_exception()));
    }
}

/// Answers when the future does; cancels it with the attempt. The watcher lives in this thread.
template <class T, class R>
void answerFrom(QFuture<R> future, const Attempt &attempt, Done<T> done)
{
    if (future.isFinished())
        return done(resultOfFuture<T>(future));
    auto *watcher = new QFutureWatcher<R>;
    const auto id = attempt.cancellation.onCancel([watcher, future]() mutable {
        watcher->disconnect();
        watcher->deleteLater();
        future.cancel();
    });
    QObject::connect(watcher, &QFutureWatcherBase::finished, watcher,
                     [watcher, done, cancellation = attempt.cancellation, id] {
                         cancellation.forget(id);
                         watcher->deleteLater();
                         done(resultOfFuture<T>(watcher->future()));
                     });
    watcher->setFuture(future);
}

/// A callable that cannot be copied, shared by its copies.
template <class Op>
class SharedCallable
{
public:
    explicit SharedCallable(Op op)
        : m_op(std::make_shared<Op>(std::move(op)))
    {
    }

    template <class... Arguments>
    requires std::is_invocable_v<Op &, Arguments...>
    decltype(auto) operator()(Arguments &&...arguments) const
    {
        return (*m_op)(std::forward<Arguments>(arguments)...);
    }

private:
    std::shared_ptr<Op> m_op;
};

template <class Op>
auto copyable(Op op)
{
    if constexpr (std::is_copy_constructible_v<Op>)
        return op;
    else
        return SharedCallable<Op>(std::move(op));
}

template <class T, class Op>
void answerInto(const Done<T> &done, Op &op, const Attempt &attempt)
{
    using Type = typename AnswerOf<Op>::Type;
    if constexpr (isFuture<Type>) {
        answerFrom<T>(invoke(op, attempt), attempt, done);
    } else if constexpr (std::is_void_v<Type>) {
        invoke(op, attempt);
        done(T());
    } else {
        done(resultOf(invoke(op, attempt)));
    }
}

} // namespace detail

/// What an operation answers with: T of a QFuture<tl::expected<T, Failure>>, of a QFuture<T>, of a
/// tl::expected<T, Failure>, or T itself. Where that is void, std::monostate. T has to be movable; what
/// cannot be copied is taken out of the future that holds it (QFuture::takeResult()).
template <AnyOperation Op>
using ValueOf = typename detail::AnswerOf<Op>::Value;

/// Any callable that takes an attempt, or nothing, and answers with one of the above. What it throws is a
/// failure of class exception. One that cannot be copied is shared.
template <Callable Op>
[[nodiscard]] Operation<ValueOf<Op>> makeOperation(Op op)
{
    using T = ValueOf<Op>;
    return [op = detail::copyable(std::move(op))](const Attempt &attempt, Done<T> done) mutable {
        try {
            detail::answerInto(done, op, attempt);
        } catch (...) {
            done(tl::unexpected(failureOf(std::current_exception())));
        }
    };
}
template <class T>
[[nodiscard]] Operation<T> makeOperation(Operation<T> operation)
{
    return operation;
}

/// A callable that takes an attempt and a Done<T>.
template <class T, class Op>
[[nodiscard]] Operation<T> makeCallbackOperation(Op op)
{
    return [op = detail::copyable(std::move(op))](const Attempt &attempt, Done<T> done) mutable {
        try {
            op(attempt, done);
        } catch (...) {
            done(tl::unexpected(failureOf(std::current_exception())));
        }
    };
}

} // namespace fusebox::resilience
