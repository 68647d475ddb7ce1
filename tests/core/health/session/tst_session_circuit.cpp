// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/health/session/session_harness.h"
#include "tests/support/config_parts.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::EffectiveState;
using resilience::ErrorClass;

class TestSessionCircuit final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failedAttemptsOpenTheCircuit();
    void theTrialIsADial();
    void aStableSessionClosesTheCircuitByItsPongs();
    void losingAStableSessionIsAFailure();
    void forceOpenClosesTheLink();
    void circuitDoesNotBringBackWhoGaveUp();
    void checkNowDoesNotLiftAForcedCircuit();
    void anAttemptAgainstAnOpenCircuitCountsForNothing();
    void noTrialComesBeforeTheServersWish();
    void dialsThatFindNobodyAreOneFailure_data();
    void dialsThatFindNobodyAreOneFailure();
    void everyConnectionThatIsLostIsAFailure();
    void whoIsAwayForLongerOpensTheCircuit();
    void anOpenCircuitsTimeIsTheDelay_data();
    void anOpenCircuitsTimeIsTheDelay();
    void noTrialComesBeforeARefusalIsOver();
};

void TestSessionCircuit::failedAttemptsOpenTheCircuit()
{
    EndpointHarness h(config());
    trip(h);
    QCOMPARE(h.endpoint->status(), Status::Unhealthy);
    const auto waiting = h.told<WebSocketEvent>().back();
    QCOMPARE(waiting.change, WebSocketChange::Waiting);
    QVERIFY(*waiting.retryIn >= 30s && *waiting.retryIn <= 31s);
}

void TestSessionCircuit::theTrialIsADial()
{
    EndpointHarness h(config());
    trip(h);
    const auto dials = h.dialler.opened().size();
    h.pass(30s - 1ns);
    QCOMPARE(h.dialler.opened().size(), dials);
    h.pass(1s);
    QCOMPARE(h.dialler.opened().size(), dials + 1);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::HalfOpen);
    send(h, refused());
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Open);
}

void TestSessionCircuit::aStableSessionClosesTheCircuitByItsPongs()
{
    EndpointHarness h(config());
    trip(h);
    h.pass(31s);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    QCOMPARE(h.endpoint->snapshot().circuit.trialSuccesses, 0);
    h.pass(5s);
    QCOMPARE(h.endpoint->snapshot().circuit.trialSuccesses, 1);
    send(h, probe::LinkPong{1ms});
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Closed);
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

void TestSessionCircuit::losingAStableSessionIsAFailure()
{
    EndpointHarness h(config());
    becomeStable(h);
    send(h, refused());
    QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 1u);
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 2u);
}

void TestSessionCircuit::forceOpenClosesTheLink()
{
    EndpointHarness h(config());
    becomeStable(h);
    h.endpoint->forceOpen();
    QCOMPARE(h.dialler.closed(), h.dialler.opened());
    h.pass(1h);
    QCOMPARE(h.dialler.opened().size(), 1u);
    h.endpoint->resetCircuit();
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionCircuit::circuitDoesNotBringBackWhoGaveUp()
{
    auto impatient = config();
    impatient.circuit.failureThreshold = 1;
    testing::webSocketOf(impatient).maxRetries = 0;
    EndpointHarness h(impatient);
    begin(h);
    send(h, refused());
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Open);
    h.pass(30s);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::HalfOpen);
    h.pass(1h);
    QCOMPARE(h.dialler.opened().size(), 1u);
    QCOMPARE(h.endpoint->snapshot().session->state, LinkState::GaveUp);
    QCOMPARE(h.endpoint->status(), Status::Unhealthy);
}

void TestSessionCircuit::checkNowDoesNotLiftAForcedCircuit()
{
    EndpointHarness h(config());
    h.endpoint->forceOpen();
    h.endpoint->checkNow();
    h.pass(1h);
    QVERIFY(h.dialler.opened().empty());
}

void TestSessionCircuit::anAttemptAgainstAnOpenCircuitCountsForNothing()
{
    EndpointHarness h(config());
    trip(h);
    const auto dials = h.dialler.opened().size();
    h.endpoint->checkNow();
    QCOMPARE(h.dialler.opened().size(), dials + 1);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    h.pass(5s);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Open);
    QCOMPARE(h.endpoint->snapshot().session->state, LinkState::Connected);
    h.pass(30s);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::HalfOpen);
    send(h, probe::LinkPong{1ms});
    send(h, probe::LinkPong{1ms});
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

void TestSessionCircuit::noTrialComesBeforeTheServersWish()
{
    auto settings = config();
    settings.circuit.failureThreshold = 1;
    settings.circuit.recoveryTimeout = 10s;
    EndpointHarness h(settings);
    begin(h);
    auto busy = answeredWith(503);
    busy.failure->retryAfter = 40s;
    send(h, busy);
    h.pass(40s - 1ns);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::HalfOpen);
    QCOMPARE(h.dialler.opened().size(), 1u);
    h.pass(4s);
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionCircuit::dialsThatFindNobodyAreOneFailure_data()
{
    QTest::addColumn<bool>("wasConnected");
    QTest::addColumn<probe::LinkClosed>("end");
    for (const bool wasConnected : {false, true}) {
        const char *when = wasConnected ? "after a loss" : "from the start";
        QTest::addRow("%s: refused", when) << wasConnected << refused();
        QTest::addRow("%s: no answer", when) << wasConnected << lost({.errorClass = ErrorClass::Timeout});
        QTest::addRow("%s: no name", when) << wasConnected << lost({.errorClass = ErrorClass::Dns});
        QTest::addRow("%s: a proxy's 502", when) << wasConnected << answeredWith(502);
    }
}

/// However fast they come.
void TestSessionCircuit::dialsThatFindNobodyAreOneFailure()
{
    QFETCH(const bool, wasConnected);
    QFETCH(const probe::LinkClosed, end);
    auto settings = config();
    settings.circuit.failureThreshold = 2;
    settings.circuit.consecutiveFailures = 2;
    EndpointHarness h(settings);
    if (wasConnected)
        becomeStable(h);
    else
        begin(h);
    const TimePoint lostAt = h.clock.now();
    send(h, end);
    int dials = 0;
    for (;; ++dials) {
        const Nanoseconds delay = *h.told<WebSocketEvent>().back().retryIn;
        if (h.clock.now() + delay >= lostAt + 30s)
            break;
        h.pass(delay);
        send(h, end);
        QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 1u);
        QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Closed);
        QCOMPARE(h.endpoint->snapshot().lastFailure->errorClass, end.failure->errorClass);
    }
    QVERIFY(dials > 20);
}

void TestSessionCircuit::everyConnectionThatIsLostIsAFailure()
{
    EndpointHarness h(config());
    begin(h);
    for (unsigned losses = 1; losses <= 3; ++losses) {
        send(h, probe::LinkConnected{3ms});
        send(h, closedWith(1012));
        QCOMPARE(h.endpoint->snapshot().circuit.consecutiveFailures, losses < 3 ? int(losses) : 0);
        h.pass(*h.told<WebSocketEvent>().back().retryIn);
    }
    QVERIFY(!h.told<TransitionEvent>().empty());
}

void TestSessionCircuit::whoIsAwayForLongerOpensTheCircuit()
{
    EndpointHarness h(config());
    const TimePoint begun = h.clock.now();
    trip(h);
    const auto opened = h.told<TransitionEvent>().front().record.at;
    QVERIFY(opened >= begun + 30s);
    QVERIFY(opened <= begun + 33s); // two dials more, at most a second apart
}

void TestSessionCircuit::anOpenCircuitsTimeIsTheDelay_data()
{
    QTest::addColumn<int>("delay"); // seconds
    QTest::newRow("delays that are shorter") << 1;
    QTest::newRow("delays that are longer") << 600;
}

/// Neither both together nor the longer of the two.
void TestSessionCircuit::anOpenCircuitsTimeIsTheDelay()
{
    QFETCH(const int, delay);
    auto settings = config();
    settings.circuit.failureThreshold = 1;
    settings.retry.backoff = {.initialDelay = std::chrono::seconds(delay),
                              .maxDelay = std::chrono::seconds(delay),
                              .jitter = resilience::Jitter::Proportional,
                              .jitterShare = 0};
    EndpointHarness h(settings);
    begin(h);
    for (std::size_t dials = 1; dials < 5; ++dials) {
        send(h, refused());
        h.pass(30s - 1ns);
        QCOMPARE(h.dialler.opened().size(), dials);
        h.pass(1s + 1ns);
        QCOMPARE(h.dialler.opened().size(), dials + 1);
    }
}

void TestSessionCircuit::noTrialComesBeforeARefusalIsOver()
{
    auto settings = config();
    settings.circuit.failureThreshold = 1;
    settings.circuit.recoveryTimeout = 10s;
    settings.circuit.trialTimeout = 20s;
    EndpointHarness h(settings);
    begin(h);
    for (std::size_t dials = 1; dials < 5; ++dials) {
        send(h, answeredWith(403));
        h.pass(60s - 1ns);
        QCOMPARE(h.dialler.opened().size(), dials);
        h.pass(40s); // until a trial may be made again
        QCOMPARE(h.dialler.opened().size(), dials + 1);
    }
}

FUSEBOX_LOOP_TEST(TestSessionCircuit)
#include "tst_session_circuit.moc"
