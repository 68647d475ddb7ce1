// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/history/run_summary.h"
#include "tests/support/builders.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using history::EndpointSummary;
using history::RunSummary;

/// At one moment after the other, with endpoints whose checks speak for half a minute.
class TestRunSummary : public QObject
{
    Q_OBJECT

private:
    testing::ManualClock clock;

    void meet(RunSummary &summary, const QString &id)
    {
        auto update = testing::updateOf({testing::withConfig(testing::endpoint(id), [](auto &config) {
            config.interval = 10s;
            config.timeouts.total = 5s;
            config.retry.backoff.maxDelay = 5s;
        })});
        update.at = clock.moment();
        summary.apply(update);
    }
    void happen(RunSummary &summary, const QString &id, decltype(health::Event::what) what,
                health::Nanoseconds later)
    {
        health::MonitorUpdate update;
        update.at = clock.moment();
        update.events.push_back(testing::event(id, clock.moment(), std::move(what)));
        summary.apply(update);
        clock.advance(later);
    }

private Q_SLOTS:
    void timesAndChecksAddUp()
    {
        RunSummary summary;
        meet(summary, QStringLiteral("a"));
        clock.advance(5s); // nothing is known yet
        for (const auto latency : {10ms, 20ms, 30ms})
            happen(summary, QStringLiteral("a"), testing::success(latency), 10s);
        happen(summary, QStringLiteral("a"), testing::failure(resilience::ErrorClass::Refused), 10s);
        health::CheckEvent skipped = testing::failure(resilience::ErrorClass::Rejected);
        skipped.outcome = health::CheckOutcome::Skipped;
        happen(summary, QStringLiteral("a"), skipped, 15s);
        const EndpointSummary found = summary.at(clock.now()).at(0);
        QCOMPARE(found.known, health::Nanoseconds(60s));
        QCOMPARE(found.up, health::Nanoseconds(30s));
        QCOMPARE(found.measured, health::Nanoseconds(40s));
        QCOMPARE(found.gaps(), health::Nanoseconds(20s));
        QCOMPARE(found.upShare().value(), 0.75);
        QCOMPARE(found.checks, 4u);
        QCOMPARE(found.failures, 1u);
        QVERIFY(found.p50 > 19ms && found.p50 < 21ms);
        QVERIFY(found.p99 > 29ms && found.p99 < 31ms);
    }

    void nothingMeasuredIsNothingSaid()
    {
        RunSummary summary;
        meet(summary, QStringLiteral("a"));
        clock.advance(5s);
        const EndpointSummary found = summary.at(clock.now()).at(0);
        QCOMPARE(found, (EndpointSummary{.id = QStringLiteral("a"), .known = 5s}));
        QVERIFY(!found.upShare());
    }

    void removedOnesStayAndUnknownOnesDoNotCount()
    {
        RunSummary summary;
        meet(summary, QStringLiteral("b"));
        meet(summary, QStringLiteral("a"));
        happen(summary, QStringLiteral("b"), testing::success(1ms), 1s);
        happen(summary, QStringLiteral("stranger"), testing::success(1ms), 1s);
        health::MonitorUpdate update;
        update.removed = {QStringLiteral("b")};
        summary.apply(update);
        const auto found = summary.at(clock.now());
        QCOMPARE(found.size(), std::size_t(2));
        QCOMPARE(found[0].id, QStringLiteral("b"));
        QCOMPARE(found[0].checks, 1u);
        QCOMPARE(found[1].id, QStringLiteral("a"));
    }
};

FUSEBOX_LOOP_TEST(TestRunSummary)
#include "tst_run_summary.moc"
