// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/timeout.h"
#include "tests/core/resilience/times.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

class TimeoutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void expiresAtItsDeadlineNotBefore();
    void innerEndLeavesTheOuterAlone();
    void outermostWinsWhereDeadlinesFallTogether();
    void endOfAnOuterScopeEndsTheInner();
    void withoutLimitNothingExpires();
    void cancelBeatsATimerThatHasFired();
    void completedCallCannotBeCancelled();
    void toldEndingIsFinal();
};

void TimeoutTest::expiresAtItsDeadlineNotBefore()
{
    Timeout timeout;
    timeout.begin(TimeoutScope::Attempt, 5s, kStart);
    QVERIFY(!timeout.expired(kStart + 5s - kTick).has_value());
    QCOMPARE(timeout.expired(kStart + 5s).value(), TimeoutScope::Attempt);
}

void TimeoutTest::innerEndLeavesTheOuterAlone()
{
    Timeout timeout;
    timeout.begin(TimeoutScope::Total, 10s, kStart);
    timeout.begin(TimeoutScope::Attempt, 2s, kStart);
    timeout.begin(TimeoutScope::Phase, 1s, kStart);
    QCOMPARE(timeout.next()->scope, TimeoutScope::Phase);
    timeout.end(TimeoutScope::Phase);
    QCOMPARE(timeout.next()->scope, TimeoutScope::Attempt);
    timeout.end(TimeoutScope::Attempt);
    QCOMPARE(timeout.next()->at, kStart + 10s);
}

void TimeoutTest::outermostWinsWhereDeadlinesFallTogether()
{
    Timeout timeout;
    timeout.begin(TimeoutScope::Total, 5s, kStart);
    timeout.begin(TimeoutScope::Attempt, 5s, kStart);
    QCOMPARE(timeout.next()->scope, TimeoutScope::Total);
    QCOMPARE(timeout.expired(kStart + 9s).value(), TimeoutScope::Total);
}

void TimeoutTest::endOfAnOuterScopeEndsTheInner()
{
    Timeout timeout;
    timeout.begin(TimeoutScope::Attempt, 2s, kStart);
    timeout.begin(TimeoutScope::Phase, 1s, kStart);
    timeout.begin(TimeoutScope::Attempt, 2s, kStart + 1s);
    QCOMPARE(timeout.next()->at, kStart + 3s);
}

void TimeoutTest::withoutLimitNothingExpires()
{
    Timeout timeout;
    timeout.begin(TimeoutScope::Total, {}, kStart);
    QVERIFY(!timeout.next().has_value());
    timeout.begin(TimeoutScope::Total, Nanoseconds::max(), kStart);
    QVERIFY(!timeout.expired(kStart + 24h * 3650).has_value());
}

void TimeoutTest::cancelBeatsATimerThatHasFired()
{
    Ending ending;
    ending.timeOut();
    ending.cancel();
    QCOMPARE(ending.deliver().value(), Ending::Kind::Cancelled);
    Ending other;
    other.cancel();
    other.timeOut();
    QCOMPARE(other.kind().value(), Ending::Kind::Cancelled);
}

void TimeoutTest::completedCallCannotBeCancelled()
{
    Ending ending;
    ending.complete();
    ending.timeOut();
    ending.cancel();
    QCOMPARE(ending.kind().value(), Ending::Kind::Completed);
}

void TimeoutTest::toldEndingIsFinal()
{
    Ending ending;
    QVERIFY(!ending.deliver().has_value());
    ending.timeOut();
    QCOMPARE(ending.deliver().value(), Ending::Kind::TimedOut);
    ending.cancel();
    QCOMPARE(ending.kind().value(), Ending::Kind::TimedOut);
}

FUSEBOX_PLAIN_TEST(TimeoutTest)
#include "tst_timeout.moc"
