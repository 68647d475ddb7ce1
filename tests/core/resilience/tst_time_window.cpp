// SPDX-License-Identifier: GPL-3.0-or-later
#include <deque>
#include <random>

#include "core/resilience/time_window.h"
#include "tests/core/resilience/times.h"
#include "tests/support/long_run.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

class TimeWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callExactlyOneWindowOldIsOut();
    void readingExpiresWithoutTraffic();
    void isExactWhileCallsHaveASlotEach();
    void underLoadForgetsAtMostASlotTooEarly();
    void oneCallTooManyMovesOneCallOnly();
    void isExactAgainOnceTrafficIsThin();
    void clearForgetsAll();
};

void TimeWindowTest::callExactlyOneWindowOldIsOut()
{
    TimeWindow window(10s);
    window.add(Outcome::Failure, kStart);
    window.add(Outcome::Success, kStart + kTick);
    QCOMPARE(window.counts(kStart + 10s - kTick).total(), 2U);
    QCOMPARE(window.counts(kStart + 10s).failures(), 0U);
    QCOMPARE(window.counts(kStart + 10s).total(), 1U);
    QCOMPARE(window.counts(kStart + 10s + kTick).total(), 0U);
}

void TimeWindowTest::readingExpiresWithoutTraffic()
{
    TimeWindow window(10s);
    window.add(Outcome::Slow, kStart);
    QCOMPARE(window.counts(kStart + 1h).total(), 0U);
    QCOMPARE(window.counts(kStart)[Outcome::Slow], 1U);
}

void TimeWindowTest::isExactWhileCallsHaveASlotEach()
{
    constexpr int kCalls = static_cast<int>(TimeWindow::kSlots);
    TimeWindow window(10s);
    for (int i = 0; i < kCalls; ++i)
        window.add(Outcome::Failure, kStart + i * kTick);
    for (int i = 0; i < kCalls; ++i)
        QCOMPARE(window.counts(kStart + 10s + i * kTick).failures(), std::uint32_t(kCalls - i - 1));
}

void TimeWindowTest::underLoadForgetsAtMostASlotTooEarly()
{
    constexpr Nanoseconds kLength = 10s;
    constexpr Nanoseconds kSlack = kLength * 2 / (static_cast<int>(TimeWindow::kSlots) - 1);
    TimeWindow window(kLength);
    std::deque<TimePoint> calls;
    std::mt19937_64 random(1);
    TimePoint now = kStart;
    for (int i = 0; i < timesToRun(100'000); ++i) {
        now += Nanoseconds(std::uniform_int_distribution<std::int64_t>(0, 2'000'000)(random));
        window.add(Outcome::Failure, now);
        calls.push_back(now);
        const auto younger = [&](Nanoseconds age) {
            return calls.end() - std::upper_bound(calls.begin(), calls.end(), now - age);
        };
        const auto counted = static_cast<std::ptrdiff_t>(window.counts(now).failures());
        QVERIFY(counted <= younger(kLength));
        QVERIFY(counted >= younger(kLength - kSlack));
        while (now - calls.front() > 2 * kLength)
            calls.pop_front();
    }
}

void TimeWindowTest::oneCallTooManyMovesOneCallOnly()
{
    constexpr int kCalls = static_cast<int>(TimeWindow::kSlots) + 1;
    TimeWindow window(60s);
    for (int i = 0; i < kCalls; ++i)
        window.add(Outcome::Failure, kStart + i * 1s);
    QCOMPARE(window.counts(kStart + 60s - kTick).total(), std::uint32_t(kCalls));
    for (int i = 1; i < kCalls; ++i) // the second leaves with the first
        QCOMPARE(window.counts(kStart + 60s + i * 1s).total(), std::uint32_t(kCalls - i - 1));
}

void TimeWindowTest::isExactAgainOnceTrafficIsThin()
{
    TimeWindow window(10s);
    for (int i = 0; i < 10'000; ++i)
        window.add(Outcome::Failure, kStart + i * 1ms);
    const TimePoint later = kStart + 30s;
    window.add(Outcome::Failure, later);
    window.add(Outcome::Failure, later + kTick);
    QCOMPARE(window.counts(later + 10s).total(), 1U);
}

void TimeWindowTest::clearForgetsAll()
{
    TimeWindow window(10s);
    window.add(Outcome::Failure, kStart);
    window.clear();
    QCOMPARE(window.counts(kStart), WindowCounts{});
}

FUSEBOX_PLAIN_TEST(TimeWindowTest)
#include "tst_time_window.moc"
