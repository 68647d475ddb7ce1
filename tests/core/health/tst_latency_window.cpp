// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/health/latency_window.h"

using namespace fusebox::health;
using namespace std::chrono_literals;

class TestLatencyWindow final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyWindowHasNoPercentile();
    void percentilesAreByNearestRank();
    void theOldestIsForgotten();
};

void TestLatencyWindow::anEmptyWindowHasNoPercentile()
{
    QVERIFY(!LatencyWindow().percentile(0.5));
}

void TestLatencyWindow::percentilesAreByNearestRank()
{
    LatencyWindow window;
    for (int i = 100; i >= 1; --i)
        window.add(std::chrono::milliseconds(i));
    QCOMPARE(window.percentile(0.50).value(), Nanoseconds(50ms));
    QCOMPARE(window.percentile(0.95).value(), Nanoseconds(95ms));
    QCOMPARE(window.percentile(1.0).value(), Nanoseconds(100ms));
    QCOMPARE(window.percentile(0.001).value(), Nanoseconds(1ms));
}

void TestLatencyWindow::theOldestIsForgotten()
{
    LatencyWindow window;
    window.add(1h);
    for (std::size_t i = 0; i < LatencyWindow::Capacity; ++i)
        window.add(2ms);
    QCOMPARE(window.percentile(1.0).value(), Nanoseconds(2ms));
}

QTEST_GUILESS_MAIN(TestLatencyWindow)
#include "tst_latency_window.moc"
