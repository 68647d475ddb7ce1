// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/test_program.h"
#include "ui/charts/moment_text.h"
#include "ui/charts/nice_scale.h"
#include "ui/charts/state_bands.h"
#include "ui/charts/time_ticks.h"
#include "ui/charts/value_scale.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::GapCause;
using health::TimePoint;
using history::EndpointHistory;
using resilience::EffectiveState;
using resilience::ErrorClass;
using ui::ChartColumn;
using ui::ChartPicture;
using ui::NiceScale;
using ui::StateBand;
using ui::TimeWindow;
using ui::ValueScale;

namespace {

const health::TimePoint now{100h};

TimeWindow window(health::Nanoseconds length = 300s, int columns = 300)
{
    return {now - length, length, columns, 20s};
}

health::Event before(health::Nanoseconds age, decltype(health::Event::what) what)
{
    return {{now - age, health::WallTime(100h) - std::chrono::duration_cast<std::chrono::milliseconds>(age)},
            QStringLiteral("x"),
            std::move(what)};
}

/// Answers of `latency`, one a second, from `begin` to `end` before now.
void live(history::EndpointHistory &history, std::chrono::seconds begin, std::chrono::seconds end,
          health::Nanoseconds latency)
{
    for (auto age = begin; age > end; age -= 1s)
        history.add(before(age, testing::success(latency)));
}

std::size_t runsIn(const ChartPicture &picture)
{
    return std::size_t(std::ranges::count_if(
        picture.columns, [](const ChartColumn &c) { return c.answered > 0 && !c.joined; }));
}

history::TransitionEntry entry(health::Nanoseconds age, EffectiveState from, EffectiveState to)
{
    return {{now - age, {}}, testing::transition(from, to, resilience::TransitionReason::ManualReset)};
}

/// Watched for a while longer than the windows of these tests.
history::EndpointHistory moved(std::deque<history::TransitionEntry> transitions)
{
    history::EndpointHistory history;
    history.since = now - 1h;
    history.transitionsEver = transitions.size();
    history.transitions = std::move(transitions);
    return history;
}

} // namespace

class TestChartData : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fewSamplesAreDrawnAsTheyAre()
    {
        history::EndpointHistory history;
        history.add(before(30s, testing::success(30ms)));
        history.add(before(15s, testing::success(40ms)));
        const auto picture = ui::reduce(history, window(), now);
        QCOMPARE(picture.columns.size(), std::size_t(2));
        QCOMPARE(picture.columns[0].x, 0.9);
        QCOMPARE(picture.columns[1].x, 0.95);
        QCOMPARE(picture.columns[0].median, health::Nanoseconds(30ms));
        QVERIFY(picture.columns[1].joined);
        QCOMPARE(picture.highest, health::Nanoseconds(40ms));
    }

    void whatAChartShowsIsSaidInWords()
    {
        history::EndpointHistory history;
        history.add(before(30s, testing::success(30ms)));
        history.add(before(15s, testing::success(40ms)));
        history.add(before(10s, testing::failure(ErrorClass::Timeout)));
        QCOMPARE(ui::summaryText({.picture = ui::reduce(history, window(), now)}),
                 QStringLiteral("2 answered, 1 failed; 30 ms to 40 ms"));
        QCOMPARE(ui::summaryText({}), QStringLiteral("0 answered, 0 failed"));
    }

    void aColumnHoldsTheSpreadOfItsSamples()
    {
        history::EndpointHistory history;
        for (int i = 1; i <= 100; ++i)
            history.add(before(60s - i * 500ms, testing::success(std::chrono::milliseconds(i))));
        const auto picture = ui::reduce(history, {now - 60s, 60s, 1, 20s}, now);
        QCOMPARE(picture.columns.size(), std::size_t(1));
        const ChartColumn &column = picture.columns[0];
        const auto ms = [](health::Nanoseconds n) { return ui::milliseconds(n); };
        QCOMPARE(column.least, health::Nanoseconds(1ms));
        QCOMPARE(column.most, health::Nanoseconds(100ms));
        QVERIFY2(std::abs(ms(column.p5) - 5) < 0.2, qPrintable(QString::number(ms(column.p5))));
        QVERIFY2(std::abs(ms(column.median) - 50) < 1.6, qPrintable(QString::number(ms(column.median))));
        QVERIFY2(std::abs(ms(column.p95) - 95) < 3, qPrintable(QString::number(ms(column.p95))));
    }

    void neverMoreColumnsThanAsked_data()
    {
        QTest::addColumn<int>("minutes");
        for (const int minutes : {5, 60, 24 * 60, 7 * 24 * 60, 30 * 24 * 60})
            QTest::addRow("%d min", minutes) << minutes;
    }
    void neverMoreColumnsThanAsked()
    {
        QFETCH(int, minutes);
        history::EndpointHistory history;
        history.keepFine(true);
        live(history, 26h, 0s, 5ms);
        const auto picture = ui::reduce(history, window(std::chrono::minutes(minutes), 200), now);
        QCOMPARE_LE(picture.columns.size(), std::size_t(201)); // the grid may cut the first and the last
        QCOMPARE_GE(picture.columns.size(), std::size_t(std::min(150, 26 * 60 * 200 / minutes)));
        QCOMPARE(runsIn(picture), std::size_t(1));
    }

    void coarseRangesLoseNoCheck()
    {
        history::EndpointHistory history;
        history.keepFine(true);
        live(history, 20h, 0s, 5ms);
        for (const auto length : {1h, 24h, 168h, 720h}) {
            std::uint32_t answered = 0;
            for (const ChartColumn &column : ui::reduce(history, window(length, 600), now).columns)
                answered += column.answered;
            const auto seconds = std::min<std::int64_t>(length / 1s, 20 * 3600);
            QCOMPARE_GE(answered,
                        std::uint32_t(seconds - 10)); // the first roll-up may begin before the window
            QCOMPARE_LE(answered, std::uint32_t(seconds + 60));
        }
    }

    void beforeTheFineLayersBeginTheCoarseOnesServe()
    {
        history::EndpointHistory history;
        live(history, 5h, 20min, 5ms);
        history.keepFine(true);
        live(history, 20min, 0s, 5ms);
        const auto picture = ui::reduce(history, window(6h, 600), now);
        QCOMPARE_LE(picture.columns.front().from, now - 4h);
        QVERIFY(std::ranges::is_sorted(picture.columns, {}, &ChartColumn::x));
        QCOMPARE(runsIn(picture), std::size_t(1));
    }

    /// Of the hour it began in there is a roll-up too: what it holds lies in the finer layers as well.
    void whatFinerLayersHoldIsNotDrawnOfACoarserOneAsWell_data()
    {
        QTest::addColumn<health::Nanoseconds>("length");
        for (const std::chrono::seconds length : {25s, 300s, 3600s, 24 * 3600s})
            QTest::addRow("%d s", int(length.count())) << health::Nanoseconds(length);
    }
    void whatFinerLayersHoldIsNotDrawnOfACoarserOneAsWell()
    {
        QFETCH(health::Nanoseconds, length);
        history::EndpointHistory history;
        history.keepFine(true);
        const health::TimePoint later = now + 40min + 5s; // within the first hour
        history.add(before(-14min, testing::success(200ms)));
        for (auto age = -15 * 60s; now - age <= later; age -= 1s)
            history.add(before(age, testing::success(5ms)));
        const auto picture = ui::reduce(history, {later - length, length, 300, 20s}, later);
        std::uint32_t answered = 0;
        for (const ChartColumn &column : picture.columns)
            answered += column.answered;
        const bool isAll = length > 26min;
        QCOMPARE(answered, isAll ? 1507u : std::uint32_t(length / 1s) + 1);
        QCOMPARE(picture.highest, health::Nanoseconds(isAll ? 200ms : 5ms));
        QVERIFY(picture.columns.front().from >= now + (isAll && length < 24h ? 13min : 0min));
    }

    void whatIsRolledUpAloneIsDrawnAsFarBackAsItGoes()
    {
        history::EndpointHistory history;
        live(history, 50min, 30min, 90ms); // nobody looks: of this only the hour is kept
        history.keepFine(true);
        live(history, 30min, 0s, 5ms);
        QCOMPARE(ui::reduce(history, window(3600s), now).highest, health::Nanoseconds(90ms));
        QCOMPARE(ui::reduce(history, window(300s), now).highest, health::Nanoseconds(5ms));
    }

    /// A roll-up that has begun before what finer layers hold reaches into the window, what it serves does
    /// not.
    void whatCameBeforeTheWindowIsNotInIt()
    {
        history::EndpointHistory history;
        history.keepFine(true);
        live(history, 1200s, 1080s, 2s);
        live(history, 1080s, 0s, 30ms);
        const auto picture = ui::reduce(history, window(), now);
        QCOMPARE(picture.highest, health::Nanoseconds(30ms));
        QCOMPARE(picture.columns.size(), std::size_t(300));
        QCOMPARE(picture.columns.front().x, 0.);
    }

    void failuresBreakTheMedianAndAreCounted()
    {
        history::EndpointHistory history;
        history.add(before(30s, testing::success(5ms)));
        history.add(before(20s, testing::failure(ErrorClass::Refused)));
        history.add(before(10s, testing::success(5ms)));
        const auto picture = ui::reduce(history, window(), now);
        QCOMPARE(picture.columns.size(), std::size_t(3));
        QCOMPARE(picture.columns[1].answered, 0u);
        QCOMPARE(picture.columns[1].loss(), 1.0);
    }

    void aGapCutsTheLineAndSaysWhy()
    {
        history::EndpointHistory history;
        history.add(before(40s, testing::success(5ms)));
        history.add(before(30s, health::TransitionEvent{
                                    testing::transition(EffectiveState::Closed, EffectiveState::Open,
                                                        resilience::TransitionReason::FailuresInWindow)}));
        history.add(before(25s, testing::success(5ms)));
        const auto picture = ui::reduce(history, window(100s, 100), now);
        QCOMPARE(runsIn(picture), std::size_t(2));
        QCOMPARE(picture.gaps.size(), std::size_t(3)); // and before it was watched, and since the last sample
        QCOMPARE(picture.gaps[1].gap.cause, GapCause::CircuitOpen);
        QCOMPARE(picture.gaps[1].from, 0.7);
        QCOMPARE(picture.gaps[1].to, 0.75);
    }

    void aGapThatLastsEndsNow()
    {
        history::EndpointHistory history;
        health::StatusEvent paused;
        paused.to = health::Status::Paused;
        history.add(before(50s, paused));
        const auto picture = ui::reduce(history, {now - 100s, 200s, 100, 20s}, now);
        QCOMPARE(picture.gaps.back().gap.cause, GapCause::Paused);
        QCOMPARE(picture.gaps.back().from, 0.25);
        QCOMPARE(picture.gaps.back().to, 0.5);
    }

    void silenceIsAGapOfUnknownCause()
    {
        history::EndpointHistory history;
        history.add(before(50s, testing::success(5ms)));
        history.add(before(30s, testing::success(5ms))); // as long as allowed
        history.add(before(9s, testing::success(5ms)));
        const auto picture = ui::reduce(history, window(100s, 100), now);
        QCOMPARE(runsIn(picture), std::size_t(2));
        QCOMPARE(picture.gaps.back().gap.cause, GapCause::Silent);
        QCOMPARE(picture.gaps.back().gap.from, now - 30s);
    }

    void rightOfAWindowInThePastNothingIsSaid()
    {
        history::EndpointHistory history;
        live(history, 300s, 0s, 5ms);
        const auto picture = ui::reduce(history, {now - 200500ms, 100s, 100, 20s}, now);
        QVERIFY(picture.gaps.empty());
    }

    void silenceBeforeTheFirstSampleOfAWindowIsAGapToo()
    {
        history::EndpointHistory history;
        history.add(before(200s, testing::success(5ms)));
        live(history, 50s, 0s, 5ms);
        const auto picture = ui::reduce(history, window(100s, 100), now);
        QCOMPARE(picture.gaps.size(), std::size_t(1));
        QCOMPARE(picture.gaps[0].gap.cause, GapCause::Silent);
        QCOMPARE(picture.gaps[0].to, 0.5);
    }

    void whatWasNeverWatchedIsAGap()
    {
        history::EndpointHistory history;
        live(history, 25s, 0s, 5ms);
        const auto picture = ui::reduce(history, window(100s, 100), now);
        QCOMPARE(picture.gaps.size(), std::size_t(1));
        QCOMPARE(picture.gaps[0].gap.cause, GapCause::NotRunning);
        QCOMPARE(picture.gaps[0].to, 0.75);
        QVERIFY(ui::reduce({}, window(), now).columns.empty());
    }

    void thePointerIsToldExactFiguresOrTheCause()
    {
        history::EndpointHistory history;
        live(history, 50s, 20s, 31ms);
        history.add(before(20s, health::TransitionEvent{
                                    testing::transition(EffectiveState::Closed, EffectiveState::ForcedOpen,
                                                        resilience::TransitionReason::ManualForceOpen)}));
        ui::PlotContent content;
        content.window = window(100s, 100);
        content.picture = ui::reduce(history, content.window, now);
        QCOMPARE(momentText(content, 0.6, history, now).last(), QStringLiteral("31 ms"));
        QCOMPARE(momentText(content, 0.9, history, now).last(),
                 QStringLiteral("Nothing measured: circuit open (20 s)"));
        QCOMPARE(momentText(content, 0.1, history, now).last(),
                 QStringLiteral("Nothing measured: not watched"));
    }

    void gapsOfOneCauseThatOnlyATrialPartsAreNamedAsOne()
    {
        using ui::GapSpan;
        const history::Gap open{now, {}, GapCause::CircuitOpen};
        const history::Gap paused{now, {}, GapCause::Paused};
        const std::vector<GapSpan> gaps{
            {0, 0.1, open}, {0.105, 0.2, open}, {0.205, 0.3, paused}, {0.4, 0.5, paused}};
        const std::vector<GapSpan> joined{{0, 0.2, open}, {0.205, 0.3, paused}, {0.4, 0.5, paused}};
        QCOMPARE(joinedGaps(gaps, 0.01), joined);
    }

    void lossIsThatOfTheChecksAround()
    {
        std::vector<ChartColumn> columns;
        for (int i = 0; i < 100; ++i)
            columns.push_back({.x = i / 100.0, .answered = i == 50 ? 0u : 1u, .failed = i == 50 ? 1u : 0u});
        const std::vector<double> losses = ui::lossAround(columns);
        QCOMPARE(losses.size(), columns.size());
        QCOMPARE(losses[40], 0.0);
        QCOMPARE(losses[51], 1 / 7.0); // three to each side and itself
        QCOMPARE(losses[60], 0.0);
        QVERIFY(ui::lossAround({}).empty());
    }

    void bandsFollowEachOtherWithoutHoles()
    {
        using enum EffectiveState;
        const history::EndpointHistory history =
            moved({entry(75s, Closed, Open), entry(50s, Open, HalfOpen), entry(25s, HalfOpen, Closed)});
        QCOMPARE(ui::stateBands(history, Closed, now - 25s, window(100s), now),
                 (std::vector<StateBand>{
                     {0, 0.25, Closed}, {0.25, 0.5, Open}, {0.5, 0.75, HalfOpen}, {0.75, 1, Closed}}));
    }

    void bandsAreCutToTheWindowAndToNow()
    {
        using enum EffectiveState;
        const history::EndpointHistory history =
            moved({entry(900s, Closed, Open), entry(50s, Open, HalfOpen)});
        QCOMPARE(ui::stateBands(history, HalfOpen, now - 50s, {now - 100s, 200s, 100, 20s}, now),
                 (std::vector<StateBand>{{0, 0.25, Open}, {0.25, 0.5, HalfOpen}}));
    }

    void withoutTransitionsTheStateHasLastedSinceItBegan()
    {
        QCOMPARE(ui::stateBands({}, EffectiveState::Disabled, now - 25s, window(100s), now),
                 (std::vector<StateBand>{{0.75, 1, EffectiveState::Disabled}}));
    }

    void beforeTheFirstTransitionOnlyWhatWasWatchedIsPainted()
    {
        using enum EffectiveState;
        history::EndpointHistory history = moved({entry(25s, Open, HalfOpen)});
        history.since = now - 75s;
        QCOMPARE(ui::stateBands(history, HalfOpen, now - 25s, window(100s), now),
                 (std::vector<StateBand>{{0.25, 0.75, Open}, {0.75, 1, HalfOpen}}));
    }

    /// The state it came from began with a transition that nobody knows the time of any more.
    void beforeTheOldestTransitionThatIsKeptNothingIsPainted()
    {
        history::EndpointHistory history;
        for (int i = 0; i <= int(history::EndpointHistory::maxTransitions); ++i)
            history.add(before(i == 0 ? 1000s : 75s,
                               health::TransitionEvent{
                                   testing::transition(EffectiveState::Open, EffectiveState::HalfOpen,
                                                       resilience::TransitionReason::RecoveryTimeElapsed)}));
        QCOMPARE(ui::stateBands(history, EffectiveState::HalfOpen, now - 75s, window(100s), now),
                 (std::vector<StateBand>{{0.25, 1, EffectiveState::HalfOpen}}));
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
        QCOMPARE(ValueScale::linear(highest).valueAt(1), scale.top);
    }

    void aLowChartHasFewerTicks()
    {
        const ValueScale scale = ValueScale::linear(20);
        QCOMPARE(scale.ticks(5), (std::vector<double>{0, 5, 10, 15, 20}));
        QCOMPARE(scale.ticks(4), (std::vector<double>{0, 10, 20}));
        QCOMPARE(scale.ticks(2), (std::vector<double>{0, 15}));
        QCOMPARE(scale.ticks(1), (std::vector<double>{0}));
        QCOMPARE(scale.ticks(0), (std::vector<double>{0}));
    }

    void aLogarithmicScaleGivesEachDecadeTheSameRoom()
    {
        const ValueScale scale = ValueScale::logarithmic(3, 800);
        QCOMPARE(scale.ticks(), (std::vector<double>{1, 10, 100, 1000}));
        QCOMPARE(scale.share(1), 0.0);
        QCOMPARE(scale.share(10), 1 / 3.0);
        QCOMPARE(scale.share(1000), 1.0);
        QCOMPARE(scale.share(0), 0.0);
        QCOMPARE(scale.valueAt(1 / 3.0), 10.0);
        QCOMPARE(ValueScale::logarithmic(10, 10).valueAt(1), 100.0);
    }

    void ticksAreRoundTimesOfDay()
    {
        const auto ticks = ui::timeTicks(health::WallTime(100h + 7s), health::WallTime(100h + 307s), 6);
        QCOMPARE(ticks.size(), std::size_t(5));
        QCOMPARE(ticks.front().at, health::WallTime(100h + 60s));
        QCOMPARE(ticks.back().at, health::WallTime(100h + 300s));
        for (const auto length : {1min, 60min, 24 * 60min, 30 * 24 * 60min}) {
            const auto some = ui::timeTicks(health::WallTime(100h), health::WallTime(100h + length), 6);
            QVERIFY(some.size() >= 2 && some.size() <= 7);
        }
    }
};

FUSEBOX_LOOP_TEST(TestChartData)
#include "tst_chart_data.moc"
