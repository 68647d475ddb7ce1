// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>

#include <QTest>
#include <QTimer>

#include "core/health/monitor/health_monitor.h"
#include "tests/support/fake_dialler.h"
#include "tests/support/fake_probes.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestHealthMonitor final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAddedEndpointIsToldAndChecked();
    void updatesComeAtMostTenTimesASecond();
    void anUpdateNamesAnEndpointOnce();
    void removingDropsTheCheckAndTellsIt();
    void removedAndAddedAgainIsInTheSameUpdate();
    void anotherKindReplacesTheEndpoint();
    void theOverallStatusFollows();
    void commandsForUnknownIdsDoNothing();
    void aSecondEndpointOfTheSameIdIsNotTaken();
    void limitsAreObeyed();
    void allCircuitsThatAreNotAsNewAreResetByHand();
    void aResetOfManyLeavesTurnsToOthers();
    void whatIsAskedForAfterAResetOfManyComesAfterIt();
    void aCircuitIsHandedOutAfterEachOfItsTransitions();
    void aRememberedCircuitIsTakenUpWithItsReason();
    void aRememberedCircuitWhoseTimeIsOverHasATrial();
};

namespace {

/// A monitor on the machine's clock with fake sockets, and all its updates.
struct Bench
{
    SystemClock clock;
    std::shared_ptr<resilience::SharedRandom> random = std::make_shared<resilience::SharedRandom>(1U);
    FakeProbes probes;
    FakeDialler dialler;
    HealthMonitor monitor{{clock, random, probes, dialler}};
    std::vector<MonitorUpdatePtr> updates;

    Bench()
    {
        QObject::connect(&monitor, &HealthMonitor::updated, &monitor,
                         [this](const MonitorUpdatePtr &update) { updates.push_back(update); });
    }

    /// Of the ids "0", "1"...; paused.
    void addForcedOpen(int count);
    [[nodiscard]] bool isChecking() const { return probes.last() && probes.last()->isStarted(); }
};

settings::EndpointConfig config(const QString &url = u"http://127.0.0.1:1/"_s)
{
    settings::EndpointConfig result;
    result.id = u"orders"_s;
    result.asked = QUrl(url);
    result.interval = 100ms;
    result.retry.maxAttempts = 1;
    return result;
}

void Bench::addForcedOpen(int count)
{
    for (int i = 0; i < count; ++i) {
        settings::EndpointConfig endpoint = config();
        endpoint.id = QString::number(i);
        endpoint.paused = true;
        monitor.execute(AddEndpoint{endpoint});
        monitor.execute(ForceOpenCircuit{endpoint.id});
    }
    monitor.flush();
}

} // namespace

void TestHealthMonitor::anAddedEndpointIsToldAndChecked()
{
    Bench bench;
    bench.monitor.execute(AddEndpoint{config()});
    bench.monitor.flush();
    QCOMPARE(bench.updates.at(0)->changed.at(0).config->id, u"orders"_s);
    QCOMPARE(bench.updates.at(0)->overall.count(Status::Unknown), 1);
    QTRY_VERIFY(bench.isChecking());
    bench.probes.last()->finish(success());
    bench.monitor.flush();
    const auto &last = *bench.updates.back();
    QCOMPARE(last.changed.at(0).status, Status::Healthy);
    QVERIFY(std::holds_alternative<CheckEvent>(last.events.at(0).what));
    QCOMPARE(last.events.at(0).endpoint, u"orders"_s);
}

void TestHealthMonitor::updatesComeAtMostTenTimesASecond()
{
    Bench bench;
    bench.monitor.execute(AddEndpoint{config()});
    QTimer busy;
    bool paused = false;
    QObject::connect(&busy, &QTimer::timeout, &busy, [&] {
        paused = !paused;
        bench.monitor.execute(SetPaused{u"orders"_s, paused});
    });
    busy.start(1ms);
    QTRY_VERIFY(bench.updates.size() >= 5);
    for (std::size_t i = 1; i < bench.updates.size(); ++i) {
        const auto apart = bench.updates[i]->at.steady - bench.updates[i - 1]->at.steady;
        QVERIFY2(apart >= 90ms, qPrintable(QString::number(apart.count())));
    }
}

void TestHealthMonitor::anUpdateNamesAnEndpointOnce()
{
    Bench bench;
    bench.monitor.execute(AddEndpoint{config()});
    for (int i = 0; i < 5; ++i)
        bench.monitor.execute(SetPaused{u"orders"_s, i % 2 == 0});
    bench.monitor.flush();
    QCOMPARE(bench.updates.size(), 1u);
    QCOMPARE(bench.updates[0]->changed.size(), 1u);
    QCOMPARE(bench.updates[0]->changed[0].status, Status::Paused);
}

void TestHealthMonitor::removingDropsTheCheckAndTellsIt()
{
    Bench bench;
    bench.monitor.execute(AddEndpoint{config()});
    QTRY_VERIFY(bench.isChecking());
    bench.monitor.execute(RemoveEndpoint{u"orders"_s});
    QTRY_VERIFY(!bench.probes.last());
    bench.monitor.flush();
    QCOMPARE(bench.updates.back()->removed, std::vector<settings::EndpointId>{u"orders"_s});
    QVERIFY(bench.updates.back()->changed.empty());
    QCOMPARE(bench.updates.back()->overall.total(), 0);
}

void TestHealthMonitor::removedAndAddedAgainIsInTheSameUpdate()
{
    Bench bench;
    bench.monitor.execute(AddEndpoint{config()});
    bench.monitor.flush();
    bench.monitor.execute(RemoveEndpoint{u"orders"_s});
    bench.monitor.execute(AddEndpoint{config()});
    bench.monitor.flush();
    QCOMPARE(bench.updates.back()->removed.size(), 1u);
    QCOMPARE(bench.updates.back()->changed.size(), 1u);
}

void TestHealthMonitor::anotherKindReplacesTheEndpoint()
{
    Bench bench;
    bench.monitor.execute(AddEndpoint{config()});
    QTRY_VERIFY(bench.isChecking());
    bench.monitor.execute(EditEndpoint{config(u"ws://127.0.0.1:1/"_s)});
    QTRY_COMPARE(bench.dialler.opened().size(), 1u);
    bench.monitor.flush();
    QVERIFY(bench.updates.back()->changed.at(0).session.has_value());
}

void TestHealthMonitor::theOverallStatusFollows()
{
    Bench bench;
    bench.monitor.execute(AddEndpoint{config()});
    QTRY_VERIFY(bench.isChecking());
    bench.probes.last()->finish(failed());
    bench.monitor.flush();
    QCOMPARE(bench.updates.back()->overall.status, Status::Unhealthy);
    const auto &last = bench.updates.back()->events.back();
    QVERIFY(std::holds_alternative<OverallEvent>(last.what));
    QVERIFY(last.endpoint.isEmpty());
    bench.monitor.execute(ForceOpenCircuit{u"orders"_s});
    bench.monitor.flush();
    QCOMPARE(bench.updates.back()->overall.openCircuits, 1);
}

void TestHealthMonitor::commandsForUnknownIdsDoNothing()
{
    Bench bench;
    for (const Command &command :
         {Command(EditEndpoint{config()}), Command(RemoveEndpoint{u"x"_s}), Command(SetPaused{u"x"_s, true}),
          Command(CheckNow{u"x"_s}), Command(ResetCircuit{u"x"_s}), Command(ForceOpenCircuit{u"x"_s}),
          Command(DisableCircuit{u"x"_s})})
        bench.monitor.execute(command);
    bench.monitor.flush();
    QVERIFY(bench.updates.empty());
}

void TestHealthMonitor::aSecondEndpointOfTheSameIdIsNotTaken()
{
    Bench bench;
    bench.monitor.execute(AddEndpoint{config()});
    bench.monitor.execute(AddEndpoint{config(u"http://127.0.0.1:2/"_s)});
    bench.monitor.flush();
    QCOMPARE(bench.updates[0]->changed.size(), 1u);
    QCOMPARE(bench.updates[0]->changed[0].config->url().port(), 1);
}

/// By a check and a dial of the same host.
void TestHealthMonitor::limitsAreObeyed()
{
    Bench bench;
    bench.monitor.execute(SetLimits{{.hostAtOnce = 1}});
    bench.monitor.execute(AddEndpoint{config(u"http://shop.example/"_s)});
    QTRY_VERIFY(bench.isChecking());
    settings::EndpointConfig socket = config(u"ws://shop.example/"_s);
    socket.id = u"feed"_s;
    bench.monitor.execute(AddEndpoint{socket});
    const auto isQueued = [&] {
        return !bench.updates.empty() && !bench.updates.back()->changed.empty() &&
               bench.updates.back()->changed.back().session &&
               bench.updates.back()->changed.back().session->state == LinkState::Queued;
    };
    QTRY_VERIFY(isQueued());
    QVERIFY(bench.dialler.opened().empty());
    bench.monitor.execute(SetLimits{{.hostAtOnce = 2}});
    QTRY_COMPARE(bench.dialler.opened().size(), 1u);
}

void TestHealthMonitor::allCircuitsThatAreNotAsNewAreResetByHand()
{
    Bench bench;
    const auto add = [&bench](const QString &id, bool paused) {
        settings::EndpointConfig endpoint = config();
        endpoint.id = id;
        endpoint.interval = 1h;
        endpoint.paused = paused;
        bench.monitor.execute(AddEndpoint{endpoint});
    };
    add(u"forced"_s, false);
    add(u"disabled and paused"_s, true);
    add(u"closed"_s, true);
    bench.monitor.execute(ForceOpenCircuit{u"forced"_s});
    bench.monitor.execute(DisableCircuit{u"disabled and paused"_s});
    bench.monitor.flush();
    bench.updates.clear();
    bench.monitor.execute(ResetAllCircuits{});
    bench.monitor.flush();
    QStringList reset;
    for (const Event &event : bench.updates.at(0)->events) {
        const auto *manual = std::get_if<ManualEvent>(&event.what);
        if (manual && manual->act == ManualAct::ResetCircuit)
            reset << event.endpoint;
    }
    reset.sort();
    QCOMPARE(reset, (QStringList{u"disabled and paused"_s, u"forced"_s}));
    for (const EndpointSnapshot &endpoint : bench.updates.at(0)->changed)
        QCOMPARE(effectiveState(endpoint.circuit), resilience::EffectiveState::Closed);
    QTRY_VERIFY(bench.isChecking());
    QCOMPARE(bench.probes.made(), 1u);
}

void TestHealthMonitor::aResetOfManyLeavesTurnsToOthers()
{
    Bench bench;
    bench.addForcedOpen(1'000);
    bench.monitor.execute(ResetAllCircuits{});
    bench.monitor.flush();
    QVERIFY(bench.updates.back()->overall.openCircuits >= 500);
    QTRY_COMPARE(bench.updates.back()->overall.openCircuits, 0);
}

void TestHealthMonitor::whatIsAskedForAfterAResetOfManyComesAfterIt()
{
    Bench bench;
    bench.addForcedOpen(1'000);
    bench.monitor.execute(ResetAllCircuits{});
    for (int i = 0; i < 1'000; ++i)
        bench.monitor.execute(ForceOpenCircuit{QString::number(i)});
    QTest::qWait(0); // whatever is left has its turn
    bench.monitor.flush();
    QCOMPARE(bench.updates.back()->overall.openCircuits, 1'000);
}

void TestHealthMonitor::aCircuitIsHandedOutAfterEachOfItsTransitions()
{
    Bench bench;
    bench.monitor.execute(AddEndpoint{config()});
    bench.monitor.flush();
    QVERIFY(bench.updates.back()->circuits.empty());
    bench.monitor.execute(ForceOpenCircuit{u"orders"_s});
    bench.monitor.flush();
    const auto &circuits = bench.updates.back()->circuits;
    QCOMPARE(circuits.size(), 1U);
    QCOMPARE(circuits.front().endpoint, u"orders"_s);
    QVERIFY(circuits.front().circuit.forced == resilience::ForcedState::ForcedOpen);
}

namespace {

/// Tripped by five failures, for half a minute.
RememberedCircuit tripped(resilience::Nanoseconds elapsed)
{
    const resilience::TimePoint saved{1h};
    RememberedCircuit remembered;
    remembered.elapsed = elapsed;
    remembered.circuit.savedAt = saved;
    remembered.circuit.since = saved;
    remembered.circuit.state = resilience::CircuitState::Open;
    remembered.circuit.openUntil = saved + 30s;
    remembered.circuit.reopenings = 3;
    remembered.circuit.lastTrip =
        resilience::TransitionRecord{.to = resilience::EffectiveState::Open,
                                     .reason = resilience::TransitionReason::FailuresInWindow,
                                     .at = saved,
                                     .actual = 5,
                                     .threshold = 5};
    remembered.failure = probe::ProbeFailure{{.errorClass = resilience::ErrorClass::Refused}};
    return remembered;
}

} // namespace

/// Its open time has run on meanwhile; nobody is asked before its end.
void TestHealthMonitor::aRememberedCircuitIsTakenUpWithItsReason()
{
    Bench bench;
    bench.monitor.execute(AddEndpoint{config(), tripped(10s)});
    bench.monitor.flush();
    const EndpointSnapshot snapshot = bench.updates.back()->changed.front();
    QVERIFY(snapshot.circuit.state == resilience::CircuitState::Open);
    QCOMPARE(snapshot.status, Status::Unhealthy);
    const auto left = *snapshot.circuit.nextTrialAt - bench.clock.now();
    QVERIFY(left > 15s && left <= 20s);
    QVERIFY(snapshot.outage);
    QCOMPARE(snapshot.outage->trip.actual, 5.0);
    QCOMPARE(snapshot.outage->failedTrials, 3);
    QVERIFY(snapshot.outage->failure->errorClass == resilience::ErrorClass::Refused);
    QVERIFY(!bench.isChecking());
}

void TestHealthMonitor::aRememberedCircuitWhoseTimeIsOverHasATrial()
{
    Bench bench;
    bench.monitor.execute(AddEndpoint{config(), tripped(31s)});
    QTRY_VERIFY(bench.isChecking());
}

FUSEBOX_LOOP_TEST(TestHealthMonitor)
#include "tst_health_monitor.moc"
