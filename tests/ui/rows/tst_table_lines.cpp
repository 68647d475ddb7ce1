// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/test_program.h"
#include "ui/rows/table_lines.h"

using namespace fusebox;
using health::EndpointSnapshot;
using health::Status;
using ui::EndpointStore;
using ui::HeldRow;
using ui::Line;

namespace {

EndpointSnapshot in(const char *group, const char *id, Status status = Status::Healthy)
{
    return testing::withConfig(testing::endpoint(QString::fromLatin1(id), status),
                               [&](auto &config) { config.group = QString::fromLatin1(group); });
}

/// All rows of the store, worst first.
std::vector<ui::SortedRow> bySeverity(const EndpointStore &store)
{
    std::vector<ui::SortedRow> rows;
    for (int row = 0; row < store.size(); ++row)
        rows.push_back({store.facts(row).severity, row});
    return rows;
}

/// "[billing] b a [-] c": headings in brackets.
QString printed(const EndpointStore &store, const std::vector<Line> &lines)
{
    QStringList words;
    for (const Line &line : lines) {
        const QString group = store.groups()[std::size_t(line.group)].name;
        words << (line.isHeading() ? QStringLiteral("[%1]").arg(group.isEmpty() ? QStringLiteral("-") : group)
                                   : store.snapshot(line.row).config->id);
    }
    return words.join(u' ');
}

QString arranged(const EndpointStore &store, const ui::LineOrder &order)
{
    return printed(store, ui::arrangeLines(store, bySeverity(store), order));
}

EndpointStore storeOf(std::vector<EndpointSnapshot> snapshots)
{
    EndpointStore store;
    store.apply(testing::updateOf(std::move(snapshots)));
    return store;
}

} // namespace

class TestTableLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsComeByNameWhicheverTheDirection()
    {
        const auto store = storeOf({in("", "b"), in("", "A"), in("", "c", Status::Unhealthy)});
        QCOMPARE(arranged(store, {}), QStringLiteral("c A b"));
        QCOMPARE(arranged(store, {.descending = true}), QStringLiteral("A b c"));
    }

    void aGroupStandsUnderItsHeading()
    {
        const auto store =
            storeOf({in("web", "a"), in("", "b"), in("billing", "c"), in("web", "d", Status::Degraded)});
        QCOMPARE(arranged(store, {.grouped = true}), QStringLiteral("[billing] c [web] d a [-] b"));
        QCOMPARE(arranged(store, {.grouped = true, .worstGroupFirst = true}),
                 QStringLiteral("[web] d a [billing] c [-] b"));
        QCOMPARE(arranged(store, {}), QStringLiteral("d a b c"));
    }

    void withoutGroupsThereIsNoHeading()
    {
        QCOMPARE(arranged(storeOf({in("", "a"), in("", "b")}), {.grouped = true}), QStringLiteral("a b"));
    }

    void aFoldedGroupShowsItsHeadingAlone()
    {
        const auto store = storeOf({in("web", "a"), in("billing", "b"), in("web", "c")});
        ui::LineOrder order{.grouped = true};
        order.folded.resize(store.groups().size());
        order.folded[std::size_t(store.groupNumber(QStringLiteral("web")))] = true;
        QCOMPARE(arranged(store, order), QStringLiteral("[billing] b [web]"));
    }

    void heldRowsStayAndOthersFlowAround_data()
    {
        QTest::addColumn<QList<QPair<int, int>>>("held"); // row, line
        QTest::addColumn<QString>("lines");
        using Held = QList<QPair<int, int>>;
        QTest::newRow("none") << Held{} << QStringLiteral("a b c d e");
        QTest::newRow("first held last") << Held{{0, 4}} << QStringLiteral("b c d e a");
        QTest::newRow("last held first") << Held{{4, 0}} << QStringLiteral("e a b c d");
        QTest::newRow("two swapped") << Held{{0, 3}, {3, 0}} << QStringLiteral("d b c a e");
        QTest::newRow("beyond the end") << Held{{1, 99}} << QStringLiteral("a c d e b");
        QTest::newRow("not among them") << Held{{77, 1}} << QStringLiteral("a b c d e");
    }
    void heldRowsStayAndOthersFlowAround()
    {
        using Held = QList<QPair<int, int>>;
        QFETCH(Held, held);
        const auto store = storeOf({in("", "a"), in("", "b"), in("", "c"), in("", "d"), in("", "e")});
        auto lines = ui::arrangeLines(store, bySeverity(store), {});
        std::vector<HeldRow> rows;
        for (const auto &[row, line] : held)
            rows.push_back({row, line});
        ui::holdRows(lines, rows);
        QTEST(printed(store, lines), "lines");
    }

    void aHeldRowDoesNotLeaveItsGroup()
    {
        const auto store = storeOf({in("x", "a"), in("x", "b"), in("y", "c"), in("y", "d")});
        auto lines = ui::arrangeLines(store, bySeverity(store), {.grouped = true});
        ui::holdRows(lines, {{0, 5}, {3, 4}});
        QCOMPARE(printed(store, lines), QStringLiteral("[x] b a [y] d c"));
    }

    void talliesFollowEveryChange()
    {
        EndpointStore store = storeOf({in("x", "a"), in("x", "b", Status::Degraded), in("y", "c")});
        const auto tallyOf = [&](const char *group) {
            return store.groups()[std::size_t(store.groupNumber(QString::fromLatin1(group)))].tally;
        };
        QCOMPARE(tallyOf("x").of(Status::Degraded), 1);
        store.apply(testing::updateOf({in("x", "b"), in("x", "c", Status::Unhealthy)}));
        QCOMPARE(tallyOf("x").of(Status::Degraded), 0);
        QCOMPARE(tallyOf("x").of(Status::Unhealthy), 1);
        QCOMPARE(tallyOf("x").total(), 3);
        QCOMPARE(tallyOf("y").total(), 0);
        health::MonitorUpdate removal;
        removal.removed = {QStringLiteral("c"), QStringLiteral("c"), QStringLiteral("unheard of")};
        store.apply(removal);
        QCOMPARE(tallyOf("x").total(), 2);
        QCOMPARE(store.tally().of(Status::Unhealthy), 0);
        QCOMPARE(store.tally().of(resilience::EffectiveState::Closed), 2);
    }
};

FUSEBOX_LOOP_TEST(TestTableLines)
#include "tst_table_lines.moc"
