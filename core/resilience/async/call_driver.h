// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPromise>

#include "core/resilience/async/call_result.h"
#include "core/resilience/async/environment.h"
#include "core/resilience/async/mailbox.h"

namespace fusebox::resilience {

/// What of driving a call does not depend on the type of its value: events, timers, wakers, cancelling. Lives
/// in the thread that made it.
class CallDriverBase : public QObject, protected PipelineCall::Host
{
protected:
    CallDriverBase(const Pipeline &pipeline, const Environment &environment, const CallTraits &traits,
                   const Cancellation &byCaller);
    ~CallDriverBase() override;

    /// Goes as far as it goes without waiting. True if the call is over with that; else it goes on by events,
    /// and deletes itself when it is over, at the latest with the thread.
    [[nodiscard]] bool begin();
    void attemptEnded();
    void cancelCall();

    virtual void startAttempt(const PipelineCall::StartAttempt &start, const Attempt &attempt) = 0;
    [[nodiscard]] virtual bool hasResult() const = 0;
    /// Tells `call` of the result of the attempt that has ended.
    [[nodiscard]] virtual PipelineCall::Next tellResult(PipelineCall &call, TimePoint now) = 0;
    /// From now on, cancelCall() when the future is cancelled.
    virtual void watchFuture() = 0;
    [[nodiscard]] virtual bool isFutureCancelled() const = 0;
    virtual void finish(const PipelineCall::Finish &end, const CallReport &report) = 0;

    [[nodiscard]] Waker waker() const override;
    [[nodiscard]] const PolicyHook *hook() const override { return m_environment.hook.get(); }
    [[nodiscard]] TimePoint now() const { return m_environment.clock->now(); }
    [[nodiscard]] const Mailbox &mailbox() const { return m_mailbox; }
    /// Numbers attempts, so that what comes late is known to be late.
    [[nodiscard]] std::uint64_t serial() const { return m_serial; }

private:
    using Next = PipelineCall::Next;

    template <class Step>
    void drive(Step step);
    void perform(const Next &next);
    /// What comes next; none if there is an event to be waited for.
    [[nodiscard]] std::optional<Next> whatIsNext();
    /// Asked, not only told of: a caller's cancel beats what has happened, but has not been handled, before.
    [[nodiscard]] bool isCancelled() const;
    void waitForEvents();
    void resume();
    void run(const PipelineCall::StartAttempt &start);
    void giveUpAttempt();
    void end(const PipelineCall::Finish &finish);
    void restartTimer();
    void stopTimer();

    const Environment m_environment;
    const Pipeline m_pipeline;
    PipelineCall m_call;
    Mailbox m_mailbox;
    const Cancellation m_byCaller;
    Cancellation::Id m_byCallerId = 0;
    std::optional<Cancellation> m_attempt = {}; ///< while one runs
    std::uint64_t m_serial = 0;
    bool m_driving = false; ///< what comes in now is only noted
    bool m_waitsForEvents = false;
    bool m_cancelled = false;
    bool m_woken = false;
    std::optional<Timers::Id> m_timer = {};
};

/// Drives a call: runs its attempts, and fills the promise in the end. `Out` is what the caller gets.
template <class T, class Out>
class CallDriver final : public CallDriverBase
{
    static_assert(std::is_move_constructible_v<T>, "The value of a call has to be movable");

public:
    using Convert = Out (*)(CallResult<T> &&);

    /// Called in a thread with an event loop, where the operation will run.
    static QFuture<Out> start(const Pipeline &pipeline, const Environment &environment,
                              Operation<T> operation, CallOptions<T> options, Convert convert)
    {
        std::unique_ptr<CallDriver> driver(
            new CallDriver(pipeline, environment, std::move(operation), std::move(options), convert));
        auto future = driver->m_promise.future();
        if (!driver->begin())
            (void)driver.release();
        return future;
    }

private:
    static constexpr bool kKeepsValues = std::is_copy_constructible_v<T>;

    struct Aged
    {
        T value;
        Nanoseconds age;
    };

    CallDriver(const Pipeline &pipeline, const Environment &environment, Operation<T> operation,
               CallOptions<T> options, Convert convert)
        : CallDriverBase(pipeline, environment, options.traits, options.cancellation)
        , m_operation(std::move(operation))
        , m_options(std::move(options))
        , m_convert(convert)
    {
        m_promise.start();
    }

    void watchFuture() override
    {
        m_watcher = std::make_unique<QFutureWatcher<Out>>();
        connect(m_watcher.get(), &QFutureWatcherBase::canceled, this, [this] { cancelCall(); });
        m_watcher->setFuture(m_promise.future());
    }

    void startAttempt(const PipelineCall::StartAttempt &start, const Attempt &attempt) override
    {
        m_result.reset();
        const auto &operation = start.alternative
                                    ? m_options.alternatives[static_cast<std::size_t>(*start.alternative)]
                                    : m_operation;
        const Done<T> done([this, box = mailbox(), number = serial()](Result<T> result) {
            bring(*this, box, number, std::move(result));
        });
        try {
            operation(attempt, done);
        } catch (...) {
            done(tl::unexpected(failureOf(std::current_exception())));
        }
    }

    /// From any thread, and however late: the driver may be gone, which the mailbox knows.
    static void bring(CallDriver &driver, const Mailbox &box, std::uint64_t number, Result<T> &&result)
    {
        if (box.isHere())
            return driver.take(number, std::move(result));
        box.post([&driver, number, shared = std::make_shared<Result<T>>(std::move(result))] {
            driver.take(number, std::move(*shared));
        });
    }

    void take(std::uint64_t number, Result<T> &&result)
    {
        if (number != serial())
            return;
        m_result.emplace(std::move(result));
        attemptEnded();
    }

    [[nodiscard]] bool hasResult() const override { return m_result.has_value(); }
    [[nodiscard]] bool isFutureCancelled() const override { return m_promise.isCanceled(); }

    [[nodiscard]] PipelineCall::Next tellResult(PipelineCall &call, TimePoint time) override
    {
        if (!m_result->has_value())
            return call.attemptFailed(m_result->error(), time);
        using Ended = PipelineCall::Ended;
        m_unwanted = ask(m_options.unwanted, **m_result);
        if (!m_unwanted)
            return call.attemptSucceeded(Ended::Wanted, time);
        return call.attemptSucceeded(Ended::Unwanted, time, ask(m_options.retryAfter, **m_result));
    }

    /// Nothing where the caller has no such question, or it throws.
    template <typename Answer>
    [[nodiscard]] static Answer ask(const std::function<Answer(const T &)> &question, const T &value)
    {
        try {
            return question ? question(value) : Answer{};
        } catch (...) {
            return Answer{};
        }
    }

    /// Looks the last good value up and keeps it, so that it is still there when it is to be used.
    [[nodiscard]] FallbackOptions fallbacks(TimePoint time) const override
    {
        m_lastGood.reset(); // it may have grown too old while an alternative ran
        if constexpr (kKeepsValues) {
            if (m_options.lastGood)
                withLastGood([&](const LastGood<T> &values) {
                    if (auto aged = values.get(m_options.lastGoodKey, time))
                        m_lastGood.emplace(Aged{std::move(aged->value), aged->age});
                });
        }
        return {static_cast<int>(m_options.alternatives.size()), m_lastGood.has_value(),
                m_options.staticValue.has_value()};
    }

    /// A value that throws when it is copied is not kept, or not at hand.
    template <class Use>
    void withLastGood(Use use) const
    {
        try {
            m_options.lastGood->with(use);
        } catch (...) {
        }
    }

    void finish(const PipelineCall::Finish &end, const CallReport &report) override
    {
        if constexpr (kKeepsValues) {
            if (!end.failure && end.source == Source::Primary && !m_unwanted && m_options.lastGood)
                withLastGood(
                    [&](LastGood<T> &values) { values.store(m_options.lastGoodKey, **m_result, now()); });
        }
        CallResult<T> result{resultOf(end), end.source, {}, report};
        if (end.source == Source::LastGood)
            result.age = m_lastGood->age;
        m_promise.addResult(m_convert(std::move(result)));
        m_promise.finish();
    }

    [[nodiscard]] Result<T> resultOf(const PipelineCall::Finish &end)
    {
        if (end.failure)
            return tl::unexpected(*end.failure);
        if (end.source == Source::LastGood)
            return std::move(m_lastGood->value);
        return std::move(end.source == Source::Static ? *m_options.staticValue : **m_result);
    }

    const Operation<T> m_operation;
    CallOptions<T> m_options;
    const Convert m_convert;
    QPromise<Out> m_promise;
    std::unique_ptr<QFutureWatcher<Out>> m_watcher = {}; ///< while events are waited for
    std::optional<Result<T>> m_result = {};              ///< of the attempt that ended last
    bool m_unwanted = false;                             ///< that result
    mutable std::optional<Aged> m_lastGood = {};
};

} // namespace fusebox::resilience
