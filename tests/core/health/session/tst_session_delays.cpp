// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include <QTest>

#include "tests/core/health/session/session_harness.h"
#include "tests/support/config_parts.h"
#include "tests/support/endpoint_world.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;

class TestSessionDelays final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theDelaysAreThoseOfTheSettings_data();
    void theDelaysAreThoseOfTheSettings();
    void aStableSessionStartsTheBackoffAnew();
    void theFirstDelayThatNobodyChoseIsASecond();
    void noDialComesBeforeTheServersWish_data();
    void noDialComesBeforeTheServersWish();
    void whatManyAreToldTogetherIsSpread_data();
    void whatManyAreToldTogetherIsSpread();
    void afterAFailedDialNamesAreLookedUpAnew();
    void extremeTimesDoNoHarm_data();
    void extremeTimesDoNoHarm();
    void aRefusedUpgradeIsRetriedSlowly_data();
    void aRefusedUpgradeIsRetriedSlowly();
    void whoIsRefusedIsUnhealthyUntilConnected();
};

void TestSessionDelays::theDelaysAreThoseOfTheSettings_data()
{
    using namespace resilience;
    QTest::addColumn<int>("growth");
    QTest::addColumn<QList<int>>("milliseconds");
    QTest::newRow("constant") << int(Growth::Constant) << QList<int>{125, 125, 125, 125};
    QTest::newRow("linear") << int(Growth::Linear) << QList<int>{125, 250, 375, 500};
    QTest::newRow("exponential") << int(Growth::Exponential) << QList<int>{125, 250, 500, 1000};
    QTest::newRow("capped") << int(Growth::Exponential) << QList<int>{125, 250, 500, 1000, 1000, 1000};
}

void TestSessionDelays::theDelaysAreThoseOfTheSettings()
{
    QFETCH(const int, growth);
    QFETCH(const QList<int>, milliseconds);
    auto settings = config();
    settings.circuit.failureThreshold = 0;
    settings.retry.backoff.growth = static_cast<resilience::Growth>(growth);
    settings.retry.backoff.jitter = resilience::Jitter::Proportional;
    settings.retry.backoff.jitterShare = 0;
    EndpointHarness h(settings);
    begin(h);
    for (const int delay : milliseconds) {
        send(h, refused());
        QCOMPARE(*h.told<WebSocketEvent>().back().retryIn, Nanoseconds(std::chrono::milliseconds(delay)));
        h.pass(std::chrono::milliseconds(delay));
    }
    QCOMPARE(h.dialler.opened().size(), std::size_t(milliseconds.size()) + 1);
}

void TestSessionDelays::aStableSessionStartsTheBackoffAnew()
{
    auto settings = config();
    settings.circuit.failureThreshold = 0;
    settings.retry.backoff.jitter = resilience::Jitter::Proportional;
    settings.retry.backoff.jitterShare = 0;
    EndpointHarness h(settings);
    begin(h);
    const auto loseAfter = [&h](Nanoseconds uptime) {
        send(h, probe::LinkConnected{3ms});
        send(h, probe::LinkPong{1ms});
        h.pass(uptime);
        send(h, refused());
        const auto delay = *h.told<WebSocketEvent>().back().retryIn;
        h.pass(delay);
        return delay;
    };
    QCOMPARE(loseAfter(5s - 1ns), Nanoseconds(125ms));
    QCOMPARE(loseAfter(5s - 1ns), Nanoseconds(250ms));
    QCOMPARE(loseAfter(5s), Nanoseconds(125ms));
    QCOMPARE(loseAfter(0s), Nanoseconds(250ms));
}

void TestSessionDelays::theFirstDelayThatNobodyChoseIsASecond()
{
    auto settings = config();
    settings.retry.backoff = {.jitter = resilience::Jitter::Proportional, .jitterShare = 0};
    EndpointHarness h(settings);
    begin(h);
    send(h, refused());
    QCOMPARE(*h.told<WebSocketEvent>().back().retryIn, Nanoseconds(1s));
}

void TestSessionDelays::noDialComesBeforeTheServersWish_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("wished"); // seconds
    QTest::addColumn<int>("least");
    QTest::addColumn<int>("most");
    QTest::newRow("none") << 503 << 0 << 1 << 1;
    QTest::newRow("no more than the backoff") << 503 << 1 << 1 << 2;
    QTest::newRow("more") << 503 << 7 << 7 << 8;
    QTest::newRow("more than the longest delay") << 503 << 30 << 30 << 33;
    QTest::newRow("a year: as long as who is refused") << 503 << 31'536'000 << 60 << 66;
    QTest::newRow("too many requests") << 429 << 7 << 7 << 8;
    QTest::newRow("refused, a shorter wish") << 403 << 7 << 60 << 66;
}

void TestSessionDelays::noDialComesBeforeTheServersWish()
{
    QFETCH(const int, status);
    QFETCH(const int, wished);
    QFETCH(const int, least);
    QFETCH(const int, most);
    auto settings = config();
    settings.retry.backoff = {.maxDelay = 10s, .jitter = resilience::Jitter::Proportional, .jitterShare = 0};
    EndpointHarness h(settings);
    begin(h);
    auto busy = answeredWith(status);
    busy.failure->retryAfter = std::chrono::seconds(wished);
    send(h, busy);
    const Nanoseconds delay = *h.told<WebSocketEvent>().back().retryIn;
    QVERIFY(delay >= std::chrono::seconds(least));
    QVERIFY(delay <= std::chrono::seconds(most));
    h.pass(std::chrono::seconds(least) - 1ns);
    QCOMPARE(h.dialler.opened().size(), 1u);
    h.pass(std::chrono::seconds(most - least) + 1ns);
    QCOMPARE(h.dialler.opened().size(), 2u);
}

void TestSessionDelays::whatManyAreToldTogetherIsSpread_data()
{
    QTest::addColumn<probe::LinkClosed>("end");
    QTest::addColumn<int>("threshold"); // of failures that open the circuit
    QTest::addColumn<double>("jitter");
    auto busy = answeredWith(503);
    busy.failure->retryAfter = 5s;
    QTest::newRow("lost") << closedWith(1012) << 0 << 1.0;
    QTest::newRow("come back in 5 s") << busy << 0 << 1.0;
    QTest::newRow("come back in 5 s, delays without jitter") << busy << 0 << 0.0;
    QTest::newRow("refused") << answeredWith(403) << 0 << 0.0;
    QTest::newRow("the circuit opens") << closedWith(1012) << 1 << 0.0;
    QTest::newRow("the circuit opens, come back in 5 s") << busy << 1 << 0.0;
}

/// A hundred ends at one moment, no two dials after it.
void TestSessionDelays::whatManyAreToldTogetherIsSpread()
{
    QFETCH(const probe::LinkClosed, end);
    QFETCH(const int, threshold);
    QFETCH(const double, jitter);
    EndpointWorld world;
    auto settings = config();
    settings.circuit.failureThreshold = threshold;
    settings.retry.backoff.jitter = resilience::Jitter::Proportional;
    settings.retry.backoff.jitterShare = jitter;
    for (int i = 0; i < 100; ++i) {
        settings.id = QString::number(i);
        world.add(settings);
    }
    world.pass(0s);
    const auto links = world.dialler.opened();
    QCOMPARE(links.size(), 100u);
    for (const probe::LinkId link : links)
        world.dialler.send(link, end);
    world.dials.clear();
    world.pass(70s);
    QVERIFY(world.dials.size() >= 100u);
    const std::set<TimePoint> moments(world.dials.begin(), world.dials.begin() + 100);
    QVERIFY(moments.size() > 95);
    QVERIFY(*moments.rbegin() - *moments.begin() > 50ms);
}

void TestSessionDelays::afterAFailedDialNamesAreLookedUpAnew()
{
    EndpointHarness h(config());
    begin(h);
    QVERIFY(!h.dialler.lastRequest().freshNames);
    const auto dialAgain = [&h](const probe::LinkClosed &end) {
        send(h, end);
        h.pass(*h.told<WebSocketEvent>().back().retryIn);
        return h.dialler.lastRequest().freshNames;
    };
    QVERIFY(dialAgain(refused()));
    QVERIFY(dialAgain(answeredWith(503))); // of somebody else, perhaps
    send(h, probe::LinkConnected{3ms});
    QVERIFY(!dialAgain(closedWith(1001)));
    QVERIFY(dialAgain(lost({.errorClass = ErrorClass::Timeout})));
}

void TestSessionDelays::extremeTimesDoNoHarm_data()
{
    QTest::addColumn<Nanoseconds>("time");
    QTest::addColumn<int>("threshold"); // of failures that open the circuit
    QTest::addColumn<probe::LinkClosed>("end");
    auto busy = answeredWith(503);
    busy.failure->retryAfter = Nanoseconds::max();
    for (const Nanoseconds time :
         {Nanoseconds::min(), Nanoseconds(0), Nanoseconds(1), Nanoseconds::max() - 1ns, Nanoseconds::max()}) {
        for (const int threshold : {0, 1}) {
            const auto row = [&](const char *how, const probe::LinkClosed &end) {
                QTest::addRow("%s, %lld ns, %d", how, static_cast<long long>(time.count()), threshold)
                    << time << threshold << end;
            };
            row("lost", refused());
            row("refused", answeredWith(403));
            row("come back never", busy);
        }
    }
}

void TestSessionDelays::extremeTimesDoNoHarm()
{
    QFETCH(const Nanoseconds, time);
    QFETCH(const int, threshold);
    QFETCH(const probe::LinkClosed, end);
    auto settings = config();
    settings.interval = std::max<Nanoseconds>(time, settings::minInterval);
    settings.retry.backoff = {.initialDelay = time, .maxDelay = time};
    settings.circuit.failureThreshold = threshold;
    settings.circuit.recoveryTimeout = time;
    settings.circuit.trialTimeout = time;
    testing::webSocketOf(settings).stableAfter = time;
    testing::webSocketOf(settings).staleAfter = time;
    testing::webSocketOf(settings).refusedDelay = time;
    EndpointHarness h(settings);
    begin(h);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    h.pass(1s);
    send(h, end);
    for (int i = 0; i < 3; ++i) {
        QVERIFY(h.told<WebSocketEvent>().back().retryIn.value_or(0ns) >= 0ns);
        h.pass(1s);
        send(h, end);
    }
}

void TestSessionDelays::aRefusedUpgradeIsRetriedSlowly_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isRefused");
    for (const int status : {301, 302, 308, 400, 401, 403, 404, 410, 426})
        QTest::addRow("%d", status) << status << true;
    for (const int status : {200, 408, 425, 429, 500, 503})
        QTest::addRow("%d", status) << status << false;
}

void TestSessionDelays::aRefusedUpgradeIsRetriedSlowly()
{
    QFETCH(const int, status);
    QFETCH(const bool, isRefused);
    auto settings = config();
    settings.circuit.failureThreshold = 0;
    testing::webSocketOf(settings).refusedDelay = 60s;
    EndpointHarness h(settings);
    begin(h);
    for (std::size_t dials = 1; dials < 6; ++dials) {
        send(h, answeredWith(status));
        QCOMPARE(h.endpoint->snapshot().lastFailure->status, status);
        const auto delay = *h.told<WebSocketEvent>().back().retryIn;
        QCOMPARE(delay >= 60s, isRefused);
        QVERIFY(delay <= 66s);
        h.pass(delay);
        QCOMPARE(h.dialler.opened().size(), dials + 1);
    }
}

/// Seldom enough that its circuit never opens.
void TestSessionDelays::whoIsRefusedIsUnhealthyUntilConnected()
{
    EndpointHarness h(config());
    becomeStable(h);
    send(h, answeredWith(401));
    QCOMPARE(h.endpoint->status(), Status::Unhealthy);
    h.pass(*h.told<WebSocketEvent>().back().retryIn);
    send(h, probe::LinkConnected{3ms});
    QCOMPARE(h.endpoint->status(), Status::Degraded);
}

FUSEBOX_LOOP_TEST(TestSessionDelays)
#include "tst_session_delays.moc"
