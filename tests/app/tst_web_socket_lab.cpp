// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTcpSocket>
#include <QTest>
#include <QWebSocket>

#include "app/demo/web_socket_lab.h"
#include "tests/support/test_program.h"

using namespace fusebox::demo;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

QByteArray raw(const char *hex)
{
    return QByteArray::fromHex(hex);
}

Talk steadyTalk(fusebox::resilience::Nanoseconds messageEvery)
{
    return {step::Upgrade{}, step::Converse{.messageEvery = messageEvery}};
}

/// A client by hand, so that what the server sends is seen byte for byte.
class Client
{
public:
    explicit Client(const WebSocketLab &lab)
    {
        m_socket.connectToHost(lab.url().host(), static_cast<quint16>(lab.url().port()));
        m_socket.write("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        QObject::connect(&m_socket, &QTcpSocket::readyRead, &m_socket,
                         [this] { m_received += m_socket.readAll(); });
    }

    void send(const QByteArray &bytes) { m_socket.write(bytes); }
    /// What came after the handshake.
    [[nodiscard]] QByteArray received() const
    {
        const auto end = m_received.indexOf("\r\n\r\n");
        return end < 0 ? QByteArray() : m_received.mid(end + 4);
    }
    [[nodiscard]] QByteArray handshake() const { return m_received.left(m_received.indexOf("\r\n\r\n")); }
    [[nodiscard]] bool isConnected() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    [[nodiscard]] bool hasEnded() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }

private:
    QTcpSocket m_socket;
    QByteArray m_received;
};

} // namespace

class TestWebSocketLab final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void framesAreWrittenByTheBook_data();
    void framesAreWrittenByTheBook();
    void framesAreReadByTheBook_data();
    void framesAreReadByTheBook();
    void partOfAFrameIsLeftInTheBuffer();
    void acceptsWithTheKeyOfTheBook();
    void saysMoreInItsHandshakeWhenAsked();
    void qtAgreesWithItsHandshakeAndPongs();
    void answersPingsAndGoodbyes();
    void saysGoodbyeAfterItsTime();
    void pausesBetweenWhatItSends();
    void writesItsHandshakeAsItIsTold();
    void leavesPingsUnansweredWhenTold();
    void tellsOfTheGoodbyeThatAnswersItsOwn();
    void silenceKeepsTheConnection();
    void resetEndsIt();
    void forgetsEndedConnections();
};

void TestWebSocketLab::framesAreWrittenByTheBook_data()
{
    QTest::addColumn<Frame>("frame");
    QTest::addColumn<QByteArray>("bytes");
    // RFC 6455, 5.7, and the edges of the length's two forms
    QTest::newRow("text") << Frame{OpCode::Text, "Hello"} << raw("810548656c6c6f");
    QTest::newRow("ping") << Frame{OpCode::Ping, "Hello"} << raw("890548656c6c6f");
    QTest::newRow("empty") << Frame{OpCode::Pong, {}} << raw("8a00");
    QTest::newRow("125 bytes") << Frame{OpCode::Binary, QByteArray(125, 'b')}
                               << raw("827d") + QByteArray(125, 'b');
    QTest::newRow("126 bytes") << Frame{OpCode::Binary, QByteArray(126, 'b')}
                               << raw("827e007e") + QByteArray(126, 'b');
    QTest::newRow("close") << closeFrame(1011, "no") << raw("880403f36e6f");
}

void TestWebSocketLab::framesAreWrittenByTheBook()
{
    QFETCH(const Frame, frame);
    QFETCH(const QByteArray, bytes);
    QCOMPARE(encode(frame), bytes);
}

void TestWebSocketLab::framesAreReadByTheBook_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Frame>("frame");
    QTest::newRow("masked text") << raw("818537fa213d7f9f4d5158") << Frame{OpCode::Text, "Hello"};
    QTest::newRow("masked, empty") << raw("898000000000") << Frame{OpCode::Ping, {}};
    QTest::newRow("unmasked") << raw("8a0161") << Frame{OpCode::Pong, "a"};
    QTest::newRow("256 bytes") << raw("827e0100") + QByteArray(256, 'b')
                               << Frame{OpCode::Binary, QByteArray(256, 'b')};
}

void TestWebSocketLab::framesAreReadByTheBook()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const Frame, frame);
    auto buffer = bytes + "rest";
    QCOMPARE(takeFrame(buffer), std::optional(frame));
    QCOMPARE(buffer, QByteArray("rest"));
}

void TestWebSocketLab::partOfAFrameIsLeftInTheBuffer()
{
    for (const auto &whole : {raw("818537fa213d7f9f4d5158"), raw("827e0080") + QByteArray(128, 'b')}) {
        for (qsizetype size = 0; size < whole.size(); ++size) {
            auto buffer = whole.left(size);
            QVERIFY(!takeFrame(buffer));
            QCOMPARE(buffer, whole.left(size));
        }
    }
}

void TestWebSocketLab::acceptsWithTheKeyOfTheBook()
{
    const WebSocketLab lab(steadyTalk(1h));
    const Client client(lab);
    QTRY_VERIFY(client.handshake().startsWith("HTTP/1.1 101 "));
    // RFC 6455, 1.3
    QVERIFY(client.handshake().contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
}

void TestWebSocketLab::saysMoreInItsHandshakeWhenAsked()
{
    const WebSocketLab lab({step::Upgrade{"Sec-WebSocket-Protocol: v1\r\n"}, step::StaySilent{}});
    const Client client(lab);
    QTRY_VERIFY(client.handshake().startsWith("HTTP/1.1 101 "));
    QVERIFY(client.handshake().contains("\r\nSec-WebSocket-Protocol: v1\r\n"));
    QVERIFY(client.handshake().contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
}

void TestWebSocketLab::qtAgreesWithItsHandshakeAndPongs()
{
    const WebSocketLab lab(steadyTalk(1ms));
    QWebSocket socket;
    QByteArray pong;
    QString message;
    connect(&socket, &QWebSocket::connected, this, [&] { socket.ping("id"); });
    connect(&socket, &QWebSocket::pong, this, [&](quint64, const QByteArray &payload) { pong = payload; });
    connect(&socket, &QWebSocket::textMessageReceived, this, [&](const QString &text) { message = text; });
    socket.open(lab.url());
    QTRY_COMPARE(pong, QByteArray("id"));
    QTRY_VERIFY(message.startsWith(u"{\"tick\":"_s));
}

void TestWebSocketLab::answersPingsAndGoodbyes()
{
    const WebSocketLab lab(steadyTalk(1h));
    Client client(lab);
    client.send(raw("898100000000") + "p" +
                raw("888300000000"
                    "03e9") +
                "x");
    QTRY_VERIFY(client.hasEnded());
    QCOMPARE(client.received(), raw("8a01") + "p" + raw("880203e9"));
}

void TestWebSocketLab::saysGoodbyeAfterItsTime()
{
    const WebSocketLab lab({step::Upgrade{}, step::Converse{.length = 5ms},
                            step::Send{encode(closeFrame(1012, "bye"))}, step::Close{}});
    const Client client(lab);
    QTRY_VERIFY(client.hasEnded());
    QCOMPARE(client.received(), encode(closeFrame(1012, "bye")));
}

void TestWebSocketLab::pausesBetweenWhatItSends()
{
    const WebSocketLab lab(
        {step::Upgrade{}, step::Send{"a"}, step::Pause{5ms}, step::Send{"b"}, step::Converse{}});
    Client client(lab);
    client.send(raw("898100000000") + "p"); // answered after the pause
    QTRY_COMPARE(client.received(), "ab" + raw("8a01") + "p");
}

void TestWebSocketLab::writesItsHandshakeAsItIsTold()
{
    const auto shouts = [](const QByteArray &answer) { return "first\r\n" + answer.toUpper(); };
    const WebSocketLab lab({step::Upgrade{.written = shouts}, step::StaySilent{}});
    const Client client(lab);
    QTRY_VERIFY(client.handshake().startsWith("first\r\nHTTP/1.1 101 SWITCHING"));
}

void TestWebSocketLab::leavesPingsUnansweredWhenTold()
{
    const WebSocketLab lab({step::Upgrade{}, step::Converse{.answersPings = false}});
    Client client(lab);
    client.send(raw("898100000000") + "p" +
                raw("888200000000"
                    "03e9"));
    QTRY_VERIFY(client.hasEnded());
    QCOMPARE(client.received(), raw("880203e9"));
}

void TestWebSocketLab::tellsOfTheGoodbyeThatAnswersItsOwn()
{
    const WebSocketLab lab({step::Upgrade{}, step::Send{encode(closeFrame(1012))}, step::Close{}});
    QList<Frame> frames;
    connect(&lab, &WebSocketLab::frameReceived, this, [&](const Frame &frame) { frames.append(frame); });
    Client client(lab);
    client.send(raw("888200000000"
                    "03f4"));
    QTRY_COMPARE(frames, QList<Frame>{closeFrame(1012)});
}

void TestWebSocketLab::silenceKeepsTheConnection()
{
    const WebSocketLab silent({step::Upgrade{}, step::StaySilent{}});
    const WebSocketLab steady(steadyTalk(1h));
    Client unheard(silent);
    Client heard(steady);
    QTRY_VERIFY(!unheard.handshake().isEmpty() && !heard.handshake().isEmpty());
    unheard.send(raw("898100000000") + "p");
    heard.send(raw("898100000000") + "p");
    QTRY_VERIFY(!heard.received().isEmpty()); // sent later, answered: so the other one is not merely late
    QVERIFY(unheard.received().isEmpty());
    QVERIFY(unheard.isConnected());
}

void TestWebSocketLab::resetEndsIt()
{
    const WebSocketLab lab({step::Upgrade{}, step::Reset{}});
    const Client client(lab);
    QTRY_VERIFY(client.hasEnded());
}

void TestWebSocketLab::forgetsEndedConnections()
{
    const WebSocketLab lab(steadyTalk(1h));
    {
        const Client one(lab);
        const Client two(lab);
        QTRY_COMPARE(lab.openConnections(), 2);
    }
    QTRY_COMPARE(lab.openConnections(), 0);
    QCOMPARE(lab.connections(), 2);
}

FUSEBOX_LOOP_TEST(TestWebSocketLab)
#include "tst_web_socket_lab.moc"
