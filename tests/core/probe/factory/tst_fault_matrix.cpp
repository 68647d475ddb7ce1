// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include <QTest>

#include "app/demo/closed_port.h"
#include "app/demo/deaf_listener.h"
#include "app/demo/dns_fault_server.h"
#include "app/demo/fault_server.h"
#include "app/demo/tls_faults.h"
#include "core/probe/factory/network_probe_factory.h"
#include "tests/core/probe/dns_test_settings.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/on_thread.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::probe;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;
using std::chrono::milliseconds;

namespace {

/// What becomes of one check, and what of it the server sees.
struct Expected
{
    std::optional<ErrorClass> error = {};
    Phase phase = Phase::Tls; ///< in which it failed
    std::optional<int> status = {};
    int connections = 1;
    int requests = 1;
    std::optional<TlsFault> tlsFault = {};
    std::optional<DnsFault> dnsFault = {};
    std::optional<HttpFault::Kind> httpFault = {};
    std::optional<milliseconds> deadline = {}; ///< at which it ends, and not before
    bool endConfirmed = true;                  ///< of an answer that came to its end
};

constexpr milliseconds brief = 80ms;  ///< for phases that only silence fills
constexpr milliseconds patience = 5s; ///< for all others

Expected refusedInHandshake(TlsFault fault)
{
    return {.error = ErrorClass::Tls, .requests = 0, .tlsFault = fault};
}

/// Everything that tlsFaults() can do.
std::map<QByteArray, Expected> tlsExpectations()
{
    using enum TlsFault;
    return {
        {"200", {.status = 200}},
        {"certificate for five days more", {.status = 200}},
        {"expired certificate", refusedInHandshake(Expired)},
        {"certificate not yet valid", refusedInHandshake(NotYetValid)},
        {"certificate for another host", refusedInHandshake(WrongHost)},
        {"self-signed certificate", refusedInHandshake(SelfSigned)},
        {"certificate of an unknown CA", refusedInHandshake(UnknownAuthority)},
        {"TLS 1.0 alone", refusedInHandshake(OldVersion)},
        {"TLS 1.1 alone", refusedInHandshake(OldVersion)},
        {"redirect to http",
         {.error = ErrorClass::Protocol,
          .phase = Phase::Transfer,
          .status = 302,
          .httpFault = HttpFault::Kind::RedirectDowngrade}},
        {"certificate that names its host in the common name alone", refusedInHandshake(WrongHost)},
        {"certificate that writes an address as a name", refusedInHandshake(WrongHost)},
        {"certificate for clients alone", refusedInHandshake(BadCertificate)},
        {"certificate of an issuing CA, sent along", {.status = 200}},
        {"certificate of an issuing CA, not sent", refusedInHandshake(UnknownAuthority)},
        {"closes without close_notify", {.status = 200, .endConfirmed = false}},
        {"503 without close_notify",
         {.error = ErrorClass::HttpStatus, .phase = Phase::Transfer, .status = 503, .endConfirmed = false}},
        {"404 without close_notify",
         {.error = ErrorClass::HttpStatus, .phase = Phase::Transfer, .status = 404, .endConfirmed = false}},
        {"302 to nowhere without close_notify", {.status = 302, .endConfirmed = false}},
        {"redirect without close_notify", {.status = 200, .connections = 2, .requests = 2}},
        {"whole answer, then no close_notify", {.status = 200}},
        {"closes without close_notify in a counted body",
         {.error = ErrorClass::Protocol, .phase = Phase::Transfer, .status = 200}},
        {"closes without close_notify in chunks",
         {.error = ErrorClass::Protocol, .phase = Phase::Transfer, .status = 200}},
        {"closes without close_notify in the head",
         {.error = ErrorClass::Protocol, .phase = Phase::Transfer}},
        {"closes without close_notify before the answer", {.error = ErrorClass::Reset, .phase = Phase::Wait}},
        {"plain HTTP on the TLS port", refusedInHandshake(NotTls)},
        {"stalls in the handshake", {.error = ErrorClass::Timeout, .requests = 0, .deadline = brief}},
        {"closes in the handshake", {.error = ErrorClass::Reset, .requests = 0}},
    };
}

DnsScript bothFamilies(const DnsAsked &asked)
{
    if (!asked.name.startsWith("both"))
        return dnsFaultFor(asked);
    return dns::Answer{.records = {asked.type == 28 ? aaaaRecord("::1") : aRecord("127.0.0.1")}};
}

} // namespace

/// The faults that take more than one plain HTTP server (those are in tst_http_probe): each with its error
/// class and phase, its end within its deadline, what the server sees of it, and no descriptor left.
class TestFaultMatrix final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsEveryTlsFault_data();
    void tellsEveryTlsFault();
    void tellsEveryFaultOfNames_data();
    void tellsEveryFaultOfNames();
    void tellsARefusedPort();
    void followsToAnotherOrigin();
    void leavesItToIPv4WhereIPv6IsDead_data();
    void leavesItToIPv4WhereIPv6IsDead();

private:
    void check(const QUrl &url, const Expected &expected)
    {
        const Timeouts timeouts{.dns = expected.deadline.value_or(patience),
                                .connect = patience,
                                .tls = expected.deadline.value_or(patience),
                                .firstByte = patience,
                                .total = patience};
        Deadline deadline(
            expected.deadline.value_or(patience)); // silence fills it, all others keep far below
        const auto start = m_clock.now();
        ProbeRun run(
            m_factory.create({.url = url, .timeouts = timeouts, .trust = {.caFile = m_authority.caFile()}}));
        QVERIFY(run.ends());
        m_result = run.result();
        QVERIFY2(run.error() == expected.error, run.detail());
        QCOMPARE(m_result.statusCode, expected.status);
        QCOMPARE(m_result.answer && m_result.answer->endConfirmed == false, !expected.endConfirmed);
        QCOMPARE(m_result.latency, m_result.phases.sum());
        if (expected.deadline)
            QVERIFY(m_result.latency >= *expected.deadline && deadline.isKeptBy(run.endedAt()));
        QVERIFY(run.endedAt() - start < patience);
        if (!expected.error)
            return;
        QCOMPARE(m_result.failure->phase, expected.phase);
        QCOMPARE(m_result.failure->as<TlsFault>(), expected.tlsFault);
        QCOMPARE(m_result.failure->as<DnsFault>(), expected.dnsFault);
        const auto http = m_result.failure->as<HttpFault>();
        QCOMPARE(http ? std::optional(http->kind) : std::nullopt, expected.httpFault);
    }

    SteadyClock m_clock;
    TlsAuthority m_authority;
    OnThread<DnsFaultServer> m_dns{bothFamilies};
    NetworkProbeFactory m_factory{m_clock, dnsAt({m_dns->port()})};
    ProbeResult m_result; ///< of the last check
};

void TestFaultMatrix::tellsEveryTlsFault_data()
{
    QTest::addColumn<TlsFaultScript>("fault");
    QTest::addColumn<Expected>("expected");
    auto expected = tlsExpectations();
    for (const TlsFaultScript &fault : tlsFaults(m_authority, QUrl(u"http://127.0.0.1/"_s))) {
        const auto row = expected.extract(fault.name);
        QVERIFY2(!row.empty(), fault.name); // a fault that nothing is expected of
        QTest::newRow(fault.name) << fault << row.mapped();
    }
    QVERIFY(expected.empty());
}

void TestFaultMatrix::tellsEveryTlsFault()
{
    QFETCH(TlsFaultScript, fault);
    QFETCH(Expected, expected);
    const qsizetype descriptors = openDescriptors();
    {
        const FaultServer server(fault.script, fault.identity);
        QUrl url = server.url();
        url.setScheme(u"https"_s);
        check(url, expected);
        QCOMPARE(server.connections(), expected.connections);
        QCOMPARE(server.requests(), expected.requests);
    }
    QTRY_COMPARE(openDescriptors(), descriptors);
}

void TestFaultMatrix::tellsEveryFaultOfNames_data()
{
    QTest::addColumn<Expected>("expected");
    QTest::addColumn<int>("questions"); // for one family each
    const auto dns = [](ErrorClass error, DnsFault fault) {
        return Expected{
            .error = error, .phase = Phase::Dns, .connections = 0, .requests = 0, .dnsFault = fault};
    };
    QTest::newRow("nxdomain") << dns(ErrorClass::Dns, DnsFault::NoSuchName) << 2;
    Expected silent = dns(ErrorClass::Timeout, DnsFault::TimedOut);
    silent.deadline = brief;
    QTest::newRow("silent") << silent << 2;
}

void TestFaultMatrix::tellsEveryFaultOfNames()
{
    QFETCH(Expected, expected);
    QFETCH(int, questions);
    const FaultServer server(answer(200)); // which nobody finds
    QUrl url = server.url();
    url.setHost(QString::fromLatin1(QTest::currentDataTag()) + u".test"_s);
    const qsizetype descriptors = openDescriptors();
    const int before = m_dns->questions();
    check(url, expected);
    QTRY_COMPARE(m_dns->questions() - before, questions); // an answer may overtake the other question
    QCOMPARE(server.connections(), 0);
    QTRY_COMPARE(openDescriptors(), descriptors);
}

void TestFaultMatrix::tellsARefusedPort()
{
    const ClosedPort port;
    const qsizetype descriptors = openDescriptors();
    check(port.url(), {.error = ErrorClass::Refused, .phase = Phase::Connect});
    QVERIFY(!m_result.phases[Phase::Send]);
    QCOMPARE(openDescriptors(), descriptors);
}

void TestFaultMatrix::followsToAnotherOrigin()
{
    const qsizetype descriptors = openDescriptors();
    {
        const FaultServer other(answer(200));
        const FaultServer server(redirect(other.url().toEncoded()));
        check(server.url(), {.status = 200});
        QCOMPARE(m_result.hops.size(), std::size_t(2));
        QCOMPARE(server.connections(), 1);
        QCOMPARE(other.connections(), 1);
    }
    QTRY_COMPARE(openDescriptors(), descriptors);
}

void TestFaultMatrix::leavesItToIPv4WhereIPv6IsDead_data()
{
    QTest::addColumn<bool>("isSilent");
    QTest::newRow("refused") << false;
    QTest::newRow("silent") << true;
}

void TestFaultMatrix::leavesItToIPv4WhereIPv6IsDead()
{
    QFETCH(bool, isSilent);
    const qsizetype descriptors = openDescriptors();
    {
        const FaultServer server(answer(200)); // on 127.0.0.1 alone
        std::optional<DeafListener> deaf;
        if (isSilent)
            deaf.emplace(AF_INET6, server.port());
        QUrl url = server.url();
        url.setHost(u"both.test"_s);
        check(url, {.status = 200});
        QCOMPARE(m_result.family, AddressFamily::IPv4);
        QCOMPARE(m_result.address, u"127.0.0.1"_s); // though the other was dialled first
        QCOMPARE(m_result.phases[Phase::Connect] >= 250ms, isSilent);
        QCOMPARE(server.connections(), 1);
    }
    QTRY_COMPARE(openDescriptors(), descriptors);
}

FUSEBOX_LOOP_TEST(TestFaultMatrix)
#include "tst_fault_matrix.moc"
