// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdexcept>
#include <tuple>

#include "core/resilience/pipeline_call.h"
#include "tests/core/resilience/steady_manual_clock.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

namespace {

using Call = PipelineCall;

const Failure kReset{.errorClass = ErrorClass::Reset};
/// Always a second, so that tests can tell.
constexpr Backoff kSecond = {1s, 1, 1s, Growth::Constant, Jitter::Proportional, 0};

class TestHost final : public Call::Host
{
public:
    [[nodiscard]] FallbackOptions fallbacks(TimePoint) const override { return options; }
    [[nodiscard]] Waker waker() const override
    {
        return [this] { ++woken; };
    }
    [[nodiscard]] const PolicyHook *hook() const override { return &told; }

    FallbackOptions options = {};
    PolicyHook told = {};
    mutable int woken = 0;
};

std::unique_ptr<Pipeline> pipelineOf(std::vector<Layer> layers)
{
    auto pipeline = Pipeline::make(std::move(layers), std::make_shared<SharedRandom>(1U));
    return pipeline ? std::make_unique<Pipeline>(*pipeline) : nullptr;
}

/// Steps of the trace as text: "wait" for Waited and so on, to compare at a glance.
QString steps(const Trace &trace)
{
    static constexpr std::array names = {"waited", "rejected", "trial",    "ok",       "failed",
                                         "delay",  "gaveup",   "timedout", "fellback", "cancelled"};
    QStringList list;
    for (const TraceEntry &entry : trace)
        list << QString::fromLatin1(names[static_cast<std::size_t>(entry.step)]);
    return list.join(QLatin1Char(' '));
}

bool waits(const Call::Next &next)
{
    return std::holds_alternative<Call::Wait>(next);
}

const Call::StartAttempt &attempt(const Call::Next &next)
{
    return std::get<Call::StartAttempt>(next);
}

const Call::Finish &finished(const Call::Next &next)
{
    return std::get<Call::Finish>(next);
}

} // namespace

class PipelineCallTest : public QObject
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
    void delayCutShortIsToldAsFarAsItWasWaited();
    void waitCutShortIsInTheTrace();
    void unwantedValueIsAmongTheErrors();
    void failureOfAllAlternativesHasNoOtherSource();
    void trialTakesThePlaceOfAnOrdinaryCallInAFullQueue();
    void manyThatGiveUpTheirTokensWakeOneEach();
    void tokensOfThoseWhoGaveUpReachEveryoneBehind();
    void aCallThatGotNoTurnTellsTheCircuitNothing();
    void waitingForATurnMakesNobodySlow();
    void aRefusedRetryFailsOfWhatTheAttemptBeforeFailedOf();
    void reportSaysHowTheCallLeftTheCircuit();
    void rejectedCallSaysWhyTheCircuitIsOpen();
    void circuitIsReportedAsTimeHasMovedIt();
    void pipelineWithoutACircuitReportsNone();
    void callTakesAsManyTokensAsItWeighs();
    void callThatNoBucketHoldsIsNotToldWhenToComeBack();
    void hookIsToldOfRetryRejectionAndFallback();
    void hookIsToldOfNothingElse();
    void hookMayThrowAndCancel();
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

void PipelineCallTest::waitsForATokenExactlyAsLong()
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

void PipelineCallTest::cancelledWaitForATokenLetsOthersMoveUp()
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

void PipelineCallTest::tokenThatComesTooLateIsTimedOut()
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

void PipelineCallTest::waitsForAPlaceUntilWoken()
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

void PipelineCallTest::placeThatComesTooLateIsGivenUp()
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

void PipelineCallTest::limitOfAHostStandsBesideOneForAll()
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

void PipelineCallTest::fullBulkheadRejects()
{
    const auto bulkhead = std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 1});
    const auto pipeline = pipelineOf({BulkheadLayer{bulkhead}});
    const TestHost host;
    Call first(*pipeline, {}, host), second(*pipeline, {}, host);
    (void)first.start(kStart);
    QCOMPARE(finished(second.start(kStart)).failure->rejectedBy.value(), RejectedBy::Bulkhead);
    QCOMPARE(bulkhead->running(), 1);
}

void PipelineCallTest::timeoutWhileWaitingForAPlaceLeavesTheQueue()
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

void PipelineCallTest::trialGoesBeforeOthersIntoTheBulkhead()
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

void PipelineCallTest::whoSaysThatItGoesFirstDoes()
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

void PipelineCallTest::delayCutShortIsToldAsFarAsItWasWaited()
{
    const auto pipeline =
        pipelineOf({TotalTimeoutLayer{700ms}, RetryLayer{.settings = {.backoff = kSecond}}});
    const TestHost host;
    for (const bool cancelled : {true, false}) {
        Call call(*pipeline, {}, host);
        (void)call.start(kStart);
        QVERIFY(waits(call.attemptFailed(kReset, kStart + 100ms)));
        (void)(cancelled ? call.cancel(kStart + 400ms) : call.resume(kStart + 700ms));
        QVERIFY(call.isOver());
        const Nanoseconds waited = cancelled ? 300ms : 600ms;
        QCOMPARE(call.report().totalDelay, waited);
        QCOMPARE(call.report().trace[1].step, TraceStep::Delayed);
        QCOMPARE(call.report().trace[1].took, waited);
    }
}

void PipelineCallTest::waitCutShortIsInTheTrace()
{
    const auto bulkhead =
        std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = 1, .maxQueue = 9});
    const auto limiter = std::make_shared<SharedRateLimiter>(
        RateLimiterSettings{.capacity = 1, .refill = 1, .per = 10s, .maxQueue = 9}, kStart);
    const TestHost host;
    for (const Layer &queue : {Layer(BulkheadLayer{bulkhead}), Layer(RateLimitLayer{limiter})}) {
        const auto pipeline = pipelineOf({TotalTimeoutLayer{3s}, queue});
        Call first(*pipeline, {}, host), timedOut(*pipeline, {}, host), cancelled(*pipeline, {}, host);
        (void)first.start(kStart);
        (void)timedOut.start(kStart);
        (void)cancelled.start(kStart);
        (void)timedOut.resume(kStart + 3s);
        (void)cancelled.cancel(kStart + 2s);
        QCOMPARE(steps(timedOut.report().trace), QStringLiteral("waited timedout"));
        QCOMPARE(timedOut.report().trace[0].took, Nanoseconds(3s));
        QCOMPARE(timedOut.report().trace[0].policy, policyOf(queue));
        QCOMPARE(steps(cancelled.report().trace), QStringLiteral("waited cancelled"));
        QCOMPARE(cancelled.report().trace[0].took, Nanoseconds(2s));
    }
}

void PipelineCallTest::unwantedValueIsAmongTheErrors()
{
    const auto pipeline = pipelineOf({RetryLayer{.settings = {.backoff = kSecond}}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(kStart);
    (void)call.attemptSucceeded(Call::Ended::Unwanted, kStart);
    (void)call.resume(kStart + 1s);
    QVERIFY(!finished(call.attemptSucceeded(Call::Ended::Wanted, kStart + 1s)).failure.has_value());
    QCOMPARE(call.report().errors.size(), std::size_t(1));
    QCOMPARE(call.report().errors[0].errorClass, ErrorClass::Assertion);
    QCOMPARE(steps(call.report().trace), QStringLiteral("ok delay ok"));
    QCOMPARE(call.report().trace[0].error.value(), ErrorClass::Assertion);
    QVERIFY(!call.report().trace[2].error.has_value());
}

void PipelineCallTest::failureOfAllAlternativesHasNoOtherSource()
{
    const auto pipeline = pipelineOf({FallbackLayer{}});
    TestHost host;
    host.options = {.alternatives = 1};
    Call call(*pipeline, {}, host);
    (void)call.start(kStart);
    (void)call.attemptFailed(kReset, kStart);
    const auto end = call.attemptFailed(kReset, kStart);
    QVERIFY(finished(end).failure.has_value());
    QCOMPARE(finished(end).source, Source::Primary);
}

void PipelineCallTest::trialTakesThePlaceOfAnOrdinaryCallInAFullQueue()
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

void PipelineCallTest::manyThatGiveUpTheirTokensWakeOneEach()
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
void PipelineCallTest::tokensOfThoseWhoGaveUpReachEveryoneBehind()
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

void PipelineCallTest::aCallThatGotNoTurnTellsTheCircuitNothing()
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

void PipelineCallTest::waitingForATurnMakesNobodySlow()
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

void PipelineCallTest::reportSaysHowTheCallLeftTheCircuit()
{
    SteadyManualClock clock;
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{.failureThreshold = 2}, clock);
    const auto pipeline = pipelineOf({CircuitLayer{circuit}});
    const auto briefAfter = [&](std::optional<Failure> failure) {
        const TestHost host;
        Call call(*pipeline, {}, host);
        (void)call.start(clock.now());
        clock.advance(1s);
        (void)(failure ? call.attemptFailed(*failure, clock.now())
                       : call.attemptSucceeded(Call::Ended::Wanted, clock.now()));
        return call.report().circuit.value();
    };
    QVERIFY(briefAfter({}) == CircuitBrief{});
    QVERIFY(briefAfter(kReset) ==
            (CircuitBrief{.failures = 1, .lastFailure = CountedError{kStart + 2s, ErrorClass::Reset}}));
    QVERIFY(briefAfter(Failure{.errorClass = ErrorClass::Dns}) ==
            (CircuitBrief{.state = EffectiveState::Open,
                          .failures = 2,
                          .lastFailure = CountedError{kStart + 3s, ErrorClass::Dns},
                          .openedAt = kStart + 3s}));
}

void PipelineCallTest::rejectedCallSaysWhyTheCircuitIsOpen()
{
    SteadyManualClock clock;
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{.failureThreshold = 1}, clock);
    circuit->record(*circuit->acquire(), Outcome::Failure, ErrorClass::Refused);
    clock.advance(1s);
    const auto pipeline = pipelineOf({CircuitLayer{circuit}});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(clock.now());
    QVERIFY(call.report().circuit == (CircuitBrief{.state = EffectiveState::Open,
                                                   .failures = 1,
                                                   .lastFailure = CountedError{kStart, ErrorClass::Refused},
                                                   .openedAt = kStart}));
}

/// Nobody has called since it fell due; and a rate alone counts failures, too.
void PipelineCallTest::circuitIsReportedAsTimeHasMovedIt()
{
    SteadyManualClock clock;
    const auto circuit = std::make_shared<Circuit>(
        "c",
        CircuitSettings{.failureThreshold = 0, .failureRate = 1, .minimumCalls = 1, .recoveryTimeout = 5s},
        clock);
    circuit->record(*circuit->acquire(), Outcome::Failure, ErrorClass::Refused);
    QCOMPARE(circuit->brief().failures, 1);
    clock.advance(5s);
    QCOMPARE(circuit->brief().state, EffectiveState::HalfOpen);
    QCOMPARE(circuit->brief().openedAt.value(), kStart);
    circuit->reset();
    QVERIFY(circuit->brief() == CircuitBrief{});
    circuit->forceOpen();
    QCOMPARE(circuit->brief().openedAt.value(), kStart + 5s);
    circuit->disable();
    QVERIFY(circuit->brief() == CircuitBrief{.state = EffectiveState::Disabled});
}

void PipelineCallTest::pipelineWithoutACircuitReportsNone()
{
    const auto pipeline = pipelineOf({});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(kStart);
    (void)call.attemptFailed(kReset, kStart);
    QVERIFY(!call.report().circuit.has_value());
}

void PipelineCallTest::callTakesAsManyTokensAsItWeighs()
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

void PipelineCallTest::callThatNoBucketHoldsIsNotToldWhenToComeBack()
{
    const auto limiter = std::make_shared<SharedRateLimiter>(RateLimiterSettings{.capacity = 3}, kStart);
    const auto pipeline = pipelineOf({RateLimitLayer{limiter}});
    const TestHost host;
    Call call(*pipeline, {.tokens = 4}, host);
    const auto end = call.start(kStart);
    QCOMPARE(finished(end).failure->rejectedBy.value(), RejectedBy::RateLimit);
    QVERIFY(!finished(end).failure->retryAfter.has_value());
}

void PipelineCallTest::hookIsToldOfRetryRejectionAndFallback()
{
    const auto limiter = std::make_shared<SharedRateLimiter>(
        RateLimiterSettings{.capacity = 1, .refill = 1, .per = 60s}, kStart);
    const auto pipeline =
        pipelineOf({FallbackLayer{}, RetryLayer{.settings = {.backoff = kSecond}}, RateLimitLayer{limiter}});
    TestHost host;
    host.options = {.alternatives = 1, .fixed = true};
    std::vector<PolicyEvent> events;
    host.told = [&](const PolicyEvent &event) { events.push_back(event); };
    Call call(*pipeline, {.name = "prices"}, host);
    (void)call.start(kStart);
    (void)call.attemptFailed(kReset, kStart);
    (void)call.resume(kStart + 1s);
    (void)call.attemptFailed({.errorClass = ErrorClass::Dns}, kStart + 1s);
    const std::vector expected = {
        std::tuple(TraceStep::Delayed, Policy::Retry, ErrorClass::Reset),
        std::tuple(TraceStep::Rejected, Policy::RateLimit, ErrorClass::Rejected),
        std::tuple(TraceStep::FellBack, Policy::Fallback, ErrorClass::Reset), // what the retry gave up on
        std::tuple(TraceStep::FellBack, Policy::Fallback, ErrorClass::Dns)};
    std::vector<std::tuple<TraceStep, Policy, ErrorClass>> told;
    for (const PolicyEvent &event : events) {
        QCOMPARE(event.call, std::string("prices"));
        told.emplace_back(event.entry.step, event.entry.policy, event.failure.errorClass);
    }
    QVERIFY(told == expected);
    QCOMPARE(events[0].entry.attempt, 2);
    QCOMPARE(events[0].entry.took, Nanoseconds(1s));
    QCOMPARE(events[1].failure.rejectedBy.value(), RejectedBy::RateLimit);
    QCOMPARE(events[2].entry.source.value(), Source::Alternative);
    QCOMPARE(events[3].entry.source.value(), Source::Static);
}

void PipelineCallTest::hookIsToldOfNothingElse()
{
    const auto pipeline = pipelineOf({FallbackLayer{}, TotalTimeoutLayer{9s},
                                      RetryLayer{.settings = {.maxAttempts = 1}}, AttemptTimeoutLayer{1s}});
    TestHost host;
    int told = 0;
    host.told = [&](const PolicyEvent &) { ++told; };
    Call good(*pipeline, {}, host);
    (void)good.start(kStart);
    (void)good.attemptSucceeded(Call::Ended::Wanted, kStart);
    Call late(*pipeline, {}, host);
    (void)late.start(kStart);
    QVERIFY(finished(late.resume(kStart + 1s)).failure.has_value());
    QCOMPARE(told, 0);
}

void PipelineCallTest::hookMayThrowAndCancel()
{
    const auto pipeline = pipelineOf({RetryLayer{.settings = {.backoff = kSecond}}});
    TestHost host;
    Call call(*pipeline, {}, host);
    host.told = [&](const PolicyEvent &) {
        (void)call.cancel(kStart);
        throw std::runtime_error("no log");
    };
    (void)call.start(kStart);
    QCOMPARE(finished(call.attemptFailed(kReset, kStart)).failure->errorClass, ErrorClass::Cancelled);
    QCOMPARE(call.report().attempts, 1);
}

FUSEBOX_PLAIN_TEST(PipelineCallTest)
#include "tst_pipeline_call.moc"
