// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/history/history_store.h"
#include "tests/support/builders.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using history::Uptime;
using Finding = history::Uptime::Finding;

namespace {

const QString id = QStringLiteral("orders");

} // namespace

class TestUptime : public QObject
{
    Q_OBJECT

private:
    testing::ManualClock clock;

    health::Nanoseconds up(const history::HistoryStore &store) const
    {
        return store.find(id)->uptime.up(clock.now());
    }
    health::Nanoseconds measured(const history::HistoryStore &store) const
    {
        return store.find(id)->uptime.measured(clock.now());
    }
    /// What happens now, then `later` passes.
    void happen(history::HistoryStore &store, decltype(health::Event::what) what, health::Nanoseconds later)
    {
        health::MonitorUpdate update;
        update.events.push_back(testing::event(id, clock.moment(), std::move(what)));
        store.apply(update);
        clock.advance(later);
    }
    static history::HistoryStore known()
    {
        history::HistoryStore store;
        store.apply(testing::updateOf({testing::withConfig(testing::endpoint(id), [](auto &config) {
            config.interval = 10s;
            config.timeouts.total = 5s;
            config.retry.backoff.maxDelay = 5s;
        })}));
        return store;
    }

private Q_SLOTS:
    void aFindingSpeaksUntilTheNextOne()
    {
        history::Uptime uptime;
        const auto start = clock.now();
        uptime.add(start, Finding::Up, 1min);
        uptime.add(start + 10s, Finding::Down, 1min);
        uptime.add(start + 13s, Finding::Up, 1min);
        QCOMPARE(uptime.up(start + 20s), health::Nanoseconds(17s));
        QCOMPARE(uptime.measured(start + 20s), health::Nanoseconds(20s));
    }

    void itSpeaksNoLongerThanItHolds()
    {
        history::Uptime uptime;
        const auto start = clock.now();
        uptime.add(start, Finding::Up, 15s);
        QCOMPARE(uptime.measured(start + 1h), health::Nanoseconds(15s));
        uptime.add(start + 1h, Finding::Down, 15s);
        QCOMPARE(uptime.measured(start + 2h), health::Nanoseconds(30s));
        QCOMPARE(uptime.up(start + 2h), health::Nanoseconds(15s));
    }

    void whatIsNotMeasuredCountsForNeither()
    {
        history::HistoryStore store = known();
        happen(store, testing::success(5ms), 10s);
        happen(store, testing::failure(resilience::ErrorClass::Refused), 10s);
        health::TransitionEvent opened;
        opened.record.to = resilience::EffectiveState::Open;
        happen(store, opened, 1h);
        QCOMPARE(up(store), health::Nanoseconds(10s));
        QCOMPARE(measured(store), health::Nanoseconds(20s));
        happen(store, testing::success(5ms), 10s);
        happen(store, health::StatusEvent{health::Status::Healthy, health::Status::Paused, {}}, 1h);
        QCOMPARE(up(store), health::Nanoseconds(20s));
        QCOMPARE(measured(store), health::Nanoseconds(30s));
    }

    void aLostWebSocketIsDownUntilItIsConnectedAgain()
    {
        history::HistoryStore store = known();
        happen(store, health::WebSocketEvent{.change = health::WebSocketChange::Connected}, 10s);
        health::WebSocketEvent lost{.change = health::WebSocketChange::Disconnected};
        lost.failure.emplace();
        happen(store, lost, 0s);
        happen(store, health::WebSocketEvent{.change = health::WebSocketChange::Waiting}, 3s);
        happen(store, health::WebSocketEvent{.change = health::WebSocketChange::Connected}, 1s);
        QCOMPARE(up(store), health::Nanoseconds(11s));
        QCOMPARE(measured(store), health::Nanoseconds(14s));
    }

    void aWebSocketThatIsLostByBeingOfflineIsNotDown()
    {
        history::HistoryStore store = known();
        happen(store, health::WebSocketEvent{.change = health::WebSocketChange::Connected}, 10s);
        health::WebSocketEvent lost{.change = health::WebSocketChange::Disconnected,
                                    .gap = health::GapCause::Offline};
        lost.failure.emplace();
        happen(store, lost, 3s);
        happen(store, health::WebSocketEvent{.change = health::WebSocketChange::Connected}, 1s);
        QCOMPARE(up(store), health::Nanoseconds(11s));
        QCOMPARE(measured(store), health::Nanoseconds(11s));
    }
};

FUSEBOX_LOOP_TEST(TestUptime)
#include "tst_uptime.moc"
