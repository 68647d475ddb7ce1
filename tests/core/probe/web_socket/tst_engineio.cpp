// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/health/values/clock.h"
#include "core/probe/loop/stall_watch.h"
#include "core/probe/names/resolver.h"
#include "core/probe/web_socket/web_socket_link.h"
#include "tests/support/server_process.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Kind = KeepaliveAnswer::Kind;

namespace {

/// Addresses are dialled, no name is asked for.
class NoNames final : public Resolver
{
public:
    [[nodiscard]] std::optional<QList<QHostAddress>> kept(const QString &, const NameOptions &) override
    {
        return {};
    }
    [[nodiscard]] std::unique_ptr<Lookup> resolve(const QString &, const NameOptions &, Callback) override
    {
        return {};
    }
};

/// What a person writes who watches a socket.io endpoint: the server's handshake is answered by asking for
/// the default namespace, its pings by pongs.
Keepalive socketIo()
{
    return {.answer = {{Kind::Matches, "^0\\{", u"40"_s}, {Kind::Equals, "2", u"3"_s}}};
}

} // namespace

/// A server that wants its own pings answered, which Fusebox is taught by the configuration alone.
class TestEngineio final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void staysUpWithKeepalive();
    void fallsWithout();

private:
    [[nodiscard]] WebSocketRequest request() const
    {
        return {.url = QUrl(u"ws://127.0.0.1:%1/socket.io/?EIO=4&transport=websocket"_s.arg(m_server.port())),
                .timeouts = {30s, 30s, 30s, 30s, 30s},
                .pingInterval = 30s,
                .pongTimeout = 30s};
    }
    /// The pongs of socket.io that the server has been told of so far.
    [[nodiscard]] qsizetype pongs() { return m_server.output().count("Received packet PONG"); }

    testing::ServerProcess m_server{testing::Server::PythonEngineio};
};

void TestEngineio::initTestCase()
{
    const QStringList arguments{QStringLiteral(FUSEBOX_ENGINEIO_SERVER), QString::number(m_server.port()),
                                u"0.1"_s, u"1"_s};
    QVERIFY2(m_server.start(arguments), m_server.output());
}

/// Over more of the server's pings than it waits for the answer to one.
void TestEngineio::staysUpWithKeepalive()
{
    const health::SystemClock clock;
    NoNames names;
    TlsContexts tls;
    const StallWatch stalls(clock);
    auto asked = request();
    asked.options.keepalive = socketIo();
    asked.options.expect = {.contains = "of the namespace", .within = 30s};
    WebSocketLink link(asked, {clock, names, tls}, stalls);
    bool isExpected = false;
    bool hasEnded = false;
    qint64 messages = 0;
    connect(&link, &WebSocketLink::happened, this, [&](const LinkEvent &event) {
        if (const auto *told = std::get_if<LinkMessages>(&event)) {
            messages += told->count;
            isExpected = isExpected || told->isExpected;
        }
        hasEnded = hasEnded || std::holds_alternative<LinkClosed>(event);
    });
    link.open();
    QTRY_VERIFY_WITH_TIMEOUT(pongs() >= 20 || hasEnded, 60'000);
    QVERIFY(!hasEnded);
    QVERIFY(isExpected);
    QCOMPARE(messages, qint64(1)); // that the namespace is there, and none of the pings
    link.close();
    QTRY_VERIFY(hasEnded);
}

void TestEngineio::fallsWithout()
{
    const health::SystemClock clock;
    NoNames names;
    TlsContexts tls;
    const StallWatch stalls(clock);
    WebSocketLink link(request(), {clock, names, tls}, stalls);
    const qsizetype before = pongs();
    std::optional<LinkClosed> ended;
    connect(&link, &WebSocketLink::happened, this, [&](const LinkEvent &event) {
        if (const auto *closed = std::get_if<LinkClosed>(&event))
            ended = *closed;
    });
    link.open();
    QTRY_VERIFY_WITH_TIMEOUT(ended.has_value(), 60'000);
    QVERIFY(ended->failure.has_value());
    QCOMPARE(ended->failure->errorClass, resilience::ErrorClass::Reset);
    QCOMPARE(pongs(), before);
}

FUSEBOX_SERVER_TEST(TestEngineio, fusebox::testing::Server::PythonEngineio)
#include "tst_engineio.moc"
