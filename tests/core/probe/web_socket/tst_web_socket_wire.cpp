// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

#include "app/demo/fault_server.h"
#include "app/demo/web_socket_lab.h"
#include "app/demo/web_socket_server.h"
#include "core/health/values/clock.h"
#include "core/probe/loop/epoll_dispatcher.h"
#include "core/probe/loop/stall_watch.h"
#include "core/probe/web_socket/web_socket_link.h"
#include "core/probe/web_socket/web_socket_talk.h"
#include "tests/core/probe/scripted_resolver.h"
#include "tests/support/on_thread.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using demo::Frame;
using demo::OpCode;
using demo::Talk;
using demo::WebSocketLab;
using resilience::ErrorClass;
namespace step = demo::step;

namespace {

/// The machine's clock, which can be set ahead.
class JumpingClock final : public resilience::Clock
{
public:
    resilience::Nanoseconds ahead{0};

    [[nodiscard]] resilience::TimePoint now() const override
    {
        return std::chrono::steady_clock::now() + ahead;
    }
};

WebSocketRequest requestTo(const QUrl &url)
{
    return {.url = url,
            .timeouts = {30s, 30s, 30s, 30s, 30s},
            .pingInterval = 30s,
            .pongTimeout = 30s,
            .closeTimeout = 30s};
}

class Watched
{
public:
    explicit Watched(const WebSocketRequest &request)
        : stalls(clock)
        , link(request, {clock, names, m_tls}, stalls)
    {
        QObject::connect(&link, &WebSocketLink::happened, &link,
                         [this](const LinkEvent &event) { events.push_back(event); });
    }

    template <typename Event>
    [[nodiscard]] std::vector<Event> all() const
    {
        std::vector<Event> found;
        for (const auto &event : events) {
            if (const auto *what = std::get_if<Event>(&event))
                found.push_back(*what);
        }
        return found;
    }
    [[nodiscard]] bool hasEnded() const { return !all<LinkClosed>().empty(); }
    [[nodiscard]] bool isConnected() const { return !all<LinkConnected>().empty(); }
    [[nodiscard]] ProbeFailure failure() const
    {
        return all<LinkClosed>().back().failure.value_or(ProbeFailure{});
    }
    [[nodiscard]] LinkMessages messages() const
    {
        LinkMessages sum;
        for (const auto &messages : all<LinkMessages>()) {
            sum.count += messages.count;
            sum.bytes += messages.bytes;
        }
        return sum;
    }

    JumpingClock clock;
    testing::ScriptedResolver names;

private:
    TlsContexts m_tls;

public:
    StallWatch stalls;
    WebSocketLink link;
    std::vector<LinkEvent> events;
};

/// Accepts the upgrade and then does as it is told, with each socket.
class Peer final : public QTcpServer
{
public:
    explicit Peer(std::function<void(QTcpSocket *)> then)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, then = std::move(then)] {
            auto *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket, then] {
                received += socket->readAll();
                if (m_isUpgraded || !received.contains("\r\n\r\n"))
                    return;
                m_isUpgraded = true;
                socket->write(demo::upgradeAnswer(received));
                received.clear();
                then(socket);
            });
        });
    }

    [[nodiscard]] QUrl url() const { return QUrl(u"ws://127.0.0.1:%1/"_s.arg(serverPort())); }

    QByteArray received;

private:
    bool m_isUpgraded = false;
};

QByteArray raw(const char *hex)
{
    return QByteArray::fromHex(hex);
}

QByteArray text(const QByteArray &payload)
{
    return demo::encode({OpCode::Text, payload});
}

Talk sends(const QByteArray &bytes)
{
    return {step::Upgrade{}, step::Send{bytes}, step::Converse{}};
}

/// How often the loop of this thread turns: a timer of no time fires once in each.
class Turns
{
public:
    Turns()
    {
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { ++count; });
        m_timer.start(0);
    }

    int count = 0;

private:
    QTimer m_timer;
};

} // namespace

/// A link against what servers put on the wire.
class TestWebSocketWire final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsHeldToUtf8AsAMessage_data();
    void textIsHeldToUtf8AsAMessage();
    void whatEverybodyReadsIsAnUpgrade_data();
    void whatEverybodyReadsIsAnUpgrade();
    void whatIsNoUpgradeIsToldAsWhatItIs_data();
    void whatIsNoUpgradeIsToldAsWhatItIs();
    void closeFramesAreAnswered_data();
    void closeFramesAreAnswered();
    void pingsAreAnsweredByTheLastOfATurn();
    void phasesAddUpToTheLatency();
    void aNameThatWasKeptHasNoPhase();
    void freshNamesAreAskedForAlthoughOneIsKept();
    void whoDoesNotAnswerIsToldByWhatCame_data();
    void whoDoesNotAnswerIsToldByWhatCame();
    void aLongFrameOnASlowLineIsNoMissingPong();
    void aLongMessageInFragmentsIsNoMissingPong();
    void whatLiesInTheSocketIsReadBeforeADeadlineIsJudged();
    void whatAStallMayHaveCausedIsMarked_data();
    void whatAStallMayHaveCausedIsMarked();
    void aFloodHasItsTurnAndNoMore_data();
    void aFloodHasItsTurnAndNoMore();
    void nothingIsLostBehindAFlood();
    void messagesWithoutEndHideNoMissingPong();
    void messagesWithoutEndKeepNoLinkFromClosing();
};

void TestWebSocketWire::textIsHeldToUtf8AsAMessage_data()
{
    QTest::addColumn<QByteArray>("frames");
    QTest::addColumn<int>("bytes"); // -1: no UTF-8
    QTest::newRow("cut in a character") << raw("0101c3") + raw("8001a4") << 2;
    QTest::newRow("cut four times") << raw("0101f0") + raw("00019f") + raw("000198") + raw("800180") << 4;
    QTest::newRow("byte order mark") << raw("8106efbbbf") + "abc" << 6;
    QTest::newRow("what takes two units of UTF-16") << raw("8104f09f9880") << 4;
    QTest::newRow("never whole") << raw("0101c3") + raw("8000") << -1;
    QTest::newRow("broken in the second") << raw("010161") + raw("8001ff") << -1;
}

void TestWebSocketWire::textIsHeldToUtf8AsAMessage()
{
    QFETCH(const QByteArray, frames);
    QFETCH(const int, bytes);
    const WebSocketLab lab(sends(frames));
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    if (bytes < 0) {
        QTRY_VERIFY(watched.hasEnded());
        QVERIFY(watched.failure().as<WebSocketFault>() == WebSocketFault::BadText);
        return;
    }
    QTRY_COMPARE(watched.messages().count, 1);
    QCOMPARE(watched.messages().bytes, bytes);
}

void TestWebSocketWire::whatEverybodyReadsIsAnUpgrade_data()
{
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("fields");
    QTest::newRow("hints first") << QByteArray("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
                                 << QByteArray();
    QTest::newRow("lists in pieces") << QByteArray()
                                     << QByteArray("Connection: keep-alive\r\nUpgrade: h2c\r\n");
}

void TestWebSocketWire::whatEverybodyReadsIsAnUpgrade()
{
    QFETCH(const QByteArray, first);
    QFETCH(const QByteArray, fields);
    const WebSocketLab lab(
        {step::Send{first}, step::Upgrade{fields}, step::Send{text("hi")}, step::Converse{}});
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    QTRY_COMPARE(watched.messages().count, 1);
    QTRY_COMPARE(watched.all<LinkPong>().size(), 1U);
}

void TestWebSocketWire::whatIsNoUpgradeIsToldAsWhatItIs_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("detail");
    QTest::newRow("SSH") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << 0 << std::string("SSH-2.0-OpenSSH_9.2");
    QTest::newRow("redirect") << QByteArray("HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n") << 302
                              << std::string("Found, Location: /login");
}

void TestWebSocketWire::whatIsNoUpgradeIsToldAsWhatItIs()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const int, status);
    QFETCH(const std::string, detail);
    const WebSocketLab lab({step::Send{answer}, step::StaySilent{}});
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.failure().status, status);
    QCOMPARE(watched.failure().detail, detail);
    QCOMPARE(watched.failure().as<WebSocketFault>() == WebSocketFault::NotHttp, status == 0);
    QCOMPARE(lab.connections(), 1);
}

void TestWebSocketWire::closeFramesAreAnswered_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<QByteArray>("answer"); // its payload
    const auto code = [](int c) { return raw(QByteArray::number(c, 16).rightJustified(4, '0')); };
    for (const int c : {1000, 1001, 1011, 1012, 1013, 1014, 3000, 4999})
        QTest::addRow("%d", c) << demo::encode(demo::closeFrame(static_cast<quint16>(c), "why")) << code(c);
    QTest::newRow("none") << raw("8800") << QByteArray();
    QTest::newRow("one that may not be sent") << raw("880203ed") << code(1002);
    QTest::newRow("of one byte") << raw("880103") << code(1002);
    QTest::newRow("reason that is no UTF-8") << raw("880303e8ff") << code(1007);
    QTest::newRow("no frame at all") << raw("ffff") << code(1002);
    QTest::newRow("text that is none") << raw("8101ff") << code(1007);
    QTest::newRow("too large") << raw("827f0000000100000000") << code(1009);
}

void TestWebSocketWire::closeFramesAreAnswered()
{
    QFETCH(const QByteArray, frame);
    QFETCH(const QByteArray, answer);
    WebSocketLab lab(sends(frame));
    QList<Frame> frames;
    connect(&lab, &WebSocketLab::frameReceived, this, [&](const Frame &got) { frames.append(got); });
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QTRY_VERIFY(!frames.isEmpty() && frames.back().opCode == OpCode::Close);
    QCOMPARE(frames.back().payload.left(2), answer);
    QTRY_COMPARE(lab.openConnections(), 0);
}

void TestWebSocketWire::pingsAreAnsweredByTheLastOfATurn()
{
    WebSocketLab lab(sends(demo::encode({OpCode::Ping, "a"}) + demo::encode({OpCode::Ping, "b"})));
    QList<QByteArray> pongs;
    connect(&lab, &WebSocketLab::frameReceived, this, [&](const Frame &got) {
        if (got.opCode == OpCode::Pong)
            pongs.append(got.payload);
    });
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    QTRY_VERIFY(pongs.contains("b"));
    QVERIFY(pongs.size() <= 2);
}

void TestWebSocketWire::phasesAddUpToTheLatency()
{
    const demo::WebSocketServer server;
    QUrl url = server.url();
    url.setHost(u"name.test"_s);
    Watched watched(requestTo(url));
    watched.names.answer = QList{QHostAddress(QHostAddress::LocalHost)};
    watched.link.open();
    QTRY_VERIFY(watched.isConnected());
    const LinkConnected connected = watched.all<LinkConnected>().front();
    for (const Phase phase : {Phase::Dns, Phase::Connect, Phase::Send, Phase::Wait})
        QVERIFY(connected.phases[phase].has_value());
    QVERIFY(!connected.phases[Phase::Tls]);
    QCOMPARE(connected.phases.sum(), connected.latency);
    QCOMPARE(connected.address, u"127.0.0.1"_s);
    QVERIFY(connected.family == AddressFamily::IPv4);
    QVERIFY(!connected.nameWasKept);
}

void TestWebSocketWire::aNameThatWasKeptHasNoPhase()
{
    const demo::WebSocketServer server;
    QUrl url = server.url();
    url.setHost(u"name.test"_s);
    Watched watched(requestTo(url));
    watched.names.keptAnswer = QList{QHostAddress(QHostAddress::LocalHost)};
    watched.link.open();
    QTRY_VERIFY(watched.isConnected());
    QVERIFY(watched.all<LinkConnected>().front().nameWasKept);
    QVERIFY(!watched.all<LinkConnected>().front().phases[Phase::Dns]);
    QCOMPARE(watched.names.asked, 0);
}

void TestWebSocketWire::freshNamesAreAskedForAlthoughOneIsKept()
{
    const demo::WebSocketServer server;
    auto request = requestTo(server.url());
    request.url.setHost(u"name.test"_s);
    request.freshNames = true;
    Watched watched(request);
    watched.names.keptAnswer = QList{QHostAddress(u"192.0.2.1"_s)};
    watched.names.answer = QList{QHostAddress(QHostAddress::LocalHost)};
    watched.link.open();
    QTRY_VERIFY(watched.isConnected());
    QCOMPARE(watched.names.asked, 1);
}

void TestWebSocketWire::whoDoesNotAnswerIsToldByWhatCame_data()
{
    QTest::addColumn<QByteArray>("frames");
    QTest::addColumn<int>("fault");
    QTest::newRow("nothing") << QByteArray() << int(WebSocketFault::NoPong);
    QTest::newRow("messages") << text("a") + text("b") << int(WebSocketFault::NoPongButMessages);
    QTest::newRow("a wrong pong") << demo::encode({OpCode::Pong, "mine"}) << int(WebSocketFault::WrongPong);
    QTest::newRow("half a frame") << raw("810561") << int(WebSocketFault::StalledFrame);
    QTest::newRow("half a message") << raw("010161") << int(WebSocketFault::NoPong);
    QTest::newRow("pings") << raw("890161") << int(WebSocketFault::NoPong);
}

void TestWebSocketWire::whoDoesNotAnswerIsToldByWhatCame()
{
    QFETCH(const QByteArray, frames);
    QFETCH(const int, fault);
    const WebSocketLab lab({step::Upgrade{}, step::Send{frames}, step::StaySilent{}});
    auto request = requestTo(lab.url());
    request.pongTimeout = 100ms;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.failure().errorClass, ErrorClass::Timeout);
    QCOMPARE(int(*watched.failure().as<WebSocketFault>()), fault);
    QVERIFY(!watched.all<LinkClosed>().front().afterStall);
}

/// 30 pieces of a frame, which take three times as long as a pong may; the pong comes behind it.
void TestWebSocketWire::aLongFrameOnASlowLineIsNoMissingPong()
{
    QTimer line;
    line.setInterval(30ms);
    int pieces = 0;
    Peer peer([&](QTcpSocket *socket) {
        socket->write(raw("827e0bb8")); // 3,000 bytes
        connect(&line, &QTimer::timeout, socket, [&, socket] {
            socket->write(QByteArray(100, 'x'));
            if (++pieces < 30)
                return;
            line.stop();
            socket->write(demo::encode({OpCode::Pong, "1"}));
        });
        line.start();
    });
    auto request = requestTo(peer.url());
    request.pongTimeout = 300ms;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded() || !watched.all<LinkPong>().empty());
    QVERIFY(!watched.hasEnded());
    QCOMPARE(pieces, 30);
    QCOMPARE(watched.messages().bytes, 3000);
}

/// The pong waits behind the fragments that lie in the server's queue already.
void TestWebSocketWire::aLongMessageInFragmentsIsNoMissingPong()
{
    QTimer line;
    line.setInterval(30ms);
    int pieces = 0;
    Peer peer([&](QTcpSocket *socket) {
        connect(&line, &QTimer::timeout, socket, [&, socket] {
            ++pieces;
            const QByteArray head = pieces == 1 ? raw("0264") : raw(pieces < 30 ? "0064" : "8064");
            socket->write(head + QByteArray(100, 'x'));
            if (pieces < 30)
                return;
            line.stop();
            socket->write(demo::encode({OpCode::Pong, "1"}));
        });
        line.start();
    });
    auto request = requestTo(peer.url());
    request.pongTimeout = 300ms;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded() || !watched.all<LinkPong>().empty());
    QVERIFY(!watched.hasEnded());
    QCOMPARE(pieces, 30);
    QCOMPARE(watched.messages().bytes, 3000);
}

/// The loop stands still from the moment of the ping on; the peer does not.
void TestWebSocketWire::whatLiesInTheSocketIsReadBeforeADeadlineIsJudged()
{
    const testing::OnThread<WebSocketLab> lab(
        Talk{step::Upgrade{}, step::Send{text(QByteArray(1000, 'x')).repeated(200)}, step::Converse{}});
    auto request = requestTo(lab->url());
    request.pongTimeout = 50ms;
    Watched watched(request);
    connect(&watched.link, &WebSocketLink::happened, this, [](const LinkEvent &event) {
        if (!std::holds_alternative<LinkConnected>(event))
            return;
        const QElapsedTimer stall = [] {
            QElapsedTimer timer;
            timer.start();
            return timer;
        }();
        while (stall.elapsed() < 200) {
        }
    });
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded() || !watched.all<LinkPong>().empty());
    QVERIFY(!watched.hasEnded());
}

void TestWebSocketWire::whatAStallMayHaveCausedIsMarked_data()
{
    QTest::addColumn<QByteArray>("end");
    QTest::addColumn<int>("stall"); // seconds
    QTest::addColumn<bool>("isMarked");
    QTest::newRow("hung up, stalled") << QByteArray() << 60 << true;
    QTest::newRow("said goodbye, stalled") << demo::encode(demo::closeFrame(1011)) << 60 << true;
    QTest::newRow("hung up") << QByteArray() << 0 << false;
    QTest::newRow("said goodbye") << demo::encode(demo::closeFrame(1011)) << 0 << false;
}

void TestWebSocketWire::whatAStallMayHaveCausedIsMarked()
{
    QFETCH(const QByteArray, end);
    QFETCH(const int, stall);
    QFETCH(const bool, isMarked);
    QTcpSocket *peers = nullptr;
    Peer peer([&](QTcpSocket *socket) {
        peers = socket;
        socket->write(demo::encode({OpCode::Pong, "1"}));
    });
    auto request = requestTo(peer.url());
    request.pingInterval = 1h;
    request.pongTimeout = 1h;
    Watched watched(request);
    watched.stalls.begin();
    watched.link.open();
    QTRY_VERIFY(watched.isConnected());
    watched.clock.ahead = std::chrono::seconds(stall);
    peers->write(end);
    peers->disconnectFromHost();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.all<LinkClosed>().front().afterStall, isMarked);
}

void TestWebSocketWire::aFloodHasItsTurnAndNoMore_data()
{
    QTest::addColumn<QByteArray>("frames");
    QTest::addColumn<int>("messages");
    QTest::addColumn<int>("turns"); // at least
    const int many = 50'000;
    QTest::newRow("empty messages") << raw("8100").repeated(many) << many
                                    << many / WebSocketTalk::framesPerTurn;
    QTest::newRow("tiny messages") << raw("820178").repeated(many) << many
                                   << many / WebSocketTalk::framesPerTurn;
    const int large = 64;
    QTest::newRow("large messages")
        << (raw("827f0000000000020000") + QByteArray(128 * 1024, 'x')).repeated(large) << large
        << large * 128 / 32;
}

void TestWebSocketWire::aFloodHasItsTurnAndNoMore()
{
    QFETCH(const QByteArray, frames);
    QFETCH(const int, messages);
    QFETCH(const int, turns);
    const testing::OnThread<WebSocketLab> lab(sends(frames));
    Watched watched(requestTo(lab->url()));
    Turns turned;
    watched.link.open();
    QTRY_COMPARE(watched.messages().count, messages);
    QVERIFY2(turned.count >= turns, qPrintable(QString::number(turned.count)));
}

/// What follows it is read in its order: also the end.
void TestWebSocketWire::nothingIsLostBehindAFlood()
{
    const testing::OnThread<WebSocketLab> lab(
        Talk{step::Upgrade{}, step::Send{raw("8100").repeated(10'000) + demo::encode(demo::closeFrame(1013))},
             step::Close{}});
    Watched watched(requestTo(lab->url()));
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.messages().count, 10'000);
    QVERIFY(watched.failure().closeCode == 1013);
}

/// As fast as they are taken in.
static demo::Script messagesWithoutEnd()
{
    return {demo::step::ReadRequest{},
            demo::step::Respond{[](const QByteArray &head) { return demo::upgradeAnswer(head); }},
            demo::step::SendForever{raw("8100").repeated(20'000)}};
}

void TestWebSocketWire::messagesWithoutEndHideNoMissingPong()
{
    const testing::OnThread<demo::FaultServer> server(messagesWithoutEnd());
    QUrl url = server->url();
    url.setScheme(QStringLiteral("ws"));
    auto request = requestTo(url);
    request.pongTimeout = 200ms;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QVERIFY(watched.failure().as<WebSocketFault>() == WebSocketFault::NoPongButMessages);
}

void TestWebSocketWire::messagesWithoutEndKeepNoLinkFromClosing()
{
    const testing::OnThread<demo::FaultServer> server(messagesWithoutEnd());
    QUrl url = server->url();
    url.setScheme(QStringLiteral("ws"));
    auto request = requestTo(url);
    request.closeTimeout = 200ms;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.messages().count > 1'000);
    watched.link.close();
    QTRY_VERIFY(watched.hasEnded());
    QVERIFY(!watched.all<LinkClosed>().front().failure);
}

/// On the loop that links live on.
static int runOnEpoll(int argc, char **argv)
{
    QCoreApplication::setEventDispatcher(new EpollDispatcher);
    return testing::runWithApplication<TestWebSocketWire, QCoreApplication>(argc, argv);
}

static FUSEBOX_TEST_ENTRY(TestWebSocketWire, &runOnEpoll)
#include "tst_web_socket_wire.moc"
