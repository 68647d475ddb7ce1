// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "app/demo/dns_fault_server.h"
#include "app/demo/fault_server.h"
#include "core/probe/factory/network_probe_factory.h"
#include "core/probe/names/name_resolver.h"
#include "tests/core/probe/dns_test_settings.h"
#include "tests/core/probe/probe_run.h"
#include "tests/core/probe/scripted_resolver.h"
#include "tests/support/manual_clock.h"
#include "tests/support/on_thread.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::probe;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// Who is asked for which name, and what is kept.
class TestNameResolver final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void eachFaultIsTold_data();
    void eachFaultIsTold();
    void bothFamiliesAreFoundIPv6First();
    void onlyTheFamilyAskedForIsAsked_data();
    void onlyTheFamilyAskedForIsAsked();
    void silenceForOneFamilyDoesNotHideTheOther();
    void answersAreKeptAndSaidToBe();
    void whatIsForgottenIsAskedAnew();
    void aliasIsKeptNoLongerThanItsOwnTtl();
    void failuresAreNotKept();
    void keepForZeroAsksEachTime();
    void systemIsAskedForItsOwn_data();
    void systemIsAskedForItsOwn();
    void singleLabelUnknownToDnsIsTheSystems();
    void singleLabelOfAFailingServerIsNot();
    void hostsFileComesFirst();
    void hostsFileIsReadAgainWhenItChanges();
    void hostsFileWithoutTheFamilyIsNoAnswer();
    void resolvConfIsReadAgainWhenItChanges();
    void searchDomainsAreTried();
    void oneCandidateIsAskedForAtATime_data();
    void oneCandidateIsAskedForAtATime();
    void whatTheSystemDoesNotKnowEitherIsAsDnsSays();
    void noServerHearsOfOnionNames();
    void familiesAreAskedForAsResolvConfSays();
    void lateAnswerOfOldServersIsNotKept();
    void moreThanSixteenAddressesAreFound_data();
    void moreThanSixteenAddressesAreFound();
    void aThousandNamesAreFoundAtOnce();
    void probesAskIt();
    void silentServerEndsAProbeAtItsDeadline();
    void forgottenLookupNeverCallsBack();
    void resolverMayGoBeforeItsChannels();

private:
    using Answer = Resolver::Answer;

    /// Asks, and gives the answer once it is there.
    std::optional<Answer> ask(NameResolver &resolver, const QString &host, const NameOptions &options = {})
    {
        std::optional<Answer> answer;
        const auto lookup = resolver.resolve(host, options, [&](const Answer &a) { answer = a; });
        const bool isLate = !answer;
        (void)QTest::qWaitFor([&] { return answer.has_value(); });
        return isLate ? answer : std::nullopt;
    }
    std::optional<Answer> ask(const QString &host, const NameOptions &options = {})
    {
        return ask(*m_resolver, host, options);
    }
    /// Asks the servers that a resolv.conf names.
    std::unique_ptr<NameResolver> resolverFor(quint16 port, const QByteArray &resolvConf)
    {
        m_settings.servers.clear();
        m_settings.port = port; // of 127.0.0.1, which is asked where no server is named
        m_settings.resolvConf = m_folder.filePath(u"of_test.conf"_s);
        write(m_settings.resolvConf, resolvConf);
        return std::make_unique<NameResolver>(m_clock, m_system, m_settings);
    }
    void write(const QString &path, const QByteArray &text)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    ManualClock m_clock;
    ScriptedResolver m_system;
    OnThread<DnsFaultServer> m_server;
    QTemporaryDir m_folder;
    DnsSettings m_settings;
    std::unique_ptr<NameResolver> m_resolver;
};

namespace {

const QList<QHostAddress> Loopback{QHostAddress(QHostAddress::LocalHost)};
const QList<QHostAddress> OfSystem{QHostAddress(u"192.0.2.99"_s)};

DnsScript bothFamilies(const DnsAsked &asked)
{
    return dns::Answer{.records = {asked.type == 28 ? aaaaRecord("::1") : aRecord("127.0.0.1")}};
}

} // namespace

void TestNameResolver::init()
{
    m_settings = dnsAt({m_server->port()});
    m_settings.hosts = m_folder.filePath(u"hosts"_s);
    QFile::remove(m_settings.hosts);
    m_resolver = std::make_unique<NameResolver>(m_clock, m_system, m_settings);
    m_system.answer = OfSystem;
    m_system.asked = 0;
}

void TestNameResolver::eachFaultIsTold_data()
{
    QTest::addColumn<std::optional<DnsFault>>("fault");
    const auto row = [](const char *label, std::optional<DnsFault> fault) { QTest::newRow(label) << fault; };
    row("good", {});
    row("chain", {});
    row("late", {});
    row("ttl-zero", {});
    row("nxdomain", DnsFault::NoSuchName);
    row("servfail", DnsFault::ServerFailure);
    row("refused", DnsFault::Refused);
    row("notimp", DnsFault::NotUnderstood);
    row("nodata", DnsFault::NoData);
    row("cut", DnsFault::BadAnswer);
    row("truncated", DnsFault::Truncated);
    row("alias-to-nothing", DnsFault::NoData);
    row("chain-backwards", {});
    row("circle", DnsFault::BadAnswer);
    row("another", DnsFault::NoData);
    row("referral", DnsFault::Referral);
}

void TestNameResolver::eachFaultIsTold()
{
    QFETCH(const std::optional<DnsFault>, fault);
    const auto answer = ask(QString::fromLatin1(QTest::currentDataTag()) + u".test"_s);
    QVERIFY(answer);
    QCOMPARE(answer->has_value() ? std::nullopt : answer->error().fault, fault);
    if (!fault)
        QCOMPARE(**answer, Loopback);
    else
        QCOMPARE(answer->error().errorClass, resilience::ErrorClass::Dns);
    QCOMPARE(m_system.asked, 0);
}

void TestNameResolver::bothFamiliesAreFoundIPv6First()
{
    OnThread<DnsFaultServer> server(bothFamilies);
    NameResolver resolver(m_clock, m_system, dnsAt({server->port()}));
    const auto answer = ask(resolver, u"both.test"_s);
    QVERIFY(answer && answer->has_value());
    QCOMPARE(**answer, (QList{QHostAddress(u"::1"_s), QHostAddress(u"127.0.0.1"_s)}));
}

void TestNameResolver::onlyTheFamilyAskedForIsAsked_data()
{
    QTest::addColumn<AddressFamily>("family");
    QTest::addColumn<QHostAddress>("address");
    QTest::newRow("IPv4") << AddressFamily::IPv4 << QHostAddress(u"127.0.0.1"_s);
    QTest::newRow("IPv6") << AddressFamily::IPv6 << QHostAddress(u"::1"_s);
}

void TestNameResolver::onlyTheFamilyAskedForIsAsked()
{
    QFETCH(const AddressFamily, family);
    QFETCH(const QHostAddress, address);
    OnThread<DnsFaultServer> server(bothFamilies);
    NameResolver resolver(m_clock, m_system, dnsAt({server->port()}));
    const auto answer = ask(resolver, u"both.test"_s, {.family = family});
    QVERIFY(answer && answer->has_value());
    QCOMPARE(**answer, QList{address});
    QCOMPARE(server->questions(), 1);
}

void TestNameResolver::silenceForOneFamilyDoesNotHideTheOther()
{
    OnThread<DnsFaultServer> server([](const DnsAsked &asked) {
        return asked.type == 28 ? DnsScript(dns::Silence{}) : bothFamilies(asked);
    });
    const SteadyClock clock; // it takes 50 ms of patience
    NameResolver resolver(clock, m_system, dnsAt({server->port()}));
    const auto answer = ask(resolver, u"half.test"_s);
    QVERIFY(answer && answer->has_value());
    QCOMPARE(**answer, Loopback);
}

void TestNameResolver::answersAreKeptAndSaidToBe()
{
    QVERIFY(!m_resolver->kept(u"good.test"_s, {}));
    QVERIFY(ask(u"good.test"_s));
    QCOMPARE(m_resolver->kept(u"good.test"_s, {}), Loopback);
    QCOMPARE(m_resolver->kept(u"GOOD.test"_s, {}), Loopback);
    QVERIFY(!m_resolver->kept(u"good.test"_s, {.keepFor = 0s}));
    QVERIFY(!m_resolver->kept(u"good.test"_s, {.source = NameSource::System}));
    m_clock.advance(10s);
    QVERIFY(!m_resolver->kept(u"good.test"_s, {}));
    QVERIFY(m_resolver->kept(u"good.test"_s, {.keepFor = 1min}));
    m_clock.advance(50s); // its TTL
    QVERIFY(!m_resolver->kept(u"good.test"_s, {.keepFor = 1h}));
}

void TestNameResolver::whatIsForgottenIsAskedAnew()
{
    QVERIFY(ask(u"good.test"_s));
    m_resolver->forget(u"other.test"_s, {});
    m_resolver->forget(u"good.test"_s, {.family = AddressFamily::IPv6}); // another question
    QVERIFY(m_resolver->kept(u"good.test"_s, {}));
    m_resolver->forget(u"GOOD.test"_s, {});
    QVERIFY(!m_resolver->kept(u"good.test"_s, {.keepFor = 1h}));
}

void TestNameResolver::aliasIsKeptNoLongerThanItsOwnTtl()
{
    OnThread<DnsFaultServer> server([](const DnsAsked &) {
        DnsData address = aRecord("127.0.0.1", 600);
        address.owner = "other.test";
        return dns::Answer{.records = {nameRecord(5, "other.test", 5), address}};
    });
    NameResolver resolver(m_clock, m_system, dnsAt({server->port()}));
    const NameOptions options{.family = AddressFamily::IPv4, .keepFor = 1h};
    QVERIFY(ask(resolver, u"alias.test"_s, options));
    QVERIFY(resolver.kept(u"alias.test"_s, options));
    m_clock.advance(5s);
    QVERIFY(!resolver.kept(u"alias.test"_s, options));
}

void TestNameResolver::failuresAreNotKept()
{
    for (const QString &name : {u"nxdomain.test"_s, u"servfail.test"_s, u"ttl-zero.test"_s}) {
        QVERIFY(ask(name));
        QVERIFY(!m_resolver->kept(name, {}));
    }
}

void TestNameResolver::keepForZeroAsksEachTime()
{
    const int before = m_server->questions();
    for (int i = 0; i < 3; ++i)
        QVERIFY(ask(u"good.test"_s, {.family = AddressFamily::IPv4, .keepFor = 0s}));
    QCOMPARE(m_server->questions(), before + 3);
    QVERIFY(!m_resolver->kept(u"good.test"_s, {.family = AddressFamily::IPv4}));
}

void TestNameResolver::systemIsAskedForItsOwn_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<NameSource>("source");
    QTest::newRow("by choice") << u"good.test"_s << NameSource::System;
    QTest::newRow("localhost") << u"localhost"_s << NameSource::Own;
    QTest::newRow("below localhost") << u"a.localhost."_s << NameSource::Own;
    QTest::newRow("multicast DNS") << u"printer.local"_s << NameSource::Own;
    QTest::newRow("multicast DNS in capitals") << u"Printer.LOCAL."_s << NameSource::Own;
}

void TestNameResolver::systemIsAskedForItsOwn()
{
    QFETCH(const QString, host);
    QFETCH(const NameSource, source);
    const int before = m_server->questions();
    const auto answer = ask(host, {.source = source});
    QVERIFY(answer && answer->has_value());
    QCOMPARE(**answer, OfSystem);
    QCOMPARE(m_server->questions(), before);
    QVERIFY(!m_resolver->kept(host, {.source = source}));
}

void TestNameResolver::singleLabelUnknownToDnsIsTheSystems()
{
    for (const QString &name : {u"nxdomain"_s, u"nodata"_s}) {
        const auto answer = ask(name);
        QVERIFY(answer && answer->has_value());
        QCOMPARE(**answer, OfSystem);
    }
    QCOMPARE(m_system.asked, 2);
    QCOMPARE(**ask(u"good"_s), Loopback);
    QCOMPARE(m_system.asked, 2);
}

void TestNameResolver::singleLabelOfAFailingServerIsNot()
{
    const auto answer = ask(u"servfail"_s);
    QVERIFY(answer && !answer->has_value());
    QCOMPARE(answer->error().fault, DnsFault::ServerFailure);
    QCOMPARE(m_system.asked, 0);
}

void TestNameResolver::hostsFileComesFirst()
{
    write(m_settings.hosts, "# 192.0.2.1 good.test\n"
                            "192.0.2.2\tother.test Good.Test # and a comment\n"
                            "not-an-address good.test\n"
                            "2001:db8::2 good.test\n");
    const int before = m_server->questions();
    const auto answer = ask(u"gOOd.test"_s);
    QVERIFY(answer && answer->has_value());
    QCOMPARE(**answer, (QList{QHostAddress(u"192.0.2.2"_s), QHostAddress(u"2001:db8::2"_s)}));
    QCOMPARE(m_server->questions(), before);
    QVERIFY(!m_resolver->kept(u"good.test"_s, {}));
}

void TestNameResolver::hostsFileIsReadAgainWhenItChanges()
{
    write(m_settings.hosts, "192.0.2.2 good.test\n");
    QCOMPARE(**ask(u"good.test"_s), QList{QHostAddress(u"192.0.2.2"_s)});
    write(m_settings.hosts, "192.0.2.33 good.test\n");
    QCOMPARE(**ask(u"good.test"_s), QList{QHostAddress(u"192.0.2.2"_s)}); // looked at once a second
    m_clock.advance(1s);
    QCOMPARE(**ask(u"good.test"_s), QList{QHostAddress(u"192.0.2.33"_s)});
    QFile::remove(m_settings.hosts);
    m_clock.advance(1s);
    QCOMPARE(**ask(u"good.test"_s), Loopback);
}

void TestNameResolver::hostsFileWithoutTheFamilyIsNoAnswer()
{
    write(m_settings.hosts, "2001:db8::2 good.test\n");
    QCOMPARE(**ask(u"good.test"_s, {.family = AddressFamily::IPv4}), Loopback);
}

void TestNameResolver::resolvConfIsReadAgainWhenItChanges()
{
    OnThread<DnsFaultServer> server([](const DnsAsked &asked) {
        return asked.name == "wide.second.test" ? bothFamilies(asked) : DnsScript(dns::Answer{.rcode = 3});
    });
    m_settings.servers.clear();
    m_settings.port = server->port(); // of 127.0.0.1, which the file names
    m_settings.resolvConf = m_folder.filePath(u"resolv.conf"_s);
    write(m_settings.resolvConf, "nameserver 127.0.0.1\nsearch first.test\n");
    NameResolver resolver(m_clock, m_system, m_settings);
    QCOMPARE(ask(resolver, u"wide.x"_s)->error().fault, DnsFault::NoSuchName);
    QCOMPARE(**ask(resolver, u"wide"_s), OfSystem);
    write(m_settings.resolvConf, "nameserver 127.0.0.1\nsearch second.test\n");
    m_clock.advance(1s);
    QCOMPARE((**ask(resolver, u"wide"_s)).size(), 2);
}

void TestNameResolver::searchDomainsAreTried()
{
    OnThread<DnsFaultServer> server([](const DnsAsked &asked) {
        return asked.name == "db.prod.corp.test" ? bothFamilies(asked) : DnsScript(dns::Answer{.rcode = 3});
    });
    m_settings.servers.clear();
    m_settings.port = server->port();
    m_settings.resolvConf = m_folder.filePath(u"search.conf"_s);
    write(m_settings.resolvConf, "search corp.test\nnameserver 127.0.0.1\n");
    NameResolver resolver(m_clock, m_system, m_settings);
    const auto answer = ask(resolver, u"db.prod"_s);
    QVERIFY(answer && answer->has_value());
    const auto absolute = ask(resolver, u"db.prod."_s);
    QVERIFY(absolute && !absolute->has_value());
}

/// "4", "6" or "46": the families that a name has addresses of, "0" none; "!": its server fails. All others
/// are not there.
void TestNameResolver::oneCandidateIsAskedForAtATime_data()
{
    using Zone = QMap<QByteArray, QByteArray>;
    QTest::addColumn<QByteArray>("conf");
    QTest::addColumn<Zone>("zone");
    QTest::addColumn<QString>("host");
    QTest::addColumn<AddressFamily>("family");
    QTest::addColumn<QStringList>("found");
    QTest::addColumn<std::optional<DnsFault>>("fault");
    const auto row = [](const char *name, const QByteArray &conf, const Zone &zone, const QString &host,
                        const QStringList &found, std::optional<DnsFault> fault = {},
                        AddressFamily family = AddressFamily::Any) {
        QTest::newRow(name) << conf << zone << host << family << found << fault;
    };
    const QByteArray two = "search first.test second.test\n";
    const Zone split{{"db.first.test", "4"}, {"db.second.test", "6"}};
    const QStringList v4{u"192.0.2.1"_s};
    const QStringList v6{u"2001:db8::1"_s};
    row("one family in each domain", two, split, u"db"_s, v4);
    row("one family in each domain, and only the other will do", two, split, u"db"_s, {}, DnsFault::NoData,
        AddressFamily::IPv6);
    row("both families in the second", two, {{"db.second.test", "46"}}, u"db"_s, v6 + v4);
    row("there without an address in the first", two, {{"db.first.test", "0"}, {"db.second.test", "46"}},
        u"db"_s, {}, DnsFault::NoData);
    row("failure in the first", two, {{"db.first.test", "!"}, {"db.second.test", "4"}}, u"db"_s, v4);
    row("as it is last", two, {{"db", "4"}}, u"db"_s, v4);
    row("as it is first", two, {{"db.x", "4"}, {"db.x.first.test", "6"}}, u"db.x"_s, v4);
    row("as it is last, of few dots", two + "options ndots:2\n", {{"db.x", "4"}, {"db.x.first.test", "6"}},
        u"db.x"_s, v6);
    row("absolute", two, {{"db.first.test", "4"}}, u"db."_s, {}, DnsFault::NoSuchName);
    row("nowhere", two, {}, u"db.x"_s, {}, DnsFault::NoSuchName);
    row("root alone: one label", "search .\n", {{"db", "4"}}, u"db"_s, v4);
    row("root alone: two labels", "search .\n", {{"db.x", "46"}}, u"db.x"_s, v6 + v4);
    row("root alone: nowhere", "search .\n", {}, u"db.x"_s, {}, DnsFault::NoSuchName);
    row("systemd-resolved, CR LF", "nameserver 127.0.0.1\r\noptions edns0 trust-ad\r\nsearch first.test\r\n",
        {{"db.first.test", "4"}}, u"db"_s, v4);
}

void TestNameResolver::oneCandidateIsAskedForAtATime()
{
    using Zone = QMap<QByteArray, QByteArray>;
    QFETCH(const QByteArray, conf);
    QFETCH(const Zone, zone);
    QFETCH(const QString, host);
    QFETCH(const AddressFamily, family);
    QFETCH(const std::optional<DnsFault>, fault);
    OnThread<DnsFaultServer> server([zone](const DnsAsked &asked) -> DnsScript {
        if (!zone.contains(asked.name))
            return dns::Answer{.rcode = 3};
        const QByteArray has = zone.value(asked.name);
        if (has == "!")
            return dns::Answer{.rcode = 2};
        if (!has.contains(asked.type == 28 ? '6' : '4'))
            return dns::Answer{};
        return dns::Answer{.records = {asked.type == 28 ? aaaaRecord("2001:db8::1") : aRecord("192.0.2.1")}};
    });
    const auto resolver = resolverFor(server->port(), conf);
    const auto answer = ask(*resolver, host, {.family = family});
    QVERIFY(answer);
    QStringList found;
    for (const QHostAddress &address : answer->value_or(QList<QHostAddress>()))
        found << address.toString();
    QTEST(found, "found");
    QCOMPARE(answer->has_value() ? std::nullopt : answer->error().fault, fault);
}

void TestNameResolver::whatTheSystemDoesNotKnowEitherIsAsDnsSays()
{
    m_system.answer =
        tl::unexpected(NameFailure{{.errorClass = resilience::ErrorClass::Dns, .detail = "no"}});
    for (const QByteArray &conf : {QByteArray("search .\n"), QByteArray("search a.test\n"), QByteArray()}) {
        const auto resolver = resolverFor(m_server->port(), conf);
        const auto answer = ask(*resolver, u"nxdomain"_s);
        QVERIFY(answer && !answer->has_value());
        QCOMPARE(answer->error(), failureOf(DnsFault::NoSuchName));
    }
    QCOMPARE(m_system.asked, 3);
}

void TestNameResolver::noServerHearsOfOnionNames()
{
    const int before = m_server->questions();
    for (const QString &name : {u"good.onion"_s, u"good.Onion."_s}) {
        const auto answer = ask(name);
        QVERIFY(answer && !answer->has_value());
        QCOMPARE(answer->error().fault, DnsFault::NoSuchName);
    }
    QCOMPARE(m_server->questions(), before);
}

void TestNameResolver::familiesAreAskedForAsResolvConfSays()
{
    OnThread<DnsFaultServer> server(bothFamilies);
    const auto resolver = resolverFor(server->port(), "options no-aaaa\n");
    QCOMPARE(**ask(*resolver, u"both.test"_s), Loopback);
    QCOMPARE(server->questions(), 1);
    QCOMPARE(**ask(*resolver, u"both.test"_s, {.family = AddressFamily::IPv6}),
             QList{QHostAddress(u"::1"_s)});
}

/// The file changes while a question is under way: its answer is for those who asked, and for no other.
void TestNameResolver::lateAnswerOfOldServersIsNotKept()
{
    const auto resolver = resolverFor(m_server->port(), "search .\n");
    std::optional<Answer> answer;
    const auto lookup = resolver->resolve(u"good.test"_s, {}, [&](const Answer &a) { answer = a; });
    write(m_settings.resolvConf, "search other.test\n");
    m_clock.advance(1s);
    (void)resolver->servers();
    QTRY_VERIFY(answer);
    QCOMPARE(**answer, Loopback);
    QVERIFY(!resolver->kept(u"good.test"_s, {}));
}

void TestNameResolver::moreThanSixteenAddressesAreFound_data()
{
    QTest::addColumn<bool>("isMarked");
    QTest::newRow("too long for UDP, and told") << true;
    QTest::newRow("too long for UDP, and sent") << false;
}

void TestNameResolver::moreThanSixteenAddressesAreFound()
{
    QFETCH(const bool, isMarked);
    OnThread<DnsFaultServer> server(
        [isMarked](const DnsAsked &asked) {
            dns::Answer answer{.truncatedOverUdp = isMarked};
            for (int i = 1; i <= 40 && asked.type == 1; ++i)
                answer.records.push_back(aRecord("127.0.0." + QByteArray::number(i)));
            return answer;
        },
        DnsFaultServer::Tcp::Served);
    NameResolver resolver(m_clock, m_system, dnsAt({server->port()}));
    const auto answer = ask(resolver, u"many.test"_s);
    QVERIFY(answer && answer->has_value());
    QCOMPARE((*answer)->size(), 40);
    QCOMPARE((*answer)->last(), QHostAddress(u"127.0.0.40"_s));
}

/// 2,000 questions: for IPv4 and IPv6.
void TestNameResolver::aThousandNamesAreFoundAtOnce()
{
    OnThread<DnsFaultServer> server(bothFamilies);
    NameResolver resolver(m_clock, m_system, dnsAt({server->port()}));
    std::vector<std::unique_ptr<Resolver::Lookup>> running;
    QEventLoop loop; // not QTRY_COMPARE(): it looks only every 50 ms
    int found = 0;
    QElapsedTimer time;
    time.start();
    for (int i = 0; i < 1'000; ++i) {
        running.push_back(resolver.resolve(u"host%1.test"_s.arg(i), {}, [&](const Answer &answer) {
            found += answer && answer->size() == 2 ? 1 : 0;
            if (found == 1'000)
                loop.quit();
        }));
    }
    QTimer::singleShot(20s, &loop, &QEventLoop::quit);
    loop.exec();
    qInfo("1,000 names, both families, in %lld ms", time.elapsed());
    QCOMPARE(found, 1'000);
    QVERIFY(server->questions() >= 2'000); // more where a starved server lost some
}

void TestNameResolver::probesAskIt()
{
    const SteadyClock clock;
    NetworkProbeFactory probes(clock, m_settings);
    const FaultServer web(answer(200));
    const auto check = [&](const QString &host) {
        return probes.create({.url = QUrl(u"http://%1:%2/"_s.arg(host).arg(web.port()))});
    };
    ProbeRun first(check(u"good.test"_s));
    QVERIFY(first.ends());
    QVERIFY2(!first.error(), first.detail());
    QVERIFY(first.result().phases[Phase::Dns] && !first.result().nameWasKept);
    ProbeRun second(check(u"good.test"_s));
    QVERIFY(second.ends());
    QVERIFY(!second.result().phases[Phase::Dns] && second.result().nameWasKept);
    QCOMPARE(second.result().family, AddressFamily::IPv4);
    ProbeRun unknown(check(u"nxdomain.test"_s));
    QVERIFY(unknown.ends());
    QCOMPARE(unknown.error(), resilience::ErrorClass::Dns);
    QCOMPARE(unknown.result().failure->as<DnsFault>(), DnsFault::NoSuchName);
}

void TestNameResolver::silentServerEndsAProbeAtItsDeadline()
{
    const SteadyClock clock;
    NetworkProbeFactory probes(clock, m_settings);
    const qsizetype descriptors = openDescriptors();
    Deadline deadline(300ms);
    ProbeRun run(probes.create({.url = QUrl(u"http://silent.test/"_s), .timeouts = {.dns = 300ms}}));
    QVERIFY(run.ends());
    QVERIFY(run.result().latency >= 300ms);
    QVERIFY(deadline.isKeptBy(run.endedAt()));
    QCOMPARE(run.error(), resilience::ErrorClass::Timeout);
    QCOMPARE(run.result().failure->phase, Phase::Dns);
    QCOMPARE(run.result().failure->as<DnsFault>(), DnsFault::TimedOut);
    QTRY_COMPARE(openDescriptors(), descriptors);
}

void TestNameResolver::forgottenLookupNeverCallsBack()
{
    int called = 0;
    auto lookup = m_resolver->resolve(u"good.test"_s, {}, [&](const Answer &) { ++called; });
    lookup.reset();
    QVERIFY(ask(u"good.test"_s));
    QCOMPARE(called, 0);
}

void TestNameResolver::resolverMayGoBeforeItsChannels()
{
    const qsizetype before = openDescriptors();
    auto lookup = m_resolver->resolve(u"silent.test"_s, {}, [](const Answer &) {});
    QVERIFY(openDescriptors() > before);
    lookup.reset();
    m_resolver.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCOMPARE(openDescriptors(), before);
}

FUSEBOX_LOOP_TEST(TestNameResolver)
#include "tst_name_resolver.moc"
