// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/history/record/stored_uptime.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::GapCause;
using health::WallTime;
using history::KnownGap;
using history::milliseconds;
using history::StoredShares;
using history::StoredUptime;
using history::Stretch;
using history::TimeShares;

namespace {

const WallTime noon(43'200s);

Stretch minutes(int from, int to)
{
    return {noon + from * 1min, noon + to * 1min};
}

StoredShares up(const Stretch &stretch)
{
    return {stretch, {.up = stretch.length()}};
}

StoredShares heldBack(const Stretch &stretch)
{
    StoredShares shares{stretch, {}};
    shares.time.gap(GapCause::CircuitOpen) = stretch.length();
    return shares;
}

StoredUptime uptime(const Stretch &wanted, const std::vector<StoredShares> &bodies,
                    const std::vector<KnownGap> &gaps = {}, WallTime known = noon)
{
    return storedUptime(wanted, known, bodies, gaps);
}

} // namespace

class TestStoredUptime : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theShareIsOfWhatWasMeasured()
    {
        const auto result = uptime(minutes(0, 60), {up(minutes(0, 30)), heldBack(minutes(30, 60))});
        QCOMPARE(*result.upShare(), 1.0);
        QCOMPARE(result.measured(), 30min);
        QCOMPARE(result.heldBack(), 30min);
    }

    void nothingMeasuredHasNoShare()
    {
        QVERIFY(!uptime(minutes(0, 60), {heldBack(minutes(0, 60))}).upShare());
        QVERIFY(!uptime(minutes(0, 60), {}).upShare());
    }

    void whatNobodySpeaksOfWasNotRunning()
    {
        const auto result = uptime(minutes(0, 60), {up(minutes(10, 20)), up(minutes(40, 50))});
        QCOMPARE(result.measured(), 20min);
        QCOMPARE(result.time.gap(GapCause::NotRunning), 40min);
    }

    void theTimeBeforeItWasKnownIsNothing()
    {
        const auto result = uptime(minutes(-600, 10), {up(minutes(0, 10))});
        QCOMPARE(result.known.length(), 10min);
        QCOMPARE(result.time.total(), 10min);
    }

    void ofWhatIsNotYetKnownThereIsNothing()
    {
        const auto result = uptime(minutes(-60, -30), {});
        QCOMPARE(result.known.length(), 0ms);
        QCOMPARE(result.time.total(), 0ms);
    }

    void aKnownGapSaysWhy()
    {
        const auto result =
            uptime(minutes(0, 60), {up(minutes(0, 20)), up(minutes(50, 60))},
                   {{minutes(20, 35), GapCause::Asleep}, {minutes(40, 45), GapCause::NotStored}});
        QCOMPARE(result.time.gap(GapCause::Asleep), 15min);
        QCOMPARE(result.time.gap(GapCause::NotStored), 5min);
        QCOMPARE(result.time.gap(GapCause::NotRunning), 10min);
    }

    /// It may be that only some of it could not be stored.
    void aKnownGapTakesNothingFromWhatWasMeasured()
    {
        const auto result =
            uptime(minutes(0, 60), {up(minutes(0, 60))}, {{minutes(0, 60), GapCause::NotStored}});
        QCOMPARE(result.measured(), 60min);
        QCOMPARE(result.time.gap(GapCause::NotStored), 0ms);
    }

    void aBodyThatIsNotFullLeavesTheRest()
    {
        const auto result = uptime(minutes(0, 60), {{minutes(0, 60), {.up = 20min, .down = 10min}}});
        QCOMPARE(result.measured(), 30min);
        QCOMPARE(result.time.gap(GapCause::NotRunning), 30min);
    }

    void ofAPartOfABodyThereIsThatPart()
    {
        const auto result = uptime(minutes(45, 60), {{minutes(0, 60), {.up = 40min, .down = 20min}}});
        QCOMPARE(result.time.up, 10min);
        QCOMPARE(result.time.down, 5min);
    }

    void aBodyThatHoldsMoreThanItsTimeCountsNoMore()
    {
        const auto result = uptime(minutes(0, 60), {{minutes(0, 60), {.up = 90min, .down = 30min}}});
        QCOMPARE(result.time.up, 45min);
        QCOMPARE(result.time.down, 15min);
    }

    void itAlwaysAddsUpToTheStretch()
    {
        std::vector<StoredShares> bodies;
        for (int i = 0; i < 200; ++i) {
            TimeShares time{.up = i * 331ms, .down = i * 173ms};
            time.gap(GapCause::CircuitOpen) = i * 97ms;
            bodies.push_back({minutes(i, i + 1), time});
        }
        for (int i = 1; i < 60; ++i) {
            const Stretch wanted{noon + i * 1'234ms, noon + 3h - i * 7'331ms};
            const std::vector<KnownGap> gaps{{{noon + i * 60'001ms, noon + i * 60'777ms}, GapCause::Asleep}};
            QCOMPARE(uptime(wanted, bodies, gaps).time.total(), wanted.length());
        }
    }
};

FUSEBOX_PLAIN_TEST(TestStoredUptime)
#include "tst_stored_uptime.moc"
