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

class TestSessionEnds final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void retriesEndInGivingUp();
    void checkNowDialsAfterGivingUp();
    void aCloseFrameIsKept();
    void afterALossRetriesAreCountedFromOne();
    void checkNowAlwaysDials_data();
    void checkNowAlwaysDials();
    void stopCodesEndIt_data();
    void stopCodesEndIt();
    void stopCodesOfOnesOwnTakeTheirPlace();
    void whatCannotBeSentIsNotSentAgain();
    void resetDialsAfterAStop();
};

void TestSessionEnds::retriesEndInGivingUp()
{
    auto impatient = config();
    testing::webSocketOf(impatient).maxRetries = 1;
    EndpointHarness h(impatient);
    begin(h);
    send(h, refused());
    h.pass(1s);
    send(h, refused());
    QCOMPARE(h.told<WebSocketEvent>().back().change, WebSocketChange::GaveUp);
    QCOMPARE(h.endpoint->status(), Status::Unhealthy);
    h.pass(1h);
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionEnds::checkNowDialsAfterGivingUp()
{
    auto impatient = config();
    testing::webSocketOf(impatient).maxRetries = 0;
    EndpointHarness h(impatient);
    begin(h);
    send(h, refused());
    QCOMPARE(h.endpoint->snapshot().session->state, LinkState::GaveUp);
    h.endpoint->checkNow();
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionEnds::aCloseFrameIsKept()
{
    EndpointHarness h(config());
    becomeStable(h);
    auto closed = refused();
    closed.failure->closeCode = 1012;
    closed.closeReason = u"restart"_s;
    send(h, closed);
    QCOMPARE(h.endpoint->snapshot().session->lastCloseCode.value(), 1012);
    const auto events = h.told<WebSocketEvent>();
    const auto disconnected = events[events.size() - 2];
    QCOMPARE(disconnected.closeCode.value(), 1012);
    QCOMPARE(disconnected.closeReason, u"restart"_s);
    QCOMPARE(disconnected.failure->closeCode.value(), 1012);
    QCOMPARE(h.endpoint->snapshot().lastFailure->closeCode.value(), 1012);
}

void TestSessionEnds::afterALossRetriesAreCountedFromOne()
{
    auto impatient = config();
    testing::webSocketOf(impatient).maxRetries = 2;
    EndpointHarness h(impatient);
    becomeStable(h);
    failUntil(h, WebSocketChange::GaveUp, refused());
    QCOMPARE(h.dialler.opened().size(), 3u); // the first, and two reconnects
}

void TestSessionEnds::checkNowAlwaysDials_data()
{
    QTest::addColumn<bool>("gaveUp");
    QTest::addColumn<bool>("isOpen");
    QTest::newRow("waiting") << false << false;
    QTest::newRow("waiting, circuit open") << false << true;
    QTest::newRow("gave up") << true << false;
    QTest::newRow("gave up, circuit open") << true << true;
}

void TestSessionEnds::checkNowAlwaysDials()
{
    QFETCH(const bool, gaveUp);
    QFETCH(const bool, isOpen);
    auto settings = config();
    settings.circuit.failureThreshold = isOpen ? 1 : 0;
    testing::webSocketOf(settings).maxRetries = gaveUp ? 0 : 7;
    EndpointHarness h(settings);
    begin(h);
    send(h, refused());
    QCOMPARE(h.endpoint->snapshot().session->state, gaveUp ? LinkState::GaveUp : LinkState::Waiting);
    for (std::size_t dials = 2; dials < 5; ++dials) {
        h.endpoint->checkNow();
        QCOMPARE(h.dialler.opened().size(), dials);
        send(h, refused());
    }
}

void TestSessionEnds::stopCodesEndIt_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("stops");
    for (const int code : {1002, 1003, 1007, 1008, 1009, 1010, 3000, 4001, 4003})
        QTest::addRow("%d", code) << code << true;
    for (const int code : {1000, 1001, 1005, 1011, 1012, 1013, 1014, 4000, 4002})
        QTest::addRow("%d", code) << code << false;
}

void TestSessionEnds::stopCodesEndIt()
{
    QFETCH(const int, code);
    QFETCH(const bool, stops);
    for (const bool isStable : {false, true}) {
        EndpointHarness h(config());
        if (isStable)
            becomeStable(h);
        else
            begin(h);
        auto closed = closedWith(code);
        closed.closeReason = u"away with you"_s;
        send(h, closed);
        h.pass(1h);
        QCOMPARE(h.dialler.opened().size() == 1, stops);
        if (!stops)
            continue;
        const auto snapshot = h.endpoint->snapshot();
        QCOMPARE(h.told<WebSocketEvent>().back().change, WebSocketChange::Stopped);
        QCOMPARE(snapshot.session->state, LinkState::Stopped);
        QCOMPARE(snapshot.session->lastCloseReason, u"away with you"_s);
        QCOMPARE(snapshot.status, Status::Unhealthy);
        QCOMPARE(reasons(h), std::vector{ReasonKind::Stopped});
        QCOMPARE(snapshot.reasons.front().failure->closeCode.value(), code);
    }
}

void TestSessionEnds::stopCodesOfOnesOwnTakeTheirPlace()
{
    auto settings = config();
    testing::webSocketOf(settings).stopCodes = {4999};
    EndpointHarness h(settings);
    begin(h);
    send(h, closedWith(1008));
    h.pass(1s);
    QCOMPARE(h.dialler.opened().size(), 2u);
    send(h, closedWith(4999));
    QCOMPARE(h.endpoint->snapshot().session->state, LinkState::Stopped);
}

void TestSessionEnds::whatCannotBeSentIsNotSentAgain()
{
    auto bad = lost({.errorClass = ErrorClass::Protocol});
    bad.failure->fault = probe::HttpFault{probe::HttpFault::Kind::BadHeader, 0};
    EndpointHarness h(config());
    begin(h);
    send(h, bad);
    QCOMPARE(h.endpoint->snapshot().session->state, LinkState::Stopped);
    auto mended = config();
    testing::webSocketOf(mended).options.headers = {{"A", "b"}};
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(mended));
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionEnds::resetDialsAfterAStop()
{
    EndpointHarness h(config());
    begin(h);
    send(h, closedWith(1008));
    h.endpoint->resetCircuit();
    QCOMPARE(h.dialler.opened().size(), 2u);
}

FUSEBOX_LOOP_TEST(TestSessionEnds)
#include "tst_session_ends.moc"
