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

class TestSessionGaps final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDialThatWasSleptThroughCountsForNothing();
    void aConnectionThatWasSleptThroughIsLostWithoutBlame();
    void thatItHasConnectedMayBeNewsOfBeforeTheSleep();
    void aSignOfLifeAfterASleepEndsIt();
    void aLossAfterASignOfLifeCountsAgain();
    void whatAStallMayHaveCausedCountsForNothing_data();
    void whatAStallMayHaveCausedCountsForNothing();
    void noLossCountsWhileOffline();
    void aCloseFrameIsThePeersWordAlsoWhileOffline();
    void afterAVoidLossNoAttemptIsUsedUp();
};

/// Although its failure arrives before anyone has noticed the sleep.
void TestSessionGaps::aDialThatWasSleptThroughCountsForNothing()
{
    EndpointHarness h(config());
    begin(h);
    h.clock.sleep(2h);
    send(h, lost({.errorClass = ErrorClass::Timeout}));
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 0u);
    QVERIFY(!h.endpoint->snapshot().lastFailure);
    QCOMPARE(reasons(h), std::vector{ReasonKind::Connecting});
    QCOMPARE(h.told<WebSocketEvent>().back().gap.value(), GapCause::Asleep);
    h.pass(1s);
    QCOMPARE(h.dialler.opened().size(), 2u);
    QCOMPARE(h.told<WebSocketEvent>().back().attempt, 1);
}

void TestSessionGaps::aConnectionThatWasSleptThroughIsLostWithoutBlame()
{
    EndpointHarness h(config());
    becomeStable(h);
    h.clock.sleep(2h);
    h.endpoint->interrupt(GapCause::Asleep, h.clock.now());
    send(h, lost({.errorClass = ErrorClass::Timeout}));
    QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 0u);
    QCOMPARE(h.told<WebSocketEvent>().back().gap.value(), GapCause::Asleep);
}

void TestSessionGaps::thatItHasConnectedMayBeNewsOfBeforeTheSleep()
{
    EndpointHarness h(config());
    begin(h);
    h.clock.sleep(2h);
    send(h, probe::LinkConnected{3ms});
    send(h, lost({.errorClass = ErrorClass::Timeout}));
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 0u);
}

void TestSessionGaps::aSignOfLifeAfterASleepEndsIt()
{
    EndpointHarness h(config());
    becomeStable(h);
    h.clock.sleep(2h);
    send(h, probe::LinkPong{1ms});
    send(h, refused());
    QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 1u);
}

void TestSessionGaps::aLossAfterASignOfLifeCountsAgain()
{
    for (const probe::LinkEvent &sign :
         {probe::LinkEvent(probe::LinkPong{1ms}), probe::LinkEvent(probe::LinkMessages{.count = 1})}) {
        EndpointHarness h(config());
        becomeStable(h);
        h.endpoint->interrupt(GapCause::Offline, TimePoint::max());
        send(h, sign); // on its way before
        h.endpoint->release(h.clock.now());
        send(h, sign);
        send(h, refused());
        QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 1u);
        QVERIFY(!h.told<WebSocketEvent>().back().gap);
    }
}

void TestSessionGaps::whatAStallMayHaveCausedCountsForNothing_data()
{
    QTest::addColumn<int>("closeCode"); // 0: none
    QTest::newRow("hung up") << 0;
    QTest::newRow("said goodbye") << 1011;
    QTest::newRow("said not to come back") << 1008;
}

/// Who heard nothing of us for long hangs up, and says so as it likes.
void TestSessionGaps::whatAStallMayHaveCausedCountsForNothing()
{
    QFETCH(const int, closeCode);
    EndpointHarness h(config());
    becomeStable(h);
    auto end = lost({.errorClass = ErrorClass::Reset});
    if (closeCode != 0)
        end.failure->closeCode = closeCode;
    end.afterStall = true;
    send(h, end);
    QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 0u);
    QCOMPARE(h.told<WebSocketEvent>().back().gap.value(), GapCause::Overloaded);
    h.pass(1s);
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionGaps::noLossCountsWhileOffline()
{
    EndpointHarness h(config());
    becomeStable(h);
    h.endpoint->interrupt(GapCause::Offline, TimePoint::max());
    send(h, probe::LinkPong{1ms}); // on its way before
    send(h, refused());
    QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 0u);
}

void TestSessionGaps::aCloseFrameIsThePeersWordAlsoWhileOffline()
{
    EndpointHarness h(config());
    becomeStable(h);
    h.endpoint->interrupt(GapCause::Offline, TimePoint::max());
    send(h, closedWith(1008));
    QCOMPARE(h.endpoint->snapshot().session->state, LinkState::Stopped);
}

void TestSessionGaps::afterAVoidLossNoAttemptIsUsedUp()
{
    auto impatient = config();
    testing::webSocketOf(impatient).maxRetries = 1;
    EndpointHarness h(impatient);
    begin(h);
    h.endpoint->interrupt(GapCause::Offline, TimePoint::max());
    h.endpoint->release(h.clock.now());
    h.pass(1s);
    QCOMPARE(h.told<WebSocketEvent>().back().attempt, 1);
    failUntil(h, WebSocketChange::GaveUp, refused());
    QCOMPARE(h.dialler.opened().size(), 3u); // the void one, the first, its retry
}

FUSEBOX_LOOP_TEST(TestSessionGaps)
#include "tst_session_gaps.moc"
