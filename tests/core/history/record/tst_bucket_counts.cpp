// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>

#include <QTest>

#include "core/history/record/bucket_counts.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using history::BucketCounts;
using history::Nanoseconds;

namespace {

std::vector<Nanoseconds> someLatencies(std::size_t number, unsigned seed)
{
    std::mt19937 random(seed);
    std::lognormal_distribution<> spread(std::log(20e6), 0.8);
    std::vector<Nanoseconds> latencies(number);
    for (Nanoseconds &latency : latencies)
        latency = Nanoseconds(static_cast<std::int64_t>(spread(random)));
    return latencies;
}

BucketCounts countsOf(const std::vector<Nanoseconds> &latencies)
{
    BucketCounts counts;
    for (const Nanoseconds latency : latencies)
        counts.add(latency);
    return counts;
}

} // namespace

class TestBucketCounts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void percentilesAreRightTo32InAThousand_data()
    {
        QTest::addColumn<double>("share");
        for (const double share : {0.0, 0.01, 0.5, 0.95, 0.99, 0.999, 1.0})
            QTest::addRow("%g", share) << share;
    }
    void percentilesAreRightTo32InAThousand()
    {
        QFETCH(double, share);
        auto latencies = someLatencies(10'000, 1);
        const Nanoseconds found = *countsOf(latencies).percentile(share);
        std::ranges::sort(latencies);
        const auto rank = static_cast<std::size_t>(std::max(std::ceil(share * 10'000), 1.0));
        const auto exact = static_cast<double>(latencies[rank - 1].count());
        QVERIFY(std::abs(static_cast<double>(found.count()) - exact) <= 0.032 * exact);
    }

    void ofNoneThereIsNone() { QVERIFY(!BucketCounts().percentile(0.5)); }

    void addingUpIsAsCountingAll()
    {
        auto all = someLatencies(500, 1);
        const auto more = someLatencies(700, 2);
        BucketCounts sum = countsOf(all);
        sum += countsOf(more);
        all.insert(all.end(), more.begin(), more.end());
        QVERIFY(sum == countsOf(all));
        QCOMPARE(sum.total(), 1'200U);
    }

    void cellsAreInOrderHoweverTheyCome()
    {
        BucketCounts counts;
        for (const int bucket : {5, 3, 9, 3, 7, 458, 0})
            counts.count(static_cast<std::uint16_t>(bucket), 1);
        QVERIFY(std::ranges::is_sorted(counts.cells(), {}, &BucketCounts::Cell::bucket));
        QCOMPARE(counts.cells().size(), 6U);
    }

    void nothingMoreIsNoCell()
    {
        BucketCounts counts;
        counts.count(5, 0);
        QVERIFY(counts.isEmpty());
    }
};

FUSEBOX_PLAIN_TEST(TestBucketCounts)
#include "tst_bucket_counts.moc"
