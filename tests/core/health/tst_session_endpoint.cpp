// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/endpoint_harness.h"

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
    void dialsAtOnceAndIsHealthyWhenConnected();
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
};

namespace {

EndpointConfig config()
{
    EndpointConfig result;
    result.id = u"ticker"_s;
    result.url = QUrl(u"ws://127.0.0.1:1/"_s);
    result.interval = 1s;
    result.retry.backoff = {.initialDelay = 100ms, .maxDelay = 1s};
    result.circuit.failureThreshold = 3;
    result.circuit.recoveryTimeout = 30s;
    result.circuit.successThreshold = 2;
    result.webSocket.stableAfter = 5s;
    return result;
}

probe::LinkClosed refused()
{
    return {.failure = resilience::Failure{.errorClass = ErrorClass::Refused}};
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

void trip(EndpointHarness &h)
{
    begin(h);
    for (int i = 0; i < 3; ++i) {
        h.pass(1s);
        send(h, refused());
    }
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Open);
}

std::vector<WebSocketChange> changes(const EndpointHarness &h)
{
    std::vector<WebSocketChange> result;
    for (const auto &event : h.told<WebSocketEvent>())
        result.push_back(event.change);
    return result;
}

} // namespace

void TestSessionEndpoint::dialsAtOnceAndIsHealthyWhenConnected()
{
    EndpointHarness h(config());
    begin(h);
    QCOMPARE(h.endpoint->status(), Status::Unknown);
    QCOMPARE(h.dialler.lastRequest().pingInterval, Nanoseconds(1s));
    send(h, probe::LinkConnected{3ms});
    QCOMPARE(h.endpoint->status(), Status::Healthy);
    send(h, probe::LinkPong{2ms});
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
    QVERIFY(*waiting.retryIn <= 100ms);
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
    QCOMPARE(waiting.retryIn.value(), Nanoseconds(30s));
}

void TestSessionEndpoint::theTrialIsADial()
{
    EndpointHarness h(config());
    trip(h);
    h.pass(30s - 1ns);
    QCOMPARE(h.dialler.opened().size(), 3u);
    h.pass(1ns);
    QCOMPARE(h.dialler.opened().size(), 4u);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::HalfOpen);
    send(h, refused());
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Open);
}

void TestSessionEndpoint::aStableSessionClosesTheCircuitByItsPongs()
{
    EndpointHarness h(config());
    trip(h);
    h.pass(30s);
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
    send(h, probe::LinkClosed{.failure = resilience::Failure{.errorClass = ErrorClass::Timeout}});
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
    h.endpoint->edit(std::make_shared<const EndpointConfig>(renamed));
    QVERIFY(h.dialler.closed().empty());
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

void TestSessionEndpoint::anotherUrlDialsAnew()
{
    EndpointHarness h(config());
    becomeStable(h);
    auto moved = config();
    moved.url = QUrl(u"ws://127.0.0.1:2/"_s);
    h.endpoint->edit(std::make_shared<const EndpointConfig>(moved));
    QCOMPARE(h.dialler.closed().size(), 1u);
    QCOMPARE(h.dialler.opened().size(), 2u);
    QCOMPARE(h.dialler.lastRequest().url, moved.url);
}

void TestSessionEndpoint::aCloseFrameIsKept()
{
    EndpointHarness h(config());
    becomeStable(h);
    auto closed = refused();
    closed.closeCode = 1012;
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
    chain.push_back({.notAfter = today + std::chrono::days(20)});
    probe::TlsFacts tls;
    tls.chain = std::make_shared<const probe::CertificateChain>(chain);
    send(h, probe::LinkConnected{3ms, tls});
    QCOMPARE(h.endpoint->snapshot().status, Status::Degraded);
    QCOMPARE(h.endpoint->snapshot().reasons.at(0).kind, ReasonKind::CertificateExpiresSoon);
}

QTEST_GUILESS_MAIN(TestSessionEndpoint)
#include "tst_session_endpoint.moc"
