// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QSplitter>
#include <QTest>

#include "tests/support/widget_test.h"
#include "ui/window/folds.h"

using namespace fusebox;

namespace {

constexpr QSize wide(1440, 900);
constexpr QSize narrow(1024, 900);
constexpr QSize low(1024, 700);   ///< no room for the log
constexpr QSize lowest(800, 600); ///< nor for incidents and all else

} // namespace

/// Where table, detail and log lie, with panes that hold nothing.
class TestFolds : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ui::Theme> theme;
    std::unique_ptr<ui::Folds> folds;
    QWidget *detail = nullptr;
    QWidget *log = nullptr;
    QWidget *incidents = nullptr;

    [[nodiscard]] QSplitter &across() const
    {
        return *folds->findChild<QSplitter *>(QStringLiteral("across"));
    }
    [[nodiscard]] QAction &showsDetail() const { return *folds->toggles().front(); }
    [[nodiscard]] QAction &showsLog() const { return *folds->toggles().at(1); }
    [[nodiscard]] QAction &showsIncidents() const { return *folds->toggles().back(); }
    [[nodiscard]] ui::WindowLayout layout() const
    {
        ui::WindowLayout layout;
        folds->writeTo(layout);
        return layout;
    }
    void open()
    {
        detail = new QWidget;
        log = new QWidget;
        incidents = new QWidget;
        folds = std::make_unique<ui::Folds>(new QWidget, detail, log, incidents, *theme);
        folds->resize(wide);
        folds->arrange(wide);
        folds->show();
    }

private Q_SLOTS:
    void init()
    {
        theme = std::make_unique<ui::Theme>(QApplication::palette());
        open();
    }
    void cleanup() { folds.reset(); }

    void theDetailLiesBesideTheTableWhereThereIsRoom()
    {
        QCOMPARE(across().orientation(), Qt::Horizontal);
        folds->arrange(narrow);
        QCOMPARE(across().orientation(), Qt::Vertical);
    }

    void whatWasDraggedStaysUntilTheDetailChangesSides()
    {
        across().setSizes({1000, 400});
        const QList<int> dragged = across().sizes();
        folds->arrange(wide - QSize(10, 10));
        QCOMPARE(across().sizes(), dragged);
        folds->arrange(narrow);
        folds->arrange(wide);
        QVERIFY(across().sizes() != dragged);
    }

    void anActionFoldsItsPane()
    {
        QVERIFY(log->isVisible() && detail->isVisible());
        showsLog().trigger();
        QVERIFY(!log->isVisible() && detail->isVisible());
        showsDetail().trigger();
        QVERIFY(!detail->isVisible());
        showsLog().trigger();
        QVERIFY(log->isVisible());
    }

    void withoutRoomTheLogIsFoldedUntilThereIsSome()
    {
        folds->arrange(low);
        QVERIFY(!log->isVisible());
        folds->arrange(wide);
        QVERIFY(log->isVisible());
    }

    void whoUnfoldsTheLogInALowWindowKeepsIt()
    {
        folds->arrange(low);
        showsLog().trigger();
        folds->arrange(low - QSize(0, 1));
        QVERIFY(log->isVisible());
    }

    void aLogThatAPersonFoldedStaysFolded()
    {
        showsLog().trigger();
        folds->arrange(low);
        folds->arrange(wide);
        QVERIFY(!log->isVisible());
    }

    void incidentsAreShownInTheSteadOfTheLog()
    {
        QVERIFY(!incidents->isVisible());
        folds->setSizes({wide.height() - 200, 200, 0});
        const int height = log->height();
        showsIncidents().trigger();
        QVERIFY(incidents->isVisible() && !log->isVisible() && across().isVisible());
        QVERIFY(layout().showsEvents); // they give it back
        showsIncidents().trigger();
        QVERIFY(!incidents->isVisible() && log->isVisible());
        QCOMPARE(log->height(), height);
    }

    void whoAsksForTheLogHasItInTheSteadOfTheIncidents()
    {
        showsIncidents().trigger();
        showsLog().trigger();
        QVERIFY(!incidents->isVisible() && log->isVisible());
        QVERIFY(log->height() > 100);
    }

    void aFoldedLogStaysFoldedAfterTheIncidents()
    {
        showsLog().trigger();
        showsIncidents().trigger();
        showsIncidents().trigger();
        QVERIFY(!log->isVisible());
    }

    void inALowWindowIncidentsHaveAllTheRoom()
    {
        folds->arrange(lowest);
        showsIncidents().trigger();
        QVERIFY(incidents->isVisible() && !across().isVisible());
        folds->arrange(QSize(1440, 1200));
        QVERIFY(incidents->isVisible() && across().isVisible() && !log->isVisible());
        showsIncidents().trigger();
        QVERIFY(log->isVisible()); // there is room for it by now
    }

    void theDetailIsRevealedWhateverIsInItsWay()
    {
        showsDetail().trigger();
        folds->arrange(lowest);
        showsIncidents().trigger();
        folds->revealDetail();
        QVERIFY(detail->isVisible() && !incidents->isVisible());
        folds->arrange(QSize(1440, 1200));
        showsIncidents().trigger();
        folds->revealDetail();
        QVERIFY(detail->isVisible() && incidents->isVisible());
    }

    void aLayoutIsTakenUpAsItWasLeft()
    {
        across().setSizes({1000, 400});
        showsLog().trigger();
        const ui::WindowLayout left = layout();
        QVERIFY(left.showsDetail && !left.showsEvents);
        open();
        folds->restore(left);
        QCOMPARE(layout(), left);
        QVERIFY(!log->isVisible());
    }

    void ofALayoutForAnotherOrientationTheSizesAreLeft()
    {
        const ui::WindowLayout beside = layout();
        folds->arrange(narrow);
        const QList<int> sizes = across().sizes();
        folds->restore(beside);
        QCOMPARE(across().orientation(), Qt::Vertical);
        QCOMPARE(across().sizes(), sizes);
    }
};

FUSEBOX_WIDGET_TEST(TestFolds)
#include "tst_folds.moc"
