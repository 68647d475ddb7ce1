// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/ui/builders.h"
#include "ui/charts/column_reducer.h"
#include "ui/charts/nice_scale.h"
#include "ui/charts/state_bands.h"

using namespace fusebox;
using namespace std::chrono_literals;
using resilience::EffectiveState;
using ui::NiceScale;
using ui::Sample;
using ui::SampleSeries;
using ui::StateBand;
using ui::TimeWindow;
using Kind = ui::Sample::Kind;

namespace {

const ui::TimePoint now{100h};

TimeWindow window(int columns = 300)
{
    return {now, 300s, columns, 20s};
}

std::size_t pointsIn(const ui::ReducedSeries &reduced)
{
    std::size_t points = 0;
    for (const auto &segment : reduced.segments)
        points += segment.size();
    return points;
}

ui::TransitionEntry entry(health::Nanoseconds before, EffectiveState from, EffectiveState to)
{
    return {{now - before, {}}, testing::transition(from, to, resilience::TransitionReason::ManualReset)};
}

} // namespace

class TestChartData : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fewSamplesAreDrawnAsTheyAre()
    {
        SampleSeries series;
        series.add({now - 20s, 30ms});
        series.add({now - 10s, 40ms});
        const auto reduced = reduce(series, window());
        QCOMPARE(reduced.segments.size(), std::size_t(1));
        QCOMPARE(reduced.segments[0], (std::vector<QPointF>{{-20, 30}, {-10, 40}}));
        QCOMPARE(reduced.highest, 40.0);
    }

    void aColumnKeepsItsLowestAndHighestInTheirOrder()
    {
        SampleSeries series; // one column of a minute
        const ui::TimePoint begin(99h);
        for (const auto &[second, latency] : {std::pair(1, 20), {2, 90}, {3, 50}, {4, 10}, {5, 40}})
            series.add({begin + std::chrono::seconds(second), std::chrono::milliseconds(latency)});
        const auto reduced = reduce(series, {begin + 60s, 60s, 1, 20s});
        QCOMPARE(reduced.segments[0], (std::vector<QPointF>{{-58, 90}, {-56, 10}}));
    }

    void neverMoreThanTwoPointsAColumn()
    {
        SampleSeries series;
        for (int i = 0; i < 4000; ++i)
            series.add({now - 300s + i * 75ms, std::chrono::milliseconds(1 + i * 7919 % 100)});
        const auto reduced = reduce(series, window(100));
        QVERIFY(pointsIn(reduced) <= 2 * (100 + 1)); // the grid may cut the first and the last column
        QVERIFY(pointsIn(reduced) > 150);
        QCOMPARE(reduced.highest, 100.0);
    }

    void failuresBreakTheLineAndAreMarked()
    {
        SampleSeries series;
        series.add({now - 30s, 5ms});
        series.add({now - 20s, {}, Kind::Failure});
        series.add({now - 10s, 5ms});
        const auto reduced = reduce(series, window());
        QCOMPARE(reduced.segments.size(), std::size_t(2));
        QCOMPARE(reduced.failures, std::vector<double>{-20});
    }

    void aBreakIsAGapWithoutAMark()
    {
        SampleSeries series;
        series.add({now - 30s, 5ms});
        series.add({now - 20s, {}, Kind::Break});
        series.add({now - 10s, 5ms});
        const auto reduced = reduce(series, window());
        QCOMPARE(reduced.segments.size(), std::size_t(2));
        QVERIFY(reduced.failures.empty());
    }

    void timeWithoutSamplesIsAGap()
    {
        SampleSeries series;
        series.add({now - 50s, 5ms});
        series.add({now - 30s, 5ms}); // as long as allowed
        series.add({now - 9s, 5ms});
        QCOMPARE(reduce(series, window()).segments.size(), std::size_t(2));
    }

    void onlyTheWindowIsDrawn()
    {
        SampleSeries series;
        series.add({now - 301s, 900ms});
        series.add({now - 300s, 5ms});
        const auto reduced = reduce(series, window());
        QCOMPARE(pointsIn(reduced), std::size_t(1));
        QCOMPARE(reduced.highest, 5.0);
    }

    void failuresOfOneColumnShareAMark()
    {
        SampleSeries series;
        const ui::TimePoint begin(99h);
        for (int i = 0; i < 10; ++i)
            series.add({begin + std::chrono::seconds(i), {}, Kind::Failure});
        QCOMPARE(reduce(series, {begin + 60s, 60s, 1, 20s}).failures.size(), std::size_t(1));
    }

    void anEmptySeriesDrawsNothing()
    {
        const auto reduced = reduce(SampleSeries(), window());
        QVERIFY(reduced.segments.empty());
        QCOMPARE(reduced.highest, 0.0);
    }

    void bandsFollowEachOtherWithoutHoles()
    {
        using enum EffectiveState;
        const std::deque<ui::TransitionEntry> entries{entry(200s, Closed, Open), entry(170s, Open, HalfOpen),
                                                      entry(160s, HalfOpen, Closed)};
        QCOMPARE(stateBands(entries, Closed, now - 160s, window()),
                 (std::vector<StateBand>{
                     {-300, -200, Closed}, {-200, -170, Open}, {-170, -160, HalfOpen}, {-160, 0, Closed}}));
    }

    void bandsAreCutToTheWindow()
    {
        using enum EffectiveState;
        const std::deque<ui::TransitionEntry> entries{entry(900s, Closed, Open), entry(100s, Open, HalfOpen)};
        QCOMPARE(stateBands(entries, HalfOpen, now - 100s, window()),
                 (std::vector<StateBand>{{-300, -100, Open}, {-100, 0, HalfOpen}}));
    }

    void withoutTransitionsTheStateHasLastedSinceItBegan()
    {
        QCOMPARE(stateBands({}, EffectiveState::Disabled, now - 40s, window()),
                 (std::vector<StateBand>{{-40, 0, EffectiveState::Disabled}}));
    }

    void scalesAreRoundNumbers_data()
    {
        QTest::addColumn<double>("highest");
        QTest::addColumn<double>("top");
        QTest::addColumn<double>("step");
        QTest::newRow("exact") << 40.0 << 40.0 << 10.0;
        QTest::newRow("just over") << 40.1 << 60.0 << 20.0;
        QTest::newRow("tiny") << 0.07 << 0.08 << 0.02;
        QTest::newRow("large") << 1234.0 << 1500.0 << 500.0;
        QTest::newRow("nothing") << 0.0 << 1.0 << 0.5;
    }
    void scalesAreRoundNumbers()
    {
        QFETCH(double, highest);
        const NiceScale scale = ui::niceScale(highest);
        QTEST(scale.top, "top");
        QTEST(scale.step, "step");
    }
};

QTEST_APPLESS_MAIN(TestChartData)
#include "tst_chart_data.moc"
