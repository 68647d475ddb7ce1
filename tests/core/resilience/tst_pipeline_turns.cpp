// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/resilience/scripted_call.h"
#include "tests/support/test_program.h"

using namespace fusebox::testing::calls;

class PipelineTurnsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waitsForATokenExactlyAsLong();
    void cancelledWaitForATokenLetsOthersMoveUp();
    void tokenThatComesTooLateIsTimedOut();
    void waitsForAPlaceUntilWoken();
    void placeThatComesTooLateIsGivenUp();
    void fullBulkheadRejects();
    void limitOfAHostStandsBesideOneForAll();
    void timeoutWhileWaitingForAPlaceLeavesTheQueue();
    void trialGoesBeforeOthersIntoTheBulkhead();
    void whoSaysThatItGoesFirstDoes();
    void trialTakesThePlaceOfAnOrdinaryCallInAFullQueue();
    void manyThatGiveUpTheirTokensWakeOneEach();
    void tokensOfThoseWhoGaveUpReachEveryoneBehind();
    void aCallThatGotNoTurnTellsTheCircuitNothing();
    void waitingForATurnMakesNobodySlow();
    void callTakesAsManyTokensAsItWeighs();
    void callThatNoBucketHoldsIsNotToldWhenToComeBack();
};

void PipelineTurnsTest::waitsForATokenExactlyAsLong()
{
    const auto limiter = std::make_shared<SharedRateLimiter>(
        RateLimiterSettings{.capacity = 1, .refill = 1, .per = 1s, .maxQueue = 1}, kStart);
    const auto pipeline = pipelineOf({RateLimitLayer{limiter}});
    const TestHost host;
    Call first(*pipeline, {}, host);
    Call second(*pipeline, {}, host);
    Call third(*pipeline, {}, host);
    QCOMPARE(attempt(first.start(kStart)).number, 1);
    QVERIFY(waits(second.start(kStart + 200ms)));
    QCOMPARE(second.nextDeadline().value(), kStart + 1s);
    const auto refused = third.start(kStart + 200ms);
    QCOMPARE(finished(refused).failure->rejectedBy.value(), RejectedBy::RateLimit);
    QVERIFY(waits(second.resume(kStart + 1s - kTick)));
    QCOMPARE(attempt(second.resume(kStart + 1s)).number, 1);
    QCOMPARE(second.report().trace[0].step, TraceStep::Waited);
    QCOMPARE(second.report().trace[0].took, Nanoseconds(800ms));
}

void PipelineTurnsTest::cancelledWaitForATokenLetsOthersMoveUp()
{
    const auto limiter = std::make_shared<SharedRateLimiter>(
        RateLimiterSettings{.capacity = 1, .refill = 1, .per = 1s, .maxQueue = 5}, kStart);
    const auto pipeline = pipelineOf({RateLimitLayer{limiter}});
    const TestHost host;
    Call first(*pipeline, {}, host), second(*pipeline, {}, host), third(*pipeline, {}, host);
    (void)first.start(kStart);
    (void)second.start(kStart);
    (void)third.start(kStart);
    QCOMPARE(third.nextDeadline().value(), kStart + 2s);
    (void)second.cancel(kStart + 500ms);
    QCOMPARE(host.woken, 1);
    QVERIFY(waits(third.resume(kStart + 500ms)));
    QCOMPARE(third.nextDeadline().value(), kStart + 1s);
}

void PipelineTurnsTest::tokenThatComesTooLateIsTimedOut()
{
    const auto limiter = std::make_shared<SharedRateLimiter>(
        RateLimiterSettings{.capacity = 1, .refill = 1, .per = 10s, .maxQueue = 5}, kStart);
    const auto pipeline = pipelineOf({TotalTimeoutLayer{3s}, RateLimitLayer{limiter}});
    const TestHost host;
    Call first(*pipeline, {}, host), second(*pipeline, {}, host);
    (void)first.start(kStart);
    (void)second.start(kStart);
    QCOMPARE(second.nextDeadline().value(), kStart + 3s);
    QCOMPARE(finished(second.resume(kStart + 3s)).failure->timedOut.value(), TimeoutScope::Total);
    QCOMPARE(limiter->waiting(), std::size_t(0));
}

void PipelineTurnsTest::waitsForAPlaceUntilWoken()
{
    const auto bulkhead =
        std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 1, .maxQueue = 1});
    const auto pipeline = pipelineOf({BulkheadLayer{bulkhead}});
    const TestHost host;
    Call first(*pipeline, {}, host), second(*pipeline, {}, host);
    (void)first.start(kStart);
    QVERIFY(waits(second.start(kStart)));
    QVERIFY(!second.nextDeadline().has_value());
    QVERIFY(waits(second.resume(kStart + 1s)));
    (void)first.attemptSucceeded(Call::Ended::Wanted, kStart + 2s);
    QCOMPARE(host.woken, 1);
    QCOMPARE(attempt(second.resume(kStart + 2s)).number, 1);
    QCOMPARE(second.report().trace[0].took, Nanoseconds(2s));
    QCOMPARE(bulkhead->running(), 1);
}

void PipelineTurnsTest::placeThatComesTooLateIsGivenUp()
{
    const auto bulkhead =
        std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 1, .maxQueue = 1, .maxWait = 2s});
    const auto pipeline = pipelineOf({BulkheadLayer{bulkhead}});
    const TestHost host;
    Call first(*pipeline, {}, host), second(*pipeline, {}, host);
    (void)first.start(kStart);
    QVERIFY(waits(second.start(kStart)));
    QCOMPARE(second.nextDeadline().value(), kStart + 2s);
    QVERIFY(waits(second.resume(kStart + 2s - kTick)));
    QCOMPARE(finished(second.resume(kStart + 2s)).failure->rejectedBy.value(), RejectedBy::Bulkhead);
    QCOMPARE(bulkhead->waiting(), std::size_t(0));
    QCOMPARE(bulkhead->running(), 1);
}

void PipelineTurnsTest::fullBulkheadRejects()
{
    const auto bulkhead = std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 1});
    const auto pipeline = pipelineOf({BulkheadLayer{bulkhead}});
    const TestHost host;
    Call first(*pipeline, {}, host), second(*pipeline, {}, host);
    (void)first.start(kStart);
    QCOMPARE(finished(second.start(kStart)).failure->rejectedBy.value(), RejectedBy::Bulkhead);
    QCOMPARE(bulkhead->running(), 1);
}

void PipelineTurnsTest::limitOfAHostStandsBesideOneForAll()
{
    const auto host = std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 1, .maxQueue = 1});
    const auto all = std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 2, .maxQueue = 1});
    const auto pipeline = pipelineOf({BulkheadLayer{host}, BulkheadLayer{all}});
    QVERIFY(pipeline != nullptr);
    const TestHost testHost;
    Call first(*pipeline, {}, testHost), second(*pipeline, {}, testHost);
    (void)first.start(kStart);
    QVERIFY(waits(second.start(kStart)));
    QCOMPARE(all->running(), 1); // who waits for the host takes no place from others
    (void)first.attemptSucceeded(Call::Ended::Wanted, kStart);
    QCOMPARE(attempt(second.resume(kStart)).number, 1);
    (void)second.cancel(kStart);
    QCOMPARE(host->running() + all->running(), 0);
}

void PipelineTurnsTest::timeoutWhileWaitingForAPlaceLeavesTheQueue()
{
    const auto bulkhead =
        std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 1, .maxQueue = 5});
    const auto pipeline = pipelineOf({TotalTimeoutLayer{1s}, BulkheadLayer{bulkhead}});
    const TestHost host;
    Call first(*pipeline, {}, host), second(*pipeline, {}, host), third(*pipeline, {}, host);
    (void)first.start(kStart);
    (void)second.start(kStart);
    (void)third.start(kStart);
    QVERIFY(finished(second.resume(kStart + 1s)).failure.has_value());
    QCOMPARE(bulkhead->waiting(), std::size_t(1));
    // The third has entered, but has not looked yet when its time is up: its place must not be lost.
    (void)first.cancel(kStart + 1s);
    QCOMPARE(bulkhead->running(), 1);
    QVERIFY(finished(third.resume(kStart + 1s)).failure.has_value());
    QCOMPARE(bulkhead->running(), 0);
}

void PipelineTurnsTest::trialGoesBeforeOthersIntoTheBulkhead()
{
    SteadyManualClock clock;
    const auto bulkhead =
        std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 1, .maxQueue = 5});
    const auto circuit =
        std::make_shared<Circuit>("c", CircuitSettings{.failureThreshold = 1, .recoveryTimeout = 5s}, clock);
    circuit->record(*circuit->acquire(), Outcome::Failure);
    clock.advance(5s);
    const auto plain = pipelineOf({BulkheadLayer{bulkhead}});
    const auto tried = pipelineOf({BulkheadLayer{bulkhead}, CircuitLayer{circuit}});
    const TestHost host;
    Call running(*plain, {}, host), ordinary(*plain, {}, host), trial(*tried, {}, host);
    (void)running.start(clock.now());
    (void)ordinary.start(clock.now());
    (void)trial.start(clock.now());
    (void)running.cancel(clock.now());
    QVERIFY(waits(ordinary.resume(clock.now())));
    QVERIFY(attempt(trial.resume(clock.now())).trial);
}

void PipelineTurnsTest::whoSaysThatItGoesFirstDoes()
{
    const auto bulkhead =
        std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 1, .maxQueue = 5});
    const auto pipeline = pipelineOf({BulkheadLayer{bulkhead}});
    const TestHost host;
    Call running(*pipeline, {}, host), ordinary(*pipeline, {}, host);
    Call first(*pipeline, {.goesFirst = true}, host);
    (void)running.start(kStart);
    (void)ordinary.start(kStart);
    (void)first.start(kStart);
    (void)running.cancel(kStart);
    QVERIFY(waits(ordinary.resume(kStart)));
    QCOMPARE(attempt(first.resume(kStart)).number, 1);
}

void PipelineTurnsTest::trialTakesThePlaceOfAnOrdinaryCallInAFullQueue()
{
    SteadyManualClock clock;
    const auto bulkhead =
        std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 1, .maxQueue = 1});
    const auto circuit =
        std::make_shared<Circuit>("c", CircuitSettings{.failureThreshold = 1, .recoveryTimeout = 5s}, clock);
    circuit->record(*circuit->acquire(), Outcome::Failure);
    clock.advance(5s);
    const auto plain = pipelineOf({BulkheadLayer{bulkhead}});
    const auto tried = pipelineOf({BulkheadLayer{bulkhead}, CircuitLayer{circuit}});
    const TestHost host;
    Call running(*plain, {}, host), ordinary(*plain, {}, host), trial(*tried, {}, host);
    Call cancelled(*tried, {}, host);
    (void)running.start(clock.now());
    (void)ordinary.start(clock.now());
    QVERIFY(waits(trial.start(clock.now())));
    QCOMPARE(host.woken, 1);
    QCOMPARE(finished(ordinary.resume(clock.now())).failure->rejectedBy.value(), RejectedBy::Bulkhead);
    QCOMPARE(finished(cancelled.start(clock.now())).failure->rejectedBy.value(), RejectedBy::Bulkhead);
    QCOMPARE(bulkhead->running(), 1);
    (void)running.cancel(clock.now());
    QVERIFY(attempt(trial.resume(clock.now())).trial);
    (void)trial.cancel(clock.now());
    QCOMPARE(bulkhead->running(), 0);
}

void PipelineTurnsTest::manyThatGiveUpTheirTokensWakeOneEach()
{
    constexpr int kCalls = 1000;
    const auto limiter = std::make_shared<SharedRateLimiter>(
        RateLimiterSettings{.capacity = 1, .refill = 1, .per = 1h, .maxQueue = kCalls}, kStart);
    const auto pipeline = pipelineOf({TotalTimeoutLayer{1s}, RateLimitLayer{limiter}});
    const TestHost host;
    std::vector<std::unique_ptr<Call>> calls;
    for (int i = 0; i < kCalls; ++i) {
        calls.push_back(std::make_unique<Call>(*pipeline, CallTraits{}, host));
        (void)calls.back()->start(kStart);
    }
    for (std::size_t i = 1; i < calls.size(); ++i)
        QVERIFY(calls[i]->resume(kStart + 1s).index() != 0);
    QVERIFY2(host.woken <= kCalls, qPrintable(QString::number(host.woken)));
    QCOMPARE(limiter->waiting(), std::size_t(0));
}

/// Each is woken, or looks again at the time it was told, whichever comes first: nobody is forgotten.
void PipelineTurnsTest::tokensOfThoseWhoGaveUpReachEveryoneBehind()
{
    const auto limiter = std::make_shared<SharedRateLimiter>(
        RateLimiterSettings{.capacity = 1, .refill = 1, .per = 1s, .maxQueue = 9}, kStart);
    const auto pipeline = pipelineOf({RateLimitLayer{limiter}});
    const TestHost host;
    Call running(*pipeline, {}, host), first(*pipeline, {}, host), second(*pipeline, {}, host);
    Call third(*pipeline, {}, host), fourth(*pipeline, {}, host);
    for (Call *call : {&running, &first, &second, &third, &fourth})
        (void)call->start(kStart);
    (void)second.cancel(kStart); // not the first: nobody's wait matters now
    QCOMPARE(host.woken, 0);
    QCOMPARE(attempt(first.resume(kStart + 1s)).number, 1);
    QCOMPARE(host.woken, 1); // the third, which comes a second earlier now
    QVERIFY(waits(third.resume(kStart + 1s)));
    QCOMPARE(third.nextDeadline().value(), kStart + 2s);
    QCOMPARE(attempt(third.resume(kStart + 2s)).number, 1);
    QCOMPARE(host.woken, 2);
    QVERIFY(waits(fourth.resume(kStart + 2s)));
    QCOMPARE(fourth.nextDeadline().value(), kStart + 3s);
}

void PipelineTurnsTest::aCallThatGotNoTurnTellsTheCircuitNothing()
{
    SteadyManualClock clock;
    const auto bulkhead =
        std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 1, .maxQueue = 1});
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{.failureThreshold = 1}, clock);
    const auto pipeline =
        pipelineOf({TotalTimeoutLayer{1s}, CircuitLayer{circuit}, RetryLayer{}, BulkheadLayer{bulkhead}});
    const TestHost host;
    Call running(*pipeline, {}, host), late(*pipeline, {}, host), refused(*pipeline, {}, host);
    (void)running.start(clock.now());
    QVERIFY(waits(late.start(clock.now())));
    QCOMPARE(finished(refused.start(clock.now())).failure->rejectedBy.value(), RejectedBy::Bulkhead);
    QVERIFY(finished(late.resume(clock.now() + 1s)).failure.has_value());
    QCOMPARE(circuit->statistics()[Outcome::Failure], std::uint64_t(0));
    QCOMPARE(circuit->statistics()[Outcome::Ignored], std::uint64_t(2));
    QCOMPARE(circuit->effective(), EffectiveState::Closed);
}

void PipelineTurnsTest::waitingForATurnMakesNobodySlow()
{
    SteadyManualClock clock;
    const auto limiter = std::make_shared<SharedRateLimiter>(
        RateLimiterSettings{.capacity = 1, .refill = 1, .per = 1s, .maxQueue = 1}, clock.now());
    CircuitSettings settings;
    settings.slowAfter = 500ms;
    const auto circuit = std::make_shared<Circuit>("c", settings, clock);
    const auto pipeline = pipelineOf({CircuitLayer{circuit}, RateLimitLayer{limiter}});
    const TestHost host;
    Call first(*pipeline, {}, host), second(*pipeline, {}, host);
    (void)first.start(clock.now());
    (void)second.start(clock.now());
    clock.advance(1s);
    (void)second.resume(clock.now());
    clock.advance(400ms);
    (void)second.attemptSucceeded(Call::Ended::Wanted, clock.now());
    QCOMPARE(circuit->statistics()[Outcome::Success], std::uint64_t(1));
    (void)first.cancel(clock.now());
}

void PipelineTurnsTest::callTakesAsManyTokensAsItWeighs()
{
    const auto limiter = std::make_shared<SharedRateLimiter>(
        RateLimiterSettings{.capacity = 3, .refill = 1, .per = 1s, .maxQueue = 1}, kStart);
    const auto pipeline = pipelineOf({RateLimitLayer{limiter}});
    const TestHost host;
    Call first(*pipeline, {.tokens = 2}, host);
    Call second(*pipeline, {.tokens = 3}, host);
    (void)first.start(kStart);
    QCOMPARE(limiter->available(kStart), 1);
    QVERIFY(waits(second.start(kStart)));
    QCOMPARE(second.nextDeadline().value(), kStart + 2s);
    QCOMPARE(attempt(second.resume(kStart + 2s)).number, 1);
}

void PipelineTurnsTest::callThatNoBucketHoldsIsNotToldWhenToComeBack()
{
    const auto limiter = std::make_shared<SharedRateLimiter>(RateLimiterSettings{.capacity = 3}, kStart);
    const auto pipeline = pipelineOf({RateLimitLayer{limiter}});
    const TestHost host;
    Call call(*pipeline, {.tokens = 4}, host);
    const auto end = call.start(kStart);
    QCOMPARE(finished(end).failure->rejectedBy.value(), RejectedBy::RateLimit);
    QVERIFY(!finished(end).failure->retryAfter.has_value());
}

FUSEBOX_PLAIN_TEST(PipelineTurnsTest)
#include "tst_pipeline_turns.moc"
