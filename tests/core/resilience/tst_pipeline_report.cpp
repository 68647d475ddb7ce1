// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/resilience/scripted_call.h"
#include "tests/support/test_program.h"

using namespace fusebox::testing::calls;

class PipelineReportTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void delayCutShortIsToldAsFarAsItWasWaited();
    void waitCutShortIsInTheTrace();
    void unwantedValueIsAmongTheErrors();
    void failureOfAllAlternativesHasNoOtherSource();
    void reportSaysHowTheCallLeftTheCircuit();
    void rejectedCallSaysWhyTheCircuitIsOpen();
    void circuitIsReportedAsTimeHasMovedIt();
    void pipelineWithoutACircuitReportsNone();
    void hookIsToldOfRetryRejectionAndFallback();
    void hookIsToldOfNothingElse();
    void hookMayThrowAndCancel();
};

void PipelineReportTest::delayCutShortIsToldAsFarAsItWasWaited()
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

void PipelineReportTest::waitCutShortIsInTheTrace()
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

void PipelineReportTest::unwantedValueIsAmongTheErrors()
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

void PipelineReportTest::failureOfAllAlternativesHasNoOtherSource()
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

void PipelineReportTest::reportSaysHowTheCallLeftTheCircuit()
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

void PipelineReportTest::rejectedCallSaysWhyTheCircuitIsOpen()
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
void PipelineReportTest::circuitIsReportedAsTimeHasMovedIt()
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

void PipelineReportTest::pipelineWithoutACircuitReportsNone()
{
    const auto pipeline = pipelineOf({});
    const TestHost host;
    Call call(*pipeline, {}, host);
    (void)call.start(kStart);
    (void)call.attemptFailed(kReset, kStart);
    QVERIFY(!call.report().circuit.has_value());
}

void PipelineReportTest::hookIsToldOfRetryRejectionAndFallback()
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

void PipelineReportTest::hookIsToldOfNothingElse()
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

void PipelineReportTest::hookMayThrowAndCancel()
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

FUSEBOX_PLAIN_TEST(PipelineReportTest)
#include "tst_pipeline_report.moc"
