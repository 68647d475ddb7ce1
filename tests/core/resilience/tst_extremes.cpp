// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <functional>
#include <limits>
#include <new>

#include "core/resilience/async/timed_transitions.h"
#include "core/resilience/bulkhead.h"
#include "core/resilience/circuit.h"
#include "core/resilience/idempotency_store.h"
#include "core/resilience/last_good.h"
#include "core/resilience/latency_histogram.h"
#include "core/resilience/pipeline_call.h"
#include "core/resilience/rate_limiter.h"
#include "core/resilience/retry.h"
#include "core/resilience/retry_budget.h"
#include "core/resilience/timeout.h"
#include "tests/core/resilience/async/manual_environment.h"
#include "tests/core/resilience/circuit_driver.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

/// Whatever settings a file may hold and whenever it is: no machine takes long for a call (what reckons a
/// step after the other would not end within this test's time), and none runs over the ends of time.
class ExtremesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void circuitIsReadAtOnceHoweverLongNobodyAsked_data();
    void circuitIsReadAtOnceHoweverLongNobodyAsked();
    void passingRoundsOverIsReckoningThemOneByOne_data();
    void passingRoundsOverIsReckoningThemOneByOne();
    void whatIsOpenForEverIsOpenAtTheEndOfTime();
    void savedCircuitMayTellOfAnyNumberOfCalls_data();
    void savedCircuitMayTellOfAnyNumberOfCalls();
    void machineStandsExtremes_data();
    void machineStandsExtremes();
    void rateLimiterGoesByNothingThatItWasMadeOver();
};

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();
constexpr int kMostInt = std::numeric_limits<int>::max();
constexpr int kLeastInt = std::numeric_limits<int>::min();

constexpr std::array kDurations = {Nanoseconds::min(), Nanoseconds(-1), Nanoseconds(0),    Nanoseconds(1),
                                   Nanoseconds(1s),    Nanoseconds(1h), Nanoseconds::max()};
constexpr std::array kLengths = {Nanoseconds(1), Nanoseconds(1s), Nanoseconds::max()};
constexpr std::array kTimes = {
    TimePoint::min(), TimePoint(-1ns),   TimePoint(0ns),           kStart,
    kStart + kTick,   kStart + 876'000h, TimePoint::max() - kTick, TimePoint::max()};
constexpr std::array kNumbers = {-kInfinity, -1.0, 0.0,   1e-300,    0.5,      1.0,
                                 1.0000001,  2.0,  1e300, kInfinity, kNoNumber};
constexpr std::array kCounts = {kLeastInt, -1, 0, 1, 1000, kMostInt};

CircuitSettings circuitOf(Nanoseconds recovery, Nanoseconds trial, double multiplier, Nanoseconds most)
{
    return {.failureThreshold = 1,
            .recoveryTimeout = recovery,
            .openTimeMultiplier = multiplier,
            .maxOpenTime = most,
            .trialTimeout = trial};
}

void circuitWindows()
{
    for (const Nanoseconds length : kDurations) {
        for (const int calls : {0, 1, 1'000'000, kMostInt}) {
            CircuitBreaker circuit({.failureThreshold = kMostInt,
                                    .failureRate = kNoNumber,
                                    .minimumCalls = kMostInt,
                                    .rateCalls = calls,
                                    .failureWindow = length,
                                    .recoveryTimeout = length,
                                    .trialTimeout = length},
                                   TimePoint::min());
            for (const TimePoint now : kTimes) {
                call(circuit, Outcome::Failure, now);
                QVERIFY(circuit.view(now).failuresInWindow >= 1);
                QVERIFY(circuit.view(now).window.total() >= 1);
                (void)circuit.save(now);
                (void)readRules(circuit.view(now));
            }
            if (length == 1s)
                QCOMPARE(circuit.view(TimePoint::max()).failuresInWindow, 2);
        }
    }
}

void windows()
{
    for (const Nanoseconds length : kLengths) {
        TimeWindow window(length);
        FailureWindow failures(3, length);
        for (const TimePoint now : kTimes) {
            window.add(Outcome::Failure, now);
            failures.add(now);
            QVERIFY(window.counts(now).failures() >= 1);
            QVERIFY(failures.count(now) >= 1);
        }
        if (length == 1s) { // what was 292 years ago is out
            QCOMPARE(window.counts(TimePoint::max()).total(), 2U);
            QCOMPARE(failures.count(TimePoint::max()), std::size_t(2));
        }
    }
}

void forcedCircuits()
{
    for (const Nanoseconds duration : kDurations) {
        CircuitBreaker circuit({}, TimePoint::min());
        for (const TimePoint now : kTimes) {
            circuit.forceOpen(now, duration);
            const auto permit = circuit.acquire(now);
            QVERIFY(permit || !permit.error().retryIn || *permit.error().retryIn >= 0ns);
        }
    }
}

void tripRules()
{
    constexpr auto most = std::numeric_limits<std::uint32_t>::max();
    for (const double rate : {1e-300, 0.3, 1 - 1e-9, 1 - 1e-12, std::nextafter(1.0, 0.0), 1.0}) {
        for (const std::uint32_t part : {0U, 1U, most / 2, most - 1}) {
            const auto settings = sanitized({.failureRate = rate, .slowRate = rate, .rateCalls = 0});
            const Evidence evidence{.calls = {{most - 1 - part, part, 0, 0}}};
            for (const RuleReading &reading : readRules(settings, evidence))
                QVERIFY(!reading.callsLeft || *reading.callsLeft >= 0);
        }
    }
}

void rateLimiter()
{
    for (const int many : kCounts) {
        for (const Nanoseconds per : kDurations) {
            const RateLimiterSettings settings{.capacity = many, .refill = many, .per = per, .maxQueue = 2};
            RateLimiter limiter(settings, TimePoint::min());
            for (const TimePoint now : kTimes) {
                QVERIFY(limiter.available(now) >= 0);
                QVERIFY(limiter.available(now) <= std::max(many, 1));
                const auto answer = limiter.acquire(now);
                if (const auto *waiting = std::get_if<RateLimiter::Waiting>(&answer))
                    QVERIFY(waiting->wait > 0ns);
                (void)limiter.claim(1, now);
                limiter.setSettings(settings, now);
            }
        }
    }
}

void bulkhead()
{
    for (const int many : kCounts) {
        Bulkhead bulkhead({.maxConcurrent = many, .maxQueue = many});
        for (int i = 0; i < 5; ++i)
            (void)bulkhead.enter(i % 2 == 0);
        for (int i = 0; i < 10; ++i)
            (void)bulkhead.leave();
        QCOMPARE(bulkhead.running(), 0);
        (void)bulkhead.setSettings({.maxConcurrent = kMostInt, .maxQueue = kLeastInt});
    }
}

/// Calls `visit` with each backoff that can be made of extremes.
void forEachBackoff(const std::function<void(const Backoff &)> &visit)
{
    for (const Nanoseconds initial : kDurations) {
        for (const Nanoseconds longest : kDurations) {
            for (const double number : kNumbers) {
                for (const auto growth : {Growth::Constant, Growth::Linear, Growth::Exponential}) {
                    for (const auto jitter :
                         {Jitter::Full, Jitter::Equal, Jitter::Proportional, Jitter::Decorrelated})
                        visit({initial, number, longest, growth, jitter, number});
                }
            }
        }
    }
}

void backoff()
{
    forEachBackoff([](const Backoff &backoff) {
        const auto cap = std::max(backoff.maxDelay, Nanoseconds(0));
        for (const int retry : kCounts) {
            for (const Nanoseconds previous : kDurations) {
                const DelayRange range = delayRange(backoff, retry, previous);
                if (range.least < 0ns || range.least > range.most || range.most > cap)
                    QFAIL("a range of delays out of its bounds");
            }
        }
    });
}

void retry()
{
    Random random(1);
    forEachBackoff([&](const Backoff &backoff) {
        for (const TimePoint now : {TimePoint::min(), TimePoint::max()}) {
            Retry retry({.maxAttempts = kMostInt, .backoff = backoff, .totalTime = Nanoseconds::max()}, true,
                        now);
            for (const Nanoseconds wished : kDurations) {
                const Failure failure{.errorClass = ErrorClass::Reset, .retryAfter = wished};
                const auto decision = retry.afterFailure(failure, TimePoint::max(), random);
                if (const auto *again = std::get_if<Retry::TryAgain>(&decision))
                    QVERIFY(again->delay >= 0ns && again->delay <= std::max(backoff.maxDelay, 0ns));
            }
            QVERIFY(retry.totalDelay() >= 0ns);
        }
    });
}

void retryBudget()
{
    for (const double share : kNumbers) {
        for (const int floor : kCounts) {
            for (const Nanoseconds window : kDurations) {
                RetryBudget budget({share, floor, window});
                for (const TimePoint now : kTimes) {
                    budget.call(now);
                    (void)budget.tryRetry(now);
                    QVERIFY(budget.available(now) >= 0);
                }
            }
        }
    }
}

void timeouts()
{
    for (const Nanoseconds limit : kDurations) {
        Timeout timeout;
        for (const TimePoint now : kTimes) {
            timeout.begin(TimeoutScope::Total, limit, now);
            QCOMPARE(timeout.expired(now).has_value(), timeout.next()->at <= now);
        }
    }
}

void histogram()
{
    LatencyHistogram latencies;
    for (int i = 0; i < 70'000; ++i)
        latencies.add(kDurations[static_cast<std::size_t>(i) % kDurations.size()]);
    for (const double share : kNumbers)
        QVERIFY(latencies.percentile(share).value() >= 0ns);
}

void stores()
{
    for (const Nanoseconds length : kDurations) {
        LastGood<int> values({.maxAge = length});
        IdempotencyStore<int> calls({.keepFor = length, .maxRun = length});
        for (const TimePoint now : kTimes) {
            (void)values.get("a", now);
            values.store("a", 1, now);
            QCOMPARE(values.has("a", now), length > 0ns);
            const auto begun = calls.begin("b", now);
            if (const auto *run = std::get_if<IdempotencyStore<int>::Execute>(&begun))
                calls.complete("b", run->execution, 1, now);
        }
        if (length == 1s)
            QVERIFY(!values.get("a", TimePoint::max())->age.count());
    }
}

/// A circuit that turns each nanosecond: a timer that is late by a century finds it where it is, in one turn.
void timedTransitions()
{
    for (const Nanoseconds length : kLengths) {
        for (const double multiplier : {1.0, 1.0000001, 1e300}) {
            ManualEnvironment env;
            const auto circuit = std::make_shared<Circuit>(
                "c", circuitOf(length, length, multiplier, Nanoseconds::max()), env.clock());
            int told = 0;
            circuit->subscribe([&](const TransitionRecord &) { ++told; });
            const TimedTransitions timed(circuit, env.environment());
            circuit->record(*circuit->acquire(), Outcome::Failure);
            env.clock().advance(876'000h);
            circuit->advance();
            QVERIFY(told <= 8);
            QVERIFY(env.running() <= 1);
        }
    }
}

class NoFallbacks final : public PipelineCall::Host
{
public:
    [[nodiscard]] FallbackOptions fallbacks(TimePoint) const override { return {}; }
    [[nodiscard]] Waker waker() const override { return {}; }
};

void pipeline()
{
    SteadyManualClock clock;
    const auto random = std::make_shared<SharedRandom>(1U);
    const NoFallbacks host;
    for (const Nanoseconds length : {Nanoseconds(1), Nanoseconds::max()}) {
        const auto circuit = std::make_shared<Circuit>("c", circuitOf(length, length, 1, length), clock);
        const auto pipeline = Pipeline::make(
            {TotalTimeoutLayer{length}, CircuitLayer{circuit},
             RetryLayer{{.maxAttempts = kMostInt, .backoff = {length, 2, length}, .totalTime = length}}},
            random);
        QVERIFY(pipeline);
        PipelineCall call(*pipeline, {}, host);
        (void)call.start(TimePoint::min());
        (void)call.attemptFailed({.errorClass = ErrorClass::Reset, .retryAfter = Nanoseconds::max()}, kStart);
        (void)call.resume(TimePoint::max());
        (void)call.cancel(TimePoint::max());
        QVERIFY(call.report().totalDelay >= 0ns);
    }
}

} // namespace

void ExtremesTest::circuitIsReadAtOnceHoweverLongNobodyAsked_data()
{
    QTest::addColumn<Nanoseconds>("recovery");
    QTest::addColumn<Nanoseconds>("trial");
    QTest::addColumn<double>("multiplier");
    QTest::addColumn<Nanoseconds>("most");
    const auto row = [](const char *name, Nanoseconds recovery, Nanoseconds trial, double multiplier,
                        Nanoseconds most) { QTest::newRow(name) << recovery << trial << multiplier << most; };
    row("the shortest rounds", 1ns, 1ns, 1, 1ns);
    row("that hardly grow", 1ns, 1ns, 1.0000001, 10min);
    row("that hardly grow, without end", 1ns, 1ns, 1.0000001, Nanoseconds::max());
    row("that grow by the least there is", 1ns, 1ns, std::nextafter(1.0, 2.0), Nanoseconds::max());
    row("that grow by the least step", 1ns, 1ns, 1.015625, Nanoseconds::max());
    row("that grow by nearly a step", 1ns, 1ns, std::nextafter(1.015625, 1.0), Nanoseconds::max());
    row("that grow at once", 1ns, 1ns, 1e300, Nanoseconds::max());
    row("infinite growth", 1ns, 1ns, kInfinity, Nanoseconds::max());
    row("no number", 1ns, 1ns, kNoNumber, 10min);
    row("hardly any trial", 10min, 1ns, 1.0000001, 24h);
    row("hardly open", 1ns, 10min, 1.0000001, 24h);
    row("the longest", Nanoseconds::max(), Nanoseconds::max(), 2, Nanoseconds::max());
    row("the longest trial", 1ns, Nanoseconds::max(), 1.0000001, Nanoseconds::max());
    row("the least of all", Nanoseconds::min(), Nanoseconds::min(), -kInfinity, Nanoseconds::min());
}

void ExtremesTest::circuitIsReadAtOnceHoweverLongNobodyAsked()
{
    QFETCH(const Nanoseconds, recovery);
    QFETCH(const Nanoseconds, trial);
    QFETCH(const double, multiplier);
    QFETCH(const Nanoseconds, most);
    for (const TimePoint opened : {TimePoint::min(), TimePoint(0ns), kStart}) {
        auto circuit = tripped(opened, circuitOf(recovery, trial, multiplier, most));
        int told = 0;
        circuit.setListener([&](const TransitionRecord &) { ++told; });
        for (const TimePoint now : {opened + 1h, opened + 876'000h, TimePoint::max()}) {
            const CircuitView read = circuit.view(now);
            QVERIFY(read.since <= now);
            QVERIFY(read.state != CircuitState::Closed);
            QVERIFY(!read.nextTrialAt || *read.nextTrialAt > now || now == TimePoint::max());
            circuit.advance(now);
            QCOMPARE(circuit.view(now).since, read.since);
            QCOMPARE(circuit.view(now).generation, read.generation);
        }
        QVERIFY(told <= 24);
    }
}

void ExtremesTest::passingRoundsOverIsReckoningThemOneByOne_data()
{
    QTest::addColumn<double>("multiplier");
    for (const double multiplier : {1.0, 1.0000001, 1.0005, 1.003, 1.015625, 1.1, 2.0})
        QTest::addRow("%.7f", multiplier) << multiplier;
}

void ExtremesTest::passingRoundsOverIsReckoningThemOneByOne()
{
    QFETCH(const double, multiplier);
    const auto settings = circuitOf(64ns, 5ns, multiplier, 161ns);
    auto stepped = tripped(kStart, settings);
    const auto read = tripped(kStart, settings);
    for (TimePoint now = kStart; now < kStart + 300us; now += 13ns) {
        stepped.advance(now);
        if (now.time_since_epoch().count() % 31 != 0)
            continue;
        QCOMPARE(read.view(now).since, stepped.view(now).since);
        QCOMPARE(read.view(now).generation, stepped.view(now).generation);
        QCOMPARE(read.view(now).nextTrialAt, stepped.view(now).nextTrialAt);
    }
    if (multiplier > 1.0001)
        QVERIFY(read.save(kStart + 300us).reopenings < stepped.settings().maxOpenTime.count() * 300);
}

void ExtremesTest::whatIsOpenForEverIsOpenAtTheEndOfTime()
{
    auto circuit = tripped(kStart, circuitOf(Nanoseconds::max(), 1ns, 1, Nanoseconds::max()));
    circuit.advance(TimePoint::max());
    QCOMPARE(stateOf(circuit, TimePoint::max()), EffectiveState::Open);
    QCOMPARE(circuit.acquire(TimePoint::max()).error().retryIn.value(), Nanoseconds(0));
}

void ExtremesTest::savedCircuitMayTellOfAnyNumberOfCalls_data()
{
    QTest::addColumn<int>("rateCalls");
    QTest::addColumn<int>("threshold");
    QTest::newRow("a window of time") << 0 << 5;
    QTest::newRow("a window of time, every failure") << 0 << 1'000'000;
    QTest::newRow("the last call") << 1 << 5;
    QTest::newRow("as many as there may be") << 1'000'000 << 5;
}

void ExtremesTest::savedCircuitMayTellOfAnyNumberOfCalls()
{
    QFETCH(const int, rateCalls);
    QFETCH(const int, threshold);
    constexpr auto most = std::numeric_limits<std::uint32_t>::max();
    SavedCircuit saved{.savedAt = kStart, .rateCalls = rateCalls};
    saved.calls.assign(100'000, PastCalls{kStart, {{most, most, most, most}}});
    const CircuitSettings settings{.failureThreshold = 1, .failureWindow = 1h};
    CircuitSettings others = settings;
    others.rateCalls = rateCalls;
    CircuitBreaker circuit(others, saved, 0s, kStart);
    others.failureThreshold = threshold;
    circuit.setSettings(others, kStart);
    QVERIFY(circuit.view(kStart).failuresInWindow <= threshold);
    if (rateCalls > 0)
        QCOMPARE(circuit.view(kStart).window.total(), std::uint32_t(rateCalls));
}

void ExtremesTest::machineStandsExtremes_data()
{
    QTest::addColumn<std::function<void()>>("machine");
    const auto row = [](const char *name, void (*machine)()) {
        QTest::newRow(name) << std::function(machine);
    };
    row("circuit: windows", circuitWindows);
    row("circuit: forced open", forcedCircuits);
    row("trip rules", tripRules);
    row("windows", windows);
    row("rate limiter", rateLimiter);
    row("bulkhead", bulkhead);
    row("backoff", backoff);
    row("retry", retry);
    row("retry budget", retryBudget);
    row("timeout", timeouts);
    row("histogram", histogram);
    row("last good, idempotency store", stores);
    row("timed transitions", timedTransitions);
    row("pipeline", pipeline);
}

void ExtremesTest::machineStandsExtremes()
{
    QFETCH(const std::function<void()>, machine);
    machine();
}

/// It did, to the number of calls that wait: what lay there before is of no consequence.
void ExtremesTest::rateLimiterGoesByNothingThatItWasMadeOver()
{
    const RateLimiterSettings settings{.capacity = 3, .refill = kMostInt, .per = Nanoseconds::max()};
    for (const int rubbish : {0x00, 0x5A, 0xA5, 0xFF}) {
        alignas(RateLimiter) std::array<unsigned char, sizeof(RateLimiter)> place{};
        place.fill(static_cast<unsigned char>(rubbish));
        auto *limiter = new (place.data()) RateLimiter(settings, kStart);
        QCOMPARE(limiter->available(kStart), 3);
        QCOMPARE(limiter->available(kStart + 876'000h), 3); // where the credit of rubbish runs over
        limiter->~RateLimiter();
    }
}

FUSEBOX_PLAIN_TEST(ExtremesTest)
#include "tst_extremes.moc"
