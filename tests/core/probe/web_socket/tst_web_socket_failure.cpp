// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <QTranslator>

#include "core/probe/web_socket/web_socket_failure.h"

using namespace fusebox::probe;
using namespace Qt::StringLiterals;
using fusebox::resilience::ErrorClass;

namespace {

constexpr auto unknown = QAbstractSocket::UnknownSocketError;
constexpr auto refused = QAbstractSocket::ConnectionRefusedError;

/// Translates the one text, with its parts in another order.
class Reversed final : public QTranslator
{
public:
    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char *context, const char *source, const char *, int) const override
    {
        const bool isIt = qstrcmp(context, "QWebSocket") == 0 && strstr(source, "Unhandled http status code");
        return isIt ? u"\"%2\" sprach der Server (%1)"_s : QString();
    }
};

} // namespace

class TestWebSocketFailure final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void transportErrorsKeepTheirClass_data();
    void transportErrorsKeepTheirClass();
    void statusIsReadFromTheWholeTextOnly_data();
    void statusIsReadFromTheWholeTextOnly();
    void statusIsReadFromTheTranslatedText();
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

void TestWebSocketFailure::statusIsReadFromTheWholeTextOnly_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("status"); // 0: none, so a protocol failure
    QTest::addColumn<QString>("detail");
    const auto unhandled = u"QWebSocketPrivate::processHandshake: Unhandled http status code: %1 (%2)."_s;
    QTest::newRow("plain") << unhandled.arg(503).arg(u"Service Unavailable"_s) << 503
                           << u"Service Unavailable"_s;
    QTest::newRow("no reason") << unhandled.arg(401).arg(QString()) << 401 << QString();
    QTest::newRow("digits in the reason")
        << unhandled.arg(503).arg(u"404) 200 (500"_s) << 503 << u"404) 200 (500"_s;
    QTest::newRow("lines in the reason") << unhandled.arg(503).arg(u"a\nb"_s) << 503 << u"a\nb"_s;
    const auto outOfRange = unhandled.arg(99999).arg(u"x"_s);
    QTest::newRow("out of range") << outOfRange << 0 << outOfRange;
    const auto key = u"Accept-Key received from server 503 does not match the client key 404."_s;
    QTest::newRow("digits in another text") << key << 0 << key;
    QTest::newRow("bad request")
        << u"QWebSocketPrivate::processHandshake: Unknown error condition encountered. "
           "Aborting connection."_s
        << 400 << QString();
    QTest::newRow("other version") << u"Handshake: Server requests a version that we don't support: 8, 7."_s
                                   << 400 << QString();
}

void TestWebSocketFailure::statusIsReadFromTheWholeTextOnly()
{
    QFETCH(const QString, text);
    QFETCH(const int, status);
    QFETCH(const QString, detail);
    const auto failure = webSocketFailure(refused, unknown, text, Phase::Connect);
    QCOMPARE(failure.errorClass, status == 0 ? ErrorClass::Protocol : ErrorClass::HttpStatus);
    QCOMPARE(failure.status, status);
    QCOMPARE(failure.phase, Phase::Wait); // for the answer to the upgrade
    QCOMPARE(failure.webSocket == WebSocketFault::BadUpgrade, status == 0);
    QCOMPARE(QString::fromStdString(failure.detail), detail);
}

void TestWebSocketFailure::statusIsReadFromTheTranslatedText()
{
    Reversed translator;
    QVERIFY(QCoreApplication::installTranslator(&translator));
    const auto failure =
        webSocketFailure(refused, unknown, u"\"Forbidden 200\" sprach der Server (403)"_s, Phase::Wait);
    QCOMPARE(failure.errorClass, ErrorClass::HttpStatus);
    QCOMPARE(failure.status, 403);
    QCOMPARE(failure.detail, std::string("Forbidden 200"));
}

void TestWebSocketFailure::detailIsBounded()
{
    const auto failure = webSocketFailure(refused, unknown, QString(100'000, u'x'), Phase::Wait);
    QCOMPARE(failure.detail.size(), 200U);
}

QTEST_GUILESS_MAIN(TestWebSocketFailure)
#include "tst_web_socket_failure.moc"
