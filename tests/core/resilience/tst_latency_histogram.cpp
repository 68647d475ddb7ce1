// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "core/resilience/latency_histogram.h"
#include "tests/core/resilience/times.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

class LatencyHistogramTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void percentilesAreWithinTheirBound();
    void emptyKnowsNothing();
    void oneLatencyIsEveryPercentile();
    void mergedHistogramsAreOneOfBoth();
    void outOfRangeIsCut();
    void fullBucketHalvesAllAndKeepsTheShares();
};

void LatencyHistogramTest::percentilesAreWithinTheirBound()
{
    std::mt19937_64 random(1);
    std::lognormal_distribution<double> spread(std::log(2e6), 3);
    LatencyHistogram histogram;
    std::vector<Nanoseconds> all;
    for (int i = 0; i < 10'000; ++i) {
        const auto latency = Nanoseconds(std::llround(std::min(spread(random), 3.5e12)));
        histogram.add(latency);
        all.push_back(latency);
    }
    std::ranges::sort(all);
    for (const double share : {0.0, 0.001, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
        const auto rank = static_cast<std::size_t>(std::max(std::ceil(share * 10'000), 1.0)) - 1;
        const auto exact = double(all[rank].count());
        const auto given = double(histogram.percentile(share)->count());
        QVERIFY(std::abs(given - exact) <= std::max(exact / 31, 520.0));
    }
}

void LatencyHistogramTest::emptyKnowsNothing()
{
    const LatencyHistogram histogram;
    QVERIFY(!histogram.percentile(0.5).has_value());
    QVERIFY(!histogram.least().has_value());
    QVERIFY(!histogram.most().has_value());
}

void LatencyHistogramTest::oneLatencyIsEveryPercentile()
{
    LatencyHistogram histogram;
    histogram.add(123456789ns);
    for (const double share : {-1.0, 0.0, 0.5, 1.0, 2.0})
        QCOMPARE(histogram.percentile(share).value(), Nanoseconds(123456789ns));
}

void LatencyHistogramTest::mergedHistogramsAreOneOfBoth()
{
    LatencyHistogram one, other, both;
    for (int i = 1; i <= 1000; ++i) {
        (i % 3 == 0 ? one : other).add(i * 1ms);
        both.add(i * 1ms);
    }
    one.merge(other);
    QCOMPARE(one.count(), both.count());
    for (const double share : {0.0, 0.1, 0.5, 0.99, 1.0})
        QCOMPARE(one.percentile(share), both.percentile(share));
}

void LatencyHistogramTest::outOfRangeIsCut()
{
    LatencyHistogram histogram;
    histogram.add(-5s);
    histogram.add(Nanoseconds::max());
    QCOMPARE(histogram.least().value(), Nanoseconds(0));
    QCOMPARE(histogram.most().value(), Nanoseconds(1h));
}

void LatencyHistogramTest::fullBucketHalvesAllAndKeepsTheShares()
{
    LatencyHistogram histogram;
    for (int i = 0; i < 1'000'000; ++i)
        histogram.add(i % 10 == 0 ? Nanoseconds(1s) : Nanoseconds(1ms));
    QVERIFY(histogram.count() > 30'000 && histogram.count() < 80'000);
    QVERIFY(histogram.percentile(0.88).value() < 2ms);
    QVERIFY(histogram.percentile(0.92).value() > 900ms);
}

FUSEBOX_PLAIN_TEST(LatencyHistogramTest)
#include "tst_latency_histogram.moc"
