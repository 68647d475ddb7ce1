// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/storage/history/simulated_history.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using health::GapCause;
using history::OutageRecord;
using history::Stretch;
using storage::EventKind;
using storage::Layer;
using storage::WallTime;
using testing::SimulatedHistory;

namespace {

const QString orders = u"orders"_s;
const QString stock = u"stock"_s;

storage::HistoryBatch eventsOf(WallTime start)
{
    storage::HistoryBatch batch;
    const auto add = [&](std::chrono::milliseconds at, const QString &id, auto what) {
        batch.records.events.push_back({storage::storedMoment(start + at), id, what});
    };
    add(1s, orders, health::ManualEvent{health::ManualAct::Pause});
    add(2s, stock, health::ManualEvent{health::ManualAct::Resume});
    add(3s, orders, health::StatusEvent{});
    add(4s, {}, health::GapEvent{GapCause::Asleep, 2s, {}});
    return batch;
}

OutageRecord outage(std::int64_t id, WallTime from, std::optional<WallTime> to, const QStringList &ids,
                    std::optional<health::CauseKind> cause = {})
{
    OutageRecord record{.id = id, .from = from, .to = to};
    if (cause)
        record.cause = health::CommonCause{*cause, {}};
    for (const QString &endpoint : ids)
        record.endpoints.push_back({endpoint, from, to});
    return record;
}

std::vector<std::int64_t> idsOf(const std::vector<storage::StoredOutage> &outages)
{
    std::vector<std::int64_t> ids;
    for (const storage::StoredOutage &stored : outages)
        ids.push_back(stored.outage.id);
    return ids;
}

} // namespace

class TestHistoryReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsNotThereCannotBeOpened() { QVERIFY(!storage::HistoryReader::open(u"/nowhere/h.db"_s)); }

    void ofWhomNobodyKnowsThereIsNothing()
    {
        const SimulatedHistory history;
        const auto reader = history.reader();
        QVERIFY(reader->bodies(orders, {history.now() - 1h, history.now()}, Layer::Minutes).empty());
        QVERIFY(reader->uptime(orders, {{history.now() - 1h, history.now()}}).empty());
    }

    void bodiesComeInOrderAndWithinTheStretch()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(3h, {orders}));
        QVERIFY(history.maintain());
        const auto minutes =
            history.reader()->bodies(orders, {start + 50min, start + 130min}, Layer::Minutes);
        QCOMPARE(minutes.size(), 80U);
        for (std::size_t i = 0; i < minutes.size(); ++i)
            QCOMPARE(minutes[i].stretch.from, start + 50min + int(i) * 1min);
    }

    void tracesAreOfAllAtOnce()
    {
        SimulatedHistory history;
        QVERIFY(history.pass(10min, {orders, stock}));
        const auto traces = history.reader()->traces({history.now() - 5min, history.now()});
        QCOMPARE(traces.size(), 2U);
        QCOMPARE(traces.at(orders).size(), 30U);
        QCOMPARE(traces.at(stock).front().stretch.from, history.now() - 5min);
    }

    void uptimeIsOfTheStretch()
    {
        SimulatedHistory history;
        QVERIFY(history.pass(30h, {orders}));
        history.setNow(history.now() + 20min);
        QVERIFY(history.pass(10min, {orders}));
        QVERIFY(history.maintain());
        const Stretch hour{history.now() - 1h, history.now()};
        const Stretch day{history.now() - 24h, history.now()};
        const auto uptime = history.reader()->uptime(orders, {hour, day});
        QCOMPARE(uptime[0].measured(), 40min);
        QCOMPARE(uptime[0].time.gap(GapCause::NotRunning), 20min);
        QCOMPARE(uptime[1].measured(), 24h - 20min);
        QCOMPARE(*uptime[1].upShare(), 1.0);
    }

    /// To ten seconds of the running hour, to a minute of others.
    void uptimeBeginsAndEndsWithinAnHour()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(30min, {orders}));
        history.setNow(history.now() + 10min); // it does not run
        QVERIFY(history.pass(200min, {orders}));
        QVERIFY(history.maintain());
        const Stretch stretch{start + 35min, start + 3h + 41min};
        const auto uptime = history.reader()->uptime(orders, {stretch}).front();
        QCOMPARE(uptime.measured(), stretch.length() - 5min);
        QCOMPARE(uptime.time.gap(GapCause::NotRunning), 5min);
    }

    void afterItWasRemovedThereIsNoTimeOfIts()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(10min, {orders}));
        storage::HistoryBatch batch;
        batch.records.comings.push_back(history::EndpointLeft{orders, history.now()});
        QVERIFY(history.database().store(batch));
        const auto uptime = history.reader()->uptime(orders, {{start, start + 24h}}).front();
        QCOMPARE(uptime.known.length(), 10min);
        QCOMPARE(uptime.measured(), 10min);
    }

    void aSleepThatWasToldIsWhy()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(10min, {orders}));
        history.setNow(history.now() + 8h);
        storage::HistoryBatch batch;
        batch.records.events.push_back(
            {storage::storedMoment(history.now()), {}, health::GapEvent{GapCause::Asleep, 8h, {}}});
        QVERIFY(history.database().store(batch));
        QVERIFY(history.pass(10min, {orders}));
        const auto uptime = history.reader()->uptime(orders, {{start, history.now()}}).front();
        QCOMPARE(uptime.time.gap(GapCause::Asleep), 8h);
        QCOMPARE(uptime.time.gap(GapCause::NotRunning), 0ms);
        QCOMPARE(uptime.measured(), 20min);
    }

    void eventsAreFoundByWhatIsAsked_data()
    {
        QTest::addColumn<storage::EventQuery>("query");
        QTest::addColumn<std::vector<int>>("seconds");
        using Query = storage::EventQuery;
        const WallTime start(24h * 20'000);
        const Stretch any{storage::firstTime, storage::lastTime};
        QTest::newRow("all, the newest first") << Query() << std::vector{4, 3, 2, 1};
        QTest::newRow("of one") << Query{any, orders, {}, {}, 500} << std::vector{3, 1};
        QTest::newRow("of all together") << Query{any, QString(), {}, {}, 500} << std::vector{4};
        QTest::newRow("of nobody") << Query{any, u"x' OR '1'='1"_s, {}, {}, 500} << std::vector<int>();
        QTest::newRow("of a kind") << Query{any, {}, {EventKind::Manual}, {}, 500} << std::vector{2, 1};
        QTest::newRow("of a time") << Query{{start + 2s, start + 4s}, {}, {}, {}, 500} << std::vector{3, 2};
        QTest::newRow("some") << Query{any, {}, {}, {}, 2} << std::vector{4, 3};
        QTest::newRow("more") << Query{any, {}, {}, 3, 500} << std::vector{2, 1};
    }
    void eventsAreFoundByWhatIsAsked()
    {
        QFETCH(storage::EventQuery, query);
        QFETCH(std::vector<int>, seconds);
        SimulatedHistory history;
        QVERIFY(history.database().store(eventsOf(history.now())));
        std::vector<int> found;
        for (const storage::StoredEvent &stored : history.reader()->events(query))
            found.push_back(int((stored.event.at.wall - history.now()) / 1s));
        QCOMPARE(found, seconds);
    }

    void outagesAreFoundByWhatIsAsked_data()
    {
        QTest::addColumn<storage::OutageQuery>("query");
        QTest::addColumn<std::vector<std::int64_t>>("ids");
        using Query = storage::OutageQuery;
        using Ids = std::vector<std::int64_t>;
        const WallTime start(24h * 20'000);
        QTest::newRow("all, the newest first") << Query() << Ids{3, 2, 1};
        QTest::newRow("of one") << Query{.endpoint = stock} << Ids{3, 2};
        QTest::newRow("of a group") << Query{.group = u"shop"_s} << Ids{2, 1};
        QTest::newRow("of a cause") << Query{.cause = storage::causeNumber(health::CauseKind::Host)}
                                    << Ids{2};
        QTest::newRow("of themselves") << Query{.cause = storage::causeNumber({})} << Ids{3, 1};
        QTest::newRow("long ones") << Query{.stretch = {start, start + 1h}, .atLeast = 10min} << Ids{3, 2};
        QTest::newRow("that reach into a time")
            << Query{.stretch = {start + 1min, start + 9min}} << Ids{2, 1};
        QTest::newRow("one") << Query{.most = 1} << Ids{3};
    }
    void outagesAreFoundByWhatIsAsked()
    {
        QFETCH(storage::OutageQuery, query);
        QFETCH(std::vector<std::int64_t>, ids);
        SimulatedHistory history;
        const WallTime start = history.now();
        storage::HistoryBatch batch;
        batch.records.comings.push_back(history::EndpointMet{orders, u"Orders"_s, u"shop"_s, start});
        batch.records.outages = {
            outage(1, start, start + 1min, {orders}),
            outage(2, start + 2min, start + 20min, {orders, stock}, health::CauseKind::Host),
            outage(3, start + 10min, {}, {stock})};
        QVERIFY(history.database().store(batch));
        QCOMPARE(idsOf(history.reader()->outages(query)), ids);
    }

    void notesComeWithTheirOutageAndStayWhenItIsMerged()
    {
        SimulatedHistory history;
        storage::HistoryBatch batch;
        batch.records.outages = {outage(1, history.now(), {}, {orders}),
                                 outage(2, history.now(), {}, {stock})};
        batch.notes = {{2, history.now(), u"<b>the switch</b>"_s}};
        QVERIFY(history.database().store(batch));
        storage::HistoryBatch merge;
        merge.records.merged = {{2, 1}};
        QVERIFY(history.database().store(merge));
        const auto outages = history.reader()->outages({});
        QCOMPARE(outages.size(), 1U);
        QCOMPARE(outages.front().notes.size(), 1U);
        QCOMPARE(outages.front().notes.front().text, u"<b>the switch</b>"_s);
    }

    void aCertificateThatIsTheSameIsToldOnce()
    {
        SimulatedHistory history;
        const auto see = [&](const QByteArray &fingerprint) {
            storage::HistoryBatch batch;
            batch.records.events.push_back(
                {storage::storedMoment(history.now()), orders,
                 history::CertificateChange{u"CN=a"_s, u"CN=b"_s, fingerprint, {}}});
            return bool(history.database().store(batch));
        };
        for (const char *const fingerprint : {"aa", "aa", "bb", "bb"})
            QVERIFY(see(fingerprint));
        QCOMPARE(history.reader()->events({}).size(), 2U);
    }

    /// Whoever reads for long sees one state of it, and holds nobody up.
    void readingAndWritingGoOnBesideEachOther()
    {
        SimulatedHistory history;
        QVERIFY(history.pass(1min, {orders}));
        const auto reader = history.reader();
        QCOMPARE(reader->bodies(orders, {history.now() - 1h, history.now()}, Layer::TenSeconds).size(), 6U);
        QVERIFY(history.pass(1min, {orders}));
        QCOMPARE(reader->bodies(orders, {history.now() - 1h, history.now()}, Layer::TenSeconds).size(), 12U);
        QVERIFY(!reader->fault());
    }
};

FUSEBOX_LOOP_TEST(TestHistoryReader)
#include "tst_history_reader.moc"
