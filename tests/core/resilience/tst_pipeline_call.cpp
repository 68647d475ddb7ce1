// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/resilience/scripted_call.h"
#include "tests/support/test_program.h"

using namespace fusebox::testing::calls;

class PipelineCallTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void emptyPipelineRunsOnce();
    void failedAttemptIsRetriedAfterItsDelay();
    void callThatMayNotRepeatRunsOnce();
    void unwantedResultIsRetriedThenGivenAsItIs();
    void predicateAndCallbackOfTheRetryMayThrow();
    void retryBudgetStopsRetries();
    void attemptTimeoutIsRetriedTotalTimeoutIsNot();
    void totalTimeoutEndsAPendingDelay();
    void innerTimeoutLeavesTheOuterDelayAlone();
    void openCircuitStopsRetryingAtOnce();
    void circuitInsideTheRetrySeesEachAttempt();
    void circuitOutsideTheRetrySeesOneCall();
    void delaysOfTheRetryDoNotMakeACallSlow();
    void circuitOpenedByOthersStopsTheRetryInside();
    void unwantedResultStaysWhenTheCircuitOpens();
    void trialIsMarked();
    void cancelGivesEverythingBackAndCountsForNothing();
    void totalTimeoutCountsAsAFailureOfTheCircuit();
    void fallbackGoesDownItsChain();
    void alternativeHasADeadlineToo();
    void cancelledCallDoesNotFallBack();
    void rejectedCallFallsBack();
    void droppedCallGivesBackWhatItHolds();
    void eventsAfterTheEndDoNothing();
    void cancelFromWithinAStepTakesEffectAfterIt_data();
    void cancelFromWithinAStepTakesEffectAfterIt();
    void cancelByTheCircuitsListenerStartsNothing();
    void retryThatACircuitInsideWouldRefuseIsGivenUp();
    void retryWaitsForACircuitInsideThatIsDueByThen();
    void circuitInsideOpenedDuringTheDelayLeavesTheRealError();
    void resultAfterItsDeadlineIsATimeout_data();
    void resultAfterItsDeadlineIsATimeout();
    void totalTimeOfTheRetryEndsAnAttempt();
    void totalTimeOfTheRetryGivesTheLastRealError();
    void aRefusedRetryFailsOfWhatTheAttemptBeforeFailedOf();
};

void PipelineCallTest::emptyPipelineRunsOnce()
{
    const auto pipeline = pipelineOf({});
    const TestHost host;
    Call call(*pipeline, {}, host);
    QCOMPARE(attempt(call.start(kStart)).number, 1);
    QVERIFY(call.attemptRuns());
    const auto end = call.attemptSucceeded(Call::Ended::Wanted, kStart + 3ms);
    QVERIFY(!finished(end).failure.has_value());
    QCOMPARE(call.report().trace.size(), std::size_t(1));
    QCOMPARE(call.report().trace[0].took, Nanoseconds(3ms));
    QCOMPARE(call.report().attempts, 1);
}

void PipelineCallTest::failedAttemptIsRetriedAfterItsDelay()
{
    const auto pipeline = pipelineOf({RetryLayer{.settings = {.maxAttempts = 3, .backoff = kSecond}}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(kStart);
    QVERIFY(waits(call.attemptFailed(kReset, kStart)));
    QCOMPARE(call.nextDeadline().value(), kStart + 1s);
    QVERIFY(waits(call.resume(kStart + 1s - kTick)));
    QCOMPARE(attempt(call.resume(kStart + 1s)).number, 2);
    (void)call.attemptFailed(kReset, kStart + 1s);
    QCOMPARE(attempt(call.resume(kStart + 2s)).number, 3);
    const auto end = call.attemptFailed({.errorClass = ErrorClass::Refused}, kStart + 2s);
    QCOMPARE(finished(end).failure->errorClass, ErrorClass::Refused);
    QCOMPARE(call.report().attempts, 3);
    QCOMPARE(call.report().totalDelay, Nanoseconds(2s));
    QCOMPARE(call.report().errors.size(), std::size_t(3));
    QCOMPARE(steps(call.report().trace), QStringLiteral("failed delay failed delay failed gaveup"));
}

void PipelineCallTest::callThatMayNotRepeatRunsOnce()
{
    const auto pipeline = pipelineOf({RetryLayer{}});
    const TestHost host;
    Call once(*pipeline, {.repeatable = false}, host);
    (void)once.start(kStart);
    QVERIFY(finished(once.attemptFailed(kReset, kStart)).failure.has_value());
    QCOMPARE(once.report().trace.back().reason.value(), GiveUpReason::NotRepeatable);
    Call keyed(*pipeline, {.repeatable = false, .idempotencyKey = "k"}, host);
    (void)keyed.start(kStart);
    QVERIFY(waits(keyed.attemptFailed(kReset, kStart)));
}

void PipelineCallTest::unwantedResultIsRetriedThenGivenAsItIs()
{
    const auto pipeline = pipelineOf({RetryLayer{.settings = {.maxAttempts = 2, .backoff = kSecond}}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(kStart);
    QVERIFY(waits(call.attemptSucceeded(Call::Ended::Unwanted, kStart)));
    (void)call.resume(kStart + 1s);
    const auto end = call.attemptSucceeded(Call::Ended::Unwanted, kStart + 1s);
    QVERIFY(!finished(end).failure.has_value());
    QCOMPARE(call.report().attempts, 2);
}

void PipelineCallTest::predicateAndCallbackOfTheRetryMayThrow()
{
    QList<int> told;
    const auto throwing = [&](const Failure &, int number, Nanoseconds delay) {
        QCOMPARE(delay, Nanoseconds(1s));
        told << number;
        throw std::runtime_error("callback");
    };
    const auto pipeline = pipelineOf({RetryLayer{.settings = {.backoff = kSecond},
                                                 .retryIf = [](const Failure &failure) -> bool {
                                                     if (failure.errorClass == ErrorClass::Dns)
                                                         throw std::runtime_error("predicate");
                                                     return true;
                                                 },
                                                 .beforeRetry = throwing}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(kStart);
    QVERIFY(waits(call.attemptFailed(kReset, kStart)));
    QCOMPARE(told, QList<int>{2});
    (void)call.resume(kStart + 1s);
    const auto end = call.attemptFailed({.errorClass = ErrorClass::Dns}, kStart + 1s);
    QCOMPARE(finished(end).failure->errorClass, ErrorClass::Dns);
}

void PipelineCallTest::retryBudgetStopsRetries()
{
    const auto budget = std::make_shared<SharedRetryBudget>(RetryBudgetSettings{.share = 0, .floor = 1});
    const auto pipeline =
        pipelineOf({RetryLayer{.settings = {.maxAttempts = 5, .backoff = kSecond}, .budget = budget}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(kStart);
    QVERIFY(waits(call.attemptFailed(kReset, kStart)));
    (void)call.resume(kStart + 1s);
    QVERIFY(finished(call.attemptFailed(kReset, kStart + 1s)).failure.has_value());
    QCOMPARE(call.report().trace.back().reason.value(), GiveUpReason::NoBudgetLeft);
    QCOMPARE(call.report().attempts, 2);
    QCOMPARE(call.report().totalDelay, Nanoseconds(1s));
}

void PipelineCallTest::attemptTimeoutIsRetriedTotalTimeoutIsNot()
{
    const auto pipeline =
        pipelineOf({TotalTimeoutLayer{6s}, RetryLayer{.settings = {.maxAttempts = 9, .backoff = kSecond}},
                    AttemptTimeoutLayer{2s}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    const auto first = call.start(kStart);
    QVERIFY(attempt(first).deadline == (Deadline{kStart + 2s, TimeoutScope::Attempt}));
    QVERIFY(waits(call.resume(kStart + 2s - kTick)));
    QVERIFY(call.attemptRuns());
    QVERIFY(waits(call.resume(kStart + 2s)));
    QVERIFY(!call.attemptRuns());
    (void)call.resume(kStart + 3s);
    (void)call.resume(kStart + 5s);
    const auto end = call.resume(kStart + 6s);
    QCOMPARE(finished(end).failure->timedOut.value(), TimeoutScope::Total);
    QCOMPARE(steps(call.report().trace),
             QStringLiteral("timedout failed delay timedout failed delay timedout"));
}

void PipelineCallTest::totalTimeoutEndsAPendingDelay()
{
    const auto pipeline =
        pipelineOf({TotalTimeoutLayer{1500ms}, RetryLayer{.settings = {.backoff = kSecond}}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(kStart);
    QVERIFY(waits(call.attemptFailed(kReset, kStart + 1s)));
    QCOMPARE(call.nextDeadline().value(), kStart + 1500ms);
    QCOMPARE(finished(call.resume(kStart + 1500ms)).failure->errorClass, ErrorClass::Timeout);
    QCOMPARE(call.report().attempts, 1);
}

void PipelineCallTest::innerTimeoutLeavesTheOuterDelayAlone()
{
    const auto pipeline =
        pipelineOf({RetryLayer{.settings = {.backoff = kSecond}}, AttemptTimeoutLayer{500ms}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(kStart);
    QVERIFY(waits(call.attemptFailed(kReset, kStart + 400ms)));
    QCOMPARE(call.nextDeadline().value(), kStart + 1400ms);
    QVERIFY(waits(call.resume(kStart + 500ms))); // where the attempt would have timed out
    QCOMPARE(attempt(call.resume(kStart + 1400ms)).number, 2);
}

void PipelineCallTest::openCircuitStopsRetryingAtOnce()
{
    SteadyManualClock clock;
    const auto circuit =
        std::make_shared<Circuit>("c", CircuitSettings{.failureThreshold = 2, .recoveryTimeout = 5s}, clock);
    const auto pipeline =
        pipelineOf({RetryLayer{.settings = {.maxAttempts = 9, .backoff = kSecond}}, CircuitLayer{circuit}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(clock.now());
    (void)call.attemptFailed(kReset, clock.now());
    clock.advance(1s);
    (void)call.resume(clock.now());
    const auto end = call.attemptFailed(kReset, clock.now());
    QVERIFY(finished(end).failure == kReset);
    QCOMPARE(call.report().attempts, 2);
    QCOMPARE(call.report().totalDelay, Nanoseconds(1s));
    QCOMPARE(call.report().trace.back().reason.value(), GiveUpReason::CircuitOpen);
}

void PipelineCallTest::circuitInsideTheRetrySeesEachAttempt()
{
    SteadyManualClock clock;
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{}, clock);
    const auto pipeline = pipelineOf({RetryLayer{.settings = {.backoff = kSecond}}, CircuitLayer{circuit}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(clock.now());
    (void)call.attemptFailed(kReset, clock.now());
    (void)call.resume(clock.now() + 1s);
    (void)call.attemptSucceeded(Call::Ended::Wanted, clock.now() + 1s);
    QCOMPARE(circuit->statistics()[Outcome::Failure], std::uint64_t(1));
    QCOMPARE(circuit->statistics()[Outcome::Success], std::uint64_t(1));
}

void PipelineCallTest::circuitOutsideTheRetrySeesOneCall()
{
    SteadyManualClock clock;
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{}, clock);
    const auto pipeline = pipelineOf({CircuitLayer{circuit}, RetryLayer{.settings = {.backoff = kSecond}}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(clock.now());
    (void)call.attemptFailed(kReset, clock.now());
    (void)call.resume(clock.now() + 1s);
    (void)call.attemptSucceeded(Call::Ended::Wanted, clock.now() + 1s);
    QCOMPARE(circuit->statistics()[Outcome::Failure], std::uint64_t(0));
    QCOMPARE(circuit->statistics()[Outcome::Success], std::uint64_t(1));
}

void PipelineCallTest::delaysOfTheRetryDoNotMakeACallSlow()
{
    SteadyManualClock clock;
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{.slowAfter = 500ms}, clock);
    const auto pipeline = pipelineOf({CircuitLayer{circuit}, RetryLayer{.settings = {.backoff = kSecond}}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(clock.now());
    (void)call.attemptFailed(kReset, clock.now() + 250ms);
    (void)call.resume(clock.now() + 1250ms);
    (void)call.attemptSucceeded(Call::Ended::Wanted, clock.now() + 1500ms);
    QCOMPARE(circuit->statistics()[Outcome::Slow], std::uint64_t(0));
    QCOMPARE(circuit->statistics()[Outcome::Success], std::uint64_t(1));
}

void PipelineCallTest::circuitOpenedByOthersStopsTheRetryInside()
{
    SteadyManualClock clock;
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{}, clock);
    const auto pipeline = pipelineOf({CircuitLayer{circuit}, RetryLayer{.settings = {.backoff = kSecond}}});
    const TestHost host;
    Call delayed(*pipeline, {}, host), running(*pipeline, {}, host);
    (void)delayed.start(clock.now());
    (void)running.start(clock.now());
    QVERIFY(waits(delayed.attemptFailed(kReset, clock.now())));
    circuit->forceOpen();
    QCOMPARE(finished(running.attemptFailed(kReset, clock.now())).failure->errorClass, ErrorClass::Reset);
    QCOMPARE(finished(delayed.resume(clock.now() + 1s)).failure->errorClass, ErrorClass::Reset);
    for (const Call *call : {&running, &delayed}) {
        QCOMPARE(call->report().attempts, 1);
        QCOMPARE(call->report().trace.back().reason.value(), GiveUpReason::CircuitOpen);
    }
}

void PipelineCallTest::unwantedResultStaysWhenTheCircuitOpens()
{
    SteadyManualClock clock;
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{}, clock);
    const auto pipeline = pipelineOf({CircuitLayer{circuit}, RetryLayer{.settings = {.backoff = kSecond}}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(clock.now());
    QVERIFY(waits(call.attemptSucceeded(Call::Ended::Unwanted, clock.now())));
    circuit->forceOpen();
    QVERIFY(!finished(call.resume(clock.now() + 1s)).failure.has_value());
}

void PipelineCallTest::trialIsMarked()
{
    SteadyManualClock clock;
    const auto circuit =
        std::make_shared<Circuit>("c", CircuitSettings{.failureThreshold = 1, .recoveryTimeout = 5s}, clock);
    circuit->record(*circuit->acquire(), Outcome::Failure);
    clock.advance(5s);
    const auto pipeline = pipelineOf({CircuitLayer{circuit}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    QVERIFY(attempt(call.start(clock.now())).trial);
    (void)call.attemptSucceeded(Call::Ended::Wanted, clock.now());
    QCOMPARE(steps(call.report().trace), QStringLiteral("trial ok"));
}

void PipelineCallTest::cancelGivesEverythingBackAndCountsForNothing()
{
    SteadyManualClock clock;
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{}, clock);
    const auto bulkhead = std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 1});
    const auto pipeline = pipelineOf({FallbackLayer{}, BulkheadLayer{bulkhead}, CircuitLayer{circuit},
                                      RetryLayer{.settings = {.backoff = kSecond}}});
    const TestHost host;
    for (const bool duringDelay : {false, true}) {
        Call call(*pipeline, {}, host);
        (void)call.start(clock.now());
        if (duringDelay)
            QVERIFY(waits(call.attemptFailed(kReset, clock.now())));
        const auto end = call.cancel(clock.now());
        QCOMPARE(finished(end).failure->errorClass, ErrorClass::Cancelled);
        QCOMPARE(bulkhead->running(), 0);
        QCOMPARE(call.report().attempts, 1);
        QVERIFY(!call.nextDeadline().has_value());
        QVERIFY(waits(call.resume(clock.now() + 1h)));
    }
    QCOMPARE(circuit->statistics()[Outcome::Ignored], std::uint64_t(2));
    QCOMPARE(circuit->view().window.total(), 0U);
}

void PipelineCallTest::totalTimeoutCountsAsAFailureOfTheCircuit()
{
    SteadyManualClock clock;
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{}, clock);
    const auto pipeline = pipelineOf({TotalTimeoutLayer{1s}, CircuitLayer{circuit}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(clock.now());
    QVERIFY(finished(call.resume(clock.now() + 1s)).failure.has_value());
    QCOMPARE(circuit->statistics()[ErrorClass::Timeout], std::uint64_t(1));
}

void PipelineCallTest::fallbackGoesDownItsChain()
{
    const auto pipeline = pipelineOf({FallbackLayer{}});
    TestHost host;
    host.options = {.alternatives = 1, .fixed = true};
    Call call(*pipeline, {}, host);
    (void)call.start(kStart);
    QCOMPARE(attempt(call.attemptFailed(kReset, kStart)).alternative.value(), 0);
    const auto end = call.attemptFailed({.errorClass = ErrorClass::Refused}, kStart);
    QCOMPARE(finished(end).source, Source::Static);
    QVERIFY(!finished(end).failure.has_value());
    QVERIFY(call.report().originalError == kReset);
    QCOMPARE(call.report().errors.size(), std::size_t(2));
    QCOMPARE(steps(call.report().trace), QStringLiteral("failed fellback failed fellback"));
}

void PipelineCallTest::alternativeHasADeadlineToo()
{
    const auto pipeline = pipelineOf({FallbackLayer{}, TotalTimeoutLayer{5s}});
    TestHost host;
    host.options = {.alternatives = 1};
    Call call(*pipeline, {}, host);
    (void)call.start(kStart);
    const auto alternative = call.resume(kStart + 5s);
    QCOMPARE(attempt(alternative).alternative.value(), 0);
    QCOMPARE(call.nextDeadline().value(), kStart + 10s);
    const auto end = call.resume(kStart + 10s);
    QCOMPARE(finished(end).failure->errorClass, ErrorClass::Timeout);
}

void PipelineCallTest::cancelledCallDoesNotFallBack()
{
    const auto pipeline = pipelineOf({FallbackLayer{}});
    TestHost host;
    host.options = {.alternatives = 1, .lastGood = true, .fixed = true};
    Call call(*pipeline, {}, host);
    (void)call.start(kStart);
    QCOMPARE(finished(call.cancel(kStart)).failure->errorClass, ErrorClass::Cancelled);
}

void PipelineCallTest::rejectedCallFallsBack()
{
    SteadyManualClock clock;
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{}, clock);
    circuit->forceOpen();
    const auto pipeline = pipelineOf({FallbackLayer{}, CircuitLayer{circuit}});
    TestHost host;
    host.options = {.lastGood = true};
    Call call(*pipeline, {}, host);
    const auto end = call.start(clock.now());
    QCOMPARE(finished(end).source, Source::LastGood);
    QCOMPARE(call.report().originalError->rejectedBy.value(), RejectedBy::Circuit);
    QCOMPARE(call.report().attempts, 0);
}

void PipelineCallTest::droppedCallGivesBackWhatItHolds()
{
    const auto bulkhead = std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 1});
    const auto pipeline = pipelineOf({BulkheadLayer{bulkhead}});
    const TestHost host;
    {
        Call call(*pipeline, {}, host);
        (void)call.start(kStart);
        QCOMPARE(bulkhead->running(), 1);
    }
    QCOMPARE(bulkhead->running(), 0);
}

void PipelineCallTest::eventsAfterTheEndDoNothing()
{
    const auto pipeline = pipelineOf({RetryLayer{}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(kStart);
    (void)call.attemptSucceeded(Call::Ended::Wanted, kStart);
    QVERIFY(call.isOver());
    QVERIFY(waits(call.attemptFailed(kReset, kStart)));
    QVERIFY(waits(call.cancel(kStart)));
    QVERIFY(waits(call.resume(kStart)));
    QCOMPARE(steps(call.report().trace), QStringLiteral("ok"));
}

void PipelineCallTest::cancelFromWithinAStepTakesEffectAfterIt_data()
{
    QTest::addColumn<bool>("byPredicate");
    QTest::newRow("beforeRetry") << false;
    QTest::newRow("retryIf") << true;
}

void PipelineCallTest::cancelFromWithinAStepTakesEffectAfterIt()
{
    QFETCH(const bool, byPredicate);
    SteadyManualClock clock;
    const auto bulkhead = std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 2});
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{}, clock);
    Call *current = nullptr;
    RetryLayer retry{.settings = {.backoff = kSecond}};
    const auto cancelIt = [&] { QVERIFY(waits(current->cancel(clock.now()))); };
    if (byPredicate)
        retry.retryIf = [&](const Failure &) {
            cancelIt();
            return true;
        };
    else
        retry.beforeRetry = [&](const Failure &, int, Nanoseconds) { cancelIt(); };
    const auto pipeline = pipelineOf({BulkheadLayer{bulkhead}, CircuitLayer{circuit}, retry});
    const TestHost host;
    Call other(*pipeline, {}, host), call(*pipeline, {}, host);
    current = &call;
    (void)other.start(clock.now());
    (void)call.start(clock.now());
    const auto end = call.attemptFailed(kReset, clock.now());
    QCOMPARE(finished(end).failure->errorClass, ErrorClass::Cancelled);
    QCOMPARE(bulkhead->running(), 1); // the other's
    QCOMPARE(circuit->statistics()[Outcome::Ignored], std::uint64_t(1));
    QCOMPARE(call.report().attempts, 1);
    QCOMPARE(call.report().totalDelay, Nanoseconds(0));
}

void PipelineCallTest::cancelByTheCircuitsListenerStartsNothing()
{
    SteadyManualClock clock;
    const auto circuit =
        std::make_shared<Circuit>("c", CircuitSettings{.failureThreshold = 1, .recoveryTimeout = 5s}, clock);
    circuit->record(*circuit->acquire(), Outcome::Failure);
    clock.advance(5s);
    const auto bulkhead = std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 2});
    const auto pipeline = pipelineOf({BulkheadLayer{bulkhead}, CircuitLayer{circuit}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    circuit->subscribe([&](const TransitionRecord &) { (void)call.cancel(clock.now()); });
    QCOMPARE(finished(call.start(clock.now())).failure->errorClass, ErrorClass::Cancelled);
    QCOMPARE(call.report().attempts, 0);
    QCOMPARE(bulkhead->running(), 0);
    QCOMPARE(circuit->view().trialsRunning, 0);
}

void PipelineCallTest::retryThatACircuitInsideWouldRefuseIsGivenUp()
{
    SteadyManualClock clock;
    const auto circuit =
        std::make_shared<Circuit>("c", CircuitSettings{.failureThreshold = 1, .recoveryTimeout = 5s}, clock);
    const auto budget = std::make_shared<SharedRetryBudget>(RetryBudgetSettings{.share = 0, .floor = 1});
    int told = 0;
    const auto pipeline =
        pipelineOf({RetryLayer{.settings = {.backoff = kSecond},
                               .budget = budget,
                               .beforeRetry = [&](const Failure &, int, Nanoseconds) { ++told; }},
                    CircuitLayer{circuit}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(clock.now());
    QVERIFY(finished(call.attemptFailed(kReset, clock.now())).failure == kReset);
    QCOMPARE(call.report().trace.back().reason.value(), GiveUpReason::CircuitOpen);
    QCOMPARE(call.report().totalDelay, Nanoseconds(0));
    QCOMPARE(told, 0);
    QCOMPARE(budget->with([&](RetryBudget &b) { return b.available(clock.now()); }), 1);
}

void PipelineCallTest::retryWaitsForACircuitInsideThatIsDueByThen()
{
    SteadyManualClock clock;
    const auto circuit =
        std::make_shared<Circuit>("c", CircuitSettings{.failureThreshold = 1, .recoveryTimeout = 1s}, clock);
    const auto pipeline = pipelineOf({RetryLayer{.settings = {.backoff = kSecond}}, CircuitLayer{circuit}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(clock.now());
    QVERIFY(waits(call.attemptFailed(kReset, clock.now())));
    clock.advance(1s);
    QVERIFY(attempt(call.resume(clock.now())).trial);
}

void PipelineCallTest::circuitInsideOpenedDuringTheDelayLeavesTheRealError()
{
    SteadyManualClock clock;
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{}, clock);
    const auto pipeline = pipelineOf({RetryLayer{.settings = {.backoff = kSecond}}, CircuitLayer{circuit}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(clock.now());
    QVERIFY(waits(call.attemptFailed(kReset, clock.now())));
    circuit->forceOpen();
    clock.advance(1s);
    QVERIFY(finished(call.resume(clock.now())).failure == kReset);
    QCOMPARE(call.report().trace.back().reason.value(), GiveUpReason::CircuitOpen);
    QCOMPARE(call.report().totalDelay, Nanoseconds(1s));
}

void PipelineCallTest::resultAfterItsDeadlineIsATimeout_data()
{
    QTest::addColumn<bool>("total");
    QTest::addColumn<bool>("failed");
    QTest::newRow("value after the total time") << true << false;
    QTest::newRow("failure after the total time") << true << true;
    QTest::newRow("value after the attempt's time") << false << false;
    QTest::newRow("failure after the attempt's time") << false << true;
}

void PipelineCallTest::resultAfterItsDeadlineIsATimeout()
{
    QFETCH(const bool, total);
    QFETCH(const bool, failed);
    const auto pipeline = pipelineOf({total ? Layer(TotalTimeoutLayer{1s}) : Layer(AttemptTimeoutLayer{1s})});
    const TestHost host;
    const auto end = [&](TimePoint at) {
        Call call(*pipeline, {}, host);
        (void)call.start(kStart);
        return finished(failed ? call.attemptFailed(kReset, at)
                               : call.attemptSucceeded(Call::Ended::Wanted, at))
            .failure;
    };
    const auto inTime = end(kStart + 1s - kTick);
    QVERIFY(failed ? inTime == kReset : !inTime.has_value());
    QCOMPARE(end(kStart + 1s)->timedOut.value(), total ? TimeoutScope::Total : TimeoutScope::Attempt);
}

void PipelineCallTest::totalTimeOfTheRetryEndsAnAttempt()
{
    SteadyManualClock clock;
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{}, clock);
    const auto pipeline =
        pipelineOf({FallbackLayer{}, RetryLayer{.settings = {.backoff = kSecond, .totalTime = 3s}},
                    CircuitLayer{circuit}});
    TestHost host;
    host.options = {.alternatives = 1};
    Call call(*pipeline, {}, host);
    QVERIFY(attempt(call.start(kStart)).deadline == (Deadline{kStart + 3s, TimeoutScope::Total}));
    QVERIFY(waits(call.resume(kStart + 3s - kTick)));
    const auto next = call.resume(kStart + 3s);
    QCOMPARE(call.report().originalError->timedOut.value(), TimeoutScope::Total);
    QCOMPARE(circuit->statistics()[ErrorClass::Timeout], std::uint64_t(1));
    QCOMPARE(steps(call.report().trace), QStringLiteral("timedout failed gaveup fellback"));
    QVERIFY(!attempt(next).deadline.has_value()); // the retry is over
}

void PipelineCallTest::totalTimeOfTheRetryGivesTheLastRealError()
{
    const auto pipeline = pipelineOf({RetryLayer{.settings = {.backoff = kSecond, .totalTime = 3s}}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(kStart);
    (void)call.attemptFailed(kReset, kStart);
    QCOMPARE(attempt(call.resume(kStart + 1s)).number, 2);
    QCOMPARE(call.nextDeadline().value(), kStart + 3s);
    QVERIFY(finished(call.resume(kStart + 3s)).failure == kReset);
    QCOMPARE(call.report().errors.back().errorClass, ErrorClass::Timeout);
    QCOMPARE(call.report().trace.back().reason.value(), GiveUpReason::NoTimeLeft);
}

void PipelineCallTest::aRefusedRetryFailsOfWhatTheAttemptBeforeFailedOf()
{
    SteadyManualClock clock;
    const auto limiter = std::make_shared<SharedRateLimiter>(
        RateLimiterSettings{.capacity = 1, .refill = 1, .per = 1h}, clock.now());
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{}, clock);
    const auto pipeline = pipelineOf(
        {CircuitLayer{circuit}, RetryLayer{.settings = {.backoff = kSecond}}, RateLimitLayer{limiter}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(clock.now());
    QVERIFY(waits(call.attemptFailed(kReset, clock.now())));
    QCOMPARE(finished(call.resume(clock.now() + 1s)).failure->errorClass, ErrorClass::Reset);
    QCOMPARE(circuit->statistics()[ErrorClass::Reset], std::uint64_t(1));
}

FUSEBOX_PLAIN_TEST(PipelineCallTest)
#include "tst_pipeline_call.moc"
