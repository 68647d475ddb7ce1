// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/storage/history/simulated_history.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using history::Body;
using history::Stretch;
using storage::Layer;
using storage::WallTime;
using testing::SimulatedHistory;

namespace {

const QString orders = u"orders"_s;

constexpr auto slotCount = "SELECT count(*) FROM slot"_L1;
constexpr auto chunkCount = "SELECT count(*) FROM chunk"_L1;

QStringList fleet(int size)
{
    QStringList ids;
    for (int i = 0; i < size; ++i)
        ids.push_back(u"e%1"_s.arg(i));
    return ids;
}

} // namespace

/// What becomes of what is stored, as time passes.
class TestHistoryDatabase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itIsAsItShouldBe()
    {
        const SimulatedHistory history;
        QCOMPARE(history.database().journalMode(), u"wal"_s);
        QCOMPARE(history.ask(u"PRAGMA auto_vacuum"_s), 2); // incremental
        QCOMPARE(history.ask(u"PRAGMA user_version"_s), storage::schemaVersion);
    }

    /// Nobody can tell from the figures what is sealed.
    void whatIsSealedReadsAsBefore()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(1h, {orders}, 10));
        const Stretch hour{start, history.now()};
        const Body before = history.sumOf(orders, hour, Layer::Minutes);
        const auto points = history.reader()->bodies(orders, hour, Layer::Minutes).size();
        QCOMPARE(history.ask(chunkCount), 0);

        QVERIFY(history.pass(10min, {orders}));
        QVERIFY(history.maintain());
        QCOMPARE(history.ask(chunkCount), 2);
        const Body after = history.sumOf(orders, hour, Layer::Minutes);
        QCOMPARE(history.reader()->bodies(orders, hour, Layer::Minutes).size(), points);
        QVERIFY(after.outcomes == before.outcomes);
        QVERIFY(after.errors == before.errors);
        QVERIFY(after.latencies == before.latencies);
        QVERIFY(after.time == before.time);
        const Body inHours = history.sumOf(orders, hour, Layer::Hours);
        QVERIFY(inHours.latencies == before.latencies);
        QCOMPARE(inHours.phaseLatencies.front().total(), before.latencies.total());
    }

    void anHourIsSealedOnlyWhenItIsOver()
    {
        SimulatedHistory history;
        QVERIFY(history.pass(59min, {orders}));
        QVERIFY(history.maintain());
        QCOMPARE(history.ask(chunkCount), 0);
        QVERIFY(history.pass(1min, {orders}));
        QVERIFY(history.maintain());
        QCOMPARE(history.ask(chunkCount), 0); // the last of it may be on its way
        QVERIFY(history.pass(20s, {orders}));
        QVERIFY(history.maintain());
        QCOMPARE(history.ask(chunkCount), 2);
    }

    /// A thousand endpoints are not sealed in one go at the full hour.
    void sealingIsSpreadOverTheHour()
    {
        SimulatedHistory history;
        const QStringList endpoints = fleet(320);
        QVERIFY(history.pass(20s, endpoints));
        history.setNow(history.now() + 1h);
        QVERIFY(history.maintain());
        QCOMPARE(history.ask(chunkCount), 2 * storage::Sealer::slice);
        history.setNow(history.now() + 4min);
        QVERIFY(history.maintain());
        QCOMPARE(history.ask(chunkCount), 2 * storage::Sealer::slice);
        for (int minutes = 0; minutes < 41; ++minutes) {
            history.setNow(history.now() + 1min);
            QVERIFY(history.maintain(1));
        }
        QCOMPARE(history.ask(chunkCount), 2 * endpoints.size());
    }

    void sealingGoesOnWhereItStopped()
    {
        SimulatedHistory history;
        const QStringList endpoints = fleet(100);
        const WallTime start = history.now();
        QVERIFY(history.pass(20s, endpoints));
        history.setNow(history.now() + 2h); // of an hour that is long over nothing waits
        QVERIFY(history.maintain(1));
        QCOMPARE(history.ask(chunkCount), 2 * storage::Sealer::slice);
        history.reopen();
        QVERIFY(history.maintain());
        QCOMPARE(history.ask(chunkCount), 200);
        for (const QString &id : endpoints)
            QCOMPARE(history.sumOf(id, {start, start + 1h}, Layer::Hours).checks(), 2U);
    }

    void tenSecondsAreKeptForTwoHours()
    {
        SimulatedHistory history;
        for (int hour = 0; hour < 5; ++hour) {
            QVERIFY(history.pass(1h, {orders}));
            QVERIFY(history.maintain());
        }
        QVERIFY(history.pass(20s, {orders}));
        QVERIFY(history.maintain());
        QCOMPARE(history.ask(slotCount), 2 * 360);
    }

    void eachLayerIsKeptForItsTime()
    {
        SimulatedHistory history({.minutes = 3h, .hours = 48h});
        const WallTime start = history.now();
        for (int hour = 0; hour < 5 * 24; ++hour) {
            history.setNow(start + hour * 1h);
            QVERIFY(history.pass(10s, {orders}));
            QVERIFY(history.maintain(4));
        }
        QVERIFY(history.maintain());
        const auto minutes = history.reader()->bodies(orders, {start, history.now()}, Layer::Minutes);
        QVERIFY(history.now() - minutes.front().stretch.from <= 4h + 1min);
        QVERIFY(history.now() - minutes.front().stretch.from >= 3h - 1min);
        const auto hours = history.reader()->bodies(orders, {start, history.now()}, Layer::Hours);
        QVERIFY(history.now() - hours.front().stretch.from <= 72h);
        QVERIFY(history.now() - hours.front().stretch.from >= 47h);
    }

    void eventsAndOutagesAreKeptAsLongAsHours()
    {
        SimulatedHistory history({.hours = 48h});
        storage::HistoryBatch batch;
        batch.records.events.push_back({{{}, history.now()}, orders, health::ManualEvent{}});
        batch.records.outages.push_back({.id = 1,
                                         .from = history.now(),
                                         .to = history.now() + 1s,
                                         .endpoints = {{orders, history.now(), {}}}});
        batch.records.outages.push_back(
            {.id = 2, .from = history.now(), .endpoints = {{orders, history.now(), {}}}}); // it lasts
        QVERIFY(history.database().store(batch));
        history.setNow(history.now() + 47h);
        QVERIFY(history.maintain());
        QCOMPARE(history.reader()->events({}).size(), 1U);
        history.setNow(history.now() + 2h);
        QVERIFY(history.maintain());
        QCOMPARE(history.reader()->events({}).size(), 0U);
        const auto outages = history.reader()->outages({});
        QCOMPARE(outages.size(), 1U);
        QCOMPARE(outages.front().outage.id, 2);
    }

    void ofOneThatWasRemovedLongAgoNothingIsLeft()
    {
        SimulatedHistory history({.minutes = 1h, .hours = 24h});
        QVERIFY(history.pass(10s, {orders}));
        storage::HistoryBatch batch;
        batch.records.comings.push_back(history::EndpointLeft{orders, history.now()});
        QVERIFY(history.database().store(batch));
        QVERIFY(history.reader()->endpoints().front().removedAt);
        history.setNow(history.now() + 72h);
        QVERIFY(history.maintain());
        QVERIFY(history.reader()->endpoints().empty());
    }

    /// Of two writers of the same ten seconds: before a crash and after it.
    void aSlotIsAddedToAcrossRuns()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(10s, {orders}, 3));
        history.setNow(start);
        history.reopen();
        QVERIFY(history.pass(10s, {orders}, 4));
        QCOMPARE(history.sumOf(orders, {start, start + 10s}, Layer::TenSeconds).checks(), 7U);
    }

    void aClockThatIsSetBackCountsNothingTwice_data()
    {
        QTest::addColumn<int>("minutes");
        QTest::newRow("within the hour") << 10;
        QTest::newRow("into an hour that is sealed") << 90;
        QTest::newRow("a day") << 24 * 60;
    }
    void aClockThatIsSetBackCountsNothingTwice()
    {
        QFETCH(int, minutes);
        SimulatedHistory history;
        const WallTime start = history.now();
        std::uint32_t passed = 0;
        const auto pass = [&](std::chrono::minutes time) {
            passed += static_cast<std::uint32_t>(time / 10s);
            return history.pass(time, {orders}) && history.maintain();
        };
        QVERIFY(pass(150min));
        history.setNow(history.now() - minutes * 1min);
        QVERIFY(pass(200min));
        history.reopen();
        QVERIFY(pass(100min));
        history.setNow(history.now() + 48h);
        QVERIFY(history.maintain());
        const Stretch all{start - 48h, history.now()};
        QCOMPARE(history.sumOf(orders, all, Layer::Minutes).checks(), passed);
        QCOMPARE(history.sumOf(orders, all, Layer::Hours).checks(), passed);
    }

    void aClockThatIsSetForwardLeavesATimeWithoutAnything()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(10min, {orders}));
        history.setNow(start + 24h * 365);
        QVERIFY(history.pass(10min, {orders}));
        QVERIFY(history.maintain());
        const auto uptime = history.reader()->uptime(orders, {{start, history.now()}}).front();
        QCOMPARE(uptime.measured(), 20min);
        QCOMPARE(uptime.time.gap(health::GapCause::NotRunning), 24h * 365 - 10min);
    }

    void whereThereIsNoRoomTheFinestAndOldestGoes()
    {
        SimulatedHistory history({.most = 0}); // the least there may be: 16 MiB
        const QStringList endpoints = fleet(250);
        const WallTime start = history.now();
        for (int hour = 0; hour < 3; ++hour) {
            QVERIFY(history.pass(1h, endpoints, 4));
            history.setNow(history.now() + 1h);
            QVERIFY(history.maintain(500));
        }
        const auto &dropped = history.database().droppedBefore();
        QVERIFY(dropped[0] > start); // ten seconds first
        const qint64 bytes = history.ask(u"SELECT (SELECT page_count FROM pragma_page_count) * "
                                         "(SELECT page_size FROM pragma_page_size)"_s);
        QVERIFY2(bytes <= 20 << 20, qPrintable(QString::number(bytes)));
        QVERIFY(!history.reader()->bodies(endpoints.front(), {start, history.now()}, Layer::Hours).empty());
    }
};

FUSEBOX_LOOP_TEST(TestHistoryDatabase)
#include "tst_history_database.moc"
