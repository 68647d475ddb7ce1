// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/contract/phase_watch.h"
#include "tests/support/manual_clock.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using probe::Phase;
using probe::PhaseWatch;

class TestPhaseWatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void phasesFollowEachOtherWithoutGaps();
    void skippedPhasesHaveNoTime();
    void timeBeforeTheFirstPhaseBelongsToIt();
    void nothingIsMeasuredAfterTheEnd();
    void eachPhaseHasItsDeadline_data();
    void eachPhaseHasItsDeadline();
    void waitingGoesOnWithTheTimeOfSending();
    void headHasTheTimeOfSendingAndTheBodyThatOfTheWhole();
    void sendingWithATimeOfItsOwnTakesNoneFromWaiting();
    void anAnswerThatComesWhileWeSendHasTheTimeOfWaiting();
    void waitingWithoutSendingHasATimeOfItsOwn();
    void theWholeBoundsEveryPhase();
    void tellsWhoseDeadlineComesFirst();
    void theLongestTimesAreForEver();
    void phaseThatComesAgainAddsToItsTime();
    void lapsAddUpToTheWhole();

private:
    const probe::Timeouts m_timeouts = {.dns = 2s, .connect = 3s, .tls = 4s, .firstByte = 5s, .total = 60s};
};

void TestPhaseWatch::phasesFollowEachOtherWithoutGaps()
{
    testing::ManualClock clock;
    PhaseWatch watch(clock, m_timeouts);
    watch.start();
    for (int p = 0; p < static_cast<int>(Phase::Count); ++p) {
        watch.enter(static_cast<Phase>(p));
        clock.advance((p + 1) * 1ms);
    }
    watch.stop();
    QCOMPARE(watch.times()[Phase::Dns], resilience::Nanoseconds(1ms));
    QCOMPARE(watch.times()[Phase::Transfer], resilience::Nanoseconds(6ms));
    QCOMPARE(watch.times().sum(), resilience::Nanoseconds(21ms));
}

void TestPhaseWatch::skippedPhasesHaveNoTime()
{
    testing::ManualClock clock;
    PhaseWatch watch(clock, m_timeouts);
    watch.start();
    watch.enter(Phase::Connect);
    clock.advance(1ms);
    watch.enter(Phase::Send);
    watch.stop();
    QVERIFY(!watch.times()[Phase::Dns] && !watch.times()[Phase::Tls] && !watch.times()[Phase::Wait]);
    QCOMPARE(watch.times()[Phase::Send], resilience::Nanoseconds(0));
}

void TestPhaseWatch::timeBeforeTheFirstPhaseBelongsToIt()
{
    testing::ManualClock clock;
    PhaseWatch watch(clock, m_timeouts);
    watch.start();
    clock.advance(7ms);
    watch.enter(Phase::Connect);
    watch.stop();
    QCOMPARE(watch.times()[Phase::Connect], resilience::Nanoseconds(7ms));
}

void TestPhaseWatch::nothingIsMeasuredAfterTheEnd()
{
    testing::ManualClock clock;
    PhaseWatch watch(clock, m_timeouts);
    watch.start();
    watch.enter(Phase::Connect);
    watch.stop();
    clock.advance(1h);
    QCOMPARE(watch.times().sum(), resilience::Nanoseconds(0));
}

void TestPhaseWatch::eachPhaseHasItsDeadline_data()
{
    QTest::addColumn<Phase>("phase");
    QTest::addColumn<resilience::Nanoseconds>("afterItsBegin");
    QTest::newRow("dns") << Phase::Dns << resilience::Nanoseconds(2s);
    QTest::newRow("connect") << Phase::Connect << resilience::Nanoseconds(3s);
    QTest::newRow("tls") << Phase::Tls << resilience::Nanoseconds(4s);
    QTest::newRow("send") << Phase::Send << resilience::Nanoseconds(5s);
}

void TestPhaseWatch::eachPhaseHasItsDeadline()
{
    QFETCH(Phase, phase);
    QFETCH(resilience::Nanoseconds, afterItsBegin);
    testing::ManualClock clock;
    PhaseWatch watch(clock, m_timeouts);
    watch.start();
    watch.enter(Phase::Dns);
    if (phase != Phase::Dns) {
        clock.advance(500ms);
        watch.enter(phase);
    }
    QCOMPARE(watch.phase(), phase);
    QCOMPARE(watch.deadline(), clock.now() + afterItsBegin);
}

void TestPhaseWatch::waitingGoesOnWithTheTimeOfSending()
{
    testing::ManualClock clock;
    PhaseWatch watch(clock, m_timeouts);
    watch.start();
    watch.enter(Phase::Connect);
    watch.enter(Phase::Send);
    const auto deadline = watch.deadline();
    clock.advance(1s);
    watch.enter(Phase::Wait);
    QCOMPARE(watch.deadline(), deadline);
}

void TestPhaseWatch::headHasTheTimeOfSendingAndTheBodyThatOfTheWhole()
{
    testing::ManualClock clock;
    PhaseWatch watch(clock, m_timeouts);
    const auto start = clock.now();
    watch.start();
    watch.enter(Phase::Send);
    clock.advance(1s);
    watch.enter(Phase::Transfer);
    QCOMPARE(watch.deadline(), start + 5s);
    watch.liftDeadline();
    QCOMPARE(watch.deadline(), start + 60s);
    QCOMPARE(watch.scope(), resilience::TimeoutScope::Total);
}

void TestPhaseWatch::sendingWithATimeOfItsOwnTakesNoneFromWaiting()
{
    testing::ManualClock clock;
    PhaseWatch watch(clock, {.firstByte = 5s, .total = 60s, .send = 2s});
    watch.start();
    watch.enter(Phase::Send);
    QCOMPARE(watch.deadline(), clock.now() + 2s);
    QCOMPARE(watch.scope(), resilience::TimeoutScope::Phase);
    clock.advance(1s);
    watch.enter(Phase::Wait);
    QCOMPARE(watch.deadline(), clock.now() + 5s);
    const auto deadline = watch.deadline();
    clock.advance(1s);
    watch.enter(Phase::Transfer);
    QCOMPARE(watch.deadline(), deadline);
}

void TestPhaseWatch::anAnswerThatComesWhileWeSendHasTheTimeOfWaiting()
{
    testing::ManualClock clock;
    PhaseWatch watch(clock, {.firstByte = 5s, .total = 60s, .send = 2s});
    watch.start();
    watch.enter(Phase::Send);
    clock.advance(1s);
    watch.enter(Phase::Transfer);
    QCOMPARE(watch.deadline(), clock.now() + 5s);
}

void TestPhaseWatch::waitingWithoutSendingHasATimeOfItsOwn()
{
    testing::ManualClock clock;
    PhaseWatch watch(clock, m_timeouts);
    watch.start();
    watch.enter(Phase::Connect);
    clock.advance(1s);
    watch.enter(Phase::Wait);
    QCOMPARE(watch.deadline(), clock.now() + 5s);
}

void TestPhaseWatch::theWholeBoundsEveryPhase()
{
    testing::ManualClock clock;
    PhaseWatch watch(clock, {.connect = 30s, .total = 10s});
    const auto start = clock.now();
    watch.start();
    clock.advance(1s);
    watch.enter(Phase::Connect);
    QCOMPARE(watch.deadline(), start + 10s);
}

void TestPhaseWatch::tellsWhoseDeadlineComesFirst()
{
    testing::ManualClock clock;
    PhaseWatch watch(clock, {.dns = 2s, .connect = 3s, .total = 5s});
    watch.start();
    watch.enter(Phase::Dns);
    QCOMPARE(watch.scope(), resilience::TimeoutScope::Phase);
    clock.advance(2s);
    watch.enter(Phase::Connect); // both are over at the same moment
    QCOMPARE(watch.scope(), resilience::TimeoutScope::Total);
}

void TestPhaseWatch::theLongestTimesAreForEver()
{
    constexpr auto longest = resilience::Nanoseconds::max();
    testing::ManualClock clock;
    probe::PhaseWatch watch(clock, {longest, longest, longest, longest, longest, longest});
    watch.start();
    for (const Phase phase :
         {Phase::Dns, Phase::Connect, Phase::Tls, Phase::Send, Phase::Wait, Phase::Transfer}) {
        watch.enter(phase);
        QCOMPARE(watch.deadline(), resilience::TimePoint::max());
        clock.advance(1h);
    }
}

void TestPhaseWatch::phaseThatComesAgainAddsToItsTime()
{
    testing::ManualClock clock;
    PhaseWatch watch(clock, m_timeouts);
    watch.start();
    for (const Phase phase : {Phase::Connect, Phase::Send, Phase::Connect, Phase::Send}) {
        watch.enter(phase);
        clock.advance(2ms);
    }
    watch.stop();
    clock.advance(1ms);
    watch.stop();
    QCOMPARE(watch.times()[Phase::Connect], resilience::Nanoseconds(4ms));
    QCOMPARE(watch.times().sum(), resilience::Nanoseconds(8ms));
}

void TestPhaseWatch::lapsAddUpToTheWhole()
{
    testing::ManualClock clock;
    PhaseWatch watch(clock, m_timeouts);
    watch.start();
    watch.enter(Phase::Connect);
    clock.advance(1ms);
    const auto first = watch.takeLap();
    clock.advance(2ms); // belongs to what comes next
    watch.enter(Phase::Dns);
    clock.advance(4ms);
    watch.enter(Phase::Connect);
    clock.advance(8ms);
    const auto second = watch.takeLap();
    QCOMPARE(first[Phase::Connect], resilience::Nanoseconds(1ms));
    QVERIFY(!first[Phase::Dns]);
    QCOMPARE(second[Phase::Dns], resilience::Nanoseconds(6ms));
    QCOMPARE(second[Phase::Connect], resilience::Nanoseconds(8ms));
    QCOMPARE(watch.times().sum(), first.sum() + second.sum());
}

FUSEBOX_LOOP_TEST(TestPhaseWatch)
#include "tst_phase_watch.moc"
