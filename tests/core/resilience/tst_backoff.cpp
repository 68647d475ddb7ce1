// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <limits>

#include "core/resilience/backoff.h"
#include "tests/core/resilience/times.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

Q_DECLARE_METATYPE(fusebox::resilience::Nanoseconds)
Q_DECLARE_METATYPE(fusebox::resilience::Backoff)
Q_DECLARE_METATYPE(fusebox::resilience::DelayRange)

namespace {

constexpr int kLast = std::numeric_limits<int>::max();

Backoff with(Growth growth, Jitter jitter = Jitter::Full)
{
    return {100ms, 2.0, 5s, growth, jitter, 0.25};
}

} // namespace

class BackoffTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void growsUpToTheCap_data();
    void growsUpToTheCap();
    void jitterIsARangeUnderTheCap_data();
    void jitterIsARangeUnderTheCap();
    void delaysAreUniformOverTheirRange_data();
    void delaysAreUniformOverTheirRange();
    void noDelayIsOverTheCapWhateverTheSettings();
    void noDelayStaysNoneAtAnyAttempt();
    void constantDelayIsExact();
    void decorrelatedWalkStaysSpreadAtTheCap();
    void fullJitterIsExponentialWhateverTheGrowth();
};

void BackoffTest::growsUpToTheCap_data()
{
    QTest::addColumn<Backoff>("backoff");
    QTest::addColumn<int>("retry");
    QTest::addColumn<Nanoseconds>("delay");
    const auto row = [](const char *name, Growth growth, int retry, Nanoseconds delay) {
        QTest::newRow(name) << with(growth) << retry << delay;
    };
    row("constant, first", Growth::Constant, 1, 100ms);
    row("constant, last", Growth::Constant, kLast, 100ms);
    row("linear, first", Growth::Linear, 1, 100ms);
    row("linear, third", Growth::Linear, 3, 300ms);
    row("linear, at the cap", Growth::Linear, 50, 5s);
    row("linear, last", Growth::Linear, kLast, 5s);
    row("exponential, first", Growth::Exponential, 1, 100ms);
    row("exponential, second", Growth::Exponential, 2, 200ms);
    row("exponential, sixth", Growth::Exponential, 6, 3200ms);
    row("exponential, at the cap", Growth::Exponential, 7, 5s);
    row("exponential, thousandth", Growth::Exponential, 1000, 5s);
    row("exponential, last", Growth::Exponential, kLast, 5s);
    row("zeroth counts as first", Growth::Exponential, 0, 100ms);
    row("negative counts as first", Growth::Linear, -kLast, 100ms);
}

void BackoffTest::growsUpToTheCap()
{
    QFETCH(const Backoff, backoff);
    QFETCH(const int, retry);
    QFETCH(const Nanoseconds, delay);
    QCOMPARE(bareDelay(backoff, retry), delay);
}

void BackoffTest::jitterIsARangeUnderTheCap_data()
{
    QTest::addColumn<Backoff>("backoff");
    QTest::addColumn<int>("retry");
    QTest::addColumn<Nanoseconds>("previous");
    QTest::addColumn<DelayRange>("range");
    const auto row = [](const char *name, Jitter jitter, int retry, Nanoseconds previous, DelayRange range) {
        QTest::newRow(name) << with(Growth::Exponential, jitter) << retry << previous << range;
    };
    row("full", Jitter::Full, 2, 0s, {0s, 200ms});
    row("full, at the cap", Jitter::Full, 99, 0s, {0s, 5s});
    row("equal", Jitter::Equal, 2, 0s, {100ms, 200ms});
    row("equal, at the cap", Jitter::Equal, 99, 0s, {2500ms, 5s});
    row("proportional", Jitter::Proportional, 2, 0s, {150ms, 250ms});
    row("proportional, at the cap", Jitter::Proportional, 99, 0s, {3750ms, 5s});
    row("decorrelated, first", Jitter::Decorrelated, 1, 0s, {100ms, 300ms});
    row("decorrelated, later", Jitter::Decorrelated, 2, 200ms, {100ms, 600ms});
    row("decorrelated, at the cap", Jitter::Decorrelated, 9, 5s, {100ms, 5s});
}

void BackoffTest::jitterIsARangeUnderTheCap()
{
    QFETCH(const Backoff, backoff);
    QFETCH(const int, retry);
    QFETCH(const Nanoseconds, previous);
    QFETCH(const DelayRange, range);
    QCOMPARE(delayRange(backoff, retry, previous).least, range.least);
    QCOMPARE(delayRange(backoff, retry, previous).most, range.most);
}

void BackoffTest::delaysAreUniformOverTheirRange_data()
{
    QTest::addColumn<Backoff>("backoff");
    QTest::addColumn<int>("retry");
    for (const auto &[name, jitter] : {std::pair{"full", Jitter::Full},
                                       {"equal", Jitter::Equal},
                                       {"proportional", Jitter::Proportional},
                                       {"decorrelated", Jitter::Decorrelated}}) {
        QTest::addRow("%s", name) << with(Growth::Exponential, jitter) << 2;
        QTest::addRow("%s, at the cap", name) << with(Growth::Exponential, jitter) << 40;
    }
}

void BackoffTest::delaysAreUniformOverTheirRange()
{
    QFETCH(const Backoff, backoff);
    QFETCH(const int, retry);
    constexpr std::size_t kBins = 10;
    constexpr int kDraws = 100'000;
    const auto range = delayRange(backoff, retry, 5s);
    std::array<int, kBins> bins = {};
    Random random(2);
    for (int i = 0; i < kDraws; ++i) {
        const auto delay = draw(range, random);
        QVERIFY(delay >= range.least && delay <= range.most);
        const auto bin =
            static_cast<std::size_t>((delay - range.least) * kBins / (range.most - range.least + kTick));
        ++bins.at(bin);
    }
    // Standard deviation of a bin is sqrt(100000 * 0.1 * 0.9) = 95: five of them.
    for (const int count : bins)
        QVERIFY(std::abs(count - kDraws / int(kBins)) < 475);
}

void BackoffTest::noDelayIsOverTheCapWhateverTheSettings()
{
    Random random(3);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    for (const double multiplier : {-1.0, 0.0, 1.0, 1.5, 1e300, inf, nan}) {
        for (const double share : {-1.0, 0.0, 1.0, 7.0, nan}) {
            for (const Jitter jitter :
                 {Jitter::Full, Jitter::Equal, Jitter::Proportional, Jitter::Decorrelated}) {
                for (const int retry : {1, 2, 63, 64, 1000, kLast}) {
                    const Backoff backoff{30s, multiplier, 20s, Growth::Exponential, jitter, share};
                    const auto range = delayRange(backoff, retry, Nanoseconds::max());
                    QVERIFY(range.least >= 0s && range.least <= range.most && range.most <= 20s);
                    QVERIFY(draw(range, random) <= 20s);
                }
            }
        }
    }
}

void BackoffTest::noDelayStaysNoneAtAnyAttempt()
{
    for (const int retry : {1, 2, 1025, std::numeric_limits<int>::max()})
        QCOMPARE(bareDelay({.initialDelay = 0s, .multiplier = 2, .maxDelay = 5s}, retry), Nanoseconds(0));
}

void BackoffTest::constantDelayIsExact()
{
    const Nanoseconds delay = 24h * 200 + 1ns; // more than a double holds
    const Backoff backoff{.initialDelay = delay, .maxDelay = 2 * delay, .growth = Growth::Constant};
    QCOMPARE(bareDelay(backoff, 7), delay);
}

void BackoffTest::decorrelatedWalkStaysSpreadAtTheCap()
{
    const auto backoff = with(Growth::Exponential, Jitter::Decorrelated);
    Random random(4);
    Nanoseconds delay = 0s;
    int nearTheCap = 0;
    for (int i = 1; i <= 10'000; ++i) {
        delay = draw(delayRange(backoff, i, delay), random);
        nearTheCap += delay > 4900ms;
    }
    QVERIFY(nearTheCap < 1000);
}

void BackoffTest::fullJitterIsExponentialWhateverTheGrowth()
{
    Random random(1);
    Nanoseconds longest = 0s;
    for (int i = 0; i < 10'000; ++i)
        longest = std::max(longest, fullJitter(with(Growth::Constant, Jitter::Equal), 3, random));
    QVERIFY(longest > 390ms && longest <= 400ms);
}

FUSEBOX_PLAIN_TEST(BackoffTest)
#include "tst_backoff.moc"
