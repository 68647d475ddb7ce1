// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPromise>

#include "core/resilience/async/call_result.h"
#include "core/resilience/async/environment.h"
#include "core/resilience/async/mailbox.h"

namespace fusebox::resilience {

/// What of driving a call does not depend on the type of its value: events, timers, wakers, cancelling. Lives
/// in the thread that made it; deletes itself when the call is over, at the latest with the thread.
class CallDriverBase : public QObject, protected PipelineCall::Host
{
protected:
    CallDriverBase(const Pipeline &pipeline, const Environment &environment, const CallTraits &traits);
    ~CallDriverBase() override;

    void begin(const Cancellation &byCaller);
    void attemptEnded();
    void cancelCall();

    virtual void startAttempt(const PipelineCall::StartAttempt &start, const Attempt &attempt) = 0;
    [[nodiscard]] virtual bool hasResult() const = 0;
    /// Tells `call` of the result of the attempt that has ended.
    [[nodiscard]] virtual PipelineCall::Next tellResult(PipelineCall &call, TimePoint now) = 0;
    [[nodiscard]] virtual bool isFutureCancelled() const = 0;
    virtual void finish(const PipelineCall::Finish &end, const CallReport &report) = 0;

    [[nodiscard]] Waker waker() const override;
    [[nodiscard]] TimePoint now() const { return m_environment.clock->now(); }
    [[nodiscard]] const Mailbox &mailbox() const { return m_mailbox; }
    /// Numbers attempts, so that what comes late is known to be late.
    [[nodiscard]] std::uint64_t serial() const { return m_serial; }

private:
    void resume();
    void drive(PipelineCall::Next next);
    /// What comes after `next`; none if there is an event to be waited for.
    [[nodiscard]] std::optional<PipelineCall::Next> act(const PipelineCall::Next &next);
    void run(const PipelineCall::StartAttempt &start);
    void giveUpAttempt();
    void end(const PipelineCall::Finish &finish);
    void restartTimer();
    void stopTimer();

    const Environment m_environment;
    const Pipeline m_pipeline;
    PipelineCall m_call;
    Mailbox m_mailbox;
    Cancellation m_byCaller = {};
    Cancellation::Id m_byCallerId = 0;
    std::optional<Cancellation> m_attempt = {}; ///< while one runs
    std::uint64_t m_serial = 0;
    bool m_driving = false;
    bool m_cancelled = false;
    std::optional<Timers::Id> m_timer = {};
};

/// Drives a call: runs its attempts, and fills the promise in the end. `Out` is what the caller gets.
template <class T, class Out>
class CallDriver final : public CallDriverBase
{
public:
    using Convert = Out (*)(CallResult<T> &&);

    /// Called in a thread with an event loop, where the operation will run.
    static QFuture<Out> start(const Pipeline &pipeline, const Environment &environment,
                              Operation<T> operation, CallOptions<T> options, Convert convert)
    {
        auto *driver =
            new CallDriver(pipeline, environment, std::move(operation), std::move(options), convert);
        const auto future = driver->m_promise.future();
        driver->begin(driver->m_options.cancellation); // after which it may be gone
        return future;
    }

private:
    CallDriver(const Pipeline &pipeline, const Environment &environment, Operation<T> operation,
               CallOptions<T> options, Convert convert)
        : CallDriverBase(pipeline, environment, options.traits)
        , m_operation(std::move(operation))
        , m_options(std::move(options))
        , m_convert(convert)
    {
        m_promise.start();
        connect(&m_watcher, &QFutureWatcherBase::canceled, this, [this] { cancelCall(); });
        m_watcher.setFuture(m_promise.future());
    }

    void startAttempt(const PipelineCall::StartAttempt &start, const Attempt &attempt) override
    {
        m_result.reset();
        const auto &operation = start.alternative
                                    ? m_options.alternatives[static_cast<std::size_t>(*start.alternative)]
                                    : m_operation;
        operation(attempt, Done<T>([this, box = mailbox(), number = serial()](Result<T> result) {
                      box.deliver([this, number, result = std::move(result)] { take(number, result); });
                  }));
    }

    void take(std::uint64_t number, const Result<T> &result)
    {
        if (number != serial())
            return;
        m_result = result;
        attemptEnded();
    }

    [[nodiscard]] bool hasResult() const override { return m_result.has_value(); }
    [[nodiscard]] bool isFutureCancelled() const override { return m_promise.isCanceled(); }

    [[nodiscard]] PipelineCall::Next tellResult(PipelineCall &call, TimePoint time) override
    {
        if (!m_result->has_value())
            return call.attemptFailed(m_result->error(), time);
        using Ended = PipelineCall::Ended;
        return call.attemptSucceeded(isUnwanted(**m_result) ? Ended::Unwanted : Ended::Wanted, time);
    }

    [[nodiscard]] bool isUnwanted(const T &value) const
    {
        try {
            return m_options.unwanted && m_options.unwanted(value);
        } catch (...) {
            return false;
        }
    }

    /// Looks the last good value up and keeps it, so that it is still there when it is to be used.
    [[nodiscard]] FallbackOptions fallbacks(TimePoint time) const override
    {
        if (m_options.lastGood)
            m_lastGood = m_options.lastGood->with(
                [&](const LastGood<T> &values) { return values.get(m_options.lastGoodKey, time); });
        return {static_cast<int>(m_options.alternatives.size()), m_lastGood.has_value(),
                m_options.staticValue.has_value()};
    }

    void finish(const PipelineCall::Finish &end, const CallReport &report) override
    {
        if (!end.failure && end.source == Source::Primary && m_options.lastGood)
            m_options.lastGood->with(
                [&](LastGood<T> &values) { values.store(m_options.lastGoodKey, **m_result, now()); });
        CallResult<T> result{resultOf(end), end.source, {}, report};
        if (end.source == Source::LastGood)
            result.age = m_lastGood->age;
        m_promise.addResult(m_convert(std::move(result)));
        m_promise.finish();
    }

    [[nodiscard]] Result<T> resultOf(const PipelineCall::Finish &end) const
    {
        if (end.failure)
            return tl::unexpected(*end.failure);
        if (end.source == Source::LastGood)
            return m_lastGood->value;
        return end.source == Source::Static ? *m_options.staticValue : **m_result;
    }

    const Operation<T> m_operation;
    const CallOptions<T> m_options;
    const Convert m_convert;
    QPromise<Out> m_promise;
    QFutureWatcher<Out> m_watcher;
    std::optional<Result<T>> m_result = {}; ///< of the attempt that ended last
    mutable std::optional<typename LastGood<T>::Aged> m_lastGood = {};
};

} // namespace fusebox::resilience
