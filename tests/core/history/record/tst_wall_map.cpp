// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/history/record/wall_map.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::Moment;
using history::WallMap;

namespace {

const Moment start{health::TimePoint(100s), health::WallTime(5'000'000ms)};

Moment later(health::Nanoseconds steady, std::chrono::milliseconds wall)
{
    return {start.steady + steady, start.wall + wall};
}

} // namespace

class TestWallMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timesMoveOnAsTheSteadyClockDoes()
    {
        WallMap map;
        QVERIFY(!map.follow(start));
        QCOMPARE(map.at(start.steady + 90s), start.wall + 90s);
    }

    void aClockThatIsSlewedIsNoJump()
    {
        WallMap map;
        map.follow(start);
        QVERIFY(!map.follow(later(3600s, 3600s + 900ms)));
        QCOMPARE(map.at(start.steady + 3600s), start.wall + 3600s);
    }

    void aClockThatIsSetIsAJump_data()
    {
        QTest::addColumn<qint64>("by");
        QTest::newRow("forward") << qint64(std::chrono::milliseconds(24h).count());
        QTest::newRow("back") << -qint64(std::chrono::milliseconds(24h).count());
        QTest::newRow("more than a second") << qint64(1'001);
    }
    void aClockThatIsSetIsAJump()
    {
        QFETCH(qint64, by);
        const std::chrono::milliseconds shift(by);
        WallMap map;
        map.follow(start);
        const auto jump = map.follow(later(60s, 60s + shift));
        QVERIFY(jump);
        QCOMPARE(jump->from, start.wall + 60s);
        QCOMPARE(jump->to, start.wall + 60s + shift);
        QCOMPARE(map.at(start.steady + 61s), start.wall + 61s + shift);
        QVERIFY(!map.follow(later(62s, 62s + shift)));
    }
};

FUSEBOX_PLAIN_TEST(TestWallMap)
#include "tst_wall_map.moc"
