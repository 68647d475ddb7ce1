// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/health/detectors/latency_window.h"
#include "tests/support/test_program.h"

using namespace fusebox::health;
using namespace std::chrono_literals;

class TestLatencyWindow final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyWindowHasNoPercentile();
    void percentilesAreByNearestRank();
    void severalSharesMayHaveTheSameRank();
    void theOldestIsForgotten();
};

void TestLatencyWindow::anEmptyWindowHasNoPercentile()
{
    QVERIFY(!LatencyWindow().percentiles({0.5})[0]);
}

void TestLatencyWindow::percentilesAreByNearestRank()
{
    LatencyWindow window;
    for (int i = 100; i >= 1; --i)
        window.add(std::chrono::milliseconds(i));
    const auto [least, p50, p95, p99, most] = window.percentiles({0.001, 0.50, 0.95, 0.99, 1.0});
    QCOMPARE(least.value(), Nanoseconds(1ms));
    QCOMPARE(p50.value(), Nanoseconds(50ms));
    QCOMPARE(p95.value(), Nanoseconds(95ms));
    QCOMPARE(p99.value(), Nanoseconds(99ms));
    QCOMPARE(most.value(), Nanoseconds(100ms));
}

void TestLatencyWindow::severalSharesMayHaveTheSameRank()
{
    LatencyWindow window;
    window.add(7ms);
    window.add(3ms);
    const auto [p50, p95, p99] = window.percentiles({0.50, 0.95, 0.99});
    QCOMPARE(p50.value(), Nanoseconds(3ms));
    QCOMPARE(p95.value(), Nanoseconds(7ms));
    QCOMPARE(p99.value(), Nanoseconds(7ms));
}

void TestLatencyWindow::theOldestIsForgotten()
{
    LatencyWindow window;
    window.add(1h);
    for (std::size_t i = 0; i < LatencyWindow::Capacity; ++i)
        window.add(2ms);
    QCOMPARE(window.percentiles({1.0})[0].value(), Nanoseconds(2ms));
}

FUSEBOX_LOOP_TEST(TestLatencyWindow)
#include "tst_latency_window.moc"
