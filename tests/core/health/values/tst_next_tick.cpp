// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/health/values/next_tick.h"
#include "tests/support/test_program.h"

using namespace fusebox::health;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint Start{1h};

} // namespace

class TestNextTick final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ticksKeepTheirPhase_data();
    void ticksKeepTheirPhase();
    void ticksStopAtTheEndOfTime();
};

void TestNextTick::ticksKeepTheirPhase_data()
{
    QTest::addColumn<qint64>("nowMs");
    QTest::addColumn<qint64>("nextMs");
    QTest::newRow("before the first") << qint64(-10) << qint64(100);
    QTest::newRow("at the anchor") << qint64(0) << qint64(100);
    QTest::newRow("between") << qint64(50) << qint64(100);
    QTest::newRow("on a tick: the one after") << qint64(100) << qint64(200);
    QTest::newRow("after a stall: once, no burst") << qint64(1234) << qint64(1300);
}

void TestNextTick::ticksKeepTheirPhase()
{
    QFETCH(const qint64, nowMs);
    QFETCH(const qint64, nextMs);
    QCOMPARE(nextTick(Start, 100ms, Start + std::chrono::milliseconds(nowMs)),
             Start + std::chrono::milliseconds(nextMs));
}

void TestNextTick::ticksStopAtTheEndOfTime()
{
    QCOMPARE(nextTick(Start, Nanoseconds::max(), Start + 1s), TimePoint::max());
    QCOMPARE(nextTick(Start, Nanoseconds::max(), Start - 1s), TimePoint::max());
    QCOMPARE(nextTick(TimePoint::min(), 1h, TimePoint::max()), TimePoint::max());
}

FUSEBOX_PLAIN_TEST(TestNextTick)
#include "tst_next_tick.moc"
