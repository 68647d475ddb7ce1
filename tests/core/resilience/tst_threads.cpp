// SPDX-License-Identifier: GPL-3.0-or-later
#include <barrier>
#include <thread>

#include "core/resilience/registry.h"
#include "core/resilience/shared_bulkhead.h"
#include "core/resilience/shared_rate_limiter.h"
#include "tests/core/resilience/steady_manual_clock.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

namespace {

constexpr int kThreads = 32;

/// Runs `work(i)` on as many threads, let go at one moment.
template <class Work>
void together(Work work)
{
    std::barrier gate(kThreads);
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&, i] {
            gate.arrive_and_wait();
            work(i);
        });
    }
}

} // namespace

/// What is shared between threads, to be run under TSan as well.
class ThreadsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exactlyOneTrialIsAdmitted();
    void parallelFailuresMakeOneOpenEvent();
    void transitionsAreHeardInOrderOneAtATime();
    void registryMakesACircuitOnce();
    void registryIsReadWhileItGrows();
    void bulkheadNeverExceedsItsLimit();
    void rateLimiterGrantsItsTokensOnce();
    void listenersComeAndGoWhileBeingTold();
};

void ThreadsTest::exactlyOneTrialIsAdmitted()
{
    SteadyManualClock clock;
    for (int round = 0; round < 20; ++round) {
        Circuit circuit("c", {.failureThreshold = 1, .recoveryTimeout = 5s}, clock);
        circuit.record(*circuit.acquire(), Outcome::Failure);
        clock.advance(5s);
        std::atomic<int> admitted = 0;
        together([&](int) { admitted += circuit.acquire().has_value(); });
        QCOMPARE(admitted.load(), 1);
        QCOMPARE(circuit.statistics().rejected, std::uint64_t(kThreads - 1));
    }
}

void ThreadsTest::parallelFailuresMakeOneOpenEvent()
{
    SteadyManualClock clock;
    for (int round = 0; round < 20; ++round) {
        Circuit circuit("c", {.failureThreshold = 5}, clock);
        std::atomic<int> opened = 0;
        circuit.subscribe(
            [&](const TransitionRecord &record) { opened += record.to == EffectiveState::Open; });
        std::vector<Permit> permits;
        for (int i = 0; i < kThreads; ++i)
            permits.push_back(*circuit.acquire());
        together([&](int i) {
            circuit.record(permits[std::size_t(i)], Outcome::Failure, ErrorClass::Reset, 1ms);
        });
        QCOMPARE(opened.load(), 1);
        QCOMPARE(circuit.statistics().opened, std::uint64_t(1));
        QCOMPARE(circuit.statistics()[Outcome::Failure], std::uint64_t(5)); // the others came too late
    }
}

void ThreadsTest::transitionsAreHeardInOrderOneAtATime()
{
    SteadyManualClock clock;
    Circuit circuit("c", {}, clock);
    std::vector<TransitionRecord> told; // without a lock of its own: that is the point
    circuit.subscribe([&](const TransitionRecord &record) { told.push_back(record); });
    together([&](int i) {
        for (int n = 0; n < 50; ++n)
            i % 2 == 0 ? circuit.forceOpen() : circuit.reset();
    });
    circuit.reset();
    for (std::size_t i = 1; i < told.size(); ++i) {
        QCOMPARE(told[i].from, told[i - 1].to);
        QVERIFY(told[i].generation > told[i - 1].generation);
    }
    QCOMPARE(told.back().to, EffectiveState::Closed);
}

void ThreadsTest::registryMakesACircuitOnce()
{
    SteadyManualClock clock;
    Registry registry(clock);
    std::array<std::shared_ptr<Circuit>, kThreads> got;
    together([&](int i) { got[std::size_t(i)] = registry.get("same"); });
    for (const auto &circuit : got)
        QCOMPARE(circuit, got[0]);
    QCOMPARE(registry.size(), std::size_t(1));
}

void ThreadsTest::registryIsReadWhileItGrows()
{
    SteadyManualClock clock;
    Registry registry(clock);
    constexpr int kEach = 100;
    std::atomic<int> lost = 0;
    together([&](int i) {
        for (int n = 0; n < kEach; ++n) {
            const std::string name = std::to_string(i) + "/" + std::to_string(n);
            const auto circuit = registry.get(name);
            circuit->record(*circuit->acquire(), Outcome::Success);
            lost += registry.find(name) != circuit.get();
            (void)registry.find(std::to_string(kThreads - i) + "/" + std::to_string(n));
        }
        if (i % 8 == 0)
            (void)registry.snapshot();
    });
    QCOMPARE(lost.load(), 0);
    QCOMPARE(registry.size(), std::size_t(kThreads * kEach));
}

void ThreadsTest::bulkheadNeverExceedsItsLimit()
{
    SharedBulkhead bulkhead({.maxConcurrent = 3, .maxQueue = 0});
    std::atomic<int> inside = 0;
    std::atomic<int> tooMany = 0;
    together([&](int) {
        for (int n = 0; n < 200; ++n) {
            if (!std::holds_alternative<Bulkhead::Entered>(bulkhead.enter(false, {})))
                continue;
            tooMany += ++inside > 3;
            --inside;
            bulkhead.leave();
        }
    });
    QCOMPARE(tooMany.load(), 0);
    QCOMPARE(bulkhead.running(), 0);
}

void ThreadsTest::rateLimiterGrantsItsTokensOnce()
{
    SharedRateLimiter limiter({.capacity = 100, .refill = 1, .per = 24h}, kStart);
    std::atomic<int> granted = 0;
    together([&](int) {
        for (int n = 0; n < 10; ++n)
            granted += std::holds_alternative<RateLimiter::Granted>(limiter.acquire(kStart, {}));
    });
    QCOMPARE(granted.load(), 100);
}

void ThreadsTest::listenersComeAndGoWhileBeingTold()
{
    SteadyManualClock clock;
    Circuit circuit("c", {}, clock);
    std::atomic<int> told = 0;
    circuit.subscribe([&](const TransitionRecord &) { ++told; });
    together([&](int i) {
        for (int n = 0; n < 20; ++n) {
            const auto id = circuit.subscribe([&](const TransitionRecord &) { ++told; });
            i % 2 == 0 ? circuit.forceOpen() : circuit.reset();
            circuit.unsubscribe(id);
        }
    });
    QVERIFY(told > 0);
}

FUSEBOX_PLAIN_TEST(ThreadsTest)
#include "tst_threads.moc"
