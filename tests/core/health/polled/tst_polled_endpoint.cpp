// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/health/polled/polled_bench.h"
#include "tests/support/config_parts.h"
#include "tests/support/test_program.h"

using namespace fusebox::testing::polled;

class TestPolledEndpoint final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstCheckComesWithinASecond();
    void checksComeOncePerInterval();
    void checksNeverOverlap();
    void aStallIsMadeUpForByOneCheck();
    void whatAStallMayHaveCausedIsAGap_data();
    void whatAStallMayHaveCausedIsAGap();
    void aStallBeforeTheNextAttemptIsAGap();
    void everySchemeThatIsPolledHasAProbe();
    void aSlowSuccessIsSlow();
    void aWarningIsSlowWhateverItsLatency();
    void aFailedAttemptIsRetriedAfterADelay();
    void whenManyAreToldToComeBackTheyAreSpread();
    void theLongestTimesDoNoHarm();
    void whatCannotBeMendedIsNotRetried();
    void retriesEndWithTheChecksTime();
    void checkTellsWhoseTimeWasUp_data();
    void checkTellsWhoseTimeWasUp();
    void whatMayNotBeRepeatedIsSentOnce();
    void pausingDropsTheCheckUncounted();
    void statusChangesAreToldOnce();
    void theQuestionIsMadeOnceForAllChecks();
    void aSuccessKeepsTheLastFailure();
    void failingLastsFromTheFirstFailureToTheNextSuccess();
    void anotherUrlOrAPauseEndsTheFailing();
    void aCheckTellsWhatEachPolicyDidToIt();
    void aCertificateThatExpiresSoonDegrades();
};

void TestPolledEndpoint::theFirstCheckComesWithinASecond()
{
    auto slow = config();
    slow.interval = 1h;
    EndpointHarness h(slow);
    h.pass(1s);
    QCOMPARE(h.probes.made(), 1u);
    QVERIFY(h.probes.last()->isStarted());
    QVERIFY(h.endpoint->snapshot().checking);
}

void TestPolledEndpoint::checksComeOncePerInterval()
{
    EndpointHarness h(config());
    for (int i = 0; i < 200; ++i) {
        h.pass(50ms);
        if (h.endpoint->snapshot().checking)
            h.probes.last()->finish(success());
    }
    QVERIFY(h.probes.made() >= 10 && h.probes.made() <= 11);
}

void TestPolledEndpoint::checksNeverOverlap()
{
    EndpointHarness h(config());
    h.pass(10s);
    QCOMPARE(h.probes.made(), 1u);
    h.probes.last()->finish(success(9s));
    h.pass(1s);
    QCOMPARE(h.probes.made(), 2u);
}

void TestPolledEndpoint::aStallIsMadeUpForByOneCheck()
{
    EndpointHarness h(config());
    check(h, success());
    const TimePoint stalledAt = h.endpoint->nextDeadline().value();
    h.clock.advance(stalledAt - h.clock.now() + 10s + 300ms);
    h.endpoint->advance();
    QCOMPARE(h.probes.made(), 2u);
    h.probes.last()->finish(success());
    const TimePoint next = h.endpoint->nextDeadline().value();
    QVERIFY(next > h.clock.now() + 500ms);             // half an interval on, at least
    QCOMPARE((next - stalledAt) % 1s, Nanoseconds(0)); // with the phase it had
    h.pass(next - h.clock.now() - 1ns);
    QCOMPARE(h.probes.made(), 2u);
}

void TestPolledEndpoint::whatAStallMayHaveCausedIsAGap_data()
{
    QTest::addColumn<probe::ProbeResult>("result");
    QTest::addColumn<Nanoseconds>("stall");
    QTest::addColumn<CheckOutcome>("outcome");
    using enum CheckOutcome;
    QTest::newRow("time was up") << failed(ErrorClass::Timeout) << Nanoseconds(6s) << Skipped;
    QTest::newRow("all time was up") << failed(ErrorClass::Timeout) << Nanoseconds(12s) << Skipped;
    QTest::newRow("hung up") << failed(ErrorClass::Reset) << Nanoseconds(6s) << Skipped;
    QTest::newRow("slow") << success(2300ms) << Nanoseconds(2s) << Skipped;
    QTest::newRow("answered too late") << success(12300ms) << Nanoseconds(12s) << Skipped;
    QTest::newRow("refused") << failed(ErrorClass::Refused) << Nanoseconds(2s) << Failure;
    QTest::newRow("wrong answer") << failed(ErrorClass::HttpStatus) << Nanoseconds(2s) << Failure;
    QTest::newRow("time was up, no stall") << failed(ErrorClass::Timeout) << Nanoseconds(0s) << Failure;
    QTest::newRow("hung up, no stall") << failed(ErrorClass::Reset) << Nanoseconds(0s) << Failure;
    QTest::newRow("slow, no stall") << success(2300ms) << Nanoseconds(0s) << Slow;
}

/// Who stood still was us: what is lost or late by that says nothing of the peer.
void TestPolledEndpoint::whatAStallMayHaveCausedIsAGap()
{
    QFETCH(const probe::ProbeResult, result);
    QFETCH(const Nanoseconds, stall);
    QFETCH(const CheckOutcome, outcome);
    auto delicate = config();
    delicate.circuit.failureThreshold = 1;
    EndpointHarness h(delicate);
    check(h, success());
    h.pass(h.endpoint->nextDeadline().value() - h.clock.now());
    h.clock.advance(result.latency);
    h.stalls.begin();
    h.clock.advance(stall);
    h.probes.last()->finish(result);
    const auto told = h.told<CheckEvent>().back();
    QCOMPARE(told.outcome, outcome);
    const bool isGap = outcome == CheckOutcome::Skipped;
    QCOMPARE(told.gap == GapCause::Overloaded, isGap);
    QCOMPARE(h.endpoint->status() == Status::Healthy, isGap);
    QCOMPARE(h.endpoint->snapshot().circuit.window.failures() > 0, outcome == CheckOutcome::Failure);
    QCOMPARE(h.endpoint->snapshot().circuit.window.slow() > 0, outcome == CheckOutcome::Slow);
    if (isGap) {
        QVERIFY(!told.failure);
        h.stalls.end();
        check(h, success());
        QCOMPARE(h.told<CheckEvent>().back().outcome, CheckOutcome::Success);
    }
}

void TestPolledEndpoint::aStallBeforeTheNextAttemptIsAGap()
{
    auto retrying = config();
    retrying.retry = {.maxAttempts = 2, .backoff = {.initialDelay = 100ms, .maxDelay = 100ms}};
    retrying.circuit.failureThreshold = 1;
    EndpointHarness h(retrying);
    check(h, failed());
    h.stalls.begin();
    h.clock.advance(12s);
    h.endpoint->advance();
    QCOMPARE(h.probes.made(), 1u);
    QCOMPARE(h.told<CheckEvent>().back().gap, GapCause::Overloaded);
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Closed);
}

void TestPolledEndpoint::everySchemeThatIsPolledHasAProbe()
{
    const SystemClock clock{};
    probe::NetworkProbeFactory factory(clock);
    for (const QString &url :
         {u"http://h/"_s, u"https://h/"_s, u"tcp://h:1"_s, u"tls://h:1"_s, u"dns://h/n"_s}) {
        auto polled = config();
        polled.asked = settings::parseEndpointUrl(url).value();
        QVERIFY(kindOf(polled) != probe::ProbeKind::WebSocket);
        QVERIFY2(factory.create(requestOf(polled)), qPrintable(url));
    }
}

void TestPolledEndpoint::aSlowSuccessIsSlow()
{
    EndpointHarness h(config());
    check(h, success(1001ms));
    QCOMPARE(h.told<CheckEvent>().at(0).outcome, CheckOutcome::Slow);
    QCOMPARE(h.endpoint->status(), Status::Degraded);
}

void TestPolledEndpoint::aWarningIsSlowWhateverItsLatency()
{
    EndpointHarness h(config());
    auto warned = success(3ms);
    warned.remark = probe::Remark{u"9 % free"_s, true};
    check(h, warned);
    QCOMPARE(h.told<CheckEvent>().at(0).outcome, CheckOutcome::Slow);
    const EndpointSnapshot snapshot = h.endpoint->snapshot();
    QCOMPARE(snapshot.status, Status::Degraded);
    QCOMPARE(snapshot.reasons.at(0).kind, ReasonKind::Warning);
    QCOMPARE(snapshot.reasons.at(0).text, u"9 % free"_s);
    QVERIFY(snapshot.circuit.window.slow() > 0);
}

void TestPolledEndpoint::aFailedAttemptIsRetriedAfterADelay()
{
    auto retrying = config();
    retrying.retry = {.maxAttempts = 3, .backoff = {.initialDelay = 100ms, .maxDelay = 100ms}};
    EndpointHarness h(retrying);
    check(h, failed());
    QCOMPARE(h.told<CheckEvent>().size(), 0u);
    h.pass(100ms);
    QCOMPARE(h.probes.made(), 2u);
    h.probes.last()->finish(success(20ms));
    const auto event = h.told<CheckEvent>().at(0);
    QCOMPARE(event.outcome, CheckOutcome::Success);
    QCOMPARE(event.attempts, 2);
    QCOMPARE(event.latency, Nanoseconds(20ms));
    QCOMPARE(h.endpoint->status(), Status::Degraded);
    QCOMPARE(h.endpoint->snapshot().reasons.at(0).kind, ReasonKind::NeededRetries);
}

void TestPolledEndpoint::whenManyAreToldToComeBackTheyAreSpread()
{
    auto settings = config();
    settings.retry = {.maxAttempts = 2, .backoff = {.initialDelay = 10ms}};
    EndpointWorld world;
    probe::ProbeResult busy = failed(ErrorClass::HttpStatus);
    busy.failure->status = 503;
    busy.failure->retryAfter = 2s;
    for (int i = 0; i < 20; ++i) {
        settings.id = QString::number(i);
        world.add(settings);
    }
    world.pass(1s); // each has begun its first check
    QCOMPARE(world.probes.made(), 20u);
    for (std::size_t i = 0; i < 20; ++i)
        world.probes.at(i)->finish(busy);
    const TimePoint told = world.clock.now();
    world.starts.clear();
    world.pass(2s - 1ns);
    QVERIFY(world.starts.empty());
    world.pass(200ms + 1ns);
    QCOMPARE(world.starts.size(), 20u);
    QCOMPARE(std::set<TimePoint>(world.starts.begin(), world.starts.end()).size(), 20u);
    QVERIFY(world.starts.back() - told > 2100ms);
}

void TestPolledEndpoint::theLongestTimesDoNoHarm()
{
    constexpr Nanoseconds longest = Nanoseconds::max();
    auto settings = config();
    settings.interval = longest;
    settings.timeouts = {longest, longest, longest, longest, longest};
    settings.retry = {.maxAttempts = 2, .backoff = {.initialDelay = longest, .maxDelay = longest}};
    settings.circuit.failureThreshold = 1;
    settings.circuit.recoveryTimeout = longest;
    EndpointHarness h(settings);
    h.pass(1s);
    QCOMPARE(h.probes.made(), 1u);
    auto busy = failed(ErrorClass::HttpStatus);
    busy.failure->status = 503;
    busy.failure->retryAfter = longest;
    h.probes.last()->finish(busy);
    h.pass(24h);
    QCOMPARE(h.probes.made(), 1u);
    h.endpoint->checkNow();
    QVERIFY(h.endpoint->nextDeadline().value_or(TimePoint::max()) > h.clock.now());
}

void TestPolledEndpoint::whatCannotBeMendedIsNotRetried()
{
    auto retrying = config();
    retrying.retry.maxAttempts = 3;
    EndpointHarness h(retrying);
    auto notFound = failed(ErrorClass::HttpStatus);
    notFound.failure->status = 404;
    check(h, notFound);
    QCOMPARE(h.told<CheckEvent>().at(0).attempts, 1);
    QCOMPARE(h.told<CheckEvent>().at(0).outcome, CheckOutcome::Failure);
}

void TestPolledEndpoint::retriesEndWithTheChecksTime()
{
    auto retrying = config();
    retrying.interval = 1min;
    retrying.timeouts.total = 500ms;
    retrying.retry = {.maxAttempts = 1000, .backoff = {.initialDelay = 100ms, .maxDelay = 100ms}};
    EndpointHarness h(retrying);
    h.pass(1s);
    const TimePoint begin = h.clock.now();
    while (h.told<CheckEvent>().empty()) {
        QVERIFY(h.probes.last()->request().timeouts.total <= 500ms);
        QVERIFY(h.probes.last()->request().timeouts.total > 0s);
        h.probes.last()->finish(failed());
        h.pass(100ms);
    }
    QVERIFY(h.clock.now() - begin <= 600ms);
    QVERIFY(h.told<CheckEvent>().at(0).attempts > 2);
}

void TestPolledEndpoint::checkTellsWhoseTimeWasUp_data()
{
    QTest::addColumn<std::optional<Nanoseconds>>("attemptTimeout");
    QTest::addColumn<TimeoutScope>("probes");
    QTest::addColumn<TimeoutScope>("checks");
    const std::optional<Nanoseconds> none, short_(100ms);
    QTest::newRow("the phase's") << none << TimeoutScope::Phase << TimeoutScope::Phase;
    QTest::newRow("the check's") << none << TimeoutScope::Total << TimeoutScope::Total;
    QTest::newRow("the attempt's") << short_ << TimeoutScope::Total << TimeoutScope::Attempt;
}

void TestPolledEndpoint::checkTellsWhoseTimeWasUp()
{
    QFETCH(std::optional<Nanoseconds>, attemptTimeout);
    QFETCH(TimeoutScope, probes);
    QFETCH(TimeoutScope, checks);
    auto timed = config();
    timed.timeouts.total = 500ms;
    timed.retry = {.maxAttempts = 1, .attemptTimeout = attemptTimeout};
    EndpointHarness h(timed);
    auto late = failed(ErrorClass::Timeout);
    late.failure->timedOut = probes;
    check(h, late);
    const auto failure = h.told<CheckEvent>().at(0).failure;
    QCOMPARE(failure->timedOut, checks);
    QCOMPARE(failure->phase, probe::Phase::Connect);
}

void TestPolledEndpoint::whatMayNotBeRepeatedIsSentOnce()
{
    auto posting = config();
    posting.retry.maxAttempts = 3;
    posting.timeouts.total = 1h;
    testing::httpOf(posting).method = "POST";
    for (const int sent : {1, 3}) {
        EndpointHarness h(posting);
        h.pass(1s);
        while (h.told<CheckEvent>().empty()) {
            h.probes.last()->finish(failed());
            h.pass(10s);
        }
        QCOMPARE(h.told<CheckEvent>().at(0).attempts, sent);
        testing::httpOf(posting).headers = {{"Idempotency-Key", "k"}};
    }
}

void TestPolledEndpoint::pausingDropsTheCheckUncounted()
{
    EndpointHarness h(config());
    h.pass(1s);
    h.endpoint->setPaused(true);
    QCOMPARE(h.endpoint->status(), Status::Paused);
    QVERIFY(h.endpoint->config().paused);
    h.probes.last()->finish(failed());
    h.pass(1min);
    QCOMPARE(h.probes.made(), 1u);
    QCOMPARE(h.told<CheckEvent>().size(), 0u);
    QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 0u);
    h.endpoint->setPaused(false);
    QCOMPARE(h.probes.made(), 2u);
    QCOMPARE(h.endpoint->status(), Status::Unknown);
}

void TestPolledEndpoint::statusChangesAreToldOnce()
{
    EndpointHarness h(config());
    check(h, success());
    check(h, success());
    check(h, failed());
    check(h, failed());
    const auto told = h.told<StatusEvent>();
    QCOMPARE(told.size(), 2u);
    QCOMPARE(told[0].from, Status::Unknown);
    QCOMPARE(told[0].to, Status::Healthy);
    QCOMPARE(told[1].to, Status::Unhealthy);
}

void TestPolledEndpoint::theQuestionIsMadeOnceForAllChecks()
{
    EndpointHarness h(config());
    for (int i = 0; i < 3; ++i)
        check(h, success());
    QCOMPARE(h.probes.questions(), 1);
    auto edited = std::make_shared<settings::EndpointConfig>(config());
    QUrl url = edited->url();
    url.setPort(2);
    edited->asked.setUrl(url);
    h.endpoint->edit(edited);
    QCOMPARE(h.probes.questions(), 2);
    QCOMPARE(h.probes.last()->request().url, url);
}

void TestPolledEndpoint::aSuccessKeepsTheLastFailure()
{
    EndpointHarness h(config());
    check(h, failed(ErrorClass::Reset));
    check(h, success(7ms));
    const auto snapshot = h.endpoint->snapshot();
    QCOMPARE(snapshot.lastFailure->errorClass, ErrorClass::Reset);
    QCOMPARE(snapshot.latency.value(), Nanoseconds(7ms));
    QCOMPARE(snapshot.p95.value(), Nanoseconds(7ms));
    QCOMPARE(snapshot.p99.value(), Nanoseconds(7ms));
}

void TestPolledEndpoint::failingLastsFromTheFirstFailureToTheNextSuccess()
{
    EndpointHarness h(config());
    check(h, success());
    QVERIFY(!h.endpoint->snapshot().failingSince);
    trip(h);
    const TimePoint first = h.told<TransitionEvent>().front().record.at - 2s;
    const auto since = [&] { return h.endpoint->snapshot().failingSince->steady; };
    QCOMPARE(since(), first);
    h.pass(2500ms); // half-open, degraded
    QCOMPARE(since(), first);
    h.probes.last()->finish(failed());
    QCOMPARE(since(), first);
    h.pass(2500ms);
    h.probes.last()->finish(success()); // half-open still
    QVERIFY(!h.endpoint->snapshot().failingSince);
}

void TestPolledEndpoint::anotherUrlOrAPauseEndsTheFailing()
{
    EndpointHarness h(config());
    check(h, failed());
    auto edited = config();
    edited.name = u"Orders"_s;
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(edited));
    QVERIFY(h.endpoint->snapshot().failingSince);
    edited.asked = QUrl(u"http://127.0.0.1:2/"_s);
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(edited));
    QVERIFY(!h.endpoint->snapshot().failingSince);
    h.probes.last()->finish(failed());
    QVERIFY(h.endpoint->snapshot().failingSince);
    h.endpoint->setPaused(true);
    QVERIFY(!h.endpoint->snapshot().failingSince);
}

void TestPolledEndpoint::aCheckTellsWhatEachPolicyDidToIt()
{
    using resilience::Policy;
    using resilience::TraceStep;
    auto retrying = config();
    retrying.retry = {.maxAttempts = 2, .backoff = {.initialDelay = 100ms}};
    retrying.circuit.failureThreshold = 1;
    EndpointHarness h(retrying);
    h.pass(1s);
    h.probes.last()->finish(failed());
    h.pass(1s);
    h.probes.last()->finish(failed(ErrorClass::Reset));
    h.pass(1s);
    const auto stepsOf = [](const CheckEvent &check) {
        std::vector<std::pair<Policy, TraceStep>> steps;
        for (const auto &entry : check.trace)
            steps.emplace_back(entry.policy, entry.step);
        return steps;
    };
    const std::vector<std::pair<Policy, TraceStep>> failedTwice{{Policy::Operation, TraceStep::Failed},
                                                                {Policy::Retry, TraceStep::Delayed},
                                                                {Policy::Operation, TraceStep::Failed},
                                                                {Policy::Retry, TraceStep::GaveUp}};
    const std::vector<std::pair<Policy, TraceStep>> refused{{Policy::Circuit, TraceStep::Rejected}};
    QCOMPARE(stepsOf(h.told<CheckEvent>().at(0)), failedTwice);
    QCOMPARE(stepsOf(h.told<CheckEvent>().at(1)), refused);
}

void TestPolledEndpoint::aCertificateThatExpiresSoonDegrades()
{
    settings::EndpointConfig settings = config();
    testing::tlsOf(settings).certificateWarning = std::chrono::days(21);
    EndpointHarness h(settings);
    const auto today = std::chrono::floor<std::chrono::seconds>(h.clock.wallNow());
    const auto withCertificates = [&](std::vector<std::chrono::days> left) {
        probe::CertificateChain chain;
        for (const auto days : left)
            chain.push_back({.notAfter = today + days});
        probe::ProbeResult result = success();
        result.tls = probe::TlsFacts{.chain = std::make_shared<const probe::CertificateChain>(chain)};
        return result;
    };
    using std::chrono::days;
    check(h, withCertificates({days(90), days(3000)}));
    QCOMPARE(h.endpoint->snapshot().status, Status::Healthy);

    check(h, withCertificates({days(90), days(20)})); // any of the chain
    QCOMPARE(h.endpoint->snapshot().status, Status::Degraded);
    const auto reason = h.endpoint->snapshot().reasons.at(0);
    QCOMPARE(reason.kind, ReasonKind::CertificateExpiresSoon);
    QVERIFY(reason.certificateLeft > days(19) && reason.certificateLeft <= days(20));

    probe::ProbeResult redirected = withCertificates({days(90)}); // by a host that only redirects
    redirected.hops = {{.expires = today + days(20)}, {.expires = today + days(90)}};
    check(h, redirected);
    QCOMPARE(h.endpoint->snapshot().status, Status::Degraded);

    check(h, withCertificates({days(90)})); // renewed
    QCOMPARE(h.endpoint->snapshot().status, Status::Healthy);
    check(h, success()); // http has none
    QCOMPARE(h.endpoint->snapshot().status, Status::Healthy);
}

FUSEBOX_LOOP_TEST(TestPolledEndpoint)
#include "tst_polled_endpoint.moc"
