// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/builders.h"
#include "ui/models/endpoint_filter_model.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::EndpointSnapshot;
using health::Status;
using ui::EndpointFilterModel;
using ui::EndpointTableModel;

namespace {

EndpointSnapshot row(const char *id, Status status, health::Nanoseconds latency = {})
{
    EndpointSnapshot snapshot = testing::endpoint(QString::fromLatin1(id), status);
    if (latency > 0ns)
        snapshot.latency = latency;
    return snapshot;
}

} // namespace

class TestEndpointFilterModel : public QObject
{
    Q_OBJECT

private:
    struct Models
    {
        ui::HistoryStore histories;
        EndpointTableModel endpoints{histories};
        EndpointFilterModel rows{endpoints};
        QAbstractItemModelTester tester{&rows, QAbstractItemModelTester::FailureReportingMode::QtTest};

        explicit Models(std::vector<EndpointSnapshot> snapshots) { apply(std::move(snapshots)); }
        void apply(std::vector<EndpointSnapshot> snapshots)
        {
            endpoints.apply(testing::updateOf(std::move(snapshots)));
            rows.refresh();
        }
        QStringList ids() const
        {
            QStringList ids;
            for (int i = 0; i < rows.rowCount(); ++i)
                ids << rows.index(i, 0).data(EndpointTableModel::IdRole).toString();
            return ids;
        }
    };

private Q_SLOTS:
    void worstComeFirst()
    {
        EndpointSnapshot open = row("open", Status::Unhealthy);
        open.circuit.state = resilience::CircuitState::Open;
        Models m({row("paused", Status::Paused), row("b", Status::Healthy), row("a", Status::Healthy),
                  row("unknown", Status::Unknown), row("slow", Status::Degraded),
                  row("failed", Status::Unhealthy), open});
        QCOMPARE(m.ids(), QStringList({QStringLiteral("open"), QStringLiteral("failed"),
                                       QStringLiteral("slow"), QStringLiteral("unknown"), QStringLiteral("a"),
                                       QStringLiteral("b"), QStringLiteral("paused")}));
    }

    void rowsStayWhereTheyAreUntilRefreshed()
    {
        Models m({row("a", Status::Healthy), row("b", Status::Healthy)});
        m.endpoints.apply(testing::updateOf({row("b", Status::Unhealthy)}));
        QCOMPARE(m.ids(), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
        m.rows.refresh();
        QCOMPARE(m.ids(), QStringList({QStringLiteral("b"), QStringLiteral("a")}));
    }

    void refreshDoesNothingWhenAllIsInOrder()
    {
        Models m({row("a", Status::Healthy), row("b", Status::Healthy)});
        QSignalSpy layout(&m.rows, &QAbstractItemModel::layoutChanged);
        m.endpoints.apply(testing::updateOf({row("b", Status::Healthy, 20ms)}));
        m.rows.refresh();
        QCOMPARE(layout.size(), 0);
    }

    void latencySortsLongestFirstAndUnknownLast()
    {
        Models m({row("none", Status::Healthy), row("quick", Status::Healthy, 3ms),
                  row("long", Status::Healthy, 300ms)});
        m.rows.sort(EndpointTableModel::LatencyColumn);
        QCOMPARE(m.ids(),
                 QStringList({QStringLiteral("long"), QStringLiteral("quick"), QStringLiteral("none")}));
        m.rows.sort(EndpointTableModel::LatencyColumn, Qt::DescendingOrder);
        QCOMPARE(m.ids(),
                 QStringList({QStringLiteral("none"), QStringLiteral("quick"), QStringLiteral("long")}));
    }

    void textIsSoughtInNameAndUrl_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("ids");
        QTest::newRow("all") << QString() << QStringList({QStringLiteral("crm"), QStringLiteral("orders")});
        QTest::newRow("name, any case") << QStringLiteral(" ORD ") << QStringList({QStringLiteral("orders")});
        QTest::newRow("url") << QStringLiteral("crm.example") << QStringList({QStringLiteral("crm")});
        QTest::newRow("not a pattern") << QStringLiteral(".*") << QStringList();
    }
    void textIsSoughtInNameAndUrl()
    {
        QFETCH(QString, text);
        Models m({row("orders", Status::Healthy), row("crm", Status::Healthy)});
        m.rows.setText(text);
        QTEST(m.ids(), "ids");
    }

    void statusesAndOpenCircuitsNarrowTogether()
    {
        EndpointSnapshot open = row("open", Status::Unhealthy);
        open.circuit.state = resilience::CircuitState::Open;
        Models m({row("fine", Status::Healthy), row("failed", Status::Unhealthy), open});
        EndpointFilterModel::StatusSet unhealthy;
        unhealthy.set(static_cast<std::size_t>(Status::Unhealthy));
        m.rows.setStatuses(unhealthy);
        QCOMPARE(m.ids(), QStringList({QStringLiteral("open"), QStringLiteral("failed")}));
        m.rows.setOpenCircuitsOnly(true);
        QCOMPARE(m.ids(), QStringList({QStringLiteral("open")}));
        QVERIFY(m.rows.isFiltering());
        m.rows.setStatuses({});
        m.rows.setOpenCircuitsOnly(false);
        QCOMPARE(m.rows.rowCount(), 3);
    }

    void aRowThatNoLongerFitsGoesWithTheRefresh()
    {
        Models m({row("a", Status::Unhealthy), row("b", Status::Unhealthy)});
        EndpointFilterModel::StatusSet unhealthy;
        unhealthy.set(static_cast<std::size_t>(Status::Unhealthy));
        m.rows.setStatuses(unhealthy);
        m.apply({row("a", Status::Healthy)});
        QCOMPARE(m.ids(), QStringList({QStringLiteral("b")}));
    }
};

QTEST_GUILESS_MAIN(TestEndpointFilterModel)
#include "tst_endpoint_filter_model.moc"
