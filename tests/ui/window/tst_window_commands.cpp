// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>

#include "tests/support/widget_test.h"
#include "tests/ui/shown_window.h"

using namespace fusebox;
using health::Command;
using health::EndpointSnapshot;
using health::Status;
using testing::orders;
using testing::search;

class TestWindowCommands : public QObject, private testing::ShownWindow
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { window.reset(); }

    void whatIsKeptElsewhereIsNotEditedHere()
    {
        applyTwo();
        window->setReadOnlyEndpoints({{search, QStringLiteral("/etc/fusebox.d/<10>.json")}});
        click(search);
        QVERIFY(!action("editEndpoint").isEnabled());
        QVERIFY(!action("removeEndpoint").isEnabled());
        QVERIFY(action("duplicateEndpoint").isEnabled());
        QCOMPARE(action("editEndpoint").toolTip(),
                 QStringLiteral("From fusebox.d/&lt;10&gt;.json, which is not edited here"));
        QVERIFY(action("pauseEndpoint")
                    .toolTip()
                    .startsWith(QStringLiteral("Stop checking until the next start: ")));
        QTest::keyClick(&table(), Qt::Key_Delete);
        QVERIFY(!window->findChild<QMessageBox *>(QStringLiteral("removeQuestion")));
        click(orders);
        QVERIFY(action("editEndpoint").isEnabled());
        QVERIFY(action("removeEndpoint").isEnabled());
        QVERIFY(action("removeEndpoint").toolTip().startsWith(QStringLiteral("Remove the endpoint")));
        click(search, Qt::ControlModifier); // both
        QVERIFY(!action("removeEndpoint").isEnabled());
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

    void shiftAndF10OpenWhatTheMenuKeyOpens()
    {
        applyTwo();
        click(orders);
        QTest::keyClick(&table(), Qt::Key_F10, Qt::ShiftModifier);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        menu->close();
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

    void allCircuitsAreResetByOneCommandWhereAnyIsNotClosed()
    {
        apply({testing::endpoint(orders), testing::endpoint(search)});
        QVERIFY(!action("resetAllCircuits").isEnabled());
        applyTwo();
        click(orders);
        QVERIFY(!action("resetCircuit").isEnabled());
        QTest::keySequence(&table(), QKeySequence(QStringLiteral("Ctrl+Shift+R")));
        QCOMPARE(commands.size(), std::size_t(1));
        QVERIFY(std::holds_alternative<health::ResetAllCircuits>(commands[0]));
        QVERIFY(!window->findChild<QMessageBox *>());
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
        QCOMPARE(added.url(), QUrl(QStringLiteral("http://new.example")));
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
};

FUSEBOX_WIDGET_TEST(TestWindowCommands)
#include "tst_window_commands.moc"
