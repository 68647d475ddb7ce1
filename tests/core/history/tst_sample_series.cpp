// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/history/history_store.h"
#include "tests/support/builders.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using history::Sample;
using history::SampleSeries;
using Kind = history::Sample::Kind;

namespace {

const QString id = QStringLiteral("orders");

health::TimePoint at(health::Nanoseconds when)
{
    return health::TimePoint(1h + when);
}

} // namespace

class TestSampleSeries : public QObject
{
    Q_OBJECT

private:
    static std::vector<Kind> kindsAfter(std::vector<decltype(health::Event::what)> events)
    {
        history::HistoryStore store;
        health::MonitorUpdate update = testing::updateOf({testing::endpoint(id)});
        auto when = 0s;
        for (auto &what : events)
            update.events.push_back(testing::event(id, {at(when += 1s), {}}, std::move(what)));
        store.apply(update);
        std::vector<Kind> kinds;
        for (const history::Sample &sample : store.find(id)->samples.samples())
            kinds.push_back(sample.kind);
        return kinds;
    }
    static health::WebSocketEvent webSocket(health::WebSocketChange change)
    {
        health::WebSocketEvent event;
        event.change = change;
        return event;
    }
    static health::CheckEvent outcome(health::CheckOutcome outcome)
    {
        health::CheckEvent check;
        check.outcome = outcome;
        return check;
    }

private Q_SLOTS:
    void samplesOlderThanTheNewestAreDropped()
    {
        history::SampleSeries series;
        series.add({at(5s), 1ms});
        series.add({at(4s), 1ms});
        QCOMPARE(series.samples().size(), std::size_t(1));
    }

    void breaksInARowCountAsOne()
    {
        history::SampleSeries series;
        for (int i = 0; i < 10; ++i)
            series.add({at(std::chrono::seconds(i)), {}, Kind::Break});
        QCOMPARE(series.samples().size(), std::size_t(1));
    }

    void numberIsBounded()
    {
        history::SampleSeries series;
        QCOMPARE(series.completeSince(), health::TimePoint::min());
        series.setMost(history::SampleSeries::maxCount);
        for (int i = 0; i < 10'000; ++i)
            series.add({at(std::chrono::milliseconds(i)), 1ms});
        QCOMPARE(series.samples().size(), history::SampleSeries::maxCount);
        QCOMPARE(series.samples().back().at, at(9'999ms));
        series.setMost(history::SampleSeries::usualCount);
        QCOMPARE(series.samples().size(), history::SampleSeries::usualCount);
        QCOMPARE(series.completeSince(), series.samples().front().at);
    }

    void ageIsBounded()
    {
        history::SampleSeries series;
        series.add({at(0s), 1ms});
        series.add({at(history::SampleSeries::maxAge), 1ms});
        QCOMPARE(series.samples().size(), std::size_t(2));
        series.add({at(history::SampleSeries::maxAge + 1ns), 1ms});
        QCOMPARE(series.samples().size(), std::size_t(2));
        QCOMPARE(series.samples().front().at, at(history::SampleSeries::maxAge));
    }

    void sinceIncludesItsMoment()
    {
        history::SampleSeries series;
        series.add({at(1s), 1ms});
        series.add({at(2s), 2ms});
        QCOMPARE(series.since(at(2s))->latency, health::Nanoseconds(2ms));
        QVERIFY(series.since(at(2s) + 1ns) == series.samples().end());
    }

    void checksBecomeSamples()
    {
        using enum health::CheckOutcome;
        QCOMPARE(kindsAfter({outcome(Success), outcome(Slow), outcome(Failure), outcome(Skipped)}),
                 (std::vector{Kind::Answer, Kind::Slow, Kind::Failure, Kind::Break}));
        QVERIFY(kindsAfter({outcome(Ignored)}).empty());
    }

    void aLostWebSocketIsAFailureAndThenAGap()
    {
        auto lost = webSocket(health::WebSocketChange::Disconnected);
        lost.failure.emplace();
        QCOMPARE(kindsAfter({webSocket(health::WebSocketChange::Pong), lost,
                             webSocket(health::WebSocketChange::Waiting),
                             webSocket(health::WebSocketChange::Connecting)}),
                 (std::vector{Kind::Answer, Kind::Failure, Kind::Break}));
    }

    void aWebSocketThatIsLostByBeingOfflineIsAGapAtOnce()
    {
        auto lost = webSocket(health::WebSocketChange::Disconnected);
        lost.failure.emplace();
        lost.gap = health::GapCause::Offline;
        QCOMPARE(kindsAfter({webSocket(health::WebSocketChange::Pong), lost}),
                 (std::vector{Kind::Answer, Kind::Break}));
    }

    void aPauseAndAnOpenCircuitAreGaps()
    {
        health::StatusEvent paused;
        paused.to = health::Status::Paused;
        QCOMPARE(kindsAfter({paused}), (std::vector{Kind::Break}));
        using enum resilience::EffectiveState;
        const auto trip = testing::transition(Closed, Open, resilience::TransitionReason::FailuresInWindow);
        QCOMPARE(kindsAfter({health::TransitionEvent{trip}}), (std::vector{Kind::Break}));
    }

    void historyGoesWithItsEndpoint()
    {
        history::HistoryStore store;
        store.apply(testing::updateOf({testing::endpoint(id)}));
        QVERIFY(store.find(id));
        health::MonitorUpdate update;
        update.removed = {id};
        update.events = {testing::event(id, {at(1s), {}}, testing::success(1ms))};
        store.apply(update);
        QVERIFY(!store.find(id));
    }

    void transitionsAreBoundedButCounted()
    {
        history::HistoryStore store;
        health::MonitorUpdate update = testing::updateOf({testing::endpoint(id)});
        for (std::size_t i = 0; i < history::EndpointHistory::maxTransitions + 10; ++i)
            update.events.push_back(testing::event(id, {at(1s), {}}, health::TransitionEvent{}));
        store.apply(update);
        QCOMPARE(store.find(id)->transitions.size(), history::EndpointHistory::maxTransitions);
        QCOMPARE(store.find(id)->transitionsEver,
                 std::uint64_t(history::EndpointHistory::maxTransitions + 10));
        QVERIFY(store.find(id)->lacksTransitions);
    }
};

FUSEBOX_PLAIN_TEST(TestSampleSeries)
#include "tst_sample_series.moc"
