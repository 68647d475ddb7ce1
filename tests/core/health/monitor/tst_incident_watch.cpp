// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QTest>

#include "core/health/detectors/offline_detector.h"
#include "core/health/endpoint/check_limits.h"
#include "core/health/monitor/incident_watch.h"
#include "core/health/session/link_router.h"
#include "core/probe/loop/stall_watch.h"
#include "tests/support/config_parts.h"
#include "tests/support/fake_dialler.h"
#include "tests/support/fake_probes.h"
#include "tests/support/manual_clock.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;

/// What endpoints share, and the incidents that come of what they tell.
class TestIncidentWatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatEndpointsShareFollowsFromTheirSettings_data();
    void whatEndpointsShareFollowsFromTheirSettings();
    void whomAnEndpointMetIsShared();
    void aFailurePointsAtWhatItMayBeDueTo_data();
    void aFailurePointsAtWhatItMayBeDueTo();
    void aProxysFaultPointsAtTheProxyAlone();
    void endpointsOfOneHostThatFailTogetherAreAnIncident();
    void namesOfOneAddressAreAnIncident();
    void silentNameServersAreAnIncident();
    void certificatesOfOneIssuerAreAnIncident();
    void webSocketsAndChecksAreInOneIncident();
    void aHostThatAnswersMostEndpointsIsNotBlamed();
    void whoFailedBeforeIsNotCountedAsAnswering();
    void whoIsNotWatchedIsNotCounted();
    void pausedEditedAndRemovedEndpointsLeaveIt();
    void heldOfflineTheyLeaveIt();
    void webSocketsThatWaitLeaveItWhenOffline();
    void aCheckThatIsHeldBackChangesNothing();
};

namespace {

const QString Servers = u"192.0.2.53, 192.0.2.54"_s;

settings::EndpointConfig ownCheck()
{
    return {.id = u"a"_s, .asked = settings::Asked(probe::OwnCheckOptions{u"a"_s})};
}

settings::EndpointConfig config(const QString &id, const QString &url)
{
    settings::EndpointConfig result;
    result.id = id;
    result.asked = QUrl(url);
    result.interval = 10s;
    result.retry.maxAttempts = 1;
    return result;
}

probe::TlsFacts certificateOf(const QString &issuer)
{
    probe::TlsFacts facts;
    facts.chain = std::make_shared<const probe::CertificateChain>(
        probe::CertificateChain{{.subject = u"CN=a"_s, .issuer = issuer}, {.issuer = u"CN=Root"_s}});
    return facts;
}

QString text(const CommonCause &cause)
{
    static constexpr std::array kinds{"host"_L1, "address"_L1, "issuer"_L1, "resolver"_L1};
    return kinds.at(std::size_t(cause.kind)) + u' ' + cause.name;
}

QStringList texts(const std::vector<CommonCause> &causes)
{
    QStringList result;
    for (const CommonCause &cause : causes)
        result << text(cause);
    return result;
}

probe::ProbeResult answerFrom(const QString &address)
{
    probe::ProbeResult result = success();
    result.address = address;
    return result;
}

probe::ProbeResult tlsFailure(probe::TlsFault fault, const QString &issuer)
{
    probe::ProbeResult result = failed(ErrorClass::Tls);
    result.failure->fault = fault;
    result.tls = certificateOf(issuer);
    return result;
}

/// As a probe tells of a name server that does not answer.
probe::ProbeResult silentNames()
{
    probe::ProbeResult result = failed(ErrorClass::Timeout);
    result.failure->phase = probe::Phase::Dns;
    result.failure->fault = probe::DnsFault::TimedOut;
    return result;
}

class Probes final : public probe::ProbeFactory
{
public:
    std::unique_ptr<probe::Probe> create(probe::ProbeRequest request) override
    {
        auto probe = std::make_unique<FakeProbe>(request);
        m_running[request.url.toString()] = probe.get();
        return probe;
    }
    QStringList nameServers() override { return Servers.split(u", "_s); }

    /// Once; null: none runs.
    [[nodiscard]] FakeProbe *take(const QUrl &url) { return m_running.take(url.toString()); }

private:
    QHash<QString, FakeProbe *> m_running; ///< that the test has not ended
};

/// What the monitor does, without its timers.
struct World final : EndpointObserver
{
    ManualClock clock;
    Probes probes;
    FakeDialler dialler;
    std::shared_ptr<resilience::SharedRandom> random = std::make_shared<resilience::SharedRandom>(7U);
    LinkRouter links{dialler};
    CheckLimits limits{clock};
    OfflineDetector network;
    probe::StallWatch stalls{clock};
    resilience::Registry circuits{clock};
    EndpointServices services{clock, random, probes, links, limits, network, stalls, circuits};
    std::vector<IncidentEvent> news;
    EndpointRoster roster{services, *this};
    IncidentWatch watch{services, roster, *this};

    void happened(Event event) override
    {
        if (const auto *incident = std::get_if<IncidentEvent>(&event.what))
            news.push_back(*incident);
        else
            watch.follow(event);
    }
    void changed() override {}

    void add(const QString &id, const QString &url) { roster.add(config(id, url)); }
    Endpoint &find(const QString &id) const { return *roster.find(id); }

    /// Ends the check of an endpoint that runs, or the next one.
    void end(const QString &id, const probe::ProbeResult &result)
    {
        Endpoint &endpoint = find(id);
        FakeProbe *probe = probes.take(endpoint.config().url());
        if (!probe) {
            endpoint.checkNow();
            probe = probes.take(endpoint.config().url());
        }
        probe->finish(result);
    }
    /// All that are due begin, and time passes.
    void pass(Nanoseconds time)
    {
        for (Nanoseconds step = 100ms; time > 0ns; time -= step) {
            clock.advance(step);
            roster.serveDue(clock.now());
            watch.advance();
        }
    }
    [[nodiscard]] std::vector<settings::EndpointId> failing() const
    {
        return const_cast<IncidentWatch &>(watch).incidents()->at(0).failing;
    }
};

using Ids = std::vector<settings::EndpointId>;

} // namespace

void TestIncidentWatch::whatEndpointsShareFollowsFromTheirSettings_data()
{
    QTest::addColumn<settings::EndpointConfig>("endpoint");
    QTest::addColumn<QStringList>("ties");
    auto viaSystem = config(u"a"_s, u"http://shop.example/"_s);
    testing::namesOf(viaSystem).source = probe::NameSource::System; // which asks the same servers
    auto proxied = config(u"a"_s, u"http://shop.example/"_s);
    testing::proxyOf(proxied) = {.kind = probe::ProxyKind::Http, .host = u"proxy.example"_s, .port = 3128};
    QTest::addRow("a name") << config(u"a"_s, u"http://shop.example:8080/a"_s)
                            << QStringList{u"host shop.example"_s, u"resolver "_s + Servers};
    QTest::addRow("an address") << config(u"a"_s, u"tcp://192.0.2.1:80"_s)
                                << QStringList{u"host 192.0.2.1"_s, u"address 192.0.2.1"_s};
    QTest::addRow("IPv6") << config(u"a"_s, u"http://[2001:DB8::1]/"_s)
                          << QStringList{u"host 2001:db8::1"_s, u"address 2001:db8::1"_s};
    QTest::addRow("by the system") << viaSystem
                                   << QStringList{u"host shop.example"_s, u"resolver "_s + Servers};
    QTest::addRow("a WebSocket") << config(u"a"_s, u"ws://shop.example/"_s)
                                 << QStringList{u"host shop.example"_s, u"resolver "_s + Servers};
    QTest::addRow("by a proxy") << proxied << QStringList{u"host shop.example"_s, u"host proxy.example"_s};
    QTest::addRow("DNS") << config(u"a"_s, u"dns://192.0.2.9/shop.example"_s)
                         << QStringList{u"host 192.0.2.9"_s, u"address 192.0.2.9"_s, u"resolver 192.0.2.9"_s};
    QTest::addRow("DNS of this machine")
        << config(u"a"_s, u"dns:///shop.example"_s) << QStringList{u"resolver "_s + Servers};
    QTest::addRow("one's own check") << ownCheck() << QStringList{};
}

void TestIncidentWatch::whatEndpointsShareFollowsFromTheirSettings()
{
    QFETCH(const settings::EndpointConfig, endpoint);
    QFETCH(const QStringList, ties);
    QCOMPARE(texts(tiesOf(endpoint, {}, Servers)), ties);
}

void TestIncidentWatch::whomAnEndpointMetIsShared()
{
    Peer peer;
    peer.learn(u"192.0.2.1"_s, certificateOf(u"CN=CA"_s));
    peer.learn({}, {}); // a failure that came before anybody was met
    const QStringList met{u"address 192.0.2.1"_s, u"issuer CN=CA"_s};
    QCOMPARE(texts(tiesOf(config(u"a"_s, u"https://shop.example/"_s), peer, Servers)).mid(1, 2), met);
}

void TestIncidentWatch::aFailurePointsAtWhatItMayBeDueTo_data()
{
    QTest::addColumn<probe::ProbeFailure>("failure");
    QTest::addColumn<QStringList>("causes");
    const auto failure = [](ErrorClass error, std::optional<probe::TlsFault> tls = {}) {
        probe::ProbeFailure result{{.errorClass = error}};
        result.phase = probe::Phase::Connect;
        result.fault = probe::asFault(tls);
        return result;
    };
    const auto ofNames = [](ErrorClass error, std::optional<probe::DnsFault> fault) {
        probe::ProbeFailure result{{.errorClass = error}};
        result.fault = probe::asFault(fault);
        return result;
    };
    const QString shop = u"host shop.example"_s;
    const QString address = u"address 192.0.2.1"_s;
    const QString issuer = u"issuer CN=CA"_s;
    QTest::addRow("refused") << failure(ErrorClass::Refused) << QStringList{shop, address};
    QTest::addRow("timeout") << failure(ErrorClass::Timeout) << QStringList{shop, address};
    QTest::addRow("503") << failure(ErrorClass::HttpStatus) << QStringList{shop, address};
    const QStringList resolver{shop, u"resolver "_s + Servers};
    QTest::addRow("names, not known why") << ofNames(ErrorClass::Dns, {}) << QStringList{shop};
    QTest::addRow("no name for DNS") << ofNames(ErrorClass::Dns, probe::DnsFault::BadName)
                                     << QStringList{shop};
    QTest::addRow("found by all but the system")
        << ofNames(ErrorClass::Dns, probe::DnsFault::SystemDoesNot) << QStringList{shop};
    QTest::addRow("SERVFAIL") << ofNames(ErrorClass::Dns, probe::DnsFault::ServerFailure) << resolver;
    QTest::addRow("silence") << ofNames(ErrorClass::Timeout, probe::DnsFault::TimedOut) << resolver;
    QTest::addRow("no such name") << ofNames(ErrorClass::Dns, probe::DnsFault::NoSuchName)
                                  << QStringList{shop};
    QTest::addRow("expired") << failure(ErrorClass::Tls, probe::TlsFault::Expired)
                             << QStringList{shop, issuer};
    QTest::addRow("unknown authority")
        << failure(ErrorClass::Tls, probe::TlsFault::UnknownAuthority) << QStringList{shop, issuer};
    QTest::addRow("not the pin") << failure(ErrorClass::Tls, probe::TlsFault::PinMismatch)
                                 << QStringList{shop, address};
    QTest::addRow("cancelled") << failure(ErrorClass::Cancelled) << QStringList{};
    QTest::addRow("held back") << failure(ErrorClass::Rejected) << QStringList{};
    QTest::addRow("thrown by a check of one's own") << failure(ErrorClass::Exception) << QStringList{};
}

void TestIncidentWatch::aFailurePointsAtWhatItMayBeDueTo()
{
    QFETCH(const probe::ProbeFailure, failure);
    QFETCH(const QStringList, causes);
    Peer peer;
    peer.learn(u"192.0.2.1"_s, certificateOf(u"CN=CA"_s));
    QCOMPARE(texts(causesOf(failure, config(u"a"_s, u"https://shop.example/"_s), peer, Servers)), causes);
}

void TestIncidentWatch::aProxysFaultPointsAtTheProxyAlone()
{
    auto proxied = config(u"a"_s, u"http://shop.example/"_s);
    testing::proxyOf(proxied) = {.kind = probe::ProxyKind::Http, .host = u"proxy.example"_s, .port = 3128};
    probe::ProbeFailure failure{{.errorClass = ErrorClass::Refused}};
    failure.proxyFault = probe::ProxyFault::NotReached;
    QCOMPARE(texts(causesOf(failure, proxied, {}, Servers)), QStringList{u"host proxy.example"_s});
}

void TestIncidentWatch::endpointsOfOneHostThatFailTogetherAreAnIncident()
{
    World world;
    world.add(u"cart"_s, u"http://shop.example/cart"_s);
    world.add(u"stock"_s, u"http://shop.example/stock"_s);
    world.pass(1s);
    world.end(u"cart"_s, failed());
    world.end(u"stock"_s, failed());
    world.pass(4s);
    QCOMPARE(world.news.size(), 1u);
    QVERIFY((world.news[0].incident.cause == CommonCause{CauseKind::Host, u"shop.example"_s}));
    QCOMPARE(world.failing(), (Ids{u"cart"_s, u"stock"_s}));
    world.end(u"cart"_s, success());
    world.end(u"stock"_s, success());
    world.pass(6s);
    QCOMPARE(world.news.back().change, IncidentChange::Ended);
}

void TestIncidentWatch::namesOfOneAddressAreAnIncident()
{
    World world;
    world.add(u"shop"_s, u"http://shop.example/"_s);
    world.add(u"bank"_s, u"http://bank.example/"_s);
    world.add(u"other"_s, u"http://other.example/"_s);
    world.pass(1s);
    world.end(u"shop"_s, answerFrom(u"192.0.2.7"_s));
    world.end(u"bank"_s, answerFrom(u"192.0.2.7"_s));
    world.end(u"other"_s, answerFrom(u"192.0.2.8"_s));
    world.pass(10s);
    world.end(u"shop"_s, failed(ErrorClass::Timeout));
    world.end(u"bank"_s, failed());
    world.end(u"other"_s, success());
    world.pass(4s);
    QCOMPARE(world.news.size(), 1u);
    QVERIFY((world.news[0].incident.cause == CommonCause{CauseKind::Address, u"192.0.2.7"_s}));
    QCOMPARE(world.news[0].incident.sharing, 2);
}

void TestIncidentWatch::silentNameServersAreAnIncident()
{
    World world;
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
        world.add(name, u"http://%1.example/"_s.arg(name));
    world.pass(1s);
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
        world.end(name, silentNames());
    world.pass(4s);
    QCOMPARE(world.news.size(), 1u);
    QVERIFY((world.news[0].incident.cause == CommonCause{CauseKind::Resolver, Servers}));
}

void TestIncidentWatch::certificatesOfOneIssuerAreAnIncident()
{
    World world;
    for (const QString &name : {u"a"_s, u"b"_s})
        world.add(name, u"https://%1.example/"_s.arg(name));
    world.pass(1s);
    for (const QString &name : {u"a"_s, u"b"_s})
        world.end(name, tlsFailure(probe::TlsFault::Expired, u"CN=Corporate CA"_s));
    world.pass(4s);
    QCOMPARE(world.news.size(), 1u);
    QVERIFY((world.news[0].incident.cause == CommonCause{CauseKind::Issuer, u"CN=Corporate CA"_s}));
}

void TestIncidentWatch::webSocketsAndChecksAreInOneIncident()
{
    World world;
    world.add(u"api"_s, u"http://shop.example/"_s);
    world.add(u"live"_s, u"ws://shop.example/"_s);
    world.pass(1s);
    world.end(u"api"_s, failed());
    world.dialler.send(1, probe::LinkClosed{probe::ProbeFailure{{.errorClass = ErrorClass::Refused}}});
    world.pass(4s);
    QCOMPARE(world.failing(), (Ids{u"api"_s, u"live"_s}));
    world.pass(10s);
    world.dialler.send(world.dialler.opened().back(), probe::LinkConnected{});
    QCOMPARE(world.failing(), (Ids{u"api"_s, u"live"_s})); // it has only shaken hands
    world.dialler.send(world.dialler.opened().back(), probe::LinkPong{1ms});
    QCOMPARE(world.failing(), Ids{u"api"_s});
}

void TestIncidentWatch::aHostThatAnswersMostEndpointsIsNotBlamed()
{
    World world;
    for (int i = 0; i < 5; ++i)
        world.add(QString::number(i), u"http://shop.example/%1"_s.arg(i));
    world.pass(1s);
    for (int i = 0; i < 5; ++i)
        world.end(QString::number(i), i < 2 ? failed() : success());
    world.pass(4s);
    QVERIFY(world.news.empty());
}

void TestIncidentWatch::whoFailedBeforeIsNotCountedAsAnswering()
{
    World world;
    for (int i = 0; i < 5; ++i)
        world.add(QString::number(i), u"http://shop.example/%1"_s.arg(i));
    world.pass(1s);
    for (int i = 0; i < 3; ++i) { // each for its own reason, far apart
        world.end(QString::number(i), success());
        world.end(QString::number(i), failed(ErrorClass::Assertion));
        world.pass(9s);
    }
    for (const QString &id : {u"3"_s, u"4"_s}) {
        world.end(id, success());
        world.end(id, failed());
    }
    world.pass(4s);
    QCOMPARE(world.news.size(), 1u);
    QCOMPARE(world.failing(), (Ids{u"3"_s, u"4"_s}));
}

void TestIncidentWatch::whoIsNotWatchedIsNotCounted()
{
    World world;
    for (int i = 0; i < 5; ++i)
        world.add(QString::number(i), u"http://shop.example/%1"_s.arg(i));
    world.find(u"4"_s).setPaused(true);
    world.pass(1s);
    for (int i = 0; i < 4; ++i)
        world.end(QString::number(i), i < 2 ? failed() : success());
    world.pass(4s);
    QCOMPARE(world.news.size(), 1u);
    QCOMPARE(world.news[0].incident.sharing, 4);
}

void TestIncidentWatch::pausedEditedAndRemovedEndpointsLeaveIt()
{
    World world;
    const QStringList ids{u"a"_s, u"b"_s, u"c"_s, u"d"_s};
    for (const QString &id : ids)
        world.add(id, u"http://shop.example/"_s + id);
    world.pass(1s);
    for (const QString &id : ids)
        world.end(id, failed());
    world.pass(4s);
    world.find(u"a"_s).setPaused(true);
    world.find(u"b"_s).edit(
        std::make_shared<const settings::EndpointConfig>(config(u"b"_s, u"http://else.example/"_s)));
    world.watch.follow({world.clock.moment(), u"c"_s, ManualEvent{ManualAct::Remove}});
    QCOMPARE(world.failing(), Ids{u"d"_s});
}

void TestIncidentWatch::heldOfflineTheyLeaveIt()
{
    World world;
    world.add(u"a"_s, u"http://shop.example/a"_s);
    world.add(u"b"_s, u"http://shop.example/b"_s);
    world.pass(1s);
    world.end(u"a"_s, failed(ErrorClass::Unreachable));
    world.end(u"b"_s, failed(ErrorClass::Unreachable));
    world.find(u"a"_s).interrupt(GapCause::Offline, TimePoint::max());
    world.find(u"b"_s).interrupt(GapCause::Offline, TimePoint::max());
    world.pass(10s);
    QVERIFY(world.news.empty());
    QVERIFY(world.watch.incidents()->empty());
}

void TestIncidentWatch::webSocketsThatWaitLeaveItWhenOffline()
{
    World world;
    world.add(u"a"_s, u"ws://shop.example/a"_s);
    world.add(u"b"_s, u"ws://shop.example/b"_s);
    world.pass(1s);
    for (const probe::LinkId link : {1U, 2U})
        world.dialler.send(link, probe::LinkClosed{probe::ProbeFailure{{.errorClass = ErrorClass::Reset}}});
    for (const QString &id : {u"a"_s, u"b"_s})
        world.find(id).interrupt(GapCause::Offline, TimePoint::max());
    world.watch.follow({world.clock.moment(), {}, GapEvent{GapCause::Offline, {}}});
    world.pass(10s);
    QVERIFY(world.news.empty());
    QVERIFY(world.watch.incidents()->empty());
}

void TestIncidentWatch::aCheckThatIsHeldBackChangesNothing()
{
    World world;
    world.add(u"a"_s, u"http://shop.example/a"_s);
    world.add(u"b"_s, u"http://shop.example/b"_s);
    world.pass(1s);
    world.end(u"a"_s, failed());
    world.end(u"b"_s, failed());
    world.find(u"a"_s).forceOpen();
    world.pass(30s); // its checks are skipped
    QCOMPARE(world.failing(), (Ids{u"a"_s, u"b"_s}));
}

FUSEBOX_LOOP_TEST(TestIncidentWatch)
#include "tst_incident_watch.moc"
