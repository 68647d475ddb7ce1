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

/// A trust profile is honoured whole.
class TestTlsTrust final : public QObject, private TrustingProbes
{
    Q_OBJECT

private Q_SLOTS:
    void selfSignedIsAllowedOnlyByChoiceAndMarked();
    void wrongHostIsAllowedAlongAndMarked();
    void goodCertificateIsMarkedUnverifiedWhenNobodyAskedForIt();
    void pin_data();
    void pin();
    void pinHoldsForSelfSignedToo();
    void onlySubjectNamesVerify_data();
    void onlySubjectNamesVerify();
    void whateverIsInTheCaFileIsTrusted_data();
    void whateverIsInTheCaFileIsTrusted();
    void trustInAFileForgivesNothingElse_data();
    void trustInAFileForgivesNothingElse();
};

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

FUSEBOX_LOOP_TEST(TestTlsTrust)
#include "tst_tls_trust.moc"
