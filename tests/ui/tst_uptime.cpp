// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/test_program.h"
#include "tests/ui/builders.h"
#include "ui/models/history_store.h"
#include "ui/text/uptime_text.h"

using namespace fusebox;
using namespace std::chrono_literals;
using ui::Uptime;
using Finding = Uptime::Finding;

namespace {

const QString id = QStringLiteral("orders");

} // namespace

class TestUptime : public QObject
{
    Q_OBJECT

private:
    testing::ManualClock clock;

    health::Nanoseconds up(const ui::HistoryStore &store) const
    {
        return store.find(id)->uptime.up(clock.now());
    }
    health::Nanoseconds measured(const ui::HistoryStore &store) const
    {
        return store.find(id)->uptime.measured(clock.now());
    }
    /// What happens now, then `later` passes.
    void happen(ui::HistoryStore &store, decltype(health::Event::what) what, health::Nanoseconds later)
    {
        health::MonitorUpdate update;
        update.events.push_back(testing::event(id, clock.moment(), std::move(what)));
        store.apply(update);
        clock.advance(later);
    }
    static ui::HistoryStore known()
    {
        ui::HistoryStore store;
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
        Uptime uptime;
        const auto start = clock.now();
        uptime.add(start, Finding::Up, 1min);
        uptime.add(start + 10s, Finding::Down, 1min);
        uptime.add(start + 13s, Finding::Up, 1min);
        QCOMPARE(uptime.up(start + 20s), health::Nanoseconds(17s));
        QCOMPARE(uptime.measured(start + 20s), health::Nanoseconds(20s));
    }

    void itSpeaksNoLongerThanItHolds()
    {
        Uptime uptime;
        const auto start = clock.now();
        uptime.add(start, Finding::Up, 15s);
        QCOMPARE(uptime.measured(start + 1h), health::Nanoseconds(15s));
        uptime.add(start + 1h, Finding::Down, 15s);
        QCOMPARE(uptime.measured(start + 2h), health::Nanoseconds(30s));
        QCOMPARE(uptime.up(start + 2h), health::Nanoseconds(15s));
    }

    void whatIsNotMeasuredCountsForNeither()
    {
        ui::HistoryStore store = known();
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
        ui::HistoryStore store = known();
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
        ui::HistoryStore store = known();
        happen(store, health::WebSocketEvent{.change = health::WebSocketChange::Connected}, 10s);
        health::WebSocketEvent lost{.change = health::WebSocketChange::Disconnected,
                                    .gap = health::GapCause::Offline};
        lost.failure.emplace();
        happen(store, lost, 3s);
        happen(store, health::WebSocketEvent{.change = health::WebSocketChange::Connected}, 1s);
        QCOMPARE(up(store), health::Nanoseconds(11s));
        QCOMPARE(measured(store), health::Nanoseconds(11s));
    }

    void textsAreRoundedDown_data()
    {
        QTest::addColumn<qint64>("up");
        QTest::addColumn<qint64>("measured");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing measured") << qint64(0) << qint64(0) << QString();
        QTest::newRow("never down") << qint64(7200) << qint64(7200) << QStringLiteral("100 % of 2 h");
        QTest::newRow("down for a second")
            << qint64(86399) << qint64(86400) << QStringLiteral("99.99 % of 24 h");
        QTest::newRow("as in the example")
            << qint64(7197) << qint64(7200) << QStringLiteral("99.95 % of 2 h");
        QTest::newRow("half") << qint64(30) << qint64(60) << QStringLiteral("50.0 % of 60 s");
        QTest::newRow("always down") << qint64(0) << qint64(60) << QStringLiteral("0 % of 60 s");
    }
    void textsAreRoundedDown()
    {
        QFETCH(qint64, up);
        QFETCH(qint64, measured);
        QTEST(ui::uptimeText(std::chrono::seconds(up), std::chrono::seconds(measured)), "text");
    }
};

FUSEBOX_LOOP_TEST(TestUptime)
#include "tst_uptime.moc"
