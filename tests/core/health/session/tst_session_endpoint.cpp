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
using resilience::ErrorClass;

class TestSessionEndpoint final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pingsInAPhaseOfItsOwn();
    void dialsAtOnceAndIsHealthyOnceItHasAnswered();
    void aLostLinkIsDialledAgainAfterADelay();
    void oneEpisodeLastsUntilStable();
    void aLinkThatIsGoneTouchesNothing();
    void aPeerThatNeverAnswersIsNeverStable();
    void aLateFirstAnswerMakesItStable();
    void pausingClosesTheLink();
    void renamingKeepsTheConnection();
    void anotherUrlDialsAnew();
    void anEpisodeLastsFromTheLossToBeingStable();
    void otherOptionsDialAnew();
    void pausingForgetsTheEpisode();
};

void TestSessionEndpoint::pingsInAPhaseOfItsOwn()
{
    QSet<qint64> offsets;
    EndpointHarness h(config());
    for (int i = 0; i < 20; ++i) {
        h.pass(0s);
        const auto &request = h.dialler.lastRequest();
        QVERIFY(request.pingOffset >= 0ns && request.pingOffset < request.pingInterval);
        offsets.insert(request.pingOffset.count());
        h.endpoint->setPaused(true);
        h.endpoint->setPaused(false);
    }
    QVERIFY(offsets.size() > 10);
}

void TestSessionEndpoint::dialsAtOnceAndIsHealthyOnceItHasAnswered()
{
    EndpointHarness h(config());
    begin(h);
    QCOMPARE(h.endpoint->status(), Status::Unknown);
    QCOMPARE(h.dialler.lastRequest().pingInterval, Nanoseconds(1s));
    send(h, probe::LinkConnected{3ms});
    QCOMPARE(h.endpoint->status(), Status::Unknown);
    send(h, probe::LinkPong{2ms});
    QCOMPARE(h.endpoint->status(), Status::Healthy);
    QCOMPARE(h.endpoint->snapshot().latency.value(), Nanoseconds(2ms));
    QCOMPARE(changes(h),
             (std::vector{WebSocketChange::Connecting, WebSocketChange::Connected, WebSocketChange::Pong}));
}

void TestSessionEndpoint::aLostLinkIsDialledAgainAfterADelay()
{
    EndpointHarness h(config());
    becomeStable(h);
    send(h, refused());
    QCOMPARE(h.endpoint->status(), Status::Degraded);
    const auto waiting = h.told<WebSocketEvent>().back();
    QCOMPARE(waiting.change, WebSocketChange::Waiting);
    QVERIFY(*waiting.retryIn <= 125ms);
    h.pass(*waiting.retryIn);
    QCOMPARE(h.dialler.opened().size(), 2u);
    QVERIFY(h.dialler.opened()[0] != h.dialler.opened()[1]);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    QCOMPARE(h.endpoint->status(), Status::Degraded);
    h.pass(5s);
    QCOMPARE(h.endpoint->status(), Status::Healthy);
    QCOMPARE(h.endpoint->snapshot().session->reconnects, 1);
    send(h, refused());
    const auto events = h.told<WebSocketEvent>();
    QCOMPARE(events[events.size() - 2].change, WebSocketChange::Disconnected);
    QCOMPARE(events[events.size() - 2].attempt, 1);
    QCOMPARE(events.back().attempt, 1); // of a new episode
}

void TestSessionEndpoint::oneEpisodeLastsUntilStable()
{
    EndpointHarness h(config());
    begin(h);
    send(h, probe::LinkConnected{3ms});
    h.pass(5s - 1ns);
    send(h, refused());
    h.pass(1s);
    QCOMPARE(h.told<WebSocketEvent>().back().attempt, 2);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    h.pass(5s);
    send(h, refused());
    h.pass(1s);
    QCOMPARE(h.told<WebSocketEvent>().back().attempt, 1);
}

void TestSessionEndpoint::aLinkThatIsGoneTouchesNothing()
{
    EndpointHarness h(config());
    becomeStable(h);
    send(h, refused());
    h.pass(1s);
    const auto events = h.events.size();
    h.dialler.send(h.dialler.opened().front(), probe::LinkConnected{1ms});
    h.dialler.send(h.dialler.opened().front(), refused());
    QCOMPARE(h.events.size(), events);
    QCOMPARE(h.endpoint->snapshot().session->state, LinkState::Connecting);
}

void TestSessionEndpoint::aPeerThatNeverAnswersIsNeverStable()
{
    EndpointHarness h(config());
    begin(h);
    send(h, probe::LinkConnected{3ms});
    h.pass(5s);
    send(h, lost({.errorClass = ErrorClass::Timeout}));
    QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 1u);
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 1u);
    QCOMPARE(h.told<WebSocketEvent>().back().attempt, 2);
}

void TestSessionEndpoint::aLateFirstAnswerMakesItStable()
{
    EndpointHarness h(config());
    begin(h);
    send(h, probe::LinkConnected{3ms});
    h.pass(6s);
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 0u);
    send(h, probe::LinkPong{6s});
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 1u);
}

void TestSessionEndpoint::pausingClosesTheLink()
{
    EndpointHarness h(config());
    becomeStable(h);
    h.endpoint->setPaused(true);
    QCOMPARE(h.dialler.closed(), h.dialler.opened());
    QCOMPARE(h.endpoint->status(), Status::Paused);
    h.endpoint->setPaused(false);
    QCOMPARE(h.dialler.opened().size(), 2u);
    QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 0u);
}

void TestSessionEndpoint::renamingKeepsTheConnection()
{
    EndpointHarness h(config());
    becomeStable(h);
    auto renamed = config();
    renamed.name = u"Ticker"_s;
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(renamed));
    QVERIFY(h.dialler.closed().empty());
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

void TestSessionEndpoint::anotherUrlDialsAnew()
{
    EndpointHarness h(config());
    becomeStable(h);
    auto moved = config();
    moved.asked = QUrl(u"ws://127.0.0.1:2/"_s);
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(moved));
    QCOMPARE(h.dialler.closed().size(), 1u);
    QCOMPARE(h.dialler.opened().size(), 2u);
    QCOMPARE(h.dialler.lastRequest().url, moved.url());
}

/// Whatever happens in between: connecting, losing it early, the circuit, a person.
void TestSessionEndpoint::anEpisodeLastsFromTheLossToBeingStable()
{
    EndpointHarness h(config());
    becomeStable(h);
    QVERIFY(!h.endpoint->snapshot().session->lostAt);
    QVERIFY(!h.endpoint->snapshot().failingSince);
    send(h, refused());
    const auto lostAt = h.endpoint->snapshot().session->lostAt;
    QVERIFY(lostAt);
    const auto goesOn = [&] {
        const auto snapshot = h.endpoint->snapshot();
        return snapshot.session->lostAt->steady == lostAt->steady &&
               snapshot.failingSince->steady == lostAt->steady;
    };
    h.pass(1s);
    send(h, probe::LinkConnected{3ms});
    h.pass(1s);
    QVERIFY(goesOn());
    send(h, closedWith(1001));
    h.pass(1s);
    send(h, probe::LinkConnected{3ms});
    send(h, closedWith(1001)); // opens the circuit
    QVERIFY(goesOn());
    h.pass(1s);
    h.endpoint->checkNow();
    send(h, refused());
    QVERIFY(goesOn());
    h.endpoint->resetCircuit();
    QCOMPARE(h.endpoint->snapshot().session->attempt, 4);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    h.pass(5s - 1ns);
    QVERIFY(goesOn());
    h.pass(1ns);
    QVERIFY(!h.endpoint->snapshot().session->lostAt);
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

void TestSessionEndpoint::otherOptionsDialAnew()
{
    EndpointHarness h(config());
    becomeStable(h);
    auto changed = config();
    testing::webSocketOf(changed).options.greeting = u"hello"_s;
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(changed));
    QCOMPARE(h.dialler.opened().size(), 2u);
    QCOMPARE(h.dialler.lastRequest().options.greeting, u"hello"_s);
    testing::webSocketOf(changed).staleAfter = 1s;
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(changed));
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionEndpoint::pausingForgetsTheEpisode()
{
    EndpointHarness h(config());
    becomeStable(h);
    send(h, refused());
    h.endpoint->setPaused(true);
    h.endpoint->setPaused(false);
    QVERIFY(!h.endpoint->snapshot().session->lostAt);
    QCOMPARE(reasons(h), std::vector{ReasonKind::Connecting}); // nothing was lost
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

FUSEBOX_LOOP_TEST(TestSessionEndpoint)
#include "tst_session_endpoint.moc"
