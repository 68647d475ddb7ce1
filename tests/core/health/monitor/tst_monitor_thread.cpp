// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QDeadlineTimer>
#include <QTest>

#include "app/demo/dns_fault_server.h"
#include "app/demo/fault_server.h"
#include "core/health/monitor/monitor_thread.h"
#include "core/probe/names/dns_settings.h"
#include "tests/support/on_thread.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using demo::FaultServer;
using resilience::EffectiveState;
using testing::OnThread;

/// The whole engine on real sockets.
class TestMonitorThread final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCircuitGoesFullCircle();
    void phasesAddUpToTheLatency();
    void aBlockedOwnerDelaysNoCheck();
    void stopDeliversWhatIsPending();
    void endsInTheMidstOfACheck();
    void commandsAfterStopDoNothing();
    void asksTheNameServersThatItIsGiven();
};

namespace {

settings::EndpointConfig config(const QUrl &url)
{
    settings::EndpointConfig result;
    result.id = u"orders"_s;
    result.asked = url;
    result.interval = 100ms;
    result.retry.maxAttempts = 1;
    result.circuit.failureThreshold = 3;
    result.circuit.recoveryTimeout = 300ms;
    result.circuit.successThreshold = 1;
    return result;
}

/// A monitor thread and what it has told.
struct Watch
{
    MonitorThread monitor;
    std::vector<Event> events;

    explicit Watch(const probe::DnsSettings &dns = {})
        : monitor(dns)
    {
        QObject::connect(&monitor, &MonitorThread::updated, &monitor, [this](const MonitorUpdatePtr &update) {
            events.insert(events.end(), update->events.begin(), update->events.end());
        });
    }

    template <typename What>
    [[nodiscard]] std::vector<What> told() const
    {
        std::vector<What> result;
        for (const auto &event : events) {
            if (const auto *what = std::get_if<What>(&event.what))
                result.push_back(*what);
        }
        return result;
    }

    [[nodiscard]] std::vector<EffectiveState> states() const
    {
        std::vector<EffectiveState> result;
        for (const auto &transition : told<TransitionEvent>())
            result.push_back(transition.record.to);
        return result;
    }
};

} // namespace

void TestMonitorThread::aCircuitGoesFullCircle()
{
    OnThread<FaultServer> server([](const FaultServer::Connection &connection) {
        return connection.number <= 4 ? demo::Script{demo::step::Reset{}} : demo::answer(200);
    });
    Watch watch;
    watch.monitor.execute(AddEndpoint{config(server->url())});
    using enum EffectiveState;
    QTRY_COMPARE(watch.states(), (std::vector{Open, HalfOpen, Open, HalfOpen, Closed}));
    QVERIFY(server->connections() >= 5);
    const auto trip = watch.told<TransitionEvent>().front().record;
    QCOMPARE(trip.actual, 3.0);
    QCOMPARE(trip.lastError.value(), resilience::ErrorClass::Reset);
}

void TestMonitorThread::phasesAddUpToTheLatency()
{
    OnThread<FaultServer> server(demo::answer(200, "hello", 20ms));
    Watch watch;
    watch.monitor.execute(AddEndpoint{config(server->url())});
    QTRY_VERIFY(watch.told<CheckEvent>().size() >= 3);
    for (const auto &check : watch.told<CheckEvent>()) {
        QCOMPARE(check.outcome, CheckOutcome::Success);
        QVERIFY(check.latency >= 20ms);
        QCOMPARE(check.phases.sum(), check.latency);
    }
}

void TestMonitorThread::aBlockedOwnerDelaysNoCheck()
{
    OnThread<FaultServer> server(demo::answer(200));
    Watch watch;
    watch.monitor.execute(AddEndpoint{config(server->url())});
    QTRY_VERIFY(!watch.told<CheckEvent>().empty());
    const int before = server->requests();
    const QDeadlineTimer blocked(1000);
    while (!blocked.hasExpired()) {
    }
    QVERIFY(server->requests() - before >= 8);
}

void TestMonitorThread::stopDeliversWhatIsPending()
{
    Watch watch;
    watch.monitor.execute(AddEndpoint{config(QUrl(u"http://127.0.0.1:1/"_s))});
    watch.monitor.execute(ForceOpenCircuit{u"orders"_s});
    watch.monitor.stop();
    QCOMPARE(watch.states(), std::vector{EffectiveState::ForcedOpen});
}

void TestMonitorThread::endsInTheMidstOfACheck()
{
    OnThread<FaultServer> server(demo::Script{demo::step::StaySilent{}});
    Watch watch;
    watch.monitor.execute(AddEndpoint{config(server->url())});
    QTRY_VERIFY(server->connections() > 0);
    watch.monitor.stop();
    QVERIFY(watch.told<CheckEvent>().empty());
}

void TestMonitorThread::commandsAfterStopDoNothing()
{
    Watch watch;
    watch.monitor.stop();
    watch.monitor.execute(AddEndpoint{config(QUrl(u"http://127.0.0.1:1/"_s))});
    watch.monitor.stop();
    QVERIFY(watch.events.empty());
}

/// For checks and for WebSockets.
void TestMonitorThread::asksTheNameServersThatItIsGiven()
{
    OnThread<demo::DnsFaultServer> names([](const demo::DnsAsked &asked) -> demo::DnsScript {
        if (asked.name != "known.test" || asked.type != 1)
            return demo::dns::Answer{};
        return demo::dns::Answer{.records = {demo::aRecord("127.0.0.1")}};
    });
    OnThread<FaultServer> server(demo::answer(200));
    Watch watch({.servers = {{QHostAddress(QHostAddress::LocalHost), names->port()}}});
    QUrl url = server->url();
    url.setHost(u"known.test"_s);
    watch.monitor.execute(AddEndpoint{config(url)});
    QTRY_VERIFY(!watch.told<CheckEvent>().empty());
    QCOMPARE(watch.told<CheckEvent>().front().outcome, CheckOutcome::Success);

    url.setScheme(u"ws"_s);
    auto socket = config(url);
    socket.id = u"socket"_s;
    watch.monitor.execute(AddEndpoint{socket});
    const auto failure = [&watch]() -> std::optional<probe::ProbeFailure> {
        for (const auto &event : watch.told<WebSocketEvent>())
            if (event.failure)
                return event.failure;
        return {};
    };
    QTRY_VERIFY(failure());
    QCOMPARE(failure()->status, 200); // found, and is no WebSocket
}

FUSEBOX_LOOP_TEST(TestMonitorThread)
#include "tst_monitor_thread.moc"
