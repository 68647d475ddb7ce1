// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDateTime>
#include <QTemporaryFile>
#include <QTest>

#include "app/demo/tls_authority.h"
#include "core/probe/factory/network_probe_factory.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/test_program.h"
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
    void serverThatAsksAndTakesTheAnswerIsHeardOut_data();
    void serverThatAsksAndTakesTheAnswerIsHeardOut();
    void clientCertificateOfAnotherAuthorityIsRefused();
    void unusableFiles_data();
    void unusableFiles();
    void renewedFilesAreReadAgain();
    void fileMadeUnusableIsNoLongerUsed();
    void onlySubjectNamesVerify_data();
    void onlySubjectNamesVerify();
    void whateverIsInTheCaFileIsTrusted_data();
    void whateverIsInTheCaFileIsTrusted();
    void trustInAFileForgivesNothingElse_data();
    void trustInAFileForgivesNothingElse();
    void expiryIsThatOfTheWholeChain();
    void whatVouchesForNobodyMayExpire();
    void whoWeAreIsToldAlsoAfterTheRequest();
    void whoWeAreIsToldToNobodyWhoWasNotMeant();
    void renegotiationIsRefusedInWords();

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
    TlsAuthority m_issuing{m_authority, {.name = "Fusebox lab issuing CA"}};
    ServerIdentity m_client = m_authority.issue({.name = "a client"});
    ServerIdentity m_issued = m_issuing.issue();
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
    QVERIFY(!probe::expiryOf(TlsFacts{}));
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
    QCOMPARE(refused.result().failure->as<probe::TlsFault>(), TlsFault::SelfSigned);
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
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), TlsFault::PinMismatch);
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
    QCOMPARE(wrong.result().failure->as<probe::TlsFault>(), TlsFault::PinMismatch);
    ProbeRun pinAlone(probeFor(server.url(), {.pin = shown}));
    QVERIFY(pinAlone.ends());
    QCOMPARE(pinAlone.result().failure->as<probe::TlsFault>(), TlsFault::SelfSigned);
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
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), TlsFault::PinMismatch);
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
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<int>("version");
    for (const QString &scheme : {u"https"_s, u"tls"_s}) {
        QTest::addRow("%s, TLS 1.3 has an alert for it", qPrintable(scheme)) << scheme << 0x0304;
        QTest::addRow("%s, TLS 1.2 has none", qPrintable(scheme)) << scheme << 0x0303;
    }
}

void TestTlsTrust::missingClientCertificateIsTold()
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

void TestTlsTrust::serverThatAsksAndTakesTheAnswerIsHeardOut_data()
{
    QTest::addColumn<bool>("isOurs"); // the certificate that is shown is one that the server trusts
    QTest::addColumn<bool>("speaksOn");
    QTest::newRow("ends when we do") << true << false;
    QTest::newRow("speaks on") << true << true;
    QTest::newRow("refuses") << false << false;
}

/// In TLS 1.3 it says so only after the handshake.
void TestTlsTrust::serverThatAsksAndTakesTheAnswerIsHeardOut()
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
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), TlsFault::ClientCertificateRefused);
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
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), fault);
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
        QCOMPARE(after.result().failure->as<probe::TlsFault>(), TlsFault::CaFile);
    }
    authority.rewrite(m_authority.certificate());
    ProbeRun repaired(probeFor(server.url(), {.caFile = authority.path()}));
    QVERIFY(repaired.ends());
    QVERIFY2(!repaired.error(), repaired.detail());
}

void TestTlsTrust::onlySubjectNamesVerify_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QByteArray>("commonName");
    QTest::addColumn<QByteArray>("subjectNames");
    QTest::addColumn<bool>("isVerified");
    const auto row = [](const char *rule, const char *host, const QByteArray &commonName,
                        const QByteArray &subjectNames, bool isVerified) {
        QTest::newRow(rule) << QString::fromUtf8(host) << commonName << subjectNames << isVerified;
    };
    const QByteArray other = "somebody";
    row("a name", "a.app.localhost", other, "DNS:a.app.localhost", true);
    row("one of many", "a.app.localhost", other, "DNS:b.app.localhost,IP:192.0.2.1,DNS:a.app.localhost",
        true);
    row("a name in the common name alone", "a.app.localhost", "a.app.localhost", {}, false);
    row("a wildcard in the common name alone", "a.app.localhost", "*.app.localhost", {}, false);
    row("an address in the common name alone", "127.0.0.1", "127.0.0.1", {}, false);
    row("a name in the common name, others beside", "a.app.localhost", "a.app.localhost",
        "DNS:b.app.localhost", false);
    row("a name in the common name, an address beside", "a.app.localhost", "a.app.localhost", "IP:127.0.0.1",
        false);
    row("a name in the common name, a mail address beside", "a.app.localhost", "a.app.localhost",
        "email:me@app.localhost", false);
    row("an address", "127.0.0.1", other, "IP:127.0.0.1", true);
    row("an address written as a name", "127.0.0.1", "127.0.0.1", "DNS:127.0.0.1", false);
    row("another address", "127.0.0.1", other, "IP:127.0.0.2", false);
    row("an address of the name", "a.app.localhost", other, "IP:127.0.0.1", false);
    row("letters of another case", "a.app.localhost", other, "DNS:A.App.LOCALHOST", true);
    row("a name with the dot of the root", "a.app.localhost.", other, "DNS:a.app.localhost", true);
    row("a wildcard", "a.app.localhost", other, "DNS:*.app.localhost", true);
    row("a wildcard for two labels", "a.b.app.localhost", other, "DNS:*.app.localhost", false);
    row("a wildcard for none", "app.localhost", other, "DNS:*.app.localhost", false);
    row("a wildcard for all of a top-level domain", "a.localhost", other, "DNS:*.localhost", false);
    row("a wildcard for everything", "a.app.localhost", other, "DNS:*", false);
    row("a wildcard within a label", "ab.app.localhost", other, "DNS:a*.app.localhost", false);
    row("a wildcard that is not the first label", "a.app.localhost", other, "DNS:a.*.localhost", false);
    row("an underscore under a wildcard", "my_a.app.localhost", other, "DNS:*.app.localhost", true);
    row("an underscore under another wildcard", "my_a.app.localhost", other, "DNS:*.b.localhost", false);
    row("an underscore in a name", "my_a.app.localhost", other, "DNS:my_a.app.localhost", true);
    row("an underscore where another character is", "my_a.app.localhost", other, "DNS:myxa.app.localhost",
        false);
    row("letters beyond ASCII", "m\xc3\xbcnchen.app.localhost", other, "DNS:xn--mnchen-3ya.app.localhost",
        true);
    row("letters beyond ASCII under a wildcard", "m\xc3\xbcnchen.app.localhost", other, "DNS:*.app.localhost",
        true);
    row("a wildcard within letters beyond ASCII", "m\xc3\xbcnchen.app.localhost", other,
        "DNS:xn--*.app.localhost", false);
}

void TestTlsTrust::onlySubjectNamesVerify()
{
    QFETCH(QString, host);
    QFETCH(QByteArray, commonName);
    QFETCH(QByteArray, subjectNames);
    QFETCH(bool, isVerified);
    const TlsServer server(m_authority.issue({.name = commonName, .subjectNames = subjectNames}));
    QUrl url = server.url();
    url.setHost(host);
    ProbeRun run(probeFor(url, trusting()));
    QVERIFY(run.ends());
    QVERIFY2(run.error().has_value() != isVerified, run.detail());
    QCOMPARE(run.result().tls->verified, isVerified);
    if (isVerified)
        return;
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), TlsFault::WrongHost);
    QCOMPARE(server.handshakes(), 0);
}

void TestTlsTrust::whateverIsInTheCaFileIsTrusted_data()
{
    QTest::addColumn<QByteArray>("served"); // after the server's own certificate
    QTest::addColumn<QByteArray>("trusted");
    QTest::addColumn<bool>("isTrusted");
    QTest::addColumn<std::size_t>("length"); // of the chain, as verified up to the first that is trusted
    const QByteArray root = m_authority.certificate(), issuing = m_issuing.certificate();
    const QByteArray own = m_issued.certificate;
    const QByteArray stranger = TlsAuthority("Somebody else").certificate();
    QTest::newRow("the root") << issuing << root << true << std::size_t(3);
    QTest::newRow("the root, the issuing CA not sent") << QByteArray() << root << false << std::size_t(1);
    QTest::newRow("the issuing CA, not sent") << QByteArray() << issuing << true << std::size_t(2);
    QTest::newRow("the issuing CA, sent") << issuing << issuing << true << std::size_t(2);
    QTest::newRow("root and issuing CA") << QByteArray() << root + issuing << true << std::size_t(2);
    QTest::newRow("the server's own") << QByteArray() << own << true << std::size_t(1);
    QTest::newRow("the server's own, the issuing CA sent") << issuing << own << true << std::size_t(2);
    QTest::newRow("another's own") << issuing << m_authority.issue().certificate << false << std::size_t(2);
    QTest::newRow("another authority") << issuing << stranger << false << std::size_t(2);
}

void TestTlsTrust::whateverIsInTheCaFileIsTrusted()
{
    QFETCH(QByteArray, served);
    QFETCH(QByteArray, trusted);
    QFETCH(bool, isTrusted);
    QFETCH(std::size_t, length);
    const TlsServer server({m_issued.certificate + served, m_issued.privateKey});
    const PemFile file(trusted);
    ProbeRun run(probeFor(server.url(), {.caFile = file.path()}));
    QVERIFY(run.ends());
    QCOMPARE(run.result().tls->verified, isTrusted);
    QCOMPARE(run.result().tls->chain->size(), length);
    if (isTrusted)
        QVERIFY2(!run.error(), run.detail());
    else
        QCOMPARE(run.result().failure->as<probe::TlsFault>(), TlsFault::UnknownAuthority);
}

void TestTlsTrust::trustInAFileForgivesNothingElse_data()
{
    QTest::addColumn<CertificateRequest>("request");
    QTest::addColumn<bool>("isSelfSigned");
    QTest::addColumn<std::optional<TlsFault>>("fault");
    for (const bool isSelfSigned : {false, true}) {
        const char *kind = isSelfSigned ? "self-signed" : "issued";
        const auto row = [=](const char *name, const CertificateRequest &request,
                             std::optional<TlsFault> fault) {
            QTest::addRow("%s, %s", kind, name) << request << isSelfSigned << fault;
        };
        row("good", {}, std::nullopt);
        row("expired", {.validFrom = -48h, .validUntil = -24h}, TlsFault::Expired);
        row("not yet valid", {.validFrom = 24h, .validUntil = 48h}, TlsFault::NotYetValid);
        row("for another host", {.host = u"other.test"_s}, TlsFault::WrongHost);
        row("by its common name", {.name = "127.0.0.1", .subjectNames = QByteArray()}, TlsFault::WrongHost);
    }
}

/// The server's own certificate is the one that is trusted.
void TestTlsTrust::trustInAFileForgivesNothingElse()
{
    QFETCH(CertificateRequest, request);
    QFETCH(bool, isSelfSigned);
    QFETCH(std::optional<TlsFault>, fault);
    const ServerIdentity identity = isSelfSigned ? selfSignedIdentity(request) : m_authority.issue(request);
    const TlsServer server(identity);
    const PemFile file(identity.certificate);
    ProbeRun run(probeFor(server.url(), {.caFile = file.path()}));
    QVERIFY(run.ends());
    QCOMPARE(run.error().has_value(), fault.has_value());
    QCOMPARE(run.result().tls->verified, !fault);
    if (fault)
        QCOMPARE(run.result().failure->as<probe::TlsFault>(), fault);
}

/// Six authorities stand above the server; the first five certificates of a chain are all that is shown.
void TestTlsTrust::expiryIsThatOfTheWholeChain()
{
    std::vector<std::unique_ptr<TlsAuthority>> authorities;
    const TlsAuthority *above = &m_authority;
    QByteArray served;
    for (int i = 0; i < 6; ++i) {
        const CertificateRequest request{.name = "authority " + QByteArray::number(i),
                                         .validUntil = i == 0 ? 24h : 90 * 24h};
        authorities.push_back(std::make_unique<TlsAuthority>(*above, request));
        above = authorities.back().get();
        served.prepend(above->certificate());
    }
    const ServerIdentity identity = above->issue();
    const TlsServer server({identity.certificate + served, identity.privateKey});
    ProbeRun run(probeFor(server.url(), trusting()));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().tls->chain->size(), std::size_t(5));
    const auto expiry = probe::expiryOf(run.result());
    QVERIFY(expiry && *expiry < std::chrono::system_clock::now() + 25h);
}

void TestTlsTrust::whatVouchesForNobodyMayExpire()
{
    const TlsAuthority stranger(m_authority, {.name = "a stranger", .validUntil = 24h});
    const ServerIdentity identity = m_authority.issue();
    const TlsServer server({identity.certificate + stranger.certificate(), identity.privateKey});
    ProbeRun run(probeFor(server.url(), {.allowSelfSigned = true}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    const auto expiry = probe::expiryOf(run.result());
    QVERIFY(expiry && *expiry > std::chrono::system_clock::now() + 25h);
}

void TestTlsTrust::whoWeAreIsToldAlsoAfterTheRequest()
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
void TestTlsTrust::whoWeAreIsToldToNobodyWhoWasNotMeant()
{
    const TlsServer server(m_authority.issue(),
                           {.clientAuthority = m_authority.certificate(), .asksLater = true});
    ProbeRun run(probeFor(server.url(), trusting()));
    QVERIFY(run.ends());
    QVERIFY(run.error());
    QCOMPARE(server.handshakes(), 1);
    QCOMPARE(server.lastClient(), QByteArray());
}

void TestTlsTrust::renegotiationIsRefusedInWords()
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

FUSEBOX_LOOP_TEST(TestTlsTrust)
#include "tst_tls_trust.moc"
