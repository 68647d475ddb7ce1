// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

#include "app/demo/fault_server.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;

class TestFaultServer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scriptMayDependOnNumberAndTime();
    void stepsAreTakenInOrder();
    void dripsByteByByte();
    void closingIsNoReset();
    void everyConnectionHasAScriptOfItsOwn();
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

QTEST_GUILESS_MAIN(TestFaultServer)
#include "tst_fault_server.moc"
