// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/probe/web_socket/watched_link.h"
#include "tests/support/test_program.h"

using namespace fusebox::testing::links;

class TestWebSocketLink final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { settle(); }

    void connectsAndPingsAtOnce();
    void goesThroughItsProxy_data();
    void goesThroughItsProxy();
    void pingsAgainAfterTheIntervalWithAnotherId();
    void theSecondPingComesSoonerByTheOffset();
    void timesByTheInjectedClock();
    void countsTheBytesOfMessages_data();
    void countsTheBytesOfMessages();
    void tellsWhyItEnded_data();
    void tellsWhyItEnded();
    void refusedUpgradeIsHttpStatus_data();
    void refusedUpgradeIsHttpStatus();
    void badHandshakeIsProtocol_data();
    void badHandshakeIsProtocol();
    void anExtensionThatNobodyAskedForIsABadUpgrade();
    void aRefusalIsReadInWhateverPiecesItComes();
    void nobodyListeningIsRefused_data();
    void nobodyListeningIsRefused();
    void whatIsWrongWithANameIsTold_data();
    void whatIsWrongWithANameIsTold();
    void aProxyThatIsNotThereIsToBlame_data();
    void aProxyThatIsNotThereIsToBlame();
    void everyPhaseHasItsDeadline_data();
    void everyPhaseHasItsDeadline();
    void anUpgradeThatIsNotReadFailsOfSending();
    void missingPongTimesOut();
    void frameThatStopsHalfWayTimesOut();
    void foreignPongIsNoAnswer();
    void closesPolitely();
    void closesWhileDialling();
    void closesOnlyOnce();
    void closingIsNotWaitedForLongerThanItsTimeout();
    void nothingHappensInsideOpenOrClose();
    void destructionDropsTheConnectionWithoutAnEvent();
    void asksWithItsHeaders();
    void headersThatCannotBeSentAreOurFault_data();
    void headersThatCannotBeSentAreOurFault();
    void whatAServerThrowsBackIsHidden();
    void agreesOnASubprotocol_data();
    void agreesOnASubprotocol();
    void subprotocolThatNobodyAskedForIsNotTaken();
    void wordsThatAreNoSubprotocolsAreNotSent();
};

void TestWebSocketLink::connectsAndPingsAtOnce()
{
    const WebSocketServer server;
    Watched watched(requestTo(server.url()));
    watched.link.open();
    QTRY_COMPARE(watched.events.size(), 2U);
    QVERIFY(std::holds_alternative<LinkConnected>(watched.events[0]));
    QVERIFY(std::holds_alternative<LinkPong>(watched.events[1]));
}

void TestWebSocketLink::goesThroughItsProxy_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("HTTP") << static_cast<int>(ProxyKind::Http);
    QTest::newRow("SOCKS5") << static_cast<int>(ProxyKind::Socks5);
}

void TestWebSocketLink::goesThroughItsProxy()
{
    QFETCH(const int, kind);
    const WebSocketServer server;
    fusebox::testing::TestProxy proxy(static_cast<ProxyKind>(kind));
    proxy.know("known.only.to.the.proxy", static_cast<quint16>(server.url().port()));
    QUrl url = server.url();
    url.setHost(u"known.only.to.the.proxy"_s);
    auto request = requestTo(url);
    request.proxy = proxy.options();
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.count<LinkConnected>() == 1);
    QCOMPARE(proxy.connections(), 1);
    watched.link.close();
    QTRY_VERIFY(watched.hasEnded());
}

void TestWebSocketLink::pingsAgainAfterTheIntervalWithAnotherId()
{
    WebSocketLab lab({step::Upgrade{}, step::Converse{}});
    QList<QByteArray> ids;
    connect(&lab, &WebSocketLab::frameReceived, this, [&](const Frame &frame) {
        if (frame.opCode == OpCode::Ping)
            ids.append(frame.payload);
    });
    auto request = requestTo(lab.url());
    request.pingInterval = 5ms;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.count<LinkPong>() >= 3);
    QVERIFY(ids.size() >= 3);
    QCOMPARE(QSet<QByteArray>(ids.begin(), ids.end()).size(), ids.size());
}

void TestWebSocketLink::theSecondPingComesSoonerByTheOffset()
{
    const WebSocketServer server;
    auto request = requestTo(server.url());
    request.pingInterval = 1h;
    request.pingOffset = 1h - 5ms;
    Watched watched(request);
    watched.link.open();
    QTRY_COMPARE(watched.count<LinkPong>(), 2);
    watched.link.close(); // a round trip more, in which a third ping would have been answered
    QTRY_COMPARE(watched.count<LinkClosed>(), 1);
    QCOMPARE(watched.count<LinkPong>(), 2);
}

void TestWebSocketLink::timesByTheInjectedClock()
{
    const WebSocketServer server;
    const TickingClock clock;
    Watched watched(requestTo(server.url()), clock);
    watched.link.open();
    QTRY_COMPARE(watched.count<LinkPong>(), 1);
    QVERIFY(watched.last<LinkConnected>().latency > 0ms);
    QCOMPARE(watched.last<LinkConnected>().latency % 1ms, 0ns);
    QVERIFY(watched.last<LinkPong>().roundTrip > 0ms);
    QCOMPARE(watched.last<LinkPong>().roundTrip % 1ms, 0ns);
}

void TestWebSocketLink::countsTheBytesOfMessages_data()
{
    QTest::addColumn<QByteArray>("frames");
    QTest::addColumn<qint64>("bytes");
    QTest::newRow("text, in UTF-8") << demo::encode({OpCode::Text, "h\xc3\xa4"}) << qint64(3);
    QTest::newRow("binary") << demo::encode({OpCode::Binary, QByteArray(300, '\0')}) << qint64(300);
    QTest::newRow("empty") << demo::encode({OpCode::Text, {}}) << qint64(0);
    QTest::newRow("largest") << raw("827f0000000000100000") + QByteArray(1024 * 1024, 'm')
                             << qint64(1024 * 1024);
    QTest::newRow("in two fragments") << raw("0102") + "ab" + raw("8001") + "c" << qint64(3);
}

void TestWebSocketLink::countsTheBytesOfMessages()
{
    QFETCH(const QByteArray, frames);
    QFETCH(const qint64, bytes);
    const WebSocketLab lab(sends(frames));
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    QTRY_COMPARE(watched.count<LinkMessages>(), 1);
    QCOMPARE(watched.last<LinkMessages>().bytes, bytes);
}

void TestWebSocketLink::tellsWhyItEnded_data()
{
    QTest::addColumn<Talk>("talk");
    QTest::addColumn<ErrorClass>("errorClass");
    QTest::addColumn<int>("closeCode"); // -1: no close frame came
    QTest::addColumn<QString>("reason");

    const auto closed = [](const char *name, quint16 code, const QByteArray &reason = {}) {
        QTest::newRow(name) << sends(demo::encode(demo::closeFrame(code, reason))) << ErrorClass::Reset
                            << int(code) << QString::fromUtf8(reason);
    };
    closed("close 1000", 1000);
    closed("close 1001", 1001, "going");
    closed("close 1002 by the peer", 1002, "you broke it");
    closed("close 1011", 1011, "<b>bold</b>");
    closed("close 1012", 1012, "restart");
    closed("close 4003", 4003);
    closed("longest reason", 1013, QByteArray(123, 'x'));
    QTest::newRow("close without code") << sends(raw("8800")) << ErrorClass::Reset << 1005 << QString();
    QTest::newRow("close with a code never sent")
        << sends(raw("880203ee")) << ErrorClass::Protocol << 1006 << QString();
    QTest::newRow("close that says it has no code")
        << sends(raw("880203ed")) << ErrorClass::Protocol << 1005 << QString();
    QTest::newRow("close of one byte") << sends(raw("880103")) << ErrorClass::Protocol << 1005 << QString();
    QTest::newRow("close with a reason that is no UTF-8")
        << sends(raw("880303e8ff")) << ErrorClass::Protocol << 1000 << u"\ufffd"_s;
    QTest::newRow("close after other frames")
        << sends(raw("8201") + "b" + raw("890170") + demo::encode({OpCode::Text, "t"}) + raw("8a00") +
                 raw("010161") + raw("800162") + demo::encode(demo::closeFrame(1014, "gateway")))
        << ErrorClass::Reset << 1014 << u"gateway"_s;

    const auto broken = [](const char *name, const Talk &talk, ErrorClass errorClass) {
        QTest::newRow(name) << talk << errorClass << -1 << QString();
    };
    broken("closed without a frame", {step::Upgrade{}, step::Close{}}, ErrorClass::Reset);
    broken("reset", {step::Upgrade{}, step::Reset{}}, ErrorClass::Reset);
    broken("reserved bit", sends(raw("f100")), ErrorClass::Protocol);
    broken("reserved opcode", sends(raw("8300")), ErrorClass::Protocol);
    broken("bad UTF-8", sends(raw("8102ffff")), ErrorClass::Protocol);
    broken("fragmented ping", sends(raw("0900")), ErrorClass::Protocol);
    broken("ping over 125 bytes", sends(raw("897e0080") + QByteArray(128, 'p')), ErrorClass::Protocol);
    broken("continuation of nothing", sends(raw("8001") + "x"), ErrorClass::Protocol);
    broken("frame over 1 MiB", sends(raw("827f0000000000100001")), ErrorClass::Protocol);
    broken("message over 1 MiB",
           sends(raw("027f0000000000080000") + QByteArray(512 * 1024, 'm') + raw("807f0000000000080001") +
                 QByteArray(512 * 1024 + 1, 'm')),
           ErrorClass::Protocol);
}

void TestWebSocketLink::tellsWhyItEnded()
{
    QFETCH(const Talk, talk);
    QFETCH(const ErrorClass, errorClass);
    QFETCH(const int, closeCode);
    QFETCH(const QString, reason);
    const WebSocketLab lab(talk);
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    settle();
    QCOMPARE(watched.count<LinkConnected>(), 1);
    QCOMPARE(watched.count<LinkClosed>(), 1);
    QVERIFY(watched.hasEnded());
    const auto &closed = watched.last<LinkClosed>();
    QVERIFY(closed.failure);
    QCOMPARE(closed.failure->errorClass, errorClass);
    QCOMPARE(closed.failure->closeCode.value_or(-1), closeCode);
    QCOMPARE(closed.closeReason, reason);
    QTRY_COMPARE(lab.openConnections(), 0);
}

void TestWebSocketLink::refusedUpgradeIsHttpStatus_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {200, 400, 401, 403, 404, 426, 500, 503})
        QTest::addRow("%d", status) << status;
}

void TestWebSocketLink::refusedUpgradeIsHttpStatus()
{
    QFETCH(const int, status);
    const demo::FaultServer server(demo::answer(status));
    auto url = server.url();
    url.setScheme(u"ws"_s);
    Watched watched(requestTo(url));
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.events.size(), 1U);
    const auto failure = watched.last<LinkClosed>().failure;
    QVERIFY(failure);
    QCOMPARE(failure->errorClass, ErrorClass::HttpStatus);
    QCOMPARE(failure->status, status);
    QVERIFY(!watched.last<LinkClosed>().failure->closeCode);
}

void TestWebSocketLink::badHandshakeIsProtocol_data()
{
    QTest::addColumn<QByteArray>("answer");
    const QByteArray start =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    QTest::newRow("no HTTP") << QByteArray("220 mail.example ESMTP\r\n\r\n");
    QTest::newRow("no accept key") << start + "\r\n";
    QTest::newRow("wrong accept key") << start + "Sec-WebSocket-Accept: c2VydmVyIDUwMyB3cm9uZw==\r\n\r\n";
    QTest::newRow("accept key like a status") << start + "Sec-WebSocket-Accept: 503\r\n\r\n";
    QTest::newRow("status out of range") << QByteArray("HTTP/1.1 99 Strange\r\n\r\n");
}

void TestWebSocketLink::badHandshakeIsProtocol()
{
    QFETCH(const QByteArray, answer);
    const WebSocketLab lab({step::Send{answer}, step::StaySilent{}});
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.events.size(), 1U);
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Protocol);
    QTRY_COMPARE(lab.openConnections(), 0);
}

void TestWebSocketLink::anExtensionThatNobodyAskedForIsABadUpgrade()
{
    const WebSocketLab lab(upgradesWith("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.count<LinkConnected>(), 0);
    const auto failure = watched.last<LinkClosed>().failure;
    QVERIFY(failure->as<WebSocketFault>() == WebSocketFault::BadUpgrade);
    QVERIFY(failure->detail.ends_with("permessage-deflate"));
    QTRY_COMPARE(lab.openConnections(), 0);
}

void TestWebSocketLink::aRefusalIsReadInWhateverPiecesItComes()
{
    const QByteArray answer = "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n";
    const demo::FaultServer server(
        {step::ReadRequest{}, step::Send{.bytes = answer, .everyByte = 1ms}, step::StaySilent{}});
    auto url = server.url();
    url.setScheme(u"ws"_s);
    Watched watched(requestTo(url));
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    const auto failure = watched.last<LinkClosed>().failure;
    QCOMPARE(failure->errorClass, ErrorClass::HttpStatus);
    QCOMPARE(failure->status, 503);
    QCOMPARE(failure->detail, std::string("Busy"));
    QVERIFY(failure->retryAfter == resilience::Nanoseconds(7s));
}

void TestWebSocketLink::nobodyListeningIsRefused_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::newRow("ws") << u"ws"_s;
    QTest::newRow("wss") << u"wss"_s;
}

void TestWebSocketLink::nobodyListeningIsRefused()
{
    QFETCH(const QString, scheme);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const QUrl url(u"%1://127.0.0.1:%2/"_s.arg(scheme).arg(server.serverPort()));
    server.close();
    Watched watched(requestTo(url));
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.events.size(), 1U);
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Refused);
}

void TestWebSocketLink::whatIsWrongWithANameIsTold_data()
{
    nobodyListeningIsRefused_data();
}

void TestWebSocketLink::whatIsWrongWithANameIsTold()
{
    QFETCH(const QString, scheme);
    Watched watched(requestTo(QUrl(scheme + u"://"_s + unfindable())));
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.events.size(), 1U);
    const auto failure = *watched.last<LinkClosed>().failure;
    QCOMPARE(failure.errorClass, ErrorClass::Dns);
    QCOMPARE(failure.phase, Phase::Dns);
    QVERIFY(failure.as<DnsFault>() == DnsFault::NoSuchName);
}

void TestWebSocketLink::aProxyThatIsNotThereIsToBlame_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<int>("kind");
    for (const QString &scheme : {u"ws"_s, u"wss"_s}) {
        QTest::addRow("HTTP, %s", qPrintable(scheme)) << scheme << int(ProxyKind::Http);
        QTest::addRow("SOCKS5, %s", qPrintable(scheme)) << scheme << int(ProxyKind::Socks5);
    }
}

void TestWebSocketLink::aProxyThatIsNotThereIsToBlame()
{
    QFETCH(const QString, scheme);
    QFETCH(const int, kind);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const quint16 port = server.serverPort();
    server.close();
    auto request = requestTo(QUrl(scheme + u"://known.only.to.the.proxy/"_s));
    request.proxy = {.kind = static_cast<ProxyKind>(kind), .host = u"127.0.0.1"_s, .port = port};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    const auto failure = *watched.last<LinkClosed>().failure;
    QVERIFY(failure.proxyFault == ProxyFault::NotReached);
    QCOMPARE(failure.errorClass, ErrorClass::Refused);
}

void TestWebSocketLink::everyPhaseHasItsDeadline_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<bool>("accepts");
    QTest::addColumn<int>("phase");
    QTest::newRow("names") << u"ws"_s << false << int(Phase::Dns);
    QTest::newRow("connect") << u"ws"_s << false << int(Phase::Connect);
    QTest::newRow("TLS") << u"wss"_s << true << int(Phase::Tls);
    QTest::newRow("answer to the upgrade") << u"ws"_s << true << int(Phase::Wait);
}

/// Its own, and that of the whole.
void TestWebSocketLink::everyPhaseHasItsDeadline()
{
    QFETCH(const QString, scheme);
    QFETCH(const bool, accepts);
    QFETCH(const int, phase);
    const WebSocketLab lab(Talk{step::StaySilent{}});
    const demo::DeafListener deaf;
    auto request = requestTo(lab.url());
    request.url.setScheme(scheme);
    if (!accepts)
        request.url.setPort(deaf.port());
    const bool asks = phase == int(Phase::Dns);
    if (asks)
        request.url.setHost(u"name.test"_s);
    Timeouts ofPhase = request.timeouts;
    (asks      ? ofPhase.dns
     : accepts ? scheme == u"wss" ? ofPhase.tls : ofPhase.firstByte
               : ofPhase.connect) = 20ms;
    Timeouts ofAll = request.timeouts;
    ofAll.total = 20ms;
    for (const Timeouts &timeouts : {ofPhase, ofAll}) {
        request.timeouts = timeouts;
        Watched watched(request);
        watched.names.answer.reset();
        watched.link.open();
        QTRY_VERIFY(watched.hasEnded());
        QCOMPARE(watched.events.size(), 1U);
        const auto failure = *watched.last<LinkClosed>().failure;
        QCOMPARE(failure.errorClass, ErrorClass::Timeout);
        QVERIFY(failure.timedOut ==
                (timeouts == ofAll ? resilience::TimeoutScope::Total : resilience::TimeoutScope::Phase));
        QCOMPARE(int(failure.phase), phase);
        QCOMPARE(failure.as<WebSocketFault>() == WebSocketFault::NoUpgrade, phase == int(Phase::Wait));
        QTRY_COMPARE(lab.openConnections(), 0);
    }
}

void TestWebSocketLink::anUpgradeThatIsNotReadFailsOfSending()
{
    const WebSocketLab lab(Talk{step::Deafen{}, step::StaySilent{}});
    auto request = requestTo(lab.url());
    request.options.subprotocols = {QString(16 * 1024 * 1024, u'x')};
    request.timeouts.send = 100ms;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY_WITH_TIMEOUT(watched.hasEnded(), 20'000);
    const auto failure = *watched.last<LinkClosed>().failure;
    QCOMPARE(failure.errorClass, ErrorClass::Timeout);
    QCOMPARE(int(failure.phase), int(Phase::Send));
    QVERIFY(failure.timedOut == resilience::TimeoutScope::Phase);
}

void TestWebSocketLink::missingPongTimesOut()
{
    const WebSocketLab lab({step::Upgrade{}, step::StaySilent{}});
    auto request = requestTo(lab.url());
    request.pongTimeout = 20ms;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.events.size(), 2U);
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Timeout);
    QTRY_COMPARE(lab.openConnections(), 0);
}

void TestWebSocketLink::frameThatStopsHalfWayTimesOut()
{
    const WebSocketLab lab({step::Upgrade{}, step::Send{raw("810561")}, step::StaySilent{}});
    auto request = requestTo(lab.url());
    request.pongTimeout = 20ms;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Timeout);
    QVERIFY(watched.last<LinkClosed>().failure->as<WebSocketFault>() == WebSocketFault::StalledFrame);
    QVERIFY(!watched.last<LinkClosed>().failure->closeCode);
}

void TestWebSocketLink::foreignPongIsNoAnswer()
{
    const WebSocketLab lab(
        sends(demo::encode({OpCode::Pong, "not yours"}) + demo::encode({OpCode::Pong, {}})));
    auto request = requestTo(lab.url());
    request.pongTimeout = 20ms;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.count<LinkPong>(), 0);
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Timeout);
    QVERIFY(watched.last<LinkClosed>().failure->as<WebSocketFault>() == WebSocketFault::WrongPong);
}

void TestWebSocketLink::closesPolitely()
{
    const WebSocketServer server;
    QList<int> codes;
    connect(&server, &WebSocketServer::closed, this, [&](int code) { codes.append(code); });
    Watched watched(requestTo(server.url()));
    watched.link.open();
    QTRY_COMPARE(watched.count<LinkPong>(), 1);
    watched.link.close();
    QTRY_VERIFY(watched.hasEnded());
    QVERIFY(!watched.last<LinkClosed>().failure);
    QTRY_COMPARE(codes, QList<int>{1000});
}

void TestWebSocketLink::closesWhileDialling()
{
    const WebSocketLab lab(Talk{step::StaySilent{}});
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    watched.link.close();
    QTRY_VERIFY(watched.hasEnded());
    settle();
    QCOMPARE(watched.events.size(), 1U);
    QVERIFY(!watched.last<LinkClosed>().failure);
    QCOMPARE(lab.openConnections(), 0);
}

void TestWebSocketLink::closesOnlyOnce()
{
    const WebSocketServer server;
    Watched watched(requestTo(server.url()));
    watched.link.open();
    QTRY_COMPARE(watched.count<LinkPong>(), 1);
    watched.link.close();
    watched.link.close();
    QTRY_VERIFY(watched.hasEnded());
    watched.link.close();
    settle();
    QCOMPARE(watched.count<LinkClosed>(), 1);
}

/// A peer that does not read: the close frame's echo cannot leave.
void TestWebSocketLink::closingIsNotWaitedForLongerThanItsTimeout()
{
    const WebSocketLab lab({step::Upgrade{}, step::Deafen{}, step::Send{demo::encode(demo::closeFrame(1011))},
                            step::StaySilent{}});
    auto request = requestTo(lab.url());
    request.options.greeting = QString(16 * 1024 * 1024, u'x');
    request.closeTimeout = 20ms;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY_WITH_TIMEOUT(watched.hasEnded(), 20'000);
    QCOMPARE(watched.last<LinkClosed>().failure->closeCode, std::optional(1011));
}

void TestWebSocketLink::nothingHappensInsideOpenOrClose()
{
    Watched watched(requestTo(QUrl(u"ws:///no-host"_s)));
    watched.link.open();
    QVERIFY(watched.events.empty());
    QTRY_VERIFY(watched.hasEnded());

    const WebSocketServer server;
    Watched other(requestTo(server.url()));
    other.link.open();
    QTRY_COMPARE(other.count<LinkPong>(), 1);
    other.link.close();
    QCOMPARE(other.count<LinkClosed>(), 0);
}

void TestWebSocketLink::destructionDropsTheConnectionWithoutAnEvent()
{
    const WebSocketServer server;
    Names names;
    TlsContexts tls;
    const StallWatch stalls(systemClock);
    auto link =
        std::make_unique<WebSocketLink>(requestTo(server.url()), Network{systemClock, names, tls}, stalls);
    int events = 0;
    connect(link.get(), &WebSocketLink::happened, this, [&] { ++events; });
    link->open();
    QTRY_COMPARE(events, 2);
    link.reset();
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(events, 2);
}

void TestWebSocketLink::asksWithItsHeaders()
{
    const demo::FaultServer server(demo::answer(403));
    auto request = requestTo(server.url());
    request.url.setScheme(u"ws"_s);
    request.options.headers = {{"X-Tenant", "blue"}, {"Origin", "https://a.example"}};
    request.options.authentication = BasicAuthentication{u"me"_s, u"pass"_s};
    request.options.subprotocols = QStringList{u"one"_s, u"two"_s};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    const auto head = server.lastRequest();
    QVERIFY(head.contains("\r\nX-Tenant: blue\r\n"));
    QVERIFY(head.contains("\r\nOrigin: https://a.example\r\n"));
    QVERIFY(head.contains("\r\nAuthorization: Basic bWU6cGFzcw==\r\n"));
    QVERIFY(head.contains("\r\nSec-WebSocket-Protocol: one, two\r\n"));
    QCOMPARE(head.count("\r\nHost: "), 1);
}

void TestWebSocketLink::headersThatCannotBeSentAreOurFault_data()
{
    using Kind = HttpFault::Kind;
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("kind");
    QTest::newRow("line end") << QByteArray("X") << QByteArray("a\r\nB: c") << int(Kind::BadHeader);
    QTest::newRow("no token") << QByteArray("X Y") << QByteArray("a") << int(Kind::BadHeader);
    QTest::newRow("of the connection")
        << QByteArray("upgrade") << QByteArray("h2c") << int(Kind::ReservedHeader);
    QTest::newRow("of the handshake")
        << QByteArray("SEC-WebSocket-Key") << QByteArray("a") << int(Kind::ReservedHeader);
    QTest::newRow("Host") << QByteArray("host") << QByteArray("a") << int(Kind::ReservedHeader);
}

void TestWebSocketLink::headersThatCannotBeSentAreOurFault()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    QFETCH(const int, kind);
    const WebSocketLab lab(Talk{step::StaySilent{}});
    auto request = requestTo(lab.url());
    request.options.headers = {{name, value}};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    const auto failure = *watched.last<LinkClosed>().failure;
    QCOMPARE(failure.errorClass, ErrorClass::Protocol);
    QCOMPARE(int(failure.as<HttpFault>()->kind), kind);
    QVERIFY(failure.detail.empty());
    QCOMPARE(lab.connections(), 0);
}

void TestWebSocketLink::whatAServerThrowsBackIsHidden()
{
    const WebSocketLab lab(sends(demo::encode(demo::closeFrame(1008, "bad token s3cr3t!"))));
    auto request = requestTo(lab.url());
    request.options.authentication = BearerAuthentication{u"s3cr3t!"_s};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().closeReason, u"bad token ***"_s);
}

void TestWebSocketLink::agreesOnASubprotocol_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QString>("chosen");
    QTest::newRow("the second") << QByteArray("Sec-WebSocket-Protocol: two\r\n") << u"two"_s;
    QTest::newRow("none") << QByteArray() << QString();
}

void TestWebSocketLink::agreesOnASubprotocol()
{
    QFETCH(const QByteArray, fields);
    QFETCH(const QString, chosen);
    const WebSocketLab lab(upgradesWith(fields));
    auto request = requestTo(lab.url());
    request.options.subprotocols = QStringList{u"one"_s, u"two"_s};
    Watched watched(request);
    watched.link.open();
    QTRY_COMPARE(watched.count<LinkConnected>(), 1);
    QCOMPARE(watched.last<LinkConnected>().subprotocol, chosen);
}

/// RFC 6455, 4.1: the client fails the connection.
void TestWebSocketLink::subprotocolThatNobodyAskedForIsNotTaken()
{
    for (const QStringList &asked : {QStringList{u"one"_s}, QStringList{}}) {
        const WebSocketLab lab(upgradesWith("Sec-WebSocket-Protocol: two\r\n"));
        auto request = requestTo(lab.url());
        request.options.subprotocols = asked;
        Watched watched(request);
        watched.link.open();
        QTRY_VERIFY(watched.hasEnded());
        QCOMPARE(watched.count<LinkConnected>(), 0);
        QVERIFY(watched.last<LinkClosed>().failure->as<WebSocketFault>() == WebSocketFault::BadUpgrade);
        QTRY_COMPARE(lab.openConnections(), 0);
    }
}

void TestWebSocketLink::wordsThatAreNoSubprotocolsAreNotSent()
{
    const WebSocketLab lab(Talk{step::StaySilent{}});
    for (const QString &word : {u"a b"_s, u"a\r\nX: y"_s, u"a,b"_s, QString()}) {
        auto request = requestTo(lab.url());
        request.options.subprotocols = QStringList{word};
        Watched watched(request);
        watched.link.open();
        QTRY_VERIFY(watched.hasEnded());
        QVERIFY(watched.last<LinkClosed>().failure->as<WebSocketFault>() == WebSocketFault::BadSubprotocol);
    }
    QCOMPARE(lab.connections(), 0);
}

FUSEBOX_LOOP_TEST(TestWebSocketLink)
#include "tst_web_socket_link.moc"
