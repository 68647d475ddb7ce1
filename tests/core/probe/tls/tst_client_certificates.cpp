// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/probe/tls/trusting_probes.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using probe::Phase;
using probe::TlsFault;
using probe::TrustProfile;
using resilience::ErrorClass;

/// Who we are is told to whom it is meant for, and to nobody else.
class TestClientCertificates final : public QObject, private TrustingProbes
{
    Q_OBJECT

private Q_SLOTS:
    void wrongPinLearnsNotWhoWeAre();
    void clientCertificateIsShown();
    void clientCertificateAndKeyInOneFile();
    void missingClientCertificateIsTold_data();
    void missingClientCertificateIsTold();
    void serverThatAsksAndTakesTheAnswerIsHeardOut_data();
    void serverThatAsksAndTakesTheAnswerIsHeardOut();
    void clientCertificateOfAnotherAuthorityIsRefused();
    void unusableFiles_data();
    void unusableFiles();
    void renewedFilesAreReadAgain();
    void fileMadeUnusableIsNoLongerUsed();
    void whoWeAreIsToldAlsoAfterTheRequest();
    void whoWeAreIsToldToNobodyWhoWasNotMeant();
    void renegotiationIsRefusedInWords();
};

void TestClientCertificates::wrongPinLearnsNotWhoWeAre()
{
    const TlsServer server(m_authority.issue(), {.clientAuthority = m_authority.certificate()});
    const PemFile identity(m_client.certificate + m_client.privateKey);
    TrustProfile trust = trusting();
    trust.clientCertificate = identity.path();
    trust.pin = QString(64, u'0');
    ProbeRun run(probeFor(server.url(), trust));
    QVERIFY(run.ends());
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), TlsFault::PinMismatch);
    QCOMPARE(server.attempts(), 1);
    QCOMPARE(server.handshakes(), 0);
}

void TestClientCertificates::clientCertificateIsShown()
{
    const TlsServer server(m_authority.issue(), {.clientAuthority = m_authority.certificate()});
    const PemFile certificate(m_client.certificate);
    const PemFile key(m_client.privateKey);
    TrustProfile trust = trusting();
    trust.clientCertificate = certificate.path();
    trust.clientKey = key.path();
    ProbeRun run(probeFor(server.url(), trust));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(server.lastClient(), "a client");
}

void TestClientCertificates::clientCertificateAndKeyInOneFile()
{
    const TlsServer server(m_authority.issue(), {.clientAuthority = m_authority.certificate()});
    const PemFile both(m_client.certificate + m_client.privateKey);
    TrustProfile trust = trusting();
    trust.clientCertificate = both.path();
    ProbeRun run(probeFor(server.url(), trust));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(server.lastClient(), "a client");
}

void TestClientCertificates::missingClientCertificateIsTold_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<int>("version");
    for (const QString &scheme : {u"https"_s, u"tls"_s}) {
        QTest::addRow("%s, TLS 1.3 has an alert for it", qPrintable(scheme)) << scheme << 0x0304;
        QTest::addRow("%s, TLS 1.2 has none", qPrintable(scheme)) << scheme << 0x0303;
    }
}

void TestClientCertificates::missingClientCertificateIsTold()
{
    QFETCH(QString, scheme);
    QFETCH(int, version);
    const TlsServer server(m_authority.issue(),
                           {.clientAuthority = m_authority.certificate(), .maxVersion = version});
    QUrl url = server.url();
    url.setScheme(scheme);
    ProbeRun run(probeFor(url, trusting()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Tls);
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), TlsFault::ClientCertificateRequired);
    QCOMPARE(server.handshakes(), 0);
}

void TestClientCertificates::serverThatAsksAndTakesTheAnswerIsHeardOut_data()
{
    QTest::addColumn<bool>("isOurs"); // the certificate that is shown is one that the server trusts
    QTest::addColumn<bool>("speaksOn");
    QTest::newRow("ends when we do") << true << false;
    QTest::newRow("speaks on") << true << true;
    QTest::newRow("refuses") << false << false;
}

/// In TLS 1.3 it says so only after the handshake.
void TestClientCertificates::serverThatAsksAndTakesTheAnswerIsHeardOut()
{
    QFETCH(bool, isOurs);
    QFETCH(bool, speaksOn);
    const TlsServer server(m_authority.issue(), {.clientAuthority = m_authority.certificate(),
                                                 .greeting = speaksOn ? "220 ready" : ""});
    const ServerIdentity stranger = TlsAuthority("Somebody else").issue();
    const PemFile identity(isOurs ? m_client.certificate + m_client.privateKey
                                  : stranger.certificate + stranger.privateKey);
    TrustProfile trust = trusting();
    trust.clientCertificate = identity.path();
    QUrl url = server.url();
    url.setScheme(u"tls"_s);
    ProbeRun run(probeFor(url, trust));
    QVERIFY(run.ends());
    QCOMPARE(!run.error(), isOurs);
    if (!isOurs)
        QCOMPARE(run.result().failure->as<probe::TlsFault>(), TlsFault::ClientCertificateRefused);
    QVERIFY(run.result().phases[Phase::Wait]);
}

void TestClientCertificates::clientCertificateOfAnotherAuthorityIsRefused()
{
    const TlsServer server(m_authority.issue(), {.clientAuthority = m_authority.certificate()});
    const ServerIdentity stranger = TlsAuthority("Somebody else").issue();
    const PemFile identity(stranger.certificate + stranger.privateKey);
    TrustProfile trust = trusting();
    trust.clientCertificate = identity.path();
    ProbeRun run(probeFor(server.url(), trust));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Tls);
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), TlsFault::ClientCertificateRefused);
    QCOMPARE(server.handshakes(), 0);
}

void TestClientCertificates::unusableFiles_data()
{
    QTest::addColumn<QByteArray>("authority"); // contents; "-": no such file; empty: not asked for
    QTest::addColumn<QByteArray>("certificate");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<TlsFault>("fault");
    const QByteArray none, missing = "-", ca = m_authority.certificate();
    const ServerIdentity other = m_authority.issue();
    QTest::newRow("no CA file") << missing << none << none << TlsFault::CaFile;
    QTest::newRow("CA file without a certificate") << QByteArray("text") << none << none << TlsFault::CaFile;
    QTest::newRow("no certificate file")
        << ca << missing << m_client.privateKey << TlsFault::ClientCertificate;
    QTest::newRow("certificate file of something else")
        << ca << QByteArray("text") << m_client.privateKey << TlsFault::ClientCertificate;
    QTest::newRow("no key file") << ca << m_client.certificate << missing << TlsFault::ClientKey;
    QTest::newRow("key file of something else")
        << ca << m_client.certificate << QByteArray("text") << TlsFault::ClientKey;
    QTest::newRow("no key in the certificate's file")
        << ca << m_client.certificate << none << TlsFault::ClientKey;
    QTest::newRow("another certificate's key")
        << ca << m_client.certificate << other.privateKey << TlsFault::ClientKeyMismatch;
    QTest::newRow("key of another kind")
        << ca << m_client.certificate << ed25519Key() << TlsFault::ClientKeyMismatch;
    QTest::newRow("encrypted key") << ca << m_client.certificate
                                   << encryptedKey(m_client.privateKey, "secret")
                                   << TlsFault::EncryptedClientKey;
    QTest::newRow("key encrypted with nothing")
        << ca << m_client.certificate << encryptedKey(m_client.privateKey, "")
        << TlsFault::EncryptedClientKey;
}

void TestClientCertificates::unusableFiles()
{
    QFETCH(QByteArray, authority);
    QFETCH(QByteArray, certificate);
    QFETCH(QByteArray, key);
    QFETCH(TlsFault, fault);
    std::vector<std::unique_ptr<PemFile>> files;
    const auto pathOf = [&](const QByteArray &content) {
        if (content.isEmpty() || content == "-")
            return content.isEmpty() ? QString() : u"/does/not/exist.pem"_s;
        return files.emplace_back(std::make_unique<PemFile>(content))->path();
    };
    const TlsServer server(m_authority.issue());
    ProbeRun run(probeFor(
        server.url(),
        {.caFile = pathOf(authority), .clientCertificate = pathOf(certificate), .clientKey = pathOf(key)}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Tls);
    QCOMPARE(run.result().failure->phase, Phase::Tls);
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), fault);
    QVERIFY(!QByteArray(run.detail()).isEmpty());
    QVERIFY(!run.result().tls);
}

void TestClientCertificates::renewedFilesAreReadAgain()
{
    const TlsServer server(m_authority.issue(), {.clientAuthority = m_authority.certificate()});
    PemFile identity(m_client.certificate + m_client.privateKey);
    identity.backdate(60s);
    TrustProfile trust = trusting();
    trust.clientCertificate = identity.path();
    ProbeRun before(probeFor(server.url(), trust));
    QVERIFY(before.ends());
    QCOMPARE(server.lastClient(), "a client");

    const ServerIdentity renewed = m_authority.issue({.name = "renewed"});
    identity.rewrite(renewed.certificate + renewed.privateKey);
    ProbeRun after(probeFor(server.url(), trust));
    QVERIFY(after.ends());
    QVERIFY2(!after.error(), after.detail());
    QCOMPARE(server.lastClient(), "renewed");
}

void TestClientCertificates::fileMadeUnusableIsNoLongerUsed()
{
    const TlsServer server(m_authority.issue());
    PemFile authority(m_authority.certificate());
    authority.backdate(60s);
    ProbeRun before(probeFor(server.url(), {.caFile = authority.path()}));
    QVERIFY(before.ends());
    QVERIFY2(!before.error(), before.detail());

    authority.rewrite("nobody is trusted any more");
    for (int i = 0; i < 2; ++i) {
        ProbeRun after(probeFor(server.url(), {.caFile = authority.path()}));
        QVERIFY(after.ends());
        QCOMPARE(after.result().failure->as<probe::TlsFault>(), TlsFault::CaFile);
    }
    authority.rewrite(m_authority.certificate());
    ProbeRun repaired(probeFor(server.url(), {.caFile = authority.path()}));
    QVERIFY(repaired.ends());
    QVERIFY2(!repaired.error(), repaired.detail());
}

void TestClientCertificates::whoWeAreIsToldAlsoAfterTheRequest()
{
    const TlsServer server(m_authority.issue(),
                           {.clientAuthority = m_authority.certificate(), .asksLater = true});
    const PemFile identity(m_client.certificate + m_client.privateKey);
    TrustProfile trust = trusting();
    trust.clientCertificate = identity.path();
    ProbeRun run(probeFor(server.url(), trust));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().statusCode, 200);
    QCOMPARE(run.result().tls->version, u"TLSv1.3"_s);
    QCOMPARE(server.lastClient(), "a client");
}

/// A client without a certificate does not offer to show one.
void TestClientCertificates::whoWeAreIsToldToNobodyWhoWasNotMeant()
{
    const TlsServer server(m_authority.issue(),
                           {.clientAuthority = m_authority.certificate(), .asksLater = true});
    ProbeRun run(probeFor(server.url(), trusting()));
    QVERIFY(run.ends());
    QVERIFY(run.error());
    QCOMPARE(server.handshakes(), 1);
    QCOMPARE(server.lastClient(), QByteArray());
}

void TestClientCertificates::renegotiationIsRefusedInWords()
{
    const TlsServer server(
        m_authority.issue(),
        {.clientAuthority = m_authority.certificate(), .maxVersion = 0x0303, .asksLater = true});
    const PemFile identity(m_client.certificate + m_client.privateKey);
    TrustProfile trust = trusting();
    trust.clientCertificate = identity.path();
    ProbeRun run(probeFor(server.url(), trust));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Tls);
    QCOMPARE(run.result().failure->phase, Phase::Wait);
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), TlsFault::Renegotiation);
    QCOMPARE(server.attempts(), 1);
    QCOMPARE(server.lastClient(), QByteArray());
}

FUSEBOX_LOOP_TEST(TestClientCertificates)
#include "tst_client_certificates.moc"
