// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/storage/history/report_builder.h"
#include "tests/core/storage/history/simulated_history.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using health::GapCause;
using history::milliseconds;
using history::Report;
using history::ReportedEndpoint;
using history::Stretch;
using storage::ReportBuilder;
using storage::WallTime;
using testing::SimulatedHistory;

namespace {

const QString orders = u"orders"_s;
const QString stock = u"stock"_s;

Report reportAsked(const SimulatedHistory &history, const storage::ReportQuery &query)
{
    const auto reader = history.reader();
    ReportBuilder builder(*reader, query);
    while (builder.step()) {
    }
    return builder.fault() ? Report() : builder.take();
}

Report reportOf(const SimulatedHistory &history, const Stretch &stretch)
{
    return reportAsked(history, storage::ReportQuery{.stretch = stretch});
}

milliseconds lengthOf(const history::StripCell &cell)
{
    return cell.up + cell.down + cell.heldBack + cell.unknown;
}

/// What must hold of every report: nothing is counted twice, and nothing is left out.
bool addsUp(const Report &report)
{
    return std::ranges::all_of(report.endpoints, [&](const ReportedEndpoint &endpoint) {
        milliseconds strip{0};
        for (const history::StripCell &cell : endpoint.strip)
            strip += lengthOf(cell);
        return endpoint.strip.size() == report.cells.size() &&
               endpoint.uptime.time.total() == endpoint.uptime.known.length() &&
               strip == endpoint.uptime.known.length();
    });
}

history::OutageRecord outage(std::int64_t id, WallTime from, std::optional<WallTime> to,
                             const QStringList &ids)
{
    history::OutageRecord record{.id = id, .from = from, .to = to};
    for (const QString &endpoint : ids)
        record.endpoints.push_back({endpoint, from, to});
    return record;
}

} // namespace

class TestReportBuilder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyHistoryIsAReportOfNobody()
    {
        const SimulatedHistory history;
        const Report report = reportOf(history, {history.now() - 24h, history.now()});
        QVERIFY(report.endpoints.empty() && report.outages.empty());
        QVERIFY(!report.cells.empty());
    }

    void figuresAreThoseOfAllBodies_data()
    {
        QTest::addColumn<milliseconds>("time");
        QTest::newRow("in minutes") << milliseconds(5h);
        QTest::newRow("in hours") << milliseconds(60h);
        QTest::newRow("that end within an hour") << milliseconds(60h + 25min);
    }
    void figuresAreThoseOfAllBodies()
    {
        QFETCH(milliseconds, time);
        SimulatedHistory history;
        const Stretch stretch{history.now(), history.now() + time};
        QVERIFY(history.pass(time, {orders}));
        QVERIFY(history.maintain());
        const Report report = reportOf(history, stretch);
        QVERIFY(addsUp(report));
        const history::Body sum = history.sumOf(orders, stretch, storage::Layer::Minutes);
        const ReportedEndpoint &endpoint = report.endpoints.front();
        QCOMPARE(endpoint.checks, sum.checks());
        QCOMPARE(endpoint.checks, std::uint64_t(time / 10s));
        QCOMPARE(endpoint.failures, sum.failed());
        QCOMPARE(endpoint.p50, sum.latencies.percentile(0.5));
        QCOMPARE(endpoint.p99, sum.latencies.percentile(0.99));
        QCOMPARE(endpoint.uptime.measured(), time);
        QCOMPARE(endpoint.uptime.upShare(), std::optional(1.0));
    }

    void adjacentReportsCountEveryCheckOnce()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(6h, {orders}));
        QVERIFY(history.maintain());
        const WallTime middle = start + 2h + 17min + 30s;
        const Report first = reportOf(history, {start, middle});
        const Report second = reportOf(history, {middle, start + 6h});
        QCOMPARE(first.endpoints[0].checks + second.endpoints[0].checks, 6U * 360);
        QCOMPARE(first.endpoints[0].uptime.measured(), 2h + 17min + 30s);
    }

    void theTimeBeforeItWasFirstKnownIsNoTimeOfItsOwn()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(3h, {orders}));
        QVERIFY(history.pass(3h, {orders, stock}));
        const Report report = reportOf(history, {start - 24h * 10, history.now()});
        QVERIFY(addsUp(report));
        QCOMPARE(report.endpoints[0].uptime.known.length(), 6h);
        QCOMPARE(report.endpoints[1].uptime.known.length(), 3h);
        QCOMPARE(report.endpoints[1].uptime.measured(), 3h);
        QCOMPARE(lengthOf(report.endpoints[0].strip.front()), 0ms);
    }

    void anOpenCircuitIsHeldBackAndNotUp()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(2h, {orders}));
        storage::HistoryBatch batch;
        for (; history.now() < start + 3h; history.setNow(history.now() + 10s)) {
            history::Piece piece{orders, history.now(), {}};
            piece.body.time.gap(GapCause::CircuitOpen) = 10s;
            batch.records.pieces.push_back(piece);
        }
        QVERIFY(history.database().store(batch));
        const Report report = reportOf(history, {start, history.now()});
        QVERIFY(addsUp(report));
        const history::StoredUptime &uptime = report.endpoints[0].uptime;
        QCOMPARE(uptime.measured(), 2h);
        QCOMPARE(uptime.heldBack(), 1h);
        QCOMPARE(report.endpoints[0].strip.back().heldBack, lengthOf(report.endpoints[0].strip.back()));
    }

    void whileItDidNotRunNothingIsKnown()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(1h, {orders}));
        history.setNow(history.now() + 100h);
        QVERIFY(history.pass(1h, {orders}));
        QVERIFY(history.maintain());
        const Report report = reportOf(history, {start, history.now()});
        QVERIFY(addsUp(report));
        QCOMPARE(report.endpoints[0].uptime.time.gap(GapCause::NotRunning), 100h);
    }

    void aRemovedEndpointIsToldAsFarAsItWasThere()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(4h, {orders, stock}));
        storage::HistoryBatch batch;
        batch.records.comings.push_back(history::EndpointLeft{orders, history.now()});
        QVERIFY(history.database().store(batch));
        QVERIFY(history.pass(4h, {stock}));
        const Report report = reportOf(history, {start, history.now()});
        QVERIFY(addsUp(report));
        QCOMPARE(report.endpoints[0].removedAt, std::optional(start + 4h));
        QCOMPARE(report.endpoints[0].uptime.known.length(), 4h);
        QVERIFY(!report.endpoints[1].removedAt);
        QVERIFY(reportOf(history, {start + 5h, history.now()}).endpoints.size() == 1);
        QVERIFY(!reportOf(history, {start, start + 2h}).endpoints[0].removedAt);
    }

    void onlyAGroup()
    {
        SimulatedHistory history;
        storage::HistoryBatch batch;
        batch.records.comings = {history::EndpointMet{orders, u"Orders"_s, u"shop"_s, history.now()},
                                 history::EndpointMet{stock, u"Stock"_s, {}, history.now()}};
        batch.records.outages = {outage(1, history.now() + 1min, history.now() + 2min, {orders}),
                                 outage(2, history.now() + 1min, history.now() + 2min, {stock})};
        QVERIFY(history.database().store(batch));
        QVERIFY(history.pass(10min, {orders, stock}));
        const Stretch stretch{history.now() - 10min, history.now()};
        const Report shop =
            reportAsked(history, storage::ReportQuery{.stretch = stretch, .group = u"shop"_s});
        QCOMPARE(shop.endpoints.size(), 1U);
        QCOMPARE(shop.endpoints[0].name, u"Orders"_s);
        QCOMPARE(shop.outages.size(), 1U);
        QCOMPARE(shop.outages[0].outage.id, 1);
        const Report without =
            reportAsked(history, storage::ReportQuery{.stretch = stretch, .group = QString()});
        QCOMPARE(without.endpoints.at(0).id, stock);
    }

    void anOutageOverManyCellsIsToldOnceAndTheNewestFirst()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(12h, {orders, stock}));
        storage::HistoryBatch batch;
        batch.records.outages = {
            outage(1, start - 5h, start + 3h, {orders}), outage(2, start + 1h, start + 9h, {orders, stock}),
            outage(3, start + 2h, start + 2h + 1min, {orders}), outage(4, start + 11h, {}, {stock}),
            outage(5, start - 9h, start - 8h, {stock})};
        batch.notes = {{2, start, u"the switch"_s}};
        QVERIFY(history.database().store(batch));
        const Report report = reportOf(history, {start, start + 12h});
        std::vector<std::int64_t> ids;
        for (const history::ReportedOutage &reported : report.outages)
            ids.push_back(reported.outage.id);
        QCOMPARE(ids, (std::vector<std::int64_t>{4, 3, 2, 1}));
        QCOMPARE(report.endpoints[0].outages, 3);
        QCOMPARE(report.endpoints[1].outages, 2);
        QCOMPARE(report.outages[2].remarks.at(0).text, u"the switch"_s);
        QVERIFY(!report.outages[0].outage.to);
    }

    void moreOutagesThanAreToldAreCounted()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(1h, {orders}));
        storage::HistoryBatch batch;
        for (int i = 0; i < 10; ++i)
            batch.records.outages.push_back(
                outage(i + 1, start + i * 1min, start + i * 1min + 10s, {orders}));
        QVERIFY(history.database().store(batch));
        storage::ReportQuery query{.stretch = {start, history.now()}};
        query.mostOutages = 4;
        const Report report = reportAsked(history, query);
        QCOMPARE(report.outages.size(), 4U);
        QCOMPARE(report.outages.front().outage.id, 10);
        QCOMPARE(report.outagesLeftOut, 6U);
        QCOMPARE(report.endpoints[0].outages, 10);
    }

    /// What was written twice of an hour is one hour's time; what is of a year ahead is not of now.
    void aClockSetBackADayAndForwardAYear()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(26h, {orders}));
        history.setNow(history.now() - 24h);
        QVERIFY(history.pass(5h, {orders}));
        const WallTime now = history.now();
        history.setNow(now + 24h * 366);
        QVERIFY(history.pass(1h, {orders}));
        history.setNow(now);
        QVERIFY(history.pass(1h, {orders}));
        QVERIFY(history.maintain());
        const Report report = reportOf(history, {start, start + 26h});
        QVERIFY(addsUp(report));
        QCOMPARE(report.endpoints[0].uptime.measured(), 26h);
        QCOMPARE(report.endpoints[0].checks, (26U + 6) * 360);
    }

    /// Minutes are kept for an hour here: what is older is known by the hour.
    void whereNoMinutesAreLeftHoursAreDividedAndNoKinder()
    {
        SimulatedHistory history({.tenSeconds = 1h, .minutes = 1h});
        const WallTime start = history.now();
        QVERIFY(history.pass(30min, {orders}));
        history.setNow(start + 1h);
        QVERIFY(history.pass(24h, {orders}));
        QVERIFY(history.maintain(500));
        QCOMPARE(history.sumOf(orders, {start, start + 1h}, storage::Layer::Minutes).checks(), 0U);
        const Report report = reportOf(history, {start, start + 2h});
        QVERIFY(addsUp(report));
        QCOMPARE(report.endpoints[0].uptime.measured(), 90min);
        QCOMPARE(report.endpoints[0].uptime.time.gap(GapCause::NotRunning), 30min);
    }

    void whoeverWaitsIsToldHowFarItIsAndCanStop()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(1h, {orders, stock}));
        const auto reader = history.reader();
        ReportBuilder builder(*reader, {.stretch = {start, history.now()}});
        double before = -1;
        int steps = 0;
        do {
            QVERIFY(builder.progress() > before);
            before = builder.progress();
            ++steps;
        } while (builder.step());
        QCOMPARE(builder.progress(), 1.0);
        QVERIFY(steps > 3);
        ReportBuilder stopped(*reader, {.stretch = {start, history.now()}});
        QVERIFY(stopped.step()); // and no more is asked of it
    }

    void aFaultEndsIt()
    {
        SimulatedHistory history;
        QVERIFY(history.pass(1min, {orders}));
        const auto reader = history.reader();
        ReportBuilder builder(*reader, {.stretch = {history.now() - 1h, history.now()}});
        {
            storage::Connection connection(history.path(), storage::Connection::Access::Write);
            connection.run(u"DROP TABLE outage"_s);
        }
        while (builder.step()) {
        }
        QVERIFY(builder.fault());
    }

    void itReadsWhileAnotherWrites()
    {
        SimulatedHistory history;
        const WallTime start = history.now();
        QVERIFY(history.pass(1h, {orders}));
        const auto reader = history.reader();
        ReportBuilder builder(*reader, {.stretch = {start, start + 1h}});
        while (builder.step())
            QVERIFY(history.pass(10s, {orders}));
        QVERIFY(!builder.fault());
        QCOMPARE(builder.take().endpoints[0].checks, 360U);
    }
};

FUSEBOX_LOOP_TEST(TestReportBuilder)
#include "tst_report_builder.moc"
