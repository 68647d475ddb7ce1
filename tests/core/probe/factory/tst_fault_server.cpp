// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpSocket>
#include <QTest>

#include "app/demo/fault_server.h"
#include "app/demo/tls_authority.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace Qt::StringLiterals;

class TestFaultServer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scriptMayDependOnNumberAndTime();
    void stepsAreTakenInOrder();
    void dripsByteByByte();
    void closingIsNoReset();
    void everyConnectionHasAScriptOfItsOwn();
    void redirectsCountDown();
    void mayKnowOldVersionsOfTlsAlone_data();
    void mayKnowOldVersionsOfTlsAlone();
};

namespace {

/// Sends `request` and gives back all that comes until the server closes.
QByteArray exchange(const FaultServer &server, const QByteArray &request)
{
    QTcpSocket socket;
    QSignalSpy ended(&socket, &QTcpSocket::disconnected);
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), server.port());
    socket.write(request);
    ended.wait();
    return socket.readAll();
}

} // namespace

void TestFaultServer::scriptMayDependOnNumberAndTime()
{
    std::vector<FaultServer::Connection> seen;
    const FaultServer server([&](const FaultServer::Connection &connection) {
        seen.push_back(connection);
        return Script{step::Send{QByteArray::number(connection.number)}};
    });
    QCOMPARE(exchange(server, {}), "1");
    QCOMPARE(exchange(server, {}), "2");
    QCOMPARE(seen.size(), std::size_t(2));
    QVERIFY(seen[0].sinceStart > 0ns && seen[1].sinceStart > seen[0].sinceStart);
}

void TestFaultServer::stepsAreTakenInOrder()
{
    const FaultServer server(Script{step::Send{"hello "}, step::ReadRequest{}, step::Send{"one "},
                                    step::ReadRequest{}, step::Send{"two"}});
    QCOMPARE(exchange(server, "A\r\n\r\nB\r\n\r\nrest"), "hello one two");
    QCOMPARE(server.requests(), 2);
    QCOMPARE(server.lastRequest(), "B\r\n\r\n");
}

void TestFaultServer::dripsByteByByte()
{
    const FaultServer server(Script{step::Send{"abcd", 5ms}});
    const auto start = std::chrono::steady_clock::now();
    QCOMPARE(exchange(server, "ignored while it drips"), "abcd");
    QVERIFY(std::chrono::steady_clock::now() - start >= 20ms); // a pause after each byte
}

/// Closing a socket with unread bytes would make Linux send a RST, which discards what is on its way.
void TestFaultServer::closingIsNoReset()
{
    const FaultServer server(Script{step::Send{QByteArray(300'000, 'x')}, step::Close{}});
    QCOMPARE(exchange(server, "never read\r\n\r\n").size(), 300'000);
}

void TestFaultServer::everyConnectionHasAScriptOfItsOwn()
{
    const FaultServer server(Script{step::ReadRequest{}, step::Send{"ok"}});
    QTcpSocket waiting; // in the first step while the other has come to its end
    waiting.connectToHost(QHostAddress(QHostAddress::LocalHost), server.port());
    QTRY_COMPARE(server.connections(), 1);
    QCOMPARE(exchange(server, "\r\n\r\n"), "ok");
    waiting.write("\r\n\r\n");
    QTRY_COMPARE(waiting.bytesAvailable(), 2);
}

void TestFaultServer::redirectsCountDown()
{
    const FaultServer server(redirects(51));
    QVERIFY(exchange(server, "GET / HTTP/1.1\r\n\r\n").contains("302 Found\r\nLocation: /50\r\n"));
    QVERIFY(exchange(server, "GET /1 HTTP/1.1\r\n\r\n").contains("302 Found\r\nLocation: /0\r\n"));
    QVERIFY(exchange(server, "GET /0 HTTP/1.1\r\n\r\n").contains("200 OK"));
}

void TestFaultServer::mayKnowOldVersionsOfTlsAlone_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QSsl::SslProtocol>("agreed");
    QT_WARNING_PUSH
    QT_WARNING_DISABLE_DEPRECATED
    QTest::newRow("TLS 1.0") << QByteArray("TLSv1") << QSsl::TlsV1_0;
    QTest::newRow("TLS 1.1") << QByteArray("TLSv1.1") << QSsl::TlsV1_1;
    QT_WARNING_POP
}

/// A client that is content with anything agrees on that version, though it would rather have another.
void TestFaultServer::mayKnowOldVersionsOfTlsAlone()
{
    QFETCH(QByteArray, version);
    QFETCH(QSsl::SslProtocol, agreed);
    const TlsAuthority authority;
    ServerIdentity identity = authority.issue();
    identity.onlyVersion = version;
    const FaultServer server(Script{step::StaySilent{}}, identity);
    QSslConfiguration content;
    content.setProtocol(QSsl::AnyProtocol);
    content.setPeerVerifyMode(QSslSocket::VerifyNone);
    content.setBackendConfigurationOption("CipherString", QByteArray("DEFAULT:@SECLEVEL=0"));
    QSslSocket client;
    client.setSslConfiguration(content);
    client.connectToHostEncrypted(u"127.0.0.1"_s, server.port());
    QTRY_VERIFY(client.isEncrypted());
    QCOMPARE(client.sessionProtocol(), agreed);
}

FUSEBOX_LOOP_TEST(TestFaultServer)
#include "tst_fault_server.moc"
