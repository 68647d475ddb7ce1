// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>
#include <vector>

#include "core/resilience/circuit.h"
#include "core/resilience/fallback.h"
#include "core/resilience/retry.h"
#include "tests/core/resilience/steady_manual_clock.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

namespace {

constexpr ErrorClassSet kConstant = kNetworkErrors.with({ErrorClass::Tls}).without({ErrorClass::Dns});
static_assert(kConstant.contains(ErrorClass::Tls) && !kConstant.contains(ErrorClass::Dns));

Failure answered(int status)
{
    return {.errorClass = ErrorClass::HttpStatus, .status = status};
}

std::vector<StatusSpan> spansOf(const ErrorClassSet &set)
{
    return {set.statusSpans().begin(), set.statusSpans().end()};
}

} // namespace

class ErrorClassSetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statusesAreContainedFromTheFirstToTheLast();
    void statusesAreNotTheWholeClass();
    void statusCountsOnlyOfAnAnswer();
    void spansThatTouchAreOne();
    void spansOutsideAreCutAndBackwardsAreNone();
    void whatIsTakenAwayIsGone();
    void copiesAreValues();
    void setsOfTheSameStatusesAreEqual();
    void copiesMayBeMadeInManyThreads();
    void networkIsWhatComesOfTheWay();
    void retryGoesByStatus();
    void fallbackGoesByStatus();
    void circuitTracksByStatus();
};

void ErrorClassSetTest::statusesAreContainedFromTheFirstToTheLast()
{
    const auto set = ErrorClassSet::statuses(500, 503);
    QVERIFY(!set.contains(answered(499)));
    QVERIFY(set.contains(answered(500)));
    QVERIFY(set.contains(answered(503)));
    QVERIFY(!set.contains(answered(504)));
}

void ErrorClassSetTest::statusesAreNotTheWholeClass()
{
    const auto set = ErrorClassSet::statuses(500, 599);
    QVERIFY(!set.contains(ErrorClass::HttpStatus));
    QVERIFY(set.containsSomeOf(ErrorClass::HttpStatus));
    QVERIFY(!set.containsSomeOf(ErrorClass::Tls));
    QVERIFY(!ErrorClassSet{}.containsSomeOf(ErrorClass::HttpStatus));
    QVERIFY(set.with({ErrorClass::HttpStatus}).contains(answered(404)));
}

void ErrorClassSetTest::statusCountsOnlyOfAnAnswer()
{
    QVERIFY(
        !ErrorClassSet::statuses(100, 999).contains({.errorClass = ErrorClass::Assertion, .status = 503}));
}

void ErrorClassSetTest::spansThatTouchAreOne()
{
    const auto set = ErrorClassSet::statuses(503, 503)
                         .with(ErrorClassSet::statuses(500, 502))
                         .with(ErrorClassSet::statuses(502, 502))
                         .with(ErrorClassSet::statuses(429, 429));
    QVERIFY(spansOf(set) == (std::vector<StatusSpan>{{429, 429}, {500, 503}}));
}

void ErrorClassSetTest::spansOutsideAreCutAndBackwardsAreNone()
{
    QVERIFY(spansOf(ErrorClassSet::statuses(-5, 100'000)) == (std::vector<StatusSpan>{{100, 999}}));
    QVERIFY(ErrorClassSet::statuses(599, 500) == ErrorClassSet{});
    QVERIFY(ErrorClassSet::statuses(1, 99) == ErrorClassSet{});
    QVERIFY(!ErrorClassSet::statuses(100, 999).contains(answered(0)));
}

void ErrorClassSetTest::whatIsTakenAwayIsGone()
{
    const auto set = kNetworkErrors.with(ErrorClassSet::statuses(500, 599));
    QVERIFY(spansOf(set.without(ErrorClassSet::statuses(501, 598))) ==
            (std::vector<StatusSpan>{{500, 500}, {599, 599}}));
    QVERIFY(set.without(ErrorClassSet::statuses(100, 999)) == kNetworkErrors);
    QVERIFY(set.without(kNetworkErrors) == ErrorClassSet::statuses(500, 599));
}

void ErrorClassSetTest::copiesAreValues()
{
    auto set = ErrorClassSet::statuses(500, 500);
    const auto copy = set;
    set = set.with(ErrorClassSet::statuses(503, 503));
    QVERIFY(!copy.contains(answered(503)));
    auto moved = std::move(set);
    QVERIFY(moved.contains(answered(503)));
    moved = ErrorClassSet(moved);
    QVERIFY(moved.contains(answered(503)));
}

void ErrorClassSetTest::setsOfTheSameStatusesAreEqual()
{
    QVERIFY(ErrorClassSet::statuses(500, 503) ==
            ErrorClassSet::statuses(500, 501).with(ErrorClassSet::statuses(502, 503)));
    QVERIFY(ErrorClassSet::statuses(500, 503) != ErrorClassSet::statuses(500, 504));
    QVERIFY(ErrorClassSet::statuses(500, 503) != ErrorClassSet{});
}

void ErrorClassSetTest::copiesMayBeMadeInManyThreads()
{
    const auto set = ErrorClassSet::statuses(500, 503);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([set] {
            for (int i = 0; i < 10'000; ++i)
                (void)ErrorClassSet(set).contains(answered(503));
        });
    for (std::thread &thread : threads)
        thread.join();
    QVERIFY(set.contains(answered(503)));
}

void ErrorClassSetTest::networkIsWhatComesOfTheWay()
{
    using enum ErrorClass;
    QVERIFY((kNetworkErrors == ErrorClassSet{Dns, Refused, Unreachable, Reset, Timeout}));
}

void ErrorClassSetTest::retryGoesByStatus()
{
    const auto retryOn = ErrorClassSet::statuses(503, 503).with(ErrorClassSet::statuses(400, 429));
    QVERIFY(isRetryable(answered(503), retryOn));
    QVERIFY(!isRetryable(answered(500), retryOn));
    QVERIFY(isRetryable(answered(429), retryOn));
    QVERIFY(!isRetryable(answered(404), retryOn)); // never, whatever the settings say
}

void ErrorClassSetTest::fallbackGoesByStatus()
{
    const FallbackSettings settings{.fallbackOn = ErrorClassSet::statuses(500, 599)};
    const auto decide = [&](int status) {
        return Fallback(settings).afterFailure(answered(status), {.fixed = true});
    };
    QVERIFY(std::holds_alternative<Fallback::UseStatic>(decide(503)));
    QVERIFY(std::holds_alternative<Fallback::GiveUp>(decide(404)));
}

void ErrorClassSetTest::circuitTracksByStatus()
{
    const SteadyManualClock clock;
    Circuit circuit("c", {.failureThreshold = 2, .trackErrors = ErrorClassSet::statuses(500, 599)}, clock);
    const auto record = [&](const Failure &failure) {
        circuit.recordResult(*circuit.acquire(), &failure, 1ms);
    };
    record(answered(404));
    record({.errorClass = ErrorClass::Reset});
    record(answered(500));
    QCOMPARE(circuit.brief().failures, 1);
    QCOMPARE(circuit.statistics()[Outcome::Ignored], std::uint64_t(2));
    record(answered(599));
    QCOMPARE(circuit.state(), CircuitState::Open);
}

FUSEBOX_PLAIN_TEST(ErrorClassSetTest)
#include "tst_error_class_set.moc"
