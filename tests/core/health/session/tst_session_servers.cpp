// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "app/demo/tls_authority.h"
#include "core/health/monitor/health_monitor.h"
#include "core/probe/web_socket/web_socket_thread.h"
#include "tests/support/config_parts.h"
#include "tests/support/fake_probes.h"
#include "tests/support/test_program.h"
#include "tests/support/web_socket_front.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;

Q_DECLARE_METATYPE(fusebox::testing::Front)

namespace {

constexpr auto waiting = 30'000; ///< milliseconds for what comes soon, on a busy machine too

settings::EndpointConfig configOf(const QUrl &url, const QString &caFile)
{
    settings::EndpointConfig config;
    config.id = u"ticker"_s;
    config.asked = url;
    testing::trustOf(config).caFile = caFile;
    config.interval = 50ms;
    config.retry.backoff = {.initialDelay = 20ms, .maxDelay = 50ms};
    config.circuit.failureThreshold = 0;
    return config;
}

/// A monitor on real sockets, with what it has told last.
class Watch
{
public:
    explicit Watch(const settings::EndpointConfig &config)
    {
        QObject::connect(&m_monitor, &HealthMonitor::updated, &m_monitor,
                         [this](const MonitorUpdatePtr &update) {
                             for (const auto &snapshot : update->changed)
                                 m_last = snapshot;
                         });
        m_monitor.execute(AddEndpoint{config});
    }

    [[nodiscard]] bool isConnected() const
    {
        return m_last && m_last->session && m_last->session->state == LinkState::Connected;
    }
    [[nodiscard]] const EndpointSnapshot &last() const { return *m_last; }

private:
    SystemClock m_clock;
    FakeProbes m_probes;
    probe::WebSocketThread m_links{m_clock};
    HealthMonitor m_monitor{
        HealthMonitor::Parts{m_clock, std::make_shared<resilience::SharedRandom>(1U), m_probes, m_links}};
    std::optional<EndpointSnapshot> m_last;
};

} // namespace

/// What a session does about servers that are not ours.
class TestSessionServers final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup();
    void aBackendThatRestartsIsComeBackTo_data();
    void aBackendThatRestartsIsComeBackTo();
    void aFrontThatRestartsIsComeBackTo_data() { aBackendThatRestartsIsComeBackTo_data(); }
    void aFrontThatRestartsIsComeBackTo();

private:
    [[nodiscard]] bool start(const Front &front, quint16 backend)
    {
        return startFront(*m_front, front, backend, m_identity);
    }
    [[nodiscard]] settings::EndpointConfig config(const Front &front) const
    {
        const QString scheme = front.tls ? u"wss"_s : u"ws"_s;
        return configOf(QUrl(u"%1://127.0.0.1:%2/"_s.arg(scheme).arg(m_front->port())), m_authority.caFile());
    }

    demo::TlsAuthority m_authority;
    demo::ServerIdentity m_identity = m_authority.issue();
    std::unique_ptr<ServerProcess> m_front; ///< of the row
};

/// What a server said belongs to the failure.
void TestSessionServers::cleanup()
{
    if (m_front && QTest::currentTestFailed())
        qWarning("%s", m_front->output().constData());
    m_front.reset();
}

void TestSessionServers::aBackendThatRestartsIsComeBackTo_data()
{
    QTest::addColumn<Front>("front");
    QTest::addColumn<int>("status"); // while nobody is behind it
    QTest::newRow("nginx") << Front{.server = Server::Nginx} << 502;
    QTest::newRow("nginx over TLS") << Front{.server = Server::Nginx, .tls = true} << 502;
    QTest::newRow("haproxy") << Front{.server = Server::Haproxy} << 503;
    QTest::newRow("haproxy over TLS") << Front{.server = Server::Haproxy, .tls = true} << 503;
}

void TestSessionServers::aBackendThatRestartsIsComeBackTo()
{
    QFETCH(const Front, front);
    QFETCH(const int, status);
    NEEDS_SERVER(front.server);
    m_front = std::make_unique<ServerProcess>(front.server);
    Backend backend;
    QVERIFY(start(front, backend.port()));
    const Watch watch(config(front));
    QTRY_VERIFY_WITH_TIMEOUT(watch.isConnected() && watch.last().session->lastRoundTrip, waiting);
    QCOMPARE(watch.last().status, Status::Healthy);

    backend.stop();
    const auto isToldOf = [&] {
        const auto &failure = watch.last().lastFailure;
        return failure && failure->errorClass == ErrorClass::HttpStatus && failure->status == status;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isToldOf(), waiting);
    QVERIFY(!watch.isConnected());

    backend.start();
    QTRY_VERIFY_WITH_TIMEOUT(watch.isConnected(), waiting);
    QCOMPARE(watch.last().session->reconnects, 1);
}

void TestSessionServers::aFrontThatRestartsIsComeBackTo()
{
    QFETCH(const Front, front);
    NEEDS_SERVER(front.server);
    m_front = std::make_unique<ServerProcess>(front.server);
    const Backend backend;
    QVERIFY(start(front, backend.port()));
    const Watch watch(config(front));
    QTRY_VERIFY_WITH_TIMEOUT(watch.isConnected(), waiting);

    m_front->stop();
    const auto isRefused = [&] {
        return watch.last().lastFailure && watch.last().lastFailure->errorClass == ErrorClass::Refused;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isRefused(), waiting);

    QVERIFY(start(front, backend.port()));
    QTRY_VERIFY_WITH_TIMEOUT(watch.isConnected(), waiting);
    QCOMPARE(watch.last().session->reconnects, 1);
}

FUSEBOX_LOOP_TEST(TestSessionServers)
#include "tst_session_servers.moc"
