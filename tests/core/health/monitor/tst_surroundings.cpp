// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QTest>

#include "tests/support/config_parts.h"
#include "tests/support/endpoint_world.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;

/// Offline and asleep, with endpoints under a manual clock and fake sockets.
class TestSurroundings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void offlineHoldsWhatIsNotLocal();
    void offlineVoidsWhatIsUnderWay();
    void theBannerKnowsSinceWhenUntilItIsOver();
    void aScoutOnlyConnectsAndCountsNowhere();
    void backOnlineChecksResumeSpreadOverASecond();
    void anEndpointThatComesWhileOfflineIsHeld();
    void losingTheNetworkOpensNoCircuit();
    void anAddressThatIsReachedTellsThatOnlyTheNamesAreLost_data();
    void anAddressThatIsReachedTellsThatOnlyTheNamesAreLost();
    void whoIsNotAmongTheLostIsAskedFirst();
    void aFleetOfWebSocketsNoticesThatItIsOffline();
    void aStallWhileOfflineLetsNobodyGo();
    void whatWasDueDuringAStallIsSpread();
    void aSleepVoidsWhatIsUnderWayAndSpreadsWhatComes();
    void aSleepWhileOfflineHoldsOn();
    void aWebSocketIsNotDialledWhileOffline();
    void offlineVoidsTheDialsUnderWay();
    void aConnectionIsLeftToFindOutForItself_data();
    void aConnectionIsLeftToFindOutForItself();
    void aNearWebSocketIsKeptWhileOffline();
    void aSleepVoidsTheDialsOfBefore();
    void whoDiesWithTheNetworkIsDialledAgainSpreadOverASecond_data();
    void whoDiesWithTheNetworkIsDialledAgainSpreadOverASecond();
};

namespace {

settings::EndpointConfig config(const QString &id, const QString &url)
{
    settings::EndpointConfig result;
    result.id = id;
    result.asked = QUrl(url);
    result.interval = 10s;
    result.retry.maxAttempts = 1;
    result.circuit.failureThreshold = 2;
    return result;
}

probe::LinkClosed closed(ErrorClass errorClass)
{
    return {.failure = probe::ProbeFailure{{.errorClass = errorClass}, probe::Phase::Connect}};
}

void goOffline(EndpointWorld &world)
{
    world.surroundings.systemSays(SystemNetwork::Offline);
}

/// An endpoint that is seldom checked, and has answered once.
void addAnswered(EndpointWorld &world, const QString &id, const QString &address)
{
    settings::EndpointConfig settings = config(id, u"https://%1.example/"_s.arg(id));
    settings.interval = 1h;
    world.add(settings);
    world.pass(1s);
    probe::ProbeResult answer = success();
    answer.address = address;
    world.probes.last()->finish(answer);
}

/// Its name server answers that it has no answer.
void loseName(EndpointWorld &world, const QString &id)
{
    world.roster.find(id)->checkNow();
    probe::ProbeResult lost = failed(ErrorClass::Dns);
    lost.failure->fault = probe::DnsFault::ServerFailure;
    world.probes.last()->finish(lost);
}

const QString Far = u"http://far.example/"_s;
const QString FarSocket = u"wss://far.example/"_s;

settings::EndpointConfig impatient(const QString &url)
{
    settings::EndpointConfig result = config(u"socket"_s, url);
    result.circuit.failureThreshold = 1;
    testing::webSocketOf(result).maxRetries = 0;
    return result;
}

/// How many of the dials came in the first half of the second after `from`.
std::ptrdiff_t inTheFirstHalf(const std::vector<TimePoint> &dials, TimePoint from)
{
    return std::ranges::count_if(dials, [from](TimePoint at) { return at < from + 500ms; });
}
const QString Near = u"http://192.168.1.1/"_s;

} // namespace

void TestSurroundings::offlineHoldsWhatIsNotLocal()
{
    EndpointWorld world;
    goOffline(world);
    const Endpoint &far = world.add(config(u"far"_s, Far));
    const Endpoint &near = world.add(config(u"near"_s, Near));
    world.pass(4s);
    QCOMPARE(world.probes.made(), 1u);
    QCOMPARE(world.probes.last()->request().url, QUrl(Near));
    QVERIFY(far.isHeld() && !near.isHeld());
    QVERIFY(far.snapshot().held && !near.snapshot().held);
    const auto checks = world.told<CheckEvent>();
    QCOMPARE(checks.size(), 1u);
    QCOMPARE(checks[0].outcome, CheckOutcome::Skipped);
    QCOMPARE(checks[0].gap.value(), GapCause::Offline);
    QVERIFY(!checks[0].failure);
}

void TestSurroundings::offlineVoidsWhatIsUnderWay()
{
    EndpointWorld world;
    const Endpoint &far = world.add(config(u"far"_s, Far));
    world.pass(1s);
    FakeProbe *running = world.probes.last();
    goOffline(world);
    running->finish(failed());
    QCOMPARE(far.snapshot().circuit.window.total(), 0u);
    QVERIFY(!far.snapshot().checking);
    QVERIFY(!far.snapshot().nextDueAt);
}

void TestSurroundings::theBannerKnowsSinceWhenUntilItIsOver()
{
    EndpointWorld world;
    goOffline(world);
    const TimePoint since = world.clock.now();
    world.pass(3s);
    QCOMPARE(world.surroundings.offlineSince()->steady, since);
    world.surroundings.systemSays(SystemNetwork::Online);
    QVERIFY(!world.surroundings.offlineSince());
    const auto gaps = world.told<GapEvent>();
    QCOMPARE(gaps.size(), 2u);
    QVERIFY(gaps[0].cause == GapCause::Offline && !gaps[0].length);
    QCOMPARE(gaps[1].length.value(), Nanoseconds(3s));
}

void TestSurroundings::aScoutOnlyConnectsAndCountsNowhere()
{
    EndpointWorld world;
    auto posting = config(u"far"_s, u"https://far.example/orders"_s);
    testing::httpOf(posting).method = "POST";
    const Endpoint &far = world.add(posting);
    goOffline(world);
    world.pass(5s);
    QCOMPARE(world.probes.made(), 1u);
    QCOMPARE(world.probes.last()->request().url, QUrl(u"tcp://far.example:443"_s));
    world.probes.last()->finish(failed(ErrorClass::Unreachable));
    QVERIFY(world.surroundings.offlineSince());
    world.pass(5s);
    world.probes.last()->finish(failed(ErrorClass::Refused)); // by someone who is there
    QVERIFY(!world.surroundings.offlineSince());
    QCOMPARE(far.snapshot().circuit.window.total(), 0u);
    QVERIFY(!far.snapshot().lastFailure);
}

void TestSurroundings::backOnlineChecksResumeSpreadOverASecond()
{
    EndpointWorld world;
    for (int i = 0; i < 100; ++i)
        world.add(config(QString::number(i), u"http://h%1.example/"_s.arg(i)));
    goOffline(world);
    world.pass(1s);
    world.surroundings.systemSays(SystemNetwork::Online);
    world.starts.clear();
    const TimePoint back = world.clock.now();
    world.pass(1s);
    QCOMPARE(world.starts.size(), 100u);
    QVERIFY(world.starts.back() <= back + 1s);
    const auto firstHalf =
        std::ranges::count_if(world.starts, [&](TimePoint start) { return start < back + 500ms; });
    QVERIFY(firstHalf > 25 && firstHalf < 75);
}

void TestSurroundings::anEndpointThatComesWhileOfflineIsHeld()
{
    EndpointWorld world;
    goOffline(world);
    Endpoint &endpoint = world.add(config(u"one"_s, Far));
    endpoint.edit(std::make_shared<const settings::EndpointConfig>(config(u"one"_s, Near)));
    world.surroundings.receive(endpoint);
    world.pass(0s);
    QVERIFY(!endpoint.isHeld());
    QCOMPARE(world.probes.made(), 1u);
    endpoint.edit(std::make_shared<const settings::EndpointConfig>(config(u"one"_s, Far)));
    world.surroundings.receive(endpoint);
    QVERIFY(endpoint.isHeld());
}

/// Without a word of the system: the checks that are made find it out.
void TestSurroundings::losingTheNetworkOpensNoCircuit()
{
    EndpointWorld world;
    std::vector<const Endpoint *> endpoints;
    for (int i = 0; i < 3; ++i)
        endpoints.push_back(&world.add(config(QString::number(i), u"http://h%1.example/"_s.arg(i))));
    const auto answerAll = [&world](const probe::ProbeResult &result) {
        for (int i = 0; i < 100; ++i) {
            const auto before = world.probes.made();
            world.pass(100ms);
            if (world.probes.made() > before)
                world.probes.last()->finish(result);
        }
    };
    answerAll(success());
    QVERIFY(!world.surroundings.offlineSince());
    for (int i = 0; i < 10; ++i)
        answerAll(failed(ErrorClass::Unreachable));
    QVERIFY(world.surroundings.offlineSince());
    for (const Endpoint *endpoint : endpoints)
        QCOMPARE(endpoint->rejectsCalls(), false);
    QVERIFY(world.told<TransitionEvent>().empty());
}

void TestSurroundings::anAddressThatIsReachedTellsThatOnlyTheNamesAreLost_data()
{
    QTest::addColumn<int>("seconds"); // from the first loss to the second
    for (const int seconds : {0, 1, 2, 30})
        QTest::addRow("%d s apart", seconds) << seconds;
}

/// Whoever is asked is asked before the verdict.
void TestSurroundings::anAddressThatIsReachedTellsThatOnlyTheNamesAreLost()
{
    QFETCH(const int, seconds);
    EndpointWorld world;
    addAnswered(world, u"a"_s, u"203.0.113.1"_s);
    addAnswered(world, u"b"_s, u"203.0.113.2"_s);
    loseName(world, u"a"_s);
    world.pass(std::chrono::seconds(seconds));
    loseName(world, u"b"_s);
    world.pass(0s);
    QVERIFY(!world.surroundings.offlineSince());
    QCOMPARE(world.probes.last()->request().url, QUrl(u"tcp://203.0.113.2:443"_s));
    world.probes.last()->finish(success());
    world.pass(5s);
    QVERIFY(!world.surroundings.offlineSince());
}

/// Of those that are lost, one may be down for reasons of its own.
void TestSurroundings::whoIsNotAmongTheLostIsAskedFirst()
{
    EndpointWorld world;
    addAnswered(world, u"c"_s, u"203.0.113.3"_s);
    addAnswered(world, u"a"_s, u"203.0.113.1"_s);
    addAnswered(world, u"b"_s, u"203.0.113.2"_s);
    loseName(world, u"a"_s);
    loseName(world, u"b"_s);
    world.pass(0s);
    QCOMPARE(world.probes.last()->request().url, QUrl(u"tcp://203.0.113.3:443"_s));
}

void TestSurroundings::aFleetOfWebSocketsNoticesThatItIsOffline()
{
    EndpointWorld world;
    std::vector<const Endpoint *> endpoints;
    for (int i = 0; i < 3; ++i)
        endpoints.push_back(&world.add(config(QString::number(i), u"ws://h%1.example/"_s.arg(i))));
    world.pass(1s);
    for (probe::LinkId link = 1; link <= 3; ++link)
        world.dialler.send(link, probe::LinkConnected{});
    for (probe::LinkId link = 1; link <= 3; ++link)
        world.dialler.send(link,
                           probe::LinkClosed{probe::ProbeFailure{{.errorClass = ErrorClass::Unreachable}}});
    world.pass(2s);
    QVERIFY(world.surroundings.offlineSince());
    QCOMPARE(world.dialler.opened().size(), 3u); // and nobody was dialled meanwhile
    for (const Endpoint *endpoint : endpoints)
        QVERIFY(!endpoint->rejectsCalls());
}

void TestSurroundings::aStallWhileOfflineLetsNobodyGo()
{
    EndpointWorld world;
    settings::EndpointConfig settings = config(u"far"_s, Far);
    settings.circuit.failureThreshold = 1;
    settings.circuit.recoveryTimeout = 10s;
    const Endpoint &far = world.add(settings);
    world.pass(1s);
    world.probes.last()->finish(failed());
    QVERIFY(far.rejectsCalls());
    goOffline(world);
    world.clock.advance(20s); // over the moment at which its circuit is due
    world.surroundings.stalled();
    world.pass(1min);
    QVERIFY(far.isHeld());
    const auto checks = world.told<CheckEvent>();
    QCOMPARE(std::ranges::count_if(checks, [](const auto &check) { return check.attempts > 0; }), 1);
}

void TestSurroundings::whatWasDueDuringAStallIsSpread()
{
    EndpointWorld world;
    for (int i = 0; i < 100; ++i)
        world.add(config(QString::number(i), u"http://127.0.0.1:%1/"_s.arg(i + 1)));
    world.clock.advance(10s); // nobody served them
    world.surroundings.stalled();
    world.starts.clear();
    const TimePoint awake = world.clock.now();
    world.pass(1s);
    QCOMPARE(world.starts.size(), 100u);
    const auto firstHalf =
        std::ranges::count_if(world.starts, [&](TimePoint start) { return start < awake + 500ms; });
    QVERIFY(firstHalf > 25 && firstHalf < 75);
}

void TestSurroundings::aSleepVoidsWhatIsUnderWayAndSpreadsWhatComes()
{
    EndpointWorld world;
    for (int i = 0; i < 100; ++i)
        world.add(config(QString::number(i), u"http://127.0.0.1:%1/"_s.arg(i + 1)));
    world.pass(1s); // all run
    world.clock.sleep(2h);
    world.starts.clear();
    const TimePoint awake = world.clock.now();
    world.pass(1s);
    QCOMPARE(world.told<GapEvent>().at(0).cause, GapCause::Asleep);
    QCOMPARE(world.told<GapEvent>().at(0).length.value(), Nanoseconds(2h));
    const auto gaps = world.told<CheckEvent>();
    QCOMPARE(std::ranges::count(gaps, GapCause::Asleep, [](const auto &check) { return *check.gap; }), 100);
    QCOMPARE(world.starts.size(), 100u);
    const auto firstHalf =
        std::ranges::count_if(world.starts, [&](TimePoint start) { return start < awake + 500ms; });
    QVERIFY(firstHalf > 25 && firstHalf < 75);
}

void TestSurroundings::aSleepWhileOfflineHoldsOn()
{
    EndpointWorld world;
    const Endpoint &far = world.add(config(u"far"_s, Far));
    goOffline(world);
    world.clock.sleep(2h);
    world.pass(3s);
    QVERIFY(far.isHeld());
    QCOMPARE(world.probes.made(), 0u);
}

void TestSurroundings::aWebSocketIsNotDialledWhileOffline()
{
    EndpointWorld world;
    goOffline(world);
    world.add(config(u"far"_s, u"wss://far.example/"_s));
    world.pass(4s);
    QCOMPARE(world.dialler.opened().size(), 0u);
    world.surroundings.systemSays(SystemNetwork::Online);
    world.pass(1s);
    QCOMPARE(world.dialler.opened().size(), 1u);
}

void TestSurroundings::offlineVoidsTheDialsUnderWay()
{
    EndpointWorld world;
    const Endpoint &far = world.add(impatient(FarSocket));
    world.pass(0s);
    goOffline(world);
    QCOMPARE(world.dialler.closed(), world.dialler.opened());
    world.dialler.send(world.dialler.opened().back(), closed(ErrorClass::Unreachable));
    QCOMPARE(far.snapshot().circuit.window.total(), 0u);
    QVERIFY(!far.snapshot().checking && !far.snapshot().nextDueAt);
    const WebSocketEvent told = world.told<WebSocketEvent>().back();
    QCOMPARE(told.change, WebSocketChange::Disconnected);
    QCOMPARE(told.gap.value(), GapCause::Offline);
    QVERIFY(!told.failure);
    world.surroundings.systemSays(SystemNetwork::Online);
    world.pass(1s);
    QCOMPARE(world.dialler.opened().size(), 2u);
    QCOMPARE(world.told<WebSocketEvent>().back().attempt, 1); // the one before was none
}

void TestSurroundings::aConnectionIsLeftToFindOutForItself_data()
{
    QTest::addColumn<bool>("isStable");
    QTest::addColumn<bool>("isBackOnline");
    QTest::newRow("settling, lost while offline") << false << false;
    QTest::newRow("stable, lost while offline") << true << false;
    QTest::newRow("settling, found lost when back online") << false << true;
    QTest::newRow("stable, found lost when back online") << true << true;
}

void TestSurroundings::aConnectionIsLeftToFindOutForItself()
{
    QFETCH(const bool, isStable);
    QFETCH(const bool, isBackOnline);
    EndpointWorld world;
    const Endpoint &far = world.add(impatient(FarSocket));
    world.pass(0s);
    const probe::LinkId link = world.dialler.opened().back();
    world.dialler.send(link, probe::LinkConnected{3ms});
    world.dialler.send(link, probe::LinkPong{1ms});
    world.pass(isStable ? 6s : 1s);
    const auto counted = far.snapshot().circuit.window.total();
    goOffline(world);
    QVERIFY(world.dialler.closed().empty());
    QCOMPARE(far.snapshot().session->state, LinkState::Connected);
    world.pass(1s);
    if (isBackOnline)
        world.surroundings.systemSays(SystemNetwork::Online);
    world.dialler.send(link, closed(ErrorClass::Timeout));
    QCOMPARE(far.snapshot().circuit.window.total(), counted);
    QVERIFY(!far.rejectsCalls() && !far.snapshot().lastFailure);
    const WebSocketEvent told = world.told<WebSocketEvent>().back();
    QCOMPARE(told.change, WebSocketChange::Disconnected);
    QCOMPARE(told.gap.value(), GapCause::Offline);
    QCOMPARE(told.failure->errorClass, ErrorClass::Timeout); // what happened is still told
    world.pass(1min);
    QCOMPARE(world.dialler.opened().size(), isBackOnline ? 2u : 1u);
    world.surroundings.systemSays(SystemNetwork::Online);
    world.pass(1s);
    QCOMPARE(world.dialler.opened().size(), 2u); // although not one retry is allowed
}

void TestSurroundings::aNearWebSocketIsKeptWhileOffline()
{
    EndpointWorld world;
    const Endpoint &near = world.add(impatient(u"ws://192.168.1.1/"_s));
    world.pass(0s);
    goOffline(world);
    QVERIFY(near.snapshot().checking);
    world.dialler.send(world.dialler.opened().back(), closed(ErrorClass::Refused));
    QVERIFY(near.rejectsCalls());
}

void TestSurroundings::aSleepVoidsTheDialsOfBefore()
{
    EndpointWorld world;
    const Endpoint &near = world.add(impatient(u"ws://127.0.0.1:1/"_s));
    world.pass(0s);
    world.clock.sleep(2h);
    world.pass(1s);
    QCOMPARE(world.dialler.closed().size(), 1u);
    QCOMPARE(world.dialler.opened().size(), 2u);
    QCOMPARE(near.snapshot().circuit.window.total(), 0u);
    const auto told = world.told<WebSocketEvent>();
    QCOMPARE(told.at(1).gap.value(), GapCause::Asleep);
}

void TestSurroundings::whoDiesWithTheNetworkIsDialledAgainSpreadOverASecond_data()
{
    QTest::addColumn<bool>("isFoundLater");
    QTest::newRow("dialled, or lost while offline") << false;
    QTest::newRow("found lost when back online") << true;
}

void TestSurroundings::whoDiesWithTheNetworkIsDialledAgainSpreadOverASecond()
{
    QFETCH(const bool, isFoundLater);
    EndpointWorld world;
    for (int i = 0; i < 100; ++i)
        world.add(config(QString::number(i), u"wss://h%1.example/"_s.arg(i)));
    world.pass(0s);
    const auto links = world.dialler.opened();
    QCOMPARE(links.size(), 100u);
    const auto first = links.begin();
    const auto connected = isFoundLater ? links.end() : first + 50; // the others are still being dialled
    const auto each = [&](const probe::LinkEvent &event) {
        std::for_each(first, connected, [&](probe::LinkId link) { world.dialler.send(link, event); });
    };
    each(probe::LinkConnected{3ms});
    goOffline(world);
    if (!isFoundLater)
        each(closed(ErrorClass::Timeout));
    world.pass(10s);
    world.dials.clear();
    world.surroundings.systemSays(SystemNetwork::Online);
    if (isFoundLater)
        world.pass(2s);
    each(closed(ErrorClass::Timeout)); // of no more consequence for those that are lost already
    const TimePoint back = world.clock.now();
    world.pass(1s);
    QCOMPARE(world.dials.size(), 100u);
    const auto firstHalf = inTheFirstHalf(world.dials, back);
    QVERIFY(firstHalf > 25 && firstHalf < 75);
}

FUSEBOX_LOOP_TEST(TestSurroundings)
#include "tst_surroundings.moc"
