// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "app/demo/dns_fault_server.h"
#include "core/probe/factory/network_probe_factory.h"
#include "tests/core/probe/dns_test_settings.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/on_thread.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::probe;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;
using resilience::Nanoseconds;

class TestDnsProbe final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachFaultIsTold_data();
    void eachFaultIsTold();
    void truncatedAnswerIsAskedForOverTcp();
    void truncatedAnswerHarmsNoOtherQuestion();
    void recordsAreKept();
    void recordsKeptAreBounded();
    void expectedRecordsHaveToBeThere_data();
    void expectedRecordsHaveToBeThere();
    void noSuchNameMayBeTheSuccess_data();
    void noSuchNameMayBeTheSuccess();
    void withoutAServerTheSystemsAreAsked();
    void serverMayBeGivenByName();
    void serverOfTheOtherFamilyIsNotAsked();
    void whatCannotBeAskedFailsAtOnce_data();
    void whatCannotBeAskedFailsAtOnce();
    void nobodyThereIsUnreachable();
    void cancelEndsIt();
    void allOfItIsTheDnsPhase();

private:
    std::unique_ptr<Probe> probeFor(const QString &host, const QString &question, const DnsOptions &dns = {},
                                    Nanoseconds deadline = 2s)
    {
        return m_factory.create({.url = QUrl(u"dns://%1/%2"_s.arg(host, question)),
                                 .timeouts = {.dns = deadline},
                                 .options = dns});
    }
    [[nodiscard]] QString host() const { return u"127.0.0.1:%1"_s.arg(m_server->port()); }

    SteadyClock m_clock;
    OnThread<DnsFaultServer> m_server;
    NetworkProbeFactory m_factory{m_clock, dnsAt({m_server->port()})};
};

/// One row a fault: the error, its fault, and how often the server is asked (0: not looked at).
void TestDnsProbe::eachFaultIsTold_data()
{
    QTest::addColumn<std::optional<ErrorClass>>("error");
    QTest::addColumn<std::optional<DnsFault>>("fault");
    QTest::addColumn<int>("questions");
    const auto good = [](const char *label, int questions = 1) {
        QTest::newRow(label) << std::optional<ErrorClass>() << std::optional<DnsFault>() << questions;
    };
    const auto bad = [](const char *label, DnsFault fault, int questions = 1) {
        const auto error = fault == DnsFault::TimedOut ? ErrorClass::Timeout : ErrorClass::Dns;
        QTest::newRow(label) << std::optional(error) << std::optional(fault) << questions;
    };
    good("good");
    bad("nxdomain", DnsFault::NoSuchName);
    bad("servfail", DnsFault::ServerFailure);
    bad("refused", DnsFault::Refused);
    bad("formerr", DnsFault::NotUnderstood);
    bad("notimp", DnsFault::NotUnderstood);
    bad("nodata", DnsFault::NoData);
    bad("silent", DnsFault::TimedOut, 2); // at once, and again after 500 ms
    bad("garbage", DnsFault::TimedOut, 2);
    bad("cut", DnsFault::BadAnswer);
    bad("truncated", DnsFault::Truncated); // over TCP nobody is there
    bad("wrong-id", DnsFault::TimedOut, 2);
    good("late", 2);
    good("chain");
    bad("alias-to-nothing", DnsFault::NoData);
    good("chain-backwards");
    bad("circle", DnsFault::BadAnswer);
    bad("another", DnsFault::NoData);
    bad("referral", DnsFault::Referral);
    good("ttl-zero");
    good("ttl-large");
    good("ttl-over-large");
}

void TestDnsProbe::eachFaultIsTold()
{
    QFETCH(const std::optional<ErrorClass>, error);
    QFETCH(const std::optional<DnsFault>, fault);
    QFETCH(const int, questions);
    constexpr auto allowed = 900ms;
    const qsizetype descriptors = openDescriptors();
    const int before = m_server->questions();
    Deadline deadline(allowed);
    ProbeRun run(probeFor(host(), QString::fromLatin1(QTest::currentDataTag()) + u".test"_s, {}, allowed));
    QVERIFY(run.ends());
    QVERIFY2(deadline.isKeptBy(run.endedAt()), "over its deadline");
    QCOMPARE(run.error(), error);
    QCOMPARE(run.result().failure ? run.result().failure->as<DnsFault>() : std::nullopt, fault);
    QCOMPARE(run.result().latency, run.result().phases[Phase::Dns]);
    QCOMPARE(m_server->questions() - before, questions);
    QTRY_COMPARE(openDescriptors(), descriptors);
}

void TestDnsProbe::truncatedAnswerIsAskedForOverTcp()
{
    OnThread<DnsFaultServer> server(dnsFaultFor, DnsFaultServer::Tcp::Served);
    ProbeRun run(probeFor(u"127.0.0.1:%1"_s.arg(server->port()), u"truncated.test"_s));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().dnsRecords, QStringList(u"127.0.0.1"_s));
    QCOMPARE(server->questions(), 2);
}

void TestDnsProbe::truncatedAnswerHarmsNoOtherQuestion()
{
    OnThread<DnsFaultServer> server(dnsFaultFor); // without TCP
    const QString address = u"127.0.0.1:%1"_s.arg(server->port());
    ProbeRun late(probeFor(address, u"late.test"_s));
    ProbeRun truncated(probeFor(address, u"truncated.test"_s));
    QVERIFY(truncated.ends());
    QVERIFY(truncated.error());
    QVERIFY(late.ends());
    QVERIFY2(!late.error(), late.detail());
}

void TestDnsProbe::recordsAreKept()
{
    OnThread<DnsFaultServer> server([](const DnsAsked &) {
        const QByteArray preference("\x00\x0a", 2);
        return dns::Answer{.records = {{.type = 15, .data = preference + wireName("one.test")},
                                       {.type = 15, .data = preference + wireName("two.test")},
                                       aRecord("192.0.2.1")}};
    });
    ProbeRun run(probeFor(u"127.0.0.1:%1"_s.arg(server->port()), u"name.test?type=MX"_s));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().dnsRecords, (QStringList{u"10 one.test"_s, u"10 two.test"_s}));
}

void TestDnsProbe::recordsKeptAreBounded()
{
    OnThread<DnsFaultServer> server(
        [](const DnsAsked &) {
            const QByteArray text = (QByteArray(1, char(255)) + QByteArray(255, 'x')).repeated(4);
            return dns::Answer{.records = std::vector<DnsData>(60, {.type = 16, .data = text}),
                               .truncatedOverUdp = true};
        },
        DnsFaultServer::Tcp::Served);
    ProbeRun run(probeFor(u"127.0.0.1:%1"_s.arg(server->port()), u"name.test?type=TXT"_s));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().dnsRecords.size(), 50);
    QCOMPARE(run.result().dnsRecords.front(), QString(500, u'x'));
}

void TestDnsProbe::expectedRecordsHaveToBeThere_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("expect");
    QTest::addColumn<std::optional<ErrorClass>>("error");
    const std::optional<ErrorClass> none;
    QTest::newRow("there") << u"good.test"_s << QStringList{u"127.0.0.1"_s} << none;
    QTest::newRow("another") << u"good.test"_s << QStringList{u"127.0.0.2"_s}
                             << std::optional(ErrorClass::Assertion);
    QTest::newRow("one of two") << u"good.test"_s << QStringList{u"127.0.0.1"_s, u"127.0.0.2"_s}
                                << std::optional(ErrorClass::Assertion);
    QTest::newRow("at the end of a chain") << u"chain.test"_s << QStringList{u"127.0.0.1"_s} << none;
    QTest::newRow("no such name") << u"nxdomain.test"_s << QStringList{u"127.0.0.1"_s}
                                  << std::optional(ErrorClass::Dns);
}

void TestDnsProbe::expectedRecordsHaveToBeThere()
{
    QFETCH(const QString, name);
    QFETCH(const QStringList, expect);
    ProbeRun run(probeFor(host(), name, {.expect = expect}));
    QVERIFY(run.ends());
    QTEST(run.error(), "error");
}

void TestDnsProbe::noSuchNameMayBeTheSuccess_data()
{
    QTest::addColumn<std::optional<ErrorClass>>("error");
    QTest::newRow("nxdomain") << std::optional<ErrorClass>();
    QTest::newRow("good") << std::optional(ErrorClass::Assertion);
    QTest::newRow("nodata") << std::optional(ErrorClass::Assertion);
    QTest::newRow("servfail") << std::optional(ErrorClass::Dns);
    QTest::newRow("silent") << std::optional(ErrorClass::Timeout);
}

void TestDnsProbe::noSuchNameMayBeTheSuccess()
{
    const QString name = QString::fromLatin1(QTest::currentDataTag()) + u".test"_s;
    ProbeRun run(probeFor(host(), name, {.expectNoSuchName = true}, 100ms));
    QVERIFY(run.ends());
    QTEST(run.error(), "error");
}

void TestDnsProbe::withoutAServerTheSystemsAreAsked()
{
    const int before = m_server->questions();
    ProbeRun run(probeFor({}, u"good.test"_s));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(m_server->questions(), before + 1);
}

void TestDnsProbe::serverMayBeGivenByName()
{
    ProbeRun run(probeFor(u"good.test:%1"_s.arg(m_server->port()), u"good.test"_s));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().dnsRecords, QStringList(u"127.0.0.1"_s));

    ProbeRun unknown(probeFor(u"nxdomain.test:%1"_s.arg(m_server->port()), u"good.test"_s));
    QVERIFY(unknown.ends());
    QCOMPARE(unknown.result().failure->as<DnsFault>(), DnsFault::NoSuchName);
}

void TestDnsProbe::serverOfTheOtherFamilyIsNotAsked()
{
    const int before = m_server->questions();
    ProbeRun run(m_factory.create(
        {.url = QUrl(u"dns://%1/good.test"_s.arg(host())), .names = {.family = AddressFamily::IPv6}}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Dns);
    QCOMPARE(m_server->questions(), before);
}

void TestDnsProbe::whatCannotBeAskedFailsAtOnce_data()
{
    QTest::addColumn<QString>("question");
    QTest::addColumn<DnsFault>("fault");
    QTest::newRow("name") << u"a..b"_s << DnsFault::BadName;
    QTest::newRow("type") << u"a.test?type=B"_s << DnsFault::BadType;
}

void TestDnsProbe::whatCannotBeAskedFailsAtOnce()
{
    QFETCH(const QString, question);
    ProbeRun run(probeFor(host(), question));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Dns);
    QTEST(*run.result().failure->as<DnsFault>(), "fault");
}

void TestDnsProbe::nobodyThereIsUnreachable()
{
    ProbeRun run(probeFor(u"127.0.0.1:%1"_s.arg(closedPort()), u"good.test"_s));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Dns);
    QCOMPARE(run.result().failure->as<DnsFault>(), DnsFault::Unreachable);
    QVERIFY(run.result().latency < 500ms);
}

void TestDnsProbe::cancelEndsIt()
{
    ProbeRun run(probeFor(host(), u"silent.test"_s));
    run.probe().cancel();
    run.probe().cancel();
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Cancelled);
}

void TestDnsProbe::allOfItIsTheDnsPhase()
{
    ProbeRun run(probeFor(host(), u"late.test"_s));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(run.result().latency >= 700ms);
    QCOMPARE(run.result().phases[Phase::Dns], run.result().latency);
    QVERIFY(!run.result().phases[Phase::Connect]);
}

FUSEBOX_LOOP_TEST(TestDnsProbe)
#include "tst_dns_probe.moc"
