// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/health/session/session_rules.h"
#include "tests/support/config_parts.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::EffectiveState;
using resilience::ErrorClass;

class TestSessionLosses final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatALossIsToTheCircuit_data();
    void whatALossIsToTheCircuit();
    void whatALossIsBlamedOn_data();
    void whatALossIsBlamedOn();
    void aVoidLossUsesNothingUp();
    void thoseWhoseLossIsVoidComeBackOneByOne_data();
    void thoseWhoseLossIsVoidComeBackOneByOne();
    void theCircuitHearsOfALossBeforeWhatIsNextIsPlanned();
    void whatFollowsALoss_data();
    void whatFollowsALoss();
    void anOpenCircuitsTimeTakesThePlaceOfTheDelay_data();
    void anOpenCircuitsTimeTakesThePlaceOfTheDelay();
    void whereThereWasNoWayItIsFirstFoundOutWhoseFault_data();
    void whereThereWasNoWayItIsFirstFoundOutWhoseFault();
    void afterAFailedDialNamesAreLookedUpAnew();
    void whatIsInterrupted_data();
    void whatIsInterrupted();
    void anEpisodeLastsUntilStable();
};

void TestSessionLosses::whatALossIsToTheCircuit_data()
{
    QTest::addColumn<Script>("before");
    QTest::addColumn<QStringList>("calls");
    const QStringList failure{u"record failure"_s};
    const QStringList ignored{u"record ignored"_s};
    const auto dialAfter = [](Nanoseconds time) {
        return inSteps({fail, [time](Session &s) { s.pass(time - 2s); }, dial}); // that it waited already
    };
    const Script byHand = [](Session &s) {
        s.machine.dialByHand(s.now, EffectiveState::Open);
        s.permit.reset();
    };
    const Script asTrial = [](Session &s) { s.permit = resilience::Permit{.trial = true}; };
    const Script offline = [](Session &s) { (void)s.interrupt(GapCause::Offline); };
    const Script voidLoss = [](Session &s) {
        s.suspended += 2s;
        (void)s.end(refused());
        s.pass(1s);
    };
    const auto row = [](const char *name, const Script &before, const QStringList &calls) {
        QTest::newRow(name) << before << calls;
    };
    row("the first dial", dial, failure);
    row("a dial of the same outage", inSteps({fail, dial}), ignored);
    row("just before recovery_timeout", dialAfter(30s - 1ns), ignored);
    row("away for recovery_timeout", dialAfter(30s), failure);
    row("a trial", inSteps({fail, asTrial, dial}), failure);
    row("by hand, against an open circuit", inSteps({byHand, dial}), {});
    row("a dial after we were offline", inSteps({fail, offline, dial}), failure);
    row("a dial after a void one", inSteps({fail, dial, voidLoss, dial}), failure);
    row("connected, not stable", settle, failure);
    row("connected, of the same outage", inSteps({fail, settle}), failure);
    row("stable", becomeStable, {u"count failure"_s});
    row("a dial after what was stable", inSteps({becomeStable, [](Session &s) { (void)s.lose(); }, dial}),
        ignored);
}

void TestSessionLosses::whatALossIsToTheCircuit()
{
    QFETCH(const Script, before);
    QFETCH(const QStringList, calls);
    Session session;
    before(session);
    QCOMPARE(callsOf(session.end(refused())), calls);
}

void TestSessionLosses::whatALossIsBlamedOn_data()
{
    QTest::addColumn<Script>("before");
    QTest::addColumn<probe::LinkClosed>("end");
    QTest::addColumn<std::optional<GapCause>>("gap");
    const Script nothing = [](Session &) {};
    const Script offline = [](Session &s) { (void)s.interrupt(GapCause::Offline); };
    const Script held = [](Session &s) { s.isHeld = true; };
    const Script sleep = [](Session &s) { s.suspended += 1s; };
    const Script nap = [](Session &s) { s.suspended += 1s - 1ns; };
    const Script pong = [](Session &s) { (void)s.pong(); };
    const Script message = [](Session &s) { (void)s.hear({.count = 1}); };
    const auto lack =
        lost({.errorClass = ErrorClass::Rejected, .rejectedBy = resilience::RejectedBy::Machine});
    auto stalled = refused();
    stalled.afterStall = true;
    auto stalledGoodbye = closedWith(1008);
    stalledGoodbye.afterStall = true;
    const auto row = [](const char *name, const Script &before, const probe::LinkClosed &end,
                        std::optional<GapCause> gap) { QTest::newRow(name) << before << end << gap; };
    row("the peer", nothing, refused(), {});
    row("this machine's lack", nothing, lack, GapCause::NoResources);
    row("we stood still", nothing, stalled, GapCause::Overloaded);
    row("we stood still, and it said goodbye", nothing, stalledGoodbye, GapCause::Overloaded);
    row("offline", offline, refused(), GapCause::Offline);
    row("offline, and it said goodbye", offline, closedWith(1001), {});
    row("offline, a pong since", inSteps({offline, pong}), refused(), {});
    row("offline, a message since", inSteps({offline, message}), refused(), {});
    row("offline still, although a pong came", inSteps({offline, held, pong}), refused(), GapCause::Offline);
    row("asleep", sleep, refused(), GapCause::Asleep);
    row("asleep, and it said goodbye", sleep, closedWith(1001), {});
    row("asleep, a pong since", inSteps({sleep, pong}), refused(), {});
    row("asleep for less than can be told", nap, refused(), {});
}

/// Its end says nothing of the peer where this machine may have caused it.
void TestSessionLosses::whatALossIsBlamedOn()
{
    QFETCH(const Script, before);
    QFETCH(const probe::LinkClosed, end);
    QFETCH(const std::optional<GapCause>, gap);
    Session session;
    session.becomeStable();
    before(session);
    const SessionDecisions decisions = session.end(end);
    QVERIFY(std::get<WebSocketEvent>(decisions.front()).gap == gap);
    QCOMPARE(wordsOf(decisions).contains(u"blame"_s), !gap);
    QCOMPARE(callsOf(decisions), gap ? QStringList() : QStringList{u"count failure"_s});
    QCOMPARE(session.machine.episode().failure.has_value(), !gap);
    const Nanoseconds longest = gap == GapCause::NoResources ? 5s : 1s;
    QVERIFY(!gap || *session.dueIn() <= longest);
}

void TestSessionLosses::aVoidLossUsesNothingUp()
{
    Session session;
    testing::webSocketOf(session.config).maxRetries = 1;
    for (int i = 0; i < 5; ++i) {
        (void)session.dial();
        session.suspended += 2s;
        QCOMPARE(callsOf(session.end(refused())), QStringList{u"record ignored"_s});
        QCOMPARE(session.machine.episode().attempt, 0);
        session.pass(1s);
    }
    fail(session);
    QVERIFY(session.is<SessionMachine::Waiting>());
    fail(session);
    QVERIFY(session.is<SessionMachine::GivenUp>());
}

void TestSessionLosses::thoseWhoseLossIsVoidComeBackOneByOne_data()
{
    QTest::addColumn<probe::LinkClosed>("end");
    QTest::addColumn<Nanoseconds>("within");
    auto stalled = refused();
    stalled.afterStall = true;
    QTest::newRow("we stood still") << stalled << Nanoseconds(1s);
    QTest::newRow("this machine's lack")
        << lost({.errorClass = ErrorClass::Rejected, .rejectedBy = resilience::RejectedBy::Machine})
        << Nanoseconds(5s);
}

/// Later where each try costs of what is lacking.
void TestSessionLosses::thoseWhoseLossIsVoidComeBackOneByOne()
{
    QFETCH(const probe::LinkClosed, end);
    QFETCH(const Nanoseconds, within);
    Session session;
    Nanoseconds latest{0};
    for (int i = 0; i < 100; ++i) {
        session.settle();
        (void)session.end(end);
        latest = std::max(latest, *session.dueIn());
        session.pass(*session.dueIn());
    }
    QVERIFY(latest <= within);
    QVERIFY(latest > within * 9 / 10);
}

/// It is told of the peer's failure first, and what it does meanwhile plans nothing.
void TestSessionLosses::theCircuitHearsOfALossBeforeWhatIsNextIsPlanned()
{
    Session session;
    session.settle();
    QCOMPARE(wordsOf(session.end(refused())),
             (QStringList{u"disconnected"_s, u"blame"_s, u"record failure"_s, u"plan"_s}));
    QVERIFY(session.is<SessionMachine::Lost>());
    session.machine.trialSoon(session.now);
    QVERIFY(!session.dueIn());
    session.circuit = {EffectiveState::Open, session.now.steady + 30s};
    QCOMPARE(wordsOf(session.planNext()), QStringList{u"waiting"_s});
    QVERIFY(*session.dueIn() >= 30s);
}

void TestSessionLosses::whatFollowsALoss_data()
{
    QTest::addColumn<int>("maxRetries");   // -1: no limit
    QTest::addColumn<QList<int>>("codes"); // of the close frames; 0: none
    QTest::addColumn<QString>("last");
    QTest::newRow("another try") << -1 << QList<int>{0, 0, 0, 0, 0, 0} << u"waiting"_s;
    QTest::newRow("retries are left") << 3 << QList<int>{0, 0, 0} << u"waiting"_s;
    QTest::newRow("retries are used up") << 3 << QList<int>{0, 0, 0, 0} << u"gave_up"_s;
    QTest::newRow("a restart") << -1 << QList<int>{1012} << u"waiting"_s;
    QTest::newRow("told not to come back") << -1 << QList<int>{0, 1008} << u"stopped"_s;
    QTest::newRow("told so with the last retry") << 0 << QList<int>{1008} << u"stopped"_s;
}

void TestSessionLosses::whatFollowsALoss()
{
    QFETCH(const int, maxRetries);
    QFETCH(const QList<int>, codes);
    QFETCH(const QString, last);
    Session session;
    if (maxRetries >= 0)
        testing::webSocketOf(session.config).maxRetries = maxRetries;
    QStringList words;
    for (const int code : codes) {
        session.settle();
        words = wordsOf(session.lose(code == 0 ? refused() : closedWith(code)));
    }
    QCOMPARE(words.back(), last);
    QCOMPARE(session.is<SessionMachine::GivenUp>(), last == u"gave_up"_s);
    QCOMPARE(session.is<SessionMachine::Stopped>(), last == u"stopped"_s);
    QCOMPARE(session.dueIn().has_value(), last == u"waiting"_s);
}

void TestSessionLosses::anOpenCircuitsTimeTakesThePlaceOfTheDelay_data()
{
    QTest::addColumn<int>("trialIn");    // seconds; 0: the circuit is closed
    QTest::addColumn<int>("retryAfter"); // seconds; 0: the server wished nothing
    QTest::addColumn<int>("least");
    QTest::addColumn<int>("most");
    QTest::newRow("closed") << 0 << 0 << 10 << 10;
    QTest::newRow("longer than the delay") << 30 << 0 << 30 << 31;
    QTest::newRow("shorter than the delay") << 1 << 0 << 1 << 2;
    QTest::newRow("shorter than what was promised") << 1 << 20 << 20 << 30;
    QTest::newRow("longer than what was promised") << 30 << 20 << 30 << 31;
}

void TestSessionLosses::anOpenCircuitsTimeTakesThePlaceOfTheDelay()
{
    QFETCH(const int, trialIn);
    QFETCH(const int, retryAfter);
    QFETCH(const int, least);
    QFETCH(const int, most);
    Session session;
    session.config.retry.backoff.initialDelay = 10s;
    session.config.retry.backoff.maxDelay = 10s;
    (void)session.dial();
    auto busy = lost({.errorClass = ErrorClass::HttpStatus, .status = 503});
    busy.failure->retryAfter = std::chrono::seconds(retryAfter);
    (void)session.end(busy);
    if (trialIn > 0)
        session.circuit = {EffectiveState::Open, session.now.steady + std::chrono::seconds(trialIn)};
    (void)session.planNext();
    QVERIFY(*session.dueIn() >= std::chrono::seconds(least));
    QVERIFY(*session.dueIn() <= std::chrono::seconds(most));
}

void TestSessionLosses::whereThereWasNoWayItIsFirstFoundOutWhoseFault_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<ErrorClass>("error");
    QTest::addColumn<Nanoseconds>("delay");
    QTest::newRow("public, no way") << u"example.org"_s << ErrorClass::Unreachable << Nanoseconds(3100ms);
    QTest::newRow("public, refused") << u"example.org"_s << ErrorClass::Refused << Nanoseconds(2s);
    QTest::newRow("private, no way") << u"10.0.0.1"_s << ErrorClass::Unreachable << Nanoseconds(2s);
}

/// Beyond the detector's patience of a second.
void TestSessionLosses::whereThereWasNoWayItIsFirstFoundOutWhoseFault()
{
    QFETCH(const QString, host);
    QFETCH(const ErrorClass, error);
    QFETCH(const Nanoseconds, delay);
    Session session;
    QUrl url = session.config.url();
    url.setHost(host);
    session.config.asked.setUrl(url);
    (void)session.dial();
    (void)session.end(lost({.errorClass = error}));
    (void)session.planNext();
    QCOMPARE(*session.dueIn(), delay);
}

void TestSessionLosses::afterAFailedDialNamesAreLookedUpAnew()
{
    Session session;
    QCOMPARE(wordsOf(session.dial()).front(), u"open"_s);
    (void)session.lose();
    QCOMPARE(wordsOf(session.dial()).front(), u"open anew"_s);
    (void)session.connect();
    (void)session.lose();
    QCOMPARE(wordsOf(session.dial()).front(), u"open"_s);
}

void TestSessionLosses::whatIsInterrupted_data()
{
    QTest::addColumn<Script>("before");
    QTest::addColumn<QStringList>("decisions");
    QTest::addColumn<bool>("isDueAtOnce");
    const auto row = [](const char *name, const Script &before, const QStringList &decisions, bool isDue) {
        QTest::newRow(name) << before << decisions << isDue;
    };
    row("queued", queue, {u"leave turn"_s}, true);
    row("dialled", dial, {u"close"_s, u"record ignored"_s, u"leave turn"_s, u"disconnected"_s}, true);
    row("settling", settle, {}, false);
    row("stable", becomeStable, {}, false);
    row("gave up", giveUp, {}, false);
}

/// A connection finds out for itself whether it still is.
void TestSessionLosses::whatIsInterrupted()
{
    QFETCH(const Script, before);
    QFETCH(const QStringList, decisions);
    QFETCH(const bool, isDueAtOnce);
    for (const GapCause cause : {GapCause::Offline, GapCause::Asleep}) {
        Session session;
        before(session);
        const SessionDecisions result = session.interrupt(cause);
        QCOMPARE(wordsOf(result), decisions);
        QCOMPARE(session.dueIn() == Nanoseconds(0), isDueAtOnce);
        QCOMPARE(session.machine.episode().attempt, isDueAtOnce ? 0 : 1); // a void dial is none
        if (const auto *told = result.empty() ? nullptr : std::get_if<WebSocketEvent>(&result.back()))
            QCOMPARE(told->gap.value(), cause);
    }
}

void TestSessionLosses::anEpisodeLastsUntilStable()
{
    Session session;
    session.becomeStable();
    QVERIFY(!session.machine.episode().lostAt);
    const TimePoint lostAt = session.now.steady;
    (void)session.lose();
    QCOMPARE(session.machine.episode().attempt, 0); // of a new one
    session.settle();
    (void)session.lose();
    session.settle();
    (void)session.pong();
    session.pass(5s - 1ns);
    QCOMPARE(session.advance().size(), 0u);
    QCOMPARE(session.machine.episode().lostAt->steady, lostAt);
    QCOMPARE(session.machine.episode().attempt, 2);
    QVERIFY(session.machine.episode().failure);
    const Moment since = session.machine.since();
    session.pass(1ns);
    (void)session.advance();
    QVERIFY(!session.machine.episode().lostAt);
    QVERIFY(!session.machine.episode().failure);
    QCOMPARE(session.machine.since(), since); // it is the same connection
    (void)session.lose();
    QCOMPARE(session.machine.episode().attempt, 0);
}

FUSEBOX_PLAIN_TEST(TestSessionLosses)
#include "tst_session_losses.moc"
