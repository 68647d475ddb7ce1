// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/widget_test.h"
#include "ui/panes/endpoint_actions.h"
#include "ui/panes/endpoint_table.h"
#include "ui/window/menus.h"
#include "ui/window/window_models.h"

using namespace fusebox;

/// The menus of a window that has a table and a filter, and nothing else.
class TestMenus : public QObject
{
    Q_OBJECT

private:
    struct Desk
    {
        testing::ManualClock clock;
        ui::Theme theme{QApplication::palette()};
        ui::WindowModels models;
        QMainWindow window;
        ui::EndpointTable *table = new ui::EndpointTable(models.rows, theme, clock, &window);
        QLineEdit *filter = new QLineEdit(&window);
        QAction fold;
        QAction report;
        ui::EndpointActions actions{theme, *table};
        ui::Menus menus{{.window = window,
                         .actions = actions,
                         .table = *table,
                         .filter = *filter,
                         .folds = {&fold},
                         .report = report,
                         .isGrouped = models.rows.isGrouped()}};
    };
    std::unique_ptr<Desk> desk;

    [[nodiscard]] QList<QAction *> inTheBar() const
    {
        QList<QAction *> actions;
        for (const QAction *menu : desk->window.menuBar()->actions())
            actions << menu->menu()->actions();
        return actions;
    }
    [[nodiscard]] QAction &action(const char *name) const
    {
        return *desk->window.findChild<QAction *>(QString::fromLatin1(name));
    }

private Q_SLOTS:
    void init()
    {
        desk = std::make_unique<Desk>();
        desk->window.setCentralWidget(desk->table);
        desk->window.show();
        QVERIFY(QTest::qWaitForWindowActive(&desk->window));
    }
    void cleanup() { desk.reset(); }

    void everyActionIsInTheBarOnce()
    {
        const QList<QAction *> actions = inTheBar();
        for (QAction *action : desk->actions.findChildren<QAction *>())
            QCOMPARE(actions.count(action), 1);
        QCOMPARE(actions.count(&desk->fold), 1);
    }

    void noTwoMenusHaveTheSameKey()
    {
        QList<QKeySequence> keys;
        for (const QAction *action : inTheBar())
            keys << action->shortcuts();
        for (const QKeySequence &key : keys)
            QVERIFY2(keys.count(key) == 1, qPrintable(key.toString()));
    }

    void theContextMenuHoldsWhatIsForOneEndpoint()
    {
        const auto *menu = desk->table->findChild<QMenu *>(QStringLiteral("endpointMenu"));
        for (QAction *action : desk->actions.findChildren<QAction *>()) {
            const bool isForOne = action != desk->actions.add && action != desk->actions.resetAll;
            QCOMPARE(menu->actions().count(action), isForOne ? 1 : 0);
        }
    }

    void groupingIsTickedAsTheTableIsAndTellsOfAChange()
    {
        const QSignalSpy chosen(&desk->menus, &ui::Menus::groupingChosen);
        QVERIFY(action("byGroup").isChecked());
        action("byGroup").trigger();
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.back().front().toBool(), false);
        desk->menus.setGrouped(true);
        QCOMPARE(chosen.back().front().toBool(), true);
    }

    void theWallsKeyWorksWithoutTheMenuBar()
    {
        const QSignalSpy toggled(&desk->menus, &ui::Menus::wallToggled);
        desk->window.menuBar()->hide();
        QTest::keyClick(&desk->window, Qt::Key_F11);
        QCOMPARE(toggled.size(), 1);
    }

    void fromTheFilterEscapeGoesBackAndDownToWhatItFound()
    {
        const QSignalSpy sought(&desk->menus, &ui::Menus::matchesSought);
        action("find").trigger();
        QVERIFY(desk->filter->hasFocus());
        QTest::keyClicks(desk->filter, QStringLiteral("sea"));
        QTest::keyClick(desk->filter, Qt::Key_Down);
        QTest::keyClick(desk->filter, Qt::Key_Return);
        QCOMPARE(sought.size(), 2);
        QTest::keyClick(desk->filter, Qt::Key_Escape);
        QVERIFY(desk->filter->text().isEmpty());
        QVERIFY(desk->table->hasFocus());
    }
};

FUSEBOX_WIDGET_TEST(TestMenus)
#include "tst_menus.moc"
