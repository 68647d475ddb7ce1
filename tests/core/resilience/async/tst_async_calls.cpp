// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdexcept>

#include <QException>
#include <QTest>

#include "core/resilience/async/forms.h"
#include "tests/core/resilience/async/manual_environment.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

namespace {

const Failure kReset{.errorClass = ErrorClass::Reset};
/// Always a second, so that tests can tell.
constexpr Backoff kSecond = {1s, 1, 1s, Growth::Constant, Jitter::Proportional, 0};

RetryPolicy threeAttempts()
{
    return {.settings = {.maxAttempts = 3, .backoff = kSecond}};
}

/// An operation whose attempts end when the test says so.
class Scripted
{
public:
    QFuture<Result<int>> operator()(const Attempt &attempt) const
    {
        m_shared->attempts.push_back(attempt);
        m_shared->promises.push_back(std::make_shared<QPromise<Result<int>>>());
        m_shared->promises.back()->start();
        return m_shared->promises.back()->future();
    }
    [[nodiscard]] int attempts() const { return static_cast<int>(m_shared->attempts.size()); }
    [[nodiscard]] const Attempt &attempt(int number) const
    {
        return m_shared->attempts.at(std::size_t(number - 1));
    }
    [[nodiscard]] QPromise<Result<int>> &promise(int number) const
    {
        return *m_shared->promises.at(std::size_t(number - 1));
    }
    void answer(int number, const Result<int> &result) const
    {
        promise(number).addResult(result);
        promise(number).finish();
    }

private:
    struct Shared
    {
        std::vector<Attempt> attempts;
        std::vector<std::shared_ptr<QPromise<Result<int>>>> promises;
    };
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
};

template <class T>
T valueOf(const QFuture<Result<T>> &future)
{
    return future.isFinished() && future.result() ? *future.result() : T{};
}

} // namespace

class AsyncCallsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void retriesUntilItSucceeds();
    void everyKindOfOperationIsUnderstood();
    void thrownExceptionIsAFailureAndKept_data();
    void thrownExceptionIsAFailureAndKept();
    void operationThatNeverAnswersByCallbackIsCancelled();
    void makeRetryableRetriesEachCall();
    void retryWithResultTellsEverything();
    void cancelDuringADelayEndsAtOnce();
    void cancelDuringAnAttemptCancelsIt();
    void cancelByTokenGivesAFailure();
    void cancelledBeforeItBeganRunsNothing();
    void cancelFromInsideTheOperationEnds();
    void cancelBeatsATimerThatHasFired();
    void timedOutAttemptIsCancelledAndItsAnswerIsLate();
    void innerTimeoutDoesNotCancelAnOuterDelay();
    void withTimeoutEndsInTime();
    void fallbackSaysItsSourceAgeAndReason();
    void alternativesRunInOrder();
    void circuitExecutesBothKinds();
    void rejectedCallNeverRunsTheOperation();
    void bulkheadWaiterIsWoken();
    void traceTellsTheStory();
    void predicatesThatThrowCountAsNo();
    void policyOutOfRangeIsCut();
    void nothingStaysBehind();
};

void AsyncCallsTest::retriesUntilItSucceeds()
{
    ManualEnvironment env;
    const Scripted op;
    const auto future = retry(op, threeAttempts(), env.environment());
    QCOMPARE(op.attempts(), 1);
    op.answer(1, tl::unexpected(kReset));
    QTRY_COMPARE(env.running(), std::size_t(1));
    env.advance(1s - kTick);
    QCOMPARE(op.attempts(), 1);
    env.advance(kTick);
    QCOMPARE(op.attempts(), 2);
    op.answer(2, 42);
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(valueOf(future), 42);
}

void AsyncCallsTest::everyKindOfOperationIsUnderstood()
{
    ManualEnvironment env;
    const auto e = env.environment();
    QCOMPARE(valueOf(retry([] { return 1; }, {}, e)), 1);
    QCOMPARE(valueOf(retry([](const Attempt &attempt) { return attempt.number + 1; }, {}, e)), 2);
    QCOMPARE(valueOf(retry([]() -> Result<int> { return 3; }, {}, e)), 3);
    QCOMPARE(valueOf(retry([] { return QtFuture::makeReadyFuture(4); }, {}, e)), 4);
    QCOMPARE(valueOf(retry([] { return QtFuture::makeReadyFuture(Result<int>(5)); }, {}, e)), 5);
    const auto pipeline = Pipeline::make({}, e.random);
    const auto byCallback =
        runForValue(*pipeline, e, makeCallbackOperation<int>([](const Attempt &, const Done<int> &done) {
            done(6);
            done(7); // once is once
        }));
    QCOMPARE(valueOf(byCallback), 6);
}

void AsyncCallsTest::thrownExceptionIsAFailureAndKept_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("thrown by the operation") << 0;
    QTest::newRow("kept in its future") << 1;
    QTest::newRow("thrown by one that answers by callback") << 2;
}

void AsyncCallsTest::thrownExceptionIsAFailureAndKept()
{
    QFETCH(const int, kind);
    ManualEnvironment env;
    const auto e = env.environment();
    const auto pipeline = *Pipeline::make({}, e.random);
    QFuture<Result<int>> future;
    if (kind == 0)
        future = runForValue(pipeline, e, makeOperation([]() -> int { throw std::runtime_error("boom"); }));
    else if (kind == 1)
        future = runForValue(pipeline, e, makeOperation([] {
                                 QPromise<int> promise;
                                 promise.start();
                                 promise.setException(std::make_exception_ptr(std::runtime_error("boom")));
                                 promise.finish();
                                 return promise.future();
                             }));
    else
        future = runForValue(pipeline, e, makeCallbackOperation<int>([](const Attempt &, const Done<int> &) {
                                 throw std::runtime_error("boom");
                             }));
    QTRY_VERIFY(future.isFinished());
    const Failure failure = future.result().error();
    QCOMPARE(failure.errorClass, ErrorClass::Exception);
    QCOMPARE(failure.detail, std::string("boom"));
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, std::rethrow_exception(failure.exception));
}

void AsyncCallsTest::operationThatNeverAnswersByCallbackIsCancelled()
{
    ManualEnvironment env;
    const auto e = env.environment();
    const auto future = runForValue(*Pipeline::make({}, e.random), e,
                                    makeCallbackOperation<int>([](const Attempt &, const Done<int> &) {}));
    QVERIFY(future.isFinished());
    QCOMPARE(future.result().error().errorClass, ErrorClass::Cancelled);
}

void AsyncCallsTest::makeRetryableRetriesEachCall()
{
    ManualEnvironment env;
    int runs = 0;
    const auto retryable = makeRetryable(
        [&runs]() -> Result<int> {
            if (++runs % 2 == 1)
                return tl::unexpected(kReset);
            return runs;
        },
        threeAttempts(), env.environment());
    const auto first = retryable();  // fails
    const auto second = retryable(); // succeeds at once
    QCOMPARE(valueOf(second), 2);
    env.advance(1s); // the first fails again
    QVERIFY(!first.isFinished());
    env.advance(1s);
    QCOMPARE(valueOf(first), 4);
}

void AsyncCallsTest::retryWithResultTellsEverything()
{
    ManualEnvironment env;
    const auto future = retryWithResult([]() -> Result<int> { return tl::unexpected(kReset); },
                                        threeAttempts(), env.environment());
    env.advance(10s);
    QVERIFY(future.isFinished());
    const auto result = future.result();
    QVERIFY(result.result.error() == kReset);
    QCOMPARE(result.report.attempts, 3);
    QCOMPARE(result.report.totalDelay, Nanoseconds(2s));
    QCOMPARE(result.report.errors.size(), std::size_t(3));
    QVERIFY(!result.usedFallback());
}

void AsyncCallsTest::cancelDuringADelayEndsAtOnce()
{
    ManualEnvironment env;
    const Scripted op;
    auto future = retry(op, threeAttempts(), env.environment());
    op.answer(1, tl::unexpected(kReset));
    QTRY_COMPARE(env.running(), std::size_t(1));
    future.cancel();
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(env.running(), std::size_t(0));
    env.advance(10s);
    QCOMPARE(op.attempts(), 1);
}

void AsyncCallsTest::cancelDuringAnAttemptCancelsIt()
{
    ManualEnvironment env;
    const Scripted op;
    auto future = retry(op, threeAttempts(), env.environment());
    future.cancel();
    QTRY_VERIFY(op.promise(1).isCanceled());
    QVERIFY(op.attempt(1).cancellation.isCancelled());
    QVERIFY(future.isFinished());
    op.answer(1, tl::unexpected(kReset));
    env.advance(10s);
    QCOMPARE(op.attempts(), 1);
}

void AsyncCallsTest::cancelByTokenGivesAFailure()
{
    ManualEnvironment env;
    const Scripted op;
    Cancellation cancellation;
    const auto future = retry(op, threeAttempts(), env.environment(), {.cancellation = cancellation});
    cancellation.cancel();
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(future.result().error().errorClass, ErrorClass::Cancelled);
}

void AsyncCallsTest::cancelledBeforeItBeganRunsNothing()
{
    ManualEnvironment env;
    const Scripted op;
    Cancellation cancellation;
    cancellation.cancel();
    const auto future = retry(op, threeAttempts(), env.environment(), {.cancellation = cancellation});
    QVERIFY(future.isFinished());
    QCOMPARE(op.attempts(), 0);
}

void AsyncCallsTest::cancelFromInsideTheOperationEnds()
{
    ManualEnvironment env;
    Cancellation cancellation;
    int runs = 0;
    const auto future = retry(
        [&]() -> Result<int> {
            ++runs;
            cancellation.cancel();
            return tl::unexpected(kReset);
        },
        threeAttempts(), env.environment(), {.cancellation = cancellation});
    env.advance(10s);
    QVERIFY(future.isFinished());
    QCOMPARE(future.result().error().errorClass, ErrorClass::Cancelled);
    QCOMPARE(runs, 1);
}

void AsyncCallsTest::cancelBeatsATimerThatHasFired()
{
    ManualEnvironment env;
    const Scripted op;
    auto future = withTimeout(op, 1s, env.environment());
    future.cancel(); // not seen by any event loop yet when the timer fires
    env.advance(1s);
    QVERIFY(future.isFinished());
    QVERIFY(future.isCanceled());
    QCOMPARE(future.resultCount(), 0);
}

void AsyncCallsTest::timedOutAttemptIsCancelledAndItsAnswerIsLate()
{
    ManualEnvironment env;
    const Scripted op;
    auto policy = threeAttempts();
    policy.settings.attemptTimeout = 2s;
    const auto future = retryWithResult(op, policy, env.environment());
    QCOMPARE(op.attempt(1).deadline.value(), kStart + 2s);
    env.advance(2s);
    QVERIFY(op.attempt(1).cancellation.isCancelled());
    QVERIFY(op.promise(1).isCanceled());
    env.advance(1s);
    QCOMPARE(op.attempts(), 2);
    QVERIFY(!op.attempt(2).cancellation.isCancelled());
    op.answer(1, 1); // late
    op.answer(2, 2);
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(*future.result().result, 2);
    QCOMPARE(future.result().report.errors.front().timedOut.value(), TimeoutScope::Attempt);
}

void AsyncCallsTest::innerTimeoutDoesNotCancelAnOuterDelay()
{
    ManualEnvironment env;
    const auto e = env.environment();
    int runs = 0;
    const auto inner = [&] {
        ++runs;
        return withTimeout(Scripted(), 500ms, e);
    };
    const auto future = retry(inner, threeAttempts(), e);
    for (int i = 0; i < 3; ++i) {
        QTRY_COMPARE(runs, i + 1);
        env.advance(500ms);
        QTRY_COMPARE(env.running(), std::size_t(i < 2 ? 1 : 0)); // the outer delay
        env.advance(1s);
    }
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(future.result().error().errorClass, ErrorClass::Timeout);
}

void AsyncCallsTest::withTimeoutEndsInTime()
{
    ManualEnvironment env;
    const Scripted op;
    const auto late = withTimeout(op, 1s, env.environment());
    env.advance(1s - kTick);
    QVERIFY(!late.isFinished());
    env.advance(kTick);
    QVERIFY(late.isFinished());
    QCOMPARE(late.result().error().timedOut.value(), TimeoutScope::Total);
    QCOMPARE(valueOf(withTimeout([] { return 5; }, 1s, env.environment())), 5);
}

void AsyncCallsTest::fallbackSaysItsSourceAgeAndReason()
{
    ManualEnvironment env;
    const auto values = std::make_shared<SharedLastGood<int>>(LastGoodSettings{.maxAge = 10s});
    bool works = true;
    const auto op = [&]() -> Result<int> {
        if (works)
            return 7;
        return tl::unexpected(kReset);
    };
    const Fallbacks<int> fallbacks{.lastGood = values, .lastGoodKey = "k", .staticValue = -1};
    QVERIFY(!withFallback(op, fallbacks, env.environment()).result().usedFallback());
    works = false;
    env.advance(4s);
    const auto aged = withFallback(op, fallbacks, env.environment()).result();
    QCOMPARE(*aged.result, 7);
    QCOMPARE(aged.source, Source::LastGood);
    QCOMPARE(aged.age.value(), Nanoseconds(4s));
    QVERIFY(aged.report.originalError == kReset);
    env.advance(6s);
    const auto fixed = withFallback(op, fallbacks, env.environment()).result();
    QCOMPARE(*fixed.result, -1);
    QCOMPARE(fixed.source, Source::Static);
}

void AsyncCallsTest::alternativesRunInOrder()
{
    ManualEnvironment env;
    QList<int> order;
    const auto failing = [&](int number) {
        return [&order, number]() -> Result<int> {
            order << number;
            return tl::unexpected(kReset);
        };
    };
    const auto future = withFallback(
        failing(0), {.alternatives = {makeOperation(failing(1)), makeOperation([] { return 2; })}},
        env.environment());
    QCOMPARE(order, (QList<int>{0, 1}));
    QCOMPARE(*future.result().result, 2);
    QCOMPARE(future.result().source, Source::Alternative);
}

void AsyncCallsTest::circuitExecutesBothKinds()
{
    ManualEnvironment env;
    Circuit circuit("c", {.failureThreshold = 3, .slowAfter = 1s}, env.clock());
    QCOMPARE(*circuit.execute([]() -> Result<int> { return 1; }), 1);
    QVERIFY(!circuit.execute([]() -> Result<int> { throw std::runtime_error("boom"); }).has_value());
    const Scripted op;
    const auto future = circuit.execute([&] { return op({}); });
    env.advance(2s);
    op.answer(1, 2);
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(valueOf(future), 2);
    QVERIFY(!valueOf(circuit.execute([]() -> QFuture<Result<int>> { throw std::runtime_error("boom"); })));
    const auto s = circuit.statistics();
    QCOMPARE(s[Outcome::Success], std::uint64_t(1));
    QCOMPARE(s[Outcome::Slow], std::uint64_t(1));
    QCOMPARE(s[ErrorClass::Exception], std::uint64_t(2));
}

void AsyncCallsTest::rejectedCallNeverRunsTheOperation()
{
    ManualEnvironment env;
    Circuit circuit("c", {}, env.clock());
    circuit.forceOpen(5s);
    const Scripted op;
    const auto future = circuit.execute([&] { return op({}); });
    QVERIFY(future.isFinished());
    QCOMPARE(future.result().error().rejectedBy.value(), RejectedBy::Circuit);
    QCOMPARE(future.result().error().retryAfter.value(), Nanoseconds(5s));
    QVERIFY(!circuit.execute([]() -> Result<int> { return 1; }).has_value());
    QCOMPARE(op.attempts(), 0);
}

void AsyncCallsTest::bulkheadWaiterIsWoken()
{
    ManualEnvironment env;
    const auto e = env.environment();
    const auto bulkhead =
        std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 1, .maxQueue = 5});
    const auto pipeline = *Pipeline::make({BulkheadLayer{bulkhead}}, e.random);
    const Scripted op;
    const auto first = runForValue(pipeline, e, makeOperation(op));
    auto second = runForValue(pipeline, e, makeOperation(op));
    const auto third = runForValue(pipeline, e, makeOperation(op));
    QCOMPARE(op.attempts(), 1);
    second.cancel();
    QTRY_COMPARE(bulkhead->waiting(), std::size_t(1));
    op.answer(1, 1);
    QTRY_COMPARE(op.attempts(), 2);
    op.answer(2, 3);
    QTRY_VERIFY(third.isFinished());
    QCOMPARE(valueOf(third), 3);
    QCOMPARE(bulkhead->running(), 0);
}

void AsyncCallsTest::traceTellsTheStory()
{
    ManualEnvironment env;
    const auto e = env.environment();
    const auto limiter = std::make_shared<SharedRateLimiter>(
        RateLimiterSettings{.capacity = 1, .refill = 1, .per = 12ms, .maxQueue = 5}, env.clock().now());
    const auto pipeline = *Pipeline::make({RateLimitLayer{limiter}, threeAttempts()}, e.random);
    int runs = 0;
    const auto op = [&]() -> Result<int> {
        if (++runs == 2)
            return tl::unexpected(kReset);
        return runs;
    };
    (void)run(pipeline, e, op);
    const auto future = run(pipeline, e, op);
    env.advance(5s);
    const auto trace = future.result().report.trace;
    QCOMPARE(trace.size(), std::size_t(4));
    QVERIFY(trace[0].policy == Policy::RateLimit && trace[0].step == TraceStep::Waited);
    QCOMPARE(trace[0].took, Nanoseconds(12ms));
    QVERIFY(trace[1].step == TraceStep::Failed && trace[1].error == ErrorClass::Reset &&
            trace[1].attempt == 1);
    QVERIFY(trace[2].step == TraceStep::Delayed && trace[2].took == 1s);
    QVERIFY(trace[3].step == TraceStep::Succeeded && trace[3].attempt == 2);
}

void AsyncCallsTest::predicatesThatThrowCountAsNo()
{
    ManualEnvironment env;
    const auto future =
        retry([] { return 1; }, threeAttempts(), env.environment(),
              {.unwanted = [](const int &) -> bool { throw std::runtime_error("predicate"); }});
    QCOMPARE(valueOf(future), 1);
    int runs = 0;
    const auto unwanted = retry([&] { return ++runs; }, threeAttempts(), env.environment(),
                                {.unwanted = [](const int &value) { return value < 2; }});
    env.advance(1s);
    QCOMPARE(valueOf(unwanted), 2);
}

void AsyncCallsTest::policyOutOfRangeIsCut()
{
    ManualEnvironment env;
    const RetryPolicy odd{.settings = {.maxAttempts = -5, .totalTime = -1s, .attemptTimeout = 0s}};
    QCOMPARE(valueOf(retry([] { return 1; }, odd, env.environment())), 1);
    QCOMPARE(valueOf(withTimeout([] { return 2; }, -1s, env.environment())), 2);
}

void AsyncCallsTest::nothingStaysBehind()
{
    ManualEnvironment env;
    {
        const auto future = retry([] { return 1; }, threeAttempts(), env.environment());
        QVERIFY(future.isFinished());
    }
    const Scripted op;
    {
        auto dropped = withTimeout(op, 1s, env.environment()); // nobody keeps the future
    }
    env.advance(1s);
    QVERIFY(op.attempt(1).cancellation.isCancelled());
    QCOMPARE(env.running(), std::size_t(0));
}

QTEST_GUILESS_MAIN(AsyncCallsTest)
#include "tst_async_calls.moc"
