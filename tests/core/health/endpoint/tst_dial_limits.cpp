// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include <QTest>

#include "tests/support/endpoint_world.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::EffectiveState;
using resilience::ErrorClass;

/// WebSockets are dialled under the limits that checks have. The limits: a host is asked 100 times a second
/// and 10 times at once, all together 1,000 times at once.
class TestDialLimits final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aThousandOfOneHostAreNotDialledAtOnce();
    void aHostThatIsRestartedIsNotHammered();
    void waitingIsNoFailureAndNoLatencyAndIsShown();
    void whatIsConnectedTakesNoPlace();
    void whatEndsADialGivesItsPlaceBack_data();
    void whatEndsADialGivesItsPlaceBack();
    void whoLeavesTheQueueIsNotDialled_data();
    void whoLeavesTheQueueIsNotDialled();
    void loopbackHasOnlyTheLimitOfAll();
    void checksAndDialsShareTheLimits();
    void noPermitIsHeldWhileItWaits();
    void aTrialGoesBeforeOthers();
    void whoseCircuitHasOpenedMeanwhileLetsOthersGo();
    void byHandItWaitsForItsTurnAndIsDialledAllTheSame();
    void whoIsAskedForByHandWhileItWaitsIsDialledAllTheSame();
    void anOpenCircuitTakesNoTurn();
    void whereTooManyWaitItComesBackLater();
    void otherLimitsAreObeyedAtOnce();
    void anotherHostHasLimitsOfItsOwn();
};

namespace {

constexpr std::size_t AtOnce = 10;

settings::EndpointConfig config(const QString &id, const QString &url = u"wss://feed.example/"_s)
{
    settings::EndpointConfig result;
    result.id = id;
    result.asked = QUrl(url);
    result.interval = 1h; // no pings in between
    result.circuit.failureThreshold = 3;
    result.retry.backoff = {.initialDelay = 125ms, .maxDelay = 1s};
    return result;
}

probe::LinkClosed closed(ErrorClass errorClass = ErrorClass::Refused)
{
    return {.failure = probe::ProbeFailure{{.errorClass = errorClass}, probe::Phase::Connect}};
}

LinkState stateOf(const Endpoint &endpoint)
{
    return endpoint.snapshot().session->state;
}

/// Takes all places of the host, for good.
void crowdIn(EndpointWorld &world)
{
    for (std::size_t i = 0; i < AtOnce; ++i)
        world.add(config(QString::number(i)));
    world.pass(0s);
}

/// A host whose dials are all under way still, and one more WebSocket.
struct Crowd : EndpointWorld
{
    explicit Crowd(const settings::EndpointConfig &another = config(u"last"_s))
    {
        crowdIn(*this);
        last = &add(another);
        pass(0s);
    }
    [[nodiscard]] std::size_t dialled() const { return dialler.opened().size(); }

    Endpoint *last = nullptr;
};

settings::EndpointConfig trippedConfig()
{
    settings::EndpointConfig result = config(u"tripped"_s);
    result.circuit.failureThreshold = 1;
    return result;
}

/// One whose circuit has just opened, and a host whose places are all taken after that.
struct TrippedInACrowd : EndpointWorld
{
    TrippedInACrowd()
        : tripped(add(trippedConfig()))
    {
        pass(0s);
        dialler.send(dialler.opened().front(), closed());
        crowdIn(*this);
    }
    /// The first of the crowd makes it.
    void makeRoom()
    {
        dialler.send(dialler.opened().at(1), probe::LinkConnected{3ms});
        pass(0s);
    }
    [[nodiscard]] EffectiveState circuitState() const { return effectiveState(tripped.snapshot().circuit); }

    Endpoint &tripped;
};

/// Lets each dial take `time`, for as long as there are any, and notes how many there were.
struct Dials
{
    EndpointWorld &world;
    Nanoseconds time;
    std::size_t answered = world.dialler.opened().size(); ///< before, and so far
    std::size_t most = 0;

    void run()
    {
        world.pass(0s);
        while (answered < world.dialler.opened().size()) {
            const std::size_t underWay = world.dialler.opened().size() - answered;
            most = std::max(most, underWay);
            world.pass(time);
            for (std::size_t i = 0; i < underWay; ++i)
                world.dialler.send(world.dialler.opened()[answered++], probe::LinkConnected{time});
            world.pass(10ms); // the next token
        }
    }
};

/// Most in any second.
std::size_t mostInASecond(const std::vector<TimePoint> &dials)
{
    std::size_t most = 0;
    for (auto first = dials.begin(); first != dials.end(); ++first) {
        const auto end = std::ranges::lower_bound(first, dials.end(), *first + 1s);
        most = std::max(most, std::size_t(end - first));
    }
    return most;
}

} // namespace

void TestDialLimits::aThousandOfOneHostAreNotDialledAtOnce()
{
    EndpointWorld world;
    for (int i = 0; i < 1000; ++i)
        world.add(config(QString::number(i)));
    const TimePoint start = world.clock.now();
    Dials dials{world, 5ms};
    dials.run();
    QCOMPARE(world.dialler.opened().size(), 1000u);
    QCOMPARE(dials.most, AtOnce);
    QVERIFY(mostInASecond(world.dials) <= 200); // a bucket that was full, and what comes in a second
    QVERIFY(world.clock.now() - start < 20s);
    QCOMPARE(world.roster.overall().count(Status::Unhealthy), 0);
    for (const auto &event : world.told<WebSocketEvent>())
        QCOMPARE(event.attempt, 1);
}

void TestDialLimits::aHostThatIsRestartedIsNotHammered()
{
    EndpointWorld world;
    for (int i = 0; i < 1000; ++i)
        world.add(config(QString::number(i)));
    Dials{world, 5ms}.run();
    world.pass(10s); // stable
    const auto links = world.dialler.opened();
    world.dials.clear();
    Dials again{world, 5ms};
    for (const probe::LinkId link : links)
        world.dialler.send(link, closed(ErrorClass::Reset));
    world.pass(1s); // the longest delay before a dial
    again.run();
    QCOMPARE(world.dials.size(), 1000u);
    QCOMPARE(again.most, AtOnce);
    QVERIFY(mostInASecond(world.dials) <= 200);
    QVERIFY(world.told<TransitionEvent>().empty());
    world.roster.forEach([](const Endpoint &endpoint) {
        QCOMPARE(endpoint.snapshot().circuit.window.failures(), 1u); // the loss
        QCOMPARE(stateOf(endpoint), LinkState::Connected);
    });
}

void TestDialLimits::waitingIsNoFailureAndNoLatencyAndIsShown()
{
    Crowd world;
    QCOMPARE(world.dialled(), AtOnce);
    QCOMPARE(stateOf(*world.last), LinkState::Queued);
    QVERIFY(!world.last->snapshot().checking && !world.last->snapshot().nextDueAt);
    const auto told = world.told<WebSocketEvent>();
    QCOMPARE(std::ranges::count(told, WebSocketChange::Queued, &WebSocketEvent::change), 1);
    QCOMPARE(told.back().attempt, 1);
    world.pass(1h);
    QCOMPARE(world.last->status(), Status::Unknown);
    QCOMPARE(world.last->snapshot().circuit.window.total(), 0u);
    world.dialler.send(world.dialler.opened().front(), probe::LinkConnected{3ms});
    world.pass(0s);
    QCOMPARE(world.dialled(), AtOnce + 1);
    QCOMPARE(stateOf(*world.last), LinkState::Connecting);
    world.dialler.send(world.dialler.opened().back(), probe::LinkConnected{3ms});
    QCOMPARE(world.told<WebSocketEvent>().back().latency.value(), Nanoseconds(3ms));
    world.dialler.send(world.dialler.opened().back(), probe::LinkPong{1ms});
    QCOMPARE(world.last->status(), Status::Healthy);
}

void TestDialLimits::whatIsConnectedTakesNoPlace()
{
    EndpointWorld world;
    for (int i = 0; i < 50; ++i) {
        const Endpoint &endpoint = world.add(config(QString::number(i)));
        world.pass(0s);
        world.dialler.send(world.dialler.opened().back(), probe::LinkConnected{3ms});
        QCOMPARE(stateOf(endpoint), LinkState::Connected);
    }
}

void TestDialLimits::whatEndsADialGivesItsPlaceBack_data()
{
    QTest::addColumn<QString>("end");
    for (const auto *end : {"connected", "failed", "paused", "forced open", "edited", "removed", "slept"})
        QTest::newRow(end) << QString::fromLatin1(end);
}

void TestDialLimits::whatEndsADialGivesItsPlaceBack()
{
    QFETCH(const QString, end);
    Crowd world;
    Endpoint &first = *world.roster.find(u"0"_s);
    const probe::LinkId link = world.dialler.opened().front();
    if (end == "connected"_L1)
        world.dialler.send(link, probe::LinkConnected{3ms});
    else if (end == "failed"_L1)
        world.dialler.send(link, closed());
    else if (end == "paused"_L1)
        first.setPaused(true);
    else if (end == "forced open"_L1)
        first.forceOpen();
    else if (end == "edited"_L1)
        first.edit(
            std::make_shared<const settings::EndpointConfig>(config(u"0"_s, u"wss://other.example/"_s)));
    else if (end == "removed"_L1)
        world.roster.remove(u"0"_s);
    else
        first.interrupt(GapCause::Asleep, TimePoint::max());
    world.pass(0s);
    QCOMPARE(stateOf(*world.last), LinkState::Connecting);
}

void TestDialLimits::whoLeavesTheQueueIsNotDialled_data()
{
    QTest::addColumn<QString>("by");
    for (const auto *by : {"paused", "forced open", "edited", "offline", "removed"})
        QTest::newRow(by) << QString::fromLatin1(by);
}

void TestDialLimits::whoLeavesTheQueueIsNotDialled()
{
    QFETCH(const QString, by);
    Crowd world;
    if (by == "paused"_L1)
        world.last->setPaused(true);
    else if (by == "forced open"_L1)
        world.last->forceOpen();
    else if (by == "edited"_L1)
        world.last->edit(
            std::make_shared<const settings::EndpointConfig>(config(u"last"_s, u"ws://127.0.0.1/"_s)));
    else if (by == "offline"_L1)
        world.last->interrupt(GapCause::Offline, TimePoint::max());
    else
        world.roster.remove(u"last"_s);
    world.pass(0s);
    const std::size_t elsewhere = by == "edited"_L1 ? 1 : 0;
    QCOMPARE(world.dialled(), AtOnce + elsewhere);
    world.dialler.send(world.dialler.opened().front(), probe::LinkConnected{3ms});
    world.pass(0s);
    QCOMPARE(world.dialled(), AtOnce + elsewhere);
    world.add(config(u"next"_s)); // takes the place that nobody has taken
    world.pass(0s);
    QCOMPARE(stateOf(*world.roster.find(u"next"_s)), LinkState::Connecting);
}

void TestDialLimits::loopbackHasOnlyTheLimitOfAll()
{
    EndpointWorld world;
    for (int i = 0; i < 1001; ++i)
        world.add(config(QString::number(i), u"ws://127.0.0.1/"_s));
    world.pass(1min);
    QCOMPARE(world.dialler.opened().size(), 1000u);
    world.dialler.send(world.dialler.opened().front(), probe::LinkConnected{3ms});
    world.pass(0s);
    QCOMPARE(world.dialler.opened().size(), 1001u);
}

void TestDialLimits::checksAndDialsShareTheLimits()
{
    EndpointWorld world;
    for (std::size_t i = 0; i < AtOnce; ++i)
        world.add(config(QString::number(i), u"https://feed.example/"_s));
    world.pass(2s); // each has begun its first check
    QCOMPARE(world.probes.made(), AtOnce);
    const Endpoint &socket = world.add(config(u"socket"_s));
    world.pass(0s);
    QCOMPARE(stateOf(socket), LinkState::Queued);
    world.probes.last()->finish(success());
    world.pass(0s);
    QCOMPARE(stateOf(socket), LinkState::Connecting);
}

void TestDialLimits::noPermitIsHeldWhileItWaits()
{
    TrippedInACrowd world;
    world.pass(31s);
    QCOMPARE(world.circuitState(), EffectiveState::HalfOpen);
    QCOMPARE(stateOf(world.tripped), LinkState::Queued);
    QCOMPARE(world.tripped.snapshot().circuit.trialsRunning, 0);
    world.makeRoom();
    QCOMPARE(stateOf(world.tripped), LinkState::Connecting);
    QCOMPARE(world.tripped.snapshot().circuit.trialsRunning, 1);
}

void TestDialLimits::aTrialGoesBeforeOthers()
{
    TrippedInACrowd world;
    const Endpoint &before = world.add(config(u"before"_s));
    world.pass(31s);
    world.makeRoom();
    QCOMPARE(stateOf(world.tripped), LinkState::Connecting);
    QCOMPARE(stateOf(before), LinkState::Queued);
}

void TestDialLimits::whoseCircuitHasOpenedMeanwhileLetsOthersGo()
{
    TrippedInACrowd world;
    const Endpoint &other = world.add(config(u"other"_s));
    world.pass(30s + 60s); // the time for trials is over
    QCOMPARE(world.circuitState(), EffectiveState::Open);
    QCOMPARE(stateOf(world.tripped), LinkState::Queued);
    world.makeRoom();
    QCOMPARE(stateOf(world.tripped), LinkState::Waiting);
    const auto wait =
        *world.tripped.snapshot().session->nextAttemptAt - *world.tripped.snapshot().circuit.nextTrialAt;
    QVERIFY(wait >= 0s && wait <= 1s);
    QCOMPARE(stateOf(other), LinkState::Connecting);
}

void TestDialLimits::byHandItWaitsForItsTurnAndIsDialledAllTheSame()
{
    TrippedInACrowd world;
    world.tripped.checkNow();
    QCOMPARE(stateOf(world.tripped), LinkState::Queued);
    world.makeRoom();
    QCOMPARE(stateOf(world.tripped), LinkState::Connecting);
    QCOMPARE(world.circuitState(), EffectiveState::Open);
}

void TestDialLimits::whoIsAskedForByHandWhileItWaitsIsDialledAllTheSame()
{
    TrippedInACrowd world;
    world.pass(31s); // queued as a trial
    world.tripped.checkNow();
    world.pass(60s); // the time for trials is over
    QCOMPARE(world.circuitState(), EffectiveState::Open);
    world.makeRoom();
    QCOMPARE(stateOf(world.tripped), LinkState::Connecting);
}

void TestDialLimits::anOpenCircuitTakesNoTurn()
{
    TrippedInACrowd world;
    const auto layers = world.limits.layersFor(u"feed.example"_s);
    const auto &tokens = *std::get<resilience::RateLimitLayer>(layers.at(1)).limiter;
    world.pass(10s);
    const int before = tokens.available(world.clock.now());
    auto edited = trippedConfig();
    QUrl url = edited.url();
    url.setPath(u"/other"_s); // dialled anew
    edited.asked.setUrl(url);
    world.tripped.edit(std::make_shared<const settings::EndpointConfig>(edited));
    world.pass(0s);
    QCOMPARE(stateOf(world.tripped), LinkState::Waiting);
    QCOMPARE(tokens.available(world.clock.now()), before);
}

/// 10,000 may wait for one host.
void TestDialLimits::whereTooManyWaitItComesBackLater()
{
    EndpointWorld world({.hostAtOnce = 1});
    for (int i = 0; i < 10'002; ++i)
        world.add(config(QString::number(i)));
    world.pass(0s);
    std::map<LinkState, int> states;
    world.roster.forEach([&](const Endpoint &endpoint) {
        ++states[stateOf(endpoint)];
        QCOMPARE(endpoint.snapshot().circuit.window.total(), 0u);
    });
    QCOMPARE(states, (std::map<LinkState, int>{
                         {LinkState::Connecting, 1}, {LinkState::Queued, 10'000}, {LinkState::Waiting, 1}}));
    const WebSocketEvent told = world.told<WebSocketEvent>().back();
    QCOMPARE(told.change, WebSocketChange::Waiting);
    QVERIFY(*told.retryIn >= 500ms && *told.retryIn <= 1s);
    world.dialler.send(world.dialler.opened().back(), probe::LinkConnected{3ms});
    world.pass(1s);
    QCOMPARE(world.told<WebSocketEvent>().back().change, WebSocketChange::Queued);
}

void TestDialLimits::otherLimitsAreObeyedAtOnce()
{
    EndpointWorld world({.hostRate = 1, .hostAtOnce = 1});
    for (int i = 0; i < 50; ++i)
        world.add(config(QString::number(i)));
    world.pass(0s);
    QCOMPARE(world.dialler.opened().size(), 1u);
    world.limits.setSettings({.hostRate = 1, .hostAtOnce = 20});
    world.pass(3s);
    QCOMPARE(world.dialler.opened().size(), 4u); // one a second
    world.limits.setSettings({.hostRate = 1'000, .hostAtOnce = 20});
    world.pass(1s);
    QCOMPARE(world.dialler.opened().size(), 20u);
    world.limits.setSettings({.hostRate = 1'000, .hostAtOnce = 20, .atOnce = 10});
    world.dialler.send(world.dialler.opened().front(), probe::LinkConnected{3ms});
    world.pass(1s);
    QCOMPARE(world.dialler.opened().size(), 20u);
}

void TestDialLimits::anotherHostHasLimitsOfItsOwn()
{
    const Crowd world(config(u"last"_s, u"wss://other.example/"_s));
    QCOMPARE(stateOf(*world.last), LinkState::Connecting);
}

FUSEBOX_LOOP_TEST(TestDialLimits)
#include "tst_dial_limits.moc"
