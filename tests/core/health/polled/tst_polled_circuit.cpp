// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/health/polled/polled_bench.h"
#include "tests/support/test_program.h"

using namespace fusebox::testing::polled;

class TestPolledCircuit final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itIsTheRegistrysOfTheEndpointsId();
    void oneThatWasPutBackGoesOn();
    void aTrialThatAStallSpoilsIsMadeAgain();
    void noCircuitTurnsFasterThanAPersonSees();
    void anOpenCircuitSkipsChecks();
    void aTrialComesAtTheMomentItIsDue();
    void trialsCloseTheCircuit();
    void resetChecksAtOnce();
    void forcedOpenLetsNothingThrough();
    void aDisabledCircuitLetsFailuresThrough();
    void editingKeepsTheCircuit();
    void anOutageKeepsTheTripThatBeganIt();
    void theNextRunTellsOfTheTripThatBeganIt();
    void whileTheCircuitIsOpenTheTrialIsNext();
    void transitionsAreToldAfterTheCheckThatCausedThem();
    void everyManualActIsTold();
};

void TestPolledCircuit::itIsTheRegistrysOfTheEndpointsId()
{
    EndpointHarness h(config());
    std::vector<std::string> moved;
    h.circuits.subscribe([&](const resilience::Registry::Event &event) { moved.push_back(event.circuit); });
    trip(h);
    QCOMPARE(h.circuits.known("orders")->effective(), EffectiveState::Open);
    QCOMPARE(moved, std::vector<std::string>{"orders"});
    h.endpoint.reset();
    QCOMPARE(h.circuits.size(), 0u);
}

void TestPolledCircuit::oneThatWasPutBackGoesOn()
{
    EndpointHarness before(config());
    trip(before);
    const auto saved = before.circuits.save();
    QCOMPARE(saved.size(), 1u);
    EndpointWorld world;
    world.circuits.restore(saved[0], circuitSettings(config()), 1s);
    world.add(config());
    QCOMPARE(effectiveState(world.roster.find(u"orders"_s)->snapshot().circuit), EffectiveState::Open);
    world.pass(1500ms - 1ns);
    QCOMPARE(world.probes.made(), 0u);
    world.pass(1ns);
    QCOMPARE(world.probes.made(), 1u);
}

void TestPolledCircuit::aTrialThatAStallSpoilsIsMadeAgain()
{
    EndpointHarness h(config());
    trip(h);
    const auto made = h.probes.made();
    h.pass(3s);
    QCOMPARE(h.probes.made(), made + 1);
    h.stalls.begin();
    h.clock.advance(6s);
    h.probes.last()->finish(failed(ErrorClass::Timeout));
    h.stalls.end();
    QCOMPARE(h.told<CheckEvent>().back().gap, GapCause::Overloaded);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::HalfOpen);
    check(h, success());
    check(h, success());
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Closed);
}

/// Whatever its settings say: each turn is told, and keeps the monitor from its sockets.
void TestPolledCircuit::noCircuitTurnsFasterThanAPersonSees()
{
    auto settings = config();
    settings.interval = 1h;
    settings.circuit = {.failureThreshold = 1,
                        .recoveryTimeout = 1ns,
                        .openTimeMultiplier = 1.0000001,
                        .successThreshold = 1'000'000,
                        .trialTimeout = 1ns};
    EndpointHarness h(settings);
    check(h, failed());
    h.pass(10s);
    QVERIFY(h.told<TransitionEvent>().size() > 2u);
    QVERIFY(h.told<TransitionEvent>().size() < 1'010u);
}

void TestPolledCircuit::anOpenCircuitSkipsChecks()
{
    EndpointHarness h(config());
    trip(h);
    const auto made = h.probes.made();
    h.pass(2s);
    QCOMPARE(h.probes.made(), made);
    const auto last = h.told<CheckEvent>().back();
    QCOMPARE(last.outcome, CheckOutcome::Skipped);
    QCOMPARE(last.failure->errorClass, ErrorClass::Rejected);
    QCOMPARE(last.failure->rejectedBy.value(), resilience::RejectedBy::Circuit);
    QCOMPARE(h.endpoint->status(), Status::Unhealthy);
}

void TestPolledCircuit::aTrialComesAtTheMomentItIsDue()
{
    EndpointHarness h(config());
    trip(h);
    const auto made = h.probes.made();
    h.pass(2500ms - 1ns);
    QCOMPARE(h.probes.made(), made);
    h.pass(1ns);
    QCOMPARE(h.probes.made(), made + 1);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::HalfOpen);
    h.probes.last()->finish(failed());
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Open);
}

void TestPolledCircuit::trialsCloseTheCircuit()
{
    EndpointHarness h(config());
    trip(h);
    h.pass(2500ms);
    h.probes.last()->finish(success());
    QCOMPARE(h.endpoint->status(), Status::Degraded);
    check(h, success());
    QCOMPARE(h.endpoint->status(), Status::Healthy);
    std::vector<EffectiveState> states;
    for (const auto &transition : h.told<TransitionEvent>())
        states.push_back(transition.record.to);
    QCOMPARE(states, (std::vector{EffectiveState::Open, EffectiveState::HalfOpen, EffectiveState::Closed}));
}

void TestPolledCircuit::resetChecksAtOnce()
{
    EndpointHarness h(config());
    trip(h);
    const auto made = h.probes.made();
    h.endpoint->resetCircuit();
    QCOMPARE(h.probes.made(), made + 1);
    h.probes.last()->finish(success());
    QCOMPARE(h.endpoint->status(), Status::Healthy);
    QCOMPARE(h.told<TransitionEvent>().back().record.reason, resilience::TransitionReason::ManualReset);
}

void TestPolledCircuit::forcedOpenLetsNothingThrough()
{
    EndpointHarness h(config());
    check(h, success());
    h.endpoint->forceOpen();
    h.pass(1h);
    QCOMPARE(h.probes.made(), 1u);
    QCOMPARE(h.endpoint->status(), Status::Unhealthy);
    h.endpoint->resetCircuit();
    QCOMPARE(h.probes.made(), 2u);
}

void TestPolledCircuit::aDisabledCircuitLetsFailuresThrough()
{
    EndpointHarness h(config());
    h.endpoint->disableCircuit();
    h.probes.last()->finish(failed());
    for (int i = 0; i < 5; ++i)
        check(h, failed());
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Disabled);
    QCOMPARE(h.told<TransitionEvent>().size(), 1u);
}

void TestPolledCircuit::editingKeepsTheCircuit()
{
    EndpointHarness h(config());
    trip(h);
    auto renamed = config();
    renamed.name = u"Orders"_s;
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(renamed));
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Open);
    renamed.circuit.failureThreshold = 4;
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(renamed));
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Open);
    QCOMPARE(h.endpoint->snapshot().circuit.settings.failureThreshold, 4);
    h.endpoint->forceOpen();
    renamed.circuit.failureThreshold = 5;
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(renamed));
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::ForcedOpen);
}

void TestPolledCircuit::anOutageKeepsTheTripThatBeganIt()
{
    EndpointHarness h(config());
    QVERIFY(!h.endpoint->snapshot().outage);
    const auto httpError = [](int status) {
        auto result = failed(ErrorClass::HttpStatus);
        result.failure->status = status;
        return result;
    };
    for (int i = 0; i < 3; ++i)
        check(h, httpError(503));
    const TransitionEvent trip = h.told<TransitionEvent>().front();
    QCOMPARE(trip.failure->status, 503);
    for (int i = 1; i <= 2; ++i) {
        h.pass(2500ms);
        QCOMPARE(h.endpoint->snapshot().outage->failedTrials, i - 1);
        h.probes.last()->finish(httpError(502));
    }
    const Outage outage = *h.endpoint->snapshot().outage;
    QCOMPARE(outage.trip, trip.record);
    QCOMPARE(outage.at.steady, trip.record.at);
    QCOMPARE(outage.failure->status, 503);
    QCOMPARE(outage.failedTrials, 2);
    QCOMPARE(h.told<TransitionEvent>().back().failure->status, 502);
    h.endpoint->forceOpen(); // its rules go on
    QVERIFY(h.endpoint->snapshot().outage);
    h.endpoint->resetCircuit();
    QVERIFY(!h.endpoint->snapshot().outage);
}

void TestPolledCircuit::theNextRunTellsOfTheTripThatBeganIt()
{
    EndpointHarness before(config());
    trip(before);
    before.pass(2500ms);
    before.probes.last()->finish(failed(ErrorClass::Timeout));
    const resilience::SavedCircuit saved = before.endpoint->savedCircuit();
    EndpointWorld world;
    world.circuits.restore({"orders", saved}, circuitSettings(config()), 1s);
    world.add(config());
    Endpoint *endpoint = world.roster.find(u"orders"_s);
    endpoint->takeUp(failed(ErrorClass::Refused).failure);
    const Outage outage = *endpoint->snapshot().outage;
    QVERIFY(outage.trip.reason == before.told<TransitionEvent>().front().record.reason);
    QCOMPARE(outage.failure->errorClass, ErrorClass::Refused);
    QCOMPARE(outage.failedTrials, 1);
}

void TestPolledCircuit::whileTheCircuitIsOpenTheTrialIsNext()
{
    EndpointHarness h(config());
    trip(h);
    const auto next = [&] { return h.endpoint->snapshot().nextDueAt; };
    const auto trial = h.endpoint->snapshot().circuit.nextTrialAt;
    QCOMPARE(next(), trial);
    h.pass(1s); // a tick that is held back
    QCOMPARE(next(), trial);
    h.endpoint->forceOpen();
    QVERIFY(!next());
}

void TestPolledCircuit::transitionsAreToldAfterTheCheckThatCausedThem()
{
    EndpointHarness h(config());
    trip(h);
    const auto opened = std::ranges::find_if(
        h.events, [](const Event &e) { return std::holds_alternative<TransitionEvent>(e.what); });
    QVERIFY(opened != h.events.end() && opened != h.events.begin());
    QVERIFY(std::holds_alternative<CheckEvent>(std::prev(opened)->what));
    QCOMPARE(h.told<CheckEvent>().size(), 3u);
}

void TestPolledCircuit::everyManualActIsTold()
{
    EndpointHarness h(config());
    h.endpoint->resetCircuit(); // closed already: no transition would tell of it
    h.endpoint->forceOpen();
    h.endpoint->disableCircuit();
    h.endpoint->checkNow();
    h.endpoint->setPaused(true);
    h.endpoint->setPaused(false);
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(config()));
    std::vector<ManualAct> acts;
    for (const ManualEvent &event : h.told<ManualEvent>())
        acts.push_back(event.act);
    const std::vector done{ManualAct::ResetCircuit,
                           ManualAct::ForceOpenCircuit,
                           ManualAct::DisableCircuit,
                           ManualAct::CheckNow,
                           ManualAct::Pause,
                           ManualAct::Resume,
                           ManualAct::Edit};
    QCOMPARE(acts, done);
}

FUSEBOX_LOOP_TEST(TestPolledCircuit)
#include "tst_polled_circuit.moc"
