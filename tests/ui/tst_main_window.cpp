// SPDX-License-Identifier: GPL-3.0-or-later
#include <malloc.h>

#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSplitter>
#include <QTest>
#include <QToolButton>

#include "tests/support/builders.h"
#include "tests/support/widget_test.h"
#include "tests/ui/synthetic_fleet.h"
#include "ui/main_window.h"
#include "ui/models/event_log_model.h"
#include "ui/models/transition_model.h"
#include "ui/panes/banner.h"
#include "ui/panes/detail_pane.h"
#include "ui/panes/elided_label.h"
#include "ui/panes/endpoint_table.h"
#include "ui/text/clock_text.h"
#include "ui/theme/colours.h"
#include "ui/theme/metrics.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::Command;
using health::EndpointSnapshot;
using health::Status;
using ui::EndpointTable;
using ui::MainWindow;

namespace {

const QString orders = QStringLiteral("orders");
const QString search = QStringLiteral("search");

// What takes most words.
probe::ProbeFailure wrongPin()
{
    probe::ProbeFailure failure;
    failure.errorClass = resilience::ErrorClass::Tls;
    failure.fault = probe::TlsFault::PinMismatch;
    failure.detail = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=";
    return failure;
}

probe::ProbeFailure refusedUpgrade()
{
    probe::ProbeFailure failure;
    failure.errorClass = resilience::ErrorClass::HttpStatus;
    failure.fault = probe::WebSocketFault::BadUpgrade;
    failure.detail = "HTTP 503 Service Unavailable";
    return failure;
}

/// Open for long: it was tried again and again.
EndpointSnapshot failingTrials(const testing::ManualClock &clock, const probe::ProbeFailure &failure)
{
    EndpointSnapshot endpoint =
        testing::withOutage(testing::opened(search, clock, 28s), [&](health::Outage &outage) {
            outage.trip.actual = outage.trip.threshold = 12;
            outage.trip.window[resilience::Outcome::Success] = 128;
            outage.trip.window[resilience::Outcome::Failure] = 12;
            outage.trip.lastError = failure.errorClass;
            outage.failure = failure;
            outage.failedTrials = 127;
        });
    endpoint.lastFailure = failure;
    endpoint.lastFailureAt = endpoint.failingSince = clock.moment();
    return endpoint;
}

EndpointSnapshot asWebSocket(EndpointSnapshot endpoint, health::Moment now)
{
    endpoint.session = health::SessionView{.state = health::LinkState::Waiting, .since = now, .lostAt = now};
    return testing::withConfig(endpoint, [](settings::EndpointConfig &config) {
        config.url = QUrl(QStringLiteral("wss://search.example/stream"));
    });
}

EndpointSnapshot halfOpen(EndpointSnapshot endpoint)
{
    endpoint.circuit.state = resilience::CircuitState::HalfOpen;
    endpoint.circuit.nextTrialAt.reset();
    return endpoint;
}

EndpointSnapshot forced(EndpointSnapshot endpoint, resilience::ForcedState state)
{
    endpoint.circuit.forced = state;
    return endpoint;
}

EndpointSnapshot held(EndpointSnapshot endpoint)
{
    endpoint.held = true;
    return endpoint;
}

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private:
    testing::ManualClock clock;
    std::unique_ptr<MainWindow> window;
    std::vector<Command> commands;

    template <typename T>
    T &part(const QString &name) const
    {
        T *found = window->findChild<T *>(name);
        if (!found)
            qFatal("nothing is called %s", qPrintable(name));
        return *found;
    }
    EndpointTable &table() const { return *window->findChild<EndpointTable *>(); }
    QAction &action(const char *name) const { return part<QAction>(QString::fromLatin1(name)); }
    ui::Banner &banner() const { return *window->findChild<ui::Banner *>(); }
    QString detailName() const { return part<ui::ElidedLabel>(QStringLiteral("detailName")).text(); }

    void apply(std::vector<EndpointSnapshot> changed) { apply(testing::updateOf(std::move(changed))); }
    void apply(health::MonitorUpdate update)
    {
        window->apply(std::make_shared<const health::MonitorUpdate>(std::move(update)));
    }
    void applyTwo()
    {
        apply({testing::endpoint(orders), testing::opened(search, clock, 12s)});
        table().select(orders);
    }
    void click(const QString &id, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::mouseClick(table().viewport(), Qt::LeftButton, modifiers, placeOf(id));
    }
    QPoint placeOf(const QString &id) const
    {
        for (int row = 0; row < table().model()->rowCount(); ++row) {
            const QModelIndex index = table().model()->index(row, ui::EndpointTableModel::NameColumn);
            if (index.data(ui::EndpointTableModel::IdRole).toString() == id)
                return table().visualRect(index).center();
        }
        return {};
    }
    /// The Add or Edit dialog, once it has the keyboard.
    QDialog *openDialog() const
    {
        auto *dialog = window->findChild<QDialog *>(QStringLiteral("endpointDialog"));
        if (!dialog)
            return nullptr;
        dialog->activateWindow();
        return QTest::qWaitFor([dialog] { return dialog->isActiveWindow(); }) ? dialog : nullptr;
    }
    QStringList shownIds() const
    {
        QStringList ids;
        for (int row = 0; row < table().model()->rowCount(); ++row)
            ids << table().model()->index(row, 0).data(ui::EndpointTableModel::IdRole).toString();
        return ids;
    }

private Q_SLOTS:
    void init()
    {
        commands.clear();
        window = std::make_unique<MainWindow>(clock);
        window->resize(1280, 800);
        window->show();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        connect(window.get(), &MainWindow::commandRequested, this,
                [this](const Command &command) { commands.push_back(command); });
    }
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

    void keysAskForCommands_data()
    {
        QTest::addColumn<QKeySequence>("keys");
        QTest::addColumn<int>("command");
        QTest::newRow("check now") << QKeySequence(Qt::Key_F5) << int(Command(health::CheckNow()).index());
        QTest::newRow("reset") << QKeySequence(QStringLiteral("Ctrl+R"))
                               << int(Command(health::ResetCircuit()).index());
        QTest::newRow("force open") << QKeySequence(QStringLiteral("Ctrl+Shift+O"))
                                    << int(Command(health::ForceOpenCircuit()).index());
        QTest::newRow("disable") << QKeySequence(QStringLiteral("Ctrl+Shift+D"))
                                 << int(Command(health::DisableCircuit()).index());
        QTest::newRow("pause") << QKeySequence(Qt::Key_Space) << int(Command(health::SetPaused()).index());
    }
    void keysAskForCommands()
    {
        QFETCH(QKeySequence, keys);
        applyTwo();
        click(search);
        QTest::keySequence(&table(), keys);
        QCOMPARE(commands.size(), std::size_t(1));
        QTEST(int(commands[0].index()), "command");
        std::visit(
            [](const auto &command) {
                if constexpr (requires { command.id; })
                    QCOMPARE(command.id, search);
                else
                    QFAIL("a command without an id");
            },
            commands[0]);
    }

    void aCommandIsForAllThatIsSelected()
    {
        applyTwo();
        click(search);
        click(orders, Qt::ControlModifier);
        QTest::keyClick(&table(), Qt::Key_F5);
        QCOMPARE(commands.size(), std::size_t(2));
    }

    void theContextMenuActsOnTheRow()
    {
        applyTwo();
        click(search);
        Q_EMIT table().customContextMenuRequested(placeOf(search));
        auto &menu = part<QMenu>(QStringLiteral("endpointMenu"));
        QTRY_VERIFY(menu.isVisible());
        QTest::mouseClick(&menu, Qt::LeftButton, {}, menu.actionGeometry(&action("resetCircuit")).center());
        QCOMPARE(commands.size(), std::size_t(1));
        QCOMPARE(std::get<health::ResetCircuit>(commands[0]).id, search);
    }

    void aKeyInAMenuIsForTheMenuAlone()
    {
        applyTwo();
        click(search);
        table().setFocus();
        Q_EMIT table().customContextMenuRequested(placeOf(search));
        QVERIFY(QTest::qWaitFor([this] { return part<QMenu>(QStringLiteral("endpointMenu")).isVisible(); }));
        QList<QMenu *> menus{&part<QMenu>(QStringLiteral("endpointMenu")),
                             &part<QMenu>(QStringLiteral("columnMenu")),
                             &part<QMenu>(QStringLiteral("sortMenu"))};
        for (const QAction *title : window->menuBar()->actions())
            menus << title->menu();
        QCOMPARE(menus.size(), 6);
        for (QMenu *menu : std::as_const(menus)) {
            menu->popup({});
            QTRY_VERIFY(menu->isVisible());
            for (const Qt::Key key : {Qt::Key_Space, Qt::Key_F5, Qt::Key_Delete, Qt::Key_F11})
                QTest::keyClick(menu, key);
            menu->close();
        }
        QVERIFY(commands.empty());
        QVERIFY(!window->isFullScreen());
        QVERIFY(!window->findChild<QMessageBox *>());
        QTest::keyClick(&table(), Qt::Key_Space);
        QCOMPARE(commands.size(), std::size_t(1));
    }

    void actionsAreEnabledOnlyWhenTheyMakeSense()
    {
        applyTwo();
        click(orders);
        QVERIFY(!action("resetCircuit").isEnabled()); // closed, with an empty window
        QVERIFY(action("forceOpenCircuit").isEnabled());
        click(search);
        QVERIFY(action("resetCircuit").isEnabled());
        click(orders, Qt::ControlModifier);
        QVERIFY(!action("editEndpoint").isEnabled());
        QVERIFY(action("removeEndpoint").isEnabled());
        table().clearSelection();
        QVERIFY(!action("removeEndpoint").isEnabled());
        QVERIFY(!action("checkNow").isEnabled());
        QVERIFY(action("addEndpoint").isEnabled());
    }

    void failuresThatTheWindowOfCallsHasLeftBehindCanBeReset()
    {
        EndpointSnapshot row = testing::endpoint(orders, Status::Healthy);
        row.circuit.failuresInWindow = 1;
        apply({row});
        QVERIFY(action("resetCircuit").isEnabled());
    }

    void aForcedCircuitCanBeResetButNotForcedAgain()
    {
        EndpointSnapshot forced = testing::endpoint(orders, Status::Unhealthy);
        forced.circuit.forced = resilience::ForcedState::ForcedOpen;
        apply({forced});
        QVERIFY(action("resetCircuit").isEnabled());
        QVERIFY(!action("forceOpenCircuit").isEnabled());
        QVERIFY(part<QLabel>(QStringLiteral("forcedNote")).isVisible());
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

    void spaceResumesWhatIsPaused()
    {
        apply({testing::withConfig(testing::endpoint(orders, Status::Paused),
                                   [](settings::EndpointConfig &config) { config.paused = true; })});
        QVERIFY(!action("checkNow").isEnabled());
        QTest::keyClick(&table(), Qt::Key_Space);
        QCOMPARE(std::get<health::SetPaused>(commands.at(0)).paused, false);
    }

    void addingAsksTheMonitorAndSelectsWhatComes()
    {
        applyTwo();
        QTest::keySequence(window.get(), QKeySequence(QKeySequence::New));
        QDialog *dialog = openDialog();
        QVERIFY(dialog);
        QTest::keyClicks(dialog->findChild<QLineEdit *>(QStringLiteral("url")),
                         QStringLiteral("http://new.example"));
        QTest::keyClick(dialog, Qt::Key_Return);
        const auto added = std::get<health::AddEndpoint>(commands.at(0)).config;
        QCOMPARE(added.url, QUrl(QStringLiteral("http://new.example")));
        EndpointSnapshot born;
        born.config = std::make_shared<settings::EndpointConfig>(added);
        apply({born});
        QCOMPARE(table().currentId(), added.id);
    }

    void returnEditsAndKeepsTheId()
    {
        applyTwo();
        QTest::keyClick(&table(), Qt::Key_Return);
        QDialog *dialog = openDialog();
        QVERIFY(dialog);
        QCOMPARE(dialog->findChild<QLineEdit *>(QStringLiteral("url"))->text(),
                 QStringLiteral("https://orders.example/health"));
        QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("ok")), Qt::LeftButton);
        QCOMPARE(std::get<health::EditEndpoint>(commands.at(0)).config.id, orders);
    }

    void aDuplicateIsAnotherEndpoint()
    {
        applyTwo();
        QTest::keySequence(&table(), QKeySequence(QStringLiteral("Ctrl+D")));
        QDialog *dialog = openDialog();
        QVERIFY(dialog);
        QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("ok")), Qt::LeftButton);
        const auto copy = std::get<health::AddEndpoint>(commands.at(0)).config;
        QVERIFY(copy.id != orders);
        QCOMPARE(copy.name, QStringLiteral("orders (copy)"));
    }

    void removingAsksFirst()
    {
        applyTwo();
        QTest::keyClick(&table(), Qt::Key_Delete);
        auto *question = window->findChild<QMessageBox *>(QStringLiteral("removeQuestion"));
        QVERIFY(question);
        QVERIFY(commands.empty());
        QTest::keyClick(question, Qt::Key_Escape);
        QVERIFY(commands.empty());
        QTRY_VERIFY(!window->findChild<QMessageBox *>(QStringLiteral("removeQuestion")));
        window->activateWindow();
        QTRY_VERIFY(table().hasFocus());
        QTest::keyClick(&table(), Qt::Key_Delete);
        QTest::mouseClick(&part<QPushButton>(QStringLiteral("confirmRemove")), Qt::LeftButton);
        QCOMPARE(std::get<health::RemoveEndpoint>(commands.at(0)).id, orders);
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

    void theFilterNarrowsAsOneTypes()
    {
        applyTwo();
        QTest::keySequence(window.get(), QKeySequence(QKeySequence::Find));
        auto &filter = part<QLineEdit>(QStringLiteral("filter"));
        QVERIFY(filter.hasFocus());
        QTest::keyClicks(&filter, QStringLiteral("sea"));
        QCOMPARE(shownIds(), QStringList(search));
        QTest::keyClick(&filter, Qt::Key_Space); // typed, not taken for Pause
        QVERIFY(commands.empty());
    }

    void theFilterLeavesTheChosenEndpointShown()
    {
        applyTwo();
        auto &filter = part<QLineEdit>(QStringLiteral("filter"));
        filter.setText(QStringLiteral("sea"));
        QCOMPARE(detailName(), orders);
        QVERIFY(table().selectedIds().isEmpty()); // no command for what cannot be seen
        QVERIFY(!action("checkNow").isEnabled());
        filter.setText(QStringLiteral("nothing of the kind"));
        QCOMPARE(detailName(), orders);
        filter.clear();
        QCOMPARE(table().selectedIds(), QStringList(orders));
        QCOMPARE(table().currentId(), orders);
        QVERIFY(action("checkNow").isEnabled());
    }

    void aChipLeavesTheChosenEndpointShown()
    {
        applyTwo();
        QTest::mouseClick(&part<QToolButton>(QStringLiteral("chip-unhealthy")), Qt::LeftButton);
        QCOMPARE(shownIds(), QStringList(search));
        QCOMPARE(detailName(), orders);
        click(search);
        QCOMPARE(detailName(), search);
    }

    void theChosenEndpointStaysShownWhenItLeavesTheFilter()
    {
        applyTwo();
        click(search);
        QTest::mouseClick(&part<QToolButton>(QStringLiteral("chip-unhealthy")), Qt::LeftButton);
        apply({testing::endpoint(search)});
        QTRY_VERIFY(shownIds().isEmpty()); // rows are sorted anew every so often
        QCOMPARE(detailName(), search);
        QVERIFY(part<QLabel>(QStringLiteral("circuitHeadline")).text().contains(QStringLiteral("pass")));
    }

    void severalThatWereSelectedAreSelectedAgain()
    {
        applyTwo();
        click(search);
        click(orders, Qt::ControlModifier);
        auto &filter = part<QLineEdit>(QStringLiteral("filter"));
        filter.setText(QStringLiteral("nothing of the kind"));
        QVERIFY(table().selectedIds().isEmpty());
        filter.setText(QStringLiteral("ord"));
        QCOMPARE(table().selectedIds(), QStringList(orders));
        filter.clear();
        QCOMPARE(table().selectedIds().size(), 2);
    }

    void downAndReturnGoToTheFirstMatch_data()
    {
        QTest::addColumn<Qt::Key>("key");
        QTest::newRow("down") << Qt::Key_Down;
        QTest::newRow("return") << Qt::Key_Return;
    }
    void downAndReturnGoToTheFirstMatch()
    {
        QFETCH(Qt::Key, key);
        applyTwo();
        auto &filter = part<QLineEdit>(QStringLiteral("filter"));
        filter.setFocus();
        QTest::keyClicks(&filter, QStringLiteral("sea"));
        QTest::keyClick(&filter, key);
        QVERIFY(table().hasFocus());
        QCOMPARE(table().currentId(), search);
        QCOMPARE(detailName(), search);
        QVERIFY(action("checkNow").isEnabled());
    }

    void escapeLeavesTheFilterAndEmptiesIt()
    {
        applyTwo();
        auto &filter = part<QLineEdit>(QStringLiteral("filter"));
        filter.setFocus();
        QTest::keyClicks(&filter, QStringLiteral("nothing of the kind"));
        QVERIFY(shownIds().isEmpty());
        QTest::keyClick(&filter, Qt::Key_Escape);
        QCOMPARE(shownIds().size(), 2);
        QVERIFY(table().hasFocus());
    }

    void chipsCountAndNarrow()
    {
        applyTwo();
        auto &unhealthy = part<QToolButton>(QStringLiteral("chip-unhealthy"));
        QCOMPARE(unhealthy.text(), QStringLiteral("1"));
        QVERIFY(!part<QToolButton>(QStringLiteral("chip-degraded")).isEnabled());
        QTest::mouseClick(&unhealthy, Qt::LeftButton);
        QCOMPARE(shownIds(), QStringList(search));
        QTest::mouseClick(&unhealthy, Qt::LeftButton);
        QCOMPARE(shownIds().size(), 2);
    }

    void tabGoesFromLeftToRightAndDown()
    {
        window->resize(1440, 900);
        applyTwo();
        table().setFocus();
        QStringList order;
        QWidget *at = window->nextInFocusChain();
        for (int i = 0; i < 1000 && at != window.get(); ++i, at = at->nextInFocusChain()) {
            for (const char *name :
                 {"bar-addEndpoint", "bar-pauseEndpoint", "filter", "chip-unhealthy", "chip-by-hand",
                  "bar-show-details", "bar-show-events", "endpointTable", "eventLog"})
                if (at->objectName() == QLatin1StringView(name))
                    order << at->objectName();
        }
        QCOMPARE(order.join(u' '),
                 QStringLiteral("bar-addEndpoint bar-pauseEndpoint filter chip-unhealthy chip-by-hand "
                                "bar-show-details bar-show-events endpointTable eventLog"));
        const auto childrenOf = [this](const char *name) {
            return part<QSplitter>(QString::fromLatin1(name)).children();
        };
        const auto down = childrenOf("down");
        QVERIFY(down.indexOf(&part<QWidget>(QStringLiteral("across"))) <
                down.indexOf(&part<QWidget>(QStringLiteral("eventLogPane"))));
        const auto across = childrenOf("across");
        QVERIFY(across.indexOf(&table()) < across.indexOf(&part<QWidget>(QStringLiteral("detailPane"))));
    }

    void aChipShowsThatItHasTheKeyboard_data()
    {
        QTest::addColumn<bool>("pressed");
        QTest::newRow("pressed") << true;
        QTest::newRow("not pressed") << false;
    }
    void aChipShowsThatItHasTheKeyboard()
    {
        QFETCH(bool, pressed);
        applyTwo();
        auto &chip = part<QToolButton>(QStringLiteral("chip-unhealthy"));
        chip.setChecked(pressed);
        QCoreApplication::processEvents();
        const QImage before = chip.grab().toImage();
        const QSize hint = chip.sizeHint();
        chip.setFocus(Qt::TabFocusReason);
        QVERIFY(chip.hasFocus());
        QVERIFY(chip.grab().toImage() != before);
        QCOMPARE(chip.sizeHint(), hint); // nothing moves for it
    }

    void chipsCountWhatTheFilterFinds()
    {
        applyTwo();
        auto &healthy = part<QToolButton>(QStringLiteral("chip-healthy"));
        auto &open = part<QToolButton>(QStringLiteral("chip-open"));
        QCOMPARE(healthy.text(), QStringLiteral("1"));
        QCOMPARE(open.accessibleName(), QStringLiteral("1 circuit open"));
        auto &filter = part<QLineEdit>(QStringLiteral("filter"));
        filter.setText(QStringLiteral("sea"));
        QCOMPARE(healthy.text(), QStringLiteral("0"));
        QCOMPARE(open.accessibleName(), QStringLiteral("1 circuit open"));
        open.click(); // narrows further, and leaves what the others count
        QCOMPARE(part<QToolButton>(QStringLiteral("chip-unhealthy")).text(), QStringLiteral("1"));
        filter.clear();
        QCOMPARE(healthy.text(), QStringLiteral("1"));
    }

    void chipsKeepTheirPlaces()
    {
        applyTwo();
        auto &paused = part<QToolButton>(QStringLiteral("chip-paused"));
        QCoreApplication::processEvents();
        const QPoint place = paused.pos();
        apply({testing::endpoint(orders), testing::endpoint(search)});
        QCoreApplication::processEvents();
        QCOMPARE(paused.pos(), place);
        QVERIFY(!part<QToolButton>(QStringLiteral("chip-unhealthy")).isEnabled());
        QVERIFY(part<QToolButton>(QStringLiteral("chip-unhealthy")).isVisible());
    }

    void aPressedChipCanBeLetGoAtZero()
    {
        applyTwo();
        auto &unhealthy = part<QToolButton>(QStringLiteral("chip-unhealthy"));
        QTest::mouseClick(&unhealthy, Qt::LeftButton);
        apply({testing::endpoint(orders), testing::endpoint(search)});
        QVERIFY(unhealthy.isEnabled());
        QTest::mouseClick(&unhealthy, Qt::LeftButton);
        QCOMPARE(shownIds().size(), 2);
    }

    void theDetailOfALowWindowScrolls()
    {
        applyTwo();
        window->resize(640, 480);
        auto &scroll = part<QScrollArea>(QStringLiteral("detailScroll"));
        QTRY_VERIFY(scroll.verticalScrollBar()->maximum() > 0);
        QVERIFY(scroll.widget()->height() >= scroll.widget()->minimumSizeHint().height());
        QVERIFY(scroll.widget()->width() <= scroll.viewport()->width());
        QCOMPARE(window->size(), QSize(640, 480));
        QCOMPARE_LE(window->centralWidget()->minimumSizeHint().width(), 640);
    }

    void theDetailIsNeverCutAtItsSide_data()
    {
        QTest::addColumn<QSize>("size");
        for (const QSize size : {QSize(640, 480), QSize(720, 600), QSize(800, 600), QSize(890, 600),
                                 QSize(1024, 700), QSize(1110, 700), QSize(1280, 800)})
            QTest::addRow("%dx%d", size.width(), size.height()) << size;
    }
    void theDetailIsNeverCutAtItsSide()
    {
        QFETCH(QSize, size);
        window->resize(size);
        applyTwo();
        click(search);
        auto &scroll = part<QScrollArea>(QStringLiteral("detailScroll"));
        QCoreApplication::processEvents();
        QTRY_COMPARE_LE(scroll.widget()->width(), scroll.viewport()->width());
    }

    void theDetailDoesNotScrollWhereThereIsRoom()
    {
        window->resize(1440, 900);
        applyTwo();
        click(search);
        auto &scroll = part<QScrollArea>(QStringLiteral("detailScroll"));
        QCoreApplication::processEvents();
        QTRY_COMPARE(scroll.verticalScrollBar()->maximum(), 0);
    }

    void reasonsHaveTheWidthOfTheDetail()
    {
        window->resize(1440, 900);
        applyTwo();
        const auto &header = *part<QWidget>(QStringLiteral("detailStatus")).parentWidget();
        for (const char *line : {"detailStatus", "detailCompany"}) {
            auto &label = part<QWidget>(QString::fromLatin1(line));
            label.show();
            QTRY_COMPARE(label.geometry().right(), header.rect().right());
        }
    }

    void aLineOfTextIsNotCutWhereItHasWhatItAsksFor()
    {
        ui::ElidedLabel label;
        label.setFont(ui::titleFont(label.font()));
        for (int letters = 1; letters < 60; ++letters) {
            label.setText(QStringLiteral("Chat gateway of the branch offices in the north").left(letters));
            const int asked = label.sizeHint().width();
            QCOMPARE(label.fontMetrics().elidedText(label.text(), Qt::ElideRight, asked), label.text());
        }
    }

    void aSmallWindowShowsTheWholeCircuitCard_data()
    {
        QTest::addColumn<EndpointSnapshot>("endpoint");
        QTest::newRow("closed") << testing::endpoint(search);
        const EndpointSnapshot http = failingTrials(clock, wrongPin());
        QTest::newRow("open") << http;
        QTest::newRow("half-open") << halfOpen(http);
        const EndpointSnapshot socket = asWebSocket(failingTrials(clock, refusedUpgrade()), clock.moment());
        QTest::newRow("open, of a WebSocket") << socket;
        QTest::newRow("half-open, of a WebSocket") << halfOpen(socket);
        QTest::newRow("forced open") << forced(socket, resilience::ForcedState::ForcedOpen);
        QTest::newRow("only measured") << forced(socket, resilience::ForcedState::MeasureOnly);
        QTest::newRow("held") << held(socket);
    }
    void aSmallWindowShowsTheWholeCircuitCard()
    {
        QFETCH(EndpointSnapshot, endpoint);
        window->resize(1024, 700);
        health::MonitorUpdate update =
            testing::updateOf({endpoint, testing::endpoint(orders, Status::Unhealthy)});
        const health::Incident incident{.cause = {health::CauseKind::Host, QStringLiteral("shop.example")},
                                        .failing = {search, orders},
                                        .sharing = 2};
        update.incidents = std::make_shared<const std::vector<health::Incident>>(1, incident);
        apply(update);
        table().select(search);
        QVERIFY(part<QWidget>(QStringLiteral("detailCompany")).isVisible());
        const auto &scroll = part<QScrollArea>(QStringLiteral("detailScroll"));
        QCoreApplication::processEvents();
        QTRY_COMPARE(scroll.verticalScrollBar()->maximum(), 0);
        for (const QLabel *label : part<QWidget>(QStringLiteral("circuitCard")).findChildren<QLabel *>())
            QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                     qPrintable(label->objectName()));
    }

    void theLogBeginsWithAWholeLine()
    {
        applyTwo();
        health::MonitorUpdate update = testing::updateOf({testing::opened(orders, clock, 30s)});
        for (int i = 0; i < 40; ++i)
            update.events.push_back(testing::event(
                orders, clock.moment(),
                health::TransitionEvent{*testing::opened(orders, clock, 30s).circuit.lastTrip}));
        apply(update);
        auto &log = part<QTreeView>(QStringLiteral("eventLog"));
        QTRY_VERIFY(log.verticalScrollBar()->maximum() > 0);
        for (const int height : {90, 97, 105}) {
            log.setFixedHeight(height);
            log.scrollToBottom();
            QTRY_COMPARE(log.visualRect(log.indexAt({0, 0})).top(), 0);
        }
    }

    void reasonsOfTransitionsAreNotCut_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {1024, 1280, 1440, 1920})
            QTest::addRow("%d", width) << width;
    }
    void reasonsOfTransitionsAreNotCut()
    {
        QFETCH(int, width);
        window->resize(width, 900);
        applyTwo();
        health::MonitorUpdate update = testing::updateOf({testing::opened(orders, clock, 30s)});
        update.events.push_back(
            testing::event(orders, clock.moment(),
                           health::TransitionEvent{*testing::opened(orders, clock, 30s).circuit.lastTrip}));
        apply(update);
        auto &list = part<QTreeView>(QStringLiteral("transitionList"));
        const QString why = list.model()->index(0, ui::TransitionModel::WhyColumn).data().toString();
        const bool isStacked = list.isColumnHidden(ui::TransitionModel::WhyColumn);
        const QRect row = list.visualRect(list.model()->index(0, isStacked ? ui::TransitionModel::ChangeColumn
                                                                           : ui::TransitionModel::WhyColumn));
        const QRect room(0, 0, row.width() - 2 * ui::spaceS, 1000);
        const int needed = list.fontMetrics().boundingRect(room, Qt::TextWordWrap, why).height();
        const int given = row.height() - (isStacked ? ui::compactRowHeight : 0);
        QVERIFY(given >= needed && given < needed + ui::rowHeight);
    }

    void anUnverifiedCertificateIsMarkedInItsRow()
    {
        const auto unverified = [](settings::EndpointConfig &config) { config.tls.allowSelfSigned = true; };
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

    void aNarrowWindowPutsTheDetailUnderTheTable()
    {
        applyTwo();
        auto &across = part<QSplitter>(QStringLiteral("across"));
        QCOMPARE(across.orientation(), Qt::Horizontal);
        window->resize(1024, 700);
        QTRY_COMPARE(across.orientation(), Qt::Vertical);
        QVERIFY(part<QWidget>(QStringLiteral("detailPane")).isVisible());
    }

    void panesFold()
    {
        applyTwo();
        QTest::keySequence(window.get(), QKeySequence(QStringLiteral("Ctrl+I")));
        QVERIFY(!part<QWidget>(QStringLiteral("detailPane")).isVisible());
        QTest::keySequence(window.get(), QKeySequence(QStringLiteral("Ctrl+E")));
        QVERIFY(!part<QWidget>(QStringLiteral("eventLogPane")).isVisible());
        QTest::keySequence(window.get(), QKeySequence(QStringLiteral("Ctrl+I")));
        QVERIFY(part<QWidget>(QStringLiteral("detailPane")).isVisible());
    }

    void theDetailLiesBesideTheTableWhereItsPartsAreAllSeen_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<Qt::Orientation>("orientation");
        QTest::newRow("narrow") << QSize(1024, 900) << Qt::Vertical;
        QTest::newRow("low") << QSize(1280, 720) << Qt::Vertical;
        QTest::newRow("a notebook") << QSize(1366, 768) << Qt::Vertical;
        QTest::newRow("room for both") << QSize(1440, 900) << Qt::Horizontal;
    }

    void theDetailLiesBesideTheTableWhereItsPartsAreAllSeen()
    {
        QFETCH(const QSize, size);
        QFETCH(const Qt::Orientation, orientation);
        applyTwo();
        window->resize(size);
        QTRY_COMPARE(part<QSplitter>(QStringLiteral("across")).orientation(), orientation);
    }

    void aWindowMadeSmallFoldsTheLogUntilThereIsRoomAgain()
    {
        applyTwo();
        const auto &pane = part<QWidget>(QStringLiteral("eventLogPane"));
        QVERIFY(pane.isVisible());
        window->resize(1024, 700);
        QTRY_VERIFY(!pane.isVisible());
        window->resize(1280, 800);
        QTRY_VERIFY(pane.isVisible());
        QTest::keySequence(window.get(), QKeySequence(QStringLiteral("Ctrl+E")));
        window->resize(1024, 700);
        window->resize(1280, 800);
        QVERIFY(!pane.isVisible()); // a person said so
    }

    void shiftAndF10OpenWhatTheMenuKeyOpens()
    {
        applyTwo();
        click(orders);
        QTest::keyClick(&table(), Qt::Key_F10, Qt::ShiftModifier);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        menu->close();
    }

    void aProblemStaysUntilDismissedAndIsPlainText()
    {
        const QString sentence = QStringLiteral("fusebox.json:12: <b>bad</b>");
        window->showProblem(sentence);
        auto &text = part<QLabel>(QStringLiteral("problemText"));
        QVERIFY(text.isVisible());
        QCOMPARE(text.text(), sentence);
        QCOMPARE(text.textFormat(), Qt::PlainText);
        applyTwo();
        QVERIFY(text.isVisible());
        QTest::mouseClick(&part<QToolButton>(QStringLiteral("dismissProblem")), Qt::LeftButton);
        QVERIFY(!text.isVisible());
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
