// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <QToolButton>

#include "tests/support/widget_test.h"
#include "tests/ui/shown_window.h"

using namespace fusebox;
using testing::orders;
using testing::search;

class TestWindowFilter : public QObject, private testing::ShownWindow
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { window.reset(); }

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
};

FUSEBOX_WIDGET_TEST(TestWindowFilter)
#include "tst_window_filter.moc"
