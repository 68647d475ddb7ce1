// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdexcept>

#include "core/resilience/registry.h"
#include "tests/core/resilience/steady_manual_clock.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

namespace {

constexpr CircuitSettings kSettings = {.failureThreshold = 2,
                                       .failureWindow = 10s,
                                       .slowAfter = 1s,
                                       .recoveryTimeout = 5s,
                                       .successThreshold = 1};

void fail(Circuit &circuit, int times)
{
    for (int i = 0; i < times; ++i)
        circuit.record(*circuit.acquire(), Outcome::Failure, ErrorClass::Reset, 3ms);
}

} // namespace

class RegistryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void getsOrCreatesByName();
    void removedCircuitStaysWithItsHolder();
    void everyNameIsFoundAmongMany();
    void snapshotTellsEverything();
    void timeOpenAndRecoveryAreReckoned();
    void readingSeesWhatTimeHasDoneWithoutACall();
    void restoredCircuitGoesOnReckoning();
    void restoredPastItsTimeReckonsOnlyItsOpenTime();
    void removedCircuitIsHeardNoMore();
    void registryIsSavedAndRestored();
    void whatComesTooLateOrIsIgnoredIsNoStatistic();
    void readingNotifiesNobody();
    void resetAllClosesAll();
    void settingsAreReplacedWhileItRuns();
    void listenersHearEveryCircuitInOrder();
    void listenerMayReenterThrowAndUnsubscribe();
    void unsubscribedListenerIsNotToldEvenInTheMiddle();
    void closedCountCircuitNeverReadsTheClock();
    void resultsAreReckonedAsOutcomes();
};

void RegistryTest::getsOrCreatesByName()
{
    SteadyManualClock clock;
    Registry registry(clock, kSettings);
    QVERIFY(!registry.find("a"));
    const auto a = registry.get("a");
    QCOMPARE(registry.get("a", {.failureThreshold = 99}), a);
    QCOMPARE(registry.find("a"), a.get());
    QVERIFY(a->settings() == sanitized(kSettings));
    QVERIFY(registry.get("b") != a);
    QCOMPARE(registry.size(), std::size_t(2));
}

void RegistryTest::removedCircuitStaysWithItsHolder()
{
    SteadyManualClock clock;
    std::shared_ptr<Circuit> kept;
    {
        Registry registry(clock, kSettings);
        kept = registry.get("a");
        QVERIFY(registry.remove("a"));
        QVERIFY(!registry.remove("a"));
        QVERIFY(!registry.find("a"));
    }
    fail(*kept, 2); // it outlives the registry, and what listens there
    QVERIFY(!kept->acquire().has_value());
}

void RegistryTest::everyNameIsFoundAmongMany()
{
    SteadyManualClock clock;
    Registry registry(clock, kSettings);
    constexpr int kCount = 10'000;
    const auto nameOf = [](int i) {
        return std::string(static_cast<std::size_t>(i % 40), 'x') + std::to_string(i);
    };
    for (int i = 0; i < kCount; ++i)
        QCOMPARE(registry.get(nameOf(i))->name(), nameOf(i));
    for (int i = 0; i < kCount; i += 2)
        QVERIFY(registry.remove(nameOf(i)));
    for (int i = 0; i < kCount; ++i)
        QCOMPARE(registry.find(nameOf(i)) != nullptr, i % 2 == 1);
    QCOMPARE(registry.size(), std::size_t(kCount / 2));
    QCOMPARE(registry.snapshot().size(), std::size_t(kCount / 2));
    const auto again = registry.get(nameOf(0));
    QCOMPARE(registry.find(nameOf(0)), again.get());
    QVERIFY(!registry.find(""));
}

void RegistryTest::snapshotTellsEverything()
{
    SteadyManualClock clock;
    Registry registry(clock, kSettings);
    (void)registry.get("b");
    const auto a = registry.get("a");
    a->record(*a->acquire(), Outcome::Success, {}, 1ms);
    a->record(*a->acquire(), Outcome::Slow, {}, 2s);
    a->record(*a->acquire(), Outcome::Ignored);
    fail(*a, 2);
    QVERIFY(!a->acquire().has_value());
    const auto snapshot = registry.snapshot();
    QCOMPARE(snapshot.size(), std::size_t(2));
    QCOMPARE(snapshot[0].name, std::string("a"));
    const auto &s = snapshot[0].statistics;
    QCOMPARE(s[Outcome::Success], std::uint64_t(1));
    QCOMPARE(s[Outcome::Slow], std::uint64_t(1));
    QCOMPARE(s[Outcome::Ignored], std::uint64_t(1));
    QCOMPARE(s[Outcome::Failure], std::uint64_t(2));
    QCOMPARE(s[ErrorClass::Reset], std::uint64_t(2));
    QCOMPARE(s.rejected, std::uint64_t(1));
    QCOMPARE(s.opened, std::uint64_t(1));
    QCOMPARE(s.state, EffectiveState::Open);
    QCOMPARE(s.slowest.value(), Nanoseconds(2s));
    QVERIFY(s.p50.value() > 2900us && s.p50.value() < 3100us);
    QCOMPARE(snapshot[0].view.lastTrip->reason, TransitionReason::FailuresInWindow);
}

void RegistryTest::timeOpenAndRecoveryAreReckoned()
{
    SteadyManualClock clock;
    Circuit circuit("a", kSettings, clock);
    fail(circuit, 2);
    clock.advance(3s);
    QCOMPARE(circuit.statistics().timeOpen, Nanoseconds(3s));
    clock.advance(4s); // half-open for 2 s, though nobody has asked
    QCOMPARE(circuit.statistics().timeOpen, Nanoseconds(5s));
    fail(circuit, 1);
    clock.advance(6s);
    circuit.record(*circuit.acquire(), Outcome::Success);
    QCOMPARE(circuit.statistics().timeOpen, Nanoseconds(10s));
    QCOMPARE(circuit.statistics().opened, std::uint64_t(2));
    QCOMPARE(circuit.statistics().lastRecovery.value(), Nanoseconds(13s));
    fail(circuit, 2);
    clock.advance(5s);
    circuit.record(*circuit.acquire(), Outcome::Success);
    QCOMPARE(circuit.statistics().lastRecovery.value(), Nanoseconds(5s));
    QCOMPARE(circuit.statistics().meanRecovery.value(), Nanoseconds(9s));
    circuit.forceOpen();
    clock.advance(1s);
    circuit.reset();
    QCOMPARE(circuit.statistics().timeOpen, Nanoseconds(16s));
    QCOMPARE(circuit.statistics().lastRecovery.value(), Nanoseconds(5s));
}

void RegistryTest::readingSeesWhatTimeHasDoneWithoutACall()
{
    constexpr CircuitSettings settings{.failureThreshold = 1, .recoveryTimeout = 30s, .trialTimeout = 60s};
    for (const Nanoseconds age : {100s, 200s, 3600s}) {
        SteadyManualClock clock;
        Circuit read("read", settings, clock), advanced("advanced", settings, clock);
        fail(read, 1);
        fail(advanced, 1);
        for (Nanoseconds t{}; t < age; t += 1s) {
            clock.advance(1s);
            advanced.advance();
        }
        const auto rounds = age / 90s;
        const auto open = rounds * 30s + std::min<Nanoseconds>(age % 90s, 30s);
        for (const Circuit *circuit : {&read, &advanced}) {
            QCOMPARE(circuit->statistics().opened, std::uint64_t(rounds + 1));
            QCOMPARE(circuit->statistics().timeOpen, Nanoseconds(open));
        }
        read.advance();
        QCOMPARE(read.statistics().opened, std::uint64_t(rounds + 1));
        QCOMPARE(read.statistics().timeOpen, Nanoseconds(open));
    }
}

void RegistryTest::restoredCircuitGoesOnReckoning()
{
    constexpr CircuitSettings settings{.failureThreshold = 1, .recoveryTimeout = 30s, .successThreshold = 1};
    SteadyManualClock clock;
    Circuit before("a", settings, clock);
    fail(before, 1);
    clock.advance(5s);
    Circuit after("a", settings, clock, before.save(), 0s);
    clock.advance(10s);
    QCOMPARE(after.statistics().opened, std::uint64_t(1));
    QCOMPARE(after.statistics().timeOpen, Nanoseconds(15s));
    clock.advance(15s);
    after.record(*after.acquire(), Outcome::Success);
    QCOMPARE(after.statistics().lastRecovery.value(), Nanoseconds(30s));
}

void RegistryTest::restoredPastItsTimeReckonsOnlyItsOpenTime()
{
    constexpr CircuitSettings settings{.failureThreshold = 1, .recoveryTimeout = 30s, .successThreshold = 1};
    SteadyManualClock clock;
    Circuit before("a", settings, clock);
    fail(before, 1);
    clock.advance(10s);
    Circuit after("a", settings, clock, before.save(), 50s);
    QCOMPARE(after.statistics().timeOpen, Nanoseconds(30s));
    clock.advance(1s);
    after.record(*after.acquire(), Outcome::Success);
    QCOMPARE(after.statistics().lastRecovery.value(), Nanoseconds(61s));
}

void RegistryTest::removedCircuitIsHeardNoMore()
{
    SteadyManualClock clock;
    Registry registry(clock, kSettings);
    int heard = 0;
    registry.subscribe([&](const Registry::Event &) { ++heard; });
    const auto old = registry.get("a");
    QVERIFY(registry.known("a") == old);
    QVERIFY(registry.remove("a"));
    QVERIFY(registry.known("a") == nullptr);
    old->forceOpen();
    QCOMPARE(heard, 0);
}

void RegistryTest::registryIsSavedAndRestored()
{
    SteadyManualClock clock;
    Registry before(clock, kSettings);
    (void)before.get("closed");
    before.get("forced")->forceOpen();
    Registry after(clock);
    int heard = 0;
    after.subscribe([&](const Registry::Event &) { ++heard; });
    for (const auto &saved : before.save())
        QVERIFY(after.restore(saved, kSettings, 1s) != nullptr);
    QCOMPARE(after.size(), std::size_t(2));
    QCOMPARE(after.find("forced")->effective(), EffectiveState::ForcedOpen);
    QVERIFY(after.restore({"closed", {}}, kSettings, 0s) == nullptr);
    after.resetAll();
    QCOMPARE(heard, 1);
}

void RegistryTest::whatComesTooLateOrIsIgnoredIsNoStatistic()
{
    SteadyManualClock clock;
    CircuitSettings settings = kSettings;
    settings.trackErrors = {ErrorClass::Reset};
    Circuit circuit("a", settings, clock);
    const auto late = circuit.acquire();
    circuit.reset();
    circuit.record(*late, Outcome::Failure, ErrorClass::Reset, 5s);
    circuit.record(*circuit.acquire(), Outcome::Failure, ErrorClass::Dns, 5s);
    circuit.record(*circuit.acquire(), Outcome::Ignored, ErrorClass::Cancelled, 10s);
    const auto s = circuit.statistics();
    QCOMPARE(s[Outcome::Failure], std::uint64_t(0));
    QCOMPARE(s[Outcome::Ignored], std::uint64_t(2));
    QVERIFY(!s.p50.has_value());
}

void RegistryTest::readingNotifiesNobody()
{
    SteadyManualClock clock;
    Registry registry(clock, kSettings);
    const auto circuit = registry.get("a");
    fail(*circuit, 2);
    int told = 0;
    registry.subscribe([&](const Registry::Event &) { ++told; });
    clock.advance(1h);
    (void)registry.snapshot();
    QCOMPARE(circuit->view().generation, registry.snapshot()[0].view.generation);
    QCOMPARE(told, 0);
    registry.advanceAll();
    QVERIFY(told > 0);
}

void RegistryTest::resetAllClosesAll()
{
    SteadyManualClock clock;
    Registry registry(clock, kSettings);
    for (const char *name : {"a", "b", "c"})
        registry.get(name)->forceOpen();
    registry.resetAll();
    for (const auto &report : registry.snapshot())
        QCOMPARE(report.statistics.state, EffectiveState::Closed);
}

void RegistryTest::settingsAreReplacedWhileItRuns()
{
    SteadyManualClock clock;
    Circuit circuit("a", {.failureThreshold = 5}, clock);
    fail(circuit, 2);
    circuit.setSettings({.failureThreshold = 3});
    QCOMPARE(circuit.view().failuresInWindow, 2);
    fail(circuit, 1);
    QCOMPARE(effectiveState(circuit.view()), EffectiveState::Open);
}

void RegistryTest::listenersHearEveryCircuitInOrder()
{
    SteadyManualClock clock;
    Registry registry(clock, kSettings);
    std::vector<std::string> told;
    registry.subscribe([&](const Registry::Event &event) {
        told.push_back(event.circuit + (event.record.to == EffectiveState::Open ? " open" : " other"));
    });
    fail(*registry.get("a"), 2);
    fail(*registry.get("b"), 2);
    registry.get("a")->reset();
    QCOMPARE(told, (std::vector<std::string>{"a open", "b open", "a other"}));
}

void RegistryTest::listenerMayReenterThrowAndUnsubscribe()
{
    SteadyManualClock clock;
    Circuit circuit("a", kSettings, clock);
    std::vector<EffectiveState> told;
    Circuit::ListenerId self = 0;
    int once = 0;
    circuit.subscribe([&](const TransitionRecord &record) {
        if (record.to == EffectiveState::Open)
            circuit.reset();
        throw std::runtime_error("observer");
    });
    self = circuit.subscribe([&](const TransitionRecord &) {
        ++once;
        circuit.unsubscribe(self);
        circuit.subscribe([](const TransitionRecord &) {});
    });
    circuit.subscribe([&](const TransitionRecord &record) { told.push_back(record.to); });
    fail(circuit, 2);
    QCOMPARE(told, (std::vector{EffectiveState::Open, EffectiveState::Closed}));
    QCOMPARE(once, 1);
}

void RegistryTest::unsubscribedListenerIsNotToldEvenInTheMiddle()
{
    SteadyManualClock clock;
    Circuit circuit("a", kSettings, clock);
    int told = 0;
    Circuit::ListenerId second = 0;
    circuit.subscribe([&](const TransitionRecord &) { circuit.unsubscribe(second); });
    second = circuit.subscribe([&](const TransitionRecord &) { ++told; });
    circuit.forceOpen();
    QCOMPARE(told, 0);
}

void RegistryTest::closedCountCircuitNeverReadsTheClock()
{
    SteadyManualClock clock;
    Circuit circuit("a", {.failureThreshold = 0, .failureRate = 0.5, .minimumCalls = 10, .rateCalls = 100},
                    clock);
    for (int i = 0; i < 10; ++i)
        circuit.record(*circuit.acquire(), Outcome::Success);
    const int reads = clock.reads();
    for (int i = 0; i < 100; ++i)
        circuit.record(*circuit.acquire(), Outcome::Success);
    QCOMPARE(clock.reads(), reads);
}

void RegistryTest::resultsAreReckonedAsOutcomes()
{
    SteadyManualClock clock;
    Circuit circuit("a", kSettings, clock);
    const Failure reset{.errorClass = ErrorClass::Reset};
    const Failure cancelled{.errorClass = ErrorClass::Cancelled};
    circuit.recordResult(*circuit.acquire(), nullptr, 1s);
    circuit.recordResult(*circuit.acquire(), nullptr, 1s + kTick);
    circuit.recordResult(*circuit.acquire(), &reset, 1ms);
    circuit.recordResult(*circuit.acquire(), &cancelled, 1ms);
    const auto s = circuit.statistics();
    QCOMPARE(s[Outcome::Success], std::uint64_t(1));
    QCOMPARE(s[Outcome::Slow], std::uint64_t(1));
    QCOMPARE(s[Outcome::Failure], std::uint64_t(1));
    QCOMPARE(s[Outcome::Ignored], std::uint64_t(1));
}

FUSEBOX_PLAIN_TEST(RegistryTest)
#include "tst_registry.moc"
