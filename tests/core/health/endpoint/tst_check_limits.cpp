// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/endpoint_harness.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::EffectiveState;
using resilience::RejectedBy;

/// The limits by themselves, and as a check meets them.
class TestCheckLimits final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endpointsOfAHostShareItsLimits();
    void commandsHaveABoundOfTheirOwn();
    void aCommandThatHasWaitedHasAllOfItsTime();
    void aHostIsForgottenWithItsLastEndpoint();
    void anEditedUrlLeavesItsHost();
    void loopbackHasOnlyTheLimitOfAll();
    void whatWaitsForAPlaceGoesOnWhenOneIsFree();
    void waitingIsNotLatencyAndIsInTheTrace();
    void whatGetsNoTurnInItsTimeIsAGapAndNobodysFailure();
    void whatLostItsTimeWaitingIsAGapAndNobodysFailure();
    void waitingForAPlaceTakesNoToken();
    void anOpenCircuitBurnsNoToken();
    void eachAttemptTakesAToken();
};

namespace {

constexpr auto Host = "shop.example";

settings::EndpointConfig config(const QString &url = u"http://shop.example/"_s)
{
    settings::EndpointConfig result;
    result.id = u"shop"_s;
    result.asked = QUrl(url);
    result.interval = 10s;
    result.retry.maxAttempts = 1;
    result.circuit.failureThreshold = 2;
    return result;
}

/// Takes all of a host's places, or all its tokens, until it is gone.
class Crowd
{
public:
    explicit Crowd(CheckLimits &limits, const QString &host = QLatin1StringView(Host))
        : m_layers(limits.layersFor(host))
    {
    }
    ~Crowd() { leave(); }
    Q_DISABLE_COPY_MOVE(Crowd)

    void takePlaces()
    {
        while (std::holds_alternative<resilience::Bulkhead::Entered>(places().enter(false, {})))
            ++m_taken;
        m_taken += 1; // the one that waits enters when the first leaves
    }
    void takeTokens(TimePoint now)
    {
        while (tokens().available(now) > 0)
            (void)tokens().acquire(now, {});
    }
    void leave()
    {
        for (; m_taken > 0; --m_taken)
            places().leave();
    }
    [[nodiscard]] resilience::SharedRateLimiter &tokens() const
    {
        return *std::get<resilience::RateLimitLayer>(m_layers.at(1)).limiter;
    }

private:
    [[nodiscard]] resilience::SharedBulkhead &places() const
    {
        return *std::get<resilience::BulkheadLayer>(m_layers.at(0)).bulkhead;
    }

    std::vector<resilience::Layer> m_layers;
    int m_taken = 0;
};

} // namespace

void TestCheckLimits::endpointsOfAHostShareItsLimits()
{
    const ManualClock clock;
    CheckLimits limits(clock);
    const auto first = limits.layersFor(u"a.example"_s);
    const auto second = limits.layersFor(u"a.example"_s);
    const auto other = limits.layersFor(u"b.example"_s);
    using resilience::BulkheadLayer;
    using resilience::RateLimitLayer;
    const auto rate = [](const auto &layers) { return std::get<RateLimitLayer>(layers.at(1)).limiter; };
    const auto places = [](const auto &layers, std::size_t at) {
        return std::get<BulkheadLayer>(layers.at(at)).bulkhead;
    };
    QVERIFY(rate(first) == rate(second) && rate(first) != rate(other));
    QVERIFY(places(first, 0) == places(second, 0) && places(first, 0) != places(other, 0));
    QVERIFY(places(first, 2) == places(other, 2));
}

namespace {

settings::EndpointConfig command()
{
    auto result = config(u"exec:"_s);
    result.timeouts.total = 5s;
    result.find<probe::ExecOptions>()->command = QStringList{u"true"_s};
    return result;
}

} // namespace

void TestCheckLimits::commandsHaveABoundOfTheirOwn()
{
    const ManualClock clock;
    CheckLimits limits(clock);
    const auto places = limits.placesOf(probe::ProbeKind::Exec);
    QVERIFY(places == limits.placesOf(probe::ProbeKind::Exec));
    QVERIFY(!limits.placesOf(probe::ProbeKind::Http));
    for (int i = 0; i < probe::traitsOf(probe::ProbeKind::Exec).mostAtOnce; ++i)
        QVERIFY(std::holds_alternative<resilience::Bulkhead::Entered>(places->enter(false, {})));
    QVERIFY(!std::holds_alternative<resilience::Bulkhead::Entered>(places->enter(false, {})));
}

void TestCheckLimits::aCommandThatHasWaitedHasAllOfItsTime()
{
    EndpointHarness h(command());
    const auto places = h.limits.placesOf(probe::ProbeKind::Exec);
    for (int i = 0; i < probe::traitsOf(probe::ProbeKind::Exec).mostAtOnce; ++i)
        (void)places->enter(false, {});
    h.pass(8s); // more than it may run
    QCOMPARE(h.probes.made(), 0u);
    places->leave();
    h.pass(0s);
    QCOMPARE(h.probes.made(), 1u);
    QVERIFY(h.probes.last()->request().timeouts.total == 5s);
    h.pass(5s);
    probe::ProbeResult late;
    late.failure = probe::ProbeFailure{
        {.errorClass = resilience::ErrorClass::Timeout, .timedOut = resilience::TimeoutScope::Total}};
    h.probes.last()->finish(late);
    QCOMPARE(h.told<CheckEvent>().back().outcome, CheckOutcome::Failure); // it had its time: no fault of ours
}

void TestCheckLimits::aHostIsForgottenWithItsLastEndpoint()
{
    const ManualClock clock;
    CheckLimits limits(clock);
    auto first = limits.layersFor(u"a.example"_s);
    auto second = limits.layersFor(u"a.example"_s);
    first.clear();
    QCOMPARE(limits.hosts(), 1u);
    second.clear();
    QCOMPARE(limits.hosts(), 0u);
}

void TestCheckLimits::anEditedUrlLeavesItsHost()
{
    EndpointHarness h(config());
    QCOMPARE(h.limits.hosts(), 1u);
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(config(u"http://127.0.0.1/"_s)));
    QCOMPARE(h.limits.hosts(), 0u);
}

void TestCheckLimits::loopbackHasOnlyTheLimitOfAll()
{
    const ManualClock clock;
    CheckLimits limits(clock);
    const auto layers = limits.layersFor(u"127.0.0.1"_s);
    QCOMPARE(layers.size(), 1u);
    QVERIFY(std::holds_alternative<resilience::BulkheadLayer>(layers.at(0)));
    QCOMPARE(limits.hosts(), 0u);
}

void TestCheckLimits::whatWaitsForAPlaceGoesOnWhenOneIsFree()
{
    EndpointHarness h(config());
    Crowd crowd(h.limits);
    crowd.takePlaces();
    h.pass(1s);
    QCOMPARE(h.probes.made(), 0u);
    crowd.leave();
    h.pass(0s);
    QCOMPARE(h.probes.made(), 1u);
}

void TestCheckLimits::waitingIsNotLatencyAndIsInTheTrace()
{
    EndpointHarness h(config());
    Crowd crowd(h.limits);
    crowd.takePlaces();
    h.pass(4s);
    crowd.leave();
    h.pass(0s);
    h.probes.last()->finish(success(10ms));
    const CheckEvent check = h.told<CheckEvent>().at(0);
    QCOMPARE(check.outcome, CheckOutcome::Success);
    QCOMPARE(check.latency, Nanoseconds(10ms));
    QCOMPARE(check.trace.at(0).policy, resilience::Policy::Bulkhead);
    QCOMPARE(check.trace.at(0).step, resilience::TraceStep::Waited);
    QVERIFY(check.trace.at(0).took >= 3s);
    QCOMPARE(h.endpoint->snapshot().circuit.window.slow(), 0u);
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

void TestCheckLimits::whatGetsNoTurnInItsTimeIsAGapAndNobodysFailure()
{
    EndpointHarness h(config());
    Crowd crowd(h.limits);
    crowd.takePlaces();
    h.pass(1min);
    QCOMPARE(h.probes.made(), 0u);
    const auto checks = h.told<CheckEvent>();
    QVERIFY(checks.size() >= 3);
    for (const CheckEvent &check : checks) {
        QCOMPARE(check.outcome, CheckOutcome::Skipped);
        QCOMPARE(check.gap.value(), GapCause::Crowded);
        QCOMPARE(check.failure->errorClass, resilience::ErrorClass::Rejected);
        QCOMPARE(check.failure->rejectedBy.value(), RejectedBy::Bulkhead);
    }
    QCOMPARE(h.endpoint->status(), Status::Unknown);
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 0u);
    QVERIFY(h.told<TransitionEvent>().empty());
}

/// It got its turn, but too late to be answered.
void TestCheckLimits::whatLostItsTimeWaitingIsAGapAndNobodysFailure()
{
    EndpointHarness h(config());
    Crowd crowd(h.limits);
    crowd.takePlaces();
    h.pass(9s);
    crowd.leave();
    h.pass(0s);
    QVERIFY(h.probes.last()->isStarted());
    probe::ProbeResult late = failed(resilience::ErrorClass::Timeout);
    late.failure->timedOut = resilience::TimeoutScope::Total;
    h.probes.last()->finish(late);
    const auto checks = h.told<CheckEvent>();
    QCOMPARE(checks.size(), 1u);
    QCOMPARE(checks[0].outcome, CheckOutcome::Skipped);
    QCOMPARE(checks[0].gap.value(), GapCause::Crowded);
    QCOMPARE(h.endpoint->status(), Status::Unknown);
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 0u);
    QVERIFY(!h.endpoint->snapshot().lastFailure);
}

/// Else all that have waited would be let go at once.
void TestCheckLimits::waitingForAPlaceTakesNoToken()
{
    EndpointHarness h(config());
    Crowd crowd(h.limits);
    crowd.takePlaces();
    h.pass(2s);
    QCOMPARE(crowd.tokens().available(h.clock.now()), 100);
    crowd.leave();
    h.pass(0s);
    QCOMPARE(h.probes.made(), 1u);
    QCOMPARE(crowd.tokens().available(h.clock.now()), 99);
}

void TestCheckLimits::anOpenCircuitBurnsNoToken()
{
    EndpointHarness h(config());
    h.endpoint->forceOpen();
    const Crowd crowd(h.limits);
    const int before = crowd.tokens().available(h.clock.now());
    h.pass(1min);
    QCOMPARE(h.told<CheckEvent>().back().gap.value(), GapCause::CircuitOpen);
    QCOMPARE(crowd.tokens().available(h.clock.now()), before);
}

void TestCheckLimits::eachAttemptTakesAToken()
{
    auto retrying = config();
    retrying.retry = {.maxAttempts = 3, .backoff = {.initialDelay = 1ms, .maxDelay = 1ms}};
    EndpointHarness h(retrying);
    Crowd crowd(h.limits);
    h.pass(1s);
    crowd.takeTokens(h.clock.now());
    h.probes.last()->finish(failed());
    h.pass(9ms); // until the next token: 10 ms
    QCOMPARE(h.probes.made(), 1u);
    h.pass(1ms);
    QCOMPARE(h.probes.made(), 2u);
}

FUSEBOX_LOOP_TEST(TestCheckLimits)
#include "tst_check_limits.moc"
