// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/web_socket/upgrade_request.h"
#include "tests/support/test_program.h"

using namespace fusebox::probe;
using namespace Qt::StringLiterals;

namespace {

QByteArrayList linesOf(const QUrl &url, const WebSocketOptions &options = {})
{
    const auto request = upgradeRequest(url, options, "the sample nonce");
    return request ? request->bytes.split('\n') : QByteArrayList();
}

} // namespace

class TestUpgradeRequest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isThatOfTheBook();
    void itsFirstLineIsAlwaysValid_data();
    void itsFirstLineIsAlwaysValid();
    void hostIsWhatTheServerCallsItself_data();
    void hostIsWhatTheServerCallsItself();
    void keysAreNeverTheSame();
};

/// RFC 6455, 1.2 and 4.1; the key and its answer are its example.
void TestUpgradeRequest::isThatOfTheBook()
{
    const WebSocketOptions options{.headers = {{"Origin", "http://example.com"}, {"User-Agent", "me"}},
                                   .subprotocols = {u"chat"_s, u"superchat"_s}};
    const auto request = upgradeRequest(QUrl(u"ws://server.example.com/chat"_s), options, "the sample nonce");
    QVERIFY(request);
    QCOMPARE(request->bytes, "GET /chat HTTP/1.1\r\n"
                             "Host: server.example.com\r\n"
                             "Upgrade: websocket\r\n"
                             "Connection: Upgrade\r\n"
                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                             "Sec-WebSocket-Version: 13\r\n"
                             "Sec-WebSocket-Protocol: chat, superchat\r\n"
                             "Accept: */*\r\n"
                             "Accept-Encoding: identity\r\n"
                             "Origin: http://example.com\r\n"
                             "User-Agent: me\r\n"
                             "\r\n");
    QCOMPARE(request->accept, QByteArray("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    QCOMPARE(request->subprotocols, options.subprotocols);
}

void TestUpgradeRequest::itsFirstLineIsAlwaysValid_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QByteArray>("target");
    const auto row = [](const QString &url, const QByteArray &target) {
        QTest::newRow(qPrintable(url)) << url << target;
    };
    row(u"ws://h"_s, "/");
    row(u"ws://h/"_s, "/");
    row(u"ws://h?"_s, "/?");
    row(u"ws://h?a=b"_s, "/?a=b");
    row(u"ws://h#top"_s, "/");
    row(u"ws://h/a?b=c#d"_s, "/a?b=c");
    row(u"ws://h/a%20b"_s, "/a%20b");
    row(u"ws://h/a b?c d"_s, "/a%20b?c%20d");
    row(u"ws://h/\u00e4?\u00fc=\u20ac"_s, "/%C3%A4?%C3%BC=%E2%82%AC");
    row(u"ws://h/\U0001f600"_s, "/%F0%9F%98%80");
    row(u"ws://h/%2F%3F"_s, "/%2F%3F");
    row(u"ws://h//a//b"_s, "//a//b");
    row(u"ws://h/\"<>"_s, "/%22%3C%3E");
    row(u"ws://h/a?b?c/d"_s, "/a?b?c/d");
    row(u"ws://user:word@h/a"_s, "/a");
    row(u"ws://h/a\u00a0b\u2028"_s, "/a%C2%A0b%E2%80%A8");
}

void TestUpgradeRequest::itsFirstLineIsAlwaysValid()
{
    QFETCH(const QString, url);
    QFETCH(const QByteArray, target);
    QCOMPARE(linesOf(QUrl(url)).value(0), "GET " + target + " HTTP/1.1\r");
}

void TestUpgradeRequest::hostIsWhatTheServerCallsItself_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QByteArray>("host");
    const auto row = [](const QString &url, const QByteArray &host) {
        QTest::newRow(qPrintable(url)) << url << host;
    };
    row(u"ws://name.test/"_s, "name.test");
    row(u"ws://name.test:80/"_s, "name.test");
    row(u"ws://name.test:/"_s, "name.test");
    row(u"ws://name.test:443/"_s, "name.test:443");
    row(u"wss://name.test:443/"_s, "name.test");
    row(u"wss://name.test:80/"_s, "name.test:80");
    row(u"wss://NAME.test:8443/"_s, "name.test:8443");
    row(u"ws://b\u00fccher.test/"_s, "xn--bcher-kva.test");
    row(u"ws://192.0.2.1:81/"_s, "192.0.2.1:81");
    row(u"ws://[2001:db8::1]/"_s, "[2001:db8::1]");
    row(u"ws://[2001:db8::1]:81/"_s, "[2001:db8::1]:81");
    row(u"ws://[fe80::1%25eth0]:81/"_s, "[fe80::1]:81");
    row(u"ws://[fe80::1%eth0]/"_s, "[fe80::1]");
    row(u"ws://user:word@name.test/"_s, "name.test");
}

void TestUpgradeRequest::hostIsWhatTheServerCallsItself()
{
    QFETCH(const QString, url);
    QFETCH(const QByteArray, host);
    QCOMPARE(linesOf(QUrl(url)).value(1), "Host: " + host + '\r');
}

void TestUpgradeRequest::keysAreNeverTheSame()
{
    const QUrl url(u"ws://h/"_s);
    const auto first = upgradeRequest(url, {});
    const auto second = upgradeRequest(url, {});
    QVERIFY(first && second && first->accept != second->accept);
}

FUSEBOX_LOOP_TEST(TestUpgradeRequest)
#include "tst_upgrade_request.moc"
