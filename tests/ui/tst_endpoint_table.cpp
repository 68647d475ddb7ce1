// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include <QApplication>
#include <QDialog>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>

#include "tests/support/builders.h"
#include "tests/support/widget_test.h"
#include "ui/main_window.h"
#include "ui/panes/banner.h"
#include "ui/panes/column_widths.h"
#include "ui/panes/endpoint_table.h"
#include "ui/panes/table_header.h"
#include "ui/rows/columns.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::EndpointSnapshot;
using health::Status;
using Model = ui::EndpointTableModel;

namespace {

EndpointSnapshot in(const char *group, const QString &id, Status status = Status::Healthy)
{
    return testing::withConfig(testing::endpoint(id, status),
                               [&](auto &c) { c.group = QString::fromLatin1(group); });
}

QString name(int number)
{
    return QStringLiteral("e%1").arg(number, 2, 10, QLatin1Char('0'));
}

} // namespace

/// The table in its window, by mouse and keys.
class TestEndpointTable : public QObject
{
    Q_OBJECT

private:
    testing::ManualClock clock;
    std::unique_ptr<ui::MainWindow> window;

    ui::EndpointTable &table() const { return *window->findChild<ui::EndpointTable *>(); }
    QHeaderView &header() const { return *table().header(); }
    void open()
    {
        window = std::make_unique<ui::MainWindow>(clock);
        window->resize(1440, 900);
        window->show();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
    }
    void apply(std::vector<EndpointSnapshot> changed)
    {
        window->apply(std::make_shared<const health::MonitorUpdate>(testing::updateOf(std::move(changed))));
    }
    void applyTen()
    {
        std::vector<EndpointSnapshot> endpoints;
        for (int i = 0; i < 10; ++i)
            endpoints.push_back(testing::endpoint(name(i)));
        apply(endpoints);
    }
    void applyGroups()
    {
        apply({in("billing", QStringLiteral("a"), Status::Degraded), in("billing", QStringLiteral("b")),
               in("web", QStringLiteral("c"))});
    }
    /// Headings in brackets.
    QString lines() const
    {
        QStringList lines;
        for (int line = 0; line < table().model()->rowCount(); ++line) {
            const QModelIndex index = table().model()->index(line, 0);
            const QString id = index.data(Model::IdRole).toString();
            lines << (id.isEmpty() ? u'[' + index.data().toString().section(u' ', 0, 0) + u']' : id);
        }
        return lines.join(u' ');
    }
    QPoint placeOf(int line) const
    {
        return table().visualRect(table().model()->index(line, Model::NameColumn)).center();
    }
    QAction &columnAction(const QString &key) const
    {
        Q_EMIT header().customContextMenuRequested({5, 5});
        auto *menu = header().findChild<QMenu *>(QStringLiteral("columnMenu"));
        return *menu->findChild<QAction *>(QStringLiteral("column-") + key);
    }
    void chooseColumn(const QString &key)
    {
        QAction &action = columnAction(key);
        auto *menu = qobject_cast<QMenu *>(action.parent());
        QTRY_VERIFY(menu->isVisible());
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(&action).center());
        menu->hide();
    }

    /// Which part of the bar is cut, or lies over the one before it.
    static QString faultOf(const QWidget &bar, const QWidget &filter)
    {
        std::map<int, const QWidget *> fromTheLeft{{filter.mapTo(&bar, QPoint()).x(), &filter}};
        for (const auto *part : bar.findChildren<QToolButton *>())
            if (part->isVisible() && part->parent() != &filter)
                fromTheLeft.emplace(part->mapTo(&bar, QPoint()).x(), part);
        int end = 0;
        for (const auto &[left, part] : fromTheLeft) {
            if (left < end || (part != &filter && part->width() < part->sizeHint().width()))
                return part->objectName();
            end = left + part->width();
        }
        return end <= bar.width() && fromTheLeft.size() >= 6 ? QString() : QStringLiteral("the last");
    }

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { window.reset(); }

    void aClickOnAHeaderSortsAtOnce()
    {
        applyTen();
        QCOMPARE(lines().section(u' ', 0, 0), name(0));
        const int section = Model::NameColumn;
        QTest::mouseClick(header().viewport(), Qt::LeftButton, {},
                          {header().sectionViewportPosition(section) + 20, header().height() / 2});
        QTest::mouseClick(header().viewport(), Qt::LeftButton, {},
                          {header().sectionViewportPosition(section) + 20, header().height() / 2});
        QCOMPARE(header().sortIndicatorSection(), section);
        QCOMPARE(lines().section(u' ', 0, 0), name(9));
    }

    void theRowUnderThePointerDoesNotMove()
    {
        applyTen();
        QTest::mouseMove(table().viewport(), placeOf(4));
        QVERIFY(table().isBusy()); // a hand on its way: nothing is sorted for a while, and then not this row
        apply({testing::endpoint(name(4), Status::Unhealthy)});
        QCOMPARE(lines().section(u' ', 4, 4), name(4));
        const auto held = table().heldRows();
        QCOMPARE(held.size(), std::size_t(1));
        QCOMPARE(held[0].line, 4);
    }

    void aSelectedRowStaysWhileOthersAreSorted()
    {
        applyTen();
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(2));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(table().viewport(), &leave);
        apply({testing::endpoint(name(2), Status::Paused), testing::endpoint(name(9), Status::Unhealthy)});
        QTRY_COMPARE(lines().section(u' ', 0, 0), name(9));
        QCOMPARE(lines().section(u' ', 2, 2), name(2));
        QCOMPARE(table().currentId(), name(2));
    }

    void whatNobodyChoseIsSortedAsTheRest()
    {
        applyTen();
        QCOMPARE(table().currentId(), name(0)); // by the window
        apply({testing::endpoint(name(0), Status::Paused)});
        QTRY_COMPARE(lines().section(u' ', 9, 9), name(0));
        QCOMPARE(table().currentId(), name(0));
    }

    void theWorstIsShownUntilAPersonChooses()
    {
        applyTen();
        apply({testing::endpoint(name(7), Status::Degraded)});
        QTRY_COMPARE(table().currentId(), name(7));
        QCOMPARE(table().selectedIds(), QStringList(name(7)));
        apply({testing::endpoint(name(3), Status::Unhealthy)});
        QTRY_COMPARE(table().currentId(), name(3));
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(5));
        const settings::EndpointId chosen = table().currentId();
        apply({testing::endpoint(name(9), Status::Unhealthy), testing::endpoint(name(3))});
        QTRY_COMPARE(lines().section(u' ', 0, 0), name(9));
        QCOMPARE(table().currentId(), chosen);
    }

    void whatAPersonIsAtInTheDetailStays()
    {
        applyTen();
        auto &tabs = *window->findChild<QTabWidget *>();
        tabs.setFocus();
        QVERIFY(tabs.hasFocus());
        apply({testing::endpoint(name(7), Status::Degraded)});
        QTRY_COMPARE(lines().section(u' ', 0, 0), name(7));
        QCOMPARE(table().currentId(), name(0));
        table().setFocus();
        QTRY_COMPARE(table().currentId(), name(7));
    }

    void nothingIsUnfoldedForNobody()
    {
        applyGroups();
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(3));
        apply({in("web", QStringLiteral("c"), Status::Unhealthy)});
        QTRY_COMPARE(lines(), QStringLiteral("[web] [billing] a b"));
        QCOMPARE(table().currentId(), QString()); // the heading that was clicked
        QCOMPARE(table().selectedIds(), QStringList(QStringLiteral("a")));
    }

    void onAHeadingThereIsNothingToActOn()
    {
        applyGroups();
        auto &force = *window->findChild<QAction *>(QStringLiteral("forceOpenCircuit"));
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(1));
        QVERIFY(force.isEnabled());
        const auto actsNowhere = [&] {
            return !force.isEnabled() && table().selectedIds() == QStringList(QStringLiteral("a")) &&
                   table().targetIds().isEmpty();
        };
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(3));
        QVERIFY(actsNowhere());
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(1));
        QVERIFY(force.isEnabled());
        QTest::keyClick(&table(), Qt::Key_Up);
        QVERIFY(actsNowhere());
        QTest::keyClick(&table(), Qt::Key_Down);
        QVERIFY(force.isEnabled());
    }

    void aHeadingDoesNotLookLikeASelectedRow()
    {
        applyGroups();
        table().setFocus();
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(1));
        const auto edge = [this](int line) {
            const QRect row = table().visualRect(table().model()->index(line, Model::NameColumn));
            return table().viewport()->grab({1, row.center().y(), 1, 1}).toImage().pixelColor(0, 0);
        };
        const QColor accent = edge(1);
        QTest::keyClick(&table(), Qt::Key_Up);
        QVERIFY(edge(0) != accent);
        QVERIFY(edge(1) != accent); // nor is the row what keys are for
    }

    void foldingKeepsWhatIsSelected()
    {
        applyGroups();
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(2));
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(0));
        QCOMPARE(lines(), QStringLiteral("[billing] [web] c"));
        QVERIFY(table().targetIds().isEmpty());
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(1)); // and another, meanwhile
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(1));
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(0));
        QCOMPARE(lines(), QStringLiteral("[billing] a b [web] c"));
        QCOMPARE(table().currentId(), QStringLiteral("b"));
        QCOMPARE(table().targetIds(), QStringList(QStringLiteral("b")));
        QVERIFY(window->findChild<QAction *>(QStringLiteral("checkNow"))->isEnabled());
    }

    void aClickOnAHeadingFoldsItsGroup()
    {
        applyGroups();
        QCOMPARE(lines(), QStringLiteral("[billing] a b [web] c"));
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(0));
        QCOMPARE(lines(), QStringLiteral("[billing] [web] c"));
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(0));
        QCOMPARE(lines(), QStringLiteral("[billing] a b [web] c"));
    }

    void keysFoldTheHeadingTheyAreOn()
    {
        applyGroups();
        table().setFocus();
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(1));
        QTest::keyClick(&table(), Qt::Key_Up);
        QTest::keyClick(&table(), Qt::Key_Left);
        QCOMPARE(lines(), QStringLiteral("[billing] [web] c"));
        QTest::keyClick(&table(), Qt::Key_Right);
        QCOMPARE(lines(), QStringLiteral("[billing] a b [web] c"));
        QTest::keyClick(&table(), Qt::Key_Space);
        QCOMPARE(lines(), QStringLiteral("[billing] [web] c"));
        QTest::keyClick(&table(), Qt::Key_Return);
        QCOMPARE(lines(), QStringLiteral("[billing] a b [web] c"));
        QVERIFY(!window->findChild<QDialog *>(QStringLiteral("endpointDialog")));
    }

    void aHeadingIsNeverSelected()
    {
        applyGroups();
        table().setFocus();
        QTest::keyClick(&table(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(table().selectedIds().size(), 3);
    }

    void allCanBeSelectedFromAHeading()
    {
        applyGroups();
        table().setFocus();
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(3));
        QTest::keyClick(&table(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(table().targetIds().size(), 2); // what is folded away is not among them
    }

    void groupsCanBeTurnedOff()
    {
        applyGroups();
        QTest::keyClick(window.get(), Qt::Key_G, Qt::ControlModifier);
        QCOMPARE(lines(), QStringLiteral("a b c"));
        QTest::keyClick(window.get(), Qt::Key_G, Qt::ControlModifier);
        QCOMPARE(lines(), QStringLiteral("[billing] a b [web] c"));
    }

    void theBannerLeadsToWhatIsFoldedOrFilteredAway()
    {
        applyGroups();
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(0));
        auto &banner = *window->findChild<ui::Banner *>();
        QTest::mouseClick(&banner, Qt::LeftButton);
        QCOMPARE(lines(), QStringLiteral("[billing] a b [web] c"));
        QCOMPARE(table().currentId(), QStringLiteral("a"));
        auto &filter = *window->findChild<QLineEdit *>(QStringLiteral("filter"));
        QTest::keyClicks(&filter, QStringLiteral("web"));
        QCOMPARE(lines(), QStringLiteral("[web] c"));
        QTest::mouseClick(&banner, Qt::LeftButton);
        QVERIFY(filter.text().isEmpty());
        QCOMPARE(table().currentId(), QStringLiteral("a"));
    }

    void aChipNarrowsToCircuits()
    {
        auto half = testing::endpoint(QStringLiteral("half"), Status::Degraded);
        half.circuit.state = resilience::CircuitState::HalfOpen;
        auto forced = testing::endpoint(QStringLiteral("forced"), Status::Unhealthy);
        forced.circuit.forced = resilience::ForcedState::ForcedOpen;
        apply({testing::endpoint(QStringLiteral("fine")), half, forced,
               testing::opened(QStringLiteral("open"), clock, 12s)});
        const auto chip = [&](const char *id) {
            return window->findChild<QToolButton *>(QString::fromLatin1(id));
        };
        QCOMPARE(chip("chip-open")->text(), QStringLiteral("2"));
        QCOMPARE(chip("chip-half-open")->text(), QStringLiteral("1"));
        QCOMPARE(chip("chip-by-hand")->text(), QStringLiteral("1"));
        QTest::mouseClick(chip("chip-half-open"), Qt::LeftButton);
        QCOMPARE(lines(), QStringLiteral("half"));
        QTest::mouseClick(chip("chip-by-hand"), Qt::LeftButton);
        QCOMPARE(lines(), QStringLiteral("forced half"));
    }

    void theBarHasRoomForAllItShows_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("endpoints");
        for (const int width : {640, 720, 800, 1024, 1180, 1280, 1440, 1920})
            for (const int endpoints : {26, 1000})
                QTest::addRow("%d of %d", endpoints, width) << width << endpoints;
        QTest::newRow("10000 of 640") << 640 << 10'000;
        QTest::newRow("10000 of 1280") << 1280 << 10'000;
    }
    void theBarHasRoomForAllItShows()
    {
        QFETCH(int, width);
        QFETCH(int, endpoints);
        window->resize(width, 600);
        std::vector<EndpointSnapshot> many;
        for (int i = 0; i < endpoints; ++i)
            many.push_back(testing::endpoint(QStringLiteral("e%1").arg(i)));
        apply(many);
        QTRY_COMPARE(window->width(), width);
        const auto &bar = *window->findChild<QWidget *>(QStringLiteral("bar"));
        const auto &filter = *window->findChild<QLineEdit *>(QStringLiteral("filter"));
        const int letters = 20 * filter.fontMetrics().averageCharWidth() + 2 * 24; // and its two glyphs
        QVERIFY2(filter.width() >= letters, qPrintable(QString::number(filter.width())));
        QTRY_COMPARE(faultOf(bar, filter), QString());
    }

    void theBarFollowsItsPartsNotOnlyItsWidth()
    {
        window->resize(1440, 600);
        const auto &action = *window->findChild<QToolButton *>(QStringLiteral("bar-checkNow"));
        std::vector<EndpointSnapshot> many;
        for (int i = 0; i < 10'000; ++i)
            many.push_back(testing::endpoint(QStringLiteral("e%1").arg(i)));
        applyTen();
        QTRY_COMPARE(action.toolButtonStyle(), Qt::ToolButtonTextBesideIcon);
        apply(many);
        QTRY_COMPARE(action.toolButtonStyle(), Qt::ToolButtonIconOnly);
    }

    void columnsAreChosenInTheHeadersMenu()
    {
        applyTen();
        QVERIFY(header().isSectionHidden(Model::P99Column));
        chooseColumn(QStringLiteral("p99"));
        QVERIFY(!header().isSectionHidden(Model::P99Column));
        QCOMPARE(header().sectionSize(Model::P99Column), header().sectionSize(Model::LatencyColumn));
        chooseColumn(QStringLiteral("uptime"));
        QCOMPARE(header().sectionSize(Model::UptimeColumn), 128); // its own, not Qt's 100
        chooseColumn(QStringLiteral("trace"));
        QVERIFY(header().isSectionHidden(Model::TraceColumn));
        QVERIFY(!columnAction(QStringLiteral("name")).isEnabled());
    }

    void theColumnMenuStaysWhileOneTicks()
    {
        applyTen();
        QAction &action = columnAction(QStringLiteral("p99"));
        auto *menu = qobject_cast<QMenu *>(action.parent());
        QTRY_VERIFY(menu->isVisible());
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(&action).center());
        QVERIFY(menu->isVisible());
        QVERIFY(action.isChecked());
        menu->setActiveAction(&action);
        QCOMPARE(menu->activeAction(), &action);
        QTest::keyClick(menu, Qt::Key_Space);
        QVERIFY(!action.isChecked());
        QVERIFY(menu->isVisible());
        QVERIFY(header().isSectionHidden(Model::P99Column));
        QTest::keyClick(menu, Qt::Key_Escape);
        QVERIFY(!menu->isVisible());
    }

    void columnsAndSortingAreInTheMenuBar()
    {
        applyTen();
        for (const char *name : {"columnMenu", "sortMenu"}) {
            auto *menu = header().findChild<QMenu *>(QString::fromLatin1(name));
            QVERIFY(!menu->menuAction()->associatedObjects().isEmpty());
        }
        header().findChild<QAction *>(QStringLiteral("sort-name"))->trigger();
        QCOMPARE(header().sortIndicatorSection(), int(Model::NameColumn));
        header().findChild<QAction *>(QStringLiteral("sort-reverse"))->trigger();
        QCOMPARE(lines().section(u' ', 0, 0), name(9));
    }

    void theArrowStandsBesideTheTitle()
    {
        applyTen();
        const auto &titles = *qobject_cast<const ui::TableHeader *>(&header());
        for (int section = 0; section < header().count(); ++section) {
            if (section == Model::TraceColumn)
                continue;
            header().showSection(section);
            header().setSortIndicator(section, Qt::AscendingOrder);
            for (const int width : {ui::leastColumnWidth, 56, ui::usualWidth(section), 300}) {
                header().resizeSection(section, width);
                const QRect whole(0, 0, header().sectionSize(section), header().height());
                const QRect arrow = titles.arrowRect(section);
                QVERIFY(whole.contains(arrow));
                QVERIFY(whole.contains(titles.titleRect(section)));
                QVERIFY(!arrow.intersects(titles.titleRect(section)));
            }
            header().resizeSection(section, ui::usualWidth(section));
            QCOMPARE(titles.titleRect(section).width(),
                     header().fontMetrics().horizontalAdvance(ui::columnTitle(Model::Column(section))));
            QVERIFY(titles.arrowRect((section + 1) % Model::columns).isEmpty());
        }
    }

    void theArrowTurnsRound()
    {
        applyTen();
        const auto picture = [&](Qt::SortOrder order) {
            header().setSortIndicator(Model::NameColumn, order);
            return header().grab().toImage();
        };
        QVERIFY(picture(Qt::AscendingOrder) != picture(Qt::DescendingOrder));
    }

    void aTraceIsNothingToSortBy()
    {
        applyTen();
        table().sortByColumn(Model::NameColumn, Qt::DescendingOrder);
        const int middle = header().sectionViewportPosition(Model::TraceColumn) + 20;
        QTest::mouseClick(header().viewport(), Qt::LeftButton, {}, {middle, header().height() / 2});
        QCOMPARE(header().sortIndicatorSection(), int(Model::NameColumn));
        QCOMPARE(header().sortIndicatorOrder(), Qt::DescendingOrder);
        QCOMPARE(lines().section(u' ', 0, 0), name(9));
    }

    void moreRoomShowsMoreAndNothingIsCut()
    {
        applyTen();
        int before = 0;
        for (const int width : {1024, 1280, 1440, 1920, 2560, 3840}) {
            window->resize(width, 900);
            QTRY_COMPARE(window->width(), width);
            QCoreApplication::processEvents();
            QVERIFY(header().length() <= table().viewport()->width());
            QVERIFY(header().sectionSize(Model::ReasonColumn) >= 120);
            const int shown = header().count() - header().hiddenSectionCount();
            QVERIFY(width == 1280 || shown >= before); // from there on the detail lies beside the table
            before = shown;
        }
        window->resize(1920, 1080);
        QTRY_VERIFY(!header().isSectionHidden(Model::UptimeColumn));
        QVERIFY(!header().isSectionHidden(Model::ChangedColumn));
        QVERIFY(!header().isSectionHidden(Model::P99Column));
    }

    void nothingIsChosenUntilAPersonChooses()
    {
        applyTen();
        auto &filter = *window->findChild<QLineEdit *>(QStringLiteral("filter"));
        filter.setText(QStringLiteral("nothing of the kind"));
        filter.clear();
        for (const QSize size : {QSize(1024, 700), QSize(3000, 900), QSize(640, 480)}) {
            window->resize(size);
            QCoreApplication::processEvents();
        }
        window->setStyleSheet(window->styleSheet() + QStringLiteral("QHeaderView { font-size: 20px; }"));
        QCoreApplication::processEvents();
        QVERIFY(window->windowLayout().table.columns.empty());
        header().resizeSection(Model::CircuitColumn, 200);
        QVERIFY(!window->windowLayout().table.columns.empty());
    }

    void whatAPersonChoseStaysWhenTheWindowIsResized()
    {
        applyTen();
        chooseColumn(QStringLiteral("p95"));
        QVERIFY(header().isSectionHidden(Model::P95Column));
        window->resize(1024, 700);
        window->resize(1700, 900);
        QVERIFY(header().isSectionHidden(Model::P95Column));
    }

    void theLayoutIsTheSameInTheNextWindow()
    {
        applyGroups();
        chooseColumn(QStringLiteral("p99"));
        header().moveSection(header().visualIndex(Model::P99Column), 1);
        header().resizeSection(Model::P99Column, 133);
        table().sortByColumn(Model::LatencyColumn, Qt::DescendingOrder);
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, placeOf(0));
        QTest::keyClick(window.get(), Qt::Key_E, Qt::ControlModifier);
        const ui::WindowLayout kept = window->windowLayout();
        open();
        window->setWindowLayout(kept);
        applyGroups();
        QVERIFY(window->windowLayout().table == kept.table);
        QCOMPARE(header().visualIndex(Model::P99Column), 1);
        QCOMPARE(header().sectionSize(Model::P99Column), 133);
        QCOMPARE(header().sortIndicatorSection(), int(Model::LatencyColumn));
        QCOMPARE(lines(), QStringLiteral("[billing] [web] c"));
        QVERIFY(!window->findChild<QWidget *>(QStringLiteral("eventLogPane"))->isVisible());
    }

    void aLayoutOfAWiderWindowCutsNothing_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<QString>("last");
        for (const int width : {640, 800, 1024, 1280, 1440, 1600, 1900})
            for (const char *last : {"why", "p95"})
                QTest::addRow("%s at %d", last, width) << width << QString::fromLatin1(last);
    }
    void aLayoutOfAWiderWindowCutsNothing()
    {
        QFETCH(int, width);
        QFETCH(QString, last);
        window->resize(2560, 1080);
        applyTen();
        header().moveSection(header().visualIndex(ui::columnOf(last)), header().count() - 1);
        const ui::TableLayout kept = window->windowLayout().table;
        window = std::make_unique<ui::MainWindow>(clock); // it is restored before it is shown
        window->resize(width, 700);
        window->setWindowLayout({.table = kept});
        window->show();
        std::vector<EndpointSnapshot> many;
        for (int i = 0; i < 60; ++i) // with a bar at the side
            many.push_back(testing::endpoint(name(i), Status::Unhealthy));
        apply(many);
        const int column = ui::columnOf(last);
        const auto others = [&] { return header().length() - header().sectionSize(column); };
        const auto left = [&] { return table().viewport()->width() - others(); };
        QTRY_COMPARE(header().sectionSize(column), std::max(ui::usualWidth(column), left()));
        const int beyond = header().length() - table().viewport()->width();
        QTRY_COMPARE(table().horizontalScrollBar()->maximum(), beyond);
    }

    void aLayoutFromElsewhereDoesNoHarm()
    {
        ui::WindowLayout layout;
        layout.geometry = layout.across = layout.down = QByteArray("\xff\x00garbage", 9);
        layout.table.sortedBy = QStringLiteral("nonsense");
        layout.table.columns = {{QStringLiteral("name"), -5, true},
                                {QStringLiteral("nonsense"), 10, true},
                                {QStringLiteral("name"), 1'000'000, true},
                                {QStringLiteral("why"), 100, false}};
        window->setWindowLayout(layout);
        applyTen();
        QVERIFY(!header().isSectionHidden(Model::NameColumn));
        QVERIFY(header().isSectionHidden(Model::ReasonColumn));
        QCOMPARE(lines().section(u' ', 0, 0), name(0));
        layout.table.columns = {{QStringLiteral("nonsense"), 10, true}};
        window->setWindowLayout(layout);
        QVERIFY(!header().isSectionHidden(Model::NameColumn));
    }
};

FUSEBOX_WIDGET_TEST(TestEndpointTable)
#include "tst_endpoint_table.moc"
