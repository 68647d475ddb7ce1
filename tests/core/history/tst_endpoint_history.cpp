// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/history/history_store.h"
#include "tests/support/builders.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::GapCause;
using health::Nanoseconds;
using health::TimePoint;
using history::EndpointHistory;
using history::Gap;
using history::HistogramSum;
using history::HistoryStore;
using history::RollupRing;
using history::Sample;
using history::SparseHistogram;
using resilience::EffectiveState;
using Kind = history::Sample::Kind;

namespace {

const QString id = QStringLiteral("orders");

TimePoint at(Nanoseconds when)
{
    return TimePoint(1h + when);
}

health::Event happened(std::chrono::milliseconds when, decltype(health::Event::what) what)
{
    return testing::event(id, {at(when), health::WallTime(100h + when)}, std::move(what));
}

health::CheckEvent skipped(GapCause cause)
{
    health::CheckEvent check = testing::failure(resilience::ErrorClass::Rejected);
    check.outcome = health::CheckOutcome::Skipped;
    check.gap = cause;
    return check;
}

health::TransitionEvent opening()
{
    return {testing::transition(EffectiveState::Closed, EffectiveState::Open,
                                resilience::TransitionReason::FailuresInWindow)};
}

std::deque<history::Gap> gapsAfter(const std::vector<health::Event> &events)
{
    history::EndpointHistory history;
    for (const health::Event &event : events)
        history.add(event);
    return history.gaps.gaps();
}

} // namespace

class TestEndpointHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void percentilesOfRollupsAreThoseOfAllLatencies()
    {
        // The mean of the two medians would be 505 ms.
        history::SparseHistogram quick, slow;
        for (int i = 0; i < 99; ++i)
            quick.add(10ms);
        slow.add(1s);
        history::HistogramSum sum;
        sum.add(quick);
        sum.add(slow);
        QCOMPARE_LE(std::abs(std::chrono::duration<double, std::milli>(*sum.percentile(0.5)).count() - 10),
                    0.32);
        QCOMPARE_GE(*sum.percentile(1), Nanoseconds(968ms));
        sum.clear();
        QVERIFY(!sum.percentile(0.5));
        sum.add(30ms);
        QCOMPARE_LE(*sum.percentile(1), Nanoseconds(31ms));
    }

    void aSparseHistogramIsSmall()
    {
        history::SparseHistogram histogram;
        for (int i = 0; i < 3600; ++i)
            histogram.add(30ms + std::chrono::microseconds(i * 7919 % 4000));
        QCOMPARE_LE(histogram.heapBytes(), std::size_t(64));
    }

    void rollupsLieOnAGridAndCountAll()
    {
        history::RollupRing ring(10s, 100);
        ring.add({at(1s), 5ms}, nullptr);
        ring.add({at(9s), 7ms, Kind::Slow}, nullptr);
        ring.add({at(9500ms), {}, Kind::Failure, 3}, nullptr);
        ring.add({at(9600ms), {}, Kind::Break}, nullptr);
        ring.add({at(10s), 9ms}, nullptr);
        QCOMPARE(ring.rollups().size(), std::size_t(2));
        const history::Rollup &first = ring.rollups().front();
        QCOMPARE(first.begin, at(0s));
        QCOMPARE(first.answered, 2u);
        QCOMPARE(first.slow, 1u);
        QCOMPARE(first.failed, 1u);
        QCOMPARE(first.attempts, std::uint8_t(3));
        QCOMPARE(first.least, Nanoseconds(5ms));
        QCOMPARE(first.most, Nanoseconds(7ms));
        QCOMPARE(ring.since(at(5s))->begin, at(0s)); // it reaches into it
        QCOMPARE(ring.since(at(10s))->begin, at(10s));
    }

    void rollupsAreBoundedInAge()
    {
        history::RollupRing ring(10s, 6);
        for (int i = 0; i < 600; i += 30) // every third
            ring.add({at(std::chrono::seconds(i)), 5ms}, nullptr);
        QCOMPARE(ring.rollups().size(), std::size_t(2));
        QCOMPARE(ring.completeSince(), at(520s)); // the last one dropped ended then
    }

    void gapsHaveTheirCause_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<GapCause>("cause");
        QTest::newRow("paused") << 0 << GapCause::Paused;
        QTest::newRow("circuit open") << 1 << GapCause::CircuitOpen;
        QTest::newRow("rate limited") << 2 << GapCause::RateLimited;
        QTest::newRow("no place") << 3 << GapCause::Crowded;
        QTest::newRow("we stood still") << 4 << GapCause::Overloaded;
        QTest::newRow("disconnected") << 5 << GapCause::Disconnected;
        QTest::newRow("disconnected by being offline") << 6 << GapCause::Offline;
    }
    void gapsHaveTheirCause()
    {
        QFETCH(int, number);
        QFETCH(GapCause, cause);
        health::StatusEvent paused;
        paused.to = health::Status::Paused;
        health::WebSocketEvent waiting;
        waiting.change = health::WebSocketChange::Waiting;
        health::WebSocketEvent cutOff;
        cutOff.change = health::WebSocketChange::Disconnected;
        cutOff.gap = health::GapCause::Offline;
        const std::vector<decltype(health::Event::what)> causes{paused,
                                                                opening(),
                                                                skipped(GapCause::RateLimited),
                                                                skipped(GapCause::Crowded),
                                                                skipped(GapCause::Overloaded),
                                                                waiting,
                                                                cutOff};
        const auto what = causes[std::size_t(number)];
        QCOMPARE(gapsAfter({happened(1s, testing::success(1ms)), happened(2s, what), happened(3s, what),
                            happened(9s, testing::failure(resilience::ErrorClass::Refused))}),
                 (std::deque<history::Gap>{{at(2s), at(9s), cause}}));
    }

    void anotherCauseIsAnotherGap()
    {
        health::StatusEvent paused;
        paused.to = health::Status::Paused;
        QCOMPARE(gapsAfter({happened(2s, opening()), happened(5s, paused)}),
                 (std::deque<history::Gap>{{at(2s), at(5s), GapCause::CircuitOpen},
                                           {at(5s), {}, GapCause::Paused}}));
    }

    void anOpenCircuitIsTheCauseAlsoWhileDisconnected()
    {
        health::WebSocketEvent waiting;
        waiting.change = health::WebSocketChange::Waiting;
        QCOMPARE(gapsAfter({happened(2s, opening()), happened(3s, waiting)}),
                 (std::deque<history::Gap>{{at(2s), {}, GapCause::CircuitOpen}}));
    }

    void gapsAreBounded()
    {
        history::GapLog gaps;
        for (int i = 0; i < 2000; ++i) {
            gaps.begin(at(std::chrono::seconds(2 * i)), GapCause::RateLimited);
            gaps.end(at(std::chrono::seconds(2 * i + 1)));
        }
        QCOMPARE(gaps.gaps().size(), history::GapLog::most);
    }

    void allLayersHoldWhatIsLookedAt()
    {
        history::EndpointHistory history;
        history.keepFine(true);
        health::CheckEvent check = testing::success(30ms);
        check.phases[probe::Phase::Wait] = 20ms;
        for (int second = 0; second < 7200; ++second)
            history.add(happened(std::chrono::seconds(second), check));
        QCOMPARE(history.samples.samples().size(), std::size_t(16 * 60 + 1));
        QCOMPARE(history.fine->phases.size(), history.samples.samples().size());
        QCOMPARE(history.fine->tenSeconds.rollups().size(), std::size_t(720));
        QCOMPARE(history.fine->minutes.rollups().size(), std::size_t(120));
        QCOMPARE(history.hours.rollups().size(), std::size_t(2));
        QCOMPARE(history.hours.rollups().back().answered, 3600u);
        QCOMPARE(history.hours.rollups().back().measured, 3600u);
        QCOMPARE(history.hours.rollups().back().phases[std::size_t(probe::Phase::Wait)], 72'000.f);
        QCOMPARE(history.fine->checks.records().size(), history::CheckLog::most);
        QCOMPARE(history.fine->checks.ever(), std::uint64_t(7200));
    }

    void whatNobodyLooksAtStaysSmall()
    {
        history::EndpointHistory history;
        for (int second = 0; second < 2 * 86'400; ++second)
            history.add(happened(std::chrono::seconds(second),
                                 testing::success(30ms + std::chrono::microseconds(second % 3000))));
        QCOMPARE(history.samples.samples().size(), history::SampleSeries::usualCount);
        QCOMPARE(history.hours.rollups().size(), history::EndpointHistory::usualHours);
        QCOMPARE_LE(history.hours.bytes(), std::size_t(6 * 1024));
        QVERIFY(!history.fine);
    }

    void ofAnswersOnlyFailuresKeepWhatPeersSent()
    {
        history::CheckLog log;
        health::CheckEvent check = testing::success(1ms);
        check.answer.emplace().body = QByteArray(5000, 'x');
        check.firstBytes = QByteArray(5000, 'x');
        log.add({}, check);
        QVERIFY(!log.records().back().check.answer);
        QVERIFY(log.records().back().check.firstBytes.isEmpty());
        check.failure.emplace();
        for (int i = 0; i < 100; ++i)
            check.answer->fields.push_back({QByteArray(50, 'n'), QByteArray(50, 'v')});
        log.add({}, check);
        const auto &kept = *log.records().back().check.answer;
        QCOMPARE(kept.body.size(), history::CheckLog::keptBytes);
        QCOMPARE(kept.fields.size(), std::size_t(21));
        QVERIFY(kept.fieldsCut);
    }

    void onlyThoseLookedAtLastAreFine()
    {
        history::HistoryStore store;
        std::vector<health::EndpointSnapshot> all;
        for (std::size_t i = 0; i < history::HistoryStore::mostFine + 2; ++i)
            all.push_back(testing::endpoint(QStringLiteral("e%1").arg(i)));
        store.apply(testing::updateOf(all));
        const auto isFine = [&](std::size_t i) {
            return bool(store.find(QStringLiteral("e%1").arg(i))->fine);
        };
        QVERIFY(isFine(0) && isFine(history::HistoryStore::mostFine - 1));
        QVERIFY(!isFine(history::HistoryStore::mostFine));
        store.look(QStringLiteral("e0"));
        store.look(QStringLiteral("e%1").arg(history::HistoryStore::mostFine));
        store.look(QStringLiteral("e%1").arg(history::HistoryStore::mostFine + 1));
        QVERIFY(isFine(0) && isFine(history::HistoryStore::mostFine) &&
                isFine(history::HistoryStore::mostFine + 1));
        std::size_t fine = 0;
        for (std::size_t i = 0; i < all.size(); ++i)
            fine += isFine(i);
        QCOMPARE(fine, history::HistoryStore::mostFine);
    }

    void whoShowsAHistoryKeepsItWhenItsEndpointIsRemoved()
    {
        history::HistoryStore store;
        const QString id = QStringLiteral("x");
        store.apply(testing::updateOf({testing::endpoint(id)}));
        const history::SharedHistory shown = store.look(id);
        health::MonitorUpdate anew = testing::updateOf({testing::endpoint(id)});
        anew.removed = {id};
        store.apply(anew);
        QCOMPARE(shown.use_count(), 1L); // it lives on, but not for who comes next
        QVERIFY(store.look(id) != shown);
    }

    void whatIsNotCheckedFromTheStartHasItsTimeAndItsCause()
    {
        health::EndpointSnapshot paused = testing::endpoint(QStringLiteral("paused"), health::Status::Paused);
        health::EndpointSnapshot held = testing::endpoint(QStringLiteral("held"), health::Status::Unknown);
        held.held = true;
        health::MonitorUpdate update = testing::updateOf({paused, held});
        update.at = {at(4s), health::WallTime(100h)};
        history::HistoryStore store;
        store.apply(update);
        for (const auto &[id, cause] : {std::pair(QStringLiteral("paused"), GapCause::Paused),
                                        {QStringLiteral("held"), GapCause::Offline}}) {
            const history::EndpointHistory &history = *store.find(id);
            QCOMPARE(history.wallAt(at(10s)), health::WallTime(100h + 6s));
            QCOMPARE(history.since.value(), at(4s));
            QCOMPARE(history.gaps.gaps().back().cause, cause);
        }
    }

    void theTimeOfDayIsReckonedFromTheNewestEvent()
    {
        history::EndpointHistory history;
        history.add(happened(10s, testing::success(1ms)));
        QCOMPARE(history.wallAt(at(4s)), health::WallTime(100h + 4s));
    }
};

FUSEBOX_PLAIN_TEST(TestEndpointHistory)
#include "tst_endpoint_history.moc"
