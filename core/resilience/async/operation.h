// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

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

/// An operation of any kind, seen as one that answers by callback. Must not throw.
template <class T>
using Operation = std::function<void(const Attempt &, Done<T>)>;

/// A callable that makes an attempt.
template <class Op>
concept Callable = std::is_invocable_v<Op &, const Attempt &> || std::is_invocable_v<Op &>;

namespace detail {

template <class R>
struct Answer
{
    using Value = R;
};
template <class T>
struct Answer<tl::expected<T, Failure>>
{
    using Value = T;
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
using AnswerOf = std::decay_t<decltype(invoke(std::declval<Op &>(), std::declval<const Attempt &>()))>;

/// The result of a future that has finished.
template <class T, class R>
Result<T> resultOf(QFuture<R> future)
{
    try {
        future.waitForFinished(); // throws what the operation threw
        if (future.resultCount() == 0)
            return tl::unexpected(Failure{.errorClass = ErrorClass::Cancelled});
        return future.result();
    } catch (...) {
        return tl::unexpected(failureOf(std::current_exception()));
    }
}

/// Answers when the future does; cancels it with the attempt. The watcher lives in this thread.
template <class T, class R>
void answerFrom(QFuture<R> future, const Attempt &attempt, Done<T> done)
{
    if (future.isFinished())
        return done(resultOf<T>(future));
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
                         done(resultOf<T>(watcher->future()));
                     });
    watcher->setFuture(future);
}

} // namespace detail

/// What an operation answers with: T of a QFuture<tl::expected<T, Failure>>, of a QFuture<T>, of a
/// tl::expected<T, Failure>, or T itself.
template <class Op>
using ValueOf = typename detail::Answer<detail::AnswerOf<Op>>::Value;

/// Any callable that takes an attempt, or nothing, and answers with one of the above. What it throws is a
/// failure of class exception.
template <Callable Op>
[[nodiscard]] Operation<ValueOf<Op>> makeOperation(Op op)
{
    using T = ValueOf<Op>;
    return [op = std::move(op)](const Attempt &attempt, Done<T> done) mutable {
        try {
            if constexpr (detail::isFuture<detail::AnswerOf<Op>>)
                detail::answerFrom<T>(detail::invoke(op, attempt), attempt, done);
            else
                done(detail::invoke(op, attempt));
        } catch (...) {
            done(tl::unexpected(failureOf(std::current_exception())));
        }
    };
}

/// A callable that takes an attempt and a Done<T>.
template <class T, class Op>
[[nodiscard]] Operation<T> makeCallbackOperation(Op op)
{
    return [op = std::move(op)](const Attempt &attempt, Done<T> done) mutable {
        try {
            op(attempt, done);
        } catch (...) {
            done(tl::unexpected(failureOf(std::current_exception())));
        }
    };
}

} // namespace fusebox::resilience
