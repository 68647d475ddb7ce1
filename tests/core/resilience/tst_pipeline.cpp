// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/pipeline.h"
#include "tests/core/resilience/steady_manual_clock.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

namespace {

std::vector<Layer> allLayers(const Clock &clock)
{
    return {AttemptTimeoutLayer{1s},
            RetryLayer{},
            CircuitLayer{std::make_shared<Circuit>("c", CircuitSettings{}, clock)},
            BulkheadLayer{std::make_shared<SharedBulkhead>(BulkheadSettings{})},
            RateLimitLayer{std::make_shared<SharedRateLimiter>(RateLimiterSettings{}, clock.now())},
            TotalTimeoutLayer{10s},
            FallbackLayer{}};
}

std::shared_ptr<SharedRandom> seeded()
{
    return std::make_shared<SharedRandom>(1U);
}

std::vector<Policy> order(const Pipeline &pipeline)
{
    std::vector<Policy> policies;
    for (const Layer &layer : pipeline.layers())
        policies.push_back(policyOf(layer));
    return policies;
}

} // namespace

class PipelineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaultOrderIsTheStatedOne();
    void circuitInsideTheRetryIsAvailable();
    void attemptTimeoutOfTheRetryBecomesALayer();
    void faultsAreFoundWhenBuilt_data();
    void faultsAreFoundWhenBuilt();
    void retryWithoutARandomSourceIsAFault();
};

Q_DECLARE_METATYPE(std::vector<fusebox::resilience::Layer>)

void PipelineTest::defaultOrderIsTheStatedOne()
{
    SteadyManualClock clock;
    const auto pipeline = Pipeline::make(inDefaultOrder(allLayers(clock)), seeded());
    QVERIFY(pipeline.has_value());
    QCOMPARE(order(*pipeline),
             (std::vector{Policy::Fallback, Policy::TotalTimeout, Policy::RateLimit, Policy::Bulkhead,
                          Policy::Circuit, Policy::Retry, Policy::AttemptTimeout}));
}

void PipelineTest::circuitInsideTheRetryIsAvailable()
{
    SteadyManualClock clock;
    const auto circuit = std::make_shared<Circuit>("c", CircuitSettings{}, clock);
    const auto pipeline =
        Pipeline::make({RetryLayer{}, CircuitLayer{circuit}, AttemptTimeoutLayer{1s}}, seeded());
    QVERIFY(pipeline.has_value());
    QCOMPARE(order(*pipeline), (std::vector{Policy::Retry, Policy::Circuit, Policy::AttemptTimeout}));
    QCOMPARE(pipeline->find<CircuitLayer>()->circuit, circuit);
    QVERIFY(!pipeline->find<FallbackLayer>());
}

void PipelineTest::attemptTimeoutOfTheRetryBecomesALayer()
{
    const auto pipeline = Pipeline::make({RetryLayer{.settings = {.attemptTimeout = 2s}}}, seeded());
    QVERIFY(pipeline.has_value());
    QCOMPARE(pipeline->find<AttemptTimeoutLayer>()->limit, Nanoseconds(2s));
}

void PipelineTest::faultsAreFoundWhenBuilt_data()
{
    QTest::addColumn<std::vector<Layer>>("layers");
    QTest::addColumn<int>("fault");
    QTest::addColumn<int>("policy");
    const auto row = [](const char *name, std::vector<Layer> layers, PipelineFault fault, Policy policy) {
        QTest::newRow(name) << std::move(layers) << static_cast<int>(fault) << static_cast<int>(policy);
    };
    static const SteadyManualClock clock;
    const CircuitLayer circuit{std::make_shared<Circuit>("c", CircuitSettings{}, clock)};
    row("twice", {RetryLayer{}, RetryLayer{}}, PipelineFault::Twice, Policy::Retry);
    static const auto limiter = std::make_shared<SharedRateLimiter>(RateLimiterSettings{}, TimePoint{});
    static const auto bulkhead = std::make_shared<SharedBulkhead>(BulkheadSettings{});
    row("one limiter twice", {RateLimitLayer{limiter}, RateLimitLayer{limiter}}, PipelineFault::Twice,
        Policy::RateLimit);
    row("one bulkhead twice", {BulkheadLayer{bulkhead}, BulkheadLayer{bulkhead}}, PipelineFault::Twice,
        Policy::Bulkhead);
    row("attempt timeout in the retry and beside it",
        {RetryLayer{.settings = {.attemptTimeout = 2s}}, AttemptTimeoutLayer{2s}}, PipelineFault::Twice,
        Policy::AttemptTimeout);
    row("no circuit", {CircuitLayer{}}, PipelineFault::NoMachine, Policy::Circuit);
    row("no limiter", {RateLimitLayer{}}, PipelineFault::NoMachine, Policy::RateLimit);
    row("no bulkhead", {BulkheadLayer{}}, PipelineFault::NoMachine, Policy::Bulkhead);
    row("zero timeout", {TotalTimeoutLayer{0s}}, PipelineFault::BadDuration, Policy::TotalTimeout);
    row("negative timeout", {AttemptTimeoutLayer{-1s}}, PipelineFault::BadDuration, Policy::AttemptTimeout);
    row("zero retry time", {RetryLayer{.settings = {.totalTime = 0s}}}, PipelineFault::BadDuration,
        Policy::Retry);
    row("no attempt", {RetryLayer{.settings = {.maxAttempts = 0}}}, PipelineFault::BadAttempts,
        Policy::Retry);
    row("fallback in retry", {RetryLayer{}, FallbackLayer{}}, PipelineFault::InsideRetry, Policy::Fallback);
    row("total in retry", {RetryLayer{}, TotalTimeoutLayer{1s}}, PipelineFault::InsideRetry,
        Policy::TotalTimeout);
    row("attempt around retry", {AttemptTimeoutLayer{1s}, RetryLayer{}}, PipelineFault::OutsideRetry,
        Policy::AttemptTimeout);
    row("fallback in circuit", {circuit, FallbackLayer{}}, PipelineFault::InsideCircuit, Policy::Fallback);
    row("attempt as long as all", {TotalTimeoutLayer{1s}, AttemptTimeoutLayer{1s}},
        PipelineFault::NotShorterThanTheTotal, Policy::AttemptTimeout);
}

void PipelineTest::faultsAreFoundWhenBuilt()
{
    QFETCH(const std::vector<Layer>, layers);
    QFETCH(const int, fault);
    QFETCH(const int, policy);
    const auto pipeline = Pipeline::make(layers, seeded());
    QVERIFY(!pipeline.has_value());
    QCOMPARE(static_cast<int>(pipeline.error().fault), fault);
    QCOMPARE(static_cast<int>(pipeline.error().policy), policy);
}

void PipelineTest::retryWithoutARandomSourceIsAFault()
{
    const auto pipeline = Pipeline::make({RetryLayer{}}, nullptr);
    QVERIFY(!pipeline.has_value());
    QVERIFY(pipeline.error() == (PipelineError{PipelineFault::NoMachine, Policy::Retry}));
    QVERIFY(Pipeline::make({FallbackLayer{}}, nullptr).has_value());
}

FUSEBOX_PLAIN_TEST(PipelineTest)
#include "tst_pipeline.moc"
