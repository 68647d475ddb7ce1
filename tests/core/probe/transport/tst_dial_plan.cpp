// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/transport/dial_plan.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::TimePoint;

class TestDialPlan final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void familiesTakeTurns_data();
    void familiesTakeTurns();
    void secondIsDueAfter250Milliseconds();
    void secondIsDueAtOnceWhenTheFirstFailed();
    void oneFailureOfTwoRunningChangesNothing();
    void isExhaustedWhenAllHaveFailed();
    void nothingIsDueAfterTheLast();
    void allAreDialledInHalfTheTime_data();
    void allAreDialledInHalfTheTime();
};

namespace {

const QHostAddress A6(u"2001:db8::1"_s);
const QHostAddress B6(u"2001:db8::2"_s);
const QHostAddress A4(u"192.0.2.1"_s);
const QHostAddress B4(u"192.0.2.2"_s);
const TimePoint T0{1h};

QList<QHostAddress> takeAll(DialPlan &plan)
{
    QList<QHostAddress> order;
    for (TimePoint now = T0; const auto address = plan.take(now); now += DialPlan::patience)
        order.push_back(*address);
    return order;
}

} // namespace

void TestDialPlan::familiesTakeTurns_data()
{
    QTest::addColumn<QList<QHostAddress>>("addresses");
    QTest::addColumn<QList<QHostAddress>>("order");
    QTest::newRow("none") << QList<QHostAddress>{} << QList<QHostAddress>{};
    QTest::newRow("one") << QList{A4} << QList{A4};
    QTest::newRow("one family") << QList{A4, B4} << QList{A4, B4};
    QTest::newRow("IPv6 first") << QList{A6, B6, A4, B4} << QList{A6, A4, B6, B4};
    QTest::newRow("IPv4 first") << QList{A4, B4, A6} << QList{A4, A6, B4};
    QTest::newRow("by turns already") << QList{A6, A4, B6} << QList{A6, A4, B6};
}

void TestDialPlan::familiesTakeTurns()
{
    QFETCH(const QList<QHostAddress>, addresses);
    DialPlan plan(addresses, 3s);
    QTEST(takeAll(plan), "order");
}

void TestDialPlan::secondIsDueAfter250Milliseconds()
{
    DialPlan plan({A6, A4}, 3s);
    QCOMPARE(plan.take(T0), A6);
    QCOMPARE(plan.nextDeadline(), T0 + 250ms);
    QVERIFY(!plan.take(T0 + 250ms - 1ns));
    QCOMPARE(plan.take(T0 + 250ms), A4);
}

void TestDialPlan::secondIsDueAtOnceWhenTheFirstFailed()
{
    DialPlan plan({A6, A4}, 3s);
    QVERIFY(plan.take(T0));
    plan.failed();
    QCOMPARE(plan.take(T0 + 1ms), A4);
}

void TestDialPlan::oneFailureOfTwoRunningChangesNothing()
{
    DialPlan plan({A6, B6, B4}, 3s);
    QCOMPARE(plan.take(T0), A6);
    QCOMPARE(plan.take(T0 + 250ms), B4);
    plan.failed();
    QVERIFY(!plan.take(T0 + 251ms));
    QCOMPARE(plan.take(T0 + 500ms), B6);
}

void TestDialPlan::isExhaustedWhenAllHaveFailed()
{
    DialPlan plan({A6, A4}, 3s);
    QVERIFY(plan.take(T0));
    plan.failed();
    QVERIFY(!plan.isExhausted());
    QVERIFY(plan.take(T0));
    QVERIFY(!plan.isExhausted());
    plan.failed();
    QVERIFY(plan.isExhausted());
}

void TestDialPlan::nothingIsDueAfterTheLast()
{
    DialPlan plan({A4}, 3s);
    QVERIFY(plan.nextDeadline());
    QVERIFY(plan.take(T0));
    QVERIFY(!plan.nextDeadline());
}

void TestDialPlan::allAreDialledInHalfTheTime_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("withinMs");
    QTest::addColumn<int>("betweenMs");
    const auto row = [](const char *name, int count, int withinMs, int betweenMs) {
        QTest::newRow(name) << count << withinMs << betweenMs;
    };
    row("two in plenty of time", 2, 3'000, 250);
    row("as many as fit", 6, 3'000, 250);
    row("one more", 7, 3'500, 250);
    row("more than sixteen", 20, 3'000, 75);
    row("two in little time", 2, 400, 100);
    row("a hundred", 100, 3'000, 15);
    row("never faster than the least", 1'000, 3'000, 10);
    row("no time at all", 2, 0, 10);
}

void TestDialPlan::allAreDialledInHalfTheTime()
{
    QFETCH(const int, count);
    QFETCH(const int, withinMs);
    QFETCH(const int, betweenMs);
    DialPlan plan(QList<QHostAddress>(count, A4), std::chrono::milliseconds(withinMs));
    QVERIFY(plan.take(T0));
    for (int i = 1; i < count; ++i) {
        const TimePoint due = T0 + i * std::chrono::milliseconds(betweenMs);
        QVERIFY(!plan.take(due - 1ns));
        QVERIFY(plan.take(due));
    }
    QVERIFY(!plan.nextDeadline());
}

FUSEBOX_PLAIN_TEST(TestDialPlan)
#include "tst_dial_plan.moc"
