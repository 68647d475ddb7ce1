// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/resilience/bulkhead.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;

namespace {

bool entered(const std::variant<Bulkhead::Entered, Bulkhead::Waiting, Bulkhead::Full> &answer)
{
    return std::holds_alternative<Bulkhead::Entered>(answer);
}

Bulkhead::Ticket ticketOf(const std::variant<Bulkhead::Entered, Bulkhead::Waiting, Bulkhead::Full> &answer)
{
    return std::get<Bulkhead::Waiting>(answer).ticket;
}

} // namespace

class BulkheadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void admitsItsLimitThenQueuesThenRefuses();
    void waitersEnterInOrder();
    void trialsGoBeforeOrdinaryCalls();
    void trialDisplacesTheLastOrdinaryCallOfAFullQueue();
    void cancelledWaiterLeavesTheQueue();
    void waiterThatHasEnteredCannotBeCancelled();
    void higherLimitAdmitsWaiters();
    void lowerLimitLetsRunningCallsEndFirst();
};

void BulkheadTest::admitsItsLimitThenQueuesThenRefuses()
{
    Bulkhead bulkhead({.maxConcurrent = 2, .maxQueue = 1});
    QVERIFY(entered(bulkhead.enter()));
    QVERIFY(entered(bulkhead.enter()));
    QVERIFY(std::holds_alternative<Bulkhead::Waiting>(bulkhead.enter()));
    QVERIFY(std::holds_alternative<Bulkhead::Full>(bulkhead.enter()));
    QCOMPARE(bulkhead.running(), 2);
}

void BulkheadTest::waitersEnterInOrder()
{
    Bulkhead bulkhead({.maxConcurrent = 1, .maxQueue = 2});
    QVERIFY(entered(bulkhead.enter()));
    const auto first = ticketOf(bulkhead.enter());
    const auto second = ticketOf(bulkhead.enter());
    QCOMPARE(bulkhead.leave(), std::optional(first));
    QCOMPARE(bulkhead.leave(), std::optional(second));
    QVERIFY(!bulkhead.leave().has_value());
    QCOMPARE(bulkhead.running(), 0);
}

void BulkheadTest::trialsGoBeforeOrdinaryCalls()
{
    Bulkhead bulkhead({.maxConcurrent = 1, .maxQueue = 3});
    QVERIFY(entered(bulkhead.enter()));
    const auto ordinary = ticketOf(bulkhead.enter());
    const auto trial = ticketOf(bulkhead.enter(true));
    QCOMPARE(bulkhead.leave(), std::optional(trial));
    QCOMPARE(bulkhead.leave(), std::optional(ordinary));
}

void BulkheadTest::trialDisplacesTheLastOrdinaryCallOfAFullQueue()
{
    Bulkhead bulkhead({.maxConcurrent = 1, .maxQueue = 2});
    QVERIFY(entered(bulkhead.enter()));
    const auto first = ticketOf(bulkhead.enter());
    const auto last = ticketOf(bulkhead.enter());
    const auto trial = std::get<Bulkhead::Waiting>(bulkhead.enter(true));
    QCOMPARE(trial.displaced, std::optional(last));
    QVERIFY(!bulkhead.cancel(last));
    QCOMPARE(std::get<Bulkhead::Waiting>(bulkhead.enter(true)).displaced, std::optional(first));
    QVERIFY(std::holds_alternative<Bulkhead::Full>(bulkhead.enter(true))); // none but trials
    QCOMPARE(bulkhead.leave(), std::optional(trial.ticket));
    Bulkhead withoutQueue({.maxConcurrent = 1});
    QVERIFY(entered(withoutQueue.enter()));
    QVERIFY(std::holds_alternative<Bulkhead::Full>(withoutQueue.enter(true)));
}

void BulkheadTest::cancelledWaiterLeavesTheQueue()
{
    Bulkhead bulkhead({.maxConcurrent = 1, .maxQueue = 2});
    QVERIFY(entered(bulkhead.enter()));
    const auto first = ticketOf(bulkhead.enter());
    const auto second = ticketOf(bulkhead.enter());
    QVERIFY(bulkhead.cancel(first));
    QCOMPARE(bulkhead.waiting(), std::size_t(1));
    QCOMPARE(bulkhead.leave(), std::optional(second));
}

void BulkheadTest::waiterThatHasEnteredCannotBeCancelled()
{
    Bulkhead bulkhead({.maxConcurrent = 1, .maxQueue = 1});
    QVERIFY(entered(bulkhead.enter()));
    const auto ticket = ticketOf(bulkhead.enter());
    QVERIFY(bulkhead.leave().has_value());
    QVERIFY(!bulkhead.cancel(ticket));
    QCOMPARE(bulkhead.running(), 1);
}

void BulkheadTest::higherLimitAdmitsWaiters()
{
    Bulkhead bulkhead({.maxConcurrent = 1, .maxQueue = 5});
    QVERIFY(entered(bulkhead.enter()));
    const auto first = ticketOf(bulkhead.enter());
    const auto second = ticketOf(bulkhead.enter());
    QCOMPARE(bulkhead.setSettings({.maxConcurrent = 3, .maxQueue = 5}), (std::vector{first, second}));
    QCOMPARE(bulkhead.running(), 3);
}

void BulkheadTest::lowerLimitLetsRunningCallsEndFirst()
{
    Bulkhead bulkhead({.maxConcurrent = 3, .maxQueue = 1});
    for (int i = 0; i < 3; ++i)
        QVERIFY(entered(bulkhead.enter()));
    QVERIFY(bulkhead.setSettings({.maxConcurrent = 1, .maxQueue = 1}).empty());
    const auto waiting = ticketOf(bulkhead.enter());
    QVERIFY(!bulkhead.leave().has_value());
    QVERIFY(!bulkhead.leave().has_value());
    QCOMPARE(bulkhead.leave(), std::optional(waiting));
}

FUSEBOX_PLAIN_TEST(BulkheadTest)
#include "tst_bulkhead.moc"
