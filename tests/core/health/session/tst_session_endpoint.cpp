// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include <QTest>

#include "tests/support/endpoint_harness.h"
#include "tests/support/endpoint_world.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::EffectiveState;
using resilience::ErrorClass;

class TestSessionEndpoint final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCertificateThatExpiresSoonDegrades();
    void aThirdOfACertificatesLifeIsWarningEnough();
    void pingsInAPhaseOfItsOwn();
    void dialsAtOnceAndIsHealthyOnceItHasAnswered();
    void aLostLinkIsDialledAgainAfterADelay();
    void oneEpisodeLastsUntilStable();
    void aLinkThatIsGoneTouchesNothing();
    void failedAttemptsOpenTheCircuit();
    void theTrialIsADial();
    void aStableSessionClosesTheCircuitByItsPongs();
    void losingAStableSessionIsAFailure();
    void aPeerThatNeverAnswersIsNeverStable();
    void aLateFirstAnswerMakesItStable();
    void retriesEndInGivingUp();
    void checkNowDialsAfterGivingUp();
    void forceOpenClosesTheLink();
    void pausingClosesTheLink();
    void renamingKeepsTheConnection();
    void anotherUrlDialsAnew();
    void aCloseFrameIsKept();
    void theDelaysAreThoseOfTheSettings_data();
    void theDelaysAreThoseOfTheSettings();
    void afterALossRetriesAreCountedFromOne();
    void aStableSessionStartsTheBackoffAnew();
    void anEpisodeLastsFromTheLossToBeingStable();
    void circuitDoesNotBringBackWhoGaveUp();
    void checkNowAlwaysDials_data();
    void checkNowAlwaysDials();
    void checkNowDoesNotLiftAForcedCircuit();
    void anAttemptAgainstAnOpenCircuitCountsForNothing();
    void theFirstDelayThatNobodyChoseIsASecond();
    void noDialComesBeforeTheServersWish_data();
    void noDialComesBeforeTheServersWish();
    void noTrialComesBeforeTheServersWish();
    void whatManyAreToldTogetherIsSpread_data();
    void whatManyAreToldTogetherIsSpread();
    void dialsThatFindNobodyAreOneFailure_data();
    void dialsThatFindNobodyAreOneFailure();
    void everyConnectionThatIsLostIsAFailure();
    void whoIsAwayForLongerOpensTheCircuit();
    void anOpenCircuitsTimeIsTheDelay_data();
    void anOpenCircuitsTimeIsTheDelay();
    void afterAFailedDialNamesAreLookedUpAnew();
    void extremeTimesDoNoHarm_data();
    void extremeTimesDoNoHarm();
    void aRefusedUpgradeIsRetriedSlowly_data();
    void aRefusedUpgradeIsRetriedSlowly();
    void whoIsRefusedIsUnhealthyUntilConnected();
    void noTrialComesBeforeARefusalIsOver();
    void stopCodesEndIt_data();
    void stopCodesEndIt();
    void stopCodesOfOnesOwnTakeTheirPlace();
    void whatCannotBeSentIsNotSentAgain();
    void resetDialsAfterAStop();
    void aSilentConnectionIsStale();
    void aStandstillMakesNothingStale();
    void messagesKeepItFresh();
    void messagesAreCounted();
    void noSubprotocolIsTold();
    void withoutTheExpectedMessageItIsNotStable();
    void aPingOfTheServersOwnKindMayBeWhatIsExpected();
    void messagesWaitForTheConnection();
    void theOldestThatWaitAreDropped();
    void messagesThatAreTooLongAreNotSent();
    void otherOptionsDialAnew();
    void pausingForgetsTheEpisode();
    void aDialThatWasSleptThroughCountsForNothing();
    void aConnectionThatWasSleptThroughIsLostWithoutBlame();
    void thatItHasConnectedMayBeNewsOfBeforeTheSleep();
    void aSignOfLifeAfterASleepEndsIt();
    void aLossAfterASignOfLifeCountsAgain();
    void whatAStallMayHaveCausedCountsForNothing_data();
    void whatAStallMayHaveCausedCountsForNothing();
    void noLossCountsWhileOffline();
    void aCloseFrameIsThePeersWordAlsoWhileOffline();
    void afterAVoidLossNoAttemptIsUsedUp();
};

namespace {

settings::EndpointConfig config()
{
    settings::EndpointConfig result;
    result.id = u"ticker"_s;
    result.url = QUrl(u"ws://127.0.0.1:1/"_s);
    result.interval = 1s;
    result.retry.backoff = {.initialDelay = 125ms, .maxDelay = 1s};
    result.circuit.failureThreshold = 3;
    result.circuit.recoveryTimeout = 30s;
    result.circuit.successThreshold = 2;
    result.webSocket.stableAfter = 5s;
    return result;
}

probe::LinkClosed lost(const resilience::Failure &failure)
{
    return {.failure = probe::ProbeFailure{failure, probe::Phase::Wait}};
}

probe::LinkClosed refused()
{
    return lost({.errorClass = ErrorClass::Refused});
}

void begin(EndpointHarness &h)
{
    h.pass(0s);
    QCOMPARE(h.dialler.opened().size(), 1u);
}

void send(EndpointHarness &h, const probe::LinkEvent &event)
{
    h.dialler.send(h.dialler.opened().back(), event);
}

void becomeStable(EndpointHarness &h)
{
    begin(h);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    h.pass(5s);
}

/// Nobody is found for longer than the recovery timeout.
void trip(EndpointHarness &h)
{
    begin(h);
    send(h, refused());
    const auto state = [&h] { return effectiveState(h.endpoint->snapshot().circuit); };
    for (int i = 0; i < 1'000 && state() == EffectiveState::Closed; ++i) {
        h.pass(*h.told<WebSocketEvent>().back().retryIn);
        send(h, refused());
    }
    QCOMPARE(state(), EffectiveState::Open);
}

probe::LinkClosed closedWith(int code)
{
    auto closed = lost({.errorClass = ErrorClass::Reset});
    closed.failure->closeCode = code;
    return closed;
}

probe::LinkClosed answeredWith(int status)
{
    return lost({.errorClass = ErrorClass::HttpStatus, .status = status});
}

/// Dials until `change` is told, and fails each dial.
void failUntil(EndpointHarness &h, WebSocketChange change, const probe::LinkClosed &end)
{
    for (int i = 0; i < 100 && h.told<WebSocketEvent>().back().change != change; ++i) {
        send(h, end);
        h.pass(h.told<WebSocketEvent>().back().retryIn.value_or(0s));
    }
    QCOMPARE(h.told<WebSocketEvent>().back().change, change);
}

std::vector<ReasonKind> reasons(const EndpointHarness &h)
{
    std::vector<ReasonKind> kinds;
    for (const auto &reason : h.endpoint->snapshot().reasons)
        kinds.push_back(reason.kind);
    return kinds;
}

std::vector<WebSocketChange> changes(const EndpointHarness &h)
{
    std::vector<WebSocketChange> result;
    for (const auto &event : h.told<WebSocketEvent>())
        result.push_back(event.change);
    return result;
}

} // namespace

void TestSessionEndpoint::pingsInAPhaseOfItsOwn()
{
    QSet<qint64> offsets;
    EndpointHarness h(config());
    for (int i = 0; i < 20; ++i) {
        h.pass(0s);
        const auto &request = h.dialler.lastRequest();
        QVERIFY(request.pingOffset >= 0ns && request.pingOffset < request.pingInterval);
        offsets.insert(request.pingOffset.count());
        h.endpoint->setPaused(true);
        h.endpoint->setPaused(false);
    }
    QVERIFY(offsets.size() > 10);
}

void TestSessionEndpoint::dialsAtOnceAndIsHealthyOnceItHasAnswered()
{
    EndpointHarness h(config());
    begin(h);
    QCOMPARE(h.endpoint->status(), Status::Unknown);
    QCOMPARE(h.dialler.lastRequest().pingInterval, Nanoseconds(1s));
    send(h, probe::LinkConnected{3ms});
    QCOMPARE(h.endpoint->status(), Status::Unknown);
    send(h, probe::LinkPong{2ms});
    QCOMPARE(h.endpoint->status(), Status::Healthy);
    QCOMPARE(h.endpoint->snapshot().latency.value(), Nanoseconds(2ms));
    QCOMPARE(changes(h),
             (std::vector{WebSocketChange::Connecting, WebSocketChange::Connected, WebSocketChange::Pong}));
}

void TestSessionEndpoint::aLostLinkIsDialledAgainAfterADelay()
{
    EndpointHarness h(config());
    becomeStable(h);
    send(h, refused());
    QCOMPARE(h.endpoint->status(), Status::Degraded);
    const auto waiting = h.told<WebSocketEvent>().back();
    QCOMPARE(waiting.change, WebSocketChange::Waiting);
    QVERIFY(*waiting.retryIn <= 125ms);
    h.pass(*waiting.retryIn);
    QCOMPARE(h.dialler.opened().size(), 2u);
    QVERIFY(h.dialler.opened()[0] != h.dialler.opened()[1]);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    QCOMPARE(h.endpoint->status(), Status::Degraded);
    h.pass(5s);
    QCOMPARE(h.endpoint->status(), Status::Healthy);
    QCOMPARE(h.endpoint->snapshot().session->reconnects, 1);
    send(h, refused());
    const auto events = h.told<WebSocketEvent>();
    QCOMPARE(events[events.size() - 2].change, WebSocketChange::Disconnected);
    QCOMPARE(events[events.size() - 2].attempt, 1);
    QCOMPARE(events.back().attempt, 1); // of a new episode
}

void TestSessionEndpoint::oneEpisodeLastsUntilStable()
{
    EndpointHarness h(config());
    begin(h);
    send(h, probe::LinkConnected{3ms});
    h.pass(5s - 1ns);
    send(h, refused());
    h.pass(1s);
    QCOMPARE(h.told<WebSocketEvent>().back().attempt, 2);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    h.pass(5s);
    send(h, refused());
    h.pass(1s);
    QCOMPARE(h.told<WebSocketEvent>().back().attempt, 1);
}

void TestSessionEndpoint::aLinkThatIsGoneTouchesNothing()
{
    EndpointHarness h(config());
    becomeStable(h);
    send(h, refused());
    h.pass(1s);
    const auto events = h.events.size();
    h.dialler.send(h.dialler.opened().front(), probe::LinkConnected{1ms});
    h.dialler.send(h.dialler.opened().front(), refused());
    QCOMPARE(h.events.size(), events);
    QCOMPARE(h.endpoint->snapshot().session->state, LinkState::Connecting);
}

void TestSessionEndpoint::failedAttemptsOpenTheCircuit()
{
    EndpointHarness h(config());
    trip(h);
    QCOMPARE(h.endpoint->status(), Status::Unhealthy);
    const auto waiting = h.told<WebSocketEvent>().back();
    QCOMPARE(waiting.change, WebSocketChange::Waiting);
    QVERIFY(*waiting.retryIn >= 30s && *waiting.retryIn <= 31s);
}

void TestSessionEndpoint::theTrialIsADial()
{
    EndpointHarness h(config());
    trip(h);
    const auto dials = h.dialler.opened().size();
    h.pass(30s - 1ns);
    QCOMPARE(h.dialler.opened().size(), dials);
    h.pass(1s);
    QCOMPARE(h.dialler.opened().size(), dials + 1);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::HalfOpen);
    send(h, refused());
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Open);
}

void TestSessionEndpoint::aStableSessionClosesTheCircuitByItsPongs()
{
    EndpointHarness h(config());
    trip(h);
    h.pass(31s);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    QCOMPARE(h.endpoint->snapshot().circuit.trialSuccesses, 0);
    h.pass(5s);
    QCOMPARE(h.endpoint->snapshot().circuit.trialSuccesses, 1);
    send(h, probe::LinkPong{1ms});
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Closed);
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

void TestSessionEndpoint::losingAStableSessionIsAFailure()
{
    EndpointHarness h(config());
    becomeStable(h);
    send(h, refused());
    QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 1u);
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 2u);
}

void TestSessionEndpoint::aPeerThatNeverAnswersIsNeverStable()
{
    EndpointHarness h(config());
    begin(h);
    send(h, probe::LinkConnected{3ms});
    h.pass(5s);
    send(h, lost({.errorClass = ErrorClass::Timeout}));
    QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 1u);
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 1u);
    QCOMPARE(h.told<WebSocketEvent>().back().attempt, 2);
}

void TestSessionEndpoint::aLateFirstAnswerMakesItStable()
{
    EndpointHarness h(config());
    begin(h);
    send(h, probe::LinkConnected{3ms});
    h.pass(6s);
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 0u);
    send(h, probe::LinkPong{6s});
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 1u);
}

void TestSessionEndpoint::retriesEndInGivingUp()
{
    auto impatient = config();
    impatient.webSocket.maxRetries = 1;
    EndpointHarness h(impatient);
    begin(h);
    send(h, refused());
    h.pass(1s);
    send(h, refused());
    QCOMPARE(h.told<WebSocketEvent>().back().change, WebSocketChange::GaveUp);
    QCOMPARE(h.endpoint->status(), Status::Unhealthy);
    h.pass(1h);
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionEndpoint::checkNowDialsAfterGivingUp()
{
    auto impatient = config();
    impatient.webSocket.maxRetries = 0;
    EndpointHarness h(impatient);
    begin(h);
    send(h, refused());
    QCOMPARE(h.endpoint->snapshot().session->state, LinkState::GaveUp);
    h.endpoint->checkNow();
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionEndpoint::forceOpenClosesTheLink()
{
    EndpointHarness h(config());
    becomeStable(h);
    h.endpoint->forceOpen();
    QCOMPARE(h.dialler.closed(), h.dialler.opened());
    h.pass(1h);
    QCOMPARE(h.dialler.opened().size(), 1u);
    h.endpoint->resetCircuit();
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionEndpoint::pausingClosesTheLink()
{
    EndpointHarness h(config());
    becomeStable(h);
    h.endpoint->setPaused(true);
    QCOMPARE(h.dialler.closed(), h.dialler.opened());
    QCOMPARE(h.endpoint->status(), Status::Paused);
    h.endpoint->setPaused(false);
    QCOMPARE(h.dialler.opened().size(), 2u);
    QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 0u);
}

void TestSessionEndpoint::renamingKeepsTheConnection()
{
    EndpointHarness h(config());
    becomeStable(h);
    auto renamed = config();
    renamed.name = u"Ticker"_s;
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(renamed));
    QVERIFY(h.dialler.closed().empty());
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

void TestSessionEndpoint::anotherUrlDialsAnew()
{
    EndpointHarness h(config());
    becomeStable(h);
    auto moved = config();
    moved.url = QUrl(u"ws://127.0.0.1:2/"_s);
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(moved));
    QCOMPARE(h.dialler.closed().size(), 1u);
    QCOMPARE(h.dialler.opened().size(), 2u);
    QCOMPARE(h.dialler.lastRequest().url, moved.url);
}

void TestSessionEndpoint::aCloseFrameIsKept()
{
    EndpointHarness h(config());
    becomeStable(h);
    auto closed = refused();
    closed.failure->closeCode = 1012;
    closed.closeReason = u"restart"_s;
    send(h, closed);
    QCOMPARE(h.endpoint->snapshot().session->lastCloseCode.value(), 1012);
    const auto events = h.told<WebSocketEvent>();
    const auto disconnected = events[events.size() - 2];
    QCOMPARE(disconnected.closeCode.value(), 1012);
    QCOMPARE(disconnected.closeReason, u"restart"_s);
    QCOMPARE(disconnected.failure->closeCode.value(), 1012);
    QCOMPARE(h.endpoint->snapshot().lastFailure->closeCode.value(), 1012);
}

void TestSessionEndpoint::aCertificateThatExpiresSoonDegrades()
{
    EndpointHarness h(config());
    h.pass(1s);
    const auto today = std::chrono::floor<std::chrono::seconds>(h.clock.wallNow());
    probe::CertificateChain chain;
    chain.push_back({.notBefore = today - std::chrono::days(345), .notAfter = today + std::chrono::days(20)});
    probe::TlsFacts tls;
    tls.chain = std::make_shared<const probe::CertificateChain>(chain);
    send(h, probe::LinkConnected{.latency = 3ms, .tls = tls});
    send(h, probe::LinkPong{1ms});
    QCOMPARE(h.endpoint->snapshot().status, Status::Degraded);
    QCOMPARE(h.endpoint->snapshot().reasons.at(0).kind, ReasonKind::CertificateExpiresSoon);
}

/// One that is made for days, as some authorities do, is not old from its first day on.
void TestSessionEndpoint::aThirdOfACertificatesLifeIsWarningEnough()
{
    for (const int daysLeft : {1, 3}) {
        EndpointHarness h(config());
        h.pass(1s);
        const auto today = std::chrono::floor<std::chrono::seconds>(h.clock.wallNow());
        const auto end = today + std::chrono::days(daysLeft);
        probe::TlsFacts tls;
        tls.chain = std::make_shared<const probe::CertificateChain>(
            probe::CertificateChain{{.notBefore = end - std::chrono::days(6), .notAfter = end}});
        send(h, probe::LinkConnected{.latency = 3ms, .tls = tls});
        send(h, probe::LinkPong{1ms});
        QCOMPARE(h.endpoint->snapshot().status, daysLeft < 2 ? Status::Degraded : Status::Healthy);
    }
}

void TestSessionEndpoint::theDelaysAreThoseOfTheSettings_data()
{
    using namespace resilience;
    QTest::addColumn<int>("growth");
    QTest::addColumn<QList<int>>("milliseconds");
    QTest::newRow("constant") << int(Growth::Constant) << QList<int>{125, 125, 125, 125};
    QTest::newRow("linear") << int(Growth::Linear) << QList<int>{125, 250, 375, 500};
    QTest::newRow("exponential") << int(Growth::Exponential) << QList<int>{125, 250, 500, 1000};
    QTest::newRow("capped") << int(Growth::Exponential) << QList<int>{125, 250, 500, 1000, 1000, 1000};
}

void TestSessionEndpoint::theDelaysAreThoseOfTheSettings()
{
    QFETCH(const int, growth);
    QFETCH(const QList<int>, milliseconds);
    auto settings = config();
    settings.circuit.failureThreshold = 0;
    settings.retry.backoff.growth = static_cast<resilience::Growth>(growth);
    settings.retry.backoff.jitter = resilience::Jitter::Proportional;
    settings.retry.backoff.jitterShare = 0;
    EndpointHarness h(settings);
    begin(h);
    for (const int delay : milliseconds) {
        send(h, refused());
        QCOMPARE(*h.told<WebSocketEvent>().back().retryIn, Nanoseconds(std::chrono::milliseconds(delay)));
        h.pass(std::chrono::milliseconds(delay));
    }
    QCOMPARE(h.dialler.opened().size(), std::size_t(milliseconds.size()) + 1);
}

void TestSessionEndpoint::theFirstDelayThatNobodyChoseIsASecond()
{
    auto settings = config();
    settings.retry.backoff = {.jitter = resilience::Jitter::Proportional, .jitterShare = 0};
    EndpointHarness h(settings);
    begin(h);
    send(h, refused());
    QCOMPARE(*h.told<WebSocketEvent>().back().retryIn, Nanoseconds(1s));
}

void TestSessionEndpoint::noDialComesBeforeTheServersWish_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("wished"); // seconds
    QTest::addColumn<int>("least");
    QTest::addColumn<int>("most");
    QTest::newRow("none") << 503 << 0 << 1 << 1;
    QTest::newRow("no more than the backoff") << 503 << 1 << 1 << 2;
    QTest::newRow("more") << 503 << 7 << 7 << 8;
    QTest::newRow("more than the longest delay") << 503 << 30 << 30 << 33;
    QTest::newRow("a year: as long as who is refused") << 503 << 31'536'000 << 60 << 66;
    QTest::newRow("too many requests") << 429 << 7 << 7 << 8;
    QTest::newRow("refused, a shorter wish") << 403 << 7 << 60 << 66;
}

void TestSessionEndpoint::noDialComesBeforeTheServersWish()
{
    QFETCH(const int, status);
    QFETCH(const int, wished);
    QFETCH(const int, least);
    QFETCH(const int, most);
    auto settings = config();
    settings.retry.backoff = {.maxDelay = 10s, .jitter = resilience::Jitter::Proportional, .jitterShare = 0};
    EndpointHarness h(settings);
    begin(h);
    auto busy = answeredWith(status);
    busy.failure->retryAfter = std::chrono::seconds(wished);
    send(h, busy);
    const Nanoseconds delay = *h.told<WebSocketEvent>().back().retryIn;
    QVERIFY(delay >= std::chrono::seconds(least));
    QVERIFY(delay <= std::chrono::seconds(most));
    h.pass(std::chrono::seconds(least) - 1ns);
    QCOMPARE(h.dialler.opened().size(), 1u);
    h.pass(std::chrono::seconds(most - least) + 1ns);
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionEndpoint::noTrialComesBeforeTheServersWish()
{
    auto settings = config();
    settings.circuit.failureThreshold = 1;
    settings.circuit.recoveryTimeout = 10s;
    EndpointHarness h(settings);
    begin(h);
    auto busy = answeredWith(503);
    busy.failure->retryAfter = 40s;
    send(h, busy);
    h.pass(40s - 1ns);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::HalfOpen);
    QCOMPARE(h.dialler.opened().size(), 1u);
    h.pass(4s);
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionEndpoint::whatManyAreToldTogetherIsSpread_data()
{
    QTest::addColumn<probe::LinkClosed>("end");
    QTest::addColumn<int>("threshold"); // of failures that open the circuit
    QTest::addColumn<double>("jitter");
    auto busy = answeredWith(503);
    busy.failure->retryAfter = 5s;
    QTest::newRow("lost") << closedWith(1012) << 0 << 1.0;
    QTest::newRow("come back in 5 s") << busy << 0 << 1.0;
    QTest::newRow("come back in 5 s, delays without jitter") << busy << 0 << 0.0;
    QTest::newRow("refused") << answeredWith(403) << 0 << 0.0;
    QTest::newRow("the circuit opens") << closedWith(1012) << 1 << 0.0;
    QTest::newRow("the circuit opens, come back in 5 s") << busy << 1 << 0.0;
}

/// A hundred ends at one moment, no two dials after it.
void TestSessionEndpoint::whatManyAreToldTogetherIsSpread()
{
    QFETCH(const probe::LinkClosed, end);
    QFETCH(const int, threshold);
    QFETCH(const double, jitter);
    EndpointWorld world;
    auto settings = config();
    settings.circuit.failureThreshold = threshold;
    settings.retry.backoff.jitter = resilience::Jitter::Proportional;
    settings.retry.backoff.jitterShare = jitter;
    for (int i = 0; i < 100; ++i) {
        settings.id = QString::number(i);
        world.add(settings);
    }
    world.pass(0s);
    const auto links = world.dialler.opened();
    QCOMPARE(links.size(), 100u);
    for (const probe::LinkId link : links)
        world.dialler.send(link, end);
    world.dials.clear();
    world.pass(70s);
    QVERIFY(world.dials.size() >= 100u);
    const std::set<TimePoint> moments(world.dials.begin(), world.dials.begin() + 100);
    QVERIFY(moments.size() > 95);
    QVERIFY(*moments.rbegin() - *moments.begin() > 50ms);
}

void TestSessionEndpoint::dialsThatFindNobodyAreOneFailure_data()
{
    QTest::addColumn<bool>("wasConnected");
    QTest::addColumn<probe::LinkClosed>("end");
    for (const bool wasConnected : {false, true}) {
        const char *when = wasConnected ? "after a loss" : "from the start";
        QTest::addRow("%s: refused", when) << wasConnected << refused();
        QTest::addRow("%s: no answer", when) << wasConnected << lost({.errorClass = ErrorClass::Timeout});
        QTest::addRow("%s: no name", when) << wasConnected << lost({.errorClass = ErrorClass::Dns});
        QTest::addRow("%s: a proxy's 502", when) << wasConnected << answeredWith(502);
    }
}

/// However fast they come.
void TestSessionEndpoint::dialsThatFindNobodyAreOneFailure()
{
    QFETCH(const bool, wasConnected);
    QFETCH(const probe::LinkClosed, end);
    auto settings = config();
    settings.circuit.failureThreshold = 2;
    settings.circuit.consecutiveFailures = 2;
    EndpointHarness h(settings);
    if (wasConnected)
        becomeStable(h);
    else
        begin(h);
    const TimePoint lostAt = h.clock.now();
    send(h, end);
    int dials = 0;
    for (;; ++dials) {
        const Nanoseconds delay = *h.told<WebSocketEvent>().back().retryIn;
        if (h.clock.now() + delay >= lostAt + 30s)
            break;
        h.pass(delay);
        send(h, end);
        QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 1u);
        QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Closed);
        QCOMPARE(h.endpoint->snapshot().lastFailure->errorClass, end.failure->errorClass);
    }
    QVERIFY(dials > 20);
}

void TestSessionEndpoint::everyConnectionThatIsLostIsAFailure()
{
    EndpointHarness h(config());
    begin(h);
    for (unsigned losses = 1; losses <= 3; ++losses) {
        send(h, probe::LinkConnected{3ms});
        send(h, closedWith(1012));
        QCOMPARE(h.endpoint->snapshot().circuit.consecutiveFailures, losses < 3 ? int(losses) : 0);
        h.pass(*h.told<WebSocketEvent>().back().retryIn);
    }
    QVERIFY(!h.told<TransitionEvent>().empty());
}

void TestSessionEndpoint::whoIsAwayForLongerOpensTheCircuit()
{
    EndpointHarness h(config());
    const TimePoint begun = h.clock.now();
    trip(h);
    const auto opened = h.told<TransitionEvent>().front().record.at;
    QVERIFY(opened >= begun + 30s);
    QVERIFY(opened <= begun + 33s); // two dials more, at most a second apart
}

void TestSessionEndpoint::anOpenCircuitsTimeIsTheDelay_data()
{
    QTest::addColumn<int>("delay"); // seconds
    QTest::newRow("delays that are shorter") << 1;
    QTest::newRow("delays that are longer") << 600;
}

/// Neither both together nor the longer of the two.
void TestSessionEndpoint::anOpenCircuitsTimeIsTheDelay()
{
    QFETCH(const int, delay);
    auto settings = config();
    settings.circuit.failureThreshold = 1;
    settings.retry.backoff = {.initialDelay = std::chrono::seconds(delay),
                              .maxDelay = std::chrono::seconds(delay),
                              .jitter = resilience::Jitter::Proportional,
                              .jitterShare = 0};
    EndpointHarness h(settings);
    begin(h);
    for (std::size_t dials = 1; dials < 5; ++dials) {
        send(h, refused());
        h.pass(30s - 1ns);
        QCOMPARE(h.dialler.opened().size(), dials);
        h.pass(1s + 1ns);
        QCOMPARE(h.dialler.opened().size(), dials + 1);
    }
}

void TestSessionEndpoint::afterAFailedDialNamesAreLookedUpAnew()
{
    EndpointHarness h(config());
    begin(h);
    QVERIFY(!h.dialler.lastRequest().freshNames);
    const auto dialAgain = [&h](const probe::LinkClosed &end) {
        send(h, end);
        h.pass(*h.told<WebSocketEvent>().back().retryIn);
        return h.dialler.lastRequest().freshNames;
    };
    QVERIFY(dialAgain(refused()));
    QVERIFY(dialAgain(answeredWith(503))); // of somebody else, perhaps
    send(h, probe::LinkConnected{3ms});
    QVERIFY(!dialAgain(closedWith(1001)));
    QVERIFY(dialAgain(lost({.errorClass = ErrorClass::Timeout})));
}

void TestSessionEndpoint::extremeTimesDoNoHarm_data()
{
    QTest::addColumn<Nanoseconds>("time");
    QTest::addColumn<int>("threshold"); // of failures that open the circuit
    QTest::addColumn<probe::LinkClosed>("end");
    auto busy = answeredWith(503);
    busy.failure->retryAfter = Nanoseconds::max();
    for (const Nanoseconds time :
         {Nanoseconds::min(), Nanoseconds(0), Nanoseconds(1), Nanoseconds::max() - 1ns, Nanoseconds::max()}) {
        for (const int threshold : {0, 1}) {
            const auto row = [&](const char *how, const probe::LinkClosed &end) {
                QTest::addRow("%s, %lld ns, %d", how, static_cast<long long>(time.count()), threshold)
                    << time << threshold << end;
            };
            row("lost", refused());
            row("refused", answeredWith(403));
            row("come back never", busy);
        }
    }
}

void TestSessionEndpoint::extremeTimesDoNoHarm()
{
    QFETCH(const Nanoseconds, time);
    QFETCH(const int, threshold);
    QFETCH(const probe::LinkClosed, end);
    auto settings = config();
    settings.interval = std::max<Nanoseconds>(time, settings::minInterval);
    settings.retry.backoff = {.initialDelay = time, .maxDelay = time};
    settings.circuit.failureThreshold = threshold;
    settings.circuit.recoveryTimeout = time;
    settings.circuit.trialTimeout = time;
    settings.webSocket.stableAfter = time;
    settings.webSocket.staleAfter = time;
    settings.webSocket.refusedDelay = time;
    EndpointHarness h(settings);
    begin(h);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    h.pass(1s);
    send(h, end);
    for (int i = 0; i < 3; ++i) {
        QVERIFY(h.told<WebSocketEvent>().back().retryIn.value_or(0ns) >= 0ns);
        h.pass(1s);
        send(h, end);
    }
}

void TestSessionEndpoint::afterALossRetriesAreCountedFromOne()
{
    auto impatient = config();
    impatient.webSocket.maxRetries = 2;
    EndpointHarness h(impatient);
    becomeStable(h);
    failUntil(h, WebSocketChange::GaveUp, refused());
    QCOMPARE(h.dialler.opened().size(), 3u); // the first, and two reconnects
}

void TestSessionEndpoint::aStableSessionStartsTheBackoffAnew()
{
    auto settings = config();
    settings.circuit.failureThreshold = 0;
    settings.retry.backoff.jitter = resilience::Jitter::Proportional;
    settings.retry.backoff.jitterShare = 0;
    EndpointHarness h(settings);
    begin(h);
    const auto loseAfter = [&h](Nanoseconds uptime) {
        send(h, probe::LinkConnected{3ms});
        send(h, probe::LinkPong{1ms});
        h.pass(uptime);
        send(h, refused());
        const auto delay = *h.told<WebSocketEvent>().back().retryIn;
        h.pass(delay);
        return delay;
    };
    QCOMPARE(loseAfter(5s - 1ns), Nanoseconds(125ms));
    QCOMPARE(loseAfter(5s - 1ns), Nanoseconds(250ms));
    QCOMPARE(loseAfter(5s), Nanoseconds(125ms));
    QCOMPARE(loseAfter(0s), Nanoseconds(250ms));
}

/// Whatever happens in between: connecting, losing it early, the circuit, a person.
void TestSessionEndpoint::anEpisodeLastsFromTheLossToBeingStable()
{
    EndpointHarness h(config());
    becomeStable(h);
    QVERIFY(!h.endpoint->snapshot().session->lostAt);
    QVERIFY(!h.endpoint->snapshot().failingSince);
    send(h, refused());
    const auto lostAt = h.endpoint->snapshot().session->lostAt;
    QVERIFY(lostAt);
    const auto goesOn = [&] {
        const auto snapshot = h.endpoint->snapshot();
        return snapshot.session->lostAt->steady == lostAt->steady &&
               snapshot.failingSince->steady == lostAt->steady;
    };
    h.pass(1s);
    send(h, probe::LinkConnected{3ms});
    h.pass(1s);
    QVERIFY(goesOn());
    send(h, closedWith(1001));
    h.pass(1s);
    send(h, probe::LinkConnected{3ms});
    send(h, closedWith(1001)); // opens the circuit
    QVERIFY(goesOn());
    h.pass(1s);
    h.endpoint->checkNow();
    send(h, refused());
    QVERIFY(goesOn());
    h.endpoint->resetCircuit();
    QCOMPARE(h.endpoint->snapshot().session->attempt, 4);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    h.pass(5s - 1ns);
    QVERIFY(goesOn());
    h.pass(1ns);
    QVERIFY(!h.endpoint->snapshot().session->lostAt);
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

void TestSessionEndpoint::circuitDoesNotBringBackWhoGaveUp()
{
    auto impatient = config();
    impatient.circuit.failureThreshold = 1;
    impatient.webSocket.maxRetries = 0;
    EndpointHarness h(impatient);
    begin(h);
    send(h, refused());
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Open);
    h.pass(30s);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::HalfOpen);
    h.pass(1h);
    QCOMPARE(h.dialler.opened().size(), 1u);
    QCOMPARE(h.endpoint->snapshot().session->state, LinkState::GaveUp);
    QCOMPARE(h.endpoint->status(), Status::Unhealthy);
}

void TestSessionEndpoint::checkNowAlwaysDials_data()
{
    QTest::addColumn<bool>("gaveUp");
    QTest::addColumn<bool>("isOpen");
    QTest::newRow("waiting") << false << false;
    QTest::newRow("waiting, circuit open") << false << true;
    QTest::newRow("gave up") << true << false;
    QTest::newRow("gave up, circuit open") << true << true;
}

void TestSessionEndpoint::checkNowAlwaysDials()
{
    QFETCH(const bool, gaveUp);
    QFETCH(const bool, isOpen);
    auto settings = config();
    settings.circuit.failureThreshold = isOpen ? 1 : 0;
    settings.webSocket.maxRetries = gaveUp ? 0 : 7;
    EndpointHarness h(settings);
    begin(h);
    send(h, refused());
    QCOMPARE(h.endpoint->snapshot().session->state, gaveUp ? LinkState::GaveUp : LinkState::Waiting);
    for (std::size_t dials = 2; dials < 5; ++dials) {
        h.endpoint->checkNow();
        QCOMPARE(h.dialler.opened().size(), dials);
        send(h, refused());
    }
}

void TestSessionEndpoint::checkNowDoesNotLiftAForcedCircuit()
{
    EndpointHarness h(config());
    h.endpoint->forceOpen();
    h.endpoint->checkNow();
    h.pass(1h);
    QVERIFY(h.dialler.opened().empty());
}

void TestSessionEndpoint::anAttemptAgainstAnOpenCircuitCountsForNothing()
{
    EndpointHarness h(config());
    trip(h);
    const auto dials = h.dialler.opened().size();
    h.endpoint->checkNow();
    QCOMPARE(h.dialler.opened().size(), dials + 1);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    h.pass(5s);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Open);
    QCOMPARE(h.endpoint->snapshot().session->state, LinkState::Connected);
    h.pass(30s);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::HalfOpen);
    send(h, probe::LinkPong{1ms});
    send(h, probe::LinkPong{1ms});
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

void TestSessionEndpoint::aRefusedUpgradeIsRetriedSlowly_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isRefused");
    for (const int status : {301, 302, 308, 400, 401, 403, 404, 410, 426})
        QTest::addRow("%d", status) << status << true;
    for (const int status : {200, 408, 425, 429, 500, 503})
        QTest::addRow("%d", status) << status << false;
}

void TestSessionEndpoint::aRefusedUpgradeIsRetriedSlowly()
{
    QFETCH(const int, status);
    QFETCH(const bool, isRefused);
    auto settings = config();
    settings.circuit.failureThreshold = 0;
    settings.webSocket.refusedDelay = 60s;
    EndpointHarness h(settings);
    begin(h);
    for (std::size_t dials = 1; dials < 6; ++dials) {
        send(h, answeredWith(status));
        QCOMPARE(h.endpoint->snapshot().lastFailure->status, status);
        const auto delay = *h.told<WebSocketEvent>().back().retryIn;
        QCOMPARE(delay >= 60s, isRefused);
        QVERIFY(delay <= 66s);
        h.pass(delay);
        QCOMPARE(h.dialler.opened().size(), dials + 1);
    }
}

/// Seldom enough that its circuit never opens.
void TestSessionEndpoint::whoIsRefusedIsUnhealthyUntilConnected()
{
    EndpointHarness h(config());
    becomeStable(h);
    send(h, answeredWith(401));
    QCOMPARE(h.endpoint->status(), Status::Unhealthy);
    h.pass(*h.told<WebSocketEvent>().back().retryIn);
    send(h, probe::LinkConnected{3ms});
    QCOMPARE(h.endpoint->status(), Status::Degraded);
}

void TestSessionEndpoint::noTrialComesBeforeARefusalIsOver()
{
    auto settings = config();
    settings.circuit.failureThreshold = 1;
    settings.circuit.recoveryTimeout = 10s;
    settings.circuit.trialTimeout = 20s;
    EndpointHarness h(settings);
    begin(h);
    for (std::size_t dials = 1; dials < 5; ++dials) {
        send(h, answeredWith(403));
        h.pass(60s - 1ns);
        QCOMPARE(h.dialler.opened().size(), dials);
        h.pass(40s); // until a trial may be made again
        QCOMPARE(h.dialler.opened().size(), dials + 1);
    }
}

void TestSessionEndpoint::stopCodesEndIt_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("stops");
    for (const int code : {1002, 1003, 1007, 1008, 1009, 1010, 3000, 4001, 4003})
        QTest::addRow("%d", code) << code << true;
    for (const int code : {1000, 1001, 1005, 1011, 1012, 1013, 1014, 4000, 4002})
        QTest::addRow("%d", code) << code << false;
}

void TestSessionEndpoint::stopCodesEndIt()
{
    QFETCH(const int, code);
    QFETCH(const bool, stops);
    for (const bool isStable : {false, true}) {
        EndpointHarness h(config());
        if (isStable)
            becomeStable(h);
        else
            begin(h);
        auto closed = closedWith(code);
        closed.closeReason = u"away with you"_s;
        send(h, closed);
        h.pass(1h);
        QCOMPARE(h.dialler.opened().size() == 1, stops);
        if (!stops)
            continue;
        const auto snapshot = h.endpoint->snapshot();
        QCOMPARE(h.told<WebSocketEvent>().back().change, WebSocketChange::Stopped);
        QCOMPARE(snapshot.session->state, LinkState::Stopped);
        QCOMPARE(snapshot.session->lastCloseReason, u"away with you"_s);
        QCOMPARE(snapshot.status, Status::Unhealthy);
        QCOMPARE(reasons(h), std::vector{ReasonKind::Stopped});
        QCOMPARE(snapshot.reasons.front().failure->closeCode.value(), code);
    }
}

void TestSessionEndpoint::stopCodesOfOnesOwnTakeTheirPlace()
{
    auto settings = config();
    settings.webSocket.stopCodes = {4999};
    EndpointHarness h(settings);
    begin(h);
    send(h, closedWith(1008));
    h.pass(1s);
    QCOMPARE(h.dialler.opened().size(), 2u);
    send(h, closedWith(4999));
    QCOMPARE(h.endpoint->snapshot().session->state, LinkState::Stopped);
}

void TestSessionEndpoint::whatCannotBeSentIsNotSentAgain()
{
    auto bad = lost({.errorClass = ErrorClass::Protocol});
    bad.failure->fault = probe::HttpFault{probe::HttpFault::Kind::BadHeader, 0};
    EndpointHarness h(config());
    begin(h);
    send(h, bad);
    QCOMPARE(h.endpoint->snapshot().session->state, LinkState::Stopped);
    auto mended = config();
    mended.webSocket.options.headers = {{"A", "b"}};
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(mended));
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionEndpoint::resetDialsAfterAStop()
{
    EndpointHarness h(config());
    begin(h);
    send(h, closedWith(1008));
    h.endpoint->resetCircuit();
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionEndpoint::aSilentConnectionIsStale()
{
    auto settings = config();
    settings.webSocket.staleAfter = 10s;
    EndpointHarness h(settings);
    becomeStable(h);
    h.pass(5s - 1ns);
    QCOMPARE(h.endpoint->status(), Status::Healthy);
    h.pass(1ns);
    QCOMPARE(h.endpoint->status(), Status::Degraded);
    QCOMPARE(reasons(h), std::vector{ReasonKind::Stale});
    QCOMPARE(h.endpoint->snapshot().reasons.front().age, Nanoseconds(10s));
    h.pass(1s);
    send(h, probe::LinkPong{1ms});
    QCOMPARE(h.endpoint->snapshot().reasons.front().age, Nanoseconds(11s));
    send(h, probe::LinkMessages{.count = 1, .bytes = 1});
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

/// What was missed while Fusebox stood still lies in the socket.
void TestSessionEndpoint::aStandstillMakesNothingStale()
{
    auto settings = config();
    settings.webSocket.staleAfter = 10s;
    EndpointHarness h(settings);
    h.stalls.begin();
    becomeStable(h);
    h.clock.advance(30s); // without a beat
    h.pass(0s);
    QCOMPARE(h.endpoint->status(), Status::Healthy);
    send(h, probe::LinkMessages{.count = 1, .bytes = 1});
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

void TestSessionEndpoint::messagesKeepItFresh()
{
    auto settings = config();
    settings.webSocket.staleAfter = 10s;
    EndpointHarness h(settings);
    becomeStable(h);
    send(h, probe::LinkMessages{.count = 1, .bytes = 1});
    h.pass(10s - 1ns);
    QCOMPARE(h.endpoint->status(), Status::Healthy);
    h.pass(1ns);
    QCOMPARE(h.endpoint->status(), Status::Degraded);
    send(h, refused());
    h.pass(1s);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    h.pass(5s);
    QCOMPARE(h.endpoint->status(), Status::Healthy); // a new connection has its time
}

void TestSessionEndpoint::messagesAreCounted()
{
    EndpointHarness h(config());
    becomeStable(h);
    send(h, probe::LinkMessages{.count = 20, .bytes = 1000, .bad = 3});
    send(h, probe::LinkSent{.count = 1, .bytes = 50});
    send(h, probe::LinkSent{.dropped = 2});
    auto session = *h.endpoint->snapshot().session;
    QCOMPARE(session.received.messages, std::int64_t(20));
    QCOMPARE(session.received.bytes, std::int64_t(1000));
    QCOMPARE(session.received.messagesPerSecond, 2.0);
    QCOMPARE(session.received.bytesPerSecond, 100.0);
    QCOMPARE(session.badMessages, std::int64_t(3));
    QCOMPARE(session.sent.messages, std::int64_t(1));
    QCOMPARE(session.sent.bytesPerSecond, 5.0);
    QCOMPARE(session.dropped, std::int64_t(2));
    QCOMPARE(session.lastMessageAt->steady, h.clock.now());
    QCOMPARE(h.told<WebSocketEvent>().back().messages->bad, qint64(3));
    h.pass(11s);
    session = *h.endpoint->snapshot().session;
    QCOMPARE(session.received.messagesPerSecond, 0.0);
    QCOMPARE(session.received.messages, std::int64_t(20));
}

void TestSessionEndpoint::noSubprotocolIsTold()
{
    auto settings = config();
    settings.webSocket.options.subprotocols = QStringList{u"one"_s};
    for (const QString &chosen : {QString(), u"one"_s}) {
        EndpointHarness h(settings);
        begin(h);
        send(h, probe::LinkConnected{.latency = 3ms, .subprotocol = chosen});
        send(h, probe::LinkPong{1ms});
        QCOMPARE(h.endpoint->status(), chosen.isEmpty() ? Status::Degraded : Status::Healthy);
        QCOMPARE(reasons(h).size(), chosen.isEmpty() ? 1u : 0u);
        QCOMPARE(h.endpoint->snapshot().session->subprotocol, chosen);
    }
}

void TestSessionEndpoint::withoutTheExpectedMessageItIsNotStable()
{
    auto settings = config();
    settings.webSocket.options.expect.contains = "welcome";
    EndpointHarness h(settings);
    begin(h);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    send(h, probe::LinkMessages{.count = 1, .bytes = 2});
    h.pass(6s);
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 0u);
    send(h, probe::LinkMessages{.count = 1, .bytes = 7, .isExpected = true});
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 1u);
}

void TestSessionEndpoint::aPingOfTheServersOwnKindMayBeWhatIsExpected()
{
    auto settings = config();
    settings.webSocket.options.expect.contains = "sid";
    EndpointHarness h(settings);
    begin(h);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    h.pass(6s);
    send(h, probe::LinkMessages{.isExpected = true});
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 1u);
    QVERIFY(std::ranges::none_of(h.told<WebSocketEvent>(), [](const WebSocketEvent &event) {
        return event.change == WebSocketChange::Message;
    }));
}

void TestSessionEndpoint::messagesWaitForTheConnection()
{
    EndpointHarness h(config());
    begin(h);
    h.endpoint->sendMessage(u"one"_s);
    h.endpoint->sendMessage(u"two"_s);
    QVERIFY(h.dialler.sent().empty());
    QCOMPARE(h.endpoint->snapshot().session->queued, 2);
    QCOMPARE(h.told<ManualEvent>().back().act, ManualAct::SendMessage);
    send(h, probe::LinkConnected{3ms});
    h.endpoint->sendMessage(u"three"_s);
    QStringList sent;
    for (const auto &[link, text] : h.dialler.sent()) {
        QCOMPARE(link, h.dialler.opened().back());
        sent += text;
    }
    QCOMPARE(sent, (QStringList{u"one"_s, u"two"_s, u"three"_s}));
    QCOMPARE(h.endpoint->snapshot().session->queued, 0);
}

void TestSessionEndpoint::theOldestThatWaitAreDropped()
{
    auto settings = config();
    settings.webSocket.queueLimit = 2;
    EndpointHarness h(settings);
    begin(h);
    for (const auto &text : {u"one"_s, u"two"_s, u"three"_s})
        h.endpoint->sendMessage(text);
    QCOMPARE(h.endpoint->snapshot().session->queued, 2);
    QCOMPARE(h.endpoint->snapshot().session->dropped, std::int64_t(1));
    send(h, probe::LinkConnected{3ms});
    QCOMPARE(h.dialler.sent().front().second, u"two"_s);
    settings.webSocket.queueLimit = 0;
    EndpointHarness none(settings);
    none.endpoint->sendMessage(u"one"_s);
    QCOMPARE(none.endpoint->snapshot().session->queued, 0);
    QCOMPARE(none.endpoint->snapshot().session->dropped, std::int64_t(1));
}

void TestSessionEndpoint::messagesThatAreTooLongAreNotSent()
{
    EndpointHarness h(config());
    h.endpoint->sendMessage(QString(settings::maxSentLength + 1, u'x'));
    QCOMPARE(h.endpoint->snapshot().session->queued, 0);
    QVERIFY(h.told<ManualEvent>().empty());
}

void TestSessionEndpoint::otherOptionsDialAnew()
{
    EndpointHarness h(config());
    becomeStable(h);
    auto changed = config();
    changed.webSocket.options.greeting = u"hello"_s;
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(changed));
    QCOMPARE(h.dialler.opened().size(), 2u);
    QCOMPARE(h.dialler.lastRequest().options.greeting, u"hello"_s);
    changed.webSocket.staleAfter = 1s;
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(changed));
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionEndpoint::pausingForgetsTheEpisode()
{
    EndpointHarness h(config());
    becomeStable(h);
    send(h, refused());
    h.endpoint->setPaused(true);
    h.endpoint->setPaused(false);
    QVERIFY(!h.endpoint->snapshot().session->lostAt);
    QCOMPARE(reasons(h), std::vector{ReasonKind::Connecting}); // nothing was lost
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

/// Although its failure arrives before anyone has noticed the sleep.
void TestSessionEndpoint::aDialThatWasSleptThroughCountsForNothing()
{
    EndpointHarness h(config());
    begin(h);
    h.clock.sleep(2h);
    send(h, lost({.errorClass = ErrorClass::Timeout}));
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 0u);
    QVERIFY(!h.endpoint->snapshot().lastFailure);
    QCOMPARE(reasons(h), std::vector{ReasonKind::Connecting});
    QCOMPARE(h.told<WebSocketEvent>().back().gap.value(), GapCause::Asleep);
    h.pass(1s);
    QCOMPARE(h.dialler.opened().size(), 2u);
    QCOMPARE(h.told<WebSocketEvent>().back().attempt, 1);
}

void TestSessionEndpoint::aConnectionThatWasSleptThroughIsLostWithoutBlame()
{
    EndpointHarness h(config());
    becomeStable(h);
    h.clock.sleep(2h);
    h.endpoint->interrupt(GapCause::Asleep, h.clock.now());
    send(h, lost({.errorClass = ErrorClass::Timeout}));
    QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 0u);
    QCOMPARE(h.told<WebSocketEvent>().back().gap.value(), GapCause::Asleep);
}

void TestSessionEndpoint::thatItHasConnectedMayBeNewsOfBeforeTheSleep()
{
    EndpointHarness h(config());
    begin(h);
    h.clock.sleep(2h);
    send(h, probe::LinkConnected{3ms});
    send(h, lost({.errorClass = ErrorClass::Timeout}));
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 0u);
}

void TestSessionEndpoint::aSignOfLifeAfterASleepEndsIt()
{
    EndpointHarness h(config());
    becomeStable(h);
    h.clock.sleep(2h);
    send(h, probe::LinkPong{1ms});
    send(h, refused());
    QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 1u);
}

void TestSessionEndpoint::aLossAfterASignOfLifeCountsAgain()
{
    for (const probe::LinkEvent &sign :
         {probe::LinkEvent(probe::LinkPong{1ms}), probe::LinkEvent(probe::LinkMessages{.count = 1})}) {
        EndpointHarness h(config());
        becomeStable(h);
        h.endpoint->interrupt(GapCause::Offline, TimePoint::max());
        send(h, sign); // on its way before
        h.endpoint->release(h.clock.now());
        send(h, sign);
        send(h, refused());
        QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 1u);
        QVERIFY(!h.told<WebSocketEvent>().back().gap);
    }
}

void TestSessionEndpoint::whatAStallMayHaveCausedCountsForNothing_data()
{
    QTest::addColumn<int>("closeCode"); // 0: none
    QTest::newRow("hung up") << 0;
    QTest::newRow("said goodbye") << 1011;
    QTest::newRow("said not to come back") << 1008;
}

/// Who heard nothing of us for long hangs up, and says so as it likes.
void TestSessionEndpoint::whatAStallMayHaveCausedCountsForNothing()
{
    QFETCH(const int, closeCode);
    EndpointHarness h(config());
    becomeStable(h);
    auto end = lost({.errorClass = ErrorClass::Reset});
    if (closeCode != 0)
        end.failure->closeCode = closeCode;
    end.afterStall = true;
    send(h, end);
    QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 0u);
    QCOMPARE(h.told<WebSocketEvent>().back().gap.value(), GapCause::Overloaded);
    h.pass(1s);
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionEndpoint::noLossCountsWhileOffline()
{
    EndpointHarness h(config());
    becomeStable(h);
    h.endpoint->interrupt(GapCause::Offline, TimePoint::max());
    send(h, probe::LinkPong{1ms}); // on its way before
    send(h, refused());
    QCOMPARE(h.endpoint->snapshot().circuit.window.failures(), 0u);
}

void TestSessionEndpoint::aCloseFrameIsThePeersWordAlsoWhileOffline()
{
    EndpointHarness h(config());
    becomeStable(h);
    h.endpoint->interrupt(GapCause::Offline, TimePoint::max());
    send(h, closedWith(1008));
    QCOMPARE(h.endpoint->snapshot().session->state, LinkState::Stopped);
}

void TestSessionEndpoint::afterAVoidLossNoAttemptIsUsedUp()
{
    auto impatient = config();
    impatient.webSocket.maxRetries = 1;
    EndpointHarness h(impatient);
    begin(h);
    h.endpoint->interrupt(GapCause::Offline, TimePoint::max());
    h.endpoint->release(h.clock.now());
    h.pass(1s);
    QCOMPARE(h.told<WebSocketEvent>().back().attempt, 1);
    failUntil(h, WebSocketChange::GaveUp, refused());
    QCOMPARE(h.dialler.opened().size(), 3u); // the void one, the first, its retry
}

FUSEBOX_LOOP_TEST(TestSessionEndpoint)
#include "tst_session_endpoint.moc"
