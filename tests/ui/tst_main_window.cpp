// SPDX-License-Identifier: GPL-3.0-or-later
#include <malloc.h>

#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QMenuBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "tests/support/config_parts.h"
#include "tests/support/widget_test.h"
#include "tests/ui/shown_window.h"
#include "tests/ui/synthetic_fleet.h"
#include "ui/models/event_log_model.h"
#include "ui/text/clock_text.h"
#include "ui/theme/colours.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::EndpointSnapshot;
using health::Status;
using testing::orders;
using testing::search;
using ui::MainWindow;

class TestMainWindow : public QObject, private testing::ShownWindow
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { window.reset(); }

    void anEmptyWindowInvites()
    {
        QSignalSpy demo(window.get(), &MainWindow::demoRequested);
        QVERIFY(!table().isVisible());
        QTest::mouseClick(&part<QPushButton>(QStringLiteral("startDemo")), Qt::LeftButton);
        QCOMPARE(demo.size(), 1);
        QTest::mouseClick(&part<QPushButton>(QStringLiteral("addFirst")), Qt::LeftButton);
        QVERIFY(window->findChild<QDialog *>(QStringLiteral("endpointDialog")));
    }

    void theFirstEndpointsReplaceTheInvitation()
    {
        applyTwo();
        QVERIFY(table().isVisible());
        QVERIFY(!part<QWidget>(QStringLiteral("emptyState")).isVisible());
        health::MonitorUpdate gone;
        gone.removed = {orders, search};
        apply(gone);
        QVERIFY(part<QWidget>(QStringLiteral("emptyState")).isVisible());
    }

    void aLargeUpdateLeavesRoomForKeysButNotForALaterOne()
    {
        const auto fleet = [](Status status) {
            std::vector<EndpointSnapshot> endpoints;
            for (int number = 0; number < 600; ++number)
                endpoints.push_back(testing::endpoint(QStringLiteral("e%1").arg(number), status));
            return endpoints;
        };
        const auto &degraded = part<QToolButton>(QStringLiteral("chip-degraded"));
        const auto &unhealthy = part<QToolButton>(QStringLiteral("chip-unhealthy"));
        apply(fleet(Status::Healthy));
        apply(fleet(Status::Degraded));
        apply({testing::endpoint(QStringLiteral("e599"), Status::Unhealthy)});
        QCOMPARE(degraded.text(), QStringLiteral("0")); // the window is back to hear keys
        QTRY_COMPARE(degraded.text(), QStringLiteral("599"));
        QCOMPARE(unhealthy.text(), QStringLiteral("1"));
    }

    void theWorstIsSelectedAtTheStart()
    {
        apply({testing::endpoint(orders), testing::opened(search, clock, 12s)});
        QCOMPARE(table().currentId(), search);
        QCOMPARE(detailName(), search);
    }

    void aClickShowsTheEndpoint()
    {
        applyTwo();
        click(search);
        QCOMPARE(detailName(), search);
        QCOMPARE(part<QLabel>(QStringLiteral("circuitHeadline")).text(),
                 QStringLiteral("Next trial in 12 s"));
        QCOMPARE(part<QLabel>(QStringLiteral("circuitReason")).text(),
                 QStringLiteral("Why it opened: 5 of 5 calls failed within 60 s (threshold 5): connection "
                                "refused, at %1.")
                     .arg(ui::timeOfDay(clock.moment().wall)));
        QTest::keyClick(&table(), Qt::Key_Down);
        QCOMPARE(detailName(), orders);
    }

    void theCountdownRunsWithoutUpdates()
    {
        applyTwo();
        click(search);
        clock.advance(5s);
        QTRY_COMPARE(part<QLabel>(QStringLiteral("circuitHeadline")).text(),
                     QStringLiteral("Next trial in 7 s"));
    }

    void theBannerNamesTheCulpritAndLeadsToIt()
    {
        applyTwo();
        QCOMPARE(banner().accessibleName(),
                 QStringLiteral("1 of 2 unhealthy · 1 circuit open. search: circuit open · trial in 12 s"));
        QTest::mouseClick(&banner(), Qt::LeftButton);
        QCOMPARE(table().currentId(), search);
        apply({testing::endpoint(orders), testing::endpoint(search)});
        QCOMPARE(banner().accessibleName(), QStringLiteral("All 2 endpoints healthy"));
        QVERIFY(!banner().isEnabled());
    }

    void anIncidentIsTheBannersCauseAndAClickShowsWhoFailedFirst()
    {
        apply({testing::opened(QStringLiteral("a"), clock, 12s),
               testing::endpoint(QStringLiteral("b"), health::Status::Unhealthy),
               testing::endpoint(QStringLiteral("c"), health::Status::Unhealthy)});
        health::MonitorUpdate update = testing::updateOf({});
        const health::Incident incident{.cause = {health::CauseKind::Host, QStringLiteral("shop.example")},
                                        .failing = {QStringLiteral("c"), QStringLiteral("b")},
                                        .sharing = 2};
        update.incidents = std::make_shared<const std::vector<health::Incident>>(1, incident);
        apply(update);
        QVERIFY(banner().accessibleName().contains(
            QStringLiteral("host shop.example: 2 of 2 endpoints fail together since ")));
        QTest::mouseClick(&banner(), Qt::LeftButton);
        QCOMPARE(detailName(), QStringLiteral("c"));
        const auto &company = part<ui::ElidedLabel>(QStringLiteral("detailCompany"));
        QCOMPARE(company.text(), QStringLiteral("fails together with 1 other: host shop.example"));
        apply(testing::updateOf({}));
        QVERIFY(!banner().accessibleName().contains(QStringLiteral("shop.example")));
        QVERIFY(!company.isVisible());
    }

    void theLogNamesAnIncidentsEndpointsAsPeopleKnowThem()
    {
        EndpointSnapshot named = testing::withConfig(
            testing::endpoint(QStringLiteral("e1")),
            [](settings::EndpointConfig &config) { config.name = QStringLiteral("Invoices"); });
        health::MonitorUpdate update = testing::updateOf({named});
        const health::Incident incident{.cause = {health::CauseKind::Host, QStringLiteral("shop.example")},
                                        .failing = {QStringLiteral("e1"), QStringLiteral("gone")},
                                        .sharing = 2};
        update.events = {{{}, {}, health::IncidentEvent{health::IncidentChange::Began, incident}}};
        apply(update);
        const auto *log = part<QAbstractItemView>(QStringLiteral("eventLog")).model();
        const QString told =
            log->index(log->rowCount() - 1, ui::EventLogModel::EventColumn).data().toString();
        QVERIFY2(told.endsWith(QStringLiteral(": Invoices, gone")), qPrintable(told));
    }

    void offlineTheBannerLeadsToWhatIsStillChecked()
    {
        applyTwo();
        health::MonitorUpdate offline = testing::updateOf({});
        offline.offlineSince = health::Moment{};
        apply(offline);
        QVERIFY(banner().accessibleName().startsWith(QStringLiteral("You are offline since ")));
        QVERIFY(banner().accessibleName().endsWith(
            QStringLiteral("%1: circuit open · trial in 12 s").arg(search)));
        EndpointSnapshot held = testing::opened(search, clock, 12s);
        held.held = true;
        offline.changed = {held};
        apply(offline);
        QVERIFY(!banner().accessibleName().contains(search));
        QVERIFY(!banner().isEnabled());
        applyTwo();
        QVERIFY(banner().accessibleName().startsWith(QStringLiteral("1 of 2 unhealthy")));
    }

    void noTwoLinesOfAMenuHaveTheSameKey()
    {
        const auto keyOf = [](const QAction *action) {
            return QKeySequence::mnemonic(action->text()).toString();
        };
        for (const QAction *title : window->menuBar()->actions()) {
            QStringList keys;
            for (const QAction *action : title->menu()->actions())
                if (const QString key = keyOf(action); !key.isEmpty())
                    keys += key;
            QVERIFY2(keys.removeDuplicates() == 0, qPrintable(title->text()));
        }
    }

    void anExportIsOfferedInTheHomeFolder()
    {
        applyTwo();
        QSignalSpy save(window.get(), &MainWindow::saveRequested);
        part<QAction>(QStringLiteral("exportJson")).trigger();
        auto &dialog = part<QFileDialog>(QStringLiteral("exportDialog"));
        QCOMPARE(dialog.directory(), QDir::home());
        QVERIFY(dialog.selectedFiles().constFirst().endsWith(QStringLiteral("fusebox-events.json")));
        Q_EMIT dialog.fileSelected(QStringLiteral("/elsewhere/events.json"));
        dialog.close();
        QCOMPARE(save.size(), 1);
        QCOMPARE(save[0][0].toString(), QStringLiteral("/elsewhere/events.json"));
        QVERIFY(save[0][1].toByteArray().startsWith("["));
    }

    /// Filled with rubbish, what is freed is not read by luck.
    void theOneThatIsShownCanBeRemoved()
    {
        mallopt(M_PERTURB, 0xa5);
        const auto stopFilling = qScopeGuard([] { mallopt(M_PERTURB, 0); });
        applyTwo();
        click(orders);
        health::MonitorUpdate past;
        for (auto age = 300s; age > 0s; age -= 1s)
            past.events.push_back(testing::event(orders, {clock.now() - age, {}}, testing::success(5ms)));
        apply(past);
        health::MonitorUpdate gone;
        gone.removed = {orders};
        apply(gone);
        QTRY_COMPARE(detailName(), search); // the past is taken in in parts
    }

    void oneThatIsAddedAnewUnderItsOldNameIsShownAnew()
    {
        applyTwo();
        click(orders);
        health::MonitorUpdate past;
        past.events.push_back(testing::event(
            orders, {clock.now() - 1s, {}},
            health::TransitionEvent{testing::transition(resilience::EffectiveState::Closed,
                                                        resilience::EffectiveState::ForcedOpen,
                                                        resilience::TransitionReason::ManualForceOpen)}));
        apply(past);
        const QAbstractItemModel *transitions = part<QTreeView>(QStringLiteral("transitionList")).model();
        QCOMPARE(transitions->rowCount(), 1);
        health::MonitorUpdate anew = testing::updateOf({testing::endpoint(orders)});
        anew.removed = {orders};
        apply(anew);
        QCOMPARE(detailName(), orders);
        QCOMPARE(transitions->rowCount(), 0);
    }

    void aForcedCircuitIsANodeOfItsOwn()
    {
        const auto litPixels = [this] {
            const QImage image = part<QWidget>(QStringLiteral("circuitDiagram")).grab().toImage();
            const QColor purple =
                ui::Colours(QApplication::palette()).of(resilience::EffectiveState::ForcedOpen).fill;
            int count = 0;
            for (int x = 0; x < image.width(); ++x)
                count += image.pixelColor(x, image.height() / 3) == purple ? 1 : 0;
            return count;
        };
        EndpointSnapshot endpoint = testing::endpoint(orders);
        apply({endpoint});
        QCOMPARE(litPixels(), 0);
        endpoint.circuit.forced = resilience::ForcedState::ForcedOpen;
        apply({endpoint});
        QVERIFY(litPixels() > 0);
    }

    void aForcedCircuitSaysNothingOfTripping()
    {
        EndpointSnapshot endpoint = testing::endpoint(orders);
        apply({endpoint});
        QVERIFY(part<QLabel>(QStringLiteral("circuitReason")).isVisible());
        endpoint.circuit.forced = resilience::ForcedState::ForcedOpen;
        apply({endpoint});
        QVERIFY(!part<QLabel>(QStringLiteral("circuitReason")).isVisible());
        endpoint.circuit.forced = resilience::ForcedState::MeasureOnly;
        apply({endpoint});
        QVERIFY(part<QLabel>(QStringLiteral("circuitReason")).isVisible());
    }

    void anUnverifiedCertificateIsMarkedInItsRow()
    {
        const auto unverified = [](settings::EndpointConfig &config) {
            testing::trustOf(config).allowSelfSigned = true;
        };
        const auto endOfName = [this] {
            const QRect cell =
                table().visualRect(table().model()->index(0, ui::EndpointTableModel::NameColumn));
            return table().viewport()->grab({cell.right() - 24, cell.top(), 24, cell.height()}).toImage();
        };
        apply(testing::updateOf({testing::endpoint(orders)}));
        const QImage before = endOfName();
        apply(testing::updateOf({testing::withConfig(testing::endpoint(orders), unverified)}));
        QVERIFY(endOfName() != before);
    }

    void transitionsAreListedAndLogged()
    {
        applyTwo();
        health::MonitorUpdate update = testing::updateOf({testing::opened(orders, clock, 30s)});
        update.events.push_back(
            testing::event(orders, clock.moment(),
                           health::TransitionEvent{*testing::opened(orders, clock, 30s).circuit.lastTrip}));
        apply(update);
        auto *transitions = part<QAbstractItemView>(QStringLiteral("transitionList")).model();
        QCOMPARE(transitions->rowCount(), 1);
        QCOMPARE(transitions->index(0, 2).data().toString(),
                 QStringLiteral("5 of 5 calls failed within 60 s (threshold 5): connection refused"));
        auto *log = part<QAbstractItemView>(QStringLiteral("eventLog")).model();
        QCOMPARE(log->rowCount(), 1);
        QCOMPARE(log->index(0, 1).data().toString(), orders);
    }

    void aProblemStaysUntilDismissedAndIsPlainText()
    {
        const QString sentence = QStringLiteral("fusebox.json:12: <b>bad</b>");
        window->showProblem(ui::Problem::Configuration, sentence);
        auto &text = part<QLabel>(QStringLiteral("problemText"));
        QVERIFY(text.isVisible());
        QCOMPARE(text.text(), sentence);
        QCOMPARE(text.textFormat(), Qt::PlainText);
        applyTwo();
        QVERIFY(text.isVisible());
        QTest::mouseClick(&part<QToolButton>(QStringLiteral("dismissProblem")), Qt::LeftButton);
        QVERIFY(!text.isVisible());
    }

    void ofEachProblemOneIsToldAndOneThatIsOverTakesNoOtherAlong()
    {
        const auto said = [this] { return part<QLabel>(QStringLiteral("problemText")).text(); };
        window->showProblem(ui::Problem::History, QStringLiteral("disk full"));
        window->showProblem(ui::Problem::Configuration, QStringLiteral("not saved"));
        window->showProblem(ui::Problem::Configuration, QStringLiteral("still not saved"));
        QCOMPARE(said(), QStringLiteral("still not saved\ndisk full"));
        window->clearProblem(ui::Problem::Configuration);
        QCOMPARE(said(), QStringLiteral("disk full"));
        window->clearProblem(ui::Problem::History);
        QVERIFY(!part<QLabel>(QStringLiteral("problemText")).isVisible());
    }

    void noLabelReadsMarkup()
    {
        const QString markup = QStringLiteral("<h1>x</h1>");
        apply({testing::endpoint(orders, Status::Unhealthy, markup)});
        window->setConfigFile(QStringLiteral("/tmp/<b>x</b>.json"));
        action("addEndpoint").trigger();
        for (const QLabel *label : window->findChildren<QLabel *>()) {
            if (label->parent() && label->parent()->inherits("QFormLayout"))
                continue;
            QVERIFY2(label->textFormat() == Qt::PlainText || !Qt::mightBeRichText(label->text()),
                     qPrintable(label->objectName()));
        }
        for (const QWidget *widget : window->findChildren<QWidget *>())
            QVERIFY2(!widget->toolTip().contains(markup), qPrintable(widget->objectName()));
    }

    void theWindowFollowsTheSystemsPalette()
    {
        const QPalette before = QApplication::palette();
        const QString light = window->styleSheet();
        QApplication::setPalette(ui::darkPalette());
        QTRY_VERIFY(window->styleSheet() != light);
        QVERIFY(window->styleSheet().contains(ui::darkPalette().color(QPalette::Base).name()));
        QApplication::setPalette(before);
        QTRY_COMPARE(window->styleSheet(), light);
    }

    void aBusyFleetIsDrawn()
    {
        testing::SyntheticFleet fleet(40, clock.moment(), 1);
        for (int i = 0; i < 120; ++i) {
            clock.advance(500ms);
            window->apply(fleet.advance(clock.moment()));
            if (i % 20 == 0)
                QVERIFY(!window->grab().isNull());
        }
        QCOMPARE(shownIds().size(), 40);
        fleet.forget(QStringLiteral("e0"));
        window->apply(fleet.advance(clock.moment()));
        QCOMPARE(shownIds().size(), 39);
    }
};

FUSEBOX_WIDGET_TEST(TestMainWindow)
#include "tst_main_window.moc"
