// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "app/demo/fault_server.h"
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
using probe::Timeouts;
using probe::TlsFault;
using resilience::ErrorClass;

namespace {

Script afterRequest(const QByteArray &bytes, const Step &end)
{
    return {step::ReadRequest{}, step::Send{bytes}, end};
}

} // namespace

class TestHttpsProbe final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goodCertificateOfAnOwnAuthority();
    void nameIsVerifiedAndSent();
    void badCertificateIsRefused_data();
    void badCertificateIsRefused();
    void faultsDuringTheHandshake_data();
    void faultsDuringTheHandshake();
    void stalledHandshakeTimesOut_data();
    void stalledHandshakeTimesOut();
    void serverOfAnOldVersionIsRefused_data();
    void serverOfAnOldVersionIsRefused();
    void noFaultLeavesADescriptor();
    void endOfStream_data();
    void endOfStream();
    void aRedirectWithoutItsEndIsFollowed();
    void expiryIsThatOfEveryHop_data();
    void expiryIsThatOfEveryHop();
    void bodyOfManyRecords();
    void missingCaFileIsATlsFailure();
    void systemTrustKnowsNoTestAuthority_data();
    void systemTrustKnowsNoTestAuthority();

private:
    /// Trusts the test's authority unless told otherwise.
    std::unique_ptr<probe::Probe> probeFor(const QUrl &url, const Timeouts &timeouts = patient)
    {
        return m_factory.create(
            {.url = url, .timeouts = timeouts, .trust = {.caFile = m_authority.caFile()}});
    }

    SteadyClock m_clock;
    TlsAuthority m_authority;
    probe::NetworkProbeFactory m_factory{m_clock};
};

void TestHttpsProbe::goodCertificateOfAnOwnAuthority()
{
    const FaultServer server(answer(200, "fine"), m_authority.issue());
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().statusCode, 200);
    const auto &phases = run.result().phases;
    QVERIFY(phases[Phase::Connect] > 0ns && phases[Phase::Tls] > 0ns && phases[Phase::Send] > 0ns);
    QCOMPARE(run.result().latency, phases.sum());
    QCOMPARE(server.requests(), 1);
}

void TestHttpsProbe::nameIsVerifiedAndSent()
{
    const FaultServer server(answer(200), m_authority.issue({.host = u"localhost"_s}));
    QUrl url = server.url();
    url.setHost(u"localhost"_s);
    ProbeRun run(probeFor(url));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(run.result().phases[Phase::Dns] > 0ns);
    QVERIFY(server.lastRequest().contains("\r\nHost: localhost:"));
}

void TestHttpsProbe::badCertificateIsRefused_data()
{
    QTest::addColumn<ServerIdentity>("identity");
    QTest::addColumn<TlsFault>("fault");
    QTest::addColumn<QByteArray>("detail");
    const auto issued = [this](const CertificateRequest &request) { return m_authority.issue(request); };

    QTest::newRow("self-signed") << selfSignedIdentity() << TlsFault::SelfSigned
                                 << QByteArray("self-signed certificate");
    QTest::newRow("unknown authority") << TlsAuthority("Somebody else").issue() << TlsFault::UnknownAuthority
                                       << QByteArray("unable to get local issuer certificate");
    QTest::newRow("another name") << issued({.host = u"other.example"_s}) << TlsFault::WrongHost
                                  << QByteArray("IP address mismatch");
    QTest::newRow("another address") << issued({.host = u"127.0.0.2"_s}) << TlsFault::WrongHost
                                     << QByteArray("IP address mismatch");
    QTest::newRow("expired") << issued({.validFrom = -48h, .validUntil = -24h}) << TlsFault::Expired
                             << QByteArray("certificate has expired");
    QTest::newRow("not yet valid") << issued({.validFrom = 24h, .validUntil = 48h}) << TlsFault::NotYetValid
                                   << QByteArray("certificate is not yet valid");
}

void TestHttpsProbe::badCertificateIsRefused()
{
    QFETCH(ServerIdentity, identity);
    QFETCH(TlsFault, fault);
    QFETCH(QByteArray, detail);
    const FaultServer server(answer(200), identity);
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Tls);
    QCOMPARE(run.result().failure->phase, Phase::Tls);
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), fault);
    QCOMPARE(QByteArray(run.detail()), detail);
    QCOMPARE(run.result().tls->chain->size(), std::size_t(1)); // what a person wants to see
    QVERIFY(!run.result().tls->verified);
    QCOMPARE(server.connections(), 1);
    QVERIFY(!run.result().phases[Phase::Send]);
    QCOMPARE(server.requests(), 0);
}

void TestHttpsProbe::faultsDuringTheHandshake_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<ErrorClass>("error");
    QTest::addColumn<std::optional<TlsFault>>("fault");
    const std::optional<TlsFault> none, notTls(TlsFault::NotTls), refused(TlsFault::Refused),
        oldVersion(TlsFault::OldVersion);
    QTest::newRow("plain HTTP on the TLS port")
        << Script{step::Send{"HTTP/1.1 400 Bad Request\r\n\r\n"}, step::Close{}} << ErrorClass::Tls << notTls;
    QTest::newRow("SSH on the TLS port")
        << Script{step::Send{"SSH-2.0-OpenSSH_9.2\r\n"}, step::StaySilent{}} << ErrorClass::Tls << notTls;
    QTest::newRow("handshake refused by an alert")
        << Script{step::Send{QByteArray::fromHex("15030300020228")}, step::Close{}} << ErrorClass::Tls
        << refused;
    QTest::newRow("version refused by an alert")
        << Script{step::Send{QByteArray::fromHex("15030100020246")}, step::Close{}} << ErrorClass::Tls
        << oldVersion;
    // A ServerHello that chooses TLS 1.1: version, random, no session, a cipher, no compression.
    const QByteArray tls11 =
        QByteArray::fromHex("160302002a020000260302") + QByteArray(32, 'r') + QByteArray::fromHex("00002f00");
    QTest::newRow("old version") << Script{step::Send{tls11}, step::Close{}} << ErrorClass::Tls << oldVersion;
    QTest::newRow("old version, and reset before our alert is sent")
        << Script{step::Send{tls11}, step::Reset{}} << ErrorClass::Tls << oldVersion;
    QTest::newRow("closes") << Script{step::Close{}} << ErrorClass::Reset << none;
    QTest::newRow("resets") << Script{step::Pause{5ms}, step::Reset{}} << ErrorClass::Reset << none;
    QTest::newRow("closes in mid-record")
        << Script{step::Send{QByteArray::fromHex("16030300ff02")}, step::Close{}} << ErrorClass::Reset
        << none;
}

void TestHttpsProbe::faultsDuringTheHandshake()
{
    QFETCH(Script, script);
    QFETCH(ErrorClass, error);
    QFETCH(std::optional<TlsFault>, fault);
    const FaultServer server(script);
    QUrl url = server.url();
    url.setScheme(u"https"_s);
    ProbeRun run(probeFor(url));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), error);
    QCOMPARE(run.result().failure->phase, Phase::Tls);
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), fault);
    QVERIFY(!QByteArray(run.detail()).isEmpty());
    QVERIFY(!run.result().tls);
    QCOMPARE(server.connections(), 1);
}

void TestHttpsProbe::stalledHandshakeTimesOut_data()
{
    QTest::addColumn<Script>("script");
    QTest::newRow("silent from the beginning") << Script{step::StaySilent{}};
    QTest::newRow("silent in mid-record")
        << Script{step::Send{QByteArray::fromHex("160303007a0200")}, step::StaySilent{}};
    QTest::newRow("a byte now and then")
        << Script{step::Send{QByteArray::fromHex("160303007a0200") + QByteArray(120, 'x'), 20ms}};
}

void TestHttpsProbe::stalledHandshakeTimesOut()
{
    QFETCH(Script, script);
    const FaultServer server(script);
    QUrl url = server.url();
    url.setScheme(u"https"_s);
    Timeouts timeouts = patient;
    timeouts.tls = 60ms;
    const auto start = std::chrono::steady_clock::now();
    ProbeRun run(probeFor(url, timeouts));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Timeout);
    QCOMPARE(run.result().failure->phase, Phase::Tls);
    QVERIFY(run.result().phases[Phase::Tls] >= 60ms);
    const auto late = run.endedAt() - start - *run.result().phases[Phase::Connect] - 60ms;
    QVERIFY2(late <= 500ms, QByteArray::number(late / 1ms).constData());
    QCOMPARE(server.connections(), 1);
}

void TestHttpsProbe::serverOfAnOldVersionIsRefused_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("TLS 1.0") << 0x0301;
    QTest::newRow("TLS 1.1") << 0x0302;
}

void TestHttpsProbe::serverOfAnOldVersionIsRefused()
{
    QFETCH(int, version);
    const TlsServer server(m_authority.issue(), {.maxVersion = version});
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Tls);
    QCOMPARE(run.result().failure->phase, Phase::Tls);
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), TlsFault::OldVersion);
    QCOMPARE(server.attempts(), 1);
    QCOMPARE(server.handshakes(), 0);
}

void TestHttpsProbe::noFaultLeavesADescriptor()
{
    const Script plainHttp{step::Send{"HTTP/1.1 400 Bad Request\r\n\r\n"}, step::Close{}};
    const FaultServer servers[] = {
        FaultServer(answer(200), m_authority.issue({.validFrom = -48h, .validUntil = -24h})),
        FaultServer(answer(200), selfSignedIdentity()),
        FaultServer(answer(200), m_authority.issue()),
        FaultServer(afterRequest("HTTP/1.0 200 OK\r\n\r\n", step::Truncate{}), m_authority.issue()),
        FaultServer(plainHttp),
        FaultServer(Script{step::Close{}}),
        FaultServer(Script{step::StaySilent{}}),
    };
    const auto checkAll = [&] {
        for (const FaultServer &server : servers) {
            QUrl url = server.url();
            url.setScheme(u"https"_s);
            ProbeRun run(probeFor(url, {.tls = 20ms}));
            QVERIFY(run.ends());
        }
    };
    const qsizetype before = openDescriptors();
    checkAll();
    checkAll();
    QTRY_COMPARE(openDescriptors(), before); // the servers hear of the end a little later
}

void TestHttpsProbe::endOfStream_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<std::optional<ErrorClass>>("error");
    QTest::addColumn<int>("status"); // 0: none came
    QTest::addColumn<std::optional<bool>>("isConfirmed");
    const auto row = [](const char *name, const Script &script, std::optional<ErrorClass> error, int status,
                        std::optional<bool> isConfirmed) {
        QTest::newRow(name) << script << error << status << isConfirmed;
    };
    const QByteArray counted = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    const QByteArray chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n";
    const auto uncounted = [](const char *status) { return QByteArray("HTTP/1.0 ") + status + "\r\n\r\nok"; };
    const std::optional<ErrorClass> success, protocol(ErrorClass::Protocol), reset(ErrorClass::Reset);
    const std::optional<ErrorClass> byStatus(ErrorClass::HttpStatus);

    row("close_notify ends a body without length", afterRequest(uncounted("200 OK"), step::Close{}), success,
        200, true);
    row("without close_notify a body without length may not be all",
        afterRequest(uncounted("200 OK"), step::Truncate{}), success, 200, false);
    row("and 503 stays 503", afterRequest(uncounted("503 No"), step::Truncate{}), byStatus, 503, false);
    row("and 404 stays 404", afterRequest(uncounted("404 No"), step::Truncate{}), byStatus, 404, false);
    row("and 304 stays 304", afterRequest(uncounted("304 Same"), step::Truncate{}), success, 304, true);
    row("and 302 stays 302", afterRequest(uncounted("302 There"), step::Truncate{}), success, 302, false);
    row("a counted body needs no close_notify", afterRequest(counted, step::Truncate{}), success, 200, true);
    row("nor one in chunks", afterRequest(chunked + "0\r\n\r\n", step::Truncate{}), success, 200, true);
    row("cut short without close_notify", afterRequest(counted.chopped(1), step::Truncate{}), protocol, 200,
        {});
    row("cut short in chunks", afterRequest(chunked, step::Truncate{}), protocol, 200, {});
    row("cut short in the head", afterRequest("HTTP/1.1 200 OK\r\nX: y\r\n", step::Truncate{}), protocol, 0,
        {});
    row("cut short with close_notify", afterRequest(counted.chopped(1), step::Close{}), protocol, 200, {});
    row("close_notify instead of an answer", afterRequest({}, step::Close{}), reset, 0, {});
    row("end instead of an answer", afterRequest({}, step::Truncate{}), reset, 0, {});
    row("reset in the body", afterRequest(counted.chopped(1), step::Reset{}), reset, 200, {});
}

void TestHttpsProbe::endOfStream()
{
    QFETCH(Script, script);
    QFETCH(std::optional<ErrorClass>, error);
    QFETCH(int, status);
    QFETCH(std::optional<bool>, isConfirmed);
    const FaultServer server(script, m_authority.issue());
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), error);
    QCOMPARE(run.result().statusCode.value_or(0), status);
    QCOMPARE(run.result().answer ? run.result().answer->endConfirmed : std::nullopt, isConfirmed);
    QCOMPARE(server.requests(), 1);
}

/// Whose end is doubtful is what redirects, not what answers.
void TestHttpsProbe::aRedirectWithoutItsEndIsFollowed()
{
    const FaultServer target(answer(200, "here"), m_authority.issue());
    const QByteArray head = "HTTP/1.0 302 There\r\nLocation: " + target.url().toEncoded() + "\r\n\r\n";
    const FaultServer server(afterRequest(head, step::Truncate{}), m_authority.issue());
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().statusCode, 200);
    QCOMPARE(run.result().answer->endConfirmed, true);
}

/// Also that of a host which only redirects, or is redirected to by one without TLS.
void TestHttpsProbe::expiryIsThatOfEveryHop_data()
{
    QTest::addColumn<std::chrono::hours>("ofFirst");
    QTest::addColumn<std::chrono::hours>("ofSecond");
    QTest::newRow("the one that redirects") << 48h << 960h;
    QTest::newRow("the one that answers") << 960h << 48h;
}

void TestHttpsProbe::expiryIsThatOfEveryHop()
{
    QFETCH(std::chrono::hours, ofFirst);
    QFETCH(std::chrono::hours, ofSecond);
    const FaultServer target(answer(200), m_authority.issue({.validUntil = ofSecond}));
    const FaultServer server(redirect(target.url().toEncoded()), m_authority.issue({.validUntil = ofFirst}));
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    const auto expiry = probe::expiryOf(run.result());
    QVERIFY(expiry);
    QVERIFY(*expiry < std::chrono::system_clock::now() + 49h);
}

void TestHttpsProbe::bodyOfManyRecords()
{
    const FaultServer server(answer(200, QByteArray(700'000, 'x')), m_authority.issue());
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
}

void TestHttpsProbe::missingCaFileIsATlsFailure()
{
    const FaultServer server(answer(200), m_authority.issue());
    ProbeRun run(m_factory.create({.url = server.url(), .trust = {.caFile = u"/does/not/exist.pem"_s}}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Tls);
    QCOMPARE(QByteArray(run.detail()), QByteArray("No such file or directory"));
}

void TestHttpsProbe::systemTrustKnowsNoTestAuthority_data()
{
    QTest::addColumn<bool>("readsAhead");
    QTest::newRow("read when needed") << false;
    QTest::newRow("read ahead") << true;
}

void TestHttpsProbe::systemTrustKnowsNoTestAuthority()
{
    QFETCH(bool, readsAhead);
    const FaultServer server(answer(200), m_authority.issue());
    probe::NetworkProbeFactory factory(m_clock);
    if (readsAhead)
        factory.readAhead();
    for (int i = 0; i < 2; ++i) {
        ProbeRun run(factory.create({.url = server.url()}));
        QVERIFY(run.ends());
        QCOMPARE(run.result().failure->as<probe::TlsFault>(), TlsFault::UnknownAuthority);
    }
}

FUSEBOX_LOOP_TEST(TestHttpsProbe)
#include "tst_https_probe.moc"
