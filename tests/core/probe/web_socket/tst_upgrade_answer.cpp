// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/web_socket/upgrade_answer.h"
#include "tests/support/test_program.h"

using namespace fusebox::probe;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using fusebox::resilience::ErrorClass;

namespace {

const QByteArray accept = "ICX+Yqv66kxgM0FcWaLWlFLwTAI="; // of what is asked below
const QByteArray switching = "HTTP/1.1 101 Switching Protocols\r\n";
const QByteArray accepted = "Sec-WebSocket-Accept: " + accept + "\r\n";
const QByteArray upgraded = switching + "Upgrade: websocket\r\nConnection: Upgrade\r\n" + accepted;

UpgradeRequest asked()
{
    return {.bytes = {}, .accept = accept, .subprotocols = {u"one"_s, u"mqtt"_s}};
}

/// The answer in one line.
QByteArray shown(const UpgradeAnswer::Result &result)
{
    if (!result) {
        const ProbeFailure &failure = result.error();
        const QByteArray detail = QByteArray::fromStdString(failure.detail);
        if (failure.errorClass == ErrorClass::HttpStatus)
            return QByteArray::number(failure.status) + ' ' + detail;
        if (failure.as<WebSocketFault>() == WebSocketFault::NotHttp)
            return "not HTTP: " + detail;
        return (failure.as<WebSocketFault>() == WebSocketFault::BadUpgrade ? "bad: " : "?: ") + detail;
    }
    if (!*result)
        return "more";
    return "upgraded " + (*result)->subprotocol.toUtf8() + '|' + (*result)->surplus.toByteArray();
}

QByteArray readIn(const QByteArray &bytes, qsizetype pieceSize)
{
    UpgradeAnswer answer(asked());
    QByteArray surplus;
    for (qsizetype at = 0; at < bytes.size(); at += pieceSize) {
        const auto result =
            answer.receive(QByteArrayView(bytes).sliced(at).first(std::min(pieceSize, bytes.size() - at)));
        if (!result)
            return shown(result);
        if (*result)
            return shown(result) + bytes.mid(at + pieceSize);
    }
    return "more";
}

} // namespace

class TestUpgradeAnswer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isJudgedByTheBook_data();
    void isJudgedByTheBook();
    void whatTellsThatItIsNoHttpIsSeenAtOnce_data();
    void whatTellsThatItIsNoHttpIsSeenAtOnce();
    void aRefusalKeepsTheServersWish();
    void theEndBeforeTheAnswerIsTold();
    void aHeadWithoutEndIsRefused();
};

void TestUpgradeAnswer::isJudgedByTheBook_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("judged");
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &judged) {
        QTest::newRow(name) << bytes << judged;
    };
    row("accepted", upgraded + "\r\n", "upgraded |");
    row("and a frame",
        upgraded + "\r\n" +
            "\x81\x01"
            "a",
        "upgraded |\x81\x01"
        "a");
    row("lists",
        switching + "Upgrade: h2c, WebSocket\r\nConnection: keep-alive, UPGRADE\r\n" + accepted + "\r\n",
        "upgraded |");
    row("lists without blanks",
        switching + "Upgrade: websocket,\r\nConnection: keep-alive,Upgrade\r\n" + accepted + "\r\n",
        "upgraded |");
    row("fields twice",
        switching +
            "Connection: keep-alive\r\nUpgrade: h2c\r\nConnection: upgrade\r\nUpgrade: websocket\r\n" +
            accepted + "\r\n",
        "upgraded |");
    row("the same field twice",
        switching +
            "Connection: Upgrade\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
            accepted + "\r\n",
        "upgraded |");
    row("after empty lines", "\r\n\n" + upgraded + "\r\nx", "upgraded |x");
    row("names in any case",
        switching + "UPGRADE: WEBSOCKET\r\nconnection: upgrade\r\nsec-websocket-accept:" + accept +
            "\r\n\r\n",
        "upgraded |");
    row("blanks around",
        switching + "Upgrade:  websocket \r\nConnection:\tUpgrade \r\nSec-WebSocket-Accept: " + accept +
            " \r\n\r\n",
        "upgraded |");
    row("no reason", "HTTP/1.1 101\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + accepted + "\r\n",
        "upgraded |");
    row("after 100", "HTTP/1.1 100 Continue\r\n\r\n" + upgraded + "\r\nx", "upgraded |x");
    row("after 103", "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" + upgraded + "\r\n",
        "upgraded |");
    row("after several",
        "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + upgraded + "\r\n", "upgraded |");
    row("refused after 100", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\n", "403 Forbidden");
    row("a subprotocol", upgraded + "Sec-WebSocket-Protocol: mqtt\r\n\r\n", "upgraded mqtt|");
    row("an empty subprotocol", upgraded + "Sec-WebSocket-Protocol: \r\n\r\n", "upgraded |");
    row("empty extensions", upgraded + "Sec-WebSocket-Extensions:\r\n\r\n", "upgraded |");
    row("a body is none", upgraded + "Content-Length: 5\r\n\r\nframe", "upgraded |frame");

    row("unasked subprotocol", upgraded + "Sec-WebSocket-Protocol: two\r\n\r\n",
        "bad: a subprotocol that was not asked for: two");
    row("subprotocol in another case", upgraded + "Sec-WebSocket-Protocol: MQTT\r\n\r\n",
        "bad: a subprotocol that was not asked for: MQTT");
    row("two subprotocols", upgraded + "Sec-WebSocket-Protocol: one, mqtt\r\n\r\n",
        "bad: a subprotocol that was not asked for: one, mqtt");
    row("two fields of them",
        upgraded + "Sec-WebSocket-Protocol: one\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n",
        "bad: more than one subprotocol: one, mqtt");
    row("unasked extension", upgraded + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
        "bad: an extension that was not asked for: permessage-deflate");
    row("in HTTP/1.0",
        "HTTP/1.0 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + accepted +
            "\r\n",
        "bad: in HTTP/1.0, which knows no upgrade");
    row("refused in HTTP/1.0", "HTTP/1.0 403 Forbidden\r\n\r\n", "403 Forbidden");
    row("no Upgrade", switching + "Connection: Upgrade\r\n" + accepted + "\r\n",
        "bad: no Upgrade to websocket");
    row("another Upgrade", switching + "Upgrade: h2c\r\nConnection: Upgrade\r\n" + accepted + "\r\n",
        "bad: no Upgrade to websocket");
    row("a longer word", switching + "Upgrade: websocket2\r\nConnection: Upgrade\r\n" + accepted + "\r\n",
        "bad: no Upgrade to websocket");
    row("no Connection", switching + "Upgrade: websocket\r\n" + accepted + "\r\n",
        "bad: no Connection: Upgrade");
    row("another Connection", switching + "Upgrade: websocket\r\nConnection: close\r\n" + accepted + "\r\n",
        "bad: no Connection: Upgrade");
    row("no accept", switching + "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "bad: no Sec-WebSocket-Accept");
    row("another's accept",
        switching + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
        "bad: a Sec-WebSocket-Accept that does not answer our key");
    row("accept in another case",
        switching + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept.toLower() +
            "\r\n\r\n",
        "bad: a Sec-WebSocket-Accept that does not answer our key");
    row("two accepts", upgraded + accepted + "\r\n", "bad: more than one Sec-WebSocket-Accept");

    for (const int status : {200, 204, 400, 401, 403, 404, 426, 500, 503})
        row(("status " + QByteArray::number(status)).constData(),
            "HTTP/1.1 " + QByteArray::number(status) + " Words\r\nContent-Length: 0\r\n\r\n",
            QByteArray::number(status) + " Words");
    row("a body is not waited for", "HTTP/1.1 401 No\r\nContent-Length: 99\r\n\r\n", "401 No");
    row("a redirect", "HTTP/1.1 302 Found\r\nLocation: https://b.example/\r\n\r\n",
        "302 Found, Location: https://b.example/");
    row("a redirect without words", "HTTP/1.1 301 \r\nLocation: /x\r\n\r\n", "301 Location: /x");
    row("a redirect to nowhere", "HTTP/1.1 307 Go\r\n\r\n", "307 Go");
    row("a Location of no redirect", "HTTP/1.1 404 No\r\nLocation: /x\r\n\r\n", "404 No");

    row("SMTP", "220 mail.example ESMTP\r\n", "not HTTP: 220 mail.example ESMTP");
    row("SMTP with a letter beyond ASCII", "220 gr\xc3\xbcn ESMTP\r\n", "not HTTP: 220 gr\xc3\xbcn ESMTP");
    row("SSH", "SSH-2.0-OpenSSH_9.2\r\n", "not HTTP: SSH-2.0-OpenSSH_9.2");
    row("Redis", "-ERR wrong\r\n", "not HTTP: -ERR wrong");
    row("HTML", "<html>\n", "not HTTP: <html>");
    row("HTTP/2", QByteArray::fromHex("00000604000000000000030000"), "not HTTP: ");
    row("TLS", QByteArray::fromHex("15030100020246"), "not HTTP: TLS");
    row("SMTP after an empty line", "\r\n220 mail.example ESMTP\r\n", "not HTTP: 220 mail.example ESMTP");
    row("almost", "HTTQ/1.1 101\r\n", "not HTTP: HTTQ/1.1 101");
    row("more of it", upgraded, "more");
    row("a beginning", "HTT", "more");
}

void TestUpgradeAnswer::isJudgedByTheBook()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, judged);
    QCOMPARE(readIn(bytes, bytes.size()), judged);
    if (judged.startsWith("not HTTP"))
        return; // told from what has come by then
    for (const qsizetype pieceSize : {1, 2, 3, 7, 20})
        QCOMPARE(readIn(bytes, pieceSize), judged);
}

void TestUpgradeAnswer::whatTellsThatItIsNoHttpIsSeenAtOnce_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("first") << QByteArray("2");
    QTest::newRow("second") << QByteArray("HA");
    QTest::newRow("after empty lines") << QByteArray("\r\n\n2");
    QTest::newRow("last") << QByteArray("HTTP ");
}

void TestUpgradeAnswer::whatTellsThatItIsNoHttpIsSeenAtOnce()
{
    QFETCH(const QByteArray, bytes);
    QVERIFY(readIn(bytes, 1).startsWith("not HTTP"));
    QCOMPARE(readIn(bytes.chopped(1), 1), "more");
}

void TestUpgradeAnswer::aRefusalKeepsTheServersWish()
{
    UpgradeAnswer answer(asked());
    const auto result = answer.receive("HTTP/1.1 503 404) 200 (500\r\nretry-after: 120\r\n\r\n");
    QVERIFY(!result);
    QCOMPARE(result.error().status, 503);
    QCOMPARE(result.error().phase, Phase::Wait);
    QCOMPARE(result.error().detail, std::string("404) 200 (500"));
    QVERIFY(result.error().retryAfter == fusebox::resilience::Nanoseconds(120s));
}

void TestUpgradeAnswer::theEndBeforeTheAnswerIsTold()
{
    UpgradeAnswer nothing(asked());
    QCOMPARE(nothing.finish().errorClass, ErrorClass::Reset);
    UpgradeAnswer half(asked());
    QVERIFY(half.receive(upgraded).has_value());
    QVERIFY(half.finish().as<WebSocketFault>() == WebSocketFault::BadUpgrade);
}

void TestUpgradeAnswer::aHeadWithoutEndIsRefused()
{
    UpgradeAnswer answer(asked());
    QVERIFY(answer.receive("HTTP/1.1 100 Continue\r\n").has_value());
    const QByteArray line = "X-Y: " + QByteArray(1000, 'z') + "\r\n";
    int lines = 0;
    while (lines < 100 && answer.receive(line).has_value())
        ++lines;
    QVERIFY(lines < 70);
}

FUSEBOX_LOOP_TEST(TestUpgradeAnswer)
#include "tst_upgrade_answer.moc"
