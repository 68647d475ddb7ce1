// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>

#include "tests/core/resilience/circuit_driver.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

namespace {

constexpr CircuitSettings kSettings = {.failureThreshold = 2,
                                       .failureWindow = 10s,
                                       .recoveryTimeout = 5s,
                                       .openTimeMultiplier = 2,
                                       .maxOpenTime = 30s,
                                       .successThreshold = 1,
                                       .trialTimeout = 7s};

} // namespace

/// How long open lasts, what decides half-open, and what is left of a circuit that was put away.
class CircuitRecoveryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void openTimeGrowsUpToItsMaximumAndFallsBackAfterAClose();
    void openTimeOfManyReopeningsDoesNotOverflow();
    void idleRoundsGrowTheOpenTimeToo();
    void verdictByRateComesAsSoonAsCertain();
    void slowTrialDoesNotCloseWhatSlownessOpened();
    void trialsWithoutAVerdictTellTheirFigures();
    void untrackedErrorsAreIgnored();
    void restoredOpenPastItsTimeIsHalfOpen_data();
    void restoredOpenPastItsTimeIsHalfOpen();
    void restoredHalfOpenIsOpenAndDueAtOnce();
    void restoredClosedKeepsItsWindow();
    void savedCircuitHasGrownAsFarAsTimeHasMovedIt();
    void roundedOpenTimesGrowAllTheSame();
    void savedLastCallsMeanNothingToATimeWindow();
    void restoredForcedOpenExpiresOnTime();
    void restoredTripStillExplainsItself();
    void permitOfTheSavedCircuitIsVoid();
    void nonsenseInASavedCircuitDoesNoHarm();
};

void CircuitRecoveryTest::openTimeGrowsUpToItsMaximumAndFallsBackAfterAClose()
{
    auto circuit = tripped(kStart, kSettings);
    TimePoint now = kStart;
    for (const Nanoseconds length : {5s, 10s, 20s, 30s, 30s}) {
        QCOMPARE(circuit.nextDeadline().value(), now + length);
        now += length;
        call(circuit, Outcome::Failure, now);
    }
    now += 30s;
    call(circuit, Outcome::Success, now);
    calls(circuit, 2, Outcome::Failure, now);
    QCOMPARE(circuit.nextDeadline().value(), now + 5s);
}

void CircuitRecoveryTest::openTimeOfManyReopeningsDoesNotOverflow()
{
    const auto settings =
        sanitized({.recoveryTimeout = 24h, .openTimeMultiplier = 1e300, .maxOpenTime = Nanoseconds::max()});
    QCOMPARE(openTime(settings, 1), Nanoseconds::max());
    QCOMPARE(openTime(settings, std::numeric_limits<std::int64_t>::max()), Nanoseconds::max());
    auto circuit = tripped(kStart, {.failureThreshold = 1, .recoveryTimeout = Nanoseconds::max()});
    QCOMPARE(circuit.nextDeadline().value(), TimePoint::max());
}

void CircuitRecoveryTest::idleRoundsGrowTheOpenTimeToo()
{
    auto circuit = tripped(kStart, kSettings);
    // 5 open, 7, 10, 7, 20, 7, then 30 and 7 a hundred times.
    const TimePoint later = kStart + 5s + 7s + 10s + 7s + 20s + 7s + 100 * 37s;
    QCOMPARE(stateOf(circuit, later), EffectiveState::Open);
    QCOMPARE(circuit.view(later).nextTrialAt.value(), later + 30s);
}

void CircuitRecoveryTest::verdictByRateComesAsSoonAsCertain()
{
    auto circuit = tripped(kStart, {.failureThreshold = 2,
                                    .recoveryTimeout = 5s,
                                    .trialCalls = 4,
                                    .trialSample = 4,
                                    .trialFailureRate = 0.5});
    call(circuit, Outcome::Failure, kStart + 5s);
    call(circuit, Outcome::Success, kStart + 5s);
    call(circuit, Outcome::Success, kStart + 5s);
    QCOMPARE(stateOf(circuit, kStart + 5s), EffectiveState::HalfOpen);
    call(circuit, Outcome::Failure, kStart + 5s);
    QCOMPARE(stateOf(circuit, kStart + 5s), EffectiveState::Open);
    QCOMPARE(circuit.view(kStart + 5s).lastTrip->actual, 0.5);
    QCOMPARE(circuit.view(kStart + 5s).lastTrip->window.total(), 4U);
}

void CircuitRecoveryTest::slowTrialDoesNotCloseWhatSlownessOpened()
{
    CircuitBreaker circuit({.failureThreshold = 0,
                            .slowRate = 0.5,
                            .minimumCalls = 2,
                            .recoveryTimeout = 5s,
                            .successThreshold = 1},
                           kStart);
    calls(circuit, 2, Outcome::Slow, kStart);
    QCOMPARE(stateOf(circuit, kStart), EffectiveState::Open);
    call(circuit, Outcome::Slow, kStart + 5s);
    QCOMPARE(stateOf(circuit, kStart + 5s), EffectiveState::Open);
    QCOMPARE(circuit.view(kStart + 5s).lastTrip->reason, TransitionReason::SlowRate);
    call(circuit, Outcome::Success, kStart + 10s);
    QCOMPARE(stateOf(circuit, kStart + 10s), EffectiveState::Closed);
}

void CircuitRecoveryTest::trialsWithoutAVerdictTellTheirFigures()
{
    auto circuit = tripped(
        kStart, {.failureThreshold = 1, .recoveryTimeout = 5s, .successThreshold = 3, .trialTimeout = 7s});
    calls(circuit, 2, Outcome::Success, kStart + 5s);
    const auto trip = circuit.view(kStart + 12s).lastTrip;
    QCOMPARE(trip->reason, TransitionReason::TrialTimedOut);
    QCOMPARE(trip->actual, 2.0);
    QCOMPARE(trip->threshold, 3.0);
}

void CircuitRecoveryTest::untrackedErrorsAreIgnored()
{
    CircuitBreaker circuit({.failureThreshold = 1, .trackErrors = {ErrorClass::Timeout}}, kStart);
    call(circuit, Outcome::Failure, kStart, ErrorClass::HttpStatus);
    QCOMPARE(circuit.view(kStart).window.total(), 0U);
    call(circuit, Outcome::Failure, kStart, ErrorClass::Timeout);
    QCOMPARE(stateOf(circuit, kStart), EffectiveState::Open);
}

void CircuitRecoveryTest::restoredOpenPastItsTimeIsHalfOpen_data()
{
    QTest::addColumn<qint64>("elapsed");
    QTest::addColumn<bool>("halfOpen");
    QTest::newRow("at once") << qint64(0) << false;
    QTest::newRow("one tick before") << qint64(Nanoseconds(4s - kTick).count()) << false;
    QTest::newRow("at the tick") << qint64(Nanoseconds(4s).count()) << true;
    QTest::newRow("a week later") << qint64(Nanoseconds(168h).count()) << true;
}

void CircuitRecoveryTest::restoredOpenPastItsTimeIsHalfOpen()
{
    QFETCH(const qint64, elapsed);
    QFETCH(const bool, halfOpen);
    const auto saved = tripped(kStart, kSettings).save(kStart + 1s);
    const TimePoint otherClock{2s};
    CircuitBreaker circuit(kSettings, saved, Nanoseconds(elapsed), otherClock);
    QCOMPARE(stateOf(circuit, otherClock), halfOpen ? EffectiveState::HalfOpen : EffectiveState::Open);
    QCOMPARE(circuit.acquire(otherClock).has_value(), halfOpen);
    if (!halfOpen)
        QCOMPARE(circuit.nextDeadline().value(), otherClock + 4s - Nanoseconds(elapsed));
}

void CircuitRecoveryTest::restoredHalfOpenIsOpenAndDueAtOnce()
{
    auto before = tripped(kStart, kSettings);
    QVERIFY(before.acquire(kStart + 5s).has_value());
    QVERIFY(!before.acquire(kStart + 5s).has_value());
    CircuitBreaker circuit(kSettings, before.save(kStart + 5s), 0s, kStart);
    QCOMPARE(circuit.nextDeadline().value(), kStart);
    const auto trial = circuit.acquire(kStart);
    QVERIFY(trial.has_value() && trial->trial);
}

void CircuitRecoveryTest::restoredClosedKeepsItsWindow()
{
    CircuitBreaker before(kSettings, kStart);
    call(before, Outcome::Failure, kStart);
    const auto saved = before.save(kStart + 1s);
    CircuitBreaker in(kSettings, saved, 9s - kTick, kStart);
    QCOMPARE(in.view(kStart).failuresInWindow, 1);
    QCOMPARE(in.view(kStart).window.failures(), 1U);
    CircuitBreaker out(kSettings, saved, 9s, kStart);
    QCOMPARE(out.view(kStart).failuresInWindow, 0);
    QCOMPARE(out.view(kStart).window.failures(), 0U);
}

void CircuitRecoveryTest::savedCircuitHasGrownAsFarAsTimeHasMovedIt()
{
    constexpr CircuitSettings settings{
        .failureThreshold = 1, .recoveryTimeout = 10s, .openTimeMultiplier = 2, .trialTimeout = 1s};
    auto advanced = tripped(kStart, settings);
    const auto read = tripped(kStart, settings);
    advanced.advance(kStart + 41s);
    QCOMPARE(read.save(kStart + 41s).reopenings, advanced.save(kStart + 41s).reopenings);
    QCOMPARE(read.save(kStart + 41s).openUntil, advanced.save(kStart + 41s).openUntil);
}

void CircuitRecoveryTest::roundedOpenTimesGrowAllTheSame()
{
    constexpr CircuitSettings settings{.failureThreshold = 1,
                                       .recoveryTimeout = 3ns,
                                       .openTimeMultiplier = 1.1,
                                       .maxOpenTime = 161ns,
                                       .trialTimeout = 5ns};
    auto stepped = tripped(kStart, settings);
    const auto read = tripped(kStart, settings);
    for (TimePoint now = kStart; now < kStart + 6us; now += kTick) {
        stepped.advance(now);
        QCOMPARE(read.view(now).since, stepped.view(now).since);
        QCOMPARE(read.view(now).generation, stepped.view(now).generation);
        QCOMPARE(read.view(now).nextTrialAt, stepped.view(now).nextTrialAt);
    }
}

void CircuitRecoveryTest::savedLastCallsMeanNothingToATimeWindow()
{
    CircuitSettings settings{.failureThreshold = 0, .failureRate = 0.5, .minimumCalls = 2, .rateCalls = 10};
    CircuitBreaker before(settings, kStart);
    call(before, Outcome::Failure, kStart);
    settings.rateCalls = 0;
    const CircuitBreaker after(settings, before.save(kStart + 24h), 0s, kStart + 24h);
    QCOMPARE(after.view(kStart + 24h).window.total(), 0U);
}

void CircuitRecoveryTest::restoredForcedOpenExpiresOnTime()
{
    CircuitBreaker before(kSettings, kStart);
    before.forceOpen(kStart, 10s);
    CircuitBreaker circuit(kSettings, before.save(kStart + 2s), 3s, kStart);
    QCOMPARE(stateOf(circuit, kStart + 5s - kTick), EffectiveState::ForcedOpen);
    QCOMPARE(stateOf(circuit, kStart + 5s), EffectiveState::Closed);
}

void CircuitRecoveryTest::restoredTripStillExplainsItself()
{
    const auto saved = tripped(kStart, kSettings).save(kStart + 1s);
    CircuitBreaker circuit(kSettings, saved, 2s, kStart + 1h);
    const auto trip = circuit.view(kStart + 1h).lastTrip;
    QCOMPARE(trip->reason, TransitionReason::FailuresInWindow);
    QCOMPARE(trip->at, kStart + 1h - 3s);
    QCOMPARE(trip->lastErrors.errors().size(), 2U);
    QCOMPARE(trip->lastErrors.errors().front().at, kStart + 1h - 3s);
}

void CircuitRecoveryTest::permitOfTheSavedCircuitIsVoid()
{
    CircuitBreaker before(kSettings, kStart);
    const auto permit = before.acquire(kStart);
    CircuitBreaker circuit(kSettings, before.save(kStart), 0s, kStart);
    circuit.record(*permit, Outcome::Failure, {}, kStart);
    QCOMPARE(circuit.view(kStart).window.total(), 0U);
}

void CircuitRecoveryTest::nonsenseInASavedCircuitDoesNoHarm()
{
    SavedCircuit saved{.savedAt = TimePoint::min(),
                       .state = CircuitState::Open,
                       .openUntil = TimePoint::max(),
                       .since = TimePoint::max(),
                       .reopenings = -7,
                       .consecutiveFailures = -1};
    saved.calls = {{TimePoint::max(), {{~0U, ~0U, ~0U, ~0U}}}, {TimePoint::min(), {{1, 1, 1, 1}}}};
    saved.failures = {TimePoint::max(), TimePoint::min()};
    CircuitBreaker circuit(kSettings, saved, -1h, kStart);
    QCOMPARE(stateOf(circuit, kStart + 5s), EffectiveState::HalfOpen);
    saved.savedAt = TimePoint::max();
    saved.state = CircuitState::Closed;
    CircuitBreaker counting({.failureThreshold = 0, .failureRate = 1, .rateCalls = 3}, saved,
                            Nanoseconds::max(), kStart);
    QVERIFY(counting.view(kStart).window.total() <= 3);
}

FUSEBOX_PLAIN_TEST(CircuitRecoveryTest)
#include "tst_circuit_recovery.moc"
