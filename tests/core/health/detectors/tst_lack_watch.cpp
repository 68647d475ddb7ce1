// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <limits>

#include <QTest>

#include "core/health/detectors/lack_watch.h"
#include "core/probe/contract/machine_lack.h"
#include "core/settings/limit_settings.h"
#include "tests/support/config_parts.h"
#include "tests/support/endpoint_harness.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::EffectiveState;

/// What this machine lacks is nobody's failure: checks and dials that could not be made count for nothing.
class TestLackWatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLackCountsForNothing();
    void aLackAtARetryCountsForNothingEither();
    void aLackThatIsSeenWhenTheTimeIsUpIsNoTimeout();
    void noFallbackAnswersForALack();
    void aLackLeavesAHalfOpenCircuitItsTrial();
    void aDialThatLacksIsTriedAgainAndUsesUpNoRetry();
    void theGapIsToldOnceForAll();
    void theGapEndsWhenAllWereCheckedAgain_data();
    void theGapEndsWhenAllWereCheckedAgain();
    void aLackSoonAfterwardsIsTheSameGap();
    void checksAtOnceStayBelowTheDescriptors_data();
    void checksAtOnceStayBelowTheDescriptors();
};

namespace {

probe::ProbeResult lack()
{
    probe::ProbeResult result;
    result.failure = probe::ProbeFailure{probe::lackFailure(EMFILE), probe::Phase::Connect};
    return result;
}

settings::EndpointConfig config(const QString &url = u"http://127.0.0.1:1/"_s)
{
    settings::EndpointConfig result;
    result.id = u"orders"_s;
    result.asked = QUrl(url);
    result.interval = 1s;
    result.retry.maxAttempts = 1;
    result.circuit.failureThreshold = 1;
    result.circuit.recoveryTimeout = 2500ms;
    return result;
}

void check(EndpointHarness &h, const probe::ProbeResult &result)
{
    const auto made = h.probes.made();
    for (int i = 0; i < 200 && h.probes.made() == made; ++i)
        h.pass(50ms);
    QVERIFY(h.probes.made() == made + 1);
    h.probes.last()->finish(result);
}

Event at(TimePoint time, const QString &endpoint, decltype(Event::what) what)
{
    return {{time, {}}, endpoint, std::move(what)};
}

Event lackAt(TimePoint time, const QString &endpoint)
{
    CheckEvent check{lack()};
    check.outcome = CheckOutcome::Skipped;
    check.gap = GapCause::NoResources;
    return at(time, endpoint, check);
}

} // namespace

void TestLackWatch::aLackCountsForNothing()
{
    EndpointHarness h(config());
    check(h, success());
    for (int i = 0; i < 5; ++i)
        check(h, lack());
    const auto snapshot = h.endpoint->snapshot();
    QCOMPARE(snapshot.status, Status::Healthy);
    QCOMPARE(effectiveState(snapshot.circuit), EffectiveState::Closed);
    QVERIFY(!snapshot.lastFailure);
    const CheckEvent last = h.told<CheckEvent>().back();
    QCOMPARE(last.outcome, CheckOutcome::Skipped);
    QVERIFY(last.gap == GapCause::NoResources);
    QCOMPARE(last.failure->detail, "Too many open files");
    check(h, failed());
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit),
             EffectiveState::Open); // threshold 1: none counted
}

void TestLackWatch::aLackAtARetryCountsForNothingEither()
{
    auto retried = config();
    retried.retry.maxAttempts = 3;
    EndpointHarness h(retried);
    check(h, failed());
    check(h, lack());
    QVERIFY(h.told<CheckEvent>().back().gap == GapCause::NoResources);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Closed);
}

/// We may come to it late ourselves.
void TestLackWatch::aLackThatIsSeenWhenTheTimeIsUpIsNoTimeout()
{
    auto impatient = config();
    impatient.timeouts.total = 1s;
    EndpointHarness h(impatient);
    h.pass(1s);
    h.pass(2s);
    QCOMPARE(h.probes.made(), 1u);
    h.probes.last()->finish(lack());
    QVERIFY(h.told<CheckEvent>().back().gap == GapCause::NoResources);
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 0u);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Closed);
}

void TestLackWatch::noFallbackAnswersForALack()
{
    auto withFallback = config();
    testing::fallbackOf(withFallback).urls = {QUrl(u"http://127.0.0.1:2/"_s)};
    testing::fallbackOf(withFallback).lastGood = 1h;
    EndpointHarness h(withFallback);
    check(h, success());
    check(h, lack());
    QCOMPARE(h.told<CheckEvent>().back().outcome, CheckOutcome::Skipped);
    QVERIFY(h.told<CheckEvent>().back().gap == GapCause::NoResources);
}

void TestLackWatch::aLackLeavesAHalfOpenCircuitItsTrial()
{
    EndpointHarness h(config());
    check(h, failed());
    check(h, lack()); // the trial
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::HalfOpen);
    check(h, success());
    check(h, success());
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Closed);
}

void TestLackWatch::aDialThatLacksIsTriedAgainAndUsesUpNoRetry()
{
    auto socket = config(u"ws://127.0.0.1:1/"_s);
    testing::webSocketOf(socket).maxRetries = 1;
    EndpointHarness h(socket);
    for (std::size_t dial = 1; dial <= 4; ++dial) {
        for (int i = 0; i < 200 && h.dialler.opened().size() < dial; ++i)
            h.pass(50ms);
        QCOMPARE(h.dialler.opened().size(), dial);
        h.dialler.send(h.dialler.opened().back(),
                       probe::LinkClosed{.failure = probe::ProbeFailure{probe::lackFailure(EADDRNOTAVAIL)}});
    }
    const auto snapshot = h.endpoint->snapshot();
    QCOMPARE(effectiveState(snapshot.circuit), EffectiveState::Closed);
    QVERIFY(snapshot.session->state != LinkState::GaveUp);
    QVERIFY(!snapshot.lastFailure);
    QVERIFY(h.told<WebSocketEvent>().back().gap == GapCause::NoResources);
}

void TestLackWatch::theGapIsToldOnceForAll()
{
    LackWatch watch;
    const TimePoint start(1h);
    QVERIFY(!watch.advance(start) && !watch.nextDeadline());
    for (int i = 0; i < 100; ++i)
        watch.follow(lackAt(start + i * 1ms, u"e%1"_s.arg(i)));
    QVERIFY(watch.nextDeadline() == start);
    const auto begun = watch.advance(start + 100ms);
    QVERIFY(begun && begun->cause == GapCause::NoResources && !begun->length);
    QCOMPARE(begun->detail, "Too many open files");
    QVERIFY(!watch.advance(start + 1h)); // nothing was checked since
    QCOMPARE(watch.lack()->endpoints, std::size_t(100));
    QVERIFY(!watch.nextDeadline());
}

void TestLackWatch::theGapEndsWhenAllWereCheckedAgain_data()
{
    QTest::addColumn<Event>("event");
    CheckEvent success;
    success.outcome = CheckOutcome::Success;
    CheckEvent failure{failed()};
    failure.outcome = CheckOutcome::Failure;
    const TimePoint then(1h + 1s);
    QTest::newRow("a success") << at(then, u"a"_s, success);
    QTest::newRow("a failure of its own") << at(then, u"a"_s, failure);
    QTest::newRow("a connection") << at(then, u"a"_s, WebSocketEvent{.change = WebSocketChange::Connected});
    QTest::newRow("a pause") << at(then, u"a"_s, StatusEvent{Status::Healthy, Status::Paused});
    QTest::newRow("it is gone") << at(then, u"a"_s, ManualEvent{ManualAct::Remove});
    QTest::newRow("it was changed") << at(then, u"a"_s, ManualEvent{ManualAct::Edit});
}

void TestLackWatch::theGapEndsWhenAllWereCheckedAgain()
{
    QFETCH(const Event, event);
    const TimePoint start(1h);
    LackWatch watch;
    watch.follow(lackAt(start, u"a"_s));
    QVERIFY(watch.advance(start));
    watch.follow(at(start + 1s, u"b"_s, event.what)); // another
    QVERIFY(!watch.nextDeadline());
    watch.follow(event);
    QVERIFY(watch.nextDeadline() == start + LackWatch::calm);
    QVERIFY(!watch.advance(start + LackWatch::calm - 1ns));
    const auto ended = watch.advance(start + LackWatch::calm);
    QVERIFY(ended && ended->length == LackWatch::calm);
    QVERIFY(!watch.lack() && !watch.nextDeadline());
}

void TestLackWatch::aLackSoonAfterwardsIsTheSameGap()
{
    const TimePoint start(1h);
    LackWatch watch;
    watch.follow(lackAt(start, u"a"_s));
    QVERIFY(watch.advance(start));
    for (int i = 0; i < 5; ++i) {
        watch.follow(at(start + i * 4s + 1s, u"a"_s, WebSocketEvent{.change = WebSocketChange::Connected}));
        watch.follow(lackAt(start + i * 4s + 4s, u"a"_s));
        QVERIFY(!watch.advance(start + i * 4s + 4s));
    }
    QVERIFY(watch.lack()->since.steady == start);
}

void TestLackWatch::checksAtOnceStayBelowTheDescriptors_data()
{
    QTest::addColumn<qint64>("limit");
    QTest::addColumn<qint64>("kept");
    QTest::addColumn<int>("atOnce");
    QTest::newRow("plenty") << qint64(1'048'576) << qint64(10'000) << 1000;
    QTest::newRow("no limit") << std::numeric_limits<qint64>::max() << qint64(0) << 1000;
    QTest::newRow("the usual soft limit") << qint64(1024) << qint64(0) << 496;
    QTest::newRow("64") << qint64(64) << qint64(0) << 16;
    QTest::newRow("WebSockets take theirs") << qint64(1024) << qint64(900) << 46;
    QTest::newRow("never none") << qint64(40) << qint64(1000) << 1;
}

void TestLackWatch::checksAtOnceStayBelowTheDescriptors()
{
    QFETCH(const qint64, limit);
    QFETCH(const qint64, kept);
    const settings::LimitSettings limits = settings::withinDescriptors({}, limit, kept);
    QTEST(limits.atOnce, "atOnce");
    QCOMPARE(limits.hostAtOnce, settings::LimitSettings{}.hostAtOnce);
    QVERIFY(limits.atOnce <= 1 || limits.atOnce < limit);
}

FUSEBOX_LOOP_TEST(TestLackWatch)
#include "tst_lack_watch.moc"
