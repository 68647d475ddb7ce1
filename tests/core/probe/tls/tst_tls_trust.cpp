// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDateTime>
#include <QTemporaryFile>
#include <QTest>

#include "app/demo/tls_authority.h"
#include "core/probe/network_probe_factory.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/tls_server.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using probe::Phase;
using probe::TlsFacts;
using probe::TlsFault;
using probe::TrustProfile;
using resilience::ErrorClass;

namespace {

/// A file that lives as long as the test object.
class PemFile
{
public:
    explicit PemFile(const QByteArray &content)
    {
        if (!m_file.open())
            qFatal("no temporary file");
        rewrite(content);
    }
    void rewrite(const QByteArray &content)
    {
        m_file.resize(0);
        m_file.seek(0);
        m_file.write(content);
        m_file.flush();
    }
    /// As if it had been written `ago`, so that writing it again is seen whatever the file system's grain.
    void backdate(std::chrono::seconds ago)
    {
        m_file.setFileTime(QDateTime::currentDateTime().addSecs(-ago.count()),
                           QFileDevice::FileModificationTime);
    }
    [[nodiscard]] QString path() const { return m_file.fileName(); }

private:
    QTemporaryFile m_file;
};

} // namespace

/// A trust profile is honoured whole, and what the peer showed is kept.
class TestTlsTrust final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void factsOfAVerifiedPeer();
    void factsOfARefusedPeer();
    void chainIsReadOnceForAllChecks();
    void chainOfAnotherPeerIsAnother();
    void expiryIsThatOfTheFirstToExpire();
    void timesBeyondNanosecondsAreKept();
    void longTextIsCut();
    void selfSignedIsAllowedOnlyByChoiceAndMarked();
    void wrongHostIsAllowedAlongAndMarked();
    void goodCertificateIsMarkedUnverifiedWhenNobodyAskedForIt();
    void pin_data();
    void pin();
    void pinHoldsForSelfSignedToo();
    void wrongPinLearnsNotWhoWeAre();
    void clientCertificateIsShown();
    void clientCertificateAndKeyInOneFile();
    void missingClientCertificateIsTold_data();
    void missingClientCertificateIsTold();
    void clientCertificateOfAnotherAuthorityIsRefused();
    void unusableFiles_data();
    void unusableFiles();
    void renewedFilesAreReadAgain();
    void fileMadeUnusableIsNoLongerUsed();

private:
    std::unique_ptr<probe::Probe> probeFor(const QUrl &url, const TrustProfile &trust)
    {
        return m_factory.create({.url = url, .trust = trust});
    }
    [[nodiscard]] TrustProfile trusting() const { return {.caFile = m_authority.caFile()}; }
    [[nodiscard]] static QString fingerprintOf(const TlsFacts &facts)
    {
        return QString::fromLatin1(facts.chain->front().fingerprint);
    }

    SteadyClock m_clock;
    TlsAuthority m_authority;
    ServerIdentity m_client = m_authority.issue({.name = "a client"});
    probe::NetworkProbeFactory m_factory{m_clock};
};

void TestTlsTrust::factsOfAVerifiedPeer()
{
    const TlsServer server(m_authority.issue({.validFrom = -2h, .validUntil = 10h}), {.alpn = "http/1.1"});
    ProbeRun run(probeFor(server.url(), trusting()));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    const auto &tls = run.result().tls;
    QVERIFY(tls.has_value());
    QVERIFY(tls->verified);
    QCOMPARE(tls->version, u"TLSv1.3"_s);
    QVERIFY(tls->cipher.startsWith(u"TLS_"_s));
    QCOMPARE(tls->alpn, u"http/1.1"_s);

    QCOMPARE(tls->chain->size(), std::size_t(2)); // the authority is not sent, but it is what was verified
    const auto &leaf = tls->chain->at(0);
    QCOMPARE(leaf.subject, u"CN=Fusebox lab server"_s);
    QCOMPARE(leaf.issuer, u"CN=Fusebox lab authority"_s);
    QCOMPARE(leaf.names, QStringList{u"127.0.0.1"_s});
    QVERIFY(!leaf.serial.isEmpty());
    QCOMPARE(leaf.fingerprint.size(), 64);
    const auto now = std::chrono::system_clock::now();
    QVERIFY(leaf.notBefore >= now - 2h - 1min && leaf.notBefore <= now - 2h + 1min);
    QVERIFY(leaf.notAfter >= now + 10h - 1min && leaf.notAfter <= now + 10h + 1min);
    QCOMPARE(tls->chain->at(1).subject, leaf.issuer);
}

void TestTlsTrust::factsOfARefusedPeer()
{
    const TlsServer server(
        m_authority.issue({.host = u"other.example"_s, .validFrom = -48h, .validUntil = -24h}));
    ProbeRun run(probeFor(server.url(), trusting()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Tls);
    const auto &tls = run.result().tls;
    QVERIFY(tls.has_value());
    QVERIFY(!tls->verified);
    QCOMPARE(tls->version, u"TLSv1.3"_s);
    QCOMPARE(tls->chain->size(), std::size_t(1));
    QCOMPARE(tls->chain->front().names, QStringList{u"other.example"_s});
    QVERIFY(tls->chain->front().notAfter < std::chrono::system_clock::now());
}

void TestTlsTrust::chainIsReadOnceForAllChecks()
{
    const TlsServer server(m_authority.issue());
    ProbeRun first(probeFor(server.url(), trusting()));
    QVERIFY(first.ends());
    ProbeRun second(probeFor(server.url(), trusting()));
    QVERIFY(second.ends());
    QCOMPARE(second.result().tls->chain.get(), first.result().tls->chain.get());
}

void TestTlsTrust::chainOfAnotherPeerIsAnother()
{
    const TlsServer one(m_authority.issue({.name = "one"}));
    const TlsServer two(m_authority.issue({.name = "two"}));
    ProbeRun first(probeFor(one.url(), trusting()));
    QVERIFY(first.ends());
    ProbeRun second(probeFor(two.url(), trusting()));
    QVERIFY(second.ends());
    QCOMPARE(first.result().tls->chain->front().subject, u"CN=one"_s);
    QCOMPARE(second.result().tls->chain->front().subject, u"CN=two"_s);
}

void TestTlsTrust::expiryIsThatOfTheFirstToExpire()
{
    const auto facts = [](std::vector<std::chrono::sys_seconds> times) {
        probe::CertificateChain chain;
        for (const auto time : times)
            chain.push_back({.notAfter = time});
        return TlsFacts{.chain = std::make_shared<const probe::CertificateChain>(chain)};
    };
    const std::chrono::sys_seconds early(100s), late(200s);
    QVERIFY(probe::expiryOf(facts({early, late})) == early);
    QVERIFY(probe::expiryOf(facts({late, early})) == early);
    QVERIFY(!probe::expiryOf(facts({})));
    QVERIFY(!probe::expiryOf({}));
}

/// "99991231235959Z" is how RFC 5280 says that there is no end.
void TestTlsTrust::timesBeyondNanosecondsAreKept()
{
    const TlsServer server(m_authority.issue({.validUntil = std::chrono::hours(24 * 365 * 300)}));
    ProbeRun run(probeFor(server.url(), trusting()));
    QVERIFY(run.ends());
    const auto notAfter = run.result().tls->chain->front().notAfter;
    QVERIFY(notAfter > std::chrono::sys_days(std::chrono::year(2300) / 1 / 1));
    QVERIFY(notAfter < std::chrono::sys_days(std::chrono::year(2350) / 1 / 1));
}

void TestTlsTrust::longTextIsCut()
{
    const TlsServer server(selfSignedIdentity({.host = QString(5000, u'h')}));
    ProbeRun run(probeFor(server.url(), {.allowSelfSigned = true}));
    QVERIFY(run.ends());
    QCOMPARE(run.result().tls->chain->front().names, QStringList{QString(256, u'h')});
}

void TestTlsTrust::selfSignedIsAllowedOnlyByChoiceAndMarked()
{
    const TlsServer server(selfSignedIdentity());
    ProbeRun refused(probeFor(server.url(), {}));
    QVERIFY(refused.ends());
    QCOMPARE(refused.result().failure->tlsFault, TlsFault::SelfSigned);
    QVERIFY(!refused.result().tls->verified);

    ProbeRun allowed(probeFor(server.url(), {.allowSelfSigned = true}));
    QVERIFY(allowed.ends());
    QVERIFY2(!allowed.error(), allowed.detail());
    QVERIFY(!allowed.result().tls->verified);
    QCOMPARE(allowed.result().tls->chain->size(), std::size_t(1));
}

void TestTlsTrust::wrongHostIsAllowedAlongAndMarked()
{
    const TlsServer server(m_authority.issue({.host = u"other.example"_s}));
    ProbeRun run(probeFor(server.url(), {.caFile = m_authority.caFile(), .allowSelfSigned = true}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(!run.result().tls->verified);
}

void TestTlsTrust::goodCertificateIsMarkedUnverifiedWhenNobodyAskedForIt()
{
    const TlsServer server(m_authority.issue());
    ProbeRun run(probeFor(server.url(), {.caFile = m_authority.caFile(), .allowSelfSigned = true}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(!run.result().tls->verified); // another certificate would have done as well
}

void TestTlsTrust::pin_data()
{
    QTest::addColumn<int>("change");
    QTest::addColumn<bool>("matches");
    QTest::newRow("lower case") << 0 << true;
    QTest::newRow("upper case") << 1 << true;
    QTest::newRow("one digit differs") << 2 << false;
    QTest::newRow("only a beginning") << 3 << false;
}

void TestTlsTrust::pin()
{
    QFETCH(int, change);
    QFETCH(bool, matches);
    const TlsServer server(m_authority.issue());
    ProbeRun look(probeFor(server.url(), trusting()));
    QVERIFY(look.ends());

    const QString shown = fingerprintOf(*look.result().tls);
    TrustProfile trust = trusting();
    trust.pin = shown;
    if (change == 1)
        trust.pin = trust.pin.toUpper();
    else if (change == 2)
        trust.pin[63] = trust.pin[63] == u'0' ? u'1' : u'0';
    else if (change == 3)
        trust.pin.chop(1);
    ProbeRun run(probeFor(server.url(), trust));
    QVERIFY(run.ends());
    QCOMPARE(!run.error(), matches);
    if (matches)
        return;
    QCOMPARE(run.error(), ErrorClass::Tls);
    QCOMPARE(run.result().failure->phase, Phase::Tls);
    QCOMPARE(run.result().failure->tlsFault, TlsFault::PinMismatch);
    QCOMPARE(QString::fromUtf8(run.detail()), shown);
    QVERIFY(!run.result().phases[Phase::Send]);
}

void TestTlsTrust::pinHoldsForSelfSignedToo()
{
    const TlsServer server(selfSignedIdentity());
    ProbeRun look(probeFor(server.url(), {.allowSelfSigned = true}));
    QVERIFY(look.ends());
    const QString shown = fingerprintOf(*look.result().tls);

    ProbeRun right(probeFor(server.url(), {.pin = shown, .allowSelfSigned = true}));
    QVERIFY(right.ends());
    QVERIFY2(!right.error(), right.detail());
    ProbeRun wrong(probeFor(server.url(), {.pin = QString(64, u'0'), .allowSelfSigned = true}));
    QVERIFY(wrong.ends());
    QCOMPARE(wrong.result().failure->tlsFault, TlsFault::PinMismatch);
    ProbeRun pinAlone(probeFor(server.url(), {.pin = shown}));
    QVERIFY(pinAlone.ends());
    QCOMPARE(pinAlone.result().failure->tlsFault, TlsFault::SelfSigned);
}

void TestTlsTrust::wrongPinLearnsNotWhoWeAre()
{
    const TlsServer server(m_authority.issue(), {.clientAuthority = m_authority.certificate()});
    const PemFile identity(m_client.certificate + m_client.privateKey);
    TrustProfile trust = trusting();
    trust.clientCertificate = identity.path();
    trust.pin = QString(64, u'0');
    ProbeRun run(probeFor(server.url(), trust));
    QVERIFY(run.ends());
    QCOMPARE(run.result().failure->tlsFault, TlsFault::PinMismatch);
    QCOMPARE(server.attempts(), 1);
    QCOMPARE(server.handshakes(), 0);
}

void TestTlsTrust::clientCertificateIsShown()
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

void TestTlsTrust::clientCertificateAndKeyInOneFile()
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

void TestTlsTrust::missingClientCertificateIsTold_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<TlsFault>("fault");
    QTest::newRow("TLS 1.3 has an alert for it") << 0x0304 << TlsFault::ClientCertificateRequired;
    QTest::newRow("TLS 1.2 has none") << 0x0303 << TlsFault::Refused;
}

void TestTlsTrust::missingClientCertificateIsTold()
{
    QFETCH(int, version);
    QFETCH(TlsFault, fault);
    const TlsServer server(m_authority.issue(),
                           {.clientAuthority = m_authority.certificate(), .maxVersion = version});
    ProbeRun run(probeFor(server.url(), trusting()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Tls);
    QCOMPARE(run.result().failure->tlsFault, fault);
    QCOMPARE(server.handshakes(), 0);
}

void TestTlsTrust::clientCertificateOfAnotherAuthorityIsRefused()
{
    const TlsServer server(m_authority.issue(), {.clientAuthority = m_authority.certificate()});
    const ServerIdentity stranger = TlsAuthority("Somebody else").issue();
    const PemFile identity(stranger.certificate + stranger.privateKey);
    TrustProfile trust = trusting();
    trust.clientCertificate = identity.path();
    ProbeRun run(probeFor(server.url(), trust));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Tls);
    QCOMPARE(run.result().failure->tlsFault, TlsFault::ClientCertificateRefused);
    QCOMPARE(server.handshakes(), 0);
}

void TestTlsTrust::unusableFiles_data()
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

void TestTlsTrust::unusableFiles()
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
    QCOMPARE(run.result().failure->tlsFault, fault);
    QVERIFY(!QByteArray(run.detail()).isEmpty());
    QVERIFY(!run.result().tls);
}

void TestTlsTrust::renewedFilesAreReadAgain()
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

void TestTlsTrust::fileMadeUnusableIsNoLongerUsed()
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
        QCOMPARE(after.result().failure->tlsFault, TlsFault::CaFile);
    }
    authority.rewrite(m_authority.certificate());
    ProbeRun repaired(probeFor(server.url(), {.caFile = authority.path()}));
    QVERIFY(repaired.ends());
    QVERIFY2(!repaired.error(), repaired.detail());
}

QTEST_GUILESS_MAIN(TestTlsTrust)
#include "tst_tls_trust.moc"
