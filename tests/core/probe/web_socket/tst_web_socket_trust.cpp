// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/probe/web_socket/watched_link.h"
#include "tests/support/test_program.h"

using namespace fusebox::testing::links;

class TestWebSocketTrust final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { settle(); }

    void unreadableCaFileIsTls();
    void plainServerIsTlsFailureForWss();
    void caFileWithoutCertificatesTrustsNobody();
    void untrustedCertificateIsTls_data();
    void untrustedCertificateIsTls();
    void trustedServerIsHeardOverTls();
    void factsOfTheServerComeWithTheConnection();
    void selfSignedIsAllowedByChoiceAndMarked();
    void nothingIsSentToWhoIsNotPinned_data();
    void nothingIsSentToWhoIsNotPinned();
    void tellsWhatIsWrongWithTheCertificate_data();
    void tellsWhatIsWrongWithTheCertificate();
    void clientCertificateIsShown_data();
    void clientCertificateIsShown();
    void unusableClientFilesAreTls_data();
    void unusableClientFilesAreTls();
};

void TestWebSocketTrust::unreadableCaFileIsTls()
{
    auto request = requestTo(QUrl(u"wss://127.0.0.1:1/"_s));
    request.trust.caFile = u"/nonexistent/ca.pem"_s;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Tls);
}

void TestWebSocketTrust::plainServerIsTlsFailureForWss()
{
    const WebSocketLab lab({step::Send{"HTTP/1.1 400 Bad Request\r\n\r\n"}, step::StaySilent{}});
    auto url = lab.url();
    url.setScheme(u"wss"_s);
    Watched watched(requestTo(url));
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Tls);
}

void TestWebSocketTrust::caFileWithoutCertificatesTrustsNobody()
{
    const demo::TlsAuthority authority;
    const SecureServer server(authority.issue());
    QTemporaryFile empty;
    QVERIFY(empty.open());
    auto request = requestTo(server.url());
    request.trust.caFile = empty.fileName();
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Tls);
}

void TestWebSocketTrust::untrustedCertificateIsTls_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("trusted");
    QTest::newRow("unknown authority") << u"127.0.0.1"_s << false;
    QTest::newRow("another host's") << u"fusebox.example"_s << true;
}

void TestWebSocketTrust::untrustedCertificateIsTls()
{
    QFETCH(const QString, host);
    QFETCH(const bool, trusted);
    const demo::TlsAuthority authority;
    const demo::TlsAuthority stranger;
    const SecureServer server(authority.issue({.host = host}));
    auto request = requestTo(server.url());
    request.trust.caFile = (trusted ? authority : stranger).caFile();
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.events.size(), 1U);
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Tls);
    QVERIFY(!watched.last<LinkClosed>().failure->detail.empty());
    const auto &tls = watched.last<LinkClosed>().tls;
    QVERIFY(tls && !tls->chain->empty() && !tls->verified);
}

void TestWebSocketTrust::trustedServerIsHeardOverTls()
{
    const demo::TlsAuthority authority;
    const SecureServer server(authority.issue());
    auto request = requestTo(server.url());
    request.trust.caFile = authority.caFile();
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.count<LinkConnected>(), 1);
    QCOMPARE(watched.last<LinkMessages>().bytes, qint64(5));
    QCOMPARE(watched.last<LinkClosed>().failure->closeCode, std::optional(1013));
    QCOMPARE(watched.last<LinkClosed>().closeReason, u"later"_s);
}

void TestWebSocketTrust::factsOfTheServerComeWithTheConnection()
{
    const demo::TlsAuthority authority;
    const SecureServer server(authority.issue({.name = "a server"}));
    auto request = requestTo(server.url());
    request.trust.caFile = authority.caFile();
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    const auto &tls = watched.last<LinkConnected>().tls;
    QVERIFY(tls && tls->verified);
    QCOMPARE(tls->version, u"TLSv1.3"_s);
    QCOMPARE(tls->chain->front().subject, u"CN=a server"_s);
    QVERIFY(*probe::expiryOf(*tls) > std::chrono::system_clock::now() + 23h);
}

void TestWebSocketTrust::selfSignedIsAllowedByChoiceAndMarked()
{
    const SecureServer server(demo::selfSignedIdentity());
    auto request = requestTo(server.url());
    request.trust.allowSelfSigned = true;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.count<LinkConnected>(), 1);
    QVERIFY(!watched.last<LinkConnected>().tls->verified);
}

void TestWebSocketTrust::nothingIsSentToWhoIsNotPinned_data()
{
    QTest::addColumn<bool>("isTrusted");
    QTest::newRow("trusted") << true;
    QTest::newRow("self-signed, which is allowed") << false;
}

void TestWebSocketTrust::nothingIsSentToWhoIsNotPinned()
{
    QFETCH(const bool, isTrusted);
    const demo::TlsAuthority authority;
    const auto identity = isTrusted ? authority.issue() : demo::selfSignedIdentity();
    const demo::FaultServer server(demo::answer(403), identity);
    for (const bool isPinned : {false, true}) {
        auto request = requestTo(server.url());
        request.url.setScheme(u"wss"_s);
        request.trust.caFile = authority.caFile();
        request.trust.allowSelfSigned = !isTrusted;
        request.trust.pin = isPinned ? fingerprintOf(identity) : QString(64, u'0');
        request.options.authentication = BearerAuthentication{u"secret"_s};
        Watched watched(request);
        watched.link.open();
        QTRY_VERIFY(watched.hasEnded());
        const auto failure = *watched.last<LinkClosed>().failure;
        QCOMPARE(failure.errorClass, isPinned ? ErrorClass::HttpStatus : ErrorClass::Tls);
        QCOMPARE(failure.as<TlsFault>().has_value(), !isPinned);
        if (!isPinned) {
            QCOMPARE(*failure.as<TlsFault>(), TlsFault::PinMismatch);
            QCOMPARE(QString::fromStdString(failure.detail), fingerprintOf(identity));
        }
        settle();
        QCOMPARE(server.requests(), isPinned ? 1 : 0); // the server reads to the end of the connection
    }
    QCOMPARE(server.connections(), 2);
}

void TestWebSocketTrust::tellsWhatIsWrongWithTheCertificate_data()
{
    QTest::addColumn<int>("fault");
    QTest::newRow("expired") << int(TlsFault::Expired);
    QTest::newRow("another host's") << int(TlsFault::WrongHost);
    QTest::newRow("self-signed") << int(TlsFault::SelfSigned);
    QTest::newRow("unknown authority") << int(TlsFault::UnknownAuthority);
}

void TestWebSocketTrust::tellsWhatIsWrongWithTheCertificate()
{
    QFETCH(const int, fault);
    const demo::TlsAuthority authority;
    const demo::TlsAuthority stranger("Nobody you know");
    const auto identity = [&] {
        switch (static_cast<TlsFault>(fault)) {
        case TlsFault::Expired:
            return authority.issue(
                {.validFrom = std::chrono::hours(-48), .validUntil = std::chrono::hours(-24)});
        case TlsFault::WrongHost: return authority.issue({.host = u"other.test"_s});
        case TlsFault::SelfSigned: return demo::selfSignedIdentity();
        default: return stranger.issue();
        }
    }();
    const SecureServer server(identity);
    auto request = requestTo(server.url());
    request.trust.caFile = authority.caFile();
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    const auto failure = *watched.last<LinkClosed>().failure;
    QCOMPARE(failure.errorClass, ErrorClass::Tls);
    QCOMPARE(failure.phase, Phase::Tls);
    QCOMPARE(int(*failure.as<TlsFault>()), fault);
}

void TestWebSocketTrust::clientCertificateIsShown_data()
{
    QTest::addColumn<bool>("shown");
    QTest::newRow("shown") << true;
    QTest::newRow("none") << false;
}

void TestWebSocketTrust::clientCertificateIsShown()
{
    QFETCH(bool, shown);
    const demo::TlsAuthority authority;
    const SecureServer server(authority.issue(), authority.certificate());
    const auto client = authority.issue({.name = "a client"});
    QTemporaryFile identity;
    QVERIFY(identity.open() && identity.write(client.certificate + client.privateKey) > 0 &&
            identity.flush());
    auto request = requestTo(server.url());
    request.trust.caFile = authority.caFile();
    if (shown)
        request.trust.clientCertificate = identity.fileName();
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.count<LinkConnected>(), shown ? 1 : 0);
}

void TestWebSocketTrust::unusableClientFilesAreTls_data()
{
    QTest::addColumn<QByteArray>("content"); // empty: no such file
    const auto identity = demo::selfSignedIdentity();
    QTest::newRow("no such file") << QByteArray();
    QTest::newRow("something else") << QByteArray("text");
    QTest::newRow("without a key") << identity.certificate;
    QTest::newRow("with an encrypted key")
        << identity.certificate + demo::encryptedKey(identity.privateKey, "secret");
}

void TestWebSocketTrust::unusableClientFilesAreTls()
{
    QFETCH(QByteArray, content);
    QTemporaryFile file;
    QVERIFY(file.open() && file.write(content) == content.size() && file.flush());
    auto request = requestTo(QUrl(u"wss://127.0.0.1:1/"_s));
    request.trust.clientCertificate = content.isEmpty() ? u"/nonexistent/client.pem"_s : file.fileName();
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Tls);
    QVERIFY(!watched.last<LinkClosed>().failure->detail.empty());
}

FUSEBOX_LOOP_TEST(TestWebSocketTrust)
#include "tst_web_socket_trust.moc"
