// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/resilience/circuit_driver.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

namespace {

constexpr CircuitSettings kSettings = {.failureThreshold = 2,
                                       .failureWindow = 10s,
                                       .recoveryTimeout = 5s,
                                       .successThreshold = 1,
                                       .trialTimeout = 7s};

} // namespace

class CircuitByHandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aResetIsForWhatIsNotClosedOrCountsFailures();
    void forcedOpenExpiresByItself();
    void forcedOpenLeavesTheComputedStateAlone();
    void openTimeRunsOnWhileForcedOpen();
    void halfOpenBeginsAnewWhenForcedOpenEnds();
    void liftedCircuitGoesOnAsComputed();
    void failuresCountedWhileDisabledDoNotTripAfter();
    void measureOnlyTellsButNeverRejects();
    void measureOnlyLimitsTrialsYetAdmitsTheRest();
    void resultFromBeforeAManualActChangesNothing();
    void whatItIsAlreadyItStaysWithItsPermits();
    void rejectionWhileForcedLooksBeyondTheForce();
    void forcedOpenTellsWhenItEndsAndNothingElse();
    void renewedForceIsTold();
    void exactFailureTimesSurviveAHigherThreshold();
    void newRulesAreJudgedAtTheNextCallWhateverItsOutcome();
    void settingsAreReplacedWithTheWindowKept();
    void callsWithoutATimeDoNotCountInATimeWindow();
    void failureRuleSwitchedOnKnowsTheFailuresBefore();
    void lowerDemandOnTrialsIsJudgedAtOnce();
    void shorterWindowForgetsWhatIsOut();
    void countWindowKeepsTheNewestCalls();
};

void CircuitByHandTest::aResetIsForWhatIsNotClosedOrCountsFailures()
{
    CircuitBreaker circuit(kSettings, kStart);
    const auto wants = [&](TimePoint now) { return canReset(circuit.view(now)); };
    circuit.record(*circuit.acquire(kStart), Outcome::Success, {}, kStart);
    QVERIFY(!wants(kStart));
    circuit.record(*circuit.acquire(kStart), Outcome::Failure, ErrorClass::Reset, kStart);
    QVERIFY(wants(kStart));
    circuit.reset(kStart);
    QVERIFY(!wants(kStart));
    for (int i = 0; i < 2; ++i)
        circuit.record(*circuit.acquire(kStart), Outcome::Failure, ErrorClass::Reset, kStart);
    QVERIFY(wants(kStart));
    QVERIFY(wants(kStart + 5s)); // half-open
    circuit.reset(kStart + 5s);
    circuit.measureOnly(kStart + 5s);
    QVERIFY(wants(kStart + 5s));
}

void CircuitByHandTest::forcedOpenExpiresByItself()
{
    CircuitBreaker circuit(kSettings, kStart);
    std::vector<TransitionRecord> told;
    circuit.setListener([&](const TransitionRecord &record) { told.push_back(record); });
    circuit.forceOpen(kStart, 3s);
    const auto rejected = circuit.acquire(kStart + 3s - kTick);
    QVERIFY(!rejected.has_value());
    QCOMPARE(rejected.error().retryIn.value(), kTick);
    QCOMPARE(circuit.nextDeadline().value(), kStart + 3s);
    QVERIFY(circuit.acquire(kStart + 3s).has_value());
    QCOMPARE(told.size(), 2U);
    QCOMPARE(told.back().reason, TransitionReason::ForcedOpenExpired);
    QCOMPARE(told.back().to, EffectiveState::Closed);
    QCOMPARE(told.front().nextAt.value(), kStart + 3s);
}

void CircuitByHandTest::forcedOpenLeavesTheComputedStateAlone()
{
    CircuitBreaker circuit(kSettings, kStart);
    call(circuit, Outcome::Failure, kStart);
    circuit.forceOpen(kStart, 3s);
    QCOMPARE(circuit.view(kStart).state, CircuitState::Closed);
    call(circuit, Outcome::Failure, kStart + 3s);
    QCOMPARE(stateOf(circuit, kStart + 3s), EffectiveState::Open);
}

void CircuitByHandTest::openTimeRunsOnWhileForcedOpen()
{
    auto circuit = tripped(kStart, kSettings);
    circuit.forceOpen(kStart + 1s, 10s);
    QCOMPARE(circuit.view(kStart + 5s - kTick).state, CircuitState::Open);
    QCOMPARE(circuit.view(kStart + 5s).state, CircuitState::HalfOpen);
    QCOMPARE(stateOf(circuit, kStart + 5s), EffectiveState::ForcedOpen);
    QVERIFY(!circuit.acquire(kStart + 5s).has_value());
}

void CircuitByHandTest::halfOpenBeginsAnewWhenForcedOpenEnds()
{
    auto circuit = tripped(kStart, kSettings);
    QVERIFY(circuit.acquire(kStart + 5s).has_value());
    circuit.forceOpen(kStart + 6s, 1h);
    const TimePoint lifted = kStart + 6s + 1h;
    QCOMPARE(stateOf(circuit, lifted), EffectiveState::HalfOpen);
    QCOMPARE(circuit.view(lifted).trialsRunning, 0);
    QCOMPARE(stateOf(circuit, lifted + 7s - kTick), EffectiveState::HalfOpen);
    QCOMPARE(stateOf(circuit, lifted + 7s), EffectiveState::Open);
}

void CircuitByHandTest::liftedCircuitGoesOnAsComputed()
{
    auto circuit = tripped(kStart, kSettings);
    circuit.forceOpen(kStart + 1s);
    circuit.lift(kStart + 2s);
    QCOMPARE(stateOf(circuit, kStart + 2s), EffectiveState::Open);
    QCOMPARE(circuit.view(kStart + 2s).nextTrialAt.value(), kStart + 5s);
}

void CircuitByHandTest::failuresCountedWhileDisabledDoNotTripAfter()
{
    CircuitBreaker circuit({.failureThreshold = 2, .consecutiveFailures = 2}, kStart);
    circuit.disable(kStart);
    calls(circuit, 5, Outcome::Failure, kStart);
    circuit.lift(kStart);
    call(circuit, Outcome::Failure, kStart);
    QCOMPARE(stateOf(circuit, kStart), EffectiveState::Closed);
}

void CircuitByHandTest::measureOnlyTellsButNeverRejects()
{
    CircuitBreaker circuit(kSettings, kStart);
    std::vector<TransitionRecord> told;
    circuit.measureOnly(kStart);
    circuit.setListener([&](const TransitionRecord &record) { told.push_back(record); });
    calls(circuit, 2, Outcome::Failure, kStart);
    QCOMPARE(stateOf(circuit, kStart), EffectiveState::MeasureOnly);
    QCOMPARE(circuit.view(kStart).state, CircuitState::Open);
    QVERIFY(circuit.acquire(kStart + 1s).has_value());
    call(circuit, Outcome::Success, kStart + 5s);
    QCOMPARE(circuit.view(kStart + 5s).state, CircuitState::Closed);
    QCOMPARE(told.size(), 3U);
    QCOMPARE(told.front().from, EffectiveState::Closed);
    QCOMPARE(told.front().to, EffectiveState::Open);
    for (const auto &record : told)
        QVERIFY(!record.enforced);
}

void CircuitByHandTest::measureOnlyLimitsTrialsYetAdmitsTheRest()
{
    auto circuit = tripped(kStart, kSettings);
    circuit.measureOnly(kStart);
    QVERIFY(circuit.acquire(kStart + 5s)->trial);
    const auto more = circuit.acquire(kStart + 5s);
    QVERIFY(more.has_value());
    QVERIFY(!more->trial);
    circuit.record(*more, Outcome::Failure, {}, kStart + 5s);
    QCOMPARE(circuit.view(kStart + 5s).state, CircuitState::HalfOpen);
}

void CircuitByHandTest::resultFromBeforeAManualActChangesNothing()
{
    CircuitBreaker circuit(kSettings, kStart);
    const auto before = circuit.acquire(kStart);
    circuit.reset(kStart);
    circuit.record(*before, Outcome::Failure, ErrorClass::Reset, kStart);
    QCOMPARE(circuit.view(kStart).window.total(), 0U);
}

void CircuitByHandTest::whatItIsAlreadyItStaysWithItsPermits()
{
    auto circuit = tripped(kStart, kSettings);
    const auto trial = circuit.acquire(kStart + 5s);
    QVERIFY(trial.has_value());
    circuit.lift(kStart + 6s);
    QVERIFY(!circuit.acquire(kStart + 6s).has_value());
    QCOMPARE(circuit.nextDeadline().value(), kStart + 5s + kSettings.trialTimeout);
    QCOMPARE(circuit.record(*trial, Outcome::Success, {}, kStart + 6s), std::optional(Outcome::Success));
    QCOMPARE(stateOf(circuit, kStart + 6s), EffectiveState::Closed);

    circuit.disable(kStart + 7s);
    call(circuit, Outcome::Failure, kStart + 7s);
    circuit.disable(kStart + 8s);
    QCOMPARE(circuit.view(kStart + 8s).window.failures(), 1U);
}

void CircuitByHandTest::rejectionWhileForcedLooksBeyondTheForce()
{
    auto circuit = tripped(kStart, {.failureThreshold = 1, .recoveryTimeout = 30s});
    circuit.forceOpen(kStart + 1s, 5s);
    QCOMPARE(circuit.acquire(kStart + 1s).error().retryIn.value(), Nanoseconds(29s));
    circuit.forceOpen(kStart + 2s, 60s);
    QCOMPARE(circuit.acquire(kStart + 2s).error().retryIn.value(), Nanoseconds(60s));
    circuit.forceOpen(kStart + 3s);
    QVERIFY(!circuit.acquire(kStart + 3s).error().retryIn.has_value());
}

void CircuitByHandTest::forcedOpenTellsWhenItEndsAndNothingElse()
{
    auto circuit = tripped(kStart, {.failureThreshold = 1, .recoveryTimeout = 30s});
    std::optional<TransitionRecord> last;
    circuit.setListener([&](const TransitionRecord &record) { last = record; });
    circuit.forceOpen(kStart + 1s, 60s);
    QCOMPARE(last->nextAt.value(), kStart + 61s);
    circuit.forceOpen(kStart + 2s);
    QVERIFY(!last->nextAt.has_value());
}

void CircuitByHandTest::renewedForceIsTold()
{
    CircuitBreaker circuit(kSettings, kStart);
    int told = 0;
    circuit.setListener([&](const TransitionRecord &) { ++told; });
    circuit.forceOpen(kStart, 100s);
    circuit.forceOpen(kStart, 1s);
    QCOMPARE(told, 2);
    circuit.advance(kStart + 1s);
    QCOMPARE(told, 3);
}

void CircuitByHandTest::exactFailureTimesSurviveAHigherThreshold()
{
    CircuitSettings settings{.failureThreshold = 5, .failureWindow = 30s};
    CircuitBreaker circuit(settings, kStart);
    for (int tenth = 0; tenth <= 410; ++tenth) {
        const bool fails = tenth >= 110 && tenth % 100 == 10;
        call(circuit, fails ? Outcome::Failure : Outcome::Success, kStart + tenth * 100ms);
    }
    settings.failureThreshold = 10;
    circuit.setSettings(settings, kStart + 41s);
    for (const auto &[at, failures] :
         {std::pair<Nanoseconds, int>{51s - kTick, 3}, {51s, 2}, {61s - kTick, 2}, {61s, 1}, {71s, 0}})
        QCOMPARE(circuit.view(kStart + at).failuresInWindow, failures);
}

void CircuitByHandTest::newRulesAreJudgedAtTheNextCallWhateverItsOutcome()
{
    for (const int rateCalls : {0, 100}) {
        CircuitSettings settings{
            .failureThreshold = 0, .failureRate = 0.5, .minimumCalls = 50, .rateCalls = rateCalls};
        CircuitBreaker circuit(settings, kStart);
        calls(circuit, 5, Outcome::Failure, kStart);
        calls(circuit, 5, Outcome::Success, kStart);
        settings.minimumCalls = 5;
        settings.failureRate = 0.3;
        circuit.setSettings(settings, kStart);
        QVERIFY(circuit.needsTimeFor(Outcome::Success));
        call(circuit, Outcome::Success, kStart);
        QCOMPARE(stateOf(circuit, kStart), EffectiveState::Open);
    }
}

void CircuitByHandTest::callsWithoutATimeDoNotCountInATimeWindow()
{
    CircuitSettings settings{.failureThreshold = 0, .failureRate = 0.5, .minimumCalls = 2, .rateCalls = 100};
    CircuitBreaker circuit(settings, kStart);
    calls(circuit, 9, Outcome::Success, kStart);
    call(circuit, Outcome::Failure, kStart);
    settings.rateCalls = 0;
    settings.failureRate = 0.1;
    circuit.setSettings(settings, kStart + 1h);
    calls(circuit, 2, Outcome::Success, kStart + 1h);
    QCOMPARE(stateOf(circuit, kStart + 1h), EffectiveState::Closed);
    QCOMPARE(circuit.view(kStart + 1h).window.total(), 2U);
}

void CircuitByHandTest::failureRuleSwitchedOnKnowsTheFailuresBefore()
{
    CircuitSettings settings{.failureThreshold = 0, .failureWindow = 10s};
    CircuitBreaker circuit(settings, kStart);
    calls(circuit, 4, Outcome::Failure, kStart);
    settings.failureThreshold = 5;
    circuit.setSettings(settings, kStart + 1s);
    QCOMPARE(circuit.view(kStart + 1s).failuresInWindow, 4);
    call(circuit, Outcome::Failure, kStart + 1s);
    QCOMPARE(stateOf(circuit, kStart + 1s), EffectiveState::Open);
}

void CircuitByHandTest::lowerDemandOnTrialsIsJudgedAtOnce()
{
    CircuitSettings settings = kSettings;
    settings.successThreshold = 5;
    auto circuit = tripped(kStart, settings);
    for (int i = 0; i < 3; ++i)
        call(circuit, Outcome::Success, kStart + 5s);
    settings.successThreshold = 3;
    circuit.setSettings(settings, kStart + 5s);
    QCOMPARE(stateOf(circuit, kStart + 5s), EffectiveState::Closed);
}

void CircuitByHandTest::settingsAreReplacedWithTheWindowKept()
{
    CircuitBreaker circuit({.failureThreshold = 5, .failureWindow = 10s}, kStart);
    calls(circuit, 3, Outcome::Failure, kStart);
    call(circuit, Outcome::Success, kStart);
    circuit.setSettings({.failureThreshold = 4, .failureWindow = 20s}, kStart + 9s);
    QCOMPARE(circuit.view(kStart + 9s).window.failures(), 3U);
    QCOMPARE(circuit.view(kStart + 9s).failuresInWindow, 3);
    call(circuit, Outcome::Failure, kStart + 20s - kTick);
    QCOMPARE(stateOf(circuit, kStart + 20s - kTick), EffectiveState::Open);
}

void CircuitByHandTest::shorterWindowForgetsWhatIsOut()
{
    CircuitBreaker circuit({.failureThreshold = 5, .failureWindow = 10s}, kStart);
    call(circuit, Outcome::Failure, kStart);
    call(circuit, Outcome::Failure, kStart + 2s);
    circuit.setSettings({.failureThreshold = 5, .failureWindow = 3s}, kStart + 4s);
    QCOMPARE(circuit.view(kStart + 4s).failuresInWindow, 1);
    QCOMPARE(circuit.view(kStart + 4s).window.failures(), 1U);
}

void CircuitByHandTest::countWindowKeepsTheNewestCalls()
{
    CircuitBreaker circuit({.failureThreshold = 0, .failureRate = 1, .minimumCalls = 50, .rateCalls = 50},
                           kStart);
    calls(circuit, 10, Outcome::Success, kStart);
    calls(circuit, 4, Outcome::Failure, kStart);
    circuit.setSettings({.failureThreshold = 0, .failureRate = 1, .minimumCalls = 5, .rateCalls = 5}, kStart);
    QCOMPARE(circuit.view(kStart).window.failures(), 4U);
    QCOMPARE(circuit.view(kStart).window.total(), 5U);
    call(circuit, Outcome::Failure, kStart);
    QCOMPARE(stateOf(circuit, kStart), EffectiveState::Open);
}

FUSEBOX_PLAIN_TEST(CircuitByHandTest)
#include "tst_circuit_by_hand.moc"
