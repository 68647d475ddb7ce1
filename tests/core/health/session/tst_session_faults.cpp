// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "app/demo/fault_server.h"
#include "app/demo/web_socket_faults.h"
#include "core/health/monitor/health_monitor.h"
#include "core/probe/web_socket/web_socket_thread.h"
#include "tests/support/config_parts.h"
#include "tests/support/fake_probes.h"
#include "tests/support/test_program.h"
#include "tests/support/web_socket_ends.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using testing::WebSocketEnd;

Q_DECLARE_METATYPE(fusebox::testing::WebSocketEnd)

namespace {

/// `patience`: for the upgrade and for each pong.
settings::EndpointConfig configOf(const QUrl &url, std::chrono::milliseconds patience)
{
    settings::EndpointConfig config;
    config.id = u"ticker"_s;
    QUrl socket = url;
    socket.setScheme(u"ws"_s);
    config.asked = socket;
    config.interval = 20ms;
    config.timeouts.total = patience;
    config.retry.backoff = {.initialDelay = 1ms, .maxDelay = 1ms};
    config.circuit.failureThreshold = 0;
    testing::webSocketOf(config).pongTimeout = patience;
    testing::webSocketOf(config).stableAfter = 1h;
    testing::webSocketOf(config).maxRetries = 1;
    testing::webSocketOf(config).refusedDelay = 20ms;
    return config;
}

/// A monitor on real sockets, with what it has told last.
class Watch
{
public:
    Watch()
    {
        QObject::connect(&m_monitor, &HealthMonitor::updated, &m_monitor,
                         [this](const MonitorUpdatePtr &update) {
                             for (const auto &snapshot : update->changed)
                                 m_last = snapshot;
                         });
    }

    void execute(const Command &command) { m_monitor.execute(command); }
    [[nodiscard]] bool isIn(LinkState state) const
    {
        return m_last && m_last->session && m_last->session->state == state;
    }
    [[nodiscard]] const EndpointSnapshot &last() const { return *m_last; }

private:
    SystemClock m_clock;
    testing::FakeProbes m_probes;
    probe::WebSocketThread m_links{m_clock};
    HealthMonitor m_monitor{
        HealthMonitor::Parts{m_clock, std::make_shared<resilience::SharedRandom>(1U), m_probes, m_links}};
    std::optional<EndpointSnapshot> m_last;
};

} // namespace

/// What a session does about every fault that --fault-server serves.
class TestSessionFaults final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dialsAsOftenAsItShould_data();
    void dialsAsOftenAsItShould();
    void staysWithWhatIsOdd_data();
    void staysWithWhatIsOdd();
};

void TestSessionFaults::dialsAsOftenAsItShould_data()
{
    QTest::addColumn<WebSocketEnd>("end");
    for (const auto &end : testing::webSocketEnds())
        QTest::newRow(end.fault) << end;
}

/// And a person can always have it tried once more.
void TestSessionFaults::dialsAsOftenAsItShould()
{
    QFETCH(const WebSocketEnd, end);
    const auto faults = demo::webSocketFaults(1ms);
    const auto fault = std::ranges::find(faults, QByteArray(end.fault), &demo::WebSocketFault::name);
    QVERIFY(fault != faults.end());
    std::unique_ptr<demo::WebSocketLab> lab;
    std::unique_ptr<demo::FaultServer> server;
    if (const auto *talk = std::get_if<demo::Talk>(&fault->does))
        lab = std::make_unique<demo::WebSocketLab>(*talk);
    else
        server = std::make_unique<demo::FaultServer>(std::get<demo::Script>(fault->does));
    const auto dials = [&] { return lab ? lab->connections() : server->connections(); };

    Watch watch;
    const auto ended = end.stops ? LinkState::Stopped : LinkState::GaveUp;
    const int each = end.stops ? 1 : 2; // the first, and one retry
    watch.execute(AddEndpoint{configOf(lab ? lab->url() : server->url(), 100ms)});
    QTRY_VERIFY(watch.isIn(ended));
    QCOMPARE(dials(), each);
    QCOMPARE(watch.last().status, Status::Unhealthy);
    QCOMPARE(watch.last().lastFailure->errorClass, end.errorClass);
    QCOMPARE(watch.last().session->lastCloseCode.value_or(0), end.closeCode);
    watch.execute(CheckNow{u"ticker"_s});
    QTRY_COMPARE(dials(), 2 * each);
    QTRY_VERIFY(watch.isIn(ended) && watch.last().session->attempt == 2 * each);
    QCOMPARE(dials(), 2 * each);
}

void TestSessionFaults::staysWithWhatIsOdd_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const auto &odd : testing::oddWebSockets())
        QTest::newRow(odd.name) << QByteArray(odd.name);
}

void TestSessionFaults::staysWithWhatIsOdd()
{
    QFETCH(const QByteArray, name);
    const auto faults = demo::webSocketFaults(1ms);
    const auto fault = std::ranges::find(faults, name, &demo::WebSocketFault::name);
    QVERIFY(fault != faults.end());
    const demo::WebSocketLab lab(std::get<demo::Talk>(fault->does));
    Watch watch;
    watch.execute(AddEndpoint{configOf(lab.url(), 5s)});
    QTRY_VERIFY(watch.isIn(LinkState::Connected) && watch.last().session->lastRoundTrip &&
                watch.last().session->received.messages > 0);
    QCOMPARE(watch.last().status, Status::Healthy);
    QVERIFY(!watch.last().lastFailure);
    QCOMPARE(lab.connections(), 1);
}

FUSEBOX_LOOP_TEST(TestSessionFaults)
#include "tst_session_faults.moc"
