// SPDX-License-Identifier: GPL-3.0-or-later
#include <unordered_map>

#include <QTest>

#include "core/resilience/due_times.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace std::chrono_literals;

class TestDueTimes final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsDueBeforeItsTime();
    void theMostOverdueComesFirst();
    void settingAnewReplaces();
    void clearingRemoves();
    void aTakenKeyIsNotDueAgain();
    void whatIsLookedAtStays();
    void ofTheSameTimeTheSmallerKeyComesFirst();
    void whatWasSetAnewTakesNoRoom_data();
    void whatWasSetAnewTakesNoRoom();
};

namespace {

constexpr TimePoint Start{1h};
using Key = std::uint64_t;
using Times = DueTimes<Key, std::unordered_map<Key, TimePoint>>;

} // namespace

void TestDueTimes::nothingIsDueBeforeItsTime()
{
    Times times;
    times.set(1, Start + 1ns);
    QVERIFY(!times.takeDue(Start));
    QCOMPARE(times.takeDue(Start + 1ns).value(), 1u);
}

void TestDueTimes::theMostOverdueComesFirst()
{
    Times times;
    times.set(1, Start + 2s);
    times.set(2, Start + 1s);
    times.set(3, Start + 3s);
    QCOMPARE(times.next().value(), Start + 1s);
    QCOMPARE(times.takeDue(Start + 5s).value(), 2u);
    QCOMPARE(times.takeDue(Start + 5s).value(), 1u);
    QCOMPARE(times.takeDue(Start + 5s).value(), 3u);
    QVERIFY(!times.takeDue(Start + 5s));
}

void TestDueTimes::settingAnewReplaces()
{
    Times times;
    times.set(1, Start + 1s);
    times.set(1, Start + 9s);
    times.set(1, Start + 4s);
    QCOMPARE(times.next().value(), Start + 4s);
    QCOMPARE(times.takeDue(Start + 10s).value(), 1u);
    QVERIFY(!times.takeDue(Start + 10s));
}

void TestDueTimes::clearingRemoves()
{
    Times times;
    times.set(1, Start);
    times.set(1, std::nullopt);
    QVERIFY(!times.next());
    QVERIFY(!times.takeDue(Start));
}

void TestDueTimes::aTakenKeyIsNotDueAgain()
{
    Times times;
    times.set(1, Start);
    QVERIFY(times.takeDue(Start));
    QVERIFY(!times.next());
    times.set(1, Start);
    QVERIFY(times.takeDue(Start));
}

void TestDueTimes::whatIsLookedAtStays()
{
    DueTimes<std::string> times;
    times.set("b", Start + 2s);
    times.set("a", Start + 1s);
    times.set("c", Start + 3s);
    QCOMPARE(times.dueAt(Start + 2s), (std::vector<std::string>{"a", "b"}));
    QCOMPARE(times.dueOf("b").value(), Start + 2s);
    QVERIFY(!times.dueOf("d"));
    QCOMPARE(times.size(), std::size_t(3));
}

void TestDueTimes::ofTheSameTimeTheSmallerKeyComesFirst()
{
    Times times;
    for (const Key key : {3U, 1U, 2U})
        times.set(key, Start);
    for (const Key key : {1U, 2U, 3U})
        QCOMPARE(times.takeDue(Start).value(), key);
}

void TestDueTimes::whatWasSetAnewTakesNoRoom_data()
{
    QTest::addColumn<int>("stepMs"); // from one due time of a key to the next
    QTest::addColumn<int>("remaining");
    QTest::newRow("put off, as by messages") << 1 << 1'000;
    QTest::newRow("moved up") << -1 << 1'000;
    QTest::newRow("most of them no longer due") << 1 << 10;
    QTest::newRow("none due any more") << 1 << 0;
}

void TestDueTimes::whatWasSetAnewTakesNoRoom()
{
    QFETCH(const int, stepMs);
    QFETCH(const int, remaining);
    constexpr Key keys = 1'000;
    constexpr int rounds = 100;
    Times times;
    for (int n = 0; n < rounds; ++n) {
        for (Key key = 0; key < keys; ++key)
            times.set(key, Start + 1h + n * std::chrono::milliseconds(stepMs));
        QVERIFY(times.size() == keys);
    }
    const auto left = static_cast<Key>(remaining);
    for (Key key = left; key < keys; ++key)
        times.set(key, std::nullopt);
    QVERIFY(times.size() == left);
    for (Key taken = 0; taken < left; ++taken) {
        QCOMPARE(times.next().value(), Start + 1h + (rounds - 1) * std::chrono::milliseconds(stepMs));
        QVERIFY(times.takeDue(Start + 9h));
    }
    QVERIFY(!times.takeDue(Start + 9h));
}

FUSEBOX_LOOP_TEST(TestDueTimes)
#include "tst_due_times.moc"
