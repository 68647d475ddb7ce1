// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/resilience/time.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox::resilience;

class TestTime final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sumsAndDifferencesStopAtTheEndsOfTime();
    void aTimerNeverFiresBeforeTheTime_data();
    void aTimerNeverFiresBeforeTheTime();
};

void TestTime::sumsAndDifferencesStopAtTheEndsOfTime()
{
    QCOMPARE(saturatingAdd(Nanoseconds::max(), 1ns), Nanoseconds::max());
    QCOMPARE(saturatingAdd(Nanoseconds::min(), -1ns), Nanoseconds::min());
    QCOMPARE(saturatingAdd(1s, -2s), Nanoseconds(-1s));
    QCOMPARE(saturatingDifference(TimePoint::max(), TimePoint::min()), Nanoseconds::max());
    QCOMPARE(saturatingDifference(TimePoint::min(), TimePoint::max()), Nanoseconds::min());
    QCOMPARE(saturatingDifference(TimePoint(1s), TimePoint(3s)), Nanoseconds(-2s));
}

void TestTime::aTimerNeverFiresBeforeTheTime_data()
{
    QTest::addColumn<qint64>("left"); // nanoseconds
    QTest::addColumn<int>("milliseconds");
    QTest::newRow("nothing") << qint64(0) << 0;
    QTest::newRow("past") << qint64(-5'000'000) << 0;
    QTest::newRow("long past") << qint64(Nanoseconds::min().count()) << 0;
    QTest::newRow("a moment") << qint64(1) << 1;
    QTest::newRow("exactly") << qint64(5'000'000) << 5;
    QTest::newRow("a bit more") << qint64(5'000'001) << 6;
    QTest::newRow("more than an int has") << qint64(30 * 24h / 1ns) << std::numeric_limits<int>::max();
    QTest::newRow("never") << qint64(Nanoseconds::max().count()) << std::numeric_limits<int>::max();
}

void TestTime::aTimerNeverFiresBeforeTheTime()
{
    QFETCH(qint64, left);
    QFETCH(int, milliseconds);
    QCOMPARE(timerMilliseconds(Nanoseconds(left)), milliseconds);
    QCOMPARE(timerMilliseconds(TimePoint(Nanoseconds(left)), TimePoint()), milliseconds);
}

FUSEBOX_PLAIN_TEST(TestTime)
#include "tst_time.moc"
