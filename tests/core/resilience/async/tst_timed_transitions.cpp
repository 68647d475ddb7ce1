// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include <QTest>

#include "core/resilience/async/timed_transitions.h"
#include "tests/core/resilience/async/manual_environment.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

namespace {

constexpr CircuitSettings kOneFailure{.failureThreshold = 1, .recoveryTimeout = 30s, .trialTimeout = 60s};

void fail(Circuit &circuit)
{
    circuit.record(*circuit.acquire(), Outcome::Failure);
}

} // namespace

class TimedTransitionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void openTurnsHalfOpenAtItsTimeWithoutTraffic();
    void circuitThatIsOpenAlreadyIsTakenUp();
    void forcedOpenExpiresAtItsTime();
    void transitionOfAnotherThreadIsTakenUp();
    void circuitsOfARegistryAreTakenUp();
    void removedCircuitIsForgotten();
    void nothingHappensAfterItsEnd();
    void listenerMayEndIt();
};

void TimedTransitionsTest::openTurnsHalfOpenAtItsTimeWithoutTraffic()
{
    ManualEnvironment env;
    const auto circuit = std::make_shared<Circuit>("c", kOneFailure, env.clock());
    std::vector<TransitionRecord> told;
    circuit->onStateChange([&](const TransitionRecord &record) { told.push_back(record); });
    const TimedTransitions timed(circuit, env.environment());
    QCOMPARE(env.running(), std::size_t(0));
    fail(*circuit);
    env.advance(30s - kTick);
    QCOMPARE(told.size(), std::size_t(1));
    env.advance(kTick);
    QCOMPARE(told.size(), std::size_t(2));
    QCOMPARE(told[1].to, EffectiveState::HalfOpen);
    QCOMPARE(told[1].at, kStart + 30s);
    env.advance(60s); // no trial came
    QCOMPARE(told.size(), std::size_t(3));
    QCOMPARE(told[2].to, EffectiveState::Open);
    circuit->reset();
    QCOMPARE(env.running(), std::size_t(0));
}

void TimedTransitionsTest::circuitThatIsOpenAlreadyIsTakenUp()
{
    ManualEnvironment env;
    const auto circuit = std::make_shared<Circuit>("c", kOneFailure, env.clock());
    fail(*circuit);
    env.advance(10s);
    const TimedTransitions timed(circuit, env.environment());
    int told = 0;
    circuit->onStateChange([&](const TransitionRecord &) { ++told; });
    env.advance(20s);
    QCOMPARE(told, 1);
}

void TimedTransitionsTest::forcedOpenExpiresAtItsTime()
{
    ManualEnvironment env;
    const auto circuit = std::make_shared<Circuit>("c", kOneFailure, env.clock());
    const TimedTransitions timed(circuit, env.environment());
    int opened = 0, closed = 0;
    circuit->onOpen([&](const TransitionRecord &) { ++opened; });
    circuit->onClose([&](const TransitionRecord &) { ++closed; });
    circuit->forceOpen(5s);
    circuit->forceOpen(8s); // instead
    env.advance(8s - kTick);
    QCOMPARE(closed, 0);
    env.advance(kTick);
    QCOMPARE(opened, 1);
    QCOMPARE(closed, 1);
}

void TimedTransitionsTest::transitionOfAnotherThreadIsTakenUp()
{
    ManualEnvironment env;
    const auto circuit = std::make_shared<Circuit>("c", kOneFailure, env.clock());
    const TimedTransitions timed(circuit, env.environment());
    std::thread([&] { fail(*circuit); }).join();
    QTRY_COMPARE(env.running(), std::size_t(1));
    env.advance(30s);
    QCOMPARE(env.running(), std::size_t(1)); // half-open, which ends in time too
}

void TimedTransitionsTest::circuitsOfARegistryAreTakenUp()
{
    ManualEnvironment env;
    Registry registry(env.clock(), kOneFailure);
    fail(*registry.get("before"));
    env.advance(10s);
    const TimedTransitions timed(registry, env.environment());
    std::vector<std::string> told;
    registry.subscribe([&](const Registry::Event &event) { told.push_back(event.circuit); });
    fail(*registry.get("later"));
    QCOMPARE(env.running(), std::size_t(1)); // one timer for all
    env.advance(20s);
    QCOMPARE(told, (std::vector<std::string>{"later", "before"}));
    env.advance(10s);
    QCOMPARE(told, (std::vector<std::string>{"later", "before", "later"}));
}

void TimedTransitionsTest::removedCircuitIsForgotten()
{
    ManualEnvironment env;
    Registry registry(env.clock(), kOneFailure);
    const TimedTransitions timed(registry, env.environment());
    fail(*registry.get("c"));
    registry.remove("c");
    env.advance(30s);
    QCOMPARE(env.running(), std::size_t(0));
    QCOMPARE(registry.size(), std::size_t(0));
}

void TimedTransitionsTest::nothingHappensAfterItsEnd()
{
    ManualEnvironment env;
    const auto circuit = std::make_shared<Circuit>("c", kOneFailure, env.clock());
    {
        const TimedTransitions timed(circuit, env.environment());
        fail(*circuit);
        QCOMPARE(env.running(), std::size_t(1));
    }
    QCOMPARE(env.running(), std::size_t(0));
    circuit->reset();
    fail(*circuit);
    QCOMPARE(env.running(), std::size_t(0));
}

void TimedTransitionsTest::listenerMayEndIt()
{
    ManualEnvironment env;
    const auto circuit = std::make_shared<Circuit>("c", kOneFailure, env.clock());
    auto timed = std::make_unique<TimedTransitions>(circuit, env.environment());
    fail(*circuit);
    int told = 0;
    circuit->onStateChange([&](const TransitionRecord &) {
        ++told;
        timed.reset();
    });
    env.advance(500s);
    QCOMPARE(told, 1);
    QCOMPARE(env.running(), std::size_t(0));
}

FUSEBOX_LOOP_TEST(TimedTransitionsTest)
#include "tst_timed_transitions.moc"
