// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/probe/tls/trusting_probes.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using probe::TlsFacts;
using resilience::ErrorClass;

/// What the peer showed is kept.
class TestPeerFacts final : public QObject, private TrustingProbes
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
    void expiryIsThatOfTheWholeChain();
    void whatVouchesForNobodyMayExpire();
};

void TestPeerFacts::factsOfAVerifiedPeer()
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

void TestPeerFacts::factsOfARefusedPeer()
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

void TestPeerFacts::chainIsReadOnceForAllChecks()
{
    const TlsServer server(m_authority.issue());
    ProbeRun first(probeFor(server.url(), trusting()));
    QVERIFY(first.ends());
    ProbeRun second(probeFor(server.url(), trusting()));
    QVERIFY(second.ends());
    QCOMPARE(second.result().tls->chain.get(), first.result().tls->chain.get());
}

void TestPeerFacts::chainOfAnotherPeerIsAnother()
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

void TestPeerFacts::expiryIsThatOfTheFirstToExpire()
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
void TestPeerFacts::timesBeyondNanosecondsAreKept()
{
    const TlsServer server(m_authority.issue({.validUntil = std::chrono::hours(24 * 365 * 300)}));
    ProbeRun run(probeFor(server.url(), trusting()));
    QVERIFY(run.ends());
    const auto notAfter = run.result().tls->chain->front().notAfter;
    QVERIFY(notAfter > std::chrono::sys_days(std::chrono::year(2300) / 1 / 1));
    QVERIFY(notAfter < std::chrono::sys_days(std::chrono::year(2350) / 1 / 1));
}

void TestPeerFacts::longTextIsCut()
{
    const TlsServer server(selfSignedIdentity({.host = QString(5000, u'h')}));
    ProbeRun run(probeFor(server.url(), {.allowSelfSigned = true}));
    QVERIFY(run.ends());
    QCOMPARE(run.result().tls->chain->front().names, QStringList{QString(256, u'h')});
}

/// Six authorities stand above the server; the first five certificates of a chain are all that is shown.
void TestPeerFacts::expiryIsThatOfTheWholeChain()
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

void TestPeerFacts::whatVouchesForNobodyMayExpire()
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

FUSEBOX_LOOP_TEST(TestPeerFacts)
#include "tst_peer_facts.moc"
