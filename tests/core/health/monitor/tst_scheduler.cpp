// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/health/monitor/scheduler.h"
#include "core/health/values/next_tick.h"
#include "tests/support/test_program.h"

using namespace fusebox::health;
using namespace std::chrono_literals;

class TestScheduler final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsDueBeforeItsTime();
    void theMostOverdueComesFirst();
    void settingAnewReplaces();
    void clearingRemoves();
    void aTakenKeyIsNotDueAgain();
    void whatWasSetAnewTakesNoRoom_data();
    void whatWasSetAnewTakesNoRoom();
    void ticksKeepTheirPhase_data();
    void ticksKeepTheirPhase();
    void ticksStopAtTheEndOfTime();
};

namespace {

constexpr TimePoint Start{1h};

} // namespace

void TestScheduler::nothingIsDueBeforeItsTime()
{
    Scheduler scheduler;
    scheduler.set(1, Start + 1ns);
    QVERIFY(!scheduler.takeDue(Start));
    QCOMPARE(scheduler.takeDue(Start + 1ns).value(), 1u);
}

void TestScheduler::theMostOverdueComesFirst()
{
    Scheduler scheduler;
    scheduler.set(1, Start + 2s);
    scheduler.set(2, Start + 1s);
    scheduler.set(3, Start + 3s);
    QCOMPARE(scheduler.next().value(), Start + 1s);
    QCOMPARE(scheduler.takeDue(Start + 5s).value(), 2u);
    QCOMPARE(scheduler.takeDue(Start + 5s).value(), 1u);
    QCOMPARE(scheduler.takeDue(Start + 5s).value(), 3u);
    QVERIFY(!scheduler.takeDue(Start + 5s));
}

void TestScheduler::settingAnewReplaces()
{
    Scheduler scheduler;
    scheduler.set(1, Start + 1s);
    scheduler.set(1, Start + 9s);
    scheduler.set(1, Start + 4s);
    QCOMPARE(scheduler.next().value(), Start + 4s);
    QCOMPARE(scheduler.takeDue(Start + 10s).value(), 1u);
    QVERIFY(!scheduler.takeDue(Start + 10s));
}

void TestScheduler::clearingRemoves()
{
    Scheduler scheduler;
    scheduler.set(1, Start);
    scheduler.set(1, std::nullopt);
    QVERIFY(!scheduler.next());
    QVERIFY(!scheduler.takeDue(Start));
}

void TestScheduler::aTakenKeyIsNotDueAgain()
{
    Scheduler scheduler;
    scheduler.set(1, Start);
    QVERIFY(scheduler.takeDue(Start));
    QVERIFY(!scheduler.next());
    scheduler.set(1, Start);
    QVERIFY(scheduler.takeDue(Start));
}

void TestScheduler::whatWasSetAnewTakesNoRoom_data()
{
    QTest::addColumn<int>("stepMs"); // from one due time of a key to the next
    QTest::addColumn<int>("remaining");
    QTest::newRow("put off, as by messages") << 1 << 1'000;
    QTest::newRow("moved up") << -1 << 1'000;
    QTest::newRow("most of them no longer due") << 1 << 10;
    QTest::newRow("none due any more") << 1 << 0;
}

void TestScheduler::whatWasSetAnewTakesNoRoom()
{
    QFETCH(const int, stepMs);
    QFETCH(const int, remaining);
    constexpr Scheduler::Key keys = 1'000;
    constexpr int times = 100;
    Scheduler scheduler;
    for (int n = 0; n < times; ++n) {
        for (Scheduler::Key key = 0; key < keys; ++key)
            scheduler.set(key, Start + 1h + n * std::chrono::milliseconds(stepMs));
        QVERIFY(scheduler.kept() <= 2 * keys + 64);
    }
    const auto left = static_cast<Scheduler::Key>(remaining);
    for (Scheduler::Key key = left; key < keys; ++key)
        scheduler.set(key, std::nullopt);
    QVERIFY(scheduler.kept() <= 2 * left + 64);
    for (Scheduler::Key taken = 0; taken < left; ++taken) {
        QCOMPARE(scheduler.next().value(), Start + 1h + (times - 1) * std::chrono::milliseconds(stepMs));
        QVERIFY(scheduler.takeDue(Start + 9h));
    }
    QVERIFY(!scheduler.takeDue(Start + 9h));
}

void TestScheduler::ticksKeepTheirPhase_data()
{
    QTest::addColumn<qint64>("nowMs");
    QTest::addColumn<qint64>("nextMs");
    QTest::newRow("before the first") << qint64(-10) << qint64(100);
    QTest::newRow("at the anchor") << qint64(0) << qint64(100);
    QTest::newRow("between") << qint64(50) << qint64(100);
    QTest::newRow("on a tick: the one after") << qint64(100) << qint64(200);
    QTest::newRow("after a stall: once, no burst") << qint64(1234) << qint64(1300);
}

void TestScheduler::ticksKeepTheirPhase()
{
    QFETCH(const qint64, nowMs);
    QFETCH(const qint64, nextMs);
    QCOMPARE(nextTick(Start, 100ms, Start + std::chrono::milliseconds(nowMs)),
             Start + std::chrono::milliseconds(nextMs));
}

void TestScheduler::ticksStopAtTheEndOfTime()
{
    QCOMPARE(nextTick(Start, Nanoseconds::max(), Start + 1s), TimePoint::max());
    QCOMPARE(nextTick(Start, Nanoseconds::max(), Start - 1s), TimePoint::max());
    QCOMPARE(nextTick(TimePoint::min(), 1h, TimePoint::max()), TimePoint::max());
}

FUSEBOX_LOOP_TEST(TestScheduler)
#include "tst_scheduler.moc"
