// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/web_socket/ping_keeper.h"
#include "tests/support/test_program.h"

using namespace fusebox::probe;
using namespace std::chrono_literals;
using fusebox::resilience::TimePoint;

namespace {

constexpr TimePoint start{1h};
constexpr PingTimes times{.interval = 10s, .offset = 3s, .pongTimeout = 5s};

} // namespace

class TestPingKeeper final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsDueBeforeTheFirstPing();
    void pingsAnIntervalAfterEachPing();
    void neverBeforeThePong();
    void aPongThatComesAfterTheNextPingWasDueIsNothingAgainstThePeer();
    void eachPingHasItsOwnId();
    void onlyTheRightPongAnswers();
    void whatCameInsteadOfThePongIsTold_data();
    void whatCameInsteadOfThePongIsTold();
    void theWrongPongIsShownAsText_data();
    void theWrongPongIsShownAsText();
    void bytesOfAFrameUnderWayKeepTheDeadlineOpen();
    void aFrameThatWasUnderWayWhenThePingLeftComesFirst();
    void oneFrameIsExcusedAndNotTwo();
    void aFrameThatStopsIsAStalledFrame();
};

void TestPingKeeper::nothingIsDueBeforeTheFirstPing()
{
    QCOMPARE(PingKeeper(times).deadline(), TimePoint::max());
}

void TestPingKeeper::pingsAnIntervalAfterEachPing()
{
    PingKeeper pings(times);
    QByteArray id = pings.ping(start, false);
    QVERIFY(!pings.isDue(start + 5s) && pings.isOverdue(start + 5s));
    QCOMPARE(pings.deadline(), start + 5s);
    const auto answer = pings.takePong(id, start + 1s);
    QCOMPARE(answer->roundTrip, fusebox::resilience::Nanoseconds(1s));
    QCOMPARE(answer->pinged, start);
    QCOMPARE(pings.deadline(), start + 7s); // sooner by the offset, this once
    QVERIFY(pings.isDue(start + 7s) && !pings.isOverdue(start + 7s));
    id = pings.ping(start + 7s, false);
    QVERIFY(pings.takePong(id, start + 8s));
    QCOMPARE(pings.deadline(), start + 17s);
}

void TestPingKeeper::neverBeforeThePong()
{
    PingKeeper pings({.interval = 2s, .offset = 0s, .pongTimeout = 5s});
    const QByteArray id = pings.ping(start, false);
    QCOMPARE(pings.deadline(), start + 5s);
    QVERIFY(pings.takePong(id, start + 4s));
    QCOMPARE(pings.deadline(), start + 4s);
}

void TestPingKeeper::aPongThatComesAfterTheNextPingWasDueIsNothingAgainstThePeer()
{
    PingKeeper pings({.interval = 2s, .offset = 0s, .pongTimeout = 5s});
    const QByteArray id = pings.ping(start, false);
    QVERIFY(pings.takePong(id, start + 4s));
    QVERIFY(pings.isDue(start + 4s));
    QVERIFY(!pings.isOverdue(start + 4s));
}

void TestPingKeeper::eachPingHasItsOwnId()
{
    PingKeeper pings(times);
    const QByteArray first = pings.ping(start, false);
    QVERIFY(pings.takePong(first, start));
    const QByteArray second = pings.ping(start + 10s, false);
    QVERIFY(first != second);
    QVERIFY(!pings.takePong(first, start + 10s));
    QVERIFY(pings.takePong(second, start + 10s));
}

void TestPingKeeper::onlyTheRightPongAnswers()
{
    PingKeeper pings(times);
    QVERIFY(!pings.takePong("1", start)); // nobody asked
    const QByteArray id = pings.ping(start, false);
    QVERIFY(!pings.takePong("", start + 1s));
    QVERIFY(!pings.takePong(id + id, start + 1s));
    QVERIFY(pings.takePong(id, start + 2s));
    QVERIFY(!pings.takePong(id, start + 2s));
}

void TestPingKeeper::whatCameInsteadOfThePongIsTold_data()
{
    QTest::addColumn<bool>("messages");
    QTest::addColumn<bool>("pong");
    QTest::addColumn<int>("fault");
    QTest::newRow("nothing") << false << false << int(WebSocketFault::NoPong);
    QTest::newRow("messages") << true << false << int(WebSocketFault::NoPongButMessages);
    QTest::newRow("a wrong pong") << false << true << int(WebSocketFault::WrongPong);
    QTest::newRow("both") << true << true << int(WebSocketFault::WrongPong);
}

void TestPingKeeper::whatCameInsteadOfThePongIsTold()
{
    QFETCH(const bool, messages);
    QFETCH(const bool, pong);
    QFETCH(const int, fault);
    PingKeeper pings(times);
    QVERIFY(pings.takePong(pings.ping(start, false), start)); // what came before says nothing
    pings.noteMessage();
    QVERIFY(!pings.takePong("early", start));
    (void)pings.ping(start + 10s, false);
    if (messages)
        pings.noteMessage();
    if (pong)
        QVERIFY(!pings.takePong("late", start + 11s));
    const auto told = pings.overdue(start + 15s, {});
    QVERIFY(told);
    QCOMPARE(int(told->what), fault);
}

void TestPingKeeper::theWrongPongIsShownAsText_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<std::string>("detail");
    QTest::newRow("text") << QByteArray("pong 7") << std::string("pong 7");
    QTest::newRow("empty") << QByteArray() << std::string();
    QTest::newRow("anything") << QByteArray::fromHex("00ff") << std::string("2 bytes that are no text");
}

void TestPingKeeper::theWrongPongIsShownAsText()
{
    QFETCH(const QByteArray, payload);
    QFETCH(const std::string, detail);
    PingKeeper pings(times);
    (void)pings.ping(start, false);
    QVERIFY(!pings.takePong(payload, start));
    QCOMPARE(pings.overdue(start + 5s, {})->detail, detail);
}

void TestPingKeeper::bytesOfAFrameUnderWayKeepTheDeadlineOpen()
{
    PingKeeper pings(times);
    const QByteArray id = pings.ping(start, false);
    QVERIFY(!pings.overdue(start + 5s, start + 5s));
    QVERIFY(pings.isBlocked());
    for (auto at = start + 6s; at < start + 60s; at += 4s) {
        pings.noteBytes(at);
        QCOMPARE(pings.deadline(), at + 5s);
    }
    pings.noteFrame(start + 60s);
    QCOMPARE(pings.deadline(), start + 65s);
    QVERIFY(!pings.isBlocked());
    QVERIFY(pings.takePong(id, start + 64s));
}

void TestPingKeeper::aFrameThatWasUnderWayWhenThePingLeftComesFirst()
{
    PingKeeper pings(times);
    (void)pings.ping(start, true);
    QVERIFY(pings.isBlocked());
    pings.noteFrame(start + 4s);
    QCOMPARE(pings.deadline(), start + 9s);
    QVERIFY(!pings.overdue(start + 9s, start + 8s)); // and another has begun since
    QVERIFY(pings.isBlocked());
}

void TestPingKeeper::oneFrameIsExcusedAndNotTwo()
{
    PingKeeper pings(times);
    (void)pings.ping(start, false);
    QVERIFY(!pings.overdue(start + 5s, start + 5s));
    pings.noteFrame(start + 8s);
    pings.noteMessage();
    const auto told = pings.overdue(start + 13s, start + 12s);
    QVERIFY(told && told->what == WebSocketFault::NoPongButMessages);
}

void TestPingKeeper::aFrameThatStopsIsAStalledFrame()
{
    PingKeeper pings(times);
    (void)pings.ping(start, false);
    QVERIFY(!pings.overdue(start + 5s, start + 2s));
    QCOMPARE(pings.deadline(), start + 7s);
    const auto told = pings.overdue(start + 7s, start + 2s);
    QVERIFY(told && told->what == WebSocketFault::StalledFrame);
}

FUSEBOX_LOOP_TEST(TestPingKeeper)
#include "tst_ping_keeper.moc"
