// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QTcpServer>
#include <QTemporaryFile>
#include <QTest>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>

#include "app/demo/deaf_listener.h"
#include "app/demo/fault_server.h"
#include "app/demo/tls_authority.h"
#include "app/demo/web_socket_lab.h"
#include "app/demo/web_socket_server.h"
#include "core/health/values/clock.h"
#include "core/probe/loop/stall_watch.h"
#include "core/probe/names/resolver.h"
#include "core/probe/web_socket/web_socket_link.h"
#include "tests/support/test_program.h"
#include "tests/support/test_proxy.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using demo::Frame;
using demo::OpCode;
using demo::Talk;
using demo::WebSocketLab;
using demo::WebSocketServer;
using resilience::ErrorClass;
namespace step = demo::step;

namespace {

/// Each reading is a millisecond after the one before: what was measured tells how often the clock was read.
class TickingClock final : public resilience::Clock
{
public:
    [[nodiscard]] resilience::TimePoint now() const override { return m_now += 1ms; }

private:
    mutable resilience::TimePoint m_now{1h};
};

const health::SystemClock systemClock{};

WebSocketRequest requestTo(const QUrl &url)
{
    return {.url = url,
            .timeouts = {30s, 30s, 30s, 30s, 30s},
            .pingInterval = 30s,
            .pongTimeout = 30s,
            .closeTimeout = 30s};
}

/// Too long a name for the system's resolver to ask anyone for.
QString unfindable()
{
    return (QString(60, u'a') + u'.').repeated(5) + u"test"_s;
}

/// Gives the same answer to whatever is asked, or none.
class Names final : public Resolver
{
public:
    std::optional<Answer> answer = tl::unexpected(failureOf(DnsFault::NoSuchName));
    std::optional<QList<QHostAddress>> keptAnswer = {};

    [[nodiscard]] std::optional<QList<QHostAddress>> kept(const QString &, const NameOptions &) override
    {
        return keptAnswer;
    }

    [[nodiscard]] std::unique_ptr<Lookup> resolve(const QString &, const NameOptions &,
                                                  Callback callback) override
    {
        auto lookup = std::make_unique<Asked>();
        if (answer)
            QTimer::singleShot(0, &lookup->context, [this, callback] { callback(*answer); });
        return lookup;
    }

private:
    struct Asked final : Lookup
    {
        QObject context;
    };
};

/// A link with what it has said.
class Watched
{
public:
    explicit Watched(const WebSocketRequest &request)
        : Watched(request, systemClock)
    {
    }
    Watched(const WebSocketRequest &request, const resilience::Clock &clock)
        : stalls(clock)
        , link(request, {clock, names, m_tls}, stalls)
    {
        QObject::connect(&link, &WebSocketLink::happened, &link,
                         [this](const LinkEvent &event) { events.push_back(event); });
    }

    template <typename Event>
    [[nodiscard]] qsizetype count() const
    {
        return std::ranges::count_if(events, [](const auto &e) { return std::holds_alternative<Event>(e); });
    }
    template <typename Event>
    [[nodiscard]] const Event &last() const
    {
        return std::get<Event>(*std::ranges::find_if(
            events.rbegin(), events.rend(), [](const auto &e) { return std::holds_alternative<Event>(e); }));
    }
    [[nodiscard]] qint64 messages() const
    {
        qint64 count = 0;
        for (const auto &event : events) {
            if (const auto *told = std::get_if<LinkMessages>(&event))
                count += told->count;
        }
        return count;
    }
    [[nodiscard]] bool hasEnded() const
    {
        return !events.empty() && std::holds_alternative<LinkClosed>(events.back());
    }

private:
    TlsContexts m_tls;

public:
    Names names;
    StallWatch stalls;
    WebSocketLink link;
    std::vector<LinkEvent> events;
};

QByteArray raw(const char *hex)
{
    return QByteArray::fromHex(hex);
}

Talk sends(const QByteArray &bytes)
{
    return {step::Upgrade{}, step::Send{bytes}, step::StaySilent{}};
}

/// Qt's own server, over TLS: says goodbye at once with 1013.
class SecureServer
{
public:
    explicit SecureServer(const demo::ServerIdentity &identity, const QByteArray &clientAuthority = {})
        : m_server({}, QWebSocketServer::SecureMode)
    {
        auto configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificateChain(QSslCertificate::fromData(identity.certificate));
        configuration.setPrivateKey(QSslKey(identity.privateKey, QSsl::Ec));
        configuration.setPeerVerifyMode(clientAuthority.isEmpty() ? QSslSocket::VerifyNone
                                                                  : QSslSocket::VerifyPeer);
        configuration.setCaCertificates(QSslCertificate::fromData(clientAuthority));
        m_server.setSslConfiguration(configuration);
        QObject::connect(&m_server, &QWebSocketServer::newConnection, &m_server, [this] {
            std::unique_ptr<QWebSocket> socket(m_server.nextPendingConnection());
            socket->sendTextMessage(u"hello"_s);
            socket->close(static_cast<QWebSocketProtocol::CloseCode>(1013), u"later"_s);
            m_sockets.push_back(std::move(socket));
        });
        m_server.listen(QHostAddress::LocalHost);
    }

    [[nodiscard]] QUrl url() const { return QUrl(u"wss://127.0.0.1:%1/"_s.arg(m_server.serverPort())); }

private:
    QWebSocketServer m_server;
    std::vector<std::unique_ptr<QWebSocket>> m_sockets;
};

QString fingerprintOf(const demo::ServerIdentity &identity)
{
    return QString::fromLatin1(
        QSslCertificate(identity.certificate).digest(QCryptographicHash::Sha256).toHex());
}

/// What a server answers that chooses a subprotocol, or says more than that.
Talk upgradesWith(const QByteArray &fields)
{
    return {step::Upgrade{fields}, step::Converse{}};
}

using Answers = std::vector<KeepaliveAnswer>;

KeepaliveAnswer answersEqual(const QByteArray &message, const QString &send)
{
    return {KeepaliveAnswer::Kind::Equals, message, send};
}

KeepaliveAnswer answersMatching(const QByteArray &pattern, const QString &send)
{
    return {KeepaliveAnswer::Kind::Matches, pattern, send};
}

QByteArray text(const QByteArray &message)
{
    return demo::encode({OpCode::Text, message});
}

/// Runs what is queued, so that an event too many would be seen.
void settle()
{
    for (int i = 0; i < 10; ++i)
        QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

} // namespace

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
    void missingPongTimesOut();
    void frameThatStopsHalfWayTimesOut();
    void foreignPongIsNoAnswer();
    void closesPolitely();
    void closesWhileDialling();
    void closesOnlyOnce();
    void closingIsNotWaitedForLongerThanItsTimeout();
    void nothingHappensInsideOpenOrClose();
    void destructionDropsTheConnectionWithoutAnEvent();
    void unreadableCaFileIsTls();
    void plainServerIsTlsFailureForWss();
    void caFileWithoutCertificatesTrustsNobody();
    void untrustedCertificateIsTls_data();
    void untrustedCertificateIsTls();
    void trustedServerIsHeardOverTls();
    void factsOfTheServerComeWithTheConnection();
    void selfSignedIsAllowedByChoiceAndMarked();
    void nothingIsSentToWhoIsNotPinned_data();
    void nothingIsSentToWhoIsNotPinned();
    void tellsWhatIsWrongWithTheCertificate_data();
    void tellsWhatIsWrongWithTheCertificate();
    void asksWithItsHeaders();
    void headersThatCannotBeSentAreOurFault_data();
    void headersThatCannotBeSentAreOurFault();
    void whatAServerThrowsBackIsHidden();
    void agreesOnASubprotocol_data();
    void agreesOnASubprotocol();
    void subprotocolThatNobodyAskedForIsNotTaken();
    void wordsThatAreNoSubprotocolsAreNotSent();
    void limitsAreThoseThatWereSet_data();
    void limitsAreThoseThatWereSet();
    void sendsItsGreeting();
    void sendsTextAndTellsOfIt();
    void dropsWhatAPeerDoesNotTakeIn();
    void floodOfMessagesIsFewEvents();
    void countsWhatIsNoJson();
    void theExpectedMessageMayBeAnyOfThem_data();
    void theExpectedMessageMayBeAnyOfThem();
    void endsWithoutTheExpectedMessage();
    void expectationThatIsNoneIsOurFault();
    void maskedFramesEndIt_data();
    void maskedFramesEndIt();
    void floodOfEmptyFramesEndsIt_data();
    void floodOfEmptyFramesEndsIt();
    void answersPingsOfTheServersOwnKind_data();
    void answersPingsOfTheServersOwnKind();
    void whatIsAnsweredMayBeWhatWasExpected();
    void whatIsAnsweredMayBeNoJson();
    void sendsItsKeepaliveEverySoOften();
    void keepaliveIsNotSentBeforeItIsDue();
    void aKeepaliveThrownBackIsHidden_data();
    void aKeepaliveThrownBackIsHidden();
    void keepaliveThatIsNoPatternIsOurFault();
    void messagesThatTakeLongHaveFewerTheirTurn_data();
    void messagesThatTakeLongHaveFewerTheirTurn();
    void clientCertificateIsShown_data();
    void clientCertificateIsShown();
    void unusableClientFilesAreTls_data();
    void unusableClientFilesAreTls();
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
    QVERIFY(failure->webSocket == WebSocketFault::BadUpgrade);
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
    QVERIFY(failure.dnsFault == DnsFault::NoSuchName);
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
        QCOMPARE(failure.webSocket == WebSocketFault::NoUpgrade, phase == int(Phase::Wait));
        QTRY_COMPARE(lab.openConnections(), 0);
    }
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
    QVERIFY(watched.last<LinkClosed>().failure->webSocket == WebSocketFault::StalledFrame);
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
    QVERIFY(watched.last<LinkClosed>().failure->webSocket == WebSocketFault::WrongPong);
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

void TestWebSocketLink::unreadableCaFileIsTls()
{
    auto request = requestTo(QUrl(u"wss://127.0.0.1:1/"_s));
    request.trust.caFile = u"/nonexistent/ca.pem"_s;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Tls);
}

void TestWebSocketLink::plainServerIsTlsFailureForWss()
{
    const WebSocketLab lab({step::Send{"HTTP/1.1 400 Bad Request\r\n\r\n"}, step::StaySilent{}});
    auto url = lab.url();
    url.setScheme(u"wss"_s);
    Watched watched(requestTo(url));
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Tls);
}

void TestWebSocketLink::caFileWithoutCertificatesTrustsNobody()
{
    const demo::TlsAuthority authority;
    const SecureServer server(authority.issue());
    QTemporaryFile empty;
    QVERIFY(empty.open());
    auto request = requestTo(server.url());
    request.trust.caFile = empty.fileName();
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Tls);
}

void TestWebSocketLink::untrustedCertificateIsTls_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("trusted");
    QTest::newRow("unknown authority") << u"127.0.0.1"_s << false;
    QTest::newRow("another host's") << u"fusebox.example"_s << true;
}

void TestWebSocketLink::untrustedCertificateIsTls()
{
    QFETCH(const QString, host);
    QFETCH(const bool, trusted);
    const demo::TlsAuthority authority;
    const demo::TlsAuthority stranger;
    const SecureServer server(authority.issue({.host = host}));
    auto request = requestTo(server.url());
    request.trust.caFile = (trusted ? authority : stranger).caFile();
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.events.size(), 1U);
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Tls);
    QVERIFY(!watched.last<LinkClosed>().failure->detail.empty());
    const auto &tls = watched.last<LinkClosed>().tls;
    QVERIFY(tls && !tls->chain->empty() && !tls->verified);
}

void TestWebSocketLink::trustedServerIsHeardOverTls()
{
    const demo::TlsAuthority authority;
    const SecureServer server(authority.issue());
    auto request = requestTo(server.url());
    request.trust.caFile = authority.caFile();
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.count<LinkConnected>(), 1);
    QCOMPARE(watched.last<LinkMessages>().bytes, qint64(5));
    QCOMPARE(watched.last<LinkClosed>().failure->closeCode, std::optional(1013));
    QCOMPARE(watched.last<LinkClosed>().closeReason, u"later"_s);
}

void TestWebSocketLink::factsOfTheServerComeWithTheConnection()
{
    const demo::TlsAuthority authority;
    const SecureServer server(authority.issue({.name = "a server"}));
    auto request = requestTo(server.url());
    request.trust.caFile = authority.caFile();
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    const auto &tls = watched.last<LinkConnected>().tls;
    QVERIFY(tls && tls->verified);
    QCOMPARE(tls->version, u"TLSv1.3"_s);
    QCOMPARE(tls->chain->front().subject, u"CN=a server"_s);
    QVERIFY(*probe::expiryOf(*tls) > std::chrono::system_clock::now() + 23h);
}

void TestWebSocketLink::selfSignedIsAllowedByChoiceAndMarked()
{
    const SecureServer server(demo::selfSignedIdentity());
    auto request = requestTo(server.url());
    request.trust.allowSelfSigned = true;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.count<LinkConnected>(), 1);
    QVERIFY(!watched.last<LinkConnected>().tls->verified);
}

void TestWebSocketLink::nothingIsSentToWhoIsNotPinned_data()
{
    QTest::addColumn<bool>("isTrusted");
    QTest::newRow("trusted") << true;
    QTest::newRow("self-signed, which is allowed") << false;
}

void TestWebSocketLink::nothingIsSentToWhoIsNotPinned()
{
    QFETCH(const bool, isTrusted);
    const demo::TlsAuthority authority;
    const auto identity = isTrusted ? authority.issue() : demo::selfSignedIdentity();
    const demo::FaultServer server(demo::answer(403), identity);
    for (const bool isPinned : {false, true}) {
        auto request = requestTo(server.url());
        request.url.setScheme(u"wss"_s);
        request.trust.caFile = authority.caFile();
        request.trust.allowSelfSigned = !isTrusted;
        request.trust.pin = isPinned ? fingerprintOf(identity) : QString(64, u'0');
        request.options.authentication = BearerAuthentication{u"secret"_s};
        Watched watched(request);
        watched.link.open();
        QTRY_VERIFY(watched.hasEnded());
        const auto failure = *watched.last<LinkClosed>().failure;
        QCOMPARE(failure.errorClass, isPinned ? ErrorClass::HttpStatus : ErrorClass::Tls);
        QCOMPARE(failure.tlsFault.has_value(), !isPinned);
        if (!isPinned) {
            QCOMPARE(*failure.tlsFault, TlsFault::PinMismatch);
            QCOMPARE(QString::fromStdString(failure.detail), fingerprintOf(identity));
        }
        settle();
        QCOMPARE(server.requests(), isPinned ? 1 : 0); // the server reads to the end of the connection
    }
    QCOMPARE(server.connections(), 2);
}

void TestWebSocketLink::clientCertificateIsShown_data()
{
    QTest::addColumn<bool>("shown");
    QTest::newRow("shown") << true;
    QTest::newRow("none") << false;
}

void TestWebSocketLink::clientCertificateIsShown()
{
    QFETCH(bool, shown);
    const demo::TlsAuthority authority;
    const SecureServer server(authority.issue(), authority.certificate());
    const auto client = authority.issue({.name = "a client"});
    QTemporaryFile identity;
    QVERIFY(identity.open() && identity.write(client.certificate + client.privateKey) > 0 &&
            identity.flush());
    auto request = requestTo(server.url());
    request.trust.caFile = authority.caFile();
    if (shown)
        request.trust.clientCertificate = identity.fileName();
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.count<LinkConnected>(), shown ? 1 : 0);
}

void TestWebSocketLink::unusableClientFilesAreTls_data()
{
    QTest::addColumn<QByteArray>("content"); // empty: no such file
    const auto identity = demo::selfSignedIdentity();
    QTest::newRow("no such file") << QByteArray();
    QTest::newRow("something else") << QByteArray("text");
    QTest::newRow("without a key") << identity.certificate;
    QTest::newRow("with an encrypted key")
        << identity.certificate + demo::encryptedKey(identity.privateKey, "secret");
}

void TestWebSocketLink::unusableClientFilesAreTls()
{
    QFETCH(QByteArray, content);
    QTemporaryFile file;
    QVERIFY(file.open() && file.write(content) == content.size() && file.flush());
    auto request = requestTo(QUrl(u"wss://127.0.0.1:1/"_s));
    request.trust.clientCertificate = content.isEmpty() ? u"/nonexistent/client.pem"_s : file.fileName();
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Tls);
    QVERIFY(!watched.last<LinkClosed>().failure->detail.empty());
}

void TestWebSocketLink::tellsWhatIsWrongWithTheCertificate_data()
{
    QTest::addColumn<int>("fault");
    QTest::newRow("expired") << int(TlsFault::Expired);
    QTest::newRow("another host's") << int(TlsFault::WrongHost);
    QTest::newRow("self-signed") << int(TlsFault::SelfSigned);
    QTest::newRow("unknown authority") << int(TlsFault::UnknownAuthority);
}

void TestWebSocketLink::tellsWhatIsWrongWithTheCertificate()
{
    QFETCH(const int, fault);
    const demo::TlsAuthority authority;
    const demo::TlsAuthority stranger("Nobody you know");
    const auto identity = [&] {
        switch (static_cast<TlsFault>(fault)) {
        case TlsFault::Expired:
            return authority.issue(
                {.validFrom = std::chrono::hours(-48), .validUntil = std::chrono::hours(-24)});
        case TlsFault::WrongHost: return authority.issue({.host = u"other.test"_s});
        case TlsFault::SelfSigned: return demo::selfSignedIdentity();
        default: return stranger.issue();
        }
    }();
    const SecureServer server(identity);
    auto request = requestTo(server.url());
    request.trust.caFile = authority.caFile();
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    const auto failure = *watched.last<LinkClosed>().failure;
    QCOMPARE(failure.errorClass, ErrorClass::Tls);
    QCOMPARE(failure.phase, Phase::Tls);
    QCOMPARE(int(*failure.tlsFault), fault);
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
    QCOMPARE(int(failure.http->kind), kind);
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
        QVERIFY(watched.last<LinkClosed>().failure->webSocket == WebSocketFault::BadUpgrade);
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
        QVERIFY(watched.last<LinkClosed>().failure->webSocket == WebSocketFault::BadSubprotocol);
    }
    QCOMPARE(lab.connections(), 0);
}

void TestWebSocketLink::limitsAreThoseThatWereSet_data()
{
    QTest::addColumn<QByteArray>("frames");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("frame") << demo::encode({OpCode::Text, QByteArray(200, 'x')}) << true;
    QTest::newRow("larger frame") << demo::encode({OpCode::Text, QByteArray(201, 'x')}) << false;
    const QByteArray part(150, 'x');
    QTest::newRow("message") << raw("017e0096") + part + raw("807e0096") + part << true;
    QTest::newRow("larger message") << raw("017e0096") + part + raw("807e0097") + part + 'x' << false;
}

void TestWebSocketLink::limitsAreThoseThatWereSet()
{
    QFETCH(const QByteArray, frames);
    QFETCH(const bool, isTaken);
    const WebSocketLab lab(Talk{step::Upgrade{}, step::Send{frames}, step::Converse{}});
    auto request = requestTo(lab.url());
    request.options.maxFrame = 200;
    request.options.maxMessage = 300;
    request.closeTimeout = 20ms;
    Watched watched(request);
    watched.link.open();
    if (isTaken) {
        QTRY_COMPARE(watched.count<LinkMessages>(), 1);
        return;
    }
    QTRY_VERIFY(watched.hasEnded());
    QVERIFY(watched.last<LinkClosed>().failure->webSocket == WebSocketFault::TooLarge);
    QCOMPARE(watched.count<LinkMessages>(), 0);
}

void TestWebSocketLink::sendsItsGreeting()
{
    const WebSocketServer server;
    QStringList texts;
    connect(&server, &WebSocketServer::textReceived, this, [&](const QString &text) { texts.append(text); });
    auto request = requestTo(server.url());
    request.options.greeting = u"{\"subscribe\":\"\u00e4\"}"_s;
    Watched watched(request);
    watched.link.open();
    QTRY_COMPARE(texts, QStringList{request.options.greeting});
    QVERIFY(std::holds_alternative<LinkConnected>(watched.events.front()));
    QCOMPARE(watched.last<LinkSent>().bytes, request.options.greeting.toUtf8().size());
}

void TestWebSocketLink::sendsTextAndTellsOfIt()
{
    const WebSocketServer server;
    QStringList texts;
    connect(&server, &WebSocketServer::textReceived, this, [&](const QString &text) { texts.append(text); });
    Watched watched(requestTo(server.url()));
    watched.link.open();
    watched.link.send(u"too early"_s);
    QCOMPARE(watched.last<LinkSent>().dropped, qint64(1));
    QTRY_COMPARE(watched.count<LinkConnected>(), 1);
    watched.link.send(u"hello"_s);
    QCOMPARE(watched.last<LinkSent>().count, qint64(1));
    QTRY_COMPARE(texts, QStringList{u"hello"_s});
}

void TestWebSocketLink::dropsWhatAPeerDoesNotTakeIn()
{
    const WebSocketLab lab({step::Upgrade{}, step::Deafen{}, step::StaySilent{}});
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    QTRY_COMPARE(watched.count<LinkConnected>(), 1);
    const QString message(512 * 1024, u'x');
    for (int i = 0; i < 100 && (i == 0 || watched.last<LinkSent>().dropped == 0); ++i)
        watched.link.send(message);
    QCOMPARE(watched.last<LinkSent>().dropped, qint64(1));
}

void TestWebSocketLink::floodOfMessagesIsFewEvents()
{
    const WebSocketLab lab(sends(demo::encode({OpCode::Text, "x"}).repeated(50'000)));
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    QTRY_COMPARE(watched.messages(), qint64(50'000));
    QVERIFY2(watched.count<LinkMessages>() < 100, qPrintable(QString::number(watched.count<LinkMessages>())));
}

void TestWebSocketLink::countsWhatIsNoJson()
{
    for (const bool isAsked : {false, true}) {
        const WebSocketLab lab(sends(text("{\"a\":1}") + text("{\"a\":") +
                                     text(QByteArray(100'000, '[').left(60'000)) + text("[1]") +
                                     demo::encode(demo::closeFrame(1012))));
        auto request = requestTo(lab.url());
        request.options.messages = isAsked ? MessageFormat::Json : MessageFormat::Any;
        Watched watched(request);
        watched.link.open();
        QTRY_VERIFY(watched.hasEnded());
        qint64 bad = 0;
        for (const auto &event : watched.events) {
            if (const auto *messages = std::get_if<LinkMessages>(&event))
                bad += messages->bad;
        }
        QCOMPARE(bad, qint64(isAsked ? 2 : 0));
        QCOMPARE(*watched.last<LinkClosed>().failure->closeCode, 1012); // a bad one is nobody's end
    }
}

void TestWebSocketLink::theExpectedMessageMayBeAnyOfThem_data()
{
    QTest::addColumn<QByteArray>("contains");
    QTest::addColumn<QString>("matches");
    QTest::addColumn<QByteArray>("json"); // the value that is to be at /type
    QTest::newRow("contains") << QByteArray("welcome") << QString() << QByteArray();
    QTest::newRow("matches") << QByteArray() << u"wel.*me"_s << QByteArray();
    QTest::newRow("has a value") << QByteArray() << QString() << QByteArray("\"welcome\"");
    QTest::newRow("all of it") << QByteArray("type") << u"^\\{"_s << QByteArray("\"welcome\"");
}

void TestWebSocketLink::theExpectedMessageMayBeAnyOfThem()
{
    QFETCH(const QByteArray, contains);
    QFETCH(const QString, matches);
    QFETCH(const QByteArray, json);
    const WebSocketLab lab({step::Upgrade{},
                            step::Send{demo::encode({OpCode::Text, "hello"}) +
                                       demo::encode({OpCode::Text, "{\"type\":\"welcome\"}"})},
                            step::Converse{}});
    auto request = requestTo(lab.url());
    request.options.expect = {.contains = contains, .matches = matches, .within = 30s};
    if (!json.isEmpty())
        request.options.expect.json = {{.pointer = u"/type"_s, .value = json}};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.count<LinkMessages>() > 0 && watched.last<LinkMessages>().isExpected);
    QVERIFY(!watched.hasEnded());
}

void TestWebSocketLink::endsWithoutTheExpectedMessage()
{
    const WebSocketServer server(demo::Manners{.messageEvery = 5ms});
    auto request = requestTo(server.url());
    request.options.expect = {.contains = "never", .within = 30ms};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Assertion);
    QVERIFY(watched.last<LinkClosed>().failure->webSocket == WebSocketFault::NoExpectedMessage);
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestWebSocketLink::expectationThatIsNoneIsOurFault()
{
    const WebSocketLab lab(Talk{step::StaySilent{}});
    auto request = requestTo(lab.url());
    request.options.expect.matches = u"("_s;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().failure->http->kind, HttpFault::Kind::BadPattern);
    QCOMPARE(lab.connections(), 0);
}

void TestWebSocketLink::maskedFramesEndIt_data()
{
    QTest::addColumn<QByteArray>("frames");
    QTest::newRow("text") << raw("8182000000006869");
    QTest::newRow("binary, long") << raw("82fe007e00000000") + QByteArray(126, 'b');
    QTest::newRow("ping") << raw("898000000000");
    QTest::newRow("close") << raw("88820000000003e8");
    QTest::newRow("after others") << demo::encode({OpCode::Text, QByteArray(70'000, 'x').left(65'535)}) +
                                         raw("8a00") + raw("8182000000006869");
}

void TestWebSocketLink::maskedFramesEndIt()
{
    QFETCH(const QByteArray, frames);
    WebSocketLab lab({step::Upgrade{}, step::Send{frames}, step::Converse{}});
    QList<Frame> received;
    connect(&lab, &WebSocketLab::frameReceived, this, [&](const Frame &frame) { received.append(frame); });
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    const auto failure = *watched.last<LinkClosed>().failure;
    QCOMPARE(failure.errorClass, ErrorClass::Protocol);
    QVERIFY(failure.webSocket == WebSocketFault::MaskedFrame);
    QVERIFY(!failure.closeCode);
    QTRY_VERIFY(received.contains(demo::closeFrame(1002)));
}

void TestWebSocketLink::floodOfEmptyFramesEndsIt_data()
{
    QTest::addColumn<QByteArray>("frames");
    QTest::newRow("pings") << raw("8900").repeated(100'000);
    QTest::newRow("pongs") << raw("8a00").repeated(100'000);
    QTest::newRow("empty fragments") << raw("0200") + raw("0000").repeated(100'000);
}

void TestWebSocketLink::floodOfEmptyFramesEndsIt()
{
    QFETCH(const QByteArray, frames);
    WebSocketLab lab({step::Upgrade{}, step::Send{frames}, step::Converse{}});
    int pongs = 0;
    connect(&lab, &WebSocketLab::frameReceived, this,
            [&](const Frame &frame) { pongs += frame.opCode == OpCode::Pong ? 1 : 0; });
    auto request = requestTo(lab.url());
    request.closeTimeout = 20ms;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QVERIFY(watched.last<LinkClosed>().failure->webSocket == WebSocketFault::Flood);
    QTRY_COMPARE(lab.openConnections(), 0);
    QVERIFY2(pongs <= 1000, qPrintable(QString::number(pongs)));
}

void TestWebSocketLink::answersPingsOfTheServersOwnKind_data()
{
    QTest::addColumn<Answers>("answers");
    QTest::addColumn<QByteArray>("frames");
    QTest::addColumn<QList<QByteArray>>("sent");
    QTest::addColumn<qint64>("counted"); // of the messages
    using Sent = QList<QByteArray>;
    const Answers socketIo{answersMatching("^0\\{", u"40"_s), answersEqual("2", u"3"_s)};
    QTest::newRow("one after the other")
        << socketIo << text("0{\"sid\":1}") + text("2") + text("2") << Sent{"40", "3", "3"} << qint64(0);
    QTest::newRow("amid others") << socketIo << text("42[1]") + text("2") + text("42[2]") << Sent{"3"}
                                 << qint64(2);
    QTest::newRow("the whole message alone")
        << socketIo << text("22") + text("") + text("2\n") << Sent{} << qint64(3);
    QTest::newRow("the first that fits")
        << Answers{answersEqual("a", u"1"_s), answersMatching("a", u"2"_s), answersMatching("b", u"3"_s)}
        << text("a") + text("ab") + text("b") << Sent{"1", "2", "3"} << qint64(0);
    QTest::newRow("in fragments") << socketIo << raw("0100") + raw("8001") + "2" << Sent{"3"} << qint64(0);
    QTest::newRow("binary") << socketIo << demo::encode({OpCode::Binary, "2"}) << Sent{"3"} << qint64(0);
    QTest::newRow("beyond ASCII") << Answers{answersMatching("^gr[\xc3\xbcu]n$", u"z\u00fcg"_s)}
                                  << text("gr\xc3\xbcn") << Sent{"z\xc3\xbcg"} << qint64(0);
    QTest::newRow("none is asked for") << Answers{} << text("2") << Sent{} << qint64(1);
}

void TestWebSocketLink::answersPingsOfTheServersOwnKind()
{
    QFETCH(const Answers, answers);
    QFETCH(const QByteArray, frames);
    QFETCH(const QList<QByteArray>, sent);
    QFETCH(const qint64, counted);
    WebSocketLab lab(
        {step::Upgrade{}, step::Send{frames + demo::encode(demo::closeFrame(1012))}, step::Converse{}});
    QList<QByteArray> received;
    bool isClosed = false;
    connect(&lab, &WebSocketLab::frameReceived, this, [&](const Frame &frame) {
        isClosed = isClosed || frame.opCode == OpCode::Close;
        if (frame.opCode == OpCode::Text)
            received.append(frame.payload);
    });
    auto request = requestTo(lab.url());
    request.options.keepalive.answer = answers;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(isClosed && watched.hasEnded());
    QCOMPARE(received, sent);
    QCOMPARE(watched.messages(), counted);
    QCOMPARE(watched.count<LinkSent>(), 0); // as little a message as the protocol's own pongs
}

void TestWebSocketLink::whatIsAnsweredMayBeWhatWasExpected()
{
    const WebSocketLab lab({step::Upgrade{}, step::Send{text("0{\"sid\":1}")}, step::Converse{}});
    auto request = requestTo(lab.url());
    request.options.expect = {.contains = "sid", .within = 1h};
    request.options.keepalive.answer = {answersMatching("^0", u"40"_s)};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.count<LinkMessages>() > 0);
    QVERIFY(watched.last<LinkMessages>().isExpected);
    QCOMPARE(watched.messages(), qint64(0));
}

void TestWebSocketLink::whatIsAnsweredMayBeNoJson()
{
    const WebSocketLab lab(sends(text("ping") + text("{}") + demo::encode(demo::closeFrame(1012))));
    auto request = requestTo(lab.url());
    request.options.messages = MessageFormat::Json;
    request.options.keepalive.answer = {answersEqual("ping", u"pong"_s)};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.messages(), qint64(1));
    QCOMPARE(watched.last<LinkMessages>().bad, qint64(0));
}

void TestWebSocketLink::sendsItsKeepaliveEverySoOften()
{
    WebSocketLab lab({step::Upgrade{}, step::Converse{}});
    qsizetype sent = 0;
    connect(&lab, &WebSocketLab::frameReceived, this, [&](const Frame &frame) {
        sent += frame == Frame{OpCode::Text, "h\xc3\xa4"} ? 1 : 0;
    });
    auto request = requestTo(lab.url());
    request.options.keepalive = {.send = u"h\u00e4"_s, .every = 5ms};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(sent >= 3);
    QCOMPARE(watched.count<LinkSent>(), 0);
    QCOMPARE(watched.count<LinkPong>(), 1); // no ping more for it
}

void TestWebSocketLink::keepaliveIsNotSentBeforeItIsDue()
{
    WebSocketLab lab({step::Upgrade{}, step::Converse{}});
    qsizetype sent = 0;
    connect(&lab, &WebSocketLab::frameReceived, this,
            [&](const Frame &frame) { sent += frame.opCode == OpCode::Text ? 1 : 0; });
    auto request = requestTo(lab.url());
    request.pingInterval = 5ms;
    request.options.keepalive = {.send = u"2"_s, .every = 1h};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.count<LinkPong>() >= 3);
    QCOMPARE(sent, 0);
}

void TestWebSocketLink::aKeepaliveThrownBackIsHidden_data()
{
    QTest::addColumn<Keepalive>("keepalive");
    QTest::newRow("an answer") << Keepalive{.answer = {answersEqual("2", u"key s3cr3t-of-mine"_s)}};
    QTest::newRow("the second") << Keepalive{
        .answer = {answersEqual("2", u"3"_s), answersEqual("4", u"key s3cr3t-of-mine"_s)}};
    QTest::newRow("sent unasked") << Keepalive{.send = u"key s3cr3t-of-mine"_s};
}

void TestWebSocketLink::aKeepaliveThrownBackIsHidden()
{
    QFETCH(const Keepalive, keepalive);
    for (const QByteArray &said : {QByteArray("no key s3cr3t-of-mine"), QByteArray("no s3cr3t-of-mine")}) {
        const WebSocketLab lab(sends(demo::encode(demo::closeFrame(1008, said))));
        auto request = requestTo(lab.url());
        request.options.keepalive = keepalive;
        Watched watched(request);
        watched.link.open();
        QTRY_VERIFY(watched.hasEnded());
        QCOMPARE(watched.last<LinkClosed>().closeReason, u"no ***"_s);
    }
}

void TestWebSocketLink::keepaliveThatIsNoPatternIsOurFault()
{
    const WebSocketLab lab(Talk{step::StaySilent{}});
    auto request = requestTo(lab.url());
    request.options.keepalive.answer = {answersMatching("(", u"3"_s)};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Assertion);
    QCOMPARE(watched.last<LinkClosed>().failure->http->kind, HttpFault::Kind::BadPattern);
    QCOMPARE(lab.connections(), 0);
}

void TestWebSocketLink::messagesThatTakeLongHaveFewerTheirTurn_data()
{
    QTest::addColumn<bool>("isExpectation");
    QTest::newRow("held against an expectation") << true;
    QTest::newRow("held against pings of the server's own kind") << false;
}

/// Others have their turns in between. By the clock, each message takes as long as a pattern may.
void TestWebSocketLink::messagesThatTakeLongHaveFewerTheirTurn()
{
    QFETCH(const bool, isExpectation);
    const WebSocketLab lab(sends(text("aaaaaaaaaaaaaaaaaaaaaaaa!").repeated(200)));
    const TickingClock clock;
    auto request = requestTo(lab.url());
    const QByteArray endless = "(*NO_START_OPT)(a+)+$";
    if (isExpectation)
        request.options.expect = {.matches = QString::fromLatin1(endless), .within = 1h};
    else
        request.options.keepalive.answer = {answersMatching(endless, u"3"_s)};
    Watched watched(request, clock);
    QTimer others;
    int turns = 0;
    connect(&others, &QTimer::timeout, this, [&] { ++turns; });
    std::optional<int> turnsOfMost;
    connect(&watched.link, &WebSocketLink::happened, this, [&](const LinkEvent &event) {
        if (std::holds_alternative<LinkMessages>(event) && !others.isActive())
            others.start(0);
        if (watched.messages() >= 150 && !turnsOfMost)
            turnsOfMost = turns;
    });
    watched.link.open();
    QTRY_VERIFY(turnsOfMost.has_value());
    QVERIFY2(*turnsOfMost >= 100, qPrintable(QString::number(*turnsOfMost)));
}

FUSEBOX_LOOP_TEST(TestWebSocketLink)
#include "tst_web_socket_link.moc"
