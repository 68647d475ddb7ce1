// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/history/past/past.h"
#include "tests/support/builders.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::GapCause;
using health::TimePoint;
using history::EndpointHistory;
using history::Gap;
using history::PastBody;
using history::Sample;
using history::StoredPast;

namespace {

const TimePoint start = TimePoint() + 1000h; // on whole hours
const TimePoint until = start + 90min;       // when this run began

/// `checks` answers of 20 ms, and what failed.
PastBody body(TimePoint from, resilience::Nanoseconds length, int checks, int failures = 0)
{
    PastBody past{.from = from, .to = from + length};
    for (int i = 0; i < checks; ++i) {
        ++past.body.count(health::CheckOutcome::Success);
        past.body.latencies.add(20ms);
    }
    past.body.count(health::CheckOutcome::Failure) = static_cast<std::uint32_t>(failures);
    past.body.time.up = std::chrono::duration_cast<std::chrono::milliseconds>(length);
    return past;
}

PastBody gap(TimePoint from, resilience::Nanoseconds length, GapCause cause)
{
    PastBody past{.from = from, .to = from + length};
    past.body.time.gap(cause) = std::chrono::duration_cast<std::chrono::milliseconds>(length);
    return past;
}

std::uint32_t countIn(const history::RollupRing &ring)
{
    std::uint32_t count = 0;
    for (const history::Rollup &rollup : ring.rollups())
        count += rollup.count();
    return count;
}

/// One that is looked at, and has a sample of its own.
EndpointHistory running()
{
    EndpointHistory history;
    history.newest.steady = history.since.emplace(until);
    history.keepFine(true);
    history.hours.add({.at = until + 1s, .latency = 20ms}, nullptr);
    history.samples.add({.at = until + 1s, .latency = 20ms});
    return history;
}

} // namespace

class TestPast : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasLiesBeforeWhatIs()
    {
        EndpointHistory history = running();
        prepend(history, {.until = until,
                          .minutes = {body(until - 2min, 1min, 60), body(until - 1min, 1min, 60)},
                          .hours = {body(start, 1h, 3600)}});
        QCOMPARE(countIn(history.fine->minutes), 120U);
        QVERIFY(history.fine->minutes.completeSince() == until - 2min);
        QVERIFY(history.hours.completeSince() == start);
        QVERIFY(history.samples.completeSince() == until);
        QVERIFY(history.since == start);
        QVERIFY(history.hours.rollups().front().most > 19ms);
    }

    /// The hour in which the run began is counted once, whatever of it is stored by now.
    void theHourOfTheStartIsMadeOfItsMinutes()
    {
        EndpointHistory history = running();
        prepend(history, {.until = until,
                          .minutes = {body(start + 60min, 1min, 60), body(start + 89min, 1min, 60),
                                      body(until, 1min, 60)},
                          .hours = {body(start, 1h, 3600), body(start + 1h, 1h, 9999)}});
        QCOMPARE(countIn(history.hours), 3600U + 120U + 1U);
    }

    /// Else the chart would draw it over time in which nothing was known.
    void anHourThatWasKnownInPartBeginsThere()
    {
        EndpointHistory history = running();
        PastBody hour = body(start, 1h, 60);
        hour.body.time = {.up = 1min};
        prepend(history, {.until = until, .hours = {hour}});
        QVERIFY(history.hours.completeSince() == start + 59min);
        QVERIFY(history.since == start + 59min);
    }

    void noRollupIsOutOfOrder()
    {
        EndpointHistory history = running();
        prepend(history, {.until = until,
                          .minutes = {body(until - 1min, 1min, 60)},
                          .hours = {body(start + 10min, 1h, 1), body(start + 70min, 1h, 1)}});
        TimePoint before = TimePoint::min();
        for (const history::Rollup &rollup : history.hours.rollups()) {
            QVERIFY(rollup.begin > before);
            before = rollup.begin;
        }
    }

    void aTraceShowsTheWorstOfEachTenSeconds()
    {
        EndpointHistory history = running();
        const PastBody bodies[] = {body(until - 30s, 10s, 10), body(until - 20s, 10s, 9, 1),
                                   gap(until - 10s, 10s, GapCause::Paused)};
        prependTrace(history, bodies, until);
        const auto &samples = history.samples.samples();
        QCOMPARE(samples.size(), 3U);
        QVERIFY(samples[0].kind == Sample::Kind::Answer && samples[0].latency > 19ms);
        QVERIFY(samples[1].kind == Sample::Kind::Failure);
        QVERIFY(samples[2].at == until + 1s);
        QVERIFY(history.samples.completeSince() == until); // the chart looks elsewhere
    }

    void whatNobodyMeasuredIsAGapWithItsCause()
    {
        const PastBody bodies[] = {body(start, 1min, 60), gap(start + 1min, 1min, GapCause::CircuitOpen),
                                   gap(start + 2min, 1min, GapCause::CircuitOpen),
                                   body(start + 10min, 1min, 60)};
        const std::vector<Gap> expected{{start + 1min, start + 3min, GapCause::CircuitOpen},
                                        {start + 3min, start + 10min, GapCause::NotRunning},
                                        {start + 11min, until, GapCause::NotRunning}};
        QVERIFY(history::gapsIn(bodies, until) == expected);
    }

    void ofWhomNothingIsStoredHasNoGap() { QVERIFY(history::gapsIn({}, until).empty()); }

    /// It is asked for again when what was kept of it had to give way meanwhile.
    void whatIsThereAlreadyIsNotAddedTwice()
    {
        const StoredPast past{
            .until = until,
            .tenSeconds = {body(until - 10s, 10s, 10)},
            .minutes = {gap(until - 2min, 1min, GapCause::Paused), body(until - 1min, 1min, 60)},
            .hours = {body(start, 1h, 3600)},
            .transitions = {{.at = {start + 1min, {}}}}};
        EndpointHistory history = running();
        prepend(history, past);
        const auto gaps = history.gaps.gaps();
        const auto hours = countIn(history.hours);
        history.keepFine(false);
        history.keepFine(true);
        QVERIFY(!history.fine->hasPast);
        prepend(history, past);
        QVERIFY(history.fine->hasPast);
        QVERIFY(history.gaps.gaps() == gaps);
        QCOMPARE(countIn(history.hours), hours);
        QCOMPARE(countIn(history.fine->minutes), 60U);
        QCOMPARE(history.transitions.size(), 1U);
    }

    void theNewestTransitionsAreKept()
    {
        EndpointHistory history = running();
        history.transitions.push_back({.at = {until + 2s, {}}});
        std::vector<history::TransitionEntry> entries;
        for (int i = 0; i < 300; ++i)
            entries.push_back({.at = {start + i * 1s, {}}});
        prepend(history, {.until = until, .transitions = entries});
        QCOMPARE(history.transitions.size(), EndpointHistory::maxTransitions);
        QVERIFY(history.transitions.back().at.steady == until + 2s);
        QVERIFY(history.transitions.front().at.steady == start + 101s);
        QVERIFY(history.lacksTransitions);
    }
};

FUSEBOX_PLAIN_TEST(TestPast)
#include "tst_past.moc"
