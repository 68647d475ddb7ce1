// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/widget_test.h"
#include "ui/panes/endpoint_table.h"
#include "ui/window/selection.h"
#include "ui/window/window_models.h"

using namespace fusebox;
using health::Status;

namespace {

const QString a = QStringLiteral("a");
const QString b = QStringLiteral("b");
const QString c = QStringLiteral("c");

} // namespace

/// What is chosen, on a table without its window.
class TestSelection : public QObject
{
    Q_OBJECT

private:
    struct Desk
    {
        testing::ManualClock clock;
        ui::Theme theme{QApplication::palette()};
        ui::WindowModels models;
        ui::EndpointTable table{models.rows, theme, clock};
        ui::Selection selection{table, models.endpoints};
    };
    std::unique_ptr<Desk> desk;

    void apply(const health::MonitorUpdate &update) const
    {
        desk->selection.moveRows([&] { return desk->models.rows.apply(update); });
        desk->selection.settle();
    }
    void filterFor(const QString &words) const
    {
        ui::EndpointFilter filter;
        filter.setText(words);
        desk->selection.moveRows([&] { return desk->models.rows.setFilter(filter); });
        desk->selection.settle();
    }

private Q_SLOTS:
    void init()
    {
        desk = std::make_unique<Desk>();
        apply(testing::updateOf({testing::endpoint(a), testing::endpoint(b, Status::Unhealthy)}));
    }
    void cleanup() { desk.reset(); }

    void theFirstIsChosenAtTheStart()
    {
        QCOMPARE(desk->selection.chosen(), b); // the worst
        QVERIFY(!desk->table.isChosenByHand());
    }

    void whatThePersonSelectsIsChosen()
    {
        const QSignalSpy changed(&desk->selection, &ui::Selection::changed);
        desk->table.select(a);
        QCOMPARE(desk->selection.chosen(), a);
        QVERIFY(!changed.isEmpty());
        QCOMPARE(desk->selection.targetIds(), QStringList(a));
        QCOMPARE(desk->selection.targets().front()->config->id, a);
    }

    void whatTheFilterHidesStaysChosenButIsNoTarget()
    {
        desk->table.select(a);
        const QSignalSpy changed(&desk->selection, &ui::Selection::changed);
        filterFor(b);
        QCOMPARE(desk->selection.chosen(), a);
        QVERIFY(desk->selection.targetIds().isEmpty());
        QVERIFY(changed.isEmpty());
        filterFor({});
        QCOMPARE(desk->selection.targetIds(), QStringList(a));
    }

    void severalAreSelectedAgainWhenTheyAreSeenAgain()
    {
        desk->table.selectAll();
        filterFor(QStringLiteral("nothing of the kind"));
        QVERIFY(desk->selection.targetIds().isEmpty());
        filterFor(b); // what the rows do to the table's selection is no choice
        QCOMPARE(desk->selection.targetIds(), QStringList(b));
        filterFor({});
        QCOMPARE(desk->selection.targetIds().size(), 2);
    }

    void whatIsAwaitedIsSelectedWhenItAppears()
    {
        desk->selection.await(c);
        desk->selection.settle();
        QCOMPARE(desk->selection.chosen(), b);
        apply(testing::updateOf({testing::endpoint(c)}));
        QCOMPARE(desk->selection.chosen(), c);
        desk->table.select(a);
        desk->selection.settle(); // once
        QCOMPARE(desk->selection.chosen(), a);
    }

    void whenTheChosenOneIsGoneTheFirstIsChosen()
    {
        desk->table.select(a);
        health::MonitorUpdate update;
        update.removed = {a};
        apply(update);
        QCOMPARE(desk->selection.chosen(), b);
    }

    void theCulpritIsFollowedUntilAPersonChooses()
    {
        desk->selection.follow(a);
        QCOMPARE(desk->selection.chosen(), a);
        QVERIFY(!desk->table.isChosenByHand());
        desk->table.select(b);
        desk->selection.follow(a);
        QCOMPARE(desk->selection.chosen(), b);
    }

    void nobodyToFollowChangesNothing()
    {
        desk->selection.follow({});
        QCOMPARE(desk->selection.chosen(), b);
    }
};

FUSEBOX_WIDGET_TEST(TestSelection)
#include "tst_selection.moc"
