// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/resilience/async/scripted_operation.h"
#include "tests/support/test_program.h"

using namespace fusebox::testing::operations;

class AsyncCancellingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cancelDuringADelayEndsAtOnce();
    void cancelDuringAnAttemptCancelsIt();
    void cancelByTokenGivesAFailure();
    void cancelledBeforeItBeganRunsNothing();
    void cancelFromInsideTheOperationEnds();
    void cancelBeatsATimerThatHasFired();
    void timedOutAttemptIsCancelledAndItsAnswerIsLate();
    void innerTimeoutDoesNotCancelAnOuterDelay();
    void nothingStaysBehind();
    void cancelFromACallbackEndsTheCallOnce_data();
    void cancelFromACallbackEndsTheCallOnce();
    void cancelOnAnotherThreadBeatsATimerThatHasFired();
    void cancelOnAnotherThreadBeatsAResult();
    void cancelListenersThatThrowLeaveTheOthersAlone();
    void forgottenListenerIsNotCalledByTheSameCancel();
    void forgottenListenerMayCallBackInWhenItGoes();
};

void AsyncCancellingTest::cancelDuringADelayEndsAtOnce()
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

void AsyncCancellingTest::cancelDuringAnAttemptCancelsIt()
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

void AsyncCancellingTest::cancelByTokenGivesAFailure()
{
    ManualEnvironment env;
    const Scripted op;
    Cancellation cancellation;
    const auto future = retry(op, threeAttempts(), env.environment(), {.cancellation = cancellation});
    cancellation.cancel();
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(future.result().error().errorClass, ErrorClass::Cancelled);
}

void AsyncCancellingTest::cancelledBeforeItBeganRunsNothing()
{
    ManualEnvironment env;
    const Scripted op;
    Cancellation cancellation;
    cancellation.cancel();
    const auto future = retry(op, threeAttempts(), env.environment(), {.cancellation = cancellation});
    QVERIFY(future.isFinished());
    QCOMPARE(op.attempts(), 0);
}

void AsyncCancellingTest::cancelFromInsideTheOperationEnds()
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

void AsyncCancellingTest::cancelBeatsATimerThatHasFired()
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

void AsyncCancellingTest::timedOutAttemptIsCancelledAndItsAnswerIsLate()
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

void AsyncCancellingTest::innerTimeoutDoesNotCancelAnOuterDelay()
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

void AsyncCancellingTest::nothingStaysBehind()
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

void AsyncCancellingTest::cancelFromACallbackEndsTheCallOnce_data()
{
    QTest::addColumn<int>("where");
    QTest::newRow("beforeRetry") << 0;
    QTest::newRow("retryIf") << 1;
    QTest::newRow("a listener of the circuit") << 2;
}

void AsyncCancellingTest::cancelFromACallbackEndsTheCallOnce()
{
    QFETCH(const int, where);
    ManualEnvironment env;
    const auto e = env.environment();
    const auto bulkhead = std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 2});
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{.failureThreshold = 1}, env.clock());
    QVERIFY(std::holds_alternative<Bulkhead::Entered>(bulkhead->enter(false, {}))); // another's
    CallOptions<int> options;
    RetryLayer policy{.settings = {.backoff = {.initialDelay = 0ns}}};
    const auto cancelIt = [cancellation = options.cancellation] { Cancellation(cancellation).cancel(); };
    if (where == 0)
        policy.beforeRetry = [=](const Failure &, int, Nanoseconds) { cancelIt(); };
    if (where == 1)
        policy.retryIf = [=](const Failure &) {
            cancelIt();
            return true;
        };
    std::vector<Layer> layers{BulkheadLayer{bulkhead}, policy};
    if (where == 2) {
        layers.emplace_back(CircuitLayer{circuit});
        circuit->subscribe([=](const TransitionRecord &) { cancelIt(); });
    }
    std::vector<Done<int>> dones;
    const auto future = runForValue(
        *Pipeline::make(layers, e.random), e,
        makeCallbackOperation<int>([&](const Attempt &, const Done<int> &done) { dones.push_back(done); }),
        options);
    const auto first = dones.at(0);
    first(tl::unexpected(kReset));
    QVERIFY(future.isFinished());
    if (where == 2) // the last step of the call: it had failed by then, and may say so
        QVERIFY(!future.result().has_value());
    else
        QCOMPARE(future.result().error().errorClass, ErrorClass::Cancelled);
    QCOMPARE(dones.size(), std::size_t(1));
    QCOMPARE(bulkhead->running(), 1);
    QCOMPARE(env.running(), std::size_t(0));
}

void AsyncCancellingTest::cancelOnAnotherThreadBeatsATimerThatHasFired()
{
    ManualEnvironment env;
    const Scripted op;
    CallOptions<int> options;
    const auto future = withTimeout(op, 1s, env.environment(), options);
    std::thread([&] { options.cancellation.cancel(); }).join(); // not seen by any event loop yet
    env.advance(1s);
    QVERIFY(future.isFinished());
    QCOMPARE(future.result().error().errorClass, ErrorClass::Cancelled);
}

void AsyncCancellingTest::cancelOnAnotherThreadBeatsAResult()
{
    ManualEnvironment env;
    CallOptions<int> options;
    std::optional<Done<int>> done;
    const auto future =
        retry(makeCallbackOperation<int>([&](const Attempt &, const Done<int> &d) { done = d; }),
              threeAttempts(), env.environment(), options);
    std::thread([&] { options.cancellation.cancel(); }).join();
    (*done)(1);
    QVERIFY(future.isFinished());
    QCOMPARE(future.result().error().errorClass, ErrorClass::Cancelled);
}

void AsyncCancellingTest::cancelListenersThatThrowLeaveTheOthersAlone()
{
    ManualEnvironment env;
    int told = 0;
    const auto operation = makeCallbackOperation<int>([&](const Attempt &attempt, const Done<int> &done) {
        attempt.cancellation.onCancel([] { throw std::runtime_error("listener"); });
        attempt.cancellation.onCancel([&told, done] { ++told; });
    });
    const auto future = withTimeout(operation, 1s, env.environment());
    env.advance(1s);
    QVERIFY(future.isFinished());
    QCOMPARE(told, 1);
    Cancellation cancelled;
    cancelled.cancel();
    cancelled.onCancel([] { throw std::runtime_error("at once"); });
}

void AsyncCancellingTest::forgottenListenerIsNotCalledByTheSameCancel()
{
    Cancellation cancellation;
    Cancellation::Id second = 0;
    int told = 0;
    cancellation.onCancel([&] { cancellation.forget(second); });
    second = cancellation.onCancel([&] { ++told; });
    cancellation.cancel();
    QCOMPARE(told, 0);
}

void AsyncCancellingTest::forgottenListenerMayCallBackInWhenItGoes()
{
    const Cancellation cancellation;
    bool gone = false;
    auto guard = std::shared_ptr<void>(nullptr, [&](void *) {
        cancellation.forget(99);
        gone = true;
    });
    const auto id = cancellation.onCancel([guard] {});
    guard.reset();
    cancellation.forget(id); // would wait for its own lock for ever
    QVERIFY(gone);
}

FUSEBOX_LOOP_TEST(AsyncCancellingTest)
#include "tst_async_cancelling.moc"
