// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/history/record/endpoint_account.h"
#include "tests/support/builders.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::GapCause;
using health::WallTime;
using history::Body;
using history::EndpointAccount;
using history::SlotBody;
using history::TimeShares;

namespace {

const WallTime start(1'000'000s);

/// An account with a hold of 15 s.
struct Account : EndpointAccount
{
    Account()
        : EndpointAccount(start)
    {
        setHold(15s);
    }
    void happen(std::chrono::milliseconds at, decltype(health::Event::what) what)
    {
        add(start + at, testing::event(QStringLiteral("a"), {}, std::move(what)));
    }
    TimeShares sharesAt(std::chrono::milliseconds at)
    {
        advance(start + at);
        Body sum;
        for (const SlotBody &slot : take())
            sum += slot.body;
        return sum.time;
    }
};

health::CheckEvent skipped(GapCause cause)
{
    health::CheckEvent check;
    check.outcome = health::CheckOutcome::Skipped;
    check.gap = cause;
    return check;
}

health::TransitionEvent opened()
{
    return {testing::transition(resilience::EffectiveState::Closed, resilience::EffectiveState::Open,
                                resilience::TransitionReason::FailuresInWindow),
            {}};
}

} // namespace

class TestEndpointAccount : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFindingSpeaksUntilTheNext()
    {
        Account account;
        account.happen(0s, testing::success(1ms));
        account.happen(7s, testing::failure(resilience::ErrorClass::Refused));
        const TimeShares time = account.sharesAt(10s);
        QCOMPARE(time.up, 7s);
        QCOMPARE(time.down, 3s);
    }

    void whatItHoldsNoLongerIsAGap()
    {
        Account account;
        account.happen(0s, testing::success(1ms));
        const TimeShares time = account.sharesAt(60s);
        QCOMPARE(time.up, 15s);
        QCOMPARE(time.gap(GapCause::Silent), 45s);
    }

    void anOpenCircuitHoldsBackAndIsNotDown()
    {
        Account account;
        account.happen(0s, testing::failure(resilience::ErrorClass::Refused));
        account.happen(2s, opened());
        const TimeShares time = account.sharesAt(32s);
        QCOMPARE(time.down, 2s);
        QCOMPARE(time.gap(GapCause::CircuitOpen), 30s);
    }

    void aTrialThatAnswersEndsTheGap()
    {
        Account account;
        account.happen(0s, opened());
        account.happen(30s, testing::success(1ms));
        const TimeShares time = account.sharesAt(40s);
        QCOMPARE(time.gap(GapCause::CircuitOpen), 30s);
        QCOMPARE(time.up, 10s);
    }

    void aGapHasItsCause_data()
    {
        QTest::addColumn<GapCause>("cause");
        for (const GapCause cause : {GapCause::Offline, GapCause::Asleep, GapCause::RateLimited,
                                     GapCause::Crowded, GapCause::NoResources, GapCause::Overloaded})
            QTest::addRow("%d", static_cast<int>(cause)) << cause;
    }
    void aGapHasItsCause()
    {
        QFETCH(GapCause, cause);
        Account account;
        account.happen(0s, testing::success(1ms));
        account.happen(5s, skipped(cause));
        const TimeShares time = account.sharesAt(20s);
        QCOMPARE(time.up, 5s);
        QCOMPARE(time.gap(cause), 15s);
    }

    /// A WebSocket that waits for its next dial says less than why it was lost.
    void waitingSaysLessThanWhy()
    {
        Account account;
        account.happen(0s, skipped(GapCause::Offline));
        account.happen(1s, health::WebSocketEvent{.change = health::WebSocketChange::Waiting});
        QCOMPARE(account.sharesAt(11s).gap(GapCause::Offline), 11s);
    }

    void whatWasLostIsDownAndThenDisconnected()
    {
        Account account;
        health::WebSocketEvent loss{.change = health::WebSocketChange::Disconnected};
        loss.failure.emplace();
        account.happen(0s, loss);
        const TimeShares time = account.sharesAt(20s);
        QCOMPARE(time.down, 15s);
        QCOMPARE(time.gap(GapCause::Disconnected), 5s);
    }

    void eachMillisecondIsSharedOutOnce()
    {
        Account account;
        std::chrono::milliseconds at{0};
        for (int i = 0; i < 2'000; ++i) {
            at += std::chrono::milliseconds(i * 37 % 1'511);
            if (i % 7 == 0)
                account.happen(at, skipped(GapCause::Crowded));
            else if (i % 3 == 0)
                account.happen(at, testing::failure(resilience::ErrorClass::Tls));
            else
                account.happen(at, testing::success(1ms));
        }
        QCOMPARE(account.sharesAt(at).total(), at);
    }

    void eachSlotHasItsOwnTimeAndChecks()
    {
        Account account;
        account.happen(0s, testing::success(1ms));
        account.happen(12s, testing::failure(resilience::ErrorClass::Tls));
        account.advance(start + 20s);
        const auto taken = account.take();
        QCOMPARE(taken.size(), 2U);
        QCOMPARE(taken[0].slot, start);
        QCOMPARE(taken[0].body.answered(), 1U);
        QCOMPARE(taken[0].body.time.up, 10s);
        QCOMPARE(taken[1].slot, start + 10s);
        QCOMPARE(taken[1].body.failed(), 1U);
        QCOMPARE(taken[1].body.time.up, 2s);
        QCOMPARE(taken[1].body.time.down, 8s);
    }

    void whatWasTakenDoesNotComeAgain()
    {
        Account account;
        account.happen(0s, testing::success(1ms));
        QCOMPARE(account.sharesAt(4s).total(), 4s);
        QCOMPARE(account.sharesAt(10s).total(), 6s);
        QVERIFY(account.take().empty());
    }

    /// The time between is nobody's.
    void aClockThatIsSetMovesWhatComes_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::newRow("a day back") << qint64(-86'400);
        QTest::newRow("a year forward") << qint64(365 * 86'400);
    }
    void aClockThatIsSetMovesWhatComes()
    {
        QFETCH(qint64, seconds);
        const std::chrono::seconds by(seconds);
        Account account;
        account.happen(0s, testing::success(1ms));
        account.advance(start + 5s);
        account.move(by);
        account.advance(start + by + 8s);
        const auto taken = account.take();
        QCOMPARE(taken.size(), 2U);
        const auto &moved = seconds < 0 ? taken[0] : taken[1];
        QCOMPARE(moved.slot, start + by);
        QCOMPARE(moved.body.time.up, 3s);
    }

    void slotsBeginOnTheGrid()
    {
        using history::gridBegin;
        QCOMPARE(gridBegin(WallTime(19'999ms), 10s), WallTime(10'000ms));
        QCOMPARE(gridBegin(WallTime(20'000ms), 10s), WallTime(20'000ms));
        QCOMPARE(gridBegin(WallTime(-1ms), 10s), WallTime(-10'000ms));
    }
};

FUSEBOX_PLAIN_TEST(TestEndpointAccount)
#include "tst_endpoint_account.moc"
