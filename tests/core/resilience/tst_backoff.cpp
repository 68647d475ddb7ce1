// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>

#include "core/resilience/backoff.h"
#include "tests/core/resilience/times.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

Q_DECLARE_METATYPE(fusebox::resilience::Nanoseconds)

class BackoffTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void growsUpToTheCap_data();
    void growsUpToTheCap();
    void fullJitterStaysWithinTheDelay();
    void fullJitterIsUniform_data();
    void fullJitterIsUniform();
};

void BackoffTest::growsUpToTheCap_data()
{
    QTest::addColumn<int>("retry");
    QTest::addColumn<Nanoseconds>("delay");
    QTest::newRow("first") << 1 << Nanoseconds(100ms);
    QTest::newRow("second") << 2 << Nanoseconds(200ms);
    QTest::newRow("sixth") << 6 << Nanoseconds(3200ms);
    QTest::newRow("at the cap") << 7 << Nanoseconds(5s);
    QTest::newRow("thousandth") << 1000 << Nanoseconds(5s);
    QTest::newRow("last of all") << std::numeric_limits<int>::max() << Nanoseconds(5s);
    QTest::newRow("zeroth counts as first") << 0 << Nanoseconds(100ms);
}

void BackoffTest::growsUpToTheCap()
{
    QFETCH(const int, retry);
    QFETCH(const Nanoseconds, delay);
    QCOMPARE(exponentialDelay({100ms, 2.0, 5s}, retry), delay);
}

void BackoffTest::fullJitterStaysWithinTheDelay()
{
    Random random(1);
    for (int i = 0; i < 10'000; ++i) {
        const auto delay = fullJitter({100ms, 2.0, 5s}, 3, random);
        QVERIFY(delay >= 0ns && delay <= 400ms);
    }
}

void BackoffTest::fullJitterIsUniform_data()
{
    QTest::addColumn<int>("retry");
    QTest::newRow("below the cap") << 2;
    QTest::newRow("at the cap") << 40;
}

void BackoffTest::fullJitterIsUniform()
{
    QFETCH(const int, retry);
    constexpr int kBins = 10;
    constexpr int kDraws = 100'000;
    const Backoff backoff{100ms, 2.0, 5s};
    const auto longest = exponentialDelay(backoff, retry);
    std::array<int, kBins> bins = {};
    Random random(2);
    for (int i = 0; i < kDraws; ++i) {
        const auto delay = fullJitter(backoff, retry, random);
        ++bins[static_cast<std::size_t>(std::min<std::int64_t>(delay * kBins / longest, kBins - 1))];
    }
    // Standard deviation of a bin is sqrt(100000 * 0.1 * 0.9) = 95: five of them.
    for (const int count : bins)
        QVERIFY(std::abs(count - kDraws / kBins) < 475);
}

QTEST_APPLESS_MAIN(BackoffTest)
#include "tst_backoff.moc"
