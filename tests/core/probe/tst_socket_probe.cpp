// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "app/demo/fault_server.h"
#include "core/probe/http_probe.h"
#include "tests/core/probe/deaf_listener.h"
#include "tests/core/probe/probe_run.h"
#include "tests/core/probe/scripted_resolver.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
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
    void nextAddressIsTriedWhenOneRefuses();
    void lastAddressesFailureIsTheFailure();
    void silentConnectTimesOut();
    void deadlineOfOnePhaseIsNotThatOfTheNext();
    void secondStartChangesNothing();
    void cancelBeforeStartChangesNothing();

private:
    std::unique_ptr<probe::Probe> probeFor(const QUrl &url, const Timeouts &timeouts = {})
    {
        return std::make_unique<probe::HttpProbe>(probe::ProbeRequest{.url = url, .timeouts = timeouts},
                                                  probe::Network{m_clock, m_resolver, m_tls});
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
    m_resolver.answer =
        tl::unexpected(resilience::Failure{.errorClass = ErrorClass::Dns, .detail = "NXDOMAIN"});
    ProbeRun run(probeFor(named(u"unknown.test"_s, 80)));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Dns);
    QCOMPARE(run.result().failure->phase, Phase::Dns);
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

QTEST_GUILESS_MAIN(TestSocketProbe)
#include "tst_socket_probe.moc"
