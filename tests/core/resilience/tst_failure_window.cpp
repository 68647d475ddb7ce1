// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/failure_window.h"
#include "tests/core/resilience/times.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

class FailureWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failureExactlyOneWindowOldIsOut();
    void keepsTheNewestWhenFull();
    void clearForgetsAll();
    void withoutCapacityCountsNothing();
};

void FailureWindowTest::failureExactlyOneWindowOldIsOut()
{
    FailureWindow window(3, 10s);
    window.add(kStart);
    window.add(kStart + 1s);
    QCOMPARE(window.count(kStart + 10s - kTick), 2U);
    QCOMPARE(window.count(kStart + 10s), 1U);
    QCOMPARE(window.count(kStart + 11s - kTick), 1U);
    QCOMPARE(window.count(kStart + 11s), 0U);
}

void FailureWindowTest::keepsTheNewestWhenFull()
{
    FailureWindow window(3, 10s);
    for (int i = 0; i < 100; ++i)
        window.add(kStart + i * 1s);
    QCOMPARE(window.count(kStart + 99s), 3U);
    QCOMPARE(window.count(kStart + 97s + 10s), 2U);
}

void FailureWindowTest::clearForgetsAll()
{
    FailureWindow window(3, 10s);
    window.add(kStart);
    window.clear();
    QCOMPARE(window.count(kStart), 0U);
    window.add(kStart);
    QCOMPARE(window.count(kStart), 1U);
}

void FailureWindowTest::withoutCapacityCountsNothing()
{
    FailureWindow window(0, 10s);
    window.add(kStart);
    QCOMPARE(window.count(kStart), 0U);
}

FUSEBOX_PLAIN_TEST(FailureWindowTest)
#include "tst_failure_window.moc"
