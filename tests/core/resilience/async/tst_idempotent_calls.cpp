// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/resilience/async/idempotent_calls.h"
#include "tests/core/resilience/steady_manual_clock.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

namespace {

/// Executions that end when the test says so.
struct Executions
{
    std::vector<std::shared_ptr<QPromise<Result<int>>>> promises = {};
    std::vector<Attempt> attempts = {};

    auto operation()
    {
        return [this](const Attempt &attempt) {
            attempts.push_back(attempt);
            promises.push_back(std::make_shared<QPromise<Result<int>>>());
            promises.back()->start();
            return promises.back()->future();
        };
    }
    void answer(std::size_t index, const Result<int> &result)
    {
        promises.at(index)->addResult(result);
        promises.at(index)->finish();
    }
};

} // namespace

class IdempotentCallsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsAtTheSameTimeShareOneExecution();
    void completedKeyIsAnsweredWithItsResult();
    void failureIsSharedButNotKept();
    void oneWhoCancelsLeavesTheOthersAlone();
    void whenAllCancelTheExecutionIsCancelled();
    void lateAnswerOfAGivenUpExecutionIsNotTakenForTheNext();
    void fullStoreRefuses();
    void operationByCallbackThatThrowsIsAFailure();
    void whoWaitsForALostExecutionIsAnsweredByTheNext();
};

void IdempotentCallsTest::callsAtTheSameTimeShareOneExecution()
{
    SteadyManualClock clock;
    IdempotentCalls<int> calls({}, clock);
    Executions executions;
    const auto first = calls.run("k", executions.operation());
    const auto second = calls.run("k", executions.operation());
    QCOMPARE(executions.promises.size(), std::size_t(1));
    executions.answer(0, 42);
    QTRY_VERIFY(first.isFinished() && second.isFinished());
    QCOMPARE(*first.result(), 42);
    QCOMPARE(*second.result(), 42);
}

void IdempotentCallsTest::completedKeyIsAnsweredWithItsResult()
{
    SteadyManualClock clock;
    IdempotentCalls<int> calls({.keepFor = 10s}, clock);
    int runs = 0;
    const auto operation = [&] { return ++runs; };
    QCOMPARE(*calls.run("k", operation).result(), 1);
    clock.advance(10s - kTick);
    QCOMPARE(*calls.run("k", operation).result(), 1);
    clock.advance(kTick);
    QCOMPARE(*calls.run("k", operation).result(), 2);
}

void IdempotentCallsTest::failureIsSharedButNotKept()
{
    SteadyManualClock clock;
    IdempotentCalls<int> calls({}, clock);
    Executions executions;
    const auto first = calls.run("k", executions.operation());
    const auto second = calls.run("k", executions.operation());
    executions.answer(0, tl::unexpected(Failure{.errorClass = ErrorClass::Reset}));
    QTRY_VERIFY(first.isFinished() && second.isFinished());
    QCOMPARE(second.result().error().errorClass, ErrorClass::Reset);
    const auto third = calls.run("k", executions.operation());
    QCOMPARE(executions.promises.size(), std::size_t(2));
}

void IdempotentCallsTest::oneWhoCancelsLeavesTheOthersAlone()
{
    SteadyManualClock clock;
    IdempotentCalls<int> calls({}, clock);
    Executions executions;
    auto first = calls.run("k", executions.operation());
    const auto second = calls.run("k", executions.operation());
    first.cancel();
    QTRY_VERIFY(first.isFinished());
    QVERIFY(!executions.attempts[0].cancellation.isCancelled());
    executions.answer(0, 7);
    QTRY_VERIFY(second.isFinished());
    QCOMPARE(*second.result(), 7);
}

void IdempotentCallsTest::whenAllCancelTheExecutionIsCancelled()
{
    SteadyManualClock clock;
    IdempotentCalls<int> calls({}, clock);
    Executions executions;
    auto first = calls.run("k", executions.operation());
    auto second = calls.run("k", executions.operation());
    first.cancel();
    second.cancel();
    QTRY_VERIFY(executions.attempts[0].cancellation.isCancelled());
    QTRY_VERIFY(executions.promises[0]->isCanceled());
}

void IdempotentCallsTest::lateAnswerOfAGivenUpExecutionIsNotTakenForTheNext()
{
    SteadyManualClock clock;
    IdempotentCalls<int> calls({}, clock);
    std::vector<Done<int>> dones;
    const auto byCallback = [&](const Attempt &) {
        QPromise<Result<int>> promise;
        promise.start();
        auto future = promise.future();
        dones.emplace_back(
            [shared = std::make_shared<QPromise<Result<int>>>(std::move(promise))](Result<int> result) {
                shared->addResult(std::move(result));
                shared->finish();
            });
        return future;
    };
    auto first = calls.run("k", byCallback);
    first.cancel();
    QTRY_VERIFY(first.isFinished());
    const auto second = calls.run("k", byCallback);
    dones[0](1);
    QCoreApplication::processEvents();
    QVERIFY(!second.isFinished());
    dones[1](2);
    QTRY_VERIFY(second.isFinished());
    QCOMPARE(*second.result(), 2);
}

void IdempotentCallsTest::fullStoreRefuses()
{
    SteadyManualClock clock;
    IdempotentCalls<int> calls({.maxEntries = 1}, clock);
    Executions executions;
    const auto first = calls.run("a", executions.operation());
    QCOMPARE(calls.run("b", executions.operation()).result().error().errorClass, ErrorClass::Rejected);
    QCOMPARE(executions.promises.size(), std::size_t(1));
}

void IdempotentCallsTest::operationByCallbackThatThrowsIsAFailure()
{
    SteadyManualClock clock;
    IdempotentCalls<int> calls({}, clock);
    const Operation<int> throws = [](const Attempt &, const Done<int> &) { throw 5; };
    QCOMPARE(calls.run("k", throws).result().error().errorClass, ErrorClass::Exception);
    QCOMPARE(*calls.run("k", [] { return 1; }).result(), 1);
}

void IdempotentCallsTest::whoWaitsForALostExecutionIsAnsweredByTheNext()
{
    SteadyManualClock clock;
    IdempotentCalls<int> calls({.maxRun = 10s}, clock);
    Executions executions;
    const auto first = calls.run("k", executions.operation());
    clock.advance(10s);
    const auto second = calls.run("k", executions.operation());
    QCOMPARE(executions.promises.size(), std::size_t(2));
    QVERIFY(executions.attempts[0].cancellation.isCancelled());
    executions.answer(1, 7);
    QTRY_VERIFY(first.isFinished() && second.isFinished());
    QCOMPARE(*first.result(), 7);
}

FUSEBOX_LOOP_TEST(IdempotentCallsTest)
#include "tst_idempotent_calls.moc"
