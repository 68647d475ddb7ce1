// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QTest>

#include "core/health/check_limits.h"
#include "core/health/link_router.h"
#include "core/health/surroundings.h"
#include "tests/support/fake_dialler.h"
#include "tests/support/fake_probes.h"
#include "tests/support/manual_clock.h"

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
    void aSleepVoidsWhatIsUnderWayAndSpreadsWhatComes();
    void aSleepWhileOfflineHoldsOn();
    void aWebSocketIsNotDialledWhileOffline();
};

namespace {

EndpointConfig config(const QString &id, const QString &url)
{
    EndpointConfig result;
    result.id = id;
    result.url = QUrl(url);
    result.interval = 10s;
    result.retry.maxAttempts = 1;
    result.circuit.failureThreshold = 2;
    return result;
}

/// What the monitor does, without its timers.
struct World
{
    ManualClock clock;
    FakeProbes probes;
    FakeDialler dialler;
    std::shared_ptr<resilience::SharedRandom> random = std::make_shared<resilience::SharedRandom>(7);
    LinkRouter links{dialler};
    CheckLimits limits{clock};
    OfflineDetector network;
    EndpointServices services{clock, random, probes, links, limits, network};
    std::vector<Event> events;
    EndpointRoster roster{services, {[this](Event event) { events.push_back(std::move(event)); }, [] {}}};
    Surroundings surroundings{services, roster, [this](Event event) { events.push_back(std::move(event)); }};
    std::vector<TimePoint> starts; ///< of probes

    Endpoint &add(const EndpointConfig &config)
    {
        roster.add(config);
        surroundings.receive(*roster.find(config.id));
        return *roster.find(config.id);
    }

    void pass(Nanoseconds time)
    {
        const TimePoint end = clock.now() + time;
        serve();
        while (const auto due = nextDue()) {
            if (*due > end)
                break;
            clock.advance(std::max(*due - clock.now(), Nanoseconds(0)));
            serve();
        }
        clock.advance(end - clock.now());
    }

    template <typename What>
    [[nodiscard]] std::vector<What> told() const
    {
        std::vector<What> result;
        for (const Event &event : events) {
            if (const auto *what = std::get_if<What>(&event.what))
                result.push_back(*what);
        }
        return result;
    }

private:
    [[nodiscard]] std::optional<TimePoint> nextDue()
    {
        const auto own = surroundings.nextDeadline();
        const auto next = roster.nextDue();
        return own && next ? std::min(*own, *next) : own ? own : next;
    }
    void serve()
    {
        const auto before = probes.made();
        surroundings.advance();
        roster.serveDue(clock.now());
        for (auto made = before; made < probes.made(); ++made)
            starts.push_back(clock.now());
    }
};

void goOffline(World &world)
{
    world.surroundings.systemSays(SystemNetwork::Offline);
}

const QString Far = u"http://far.example/"_s;
const QString Near = u"http://192.168.1.1/"_s;

} // namespace

void TestSurroundings::offlineHoldsWhatIsNotLocal()
{
    World world;
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
    World world;
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
    World world;
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
    World world;
    auto posting = config(u"far"_s, u"https://far.example/orders"_s);
    posting.http.method = "POST";
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
    World world;
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
    World world;
    goOffline(world);
    Endpoint &endpoint = world.add(config(u"one"_s, Far));
    endpoint.edit(std::make_shared<const EndpointConfig>(config(u"one"_s, Near)));
    world.surroundings.receive(endpoint);
    world.pass(0s);
    QVERIFY(!endpoint.isHeld());
    QCOMPARE(world.probes.made(), 1u);
    endpoint.edit(std::make_shared<const EndpointConfig>(config(u"one"_s, Far)));
    world.surroundings.receive(endpoint);
    QVERIFY(endpoint.isHeld());
}

/// Without a word of the system: the checks that are made find it out.
void TestSurroundings::losingTheNetworkOpensNoCircuit()
{
    World world;
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

void TestSurroundings::aSleepVoidsWhatIsUnderWayAndSpreadsWhatComes()
{
    World world;
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
    World world;
    const Endpoint &far = world.add(config(u"far"_s, Far));
    goOffline(world);
    world.clock.sleep(2h);
    world.pass(3s);
    QVERIFY(far.isHeld());
    QCOMPARE(world.probes.made(), 0u);
}

void TestSurroundings::aWebSocketIsNotDialledWhileOffline()
{
    World world;
    goOffline(world);
    world.add(config(u"far"_s, u"wss://far.example/"_s));
    world.pass(4s);
    QCOMPARE(world.dialler.opened().size(), 0u);
    world.surroundings.systemSays(SystemNetwork::Online);
    world.pass(1s);
    QCOMPARE(world.dialler.opened().size(), 1u);
}

QTEST_GUILESS_MAIN(TestSurroundings)
#include "tst_surroundings.moc"
