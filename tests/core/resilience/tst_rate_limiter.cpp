// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>
#include <random>

#include "core/resilience/rate_limiter.h"
#include "tests/core/resilience/times.h"
#include "tests/support/long_run.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

namespace {

using Answer = std::variant<RateLimiter::Granted, RateLimiter::Waiting, RateLimiter::Refused>;

bool granted(const Answer &answer)
{
    return std::holds_alternative<RateLimiter::Granted>(answer);
}

RateLimiter::Waiting waiting(const Answer &answer)
{
    return std::get<RateLimiter::Waiting>(answer);
}

/// One token at once, then one a second.
constexpr RateLimiterSettings kOneASecond = {.capacity = 1, .refill = 1, .per = 1s, .maxQueue = 10};

} // namespace

class RateLimiterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void grantsABurstThenRefusesWithTheExactTime();
    void tokenComesAtItsTimeNotBefore();
    void idleTimeNeverBanksMoreThanTheCapacity();
    void waitersAreServedInOrderAtExactTimes();
    void cancelledWaitGivesItsReservationBack();
    void cancelledWaitsDoNotLeaveABurst();
    void longerWaitThanAllowedIsRefused();
    void thirdOfASecondLosesNoFraction();
    void loweringTheRateTruncates();
    void newRateHoldsFromNowOn();
    void neverGrantsMoreThanBucketAndRefill();
    void capacityOfALongPeriodHolds();
    void partOfATokenStaysTheSamePartUnderANewRate();
    void extremeSettingsDoNotOverflow();
    void weightedCallTakesAllItsTokensOrNone();
    void lightCallDoesNotPassAHeavyOneThatWaits();
    void heavyCallThatGivesUpLetsOthersMoveUpByItsTokens();
    void moreThanTheCapacityIsRefusedForEver();
    void capacityLoweredLaterStillServesWhoWaits();
    void weightBelowOneCountsAsOne();
    void weightedWaitsComeAtExactTimes();
};

void RateLimiterTest::grantsABurstThenRefusesWithTheExactTime()
{
    RateLimiter limiter({.capacity = 3, .refill = 2, .per = 1s}, kStart);
    for (int i = 0; i < 3; ++i)
        QVERIFY(granted(limiter.acquire(kStart)));
    QCOMPARE(std::get<RateLimiter::Refused>(limiter.acquire(kStart + 100ms)).retryIn, Nanoseconds(400ms));
}

void RateLimiterTest::tokenComesAtItsTimeNotBefore()
{
    RateLimiter limiter({.capacity = 1, .refill = 1, .per = 1s}, kStart);
    QVERIFY(granted(limiter.acquire(kStart)));
    QVERIFY(!granted(limiter.acquire(kStart + 1s - kTick)));
    QVERIFY(granted(limiter.acquire(kStart + 1s)));
}

void RateLimiterTest::idleTimeNeverBanksMoreThanTheCapacity()
{
    RateLimiter limiter({.capacity = 2, .refill = 1000, .per = 1s}, kStart);
    const TimePoint later = kStart + 24h * 3650;
    QCOMPARE(limiter.available(later), 2);
    QVERIFY(granted(limiter.acquire(later)));
    QVERIFY(granted(limiter.acquire(later)));
    QVERIFY(!granted(limiter.acquire(later)));
}

void RateLimiterTest::waitersAreServedInOrderAtExactTimes()
{
    RateLimiter limiter(kOneASecond, kStart);
    QVERIFY(granted(limiter.acquire(kStart)));
    const auto first = waiting(limiter.acquire(kStart));
    const auto second = waiting(limiter.acquire(kStart));
    QCOMPARE(first.wait, Nanoseconds(1s));
    QCOMPARE(second.wait, Nanoseconds(2s));
    QCOMPARE(waiting(limiter.claim(second.ticket, kStart + 1s)).wait, Nanoseconds(1s));
    QVERIFY(granted(limiter.claim(first.ticket, kStart + 1s)));
    QVERIFY(!granted(limiter.claim(second.ticket, kStart + 2s - kTick)));
    QVERIFY(granted(limiter.claim(second.ticket, kStart + 2s)));
    QVERIFY(!granted(limiter.claim(second.ticket, kStart + 9s)));
}

void RateLimiterTest::cancelledWaitGivesItsReservationBack()
{
    RateLimiter limiter(kOneASecond, kStart);
    QVERIFY(granted(limiter.acquire(kStart)));
    const auto first = waiting(limiter.acquire(kStart));
    const auto second = waiting(limiter.acquire(kStart));
    QVERIFY(limiter.cancel(first.ticket));
    QVERIFY(!limiter.cancel(first.ticket));
    QCOMPARE(waiting(limiter.claim(second.ticket, kStart)).wait, Nanoseconds(1s));
    QVERIFY(granted(limiter.claim(second.ticket, kStart + 1s)));
}

void RateLimiterTest::cancelledWaitsDoNotLeaveABurst()
{
    RateLimiter limiter(kOneASecond, kStart);
    QVERIFY(granted(limiter.acquire(kStart)));
    std::vector<RateLimiter::Ticket> tickets;
    for (int i = 0; i < 5; ++i)
        tickets.push_back(waiting(limiter.acquire(kStart)).ticket);
    QVERIFY(granted(limiter.claim(tickets[4], kStart + 100s))); // nobody fetched anything for long
    tickets.pop_back();
    for (const auto ticket : tickets)
        QVERIFY(limiter.cancel(ticket));
    QCOMPARE(limiter.available(kStart + 100s), 1);
}

void RateLimiterTest::longerWaitThanAllowedIsRefused()
{
    RateLimiter limiter({.capacity = 1, .refill = 1, .per = 1s, .maxQueue = 10, .maxWait = 1s}, kStart);
    QVERIFY(granted(limiter.acquire(kStart)));
    QVERIFY(std::holds_alternative<RateLimiter::Waiting>(limiter.acquire(kStart)));
    QCOMPARE(std::get<RateLimiter::Refused>(limiter.acquire(kStart)).retryIn, Nanoseconds(2s));
}

void RateLimiterTest::thirdOfASecondLosesNoFraction()
{
    RateLimiter limiter({.capacity = 1, .refill = 3, .per = 1s}, kStart);
    TimePoint now = kStart;
    int count = 0;
    QVERIFY(granted(limiter.acquire(now)));
    while (now < kStart + 1000s) {
        now += std::get<RateLimiter::Refused>(limiter.acquire(now)).retryIn;
        QVERIFY(granted(limiter.acquire(now)));
        ++count;
    }
    QCOMPARE(count, 3000);
}

void RateLimiterTest::loweringTheRateTruncates()
{
    RateLimiter limiter({.capacity = 100, .refill = 100, .per = 1s}, kStart);
    limiter.setSettings({.capacity = 5, .refill = 1, .per = 1s}, kStart);
    QCOMPARE(limiter.available(kStart), 5);
}

void RateLimiterTest::newRateHoldsFromNowOn()
{
    RateLimiter limiter({.capacity = 10, .refill = 1, .per = 1s}, kStart);
    for (int i = 0; i < 10; ++i)
        QVERIFY(granted(limiter.acquire(kStart)));
    limiter.setSettings({.capacity = 10, .refill = 1, .per = 10s}, kStart + 2500ms);
    QCOMPARE(limiter.available(kStart + 2500ms), 2);
    QCOMPARE(limiter.available(kStart + 7500ms - kTick), 2);
    QCOMPARE(limiter.available(kStart + 7500ms), 3);
}

void RateLimiterTest::neverGrantsMoreThanBucketAndRefill()
{
    std::mt19937_64 random(1);
    const auto pick = [&](int least, int most) { return std::uniform_int_distribution(least, most)(random); };
    for (int round = 0; round < timesToRun(2'000); ++round) {
        const RateLimiterSettings s{.capacity = pick(1, 5),
                                    .refill = pick(1, 7),
                                    .per = Nanoseconds(pick(1, 1000)),
                                    .maxQueue = pick(0, 5)};
        RateLimiter limiter(s, kStart);
        std::vector<RateLimiter::Ticket> tickets;
        std::vector<TimePoint> grants;
        TimePoint now = kStart;
        for (int i = 0; i < 300; ++i) {
            now += Nanoseconds(pick(0, 100));
            const int what = pick(1, 10);
            if (what <= 6) {
                const auto answer = limiter.acquire(now);
                if (granted(answer))
                    grants.push_back(now);
                else if (const auto *w = std::get_if<RateLimiter::Waiting>(&answer))
                    tickets.push_back(w->ticket);
            } else if (!tickets.empty()) {
                const auto index = static_cast<std::size_t>(pick(0, static_cast<int>(tickets.size()) - 1));
                if (what <= 9 && !granted(limiter.claim(tickets[index], now)))
                    continue;
                if (what <= 9)
                    grants.push_back(now);
                else
                    limiter.cancel(tickets[index]);
                tickets.erase(tickets.begin() + static_cast<std::ptrdiff_t>(index));
            }
        }
        for (std::size_t i = 0; i < grants.size(); ++i) {
            const auto refilled = (grants[i] - kStart) * s.refill / s.per;
            QVERIFY(std::cmp_less_equal(i + 1, s.capacity + refilled));
        }
    }
}

void RateLimiterTest::capacityOfALongPeriodHolds()
{
    RateLimiter limiter({.capacity = 100'000, .refill = 100'000, .per = 24h}, kStart);
    QCOMPARE(limiter.available(kStart), 100'000);
    for (int i = 0; i < 100'000; ++i)
        QVERIFY(granted(limiter.acquire(kStart)));
    QCOMPARE(std::get<RateLimiter::Refused>(limiter.acquire(kStart)).retryIn, Nanoseconds(864ms));
    QCOMPARE(limiter.available(kStart + 1000 * 24h), 100'000);
}

void RateLimiterTest::partOfATokenStaysTheSamePartUnderANewRate()
{
    // 2^53 + 1 parts: the first number that a double cannot hold.
    constexpr Nanoseconds period((std::int64_t(1) << 54) + 2);
    RateLimiter limiter({.capacity = 1, .refill = 1, .per = period}, kStart);
    QVERIFY(granted(limiter.acquire(kStart)));
    const TimePoint half = kStart + period / 2;
    limiter.setSettings({.capacity = 1, .refill = 1, .per = period * 3}, half);
    QCOMPARE(std::get<RateLimiter::Refused>(limiter.acquire(half)).retryIn, period * 3 / 2);
}

void RateLimiterTest::extremeSettingsDoNotOverflow()
{
    constexpr int kMost = std::numeric_limits<int>::max();
    for (const int number : {-1, 0, 1, kMost}) {
        for (const Nanoseconds per : {Nanoseconds::min(), 0ns, 1ns, Nanoseconds::max()}) {
            RateLimiter limiter({.capacity = number, .refill = number, .per = per, .maxQueue = number},
                                kStart);
            QVERIFY(granted(limiter.acquire(kStart)));
            (void)limiter.acquire(kStart);
            // One token in the longest period is the one rate that brings none in a century.
            const bool comesBack = per < 1h || number == kMost;
            QCOMPARE(limiter.available(kStart + 24h * 36500), comesBack ? std::max(number, 1) : 0);
        }
    }
}

void RateLimiterTest::weightedCallTakesAllItsTokensOrNone()
{
    RateLimiter limiter({.capacity = 5, .refill = 1, .per = 1s}, kStart);
    QVERIFY(granted(limiter.acquire(kStart, 3)));
    QCOMPARE(limiter.available(kStart), 2);
    QCOMPARE(std::get<RateLimiter::Refused>(limiter.acquire(kStart, 4)).retryIn, Nanoseconds(2s));
    QCOMPARE(limiter.available(kStart), 2);
    QVERIFY(granted(limiter.acquire(kStart, 2)));
    QCOMPARE(limiter.available(kStart), 0);
}

void RateLimiterTest::lightCallDoesNotPassAHeavyOneThatWaits()
{
    RateLimiter limiter({.capacity = 5, .refill = 1, .per = 1s, .maxQueue = 2}, kStart);
    QVERIFY(granted(limiter.acquire(kStart, 4)));
    const auto heavy = waiting(limiter.acquire(kStart, 5));
    QCOMPARE(heavy.wait, Nanoseconds(4s));
    QCOMPARE(limiter.available(kStart), 0);
    const auto light = waiting(limiter.acquire(kStart));
    QCOMPARE(light.wait, Nanoseconds(5s));
    QVERIFY(!granted(limiter.claim(light.ticket, kStart + 5s - kTick)));
    QVERIFY(granted(limiter.claim(light.ticket, kStart + 5s)));
    QVERIFY(granted(limiter.claim(heavy.ticket, kStart + 5s)));
}

void RateLimiterTest::heavyCallThatGivesUpLetsOthersMoveUpByItsTokens()
{
    RateLimiter limiter({.capacity = 5, .refill = 1, .per = 1s, .maxQueue = 2}, kStart);
    QVERIFY(granted(limiter.acquire(kStart, 5)));
    const auto heavy = waiting(limiter.acquire(kStart, 5));
    const auto light = waiting(limiter.acquire(kStart, 2));
    QCOMPARE(light.wait, Nanoseconds(7s));
    QVERIFY(limiter.cancel(heavy.ticket));
    QCOMPARE(waiting(limiter.claim(light.ticket, kStart)).wait, Nanoseconds(2s));
    QVERIFY(granted(limiter.claim(light.ticket, kStart + 2s)));
    QCOMPARE(limiter.available(kStart + 2s), 0);
    QCOMPARE(limiter.available(kStart + 60s), 5);
}

void RateLimiterTest::moreThanTheCapacityIsRefusedForEver()
{
    RateLimiter limiter({.capacity = 3, .refill = 1, .per = 1s, .maxQueue = 2}, kStart);
    QCOMPARE(std::get<RateLimiter::Refused>(limiter.acquire(kStart, 4)).retryIn, RateLimiter::kNever);
    QCOMPARE(limiter.waiting(), std::size_t(0));
    QCOMPARE(limiter.available(kStart), 3);
}

void RateLimiterTest::capacityLoweredLaterStillServesWhoWaits()
{
    RateLimiter limiter({.capacity = 5, .refill = 1, .per = 1s, .maxQueue = 1}, kStart);
    QVERIFY(granted(limiter.acquire(kStart, 5)));
    const auto heavy = waiting(limiter.acquire(kStart, 5));
    limiter.setSettings({.capacity = 1, .refill = 1, .per = 1s, .maxQueue = 1}, kStart);
    QVERIFY(!granted(limiter.claim(heavy.ticket, kStart + 5s - kTick)));
    QVERIFY(granted(limiter.claim(heavy.ticket, kStart + 5s)));
}

void RateLimiterTest::weightBelowOneCountsAsOne()
{
    RateLimiter limiter({.capacity = 3, .refill = 1, .per = 1s}, kStart);
    QVERIFY(granted(limiter.acquire(kStart, 0)));
    QVERIFY(granted(limiter.acquire(kStart, std::numeric_limits<int>::min())));
    QCOMPARE(limiter.available(kStart), 1);
}

/// Drawn weights, all waited for: each comes when the sum of those up to it has come, not a tick earlier.
void RateLimiterTest::weightedWaitsComeAtExactTimes()
{
    std::mt19937 random(7);
    std::uniform_int_distribution<int> weights(1, 7);
    RateLimiter limiter({.capacity = 7, .refill = 1, .per = 1s, .maxQueue = 1000}, kStart);
    QVERIFY(granted(limiter.acquire(kStart, 7)));
    Nanoseconds due = 0s;
    for (int call = 0; call < 1000; ++call) {
        const int weight = weights(random);
        due += weight * 1s;
        const auto answer = waiting(limiter.acquire(kStart, weight));
        QCOMPARE(answer.wait, due);
    }
    due = 0s;
    weights.reset();
    random.seed(7);
    for (RateLimiter::Ticket ticket = 1; ticket <= 1000; ++ticket) {
        due += weights(random) * 1s;
        QVERIFY(!granted(limiter.claim(ticket, kStart + due - kTick)));
        QVERIFY(granted(limiter.claim(ticket, kStart + due)));
    }
}

FUSEBOX_PLAIN_TEST(RateLimiterTest)
#include "tst_rate_limiter.moc"
