// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <QTcpServer>
#include <QTest>

#include "app/demo/fault_server.h"
#include "core/probe/transport/tcp_connection.h"
#include "core/probe/transport/tcp_dial.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/on_thread.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace std::chrono_literals;
using demo::FaultServer;
using testing::OnThread;

class TestTcpDial final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void handsOverAConnectedDescriptor_data();
    void handsOverAConnectedDescriptor();
    void aRefusalIsToldLater();
    void droppingItTellsNothing();
    void aResetConnectionIsNotDialledAgain();
};

namespace {

/// Counts how a connection ended.
struct Ending final : TcpConnection::Listener
{
    std::optional<resilience::Failure> failure;
    bool connected = false;
    bool ended = false;

    void tcpConnected() override { connected = true; }
    void tcpReceived(QByteArrayView) override {}
    void tcpSent() override {}
    void tcpEnded() override { ended = true; }
    void tcpFailed(const resilience::Failure &why) override { failure = why; }
};

} // namespace

void TestTcpDial::handsOverAConnectedDescriptor_data()
{
    QTest::addColumn<QHostAddress>("address");
    QTest::newRow("IPv4") << QHostAddress(QHostAddress::LocalHost);
    QTest::newRow("IPv6") << QHostAddress(QHostAddress::LocalHostIPv6);
}

void TestTcpDial::handsOverAConnectedDescriptor()
{
    QFETCH(const QHostAddress, address);
    QTcpServer server;
    QVERIFY2(server.listen(address), qPrintable(server.errorString()));
    TcpDial::Result result = tl::unexpected(-1);
    const TcpDial dial(address, server.serverPort(), [&](TcpDial::Result r) { result = r; });
    QVERIFY(!result);
    QTRY_VERIFY(result.has_value());
    QTRY_VERIFY(server.hasPendingConnections());
    QCOMPARE(::close(*result), 0);
}

void TestTcpDial::aRefusalIsToldLater()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const quint16 port = server.serverPort();
    server.close();
    TcpDial::Result result = 0;
    const TcpDial dial(QHostAddress(QHostAddress::LocalHost), port, [&](TcpDial::Result r) { result = r; });
    QCOMPARE(result, TcpDial::Result(0));
    QTRY_COMPARE(result, TcpDial::Result(tl::unexpected(ECONNREFUSED)));
}

void TestTcpDial::droppingItTellsNothing()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    bool told = false;
    auto dial = std::make_unique<TcpDial>(QHostAddress(QHostAddress::LocalHost), server.serverPort(),
                                          [&](TcpDial::Result) { told = true; });
    dial.reset();
    QTRY_VERIFY(server.hasPendingConnections());
    QVERIFY(!told);
}

/// The server answers on another thread, so that the reset can be there before we look.
void TestTcpDial::aResetConnectionIsNotDialledAgain()
{
    const testing::SteadyClock clock;
    OnThread<FaultServer> server(demo::Script{demo::step::Reset{}});
    for (int i = 1; i <= 20; ++i) {
        Ending ending;
        TcpConnection connection(clock, ending);
        connection.open({QHostAddress(QHostAddress::LocalHost)}, server->port());
        QTRY_VERIFY(ending.failure.has_value());
        QCOMPARE(ending.failure->errorClass, resilience::ErrorClass::Reset);
        QCOMPARE(server->connections(), i);
    }
}

FUSEBOX_LOOP_TEST(TestTcpDial)
#include "tst_tcp_dial.moc"
