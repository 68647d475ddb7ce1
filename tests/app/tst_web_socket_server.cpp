// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <QWebSocket>

#include "app/demo/web_socket_server.h"
#include "tests/support/test_program.h"

using namespace fusebox::demo;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestWebSocketServer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatItHearsAndHowItEnds();
    void speaksAsOftenAsItShould();
    void leavesWithItsCode();
    void countsConnections();
};

void TestWebSocketServer::tellsWhatItHearsAndHowItEnds()
{
    const WebSocketServer server;
    QStringList texts;
    QList<int> codes;
    connect(&server, &WebSocketServer::textReceived, this, [&](const QString &text) { texts.append(text); });
    connect(&server, &WebSocketServer::closed, this, [&](int code) { codes.append(code); });
    QWebSocket socket;
    connect(&socket, &QWebSocket::connected, this, [&] { socket.sendTextMessage(u"hello"_s); });
    socket.open(server.url());
    QTRY_COMPARE(texts, QStringList{u"hello"_s});
    socket.close(QWebSocketProtocol::CloseCodeGoingAway);
    QTRY_COMPARE(codes, QList<int>{1001});
}

void TestWebSocketServer::speaksAsOftenAsItShould()
{
    const WebSocketServer server(Manners{.messageEvery = 1ms});
    QStringList texts;
    QWebSocket socket;
    connect(&socket, &QWebSocket::textMessageReceived, this,
            [&](const QString &text) { texts.append(text); });
    socket.open(server.url());
    QTRY_VERIFY(texts.size() >= 3);
    QCOMPARE(texts.first(3), (QStringList{u"{\"tick\":1}"_s, u"{\"tick\":2}"_s, u"{\"tick\":3}"_s}));
}

void TestWebSocketServer::leavesWithItsCode()
{
    const WebSocketServer server(Manners{.leave = Manners::Leave{5ms, 1001, u"moving"_s}});
    QWebSocket socket;
    bool hasLeft = false;
    connect(&socket, &QWebSocket::disconnected, this, [&] { hasLeft = true; });
    socket.open(server.url());
    QTRY_VERIFY(hasLeft);
    QCOMPARE(int(socket.closeCode()), 1001);
    QCOMPARE(socket.closeReason(), u"moving"_s);
}

void TestWebSocketServer::countsConnections()
{
    const WebSocketServer server;
    {
        QWebSocket one, two;
        one.open(server.url());
        two.open(server.url());
        QTRY_COMPARE(server.openConnections(), 2);
    }
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(server.connections(), 2);
}

FUSEBOX_LOOP_TEST(TestWebSocketServer)
#include "tst_web_socket_server.moc"
