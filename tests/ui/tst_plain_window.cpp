// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemView>
#include <QAction>
#include <QDialog>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QTabWidget>
#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/widget_test.h"
#include "ui/main_window.h"
#include "ui/panes/endpoint_table.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::Status;

namespace {

/// Text as a peer or a file may hold it; shown as markup it would be a heading.
const QString markup = QStringLiteral("<h1>x</h1>");
const QString id = QStringLiteral("orders<h1>x</h1>");

/// As a tool tip: Qt takes what looks like markup for markup.
bool isPlainTip(const QString &tip)
{
    return !tip.contains(markup);
}

/// As the text of a label, which guesses unless it was told.
bool isPlainLabel(const QLabel &label)
{
    return label.textFormat() == Qt::PlainText || !Qt::mightBeRichText(label.text());
}

} // namespace

/// Every widget of the window while all text from outside is markup.
class TestPlainWindow : public QObject
{
    Q_OBJECT

private:
    testing::ManualClock clock;

    health::EndpointSnapshot hostile() const
    {
        auto snapshot =
            testing::withConfig(testing::opened(id, clock, 12s), [](settings::EndpointConfig &config) {
                config.name = markup;
                config.group = markup;
                config.tags = {markup};
                config.asked = QUrl(QStringLiteral("wss://a.example/%3Ch1%3Ex%3C/h1%3E"));
            });
        snapshot.lastFailure.emplace().errorClass = resilience::ErrorClass::Protocol;
        snapshot.lastFailure->detail = markup.toStdString();
        snapshot.reasons.push_back(
            {.kind = health::ReasonKind::CheckFailed, .failure = snapshot.lastFailure});
        health::CheckEvent check;
        check.failure = snapshot.lastFailure;
        check.outcome = health::CheckOutcome::Failure;
        snapshot.lastCheck = std::make_shared<const health::CheckEvent>(check);
        snapshot.session.emplace().lastCloseReason = markup;
        snapshot.session->lastCloseCode = 1000;
        return snapshot;
    }
    std::vector<health::Event> events() const
    {
        health::WebSocketEvent lost{.change = health::WebSocketChange::Disconnected};
        lost.closeReason = markup;
        lost.closeCode = 1000;
        lost.failure = hostile().lastFailure;
        return {testing::event(id, clock.moment(), lost),
                testing::event(id, clock.moment(), health::TransitionEvent{*hostile().circuit.lastTrip}),
                testing::event(id, clock.moment(),
                               health::StatusEvent{Status::Healthy, Status::Unhealthy, hostile().reasons})};
    }
    static void checkCells(const QAbstractItemView &view)
    {
        const QAbstractItemModel &model = *view.model();
        for (int row = 0; row < model.rowCount(); ++row) {
            for (int column = 0; column < model.columnCount(); ++column) {
                const QString tip = model.index(row, column).data(Qt::ToolTipRole).toString();
                QVERIFY2(isPlainTip(tip), qPrintable(view.objectName() + QStringLiteral(": ") + tip));
            }
        }
    }
    static void checkAll(const QWidget &top)
    {
        for (const QWidget *widget : top.findChildren<QWidget *>()) {
            QVERIFY2(isPlainTip(widget->toolTip()), qPrintable(widget->objectName()));
            QVERIFY2(isPlainTip(widget->whatsThis()), qPrintable(widget->objectName()));
            if (const auto *label = qobject_cast<const QLabel *>(widget))
                QVERIFY2(isPlainLabel(*label),
                         qPrintable(label->objectName() + QStringLiteral(": ") + label->text()));
            if (const auto *view = qobject_cast<const QAbstractItemView *>(widget); view && view->model())
                checkCells(*view);
        }
        for (const QAction *action : top.findChildren<QAction *>())
            QVERIFY2(isPlainTip(action->toolTip()), qPrintable(action->objectName()));
    }

private Q_SLOTS:
    void textFromOutsideIsNeverMarkup()
    {
        ui::MainWindow window(clock);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        window.setConfigFile(QStringLiteral("/tmp/") + markup);
        window.showProblem(ui::Problem::Configuration, markup);
        checkAll(window); // while it is empty
        health::MonitorUpdate update = testing::updateOf({hostile(), testing::endpoint(QStringLiteral("b"))});
        update.events = events();
        window.apply(std::make_shared<const health::MonitorUpdate>(update));
        window.findChild<ui::EndpointTable *>()->select(id);
        auto &tabs = *window.findChild<QTabWidget *>();
        for (int tab = 0; tab < tabs.count(); ++tab) {
            tabs.setCurrentIndex(tab);
            checkAll(window);
        }
        Q_EMIT window.findChild<ui::EndpointTable *>()->header()->customContextMenuRequested({});
        checkAll(window);
    }

    void dialogsShowItPlainToo()
    {
        ui::MainWindow window(clock);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        window.apply(std::make_shared<const health::MonitorUpdate>(testing::updateOf({hostile()})));
        window.findChild<ui::EndpointTable *>()->select(id);
        for (const char *action : {"editEndpoint", "removeEndpoint"}) {
            window.findChild<QAction *>(QString::fromLatin1(action))->trigger();
            QCOMPARE(window.findChildren<QDialog *>().isEmpty(), false);
            checkAll(window);
            for (QDialog *dialog : window.findChildren<QDialog *>())
                dialog->reject();
            QTRY_VERIFY(window.findChildren<QDialog *>().isEmpty());
        }
    }
};

FUSEBOX_WIDGET_TEST(TestPlainWindow)
#include "tst_plain_window.moc"
