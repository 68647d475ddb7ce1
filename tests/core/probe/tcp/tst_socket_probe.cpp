// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTcpServer>
#include <QTest>

#include "app/demo/deaf_listener.h"
#include "app/demo/fault_server.h"
#include "core/probe/http/http_probe.h"
#include "tests/core/probe/probe_run.h"
#include "tests/core/probe/scripted_resolver.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using probe::AddressFamily;
using probe::Phase;
using probe::Timeouts;
using resilience::ErrorClass;

/// What happens before a question can be asked: names, addresses, connecting.
class TestSocketProbe final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unknownNameIsADnsFailure();
    void silentResolverTimesOut();
    void cancelledLookupIsForgotten();
    void literalAddressesAskNoResolver_data();
    void literalAddressesAskNoResolver();
    void literalAddressOfTheOtherFamilyIsNotDialled_data();
    void literalAddressOfTheOtherFamilyIsNotDialled();
    void keptAddressIsSaidToBeAndHasNoDnsPhase();
    void keptAddressWhereNobodyWasFoundIsForgotten_data();
    void keptAddressWhereNobodyWasFoundIsForgotten();
    void familyUsedIsSaid_data();
    void familyUsedIsSaid();
    void deadIPv6LeavesItToIPv4_data();
    void deadIPv6LeavesItToIPv4();
    void nextAddressIsTriedWhenOneRefuses();
    void lastAddressesFailureIsTheFailure();
    void silentConnectTimesOut();
    void deadlineOfOnePhaseIsNotThatOfTheNext();
    void secondStartChangesNothing();
    void cancelBeforeStartChangesNothing();

private:
    std::unique_ptr<probe::Probe> probeFor(const QUrl &url, const Timeouts &timeouts = {})
    {
        return probeFor(probe::ProbeRequest{.url = url, .timeouts = timeouts});
    }
    std::unique_ptr<probe::Probe> probeFor(const probe::ProbeRequest &request)
    {
        return std::make_unique<probe::HttpProbe>(request, probe::Network{m_clock, m_resolver, m_tls});
    }
    static QUrl named(const QString &host, quint16 port)
    {
        return QUrl(u"http://%1:%2/"_s.arg(host).arg(port));
    }

    SteadyClock m_clock;
    ScriptedResolver m_resolver;
    probe::TlsContexts m_tls;
};

void TestSocketProbe::unknownNameIsADnsFailure()
{
    m_resolver.answer = tl::unexpected(probe::failureOf(probe::DnsFault::NoSuchName));
    ProbeRun run(probeFor(named(u"unknown.test"_s, 80)));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Dns);
    QCOMPARE(run.result().failure->phase, Phase::Dns);
    QCOMPARE(run.result().failure->as<probe::DnsFault>(), probe::DnsFault::NoSuchName);
    QCOMPARE(QByteArray(run.detail()), QByteArray("NXDOMAIN"));
    QVERIFY(run.result().phases[Phase::Dns]);
    QVERIFY(!run.result().phases[Phase::Connect]);
}

void TestSocketProbe::silentResolverTimesOut()
{
    m_resolver.answer = std::nullopt;
    ProbeRun run(probeFor(named(u"slow.test"_s, 80), {.dns = 40ms}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Timeout);
    QCOMPARE(run.result().failure->phase, Phase::Dns);
    QCOMPARE(run.result().failure->as<probe::DnsFault>(), probe::DnsFault::TimedOut);
    QVERIFY(run.result().latency >= 40ms);
    QCOMPARE(m_resolver.running, 0);
}

void TestSocketProbe::cancelledLookupIsForgotten()
{
    m_resolver.answer = std::nullopt;
    ProbeRun run(probeFor(named(u"slow.test"_s, 80)));
    QCOMPARE(m_resolver.running, 1);
    run.probe().cancel();
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Cancelled);
    QCOMPARE(m_resolver.running, 0);
}

void TestSocketProbe::literalAddressesAskNoResolver_data()
{
    QTest::addColumn<QString>("host");
    QTest::newRow("IPv4") << u"127.0.0.1"_s;
    QTest::newRow("IPv6") << u"[::1]"_s;
}

void TestSocketProbe::literalAddressesAskNoResolver()
{
    QFETCH(QString, host);
    const int asked = m_resolver.asked;
    ProbeRun run(probeFor(named(host, closedPort())));
    QVERIFY(run.ends());
    QVERIFY(run.error().has_value());
    QCOMPARE(run.result().failure->phase, Phase::Connect);
    QVERIFY(!run.result().phases[Phase::Dns]);
    QCOMPARE(m_resolver.asked, asked);
}

void TestSocketProbe::literalAddressOfTheOtherFamilyIsNotDialled_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<AddressFamily>("family");
    QTest::newRow("IPv4") << u"127.0.0.1"_s << AddressFamily::IPv6;
    QTest::newRow("IPv6") << u"[::1]"_s << AddressFamily::IPv4;
}

void TestSocketProbe::literalAddressOfTheOtherFamilyIsNotDialled()
{
    QFETCH(const QString, host);
    QFETCH(const AddressFamily, family);
    ProbeRun run(
        probeFor(probe::ProbeRequest{.url = named(host, closedPort()), .names = {.family = family}}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Dns);
    QCOMPARE(run.result().failure->as<probe::DnsFault>(), probe::DnsFault::NoData);
    QVERIFY(!run.result().phases[Phase::Connect]);
}

void TestSocketProbe::keptAddressIsSaidToBeAndHasNoDnsPhase()
{
    const FaultServer server(answer(200));
    m_resolver.answer = {{QHostAddress(QHostAddress::LocalHost)}};
    ProbeRun asked(probeFor(named(u"kept.test"_s, server.port())));
    QVERIFY(asked.ends());
    QVERIFY(!asked.result().nameWasKept);
    QVERIFY(asked.result().phases[Phase::Dns]);

    m_resolver.keptAnswer = {QHostAddress(QHostAddress::LocalHost)};
    ProbeRun kept(probeFor(named(u"kept.test"_s, server.port())));
    m_resolver.keptAnswer.reset();
    QVERIFY(kept.ends());
    QVERIFY2(!kept.error(), kept.detail());
    QVERIFY(kept.result().nameWasKept);
    QVERIFY(!kept.result().phases[Phase::Dns]);
}

void TestSocketProbe::keptAddressWhereNobodyWasFoundIsForgotten_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<QString>("there"); // who listens
    QTest::addColumn<bool>("isForgotten");
    QTest::newRow("nobody") << u"http"_s << u"nobody"_s << true;
    QTest::newRow("somebody who is deaf") << u"http"_s << u"deaf"_s << true;
    QTest::newRow("somebody who speaks no TLS") << u"https"_s << u"server"_s << true;
    QTest::newRow("the server") << u"http"_s << u"server"_s << false;
}

void TestSocketProbe::keptAddressWhereNobodyWasFoundIsForgotten()
{
    QFETCH(const QString, scheme);
    QFETCH(const QString, there);
    QFETCH(const bool, isForgotten);
    const FaultServer server(answer(503));
    const DeafListener deaf;
    const quint16 port = there == "nobody"_L1 ? 1 : there == "deaf"_L1 ? deaf.port() : server.port();
    QUrl url = named(u"kept.test"_s, port);
    url.setScheme(scheme);
    m_resolver.keptAnswer = {QHostAddress(QHostAddress::LocalHost)};
    ProbeRun run(probeFor(url, {.connect = 500ms, .tls = 500ms}));
    QVERIFY(run.ends());
    QVERIFY(run.error());
    QCOMPARE(!m_resolver.keptAnswer, isForgotten);
    m_resolver.keptAnswer.reset();
}

void TestSocketProbe::familyUsedIsSaid_data()
{
    QTest::addColumn<QHostAddress>("address");
    QTest::addColumn<AddressFamily>("family");
    QTest::newRow("IPv4") << QHostAddress(QHostAddress::LocalHost) << AddressFamily::IPv4;
    QTest::newRow("IPv6") << QHostAddress(QHostAddress::LocalHostIPv6) << AddressFamily::IPv6;
}

void TestSocketProbe::familyUsedIsSaid()
{
    QFETCH(const QHostAddress, address);
    QTcpServer server; // the family is known once connected, whatever comes then
    QVERIFY(server.listen(address));
    m_resolver.answer = {{address}};
    ProbeRun run(probeFor(named(u"some.test"_s, server.serverPort()), {.firstByte = 20ms}));
    QVERIFY(run.ends());
    QVERIFY(run.result().family.has_value());
    QTEST(*run.result().family, "family");

    ProbeRun refused(probeFor(named(u"some.test"_s, closedPort())));
    QVERIFY(refused.ends());
    QVERIFY(!refused.result().family);
}

void TestSocketProbe::deadIPv6LeavesItToIPv4_data()
{
    QTest::addColumn<bool>("isSilent");
    QTest::newRow("refused") << false;
    QTest::newRow("silent") << true;
}

void TestSocketProbe::deadIPv6LeavesItToIPv4()
{
    QFETCH(const bool, isSilent);
    const FaultServer server(answer(200)); // on 127.0.0.1 alone
    std::optional<DeafListener> v6;
    if (isSilent)
        v6.emplace(AF_INET6, server.port());
    m_resolver.answer = {{QHostAddress(QHostAddress::LocalHostIPv6), QHostAddress(QHostAddress::LocalHost)}};
    ProbeRun run(probeFor(named(u"both.test"_s, server.port())));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().family, AddressFamily::IPv4);
    QCOMPARE(server.connections(), 1);
    QCOMPARE(run.result().phases[Phase::Connect] >= 250ms, isSilent);
    QVERIFY(run.result().phases[Phase::Connect] < 2s);
}

void TestSocketProbe::nextAddressIsTriedWhenOneRefuses()
{
    const FaultServer server(answer(200)); // on 127.0.0.1 alone
    m_resolver.answer = {
        {QHostAddress(u"127.0.0.2"_s), QHostAddress(u"127.0.0.3"_s), QHostAddress(u"127.0.0.1"_s)}};
    ProbeRun run(probeFor(named(u"several.test"_s, server.port())));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(server.connections(), 1);
    QVERIFY(server.lastRequest().contains("\r\nHost: several.test:"));
    QCOMPARE(run.result().latency, run.result().phases.sum());
}

void TestSocketProbe::lastAddressesFailureIsTheFailure()
{
    m_resolver.answer = {{QHostAddress(u"224.0.0.1"_s), QHostAddress(u"127.0.0.1"_s)}};
    ProbeRun run(probeFor(named(u"several.test"_s, closedPort())));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Refused);
    QCOMPARE(run.result().failure->phase, Phase::Connect);
}

void TestSocketProbe::silentConnectTimesOut()
{
    const DeafListener listener;
    ProbeRun run(probeFor(named(u"127.0.0.1"_s, listener.port()), {.connect = 60ms}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Timeout);
    QCOMPARE(run.result().failure->phase, Phase::Connect);
    QVERIFY(run.result().latency >= 60ms);
}

/// The timer is set once and only brought forward: it must neither fire for a phase that is over nor miss the
/// shorter one that follows.
void TestSocketProbe::deadlineOfOnePhaseIsNotThatOfTheNext()
{
    const FaultServer slow(answer(200, "ok", 60ms));
    ProbeRun patient(probeFor(slow.url(), {.connect = 30ms, .firstByte = 5s}));
    QVERIFY(patient.ends());
    QVERIFY2(!patient.error(), patient.detail());

    ProbeRun impatient(probeFor(slow.url(), {.connect = 5s, .firstByte = 30ms}));
    QVERIFY(impatient.ends());
    QCOMPARE(impatient.error(), ErrorClass::Timeout);
    QVERIFY(impatient.result().latency < 60ms);
}

void TestSocketProbe::secondStartChangesNothing()
{
    const FaultServer server(answer(200));
    ProbeRun run(probeFor(server.url()));
    run.probe().start();
    QVERIFY(run.ends());
    run.probe().start();
    QVERIFY(run.ends());
    QCOMPARE(server.connections(), 1);
}

void TestSocketProbe::cancelBeforeStartChangesNothing()
{
    const FaultServer server(answer(200));
    auto probe = probeFor(server.url());
    probe->cancel();
    ProbeRun run(std::move(probe));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
}

FUSEBOX_LOOP_TEST(TestSocketProbe)
#include "tst_socket_probe.moc"
