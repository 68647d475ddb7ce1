// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/web_socket/web_socket_failure.h"

using namespace fusebox::probe;
using namespace Qt::StringLiterals;
using fusebox::resilience::ErrorClass;

namespace {

constexpr auto unknown = QAbstractSocket::UnknownSocketError;
constexpr auto refused = QAbstractSocket::ConnectionRefusedError;

} // namespace

class TestWebSocketFailure final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void transportErrorsKeepTheirClass_data();
    void transportErrorsKeepTheirClass();
    void whatTheHandshakeFailedOnIsKept();
    void aRefusedUpgradeIsItsStatus();
    void detailIsBounded();
};

void TestWebSocketFailure::transportErrorsKeepTheirClass_data()
{
    QTest::addColumn<QAbstractSocket::SocketError>("error");
    QTest::addColumn<ErrorClass>("errorClass");
    QTest::newRow("dns") << QAbstractSocket::HostNotFoundError << ErrorClass::Dns;
    QTest::newRow("refused") << refused << ErrorClass::Refused;
    QTest::newRow("no route") << QAbstractSocket::NetworkError << ErrorClass::Unreachable;
    QTest::newRow("forbidden") << QAbstractSocket::SocketAccessError << ErrorClass::Unreachable;
    QTest::newRow("closed") << QAbstractSocket::RemoteHostClosedError << ErrorClass::Reset;
    QTest::newRow("timeout") << QAbstractSocket::SocketTimeoutError << ErrorClass::Timeout;
    QTest::newRow("tls") << QAbstractSocket::SslHandshakeFailedError << ErrorClass::Tls;
    QTest::newRow("scheme") << QAbstractSocket::UnsupportedSocketOperationError << ErrorClass::Protocol;
}

void TestWebSocketFailure::transportErrorsKeepTheirClass()
{
    QFETCH(const QAbstractSocket::SocketError, error);
    QFETCH(const ErrorClass, errorClass);
    const auto failure = webSocketFailure(error, error, u"what the system said"_s, Phase::Connect);
    QCOMPARE(failure.errorClass, errorClass);
    QCOMPARE(failure.status, 0);
    QCOMPARE(failure.detail, std::string("what the system said"));
    QCOMPARE(failure.phase, Phase::Connect);
}

void TestWebSocketFailure::whatTheHandshakeFailedOnIsKept()
{
    const auto text = u"Accept-Key received from server 503 does not match the client key 404."_s;
    const auto failure = webSocketFailure(refused, unknown, text, Phase::Connect);
    QCOMPARE(failure.errorClass, ErrorClass::Protocol);
    QCOMPARE(failure.phase, Phase::Wait); // for the answer to the upgrade
    QVERIFY(failure.webSocket == WebSocketFault::BadUpgrade);
    QCOMPARE(QString::fromStdString(failure.detail), text);
}

void TestWebSocketFailure::aRefusedUpgradeIsItsStatus()
{
    const auto failure =
        refusedUpgrade({.status = 503, .reason = "Busy", .retryAfter = std::chrono::seconds(2)});
    QCOMPARE(failure.errorClass, ErrorClass::HttpStatus);
    QCOMPARE(failure.phase, Phase::Wait);
    QCOMPARE(failure.status, 503);
    QCOMPARE(failure.detail, std::string("Busy"));
    QVERIFY(failure.retryAfter == fusebox::resilience::Nanoseconds(std::chrono::seconds(2)));
}

void TestWebSocketFailure::detailIsBounded()
{
    const auto failure = webSocketFailure(refused, unknown, QString(100'000, u'x'), Phase::Wait);
    QCOMPARE(failure.detail.size(), 200U);
    QCOMPARE(refusedUpgrade({.status = 500, .reason = QByteArray(100'000, 'x')}).detail.size(), 200U);
}

QTEST_GUILESS_MAIN(TestWebSocketFailure)
#include "tst_web_socket_failure.moc"
