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

class TestSessionMachine final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDialTakesItsTurnThenALink();
    void anOpenCircuitTakesNoTurn_data();
    void anOpenCircuitTakesNoTurn();
    void withoutAPermitAPersonsDialAloneGoesOn_data();
    void withoutAPermitAPersonsDialAloneGoesOn();
    void whoFindsTooManyWaitingComesBackLater();
    void whatComesOfALinkThatIsNotDialledIsNoConnection();
    void itIsStableOnceAllIsProven_data();
    void itIsStableOnceAllIsProven();
    void onceStableEachPongIsACall_data();
    void onceStableEachPongIsACall();
    void theTurnIsGivenBackOnce_data();
    void theTurnIsGivenBackOnce();
    void whoMayBringItBack_data();
    void whoMayBringItBack();
    void aPersonsWishReachesWhatIsQueued();
    void whatIsLetGoCountsForNothing_data();
    void whatIsLetGoCountsForNothing();
    void whatIsForgottenBeginsAnew();
    void aConnectionIsStaleInTime_data();
    void aConnectionIsStaleInTime();
};

void TestSessionMachine::aDialTakesItsTurnThenALink()
{
    Session session;
    QCOMPARE(session.dueIn(), Nanoseconds(0));
    QCOMPARE(wordsOf(session.advance()), QStringList{u"take turn"_s});
    QVERIFY(session.is<SessionMachine::Queued>());
    QCOMPARE(wordsOf(session.advance()), QStringList());
    QVERIFY(!session.dueIn()); // its turn is the limits' affair
    QCOMPARE(wordsOf(session.machine.noTurnYet()), QStringList{u"queued"_s});
    QCOMPARE(session.machine.episode().attempt, 0);
    QCOMPARE(wordsOf(session.turnCame()), (QStringList{u"open"_s, u"connecting"_s}));
    QVERIFY(session.is<SessionMachine::Dialling>());
    QCOMPARE(session.machine.episode().attempt, 1);
    QCOMPARE(wordsOf(session.connect()), (QStringList{u"leave turn"_s, u"connected"_s, u"send"_s}));
    QVERIFY(session.is<SessionMachine::Settling>());
}

void TestSessionMachine::anOpenCircuitTakesNoTurn_data()
{
    QTest::addColumn<EffectiveState>("circuit");
    QTest::addColumn<bool>("byHand");
    QTest::addColumn<bool>("takesTurn");
    QTest::newRow("closed") << EffectiveState::Closed << false << true;
    QTest::newRow("half-open") << EffectiveState::HalfOpen << false << true;
    QTest::newRow("disabled") << EffectiveState::Disabled << false << true;
    QTest::newRow("open") << EffectiveState::Open << false << false;
    QTest::newRow("open, by hand") << EffectiveState::Open << true << true;
    QTest::newRow("forced open") << EffectiveState::ForcedOpen << false << false;
    QTest::newRow("forced open, by hand") << EffectiveState::ForcedOpen << true << false;
}

/// It waits for the trial, where there is one, and then a little so that not all come at once.
void TestSessionMachine::anOpenCircuitTakesNoTurn()
{
    QFETCH(const EffectiveState, circuit);
    QFETCH(const bool, byHand);
    QFETCH(const bool, takesTurn);
    Session session;
    session.circuit.state = circuit;
    if (circuit == EffectiveState::Open)
        session.circuit.nextTrialAt = session.now.steady + 7s;
    if (byHand)
        session.machine.dialByHand(session.now, circuit);
    QCOMPARE(!session.advance().empty(), takesTurn);
    QCOMPARE(session.is<SessionMachine::Queued>(), takesTurn);
    if (takesTurn)
        return;
    QCOMPARE(session.dueIn().has_value(), circuit == EffectiveState::Open);
    QVERIFY(session.dueIn().value_or(7s) >= 7s && session.dueIn().value_or(7s) <= 8s);
}

void TestSessionMachine::withoutAPermitAPersonsDialAloneGoesOn_data()
{
    QTest::addColumn<bool>("hasPermit");
    QTest::addColumn<bool>("byHand");
    QTest::addColumn<QStringList>("decisions");
    const QStringList dials{u"open"_s, u"connecting"_s};
    QTest::newRow("permit") << true << false << dials;
    QTest::newRow("permit, by hand") << true << true << dials;
    QTest::newRow("none") << false << false << QStringList{u"leave turn"_s};
    QTest::newRow("none, by hand") << false << true << dials;
}

/// What then comes of it counts for nothing.
void TestSessionMachine::withoutAPermitAPersonsDialAloneGoesOn()
{
    QFETCH(const bool, hasPermit);
    QFETCH(const bool, byHand);
    QFETCH(const QStringList, decisions);
    Session session;
    if (byHand)
        session.machine.dialByHand(session.now, session.circuit.state);
    if (!hasPermit)
        session.permit.reset();
    QCOMPARE(wordsOf(session.dial()), decisions);
    QCOMPARE(session.machine.episode().attempt, hasPermit || byHand ? 1 : 0);
    if (hasPermit || !byHand)
        return;
    (void)session.connect();
    (void)session.pong();
    session.pass(5s);
    QCOMPARE(callsOf(session.advance()), QStringList());
    QVERIFY(session.is<SessionMachine::Stable>());
}

void TestSessionMachine::whoFindsTooManyWaitingComesBackLater()
{
    Session session;
    for (int i = 0; i < 100; ++i) {
        (void)session.advance();
        QCOMPARE(wordsOf(session.machine.turnRefused(session.scene(), session.circuit)),
                 (QStringList{u"leave turn"_s, u"waiting"_s}));
        QVERIFY(*session.dueIn() >= 4s && *session.dueIn() <= 8s); // half of max_delay and all of it
        session.pass(*session.dueIn());
    }
    QCOMPARE(session.machine.episode().attempt, 0);
    QVERIFY(!session.machine.episode().lostAt);
}

void TestSessionMachine::whatComesOfALinkThatIsNotDialledIsNoConnection()
{
    Session session;
    QCOMPARE(wordsOf(session.connect()), QStringList());
    QVERIFY(session.is<SessionMachine::Waiting>());
}

void TestSessionMachine::itIsStableOnceAllIsProven_data()
{
    QTest::addColumn<bool>("expects");
    QTest::addColumn<QString>("order"); // p: pong, x: expected message, m: another, t: stable_after
    QTest::addColumn<int>("stableAfter");
    QTest::newRow("answered, then long enough") << false << u"pt"_s << 2;
    QTest::newRow("long enough, then answered") << false << u"tp"_s << 2;
    QTest::newRow("never answered") << false << u"tmt"_s << 0;
    QTest::newRow("never long enough") << false << u"ppp"_s << 0;
    QTest::newRow("expected, answered, long enough") << true << u"xpt"_s << 3;
    QTest::newRow("expected, long enough, answered") << true << u"xtp"_s << 3;
    QTest::newRow("answered, long enough, expected") << true << u"ptx"_s << 3;
    QTest::newRow("never what is expected") << true << u"ptmt"_s << 0;
}

void TestSessionMachine::itIsStableOnceAllIsProven()
{
    QFETCH(const bool, expects);
    QFETCH(const QString, order);
    QFETCH(const int, stableAfter); // so many steps; 0: not at all
    Session session;
    if (expects)
        testing::webSocketOf(session.config).options.expect.contains = "welcome";
    session.settle();
    for (int step = 1; step <= order.size(); ++step) {
        const QChar what = order[step - 1];
        if (what == u't')
            session.pass(5s);
        const SessionDecisions decisions = what == u'p' ? session.pong()
                                           : what == u't'
                                               ? session.advance()
                                               : session.hear({.count = 1, .isExpected = what == u'x'});
        QCOMPARE(callsOf(decisions), step == stableAfter ? QStringList{u"record success"_s} : QStringList());
        QCOMPARE(session.is<SessionMachine::Stable>(), stableAfter != 0 && step >= stableAfter);
    }
}

void TestSessionMachine::onceStableEachPongIsACall_data()
{
    QTest::addColumn<bool>("isStable");
    QTest::addColumn<Nanoseconds>("roundTrip");
    QTest::addColumn<QStringList>("decisions");
    const auto row = [](const char *name, bool isStable, Nanoseconds roundTrip, const QStringList &calls) {
        QTest::newRow(name) << isStable << roundTrip << QStringList{u"pong"_s} + calls;
    };
    row("settling", false, 1ms, {});
    row("stable", true, 1ms, {u"count success"_s});
    row("at the limit", true, 1s, {u"count success"_s});
    row("slow", true, 1s + 1ns, {u"count slow"_s});
}

void TestSessionMachine::onceStableEachPongIsACall()
{
    QFETCH(const bool, isStable);
    QFETCH(const Nanoseconds, roundTrip);
    QFETCH(const QStringList, decisions);
    Session session;
    if (isStable)
        session.becomeStable();
    else
        session.settle();
    QCOMPARE(wordsOf(session.pong(roundTrip)), decisions);
}

void TestSessionMachine::theTurnIsGivenBackOnce_data()
{
    QTest::addColumn<Script>("before");
    QTest::addColumn<Input>("input");
    QTest::addColumn<int>("times");
    const auto row = [](const char *name, const Script &before, const Input &input, int times) {
        QTest::newRow(name) << before << input << times;
    };
    const Input connect = [](Session &s) { return s.connect(); };
    const Input end = [](Session &s) { return s.end(refused()); };
    const Input letGo = [](Session &s) { return s.machine.letGo(s.now); };
    const Input endVoid = [](Session &s) {
        s.suspended += 2s;
        return s.end(refused());
    };
    row(
        "its turn has come", queue, [](Session &s) { return s.turnCame(); }, 0);
    row("connected", dial, connect, 1);
    row("failed", dial, end, 1);
    row("failed by our own doing", dial, endVoid, 1);
    row("let go while queued", queue, letGo, 1);
    row("let go while dialled", dial, letGo, 1);
    row("lost once connected", settle, end, 0);
    row("lost once stable", becomeStable, end, 0);
    row("let go once connected", settle, letGo, 0);
}

void TestSessionMachine::theTurnIsGivenBackOnce()
{
    QFETCH(const Script, before);
    QFETCH(const Input, input);
    QFETCH(const int, times);
    Session session;
    before(session);
    QCOMPARE(wordsOf(input(session)).count(u"leave turn"_s), times);
}

void TestSessionMachine::whoMayBringItBack_data()
{
    QTest::addColumn<Script>("before");
    QTest::addColumn<bool>("aTrial");
    QTest::addColumn<bool>("aPerson");
    const Script idle = [](Session &s) {
        (void)s.machine.letGo(s.now);
        s.machine.forget(s.now);
    };
    const Script beStopped = [](Session &s) {
        (void)s.dial();
        (void)s.lose(closedWith(1008));
    };
    const Script planned = [](Session &s) {
        (void)s.dial();
        (void)s.end(refused());
        (void)s.planNext();
    };
    QTest::newRow("nothing planned") << idle << true << true;
    QTest::newRow("planned, with the trial in mind") << planned << false << true;
    QTest::newRow("gave up") << Script(giveUp) << false << true;
    QTest::newRow("told not to come back") << beStopped << false << true;
    QTest::newRow("connected") << Script(settle) << false << false;
    QTest::newRow("dialled") << Script(dial) << false << false;
}

/// A person always may; time and the circuit bring back nobody who has ended.
void TestSessionMachine::whoMayBringItBack()
{
    QFETCH(const Script, before);
    QFETCH(const bool, aTrial);
    QFETCH(const bool, aPerson);
    const Script trial = [](Session &s) { s.machine.trialSoon(s.now); };
    const Script person = [](Session &s) { s.machine.dialByHand(s.now, s.circuit.state); };
    for (const auto &[bring, mayBring] : {std::pair(trial, aTrial), std::pair(person, aPerson)}) {
        Session session;
        before(session);
        bring(session);
        QCOMPARE(wordsOf(session.advance()) == QStringList{u"take turn"_s}, mayBring);
    }
}

void TestSessionMachine::aPersonsWishReachesWhatIsQueued()
{
    Session session;
    (void)session.advance();
    session.machine.dialByHand(session.now, EffectiveState::Open);
    session.machine.trialSoon(session.now); // takes nothing back
    session.permit.reset();
    QCOMPARE(wordsOf(session.turnCame()), (QStringList{u"open"_s, u"connecting"_s}));
}

void TestSessionMachine::whatIsLetGoCountsForNothing_data()
{
    QTest::addColumn<Script>("before");
    QTest::addColumn<QStringList>("decisions");
    const auto row = [](const char *name, const Script &before, const QStringList &decisions) {
        QTest::newRow(name) << before << decisions;
    };
    row("waiting", [](Session &) {}, {});
    row("queued", queue, {u"leave turn"_s});
    row("dialled", dial, {u"close"_s, u"record ignored"_s, u"leave turn"_s});
    row("settling", settle, {u"close"_s, u"record ignored"_s});
    row("stable", becomeStable, {u"close"_s});
    row("gave up", giveUp, {});
}

void TestSessionMachine::whatIsLetGoCountsForNothing()
{
    QFETCH(const Script, before);
    QFETCH(const QStringList, decisions);
    Session session;
    before(session);
    QCOMPARE(wordsOf(session.machine.letGo(session.now)), decisions);
    QVERIFY(session.is<SessionMachine::Waiting>());
    QVERIFY(!session.dueIn());
}

/// Even if the circuit, when it was told, had a trial planned.
void TestSessionMachine::whatIsForgottenBeginsAnew()
{
    Session session;
    session.becomeStable();
    (void)session.lose();
    fail(session);
    fail(session);
    QVERIFY(session.machine.wasProven());
    (void)session.machine.letGo(session.now);
    session.machine.trialSoon(session.now);
    session.machine.forget(session.now);
    QVERIFY(!session.dueIn());
    QVERIFY(!session.machine.wasProven());
    QVERIFY(!session.machine.episode().lostAt);
    QVERIFY(!session.machine.episode().failure);
    session.machine.dialSoon(session.now);
    (void)session.dial();
    QCOMPARE(session.machine.episode().attempt, 1);
    QCOMPARE(callsOf(session.end(refused())), QStringList{u"record failure"_s});
    (void)session.planNext();
    QCOMPARE(session.dueIn(), Nanoseconds(2s)); // the first delay
}

void TestSessionMachine::aConnectionIsStaleInTime_data()
{
    QTest::addColumn<Script>("before");
    QTest::addColumn<Nanoseconds>("silentFor");
    QTest::addColumn<std::optional<Nanoseconds>>("due");
    const Script proven = [](Session &s) {
        s.settle();
        (void)s.pong();
    };
    const auto row = [](const char *name, const Script &before, Nanoseconds silentFor,
                        std::optional<Nanoseconds> due) {
        QTest::newRow(name) << before << silentFor << due;
    };
    row("just heard", becomeStable, 0s, 3s);
    row("silent for a while", becomeStable, 2s, 1s);
    row("stale already", becomeStable, 3s, {});
    row("not proven", settle, 0s, 3s);
    row("stable later than stale", proven, 0s, 3s);
    row("stable, stale already", proven, 4s, 5s);
    row("dialled", dial, 0s, {});
}

void TestSessionMachine::aConnectionIsStaleInTime()
{
    QFETCH(const Script, before);
    QFETCH(const Nanoseconds, silentFor);
    QFETCH(const std::optional<Nanoseconds>, due);
    Session session;
    before(session);
    testing::webSocketOf(session.config).staleAfter = 3s;
    QVERIFY(session.dueIn(silentFor) == due);
}

FUSEBOX_PLAIN_TEST(TestSessionMachine)
#include "tst_session_machine.moc"
