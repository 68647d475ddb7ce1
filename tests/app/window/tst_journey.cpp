// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>

#include <QAbstractItemView>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "app/demo/fault_server.h"
#include "app/window/window_run.h"
#include "tests/support/on_thread.h"
#include "tests/support/widget_test.h"
#include "ui/models/endpoint_table_model.h"

using namespace Qt::StringLiterals;
using namespace fusebox;
using demo::FaultServer;
using Model = ui::EndpointTableModel;

/// What a person does, with real keys on the real window over the real monitor and real sockets.
class TestJourney final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addAnEndpointSeeItTripAndResetIt();
};

namespace {

/// The window on an empty configuration of its own.
struct Desk
{
    QTemporaryDir folder;
    std::unique_ptr<app::WindowRun> run;

    Desk()
    {
        qputenv("XDG_CONFIG_HOME", folder.path().toUtf8());
        qputenv("XDG_STATE_HOME", folder.path().toUtf8());
        qputenv("XDG_DATA_HOME", folder.path().toUtf8());
        run = std::make_unique<app::WindowRun>(app::Options{});
        run->window().show();
    }

    [[nodiscard]] QAbstractItemView &table()
    {
        return *run->window().findChild<QAbstractItemView *>(u"endpointTable"_s);
    }
    [[nodiscard]] QString cell(int column) { return table().model()->index(0, column).data().toString(); }
};

QDialog *openDialog(QWidget &window)
{
    QTest::keySequence(&window, QKeySequence(QKeySequence::New));
    auto *dialog = window.findChild<QDialog *>(u"endpointDialog"_s);
    dialog->activateWindow();
    return QTest::qWaitForWindowActive(dialog) ? dialog : nullptr;
}

void type(QDialog &dialog, const QString &field, const QString &text)
{
    auto *edit = dialog.findChild<QLineEdit *>(field);
    QVERIFY2(edit, qPrintable(field));
    edit->setFocus();
    QTest::keySequence(edit, QKeySequence(QKeySequence::SelectAll));
    QTest::keyClicks(edit, text);
}

} // namespace

void TestJourney::addAnEndpointSeeItTripAndResetIt()
{
    std::atomic<bool> isDown = true;
    testing::OnThread<FaultServer> server([&](const FaultServer::Connection &) {
        return isDown ? demo::Script{demo::step::Reset{}} : demo::answer(200);
    });
    Desk desk;
    auto &window = desk.run->window();
    QVERIFY(QTest::qWaitForWindowActive(&window));

    QDialog *dialog = openDialog(window);
    QVERIFY(dialog);
    type(*dialog, u"url"_s, server->url().toString());
    QTest::mouseClick(dialog->findChild<QToolButton *>(u"more"_s), Qt::LeftButton);
    type(*dialog, u"interval"_s, u"250ms"_s);
    type(*dialog, u"retry.max_attempts"_s, u"1"_s);
    type(*dialog, u"circuit.failure_threshold"_s, u"3"_s);
    type(*dialog, u"circuit.recovery_timeout"_s, u"1h"_s);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"ok"_s), Qt::LeftButton);

    QTRY_COMPARE(desk.cell(Model::StatusColumn), u"unhealthy"_s);
    QTRY_VERIFY(desk.cell(Model::CircuitColumn).startsWith(u"open"_s));

    isDown = false;
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    desk.table().setFocus();
    QTest::keySequence(&desk.table(), QKeySequence(u"Ctrl+R"_s));
    QTRY_COMPARE(desk.cell(Model::StatusColumn), u"healthy"_s);
    QVERIFY(desk.cell(Model::CircuitColumn).startsWith(u"closed"_s));
}

FUSEBOX_WIDGET_TEST(TestJourney)
#include "tst_journey.moc"
