// SPDX-License-Identifier: GPL-3.0-or-later
#include <functional>

#include "core/resilience/circuit.h"
#include "tests/core/resilience/steady_manual_clock.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

/// Who is told what by onOpen, onClose and onStateChange.
class CircuitListenersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachHearsItsOwn();
    void forcedOpenIsOpen();
    void renewingAForcedStateChangesNothing_data();
    void renewingAForcedStateChangesNothing();
    void whatIsOnlyMeasuredIsNotTold();
    void unsubscribedListenerIsNotTold();
};

namespace {

/// How often each has been told.
struct Told
{
    explicit Told(Circuit &circuit)
    {
        ids = {circuit.onOpen([this](const TransitionRecord &) { ++opened; }),
               circuit.onClose([this](const TransitionRecord &) { ++closed; }),
               circuit.onStateChange([this](const TransitionRecord &) { ++changed; })};
    }
    bool operator==(const std::array<int, 3> &other) const
    {
        return std::array{opened, closed, changed} == other;
    }

    int opened = 0;
    int closed = 0;
    int changed = 0;
    std::vector<Circuit::ListenerId> ids = {};
};

constexpr CircuitSettings kOneFailure{.failureThreshold = 1, .recoveryTimeout = 5s, .successThreshold = 1};

void fail(Circuit &circuit)
{
    circuit.record(*circuit.acquire(), Outcome::Failure);
}

} // namespace

void CircuitListenersTest::eachHearsItsOwn()
{
    SteadyManualClock clock;
    Circuit circuit("c", kOneFailure, clock);
    const Told told(circuit);
    fail(circuit);
    QVERIFY(told == (std::array{1, 0, 1}));
    clock.advance(5s);
    circuit.advance();
    QVERIFY(told == (std::array{1, 0, 2}));
    fail(circuit); // the trial
    QVERIFY(told == (std::array{2, 0, 3}));
    clock.advance(5s);
    circuit.record(*circuit.acquire(), Outcome::Success);
    QVERIFY(told == (std::array{2, 1, 5}));
}

void CircuitListenersTest::forcedOpenIsOpen()
{
    SteadyManualClock clock;
    Circuit circuit("c", kOneFailure, clock);
    const Told told(circuit);
    fail(circuit);
    circuit.forceOpen(); // it rejected before
    QVERIFY(told == (std::array{1, 0, 2}));
    circuit.reset();
    QVERIFY(told == (std::array{1, 1, 3}));
    circuit.forceOpen();
    QVERIFY(told == (std::array{2, 1, 4}));
}

void CircuitListenersTest::renewingAForcedStateChangesNothing_data()
{
    QTest::addColumn<std::function<void(Circuit &)>>("force");
    QTest::newRow("forced open") << std::function([](Circuit &circuit) { circuit.forceOpen(); });
    QTest::newRow("for a time") << std::function([](Circuit &circuit) { circuit.forceOpen(10s); });
    QTest::newRow("disabled") << std::function([](Circuit &circuit) { circuit.disable(); });
    QTest::newRow("measured only") << std::function([](Circuit &circuit) { circuit.measureOnly(); });
    QTest::newRow("lifted") << std::function([](Circuit &circuit) { circuit.lift(); });
    QTest::newRow("reset") << std::function([](Circuit &circuit) { circuit.reset(); });
}

void CircuitListenersTest::renewingAForcedStateChangesNothing()
{
    QFETCH(const std::function<void(Circuit &)>, force);
    SteadyManualClock clock;
    Circuit circuit("c", kOneFailure, clock);
    force(circuit);
    const Told told(circuit);
    clock.advance(1s);
    force(circuit);
    QVERIFY(told == (std::array{0, 0, 0}));
}

void CircuitListenersTest::whatIsOnlyMeasuredIsNotTold()
{
    SteadyManualClock clock;
    Circuit circuit("c", kOneFailure, clock);
    circuit.measureOnly();
    const Told told(circuit);
    int records = 0;
    circuit.subscribe([&](const TransitionRecord &) { ++records; });
    fail(circuit);
    QCOMPARE(records, 1);
    QVERIFY(told == (std::array{0, 0, 0}));
}

void CircuitListenersTest::unsubscribedListenerIsNotTold()
{
    SteadyManualClock clock;
    Circuit circuit("c", kOneFailure, clock);
    const Told told(circuit);
    for (const auto id : told.ids)
        circuit.unsubscribe(id);
    fail(circuit);
    QVERIFY(told == (std::array{0, 0, 0}));
}

FUSEBOX_PLAIN_TEST(CircuitListenersTest)
#include "tst_circuit_listeners.moc"
