// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdexcept>

#include "core/resilience/circuit_breaker.h"
#include "tests/core/resilience/circuit_driver.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

namespace {

constexpr CircuitSettings kSettings = {.failureThreshold = 3,
                                       .failureWindow = 10s,
                                       .recoveryTimeout = 5s,
                                       .successThreshold = 2,
                                       .trialCalls = 2,
                                       .trialTimeout = 7s};

} // namespace

class CircuitBreakerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensAtFailureThresholdWithinWindow();
    void failureExactlyOneWindowOldDoesNotCount();
    void opensWhenRateEqualsThreshold();
    void rateIsUnknownBelowMinimumCalls();
    void opensAfterConsecutiveFailures();
    void slowCallEndsARowOfFailures();
    void ignoredCallCountsForNothing();
    void openLastsExactlyItsTime();
    void halfOpensByTimeSeenWithoutACall();
    void halfOpenAdmitsOnlyItsTrials();
    void everyEndingGivesATrialBack_data();
    void everyEndingGivesATrialBack();
    void closesAfterEnoughTrialSuccesses();
    void failedTrialReopensForTheWholeTime();
    void halfOpenWithoutVerdictReopens();
    void longIdlenessIsNotToldRoundByRound();
    void closingEmptiesTheWindow();
    void lateResultOfOldGenerationChangesNothing();
    void lateTrialOfAnEarlierHalfOpenGivesNoPermitBack();
    void forcedOpenRejectsUntilReset();
    void disabledCountsButNeverRejects();
    void resetClosesAndForgets();
    void recordTellsWhyItOpened();
    void transitionsComeInOrderWhenAListenerCallsBackIn();
    void listenerMayThrow();
    void listenerMayRemoveItself();
    void nextDeadlineIsWhenTimeActs();
    void readingChangesNothing();
};

void CircuitBreakerTest::opensAtFailureThresholdWithinWindow()
{
    CircuitBreaker circuit(kSettings, kStart);
    call(circuit, Outcome::Failure, kStart);
    call(circuit, Outcome::Success, kStart);
    call(circuit, Outcome::Failure, kStart);
    QCOMPARE(stateOf(circuit, kStart), EffectiveState::Closed);
    call(circuit, Outcome::Failure, kStart + 10s - kTick);
    QCOMPARE(stateOf(circuit, kStart + 10s - kTick), EffectiveState::Open);
}

void CircuitBreakerTest::failureExactlyOneWindowOldDoesNotCount()
{
    CircuitBreaker circuit(kSettings, kStart);
    call(circuit, Outcome::Failure, kStart);
    call(circuit, Outcome::Failure, kStart + 1s);
    call(circuit, Outcome::Failure, kStart + 10s);
    QCOMPARE(stateOf(circuit, kStart + 10s), EffectiveState::Closed);
    call(circuit, Outcome::Failure, kStart + 11s - kTick);
    QCOMPARE(stateOf(circuit, kStart + 11s - kTick), EffectiveState::Open);
}

void CircuitBreakerTest::opensWhenRateEqualsThreshold()
{
    CircuitBreaker circuit({.failureThreshold = 0, .failureRate = 0.5, .minimumCalls = 4}, kStart);
    call(circuit, Outcome::Failure, kStart);
    call(circuit, Outcome::Success, kStart);
    call(circuit, Outcome::Slow, kStart);
    QCOMPARE(stateOf(circuit, kStart), EffectiveState::Closed);
    call(circuit, Outcome::Failure, kStart);
    QCOMPARE(stateOf(circuit, kStart), EffectiveState::Open);
}

void CircuitBreakerTest::rateIsUnknownBelowMinimumCalls()
{
    CircuitBreaker circuit({.failureThreshold = 0, .failureRate = 0.1, .minimumCalls = 10}, kStart);
    for (int i = 0; i < 9; ++i)
        call(circuit, Outcome::Failure, kStart);
    QCOMPARE(stateOf(circuit, kStart), EffectiveState::Closed);
    call(circuit, Outcome::Failure, kStart);
    QCOMPARE(stateOf(circuit, kStart), EffectiveState::Open);
}

void CircuitBreakerTest::opensAfterConsecutiveFailures()
{
    CircuitBreaker circuit({.failureThreshold = 0, .consecutiveFailures = 2}, kStart);
    call(circuit, Outcome::Failure, kStart);
    call(circuit, Outcome::Success, kStart);
    call(circuit, Outcome::Failure, kStart);
    QCOMPARE(stateOf(circuit, kStart), EffectiveState::Closed);
    call(circuit, Outcome::Failure, kStart + 24h);
    QCOMPARE(stateOf(circuit, kStart + 24h), EffectiveState::Open);
}

void CircuitBreakerTest::slowCallEndsARowOfFailures()
{
    CircuitBreaker circuit({.failureThreshold = 0, .consecutiveFailures = 2}, kStart);
    call(circuit, Outcome::Failure, kStart);
    call(circuit, Outcome::Slow, kStart);
    QCOMPARE(circuit.view(kStart).consecutiveFailures, 0);
}

void CircuitBreakerTest::ignoredCallCountsForNothing()
{
    CircuitBreaker circuit({.failureThreshold = 0, .consecutiveFailures = 2}, kStart);
    call(circuit, Outcome::Failure, kStart);
    call(circuit, Outcome::Ignored, kStart);
    QCOMPARE(circuit.view(kStart).consecutiveFailures, 1);
    QCOMPARE(circuit.view(kStart).window.total(), 1U);
}

void CircuitBreakerTest::openLastsExactlyItsTime()
{
    auto circuit = tripped(kStart, kSettings);
    const auto early = circuit.acquire(kStart + 5s - kTick);
    QVERIFY(!early.has_value());
    QCOMPARE(early.error().retryIn.value(), kTick);
    QVERIFY(circuit.acquire(kStart + 5s).has_value());
}

void CircuitBreakerTest::halfOpensByTimeSeenWithoutACall()
{
    const auto circuit = tripped(kStart, kSettings);
    QCOMPARE(stateOf(circuit, kStart + 5s - kTick), EffectiveState::Open);
    QCOMPARE(circuit.view(kStart + 4s).nextTrialAt.value(), kStart + 5s);
    QCOMPARE(stateOf(circuit, kStart + 5s), EffectiveState::HalfOpen);
    QCOMPARE(circuit.view(kStart + 6s).since, kStart + 5s);
}

void CircuitBreakerTest::halfOpenAdmitsOnlyItsTrials()
{
    auto circuit = tripped(kStart, kSettings);
    QVERIFY(circuit.acquire(kStart + 5s)->trial);
    QVERIFY(circuit.acquire(kStart + 5s)->trial);
    const auto third = circuit.acquire(kStart + 6s);
    QVERIFY(!third.has_value());
    QCOMPARE(third.error().retryIn.value(), Nanoseconds(6s));
    QCOMPARE(circuit.view(kStart + 6s).trialsRunning, 2);
}

void CircuitBreakerTest::everyEndingGivesATrialBack_data()
{
    QTest::addColumn<int>("outcome");
    QTest::newRow("success") << static_cast<int>(Outcome::Success);
    QTest::newRow("slow") << static_cast<int>(Outcome::Slow);
    QTest::newRow("ignored") << static_cast<int>(Outcome::Ignored);
}

void CircuitBreakerTest::everyEndingGivesATrialBack()
{
    QFETCH(const int, outcome);
    auto circuit = tripped(kStart, kSettings);
    const auto first = circuit.acquire(kStart + 5s);
    const auto second = circuit.acquire(kStart + 5s);
    QVERIFY(second.has_value());
    circuit.record(*first, static_cast<Outcome>(outcome), {}, kStart + 5s);
    QCOMPARE(circuit.view(kStart + 5s).trialsRunning, 1);
    QVERIFY(circuit.acquire(kStart + 5s).has_value());
}

void CircuitBreakerTest::closesAfterEnoughTrialSuccesses()
{
    auto circuit = tripped(kStart, kSettings);
    call(circuit, Outcome::Success, kStart + 5s);
    QCOMPARE(stateOf(circuit, kStart + 5s), EffectiveState::HalfOpen);
    call(circuit, Outcome::Ignored, kStart + 5s);
    QCOMPARE(circuit.view(kStart + 5s).trialSuccesses, 1);
    call(circuit, Outcome::Slow, kStart + 6s);
    QCOMPARE(stateOf(circuit, kStart + 6s), EffectiveState::Closed);
}

void CircuitBreakerTest::failedTrialReopensForTheWholeTime()
{
    auto circuit = tripped(kStart, kSettings);
    call(circuit, Outcome::Failure, kStart + 6s);
    QCOMPARE(stateOf(circuit, kStart + 11s - kTick), EffectiveState::Open);
    QCOMPARE(stateOf(circuit, kStart + 11s), EffectiveState::HalfOpen);
}

void CircuitBreakerTest::halfOpenWithoutVerdictReopens()
{
    auto circuit = tripped(kStart, kSettings);
    QVERIFY(circuit.acquire(kStart + 5s).has_value()); // and never comes back
    QCOMPARE(stateOf(circuit, kStart + 12s - kTick), EffectiveState::HalfOpen);
    QCOMPARE(stateOf(circuit, kStart + 12s), EffectiveState::Open);
    QCOMPARE(circuit.view(kStart + 12s).lastTrip->reason, TransitionReason::TrialTimedOut);
    QCOMPARE(stateOf(circuit, kStart + 17s), EffectiveState::HalfOpen);
    QCOMPARE(circuit.view(kStart + 17s).trialsRunning, 0);
}

void CircuitBreakerTest::longIdlenessIsNotToldRoundByRound()
{
    auto circuit = tripped(kStart, kSettings);
    std::vector<TransitionRecord> told;
    circuit.setListener([&](const TransitionRecord &record) { told.push_back(record); });
    // A round is 5 s open and 7 s half-open; 1000 rounds later the circuit is open for another second.
    const TimePoint later = kStart + 1000 * 12s + 4s;
    QCOMPARE(stateOf(circuit, later), EffectiveState::Open);
    circuit.advance(later);
    QCOMPARE(circuit.view(later).nextTrialAt.value(), kStart + 1000 * 12s + 5s);
    QVERIFY(told.size() <= 4);
    QCOMPARE(told.back().at, kStart + 1000 * 12s);
}

void CircuitBreakerTest::closingEmptiesTheWindow()
{
    auto circuit = tripped(kStart, kSettings);
    call(circuit, Outcome::Success, kStart + 5s);
    call(circuit, Outcome::Success, kStart + 5s);
    QCOMPARE(circuit.view(kStart + 5s).window.total(), 0U);
    call(circuit, Outcome::Failure, kStart + 6s);
    call(circuit, Outcome::Failure, kStart + 6s);
    QCOMPARE(stateOf(circuit, kStart + 6s), EffectiveState::Closed);
}

void CircuitBreakerTest::lateResultOfOldGenerationChangesNothing()
{
    CircuitBreaker circuit(kSettings, kStart);
    const auto late = circuit.acquire(kStart);
    for (int i = 0; i < 3; ++i)
        call(circuit, Outcome::Failure, kStart);
    circuit.record(*late, Outcome::Success, {}, kStart + 5s);
    QCOMPARE(circuit.view(kStart + 5s).trialSuccesses, 0);
    QCOMPARE(circuit.view(kStart + 5s).window.total(), 3U);
}

void CircuitBreakerTest::lateTrialOfAnEarlierHalfOpenGivesNoPermitBack()
{
    auto circuit = tripped(kStart, kSettings);
    const auto late = circuit.acquire(kStart + 5s);
    QVERIFY(circuit.acquire(kStart + 17s).has_value());
    circuit.record(*late, Outcome::Failure, ErrorClass::Timeout, kStart + 17s);
    QCOMPARE(stateOf(circuit, kStart + 17s), EffectiveState::HalfOpen);
    QCOMPARE(circuit.view(kStart + 17s).trialsRunning, 1);
}

void CircuitBreakerTest::forcedOpenRejectsUntilReset()
{
    CircuitBreaker circuit(kSettings, kStart);
    circuit.forceOpen(kStart);
    const auto rejected = circuit.acquire(kStart + 24h);
    QVERIFY(!rejected.has_value());
    QVERIFY(!rejected.error().retryIn.has_value());
    QCOMPARE(stateOf(circuit, kStart + 24h), EffectiveState::ForcedOpen);
    QVERIFY(!circuit.nextDeadline().has_value());
    circuit.reset(kStart + 24h);
    QVERIFY(circuit.acquire(kStart + 24h).has_value());
}

void CircuitBreakerTest::disabledCountsButNeverRejects()
{
    CircuitBreaker circuit(kSettings, kStart);
    circuit.disable(kStart);
    for (int i = 0; i < 10; ++i)
        call(circuit, Outcome::Failure, kStart + 1s);
    QCOMPARE(stateOf(circuit, kStart + 1s), EffectiveState::Disabled);
    QCOMPARE(circuit.view(kStart + 1s).window.failures(), 10U);
}

void CircuitBreakerTest::resetClosesAndForgets()
{
    auto circuit = tripped(kStart, kSettings);
    circuit.reset(kStart + 1s);
    QCOMPARE(stateOf(circuit, kStart + 1s), EffectiveState::Closed);
    QCOMPARE(circuit.view(kStart + 1s).window.total(), 0U);
    QCOMPARE(circuit.view(kStart + 1s).since, kStart + 1s);
}

void CircuitBreakerTest::recordTellsWhyItOpened()
{
    const auto circuit = tripped(kStart, kSettings);
    const auto trip = circuit.view(kStart).lastTrip;
    QVERIFY(trip.has_value());
    QCOMPARE(trip->from, EffectiveState::Closed);
    QCOMPARE(trip->to, EffectiveState::Open);
    QCOMPARE(trip->reason, TransitionReason::FailuresInWindow);
    QCOMPARE(trip->at, kStart);
    QCOMPARE(trip->actual, 3.0);
    QCOMPARE(trip->threshold, 3.0);
    QCOMPARE(trip->window.failures(), 3U);
    QCOMPARE(trip->windowLength, Nanoseconds(10s));
    QVERIFY(trip->lastError == ErrorClass::Reset);
    QCOMPARE(trip->nextTrialAt.value(), kStart + 5s);
    QCOMPARE(trip->generation, circuit.view(kStart).generation);
}

void CircuitBreakerTest::transitionsComeInOrderWhenAListenerCallsBackIn()
{
    CircuitBreaker circuit(kSettings, kStart);
    std::vector<EffectiveState> told;
    bool inside = false;
    circuit.setListener([&](const TransitionRecord &record) {
        QVERIFY(!std::exchange(inside, true));
        told.push_back(record.to);
        if (record.to == EffectiveState::Open) {
            circuit.forceOpen(record.at);
            circuit.reset(record.at);
        }
        inside = false;
    });
    for (int i = 0; i < 3; ++i)
        call(circuit, Outcome::Failure, kStart);
    QCOMPARE(told, (std::vector{EffectiveState::Open, EffectiveState::ForcedOpen, EffectiveState::Closed}));
}

void CircuitBreakerTest::listenerMayThrow()
{
    CircuitBreaker circuit(kSettings, kStart);
    int told = 0;
    circuit.setListener([&](const TransitionRecord &) {
        ++told;
        throw std::runtime_error("observer");
    });
    circuit.forceOpen(kStart);
    circuit.reset(kStart);
    QCOMPARE(told, 2);
}

void CircuitBreakerTest::listenerMayRemoveItself()
{
    CircuitBreaker circuit(kSettings, kStart);
    const std::string captured(100, 'x');
    std::string after;
    circuit.setListener([&circuit, &after, captured](const TransitionRecord &) {
        circuit.setListener({});
        after = captured;
    });
    circuit.forceOpen(kStart);
    circuit.reset(kStart);
    QCOMPARE(after.size(), 100U);
}

void CircuitBreakerTest::nextDeadlineIsWhenTimeActs()
{
    auto circuit = tripped(kStart, kSettings);
    QCOMPARE(circuit.nextDeadline().value(), kStart + 5s);
    circuit.advance(kStart + 5s);
    QCOMPARE(circuit.nextDeadline().value(), kStart + 12s);
    circuit.reset(kStart + 6s);
    QVERIFY(!circuit.nextDeadline().has_value());
}

void CircuitBreakerTest::readingChangesNothing()
{
    auto circuit = tripped(kStart, kSettings);
    const auto before = circuit.view(kStart).generation;
    (void)circuit.view(kStart + 24h);
    QCOMPARE(circuit.view(kStart).generation, before);
    QCOMPARE(stateOf(circuit, kStart + 1s), EffectiveState::Open);
}

FUSEBOX_PLAIN_TEST(CircuitBreakerTest)
#include "tst_circuit_breaker.moc"
