// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/health/detectors/sleep_detector.h"
#include "tests/support/endpoint_harness.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestSleep final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSleepIsToldOnceWithItsLength();
    void shortOnesAddUp();
    void theSystemsClockHasNotSleptSinceAMomentAgo();
    void anAttemptThatWasSleptThroughCountsForNothing();
    void whatComesAfterTheSleepCounts();
};

namespace {

settings::EndpointConfig config()
{
    settings::EndpointConfig result;
    result.id = u"orders"_s;
    result.asked = QUrl(u"http://127.0.0.1:1/"_s);
    result.retry.maxAttempts = 3;
    result.circuit.failureThreshold = 1;
    return result;
}

} // namespace

void TestSleep::aSleepIsToldOnceWithItsLength()
{
    SleepDetector detector(5h); // of the sleeps before
    QVERIFY(!detector.sleptUntil(5h));
    QCOMPARE(detector.sleptUntil(6h).value(), Nanoseconds(1h));
    QVERIFY(!detector.sleptUntil(6h));
}

void TestSleep::shortOnesAddUp()
{
    SleepDetector detector(0s);
    QVERIFY(!detector.sleptUntil(SleepDetector::shortest - 1ns));
    QCOMPARE(detector.sleptUntil(SleepDetector::shortest).value(), SleepDetector::shortest);
}

void TestSleep::theSystemsClockHasNotSleptSinceAMomentAgo()
{
    const SystemClock clock{};
    SleepDetector detector(clock.suspended());
    for (int i = 0; i < 1000; ++i)
        QVERIFY(!detector.sleptUntil(clock.suspended()));
}

void TestSleep::anAttemptThatWasSleptThroughCountsForNothing()
{
    for (const auto &result : {failed(), success()}) {
        EndpointHarness h(config());
        h.pass(1s);
        h.clock.sleep(1h);
        h.probes.last()->finish(result);
        QCOMPARE(h.told<CheckEvent>().at(0).outcome, CheckOutcome::Ignored);
        QCOMPARE(h.endpoint->snapshot().circuit.window.total(), 0u);
        QVERIFY(!h.endpoint->snapshot().lastFailure);
        QVERIFY(h.told<TransitionEvent>().empty());
    }
}

void TestSleep::whatComesAfterTheSleepCounts()
{
    EndpointHarness h(config());
    h.clock.sleep(1h);
    h.pass(1s);
    h.probes.last()->finish(success());
    QCOMPARE(h.told<CheckEvent>().at(0).outcome, CheckOutcome::Success);
}

FUSEBOX_LOOP_TEST(TestSleep)
#include "tst_sleep.moc"
