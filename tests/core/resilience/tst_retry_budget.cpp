// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/retry_budget.h"
#include "tests/core/resilience/times.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

class RetryBudgetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void floorAllowsRetriesWithoutTraffic();
    void shareOfTrafficAllowsMore();
    void floorIsNotAddedToTheShare();
    void shareIsExact();
    void retriesLeaveExactlyOneWindowLater();
    void outageIsNeverMultiplied();
    void newSettingsHoldForWhatWasCountedBefore();
    void aShorterWindowForgetsWhatItDoesNotReach();
};

void RetryBudgetTest::floorAllowsRetriesWithoutTraffic()
{
    RetryBudget budget({.share = 0.2, .floor = 2, .window = 10s});
    QVERIFY(budget.tryRetry(kStart));
    QVERIFY(budget.tryRetry(kStart));
    QVERIFY(!budget.tryRetry(kStart));
}

void RetryBudgetTest::shareOfTrafficAllowsMore()
{
    RetryBudget budget({.share = 0.2, .floor = 0, .window = 10s});
    for (int i = 0; i < 4; ++i)
        budget.call(kStart);
    QVERIFY(!budget.tryRetry(kStart));
    budget.call(kStart);
    QCOMPARE(budget.available(kStart), 1);
    QVERIFY(budget.tryRetry(kStart));
    QVERIFY(!budget.tryRetry(kStart));
}

void RetryBudgetTest::floorIsNotAddedToTheShare()
{
    RetryBudget budget({.share = 0.1, .floor = 3, .window = 10s});
    QCOMPARE(budget.available(kStart), 3);
    for (int i = 0; i < 100; ++i)
        budget.call(kStart);
    QCOMPARE(budget.available(kStart), 10);
}

void RetryBudgetTest::shareIsExact()
{
    RetryBudget budget({.share = 0.29, .floor = 0, .window = 10s});
    for (int i = 0; i < 100; ++i)
        budget.call(kStart);
    QCOMPARE(budget.available(kStart), 29);
}

void RetryBudgetTest::retriesLeaveExactlyOneWindowLater()
{
    RetryBudget budget({.share = 0, .floor = 1, .window = 10s});
    QVERIFY(budget.tryRetry(kStart));
    QVERIFY(!budget.tryRetry(kStart + 10s - kTick));
    QVERIFY(budget.tryRetry(kStart + 10s));
}

void RetryBudgetTest::outageIsNeverMultiplied()
{
    RetryBudget budget({.share = 0.1, .floor = 5, .window = 10s});
    int retries = 0;
    for (int i = 0; i < 10'000; ++i) {
        const TimePoint now = kStart + i * 1ms; // all within one window
        budget.call(now);
        for (int attempt = 0; attempt < 3; ++attempt)
            retries += budget.tryRetry(now);
    }
    QCOMPARE(retries, 1000);
}

void RetryBudgetTest::newSettingsHoldForWhatWasCountedBefore()
{
    RetryBudget budget({.share = 0.1, .floor = 0, .window = 10s});
    for (int i = 0; i < 10; ++i)
        budget.call(kStart);
    QVERIFY(budget.tryRetry(kStart));
    budget.setSettings({.share = 0.3, .floor = 0, .window = 10s}, kStart + 1s);
    QCOMPARE(budget.available(kStart + 1s), 2);
    budget.setSettings({.share = 0, .floor = 1, .window = 10s}, kStart + 1s);
    QCOMPARE(budget.available(kStart + 1s), 0);
    QCOMPARE(budget.available(kStart + 10s), 1);
}

void RetryBudgetTest::aShorterWindowForgetsWhatItDoesNotReach()
{
    RetryBudget budget({.share = 0, .floor = 2, .window = 10s});
    QVERIFY(budget.tryRetry(kStart));
    QVERIFY(budget.tryRetry(kStart + 3s));
    budget.setSettings({.share = 0, .floor = 2, .window = 2s}, kStart + 4s);
    QCOMPARE(budget.available(kStart + 4s), 1);
    QCOMPARE(budget.available(kStart + 5s), 2);
}

FUSEBOX_PLAIN_TEST(RetryBudgetTest)
#include "tst_retry_budget.moc"
