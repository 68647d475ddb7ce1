// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/health/session/session_harness.h"
#include "tests/support/config_parts.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestSessionConnection final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCertificateThatExpiresSoonDegrades();
    void aThirdOfACertificatesLifeIsWarningEnough();
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
};

void TestSessionConnection::aCertificateThatExpiresSoonDegrades()
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
void TestSessionConnection::aThirdOfACertificatesLifeIsWarningEnough()
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

void TestSessionConnection::aSilentConnectionIsStale()
{
    auto settings = config();
    testing::webSocketOf(settings).staleAfter = 10s;
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
void TestSessionConnection::aStandstillMakesNothingStale()
{
    auto settings = config();
    testing::webSocketOf(settings).staleAfter = 10s;
    EndpointHarness h(settings);
    h.stalls.begin();
    becomeStable(h);
    h.clock.advance(30s); // without a beat
    h.pass(0s);
    QCOMPARE(h.endpoint->status(), Status::Healthy);
    send(h, probe::LinkMessages{.count = 1, .bytes = 1});
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

void TestSessionConnection::messagesKeepItFresh()
{
    auto settings = config();
    testing::webSocketOf(settings).staleAfter = 10s;
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

void TestSessionConnection::messagesAreCounted()
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

void TestSessionConnection::noSubprotocolIsTold()
{
    auto settings = config();
    testing::webSocketOf(settings).options.subprotocols = QStringList{u"one"_s};
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

void TestSessionConnection::withoutTheExpectedMessageItIsNotStable()
{
    auto settings = config();
    testing::webSocketOf(settings).options.expect.contains = "welcome";
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

void TestSessionConnection::aPingOfTheServersOwnKindMayBeWhatIsExpected()
{
    auto settings = config();
    testing::webSocketOf(settings).options.expect.contains = "sid";
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

void TestSessionConnection::messagesWaitForTheConnection()
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

void TestSessionConnection::theOldestThatWaitAreDropped()
{
    auto settings = config();
    testing::webSocketOf(settings).queueLimit = 2;
    EndpointHarness h(settings);
    begin(h);
    for (const auto &text : {u"one"_s, u"two"_s, u"three"_s})
        h.endpoint->sendMessage(text);
    QCOMPARE(h.endpoint->snapshot().session->queued, 2);
    QCOMPARE(h.endpoint->snapshot().session->dropped, std::int64_t(1));
    send(h, probe::LinkConnected{3ms});
    QCOMPARE(h.dialler.sent().front().second, u"two"_s);
    testing::webSocketOf(settings).queueLimit = 0;
    EndpointHarness none(settings);
    none.endpoint->sendMessage(u"one"_s);
    QCOMPARE(none.endpoint->snapshot().session->queued, 0);
    QCOMPARE(none.endpoint->snapshot().session->dropped, std::int64_t(1));
}

void TestSessionConnection::messagesThatAreTooLongAreNotSent()
{
    EndpointHarness h(config());
    h.endpoint->sendMessage(QString(settings::maxSentLength + 1, u'x'));
    QCOMPARE(h.endpoint->snapshot().session->queued, 0);
    QVERIFY(h.told<ManualEvent>().empty());
}

FUSEBOX_LOOP_TEST(TestSessionConnection)
#include "tst_session_connection.moc"
