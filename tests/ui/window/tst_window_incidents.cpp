// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/widget_test.h"
#include "tests/ui/incidents.h"
#include "tests/ui/shown_window.h"
#include "ui/charts/latency_chart.h"
#include "ui/panes/incident_list.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::Status;
using testing::orders;
using testing::search;

namespace {

health::Event becomes(Status status, const health::WallClock &clock)
{
    return testing::event(orders, clock.moment(), health::StatusEvent{Status::Healthy, status});
}

} // namespace

/// What the window does with incidents: when it wants them, and the ways to them and back.
class TestWindowIncidents : public QObject, private testing::ShownWindow
{
    Q_OBJECT

private:
    std::unique_ptr<QSignalSpy> requests;

    const QWidget &pane() const { return part<QWidget>(QStringLiteral("incidentPane")); }
    const ui::LatencyChart &chart() const { return part<ui::LatencyChart>(QStringLiteral("latencyChart")); }
    std::int64_t chosen() const
    {
        const history::Incident *incident = window->findChild<ui::IncidentList *>()->current();
        return incident ? incident->outage.id : 0;
    }
    history::Incident outageOf(std::int64_t number, const QString &id, std::chrono::milliseconds age,
                               std::chrono::milliseconds length) const
    {
        history::Incident incident = testing::incident(number, {id});
        incident.outage.from = clock.wallNow() - age;
        incident.outage.to = incident.outage.from + length;
        incident.outage.endpoints.front().from = incident.outage.from;
        incident.outage.endpoints.front().to = incident.outage.to;
        return incident;
    }
    void tell(health::Event event)
    {
        health::MonitorUpdate update = testing::updateOf({});
        update.events.push_back(std::move(event));
        apply(std::move(update));
    }
    /// A minute in which orders was checked each second, and failed a quarter of an hour ago.
    void live()
    {
        applyTwo();
        health::MonitorUpdate update = testing::updateOf({});
        for (auto age = 240s; age > 0s; age -= 1s) {
            const health::Moment at{clock.now() - age, clock.wallNow() - age};
            update.events.push_back(testing::event(
                orders, at,
                age == 100s ? testing::failure(resilience::ErrorClass::Refused) : testing::success(30ms)));
        }
        update.at = clock.moment();
        apply(std::move(update));
        table().select(orders);
    }
    void clickChart(std::chrono::milliseconds age)
    {
        auto &widget = part<QWidget>(QStringLiteral("latencyChart"));
        const auto [left, right] = chart().plotEdges();
        const double share = chart().content().window.share(clock.now() - age);
        QTest::mouseClick(&widget, Qt::LeftButton, {},
                          {qRound(left + share * (right - left)), widget.height() / 2});
    }

private Q_SLOTS:
    void init()
    {
        open();
        window->resize(1440, 1000);
        requests = std::make_unique<QSignalSpy>(window.get(), &ui::MainWindow::incidentsRequested);
    }
    void cleanup()
    {
        requests.reset();
        window.reset();
    }

    void whereNoHistoryIsKeptNothingIsRead()
    {
        applyTwo();
        action("show-incidents").trigger();
        QVERIFY(pane().isVisible());
        QVERIFY(requests->isEmpty());
        QVERIFY(
            part<QLabel>(QStringLiteral("incidentMessage")).text().contains(QStringLiteral("No history")));
    }

    void theyAreWantedWhenSomebodyLooks()
    {
        applyTwo();
        window->setHistoryKept(true);
        const auto before = requests->size();
        QTest::keySequence(window.get(), QKeySequence(QStringLiteral("Ctrl+Shift+I")));
        QVERIFY(pane().isVisible());
        QCOMPARE(requests->size(), before + 1);
        QVERIFY(pane().isAncestorOf(QApplication::focusWidget()) || !pane().focusProxy()->isVisible());
    }

    void theyAreWantedAMomentAfterOneMayHaveBegun()
    {
        applyTwo();
        window->setHistoryKept(true);
        requests->clear();
        tell(becomes(Status::Paused, clock));
        tell(becomes(Status::Unhealthy, clock));
        tell(becomes(Status::Unhealthy, clock));
        QVERIFY(requests->isEmpty());
        QTRY_COMPARE(requests->size(), 1);
    }

    void aNoteIsHandedOut()
    {
        applyTwo();
        window->setHistoryKept(true);
        window->showIncidents({outageOf(7, orders, 10min, 1min)});
        action("show-incidents").trigger();
        QSignalSpy written(window.get(), &ui::MainWindow::noteWritten);
        auto &note = part<QLineEdit>(QStringLiteral("incidentNote"));
        QTest::keyClicks(&note, QStringLiteral("the disk"));
        QTest::keyClick(&note, Qt::Key_Return);
        QCOMPARE(written.size(), 1);
        QCOMPARE(written[0][0].toLongLong(), 7);
        QCOMPARE(window->findChild<ui::IncidentList *>()->current()->notes.size(), 1U);
    }

    void aClickOnARedStretchLeadsToItsIncident()
    {
        live();
        window->setHistoryKept(true);
        window->showIncidents(
            {outageOf(1, orders, 200s, 2s), outageOf(2, orders, 101s, 5s), outageOf(3, search, 101s, 5s)});
        clickChart(50s); // all was well
        QVERIFY(!pane().isVisible());
        clickChart(100s);
        QVERIFY(pane().isVisible());
        QCOMPARE(chosen(), 2);
    }

    void withoutAKnownIncidentAClickLeadsNowhere()
    {
        live();
        window->setHistoryKept(true);
        window->showIncidents({outageOf(3, search, 101s, 5s)});
        clickChart(100s);
        QVERIFY(!pane().isVisible());
    }

    void theChartShowsTheTimeOfAnIncident()
    {
        live();
        table().select(search);
        window->setHistoryKept(true);
        window->showIncidents({outageOf(1, orders, 150s, 80s)});
        action("show-incidents").trigger();
        part<QPushButton>(QStringLiteral("incidentChart")).click();
        QCOMPARE(table().currentId(), orders);
        QVERIFY(!chart().view().follows());
        QCOMPARE(chart().view().from(clock.now()), clock.now() - 180s);
        QCOMPARE(chart().view().to(clock.now()), clock.now() - 40s);
    }

    void inALowWindowIncidentsHaveAllTheRoomAndTheChartComesBack()
    {
        live();
        window->resize(800, 600);
        window->setHistoryKept(true);
        window->showIncidents({outageOf(1, orders, 150s, 80s)});
        action("show-incidents").trigger();
        QVERIFY(pane().isVisible() && !table().isVisible());
        part<QPushButton>(QStringLiteral("incidentChart")).click();
        QVERIFY(table().isVisible() && chart().isVisible() && !pane().isVisible());
    }
};

FUSEBOX_WIDGET_TEST(TestWindowIncidents)
#include "tst_window_incidents.moc"
