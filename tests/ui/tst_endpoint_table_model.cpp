// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/builders.h"
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

} // namespace

Q_DECLARE_METATYPE(std::function<void(EndpointSnapshot &)>)

class TestEndpointTableModel : public QObject
{
    Q_OBJECT

private:
    ui::HistoryStore histories;
    EndpointTableModel model{histories};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

    QString text(int row, EndpointTableModel::Column column) const
    {
        return model.index(row, column).data().toString();
    }

private Q_SLOTS:
    void cleanup()
    {
        MonitorUpdate all;
        for (const QString &id : model.ids())
            all.removed.push_back(id);
        model.apply(all);
        QCOMPARE(model.rowCount(), 0);
    }

    void runsHoldExactlyTheirRows()
    {
        QCOMPARE(ui::rowRuns({7, 3, 4, 3, 5, 9}), (std::vector<RowRun>{{3, 5}, {7, 7}, {9, 9}}));
        QVERIFY(ui::rowRuns({}).empty());
    }

    void newEndpointsAreAppendedTogether()
    {
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.apply(rowsFrom({1, 2, 3}));
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(model.ids(), QStringList({idOf(1), idOf(2), idOf(3)}));
    }

    void oneSignalForARunOfChangedRows()
    {
        model.apply(rowsFrom({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.apply(rowsFrom({4, 2, 3, 8}, Status::Degraded));
        QCOMPARE(changed.size(), 2);
        QCOMPARE(changed[0][0].toModelIndex().row(), 2);
        QCOMPARE(changed[0][1].toModelIndex().row(), 4);
        QCOMPARE(changed[1][0].toModelIndex().row(), 8);
        QCOMPARE(model.snapshot(3).status, Status::Degraded);
    }

    void oneSignalWhenMostRowsChange()
    {
        model.apply(rowsFrom({0, 1, 2, 3, 4}));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.apply(rowsFrom({0, 2, 4}));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][1].toModelIndex().row(), 4);
    }

    void removedRowsGoBeforeChangedOnesCome()
    {
        model.apply(rowsFrom({0, 1, 2}));
        MonitorUpdate update = rowsFrom({1}, Status::Paused);
        update.removed = {idOf(1)};
        model.apply(update);
        QCOMPARE(model.ids(), QStringList({idOf(0), idOf(2), idOf(1)}));
        QCOMPARE(model.find(idOf(1))->status, Status::Paused);
    }

    void rowsAreFoundAfterOthersWereRemoved()
    {
        model.apply(rowsFrom({0, 1, 2, 3, 4, 5}));
        model.apply(removal({1, 2, 4, 99}));
        QCOMPARE(model.ids(), QStringList({idOf(0), idOf(3), idOf(5)}));
        QCOMPARE(model.rowOf(idOf(5)), 2);
        QCOMPARE(model.rowOf(idOf(1)), -1);
        QVERIFY(!model.find(idOf(4)));
    }

    void cellsSayWhatTheSnapshotSays()
    {
        EndpointSnapshot row = testing::endpoint(idOf(1), Status::Degraded, QStringLiteral("Orders"));
        row.latency = 812ms;
        row.p95 = 1240ms;
        row.circuit.state = resilience::CircuitState::HalfOpen;
        row.reasons = {{.kind = health::ReasonKind::Slow, .latency = 812ms, .limit = 500ms}};
        model.apply(testing::updateOf({row}));
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
        model.apply(testing::updateOf({row}));
        QCOMPARE(text(0, EndpointTableModel::ReasonColumn), QStringLiteral("circuit open"));
        row.reasons.push_back({.kind = health::ReasonKind::CheckFailed,
                               .failure = testing::failure(resilience::ErrorClass::Refused).failure});
        model.apply(testing::updateOf({row}));
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
        QTest::newRow("last check failed")
            << Change([](auto &row) { row.lastCheck = testing::failure(resilience::ErrorClass::Refused); });
    }
    void anOldLatencyIsNeverShownAsThePresentOne()
    {
        QFETCH(std::function<void(EndpointSnapshot &)>, change);
        EndpointSnapshot row = testing::endpoint(idOf(1));
        row.latency = 31ms;
        model.apply(testing::updateOf({row}));
        QCOMPARE(text(0, EndpointTableModel::LatencyColumn), QStringLiteral("31 ms"));
        change(row);
        model.apply(testing::updateOf({row}));
        QCOMPARE(text(0, EndpointTableModel::LatencyColumn), QStringLiteral("–"));
    }

    void whatIsNotKnownIsADash()
    {
        model.apply(rowsFrom({1}));
        QCOMPARE(text(0, EndpointTableModel::LatencyColumn), QStringLiteral("–"));
    }

    void toolTipsHoldNoMarkupFromOutside()
    {
        model.apply(
            testing::updateOf({testing::endpoint(idOf(1), Status::Healthy, QStringLiteral("<b>x</b>"))}));
        for (int column = 0; column < EndpointTableModel::columns; ++column) {
            const QString tip = model.index(0, column).data(Qt::ToolTipRole).toString();
            QVERIFY2(!tip.contains(u"<b>"), qPrintable(tip));
        }
    }

    void screenReadersHearAWordForEveryCell()
    {
        model.apply(rowsFrom({1}));
        const QModelIndex circuit = model.index(0, EndpointTableModel::CircuitColumn);
        QCOMPARE(circuit.data(Qt::AccessibleTextRole).toString(), QStringLiteral("circuit closed"));
        const QModelIndex trace = model.index(0, EndpointTableModel::TraceColumn);
        QVERIFY(!trace.data(Qt::AccessibleTextRole).toString().isEmpty());
    }

    void screenReadersHearOfAnUnverifiedCertificate()
    {
        const auto unverified = [](health::EndpointConfig &config) { config.tls.allowSelfSigned = true; };
        model.apply(testing::updateOf({testing::withConfig(testing::endpoint(idOf(1)), unverified)}));
        QCOMPARE(model.index(0, EndpointTableModel::NameColumn).data(Qt::AccessibleTextRole).toString(),
                 idOf(1) + QStringLiteral(", certificate not verified"));
    }
};

QTEST_GUILESS_MAIN(TestEndpointTableModel)
#include "tst_endpoint_table_model.moc"
