// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/config_parts.h"
#include "tests/support/test_program.h"
#include "ui/models/endpoint_table_model.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::EndpointSnapshot;
using health::MonitorUpdate;
using health::Status;
using ui::EndpointTableModel;
using ui::RowRun;

namespace {

QString idOf(int number)
{
    return QStringLiteral("e%1").arg(number);
}

MonitorUpdate rowsFrom(const std::vector<int> &numbers, Status status = Status::Healthy)
{
    std::vector<EndpointSnapshot> changed;
    for (const int number : numbers)
        changed.push_back(testing::endpoint(idOf(number), status));
    return testing::updateOf(std::move(changed));
}

MonitorUpdate removal(const std::vector<int> &numbers)
{
    MonitorUpdate update;
    for (const int number : numbers)
        update.removed.push_back(idOf(number));
    return update;
}

EndpointSnapshot row(const char *id, Status status, health::Nanoseconds latency = {})
{
    EndpointSnapshot snapshot = testing::endpoint(QString::fromLatin1(id), status);
    if (latency > 0ns)
        snapshot.latency = latency;
    return snapshot;
}

} // namespace

Q_DECLARE_METATYPE(std::function<void(EndpointSnapshot &)>)

class TestEndpointTableModel : public QObject
{
    Q_OBJECT

private:
    history::HistoryStore histories;
    ui::EndpointStore store;
    EndpointTableModel model{store, histories};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

    void apply(const MonitorUpdate &update) { model.apply(update); }
    QStringList shown() const
    {
        QStringList ids;
        for (int line = 0; line < model.rowCount(); ++line) {
            const auto heading = model.heading(line);
            ids << (heading ? QStringLiteral("[%1]").arg(heading->name)
                            : model.index(line, 0).data(EndpointTableModel::IdRole).toString());
        }
        return ids;
    }
    void setText(const char *text)
    {
        ui::EndpointFilter filter;
        filter.setText(QString::fromLatin1(text));
        model.setFilter(filter);
    }
    QString text(int row, EndpointTableModel::Column column) const
    {
        return model.index(row, column).data().toString();
    }

private Q_SLOTS:
    void cleanup()
    {
        MonitorUpdate all;
        for (const QString &id : store.ids())
            all.removed.push_back(id);
        apply(all);
        model.setFilter({});
        model.setFoldedGroups({});
        model.sort(EndpointTableModel::StatusColumn);
        QCOMPARE(model.rowCount(), 0);
    }

    void runsHoldExactlyTheirRows()
    {
        QCOMPARE(ui::rowRuns({7, 3, 4, 3, 5, 9}), (std::vector<RowRun>{{3, 5}, {7, 7}, {9, 9}}));
        QVERIFY(ui::rowRuns({}).empty());
    }

    void newEndpointsComeTogether()
    {
        QSignalSpy layout(&model, &QAbstractItemModel::layoutChanged);
        apply(rowsFrom({1, 2, 3}));
        QCOMPARE(layout.size(), 1);
        QCOMPARE(shown(), QStringList({idOf(1), idOf(2), idOf(3)}));
    }

    void oneSignalForARunOfChangedRows()
    {
        apply(rowsFrom({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        apply(rowsFrom({4, 2, 3, 8}, Status::Degraded));
        QCOMPARE(changed.size(), 2);
        QCOMPARE(changed[0][0].toModelIndex().row(), 2);
        QCOMPARE(changed[0][1].toModelIndex().row(), 4);
        QCOMPARE(changed[1][0].toModelIndex().row(), 8);
        QCOMPARE(model.snapshot(3)->status, Status::Degraded);
    }

    void removedRowsGoBeforeChangedOnesCome()
    {
        apply(rowsFrom({0, 1, 2}));
        MonitorUpdate update = rowsFrom({1}, Status::Paused);
        update.removed = {idOf(1)};
        apply(update);
        QCOMPARE(store.ids(), QStringList({idOf(0), idOf(2), idOf(1)}));
        QCOMPARE(store.find(idOf(1))->status, Status::Paused);
    }

    void rowsAreFoundAfterOthersWereRemoved()
    {
        apply(rowsFrom({0, 1, 2, 3, 4, 5}));
        apply(removal({1, 2, 4, 99}));
        QCOMPARE(shown(), QStringList({idOf(0), idOf(3), idOf(5)}));
        QCOMPARE(model.lineOf(idOf(5)), 2);
        QCOMPARE(model.lineOf(idOf(1)), -1);
        QVERIFY(!store.find(idOf(4)));
    }

    void worstComeFirst()
    {
        EndpointSnapshot open = row("open", Status::Unhealthy);
        open.circuit.state = resilience::CircuitState::Open;
        apply(testing::updateOf({row("paused", Status::Paused), row("b", Status::Healthy),
                                 row("a", Status::Healthy), row("unknown", Status::Unknown),
                                 row("slow", Status::Degraded), row("failed", Status::Unhealthy), open}));
        QCOMPARE(shown().join(u' '), QStringLiteral("open failed slow unknown a b paused"));
    }

    void rowsStayWhereTheyAreUntilRefreshed()
    {
        apply(testing::updateOf({row("a", Status::Healthy), row("b", Status::Healthy)}));
        apply(testing::updateOf({row("b", Status::Unhealthy)}));
        QCOMPARE(shown().join(u' '), QStringLiteral("a b"));
        model.refresh();
        QCOMPARE(shown().join(u' '), QStringLiteral("b a"));
    }

    void refreshDoesNothingWhenAllIsInOrder()
    {
        apply(testing::updateOf({row("a", Status::Healthy), row("b", Status::Healthy)}));
        QSignalSpy layout(&model, &QAbstractItemModel::layoutChanged);
        apply(testing::updateOf({row("b", Status::Healthy, 20ms)}));
        model.refresh();
        QCOMPARE(layout.size(), 0);
    }

    void aHeldRowStaysWhenOthersAreSortedAnew()
    {
        apply(testing::updateOf(
            {row("a", Status::Healthy), row("b", Status::Healthy), row("c", Status::Healthy)}));
        apply(testing::updateOf({row("a", Status::Paused), row("c", Status::Unhealthy)}));
        model.refresh({{store.rowOf(QStringLiteral("a")), 0}});
        QCOMPARE(shown().join(u' '), QStringLiteral("a c b"));
        model.refresh();
        QCOMPARE(shown().join(u' '), QStringLiteral("c b a"));
    }

    void indexesFollowTheirRowsOnceTheyMove()
    {
        apply(testing::updateOf(
            {row("a", Status::Healthy), row("b", Status::Healthy), row("c", Status::Healthy)}));
        const QPersistentModelIndex a = model.index(0, EndpointTableModel::NameColumn);
        const QPersistentModelIndex c = model.index(2, EndpointTableModel::NameColumn);
        MonitorUpdate update = testing::updateOf({row("c", Status::Unhealthy)});
        update.removed = {QStringLiteral("a")};
        apply(update);
        QVERIFY(!a.isValid());
        QCOMPARE(c.data(EndpointTableModel::IdRole).toString(), QStringLiteral("c"));
        QCOMPARE(c.row(), 0);
    }

    void columnsSortWhereOneWouldLookFirst_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("ascending");
        QTest::addColumn<QString>("descending");
        using Model = EndpointTableModel;
        QTest::newRow("latency") << int(Model::LatencyColumn) << QStringLiteral("long quick none")
                                 << QStringLiteral("none quick long");
        QTest::newRow("p99") << int(Model::P99Column) << QStringLiteral("quick long none")
                             << QStringLiteral("none long quick");
        QTest::newRow("attempts") << int(Model::AttemptsColumn) << QStringLiteral("quick long none")
                                  << QStringLiteral("none long quick");
        QTest::newRow("name") << int(Model::NameColumn) << QStringLiteral("long none quick")
                              << QStringLiteral("quick none long");
        QTest::newRow("changed") << int(Model::ChangedColumn) << QStringLiteral("none quick long")
                                 << QStringLiteral("long quick none");
        QTest::newRow("next") << int(Model::NextColumn) << QStringLiteral("quick long none")
                              << QStringLiteral("none long quick");
        QTest::newRow("why") << int(Model::ReasonColumn) << QStringLiteral("quick long none")
                             << QStringLiteral("long none quick");
        QTest::newRow("uptime") << int(Model::UptimeColumn) << QStringLiteral("long quick none")
                                << QStringLiteral("none quick long");
    }
    void columnsSortWhereOneWouldLookFirst()
    {
        QFETCH(int, column);
        testing::ManualClock clock;
        EndpointSnapshot none = row("none", Status::Degraded);
        EndpointSnapshot quick = row("quick", Status::Degraded, 3ms);
        EndpointSnapshot slow = row("long", Status::Degraded, 300ms);
        none.statusSince.steady = clock.now() + 3s;
        quick.statusSince.steady = clock.now() + 2s;
        slow.statusSince.steady = clock.now() + 1s;
        quick.p99 = 900ms;
        slow.p99 = 400ms;
        quick.nextDueAt = clock.now() + 1s;
        slow.nextDueAt = clock.now() + 2s;
        quick.reasons = {{health::ReasonKind::Slow}};
        const auto checkOf = [](int attempts) {
            auto check = std::make_shared<health::CheckEvent>();
            check->attempts = attempts;
            return check;
        };
        quick.lastCheck = checkOf(3);
        slow.lastCheck = checkOf(1);
        MonitorUpdate update = testing::updateOf({none, quick, slow});
        update.events = {testing::event(QStringLiteral("quick"), clock.moment(), testing::success(3ms)),
                         testing::event(QStringLiteral("long"), clock.moment(),
                                        testing::failure(resilience::ErrorClass::Refused))};
        histories.apply(update);
        clock.advance(1s);
        model.setNow(clock.now());
        apply(update);
        model.sort(column);
        QTEST(shown().join(u' '), "ascending");
        model.sort(column, Qt::DescendingOrder);
        QTEST(shown().join(u' '), "descending");
    }

    void textIsSoughtInNameUrlGroupAndTags_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("lines");
        const auto found = [](const char *name, const char *text, const char *lines) {
            QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(lines);
        };
        found("all", "", "[Billing] orders [] crm");
        found("name, any case", " ORD ", "[Billing] orders");
        found("url", "crm.example", "crm");
        found("group", "billi", "[Billing] orders");
        found("tag", "TIER", "crm");
        found("every word counts", "ord billing", "[Billing] orders");
        found("one of two does not do", "ord tier", "");
        found("not across two places", "ordershttps", "");
        found("not a pattern", ".*", "");
    }
    void textIsSoughtInNameUrlGroupAndTags()
    {
        QFETCH(QString, text);
        const auto orders = testing::withConfig(row("orders", Status::Healthy),
                                                [](auto &c) { c.group = QStringLiteral("Billing"); });
        const auto crm = testing::withConfig(row("crm", Status::Healthy), [](auto &c) {
            c.tags = {QStringLiteral("eu"), QStringLiteral("Tier 1")};
        });
        apply(testing::updateOf({orders, crm}));
        setText(text.toLatin1().constData());
        QTEST(shown().join(u' '), "lines");
    }

    void statusesAndCircuitsNarrowTogether()
    {
        EndpointSnapshot open = row("open", Status::Unhealthy);
        open.circuit.state = resilience::CircuitState::Open;
        apply(testing::updateOf({row("fine", Status::Healthy), row("failed", Status::Unhealthy), open}));
        ui::EndpointFilter filter;
        filter.statuses.set(static_cast<std::size_t>(Status::Unhealthy));
        model.setFilter(filter);
        QCOMPARE(shown().join(u' '), QStringLiteral("open failed"));
        filter.circuits.set(static_cast<std::size_t>(resilience::EffectiveState::Open));
        model.setFilter(filter);
        QCOMPARE(shown().join(u' '), QStringLiteral("open"));
        QVERIFY(filter.isActive());
        model.setFilter({});
        QCOMPARE(model.rowCount(), 3);
    }

    void aRowThatNoLongerFitsGoesWithTheRefresh()
    {
        apply(testing::updateOf({row("a", Status::Unhealthy), row("b", Status::Unhealthy)}));
        ui::EndpointFilter filter;
        filter.statuses.set(static_cast<std::size_t>(Status::Unhealthy));
        model.setFilter(filter);
        apply(testing::updateOf({row("a", Status::Healthy)}));
        QCOMPARE(shown().join(u' '), QStringLiteral("a b"));
        model.refresh();
        QCOMPARE(shown().join(u' '), QStringLiteral("b"));
    }

    void aHeadingSaysHowItsGroupDoes()
    {
        const auto in = [](const char *group, const char *id, Status status) {
            return testing::withConfig(row(id, status),
                                       [&](auto &c) { c.group = QString::fromLatin1(group); });
        };
        apply(testing::updateOf({in("billing", "a", Status::Degraded), in("billing", "b", Status::Degraded),
                                 in("billing", "c", Status::Healthy), in("web", "d", Status::Healthy)}));
        QCOMPARE(shown().join(u' '), QStringLiteral("[billing] a b c [web] d"));
        QCOMPARE(text(0, EndpointTableModel::StatusColumn), QStringLiteral("billing · 2 of 3 degraded"));
        QCOMPARE(text(4, EndpointTableModel::StatusColumn), QStringLiteral("web · 1 healthy"));
        QVERIFY(!(model.index(0, 0).flags() & Qt::ItemIsSelectable));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        apply(testing::updateOf({in("billing", "c", Status::Degraded)}));
        QCOMPARE(text(0, EndpointTableModel::StatusColumn), QStringLiteral("billing · 3 of 3 degraded"));
        QCOMPARE(changed[0][0].toModelIndex().row(), 0);
    }

    void anOldLatencyIsNotThePresentOne()
    {
        for (const Status status : {Status::Unknown, Status::Paused}) { // unknown: held back while offline
            apply(testing::updateOf({row("a", Status::Healthy, 30ms)}));
            QCOMPARE(text(0, EndpointTableModel::LatencyColumn), QStringLiteral("30 ms"));
            apply(testing::updateOf({row("a", status, 30ms)}));
            QCOMPARE(text(0, EndpointTableModel::LatencyColumn), QStringLiteral("–"));
        }
        EndpointSnapshot held = row("a", Status::Healthy, 30ms);
        held.held = true;
        apply(testing::updateOf({held}));
        QCOMPARE(text(0, EndpointTableModel::LatencyColumn), QStringLiteral("–"));
    }

    void underAFilterAHeadingSaysHowManyItShows()
    {
        const auto in = [](const char *group, const char *id, Status status) {
            return testing::withConfig(row(id, status),
                                       [&](auto &c) { c.group = QString::fromLatin1(group); });
        };
        apply(testing::updateOf({in("billing", "a", Status::Degraded), in("billing", "b", Status::Healthy),
                                 in("web", "c", Status::Healthy), in("web", "cd", Status::Healthy)}));
        ui::EndpointFilter filter;
        filter.statuses.set(std::size_t(Status::Healthy));
        model.setFilter(filter);
        QCOMPARE(text(0, EndpointTableModel::StatusColumn),
                 QStringLiteral("billing · 1 of 2 shown · 1 of 2 degraded"));
        QCOMPARE(text(2, EndpointTableModel::StatusColumn), QStringLiteral("web · 2 healthy"));
        filter.setText(QStringLiteral("d"));
        model.setFilter(filter);
        QCOMPARE(text(0, EndpointTableModel::StatusColumn),
                 QStringLiteral("web · 1 of 2 shown · all 2 healthy"));
        QCOMPARE(model.found().total(), 1);
    }

    void aFoldedHeadingFollowsTheFilter()
    {
        apply(testing::updateOf(
            {testing::withConfig(row("a", Status::Healthy), [](auto &c) { c.group = QStringLiteral("g"); }),
             testing::withConfig(row("ab", Status::Healthy),
                                 [](auto &c) { c.group = QStringLiteral("g"); })}));
        model.setFolded(QStringLiteral("g"), true);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        ui::EndpointFilter filter;
        filter.setText(QStringLiteral("b"));
        model.setFilter(filter);
        QCOMPARE(shown().join(u' '), QStringLiteral("[g]"));
        QVERIFY(!changed.isEmpty());
    }

    void withoutHeadingsTheGroupColumnSortsByName()
    {
        const auto in = [](const char *group, const char *id) {
            return testing::withConfig(row(id, Status::Healthy),
                                       [&](auto &c) { c.group = QString::fromLatin1(group); });
        };
        apply(testing::updateOf({in("web", "a"), in("", "b"), in("Billing", "c"), in("auth", "d")}));
        model.setGrouped(false);
        model.sort(EndpointTableModel::GroupColumn);
        QCOMPARE(shown().join(u' '), QStringLiteral("d c a b"));
        model.setGrouped(true);
        QCOMPARE(shown().join(u' '), QStringLiteral("[auth] d [Billing] c [web] a [] b"));
    }

    void foldingHidesTheRowsOfAGroup()
    {
        const auto inWeb = [](const char *id) {
            return testing::withConfig(row(id, Status::Healthy),
                                       [](auto &c) { c.group = QStringLiteral("web"); });
        };
        apply(testing::updateOf({inWeb("a"), inWeb("b"), row("c", Status::Healthy)}));
        model.setFolded(QStringLiteral("web"), true);
        QCOMPARE(shown().join(u' '), QStringLiteral("[web] [] c"));
        QCOMPARE(model.foldedGroups(), QStringList(QStringLiteral("web")));
        QCOMPARE(model.lineOf(QStringLiteral("a")), -1);
        QVERIFY(model.index(0, 0).data(Qt::AccessibleTextRole).toString().endsWith(QStringLiteral("folded")));
        model.unfoldFor(QStringLiteral("b"));
        QCOMPARE(shown().join(u' '), QStringLiteral("[web] a b [] c"));
        model.setGrouped(false);
        QCOMPARE(shown().join(u' '), QStringLiteral("a b c"));
        model.setGrouped(true);
    }

    void cellsSayWhatTheSnapshotSays()
    {
        EndpointSnapshot row = testing::endpoint(idOf(1), Status::Degraded, QStringLiteral("Orders"));
        row.latency = 812ms;
        row.p95 = 1240ms;
        row.circuit.state = resilience::CircuitState::HalfOpen;
        row.reasons = {{.kind = health::ReasonKind::Slow, .latency = 812ms, .limit = 500ms}};
        apply(testing::updateOf({row}));
        QCOMPARE(text(0, EndpointTableModel::StatusColumn), QStringLiteral("degraded"));
        QCOMPARE(text(0, EndpointTableModel::NameColumn), QStringLiteral("Orders"));
        QCOMPARE(text(0, EndpointTableModel::CircuitColumn), QStringLiteral("half-open"));
        QCOMPARE(text(0, EndpointTableModel::LatencyColumn), QStringLiteral("812 ms"));
        QCOMPARE(text(0, EndpointTableModel::P95Column), QStringLiteral("1.24 s"));
        QCOMPARE(text(0, EndpointTableModel::ReasonColumn), QStringLiteral("slow: 812 ms, limit 500 ms"));
    }

    void aCauseComesBeforeItsConsequence()
    {
        EndpointSnapshot row = testing::endpoint(idOf(1), Status::Unhealthy);
        row.reasons = {{health::ReasonKind::CircuitOpen}};
        apply(testing::updateOf({row}));
        QCOMPARE(text(0, EndpointTableModel::ReasonColumn), QStringLiteral("circuit open"));
        row.reasons.push_back({.kind = health::ReasonKind::CheckFailed,
                               .failure = testing::failure(resilience::ErrorClass::Refused).failure});
        apply(testing::updateOf({row}));
        QCOMPARE(text(0, EndpointTableModel::ReasonColumn), QStringLiteral("connection refused"));
    }

    void anOldLatencyIsNeverShownAsThePresentOne_data()
    {
        QTest::addColumn<std::function<void(EndpointSnapshot &)>>("change");
        using Change = std::function<void(EndpointSnapshot &)>;
        QTest::newRow("circuit open")
            << Change([](auto &row) { row.circuit.state = resilience::CircuitState::Open; });
        QTest::newRow("forced open") << Change(
            [](auto &row) { row.circuit.forced = resilience::ForcedState::ForcedOpen; });
        QTest::newRow("paused") << Change([](auto &row) { row.status = Status::Paused; });
        QTest::newRow("disconnected") << Change([](auto &row) { row.session.emplace(); });
        QTest::newRow("last check failed") << Change([](auto &row) {
            row.lastCheck =
                std::make_shared<const health::CheckEvent>(testing::failure(resilience::ErrorClass::Refused));
        });
    }
    void anOldLatencyIsNeverShownAsThePresentOne()
    {
        QFETCH(std::function<void(EndpointSnapshot &)>, change);
        EndpointSnapshot row = testing::endpoint(idOf(1));
        row.latency = 31ms;
        apply(testing::updateOf({row}));
        QCOMPARE(text(0, EndpointTableModel::LatencyColumn), QStringLiteral("31 ms"));
        change(row);
        apply(testing::updateOf({row}));
        QCOMPARE(text(0, EndpointTableModel::LatencyColumn), QStringLiteral("–"));
    }

    void whatIsNotKnownIsADash()
    {
        apply(rowsFrom({1}));
        QCOMPARE(text(0, EndpointTableModel::LatencyColumn), QStringLiteral("–"));
    }

    void toolTipsHoldNoMarkupFromOutside()
    {
        apply(testing::updateOf({testing::endpoint(idOf(1), Status::Healthy, QStringLiteral("<b>x</b>"))}));
        for (int column = 0; column < EndpointTableModel::columns; ++column) {
            const QString tip = model.index(0, column).data(Qt::ToolTipRole).toString();
            QVERIFY2(!tip.contains(u"<b>"), qPrintable(tip));
        }
    }

    void screenReadersHearAWordForEveryCell()
    {
        apply(rowsFrom({1}));
        const QModelIndex circuit = model.index(0, EndpointTableModel::CircuitColumn);
        QCOMPARE(circuit.data(Qt::AccessibleTextRole).toString(), QStringLiteral("circuit closed"));
        const QModelIndex trace = model.index(0, EndpointTableModel::TraceColumn);
        QCOMPARE(trace.data(Qt::AccessibleTextRole).toString(), QStringLiteral("latency trace"));
        MonitorUpdate update = rowsFrom({1});
        for (int i = 0; i < 3; ++i)
            update.events.push_back(testing::event(idOf(1), {health::TimePoint(std::chrono::seconds(i)), {}},
                                                   testing::success(3ms)));
        update.events.push_back(testing::event(idOf(1), {health::TimePoint(3s), {}},
                                               testing::failure(resilience::ErrorClass::Refused)));
        histories.apply(update);
        QCOMPARE(trace.data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("latency trace, 1 of the last 4 failed"));
    }

    void screenReadersHearOfAnUnverifiedCertificate()
    {
        const auto unverified = [](settings::EndpointConfig &config) {
            testing::trustOf(config).allowSelfSigned = true;
        };
        model.apply(testing::updateOf({testing::withConfig(testing::endpoint(idOf(1)), unverified)}));
        QCOMPARE(model.index(0, EndpointTableModel::NameColumn).data(Qt::AccessibleTextRole).toString(),
                 idOf(1) + QStringLiteral(", certificate not verified"));
    }
};

FUSEBOX_LOOP_TEST(TestEndpointTableModel)
#include "tst_endpoint_table_model.moc"
