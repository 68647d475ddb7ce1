// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "app/demo/fault_server.h"
#include "app/demo/tls_authority.h"
#include "core/probe/http/http_pool.h"
#include "core/probe/http/http_probe.h"
#include "tests/core/probe/http2_frames.h"
#include "tests/core/probe/probe_run.h"
#include "tests/core/probe/scripted_resolver.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using probe::HttpOptions;
using probe::Phase;
using resilience::ErrorClass;

/// Connections that are kept, and what happens when they turn out closed.
class TestHttpPool final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timeoutOfAKeptConnectionIsAskedAnew();
    void init() { m_pool = std::make_unique<probe::HttpPool>(m_clock); }
    void cleanup() { m_pool.reset(); }

    void secondRequestReusesTheConnection_data();
    void secondRequestReusesTheConnection();
    void withoutKeepAliveEveryRequestDials();
    void connectionThatCannotServeAgainIsClosed_data();
    void connectionThatCannotServeAgainIsClosed();
    void connectionThatEndsWhileIdleIsDropped_data();
    void connectionThatEndsWhileIdleIsDropped();
    void closedConnectionIsDialledAnewOnceAndVisibly_data();
    void closedConnectionIsDialledAnewOnceAndVisibly();
    void whatMayNotBeRepeatedIsNotRepeated();
    void idempotencyKeyAllowsRepeating();
    void freshConnectionIsNotDialledAnew();
    void nothingIsRepeatedOnceTheAnswerHasBegun();
    void silenceIsNotRepeated();
    void whatWasNotProcessedIsDialledAnew_data();
    void whatWasNotProcessedIsDialledAnew();
    void refusedStreamOfAFreshConnectionIsTheFailure();
    void redirectReusesTheConnection();
    void idleConnectionsEndInTime();
    void anotherTrustIsAnotherConnection();

private:
    std::unique_ptr<probe::Probe> probeFor(const QUrl &url, HttpOptions options = {},
                                           const probe::Timeouts &timeouts = testing::patient)
    {
        options.keepAlive = true;
        return std::make_unique<probe::HttpProbe>(
            probe::ProbeRequest{.url = url,
                                .timeouts = timeouts,
                                .trust = {.caFile = m_authority.caFile()},
                                .options = std::move(options)},
            m_network, m_pool.get());
    }

    SteadyClock m_clock;
    TlsAuthority m_authority;
    ScriptedResolver m_resolver;
    probe::TlsContexts m_tls;
    probe::Network m_network{m_clock, m_resolver, m_tls};
    std::unique_ptr<probe::HttpPool> m_pool;
};

namespace {

const step::Send fine{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"};

/// Answers the first request of every connection, and does with the second what `then` says.
Script answerThen(const Script &then)
{
    Script script{step::ReadRequest{}, fine};
    script.insert(script.end(), then.begin(), then.end());
    return script;
}

const Script answerAll =
    answerThen({step::ReadRequest{}, fine, step::ReadRequest{}, fine, step::StaySilent{}});

} // namespace

#define FIRST_IS_FINE(url)                                                                                   \
    {                                                                                                        \
        ProbeRun first(probeFor(url));                                                                       \
        QVERIFY(first.ends());                                                                               \
        QVERIFY2(!first.error(), first.detail());                                                            \
        QVERIFY(!first.result().reused);                                                                     \
        QCOMPARE(m_pool->size(), std::size_t(1));                                                            \
    }

void TestHttpPool::timeoutOfAKeptConnectionIsAskedAnew()
{
    const step::Send tooLate{
        "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"};
    const FaultServer server(answerThen({step::ReadRequest{}, tooLate, step::Close{}}));
    FIRST_IS_FINE(server.url());
    ProbeRun second(probeFor(server.url()));
    QVERIFY(second.ends());
    QVERIFY2(!second.error(), second.detail());
    QVERIFY(!second.result().reused && second.result().redialledAfter);
    QCOMPARE(server.connections(), 2);
}

void TestHttpPool::secondRequestReusesTheConnection_data()
{
    QTest::addColumn<bool>("isTls");
    QTest::newRow("http") << false;
    QTest::newRow("https") << true;
}

void TestHttpPool::secondRequestReusesTheConnection()
{
    QFETCH(bool, isTls);
    const FaultServer server(answerAll, isTls ? std::optional(m_authority.issue()) : std::nullopt);
    FIRST_IS_FINE(server.url());
    for (int i = 0; i < 2; ++i) {
        ProbeRun run(probeFor(server.url()));
        QVERIFY(run.ends());
        QVERIFY2(!run.error(), run.detail());
        QVERIFY(run.result().reused && !run.result().redialledAfter);
        const auto &phases = run.result().phases;
        QVERIFY(!phases[Phase::Dns] && !phases[Phase::Connect] && !phases[Phase::Tls]);
        QVERIFY(phases[Phase::Send] && phases[Phase::Wait] && phases[Phase::Transfer]);
        QCOMPARE(phases.sum(), run.result().latency);
    }
    QCOMPARE(server.connections(), 1);
    QCOMPARE(server.requests(), 3);
    QVERIFY(server.lastRequest().contains("\r\nConnection: keep-alive\r\n"));
}

void TestHttpPool::withoutKeepAliveEveryRequestDials()
{
    const FaultServer server(answerAll);
    FIRST_IS_FINE(server.url());
    ProbeRun run(std::make_unique<probe::HttpProbe>(probe::ProbeRequest{.url = server.url()}, m_network,
                                                    m_pool.get()));
    QVERIFY(run.ends());
    QVERIFY(!run.error() && !run.result().reused);
    QCOMPARE(server.connections(), 2);
    QCOMPARE(m_pool->size(), std::size_t(1));
}

void TestHttpPool::connectionThatCannotServeAgainIsClosed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("server closes") << QByteArray("HTTP/1.1 200 OK\r\nConnection: close\r\n"
                                                 "Content-Length: 2\r\n\r\nok");
    QTest::newRow("more than was announced") << fine.bytes + "!";
    QTest::newRow("cut off") << QByteArray(
        "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n12345678901234567890");
    QTest::newRow("fails") << QByteArray("HTTP/1.1 two\r\n\r\n");
}

void TestHttpPool::connectionThatCannotServeAgainIsClosed()
{
    QFETCH(QByteArray, bytes);
    const auto descriptors = openDescriptors();
    {
        const FaultServer server({step::ReadRequest{}, step::Send{bytes}, step::StaySilent{}});
        ProbeRun run(probeFor(server.url(), {.maxBody = 10}));
        QVERIFY(run.ends());
        QCOMPARE(m_pool->size(), std::size_t(0));
    }
    QTRY_COMPARE(openDescriptors(), descriptors);
}

void TestHttpPool::connectionThatEndsWhileIdleIsDropped_data()
{
    QTest::addColumn<Script>("then");
    QTest::newRow("closes") << Script{step::Pause{20ms}, step::Close{}};
    QTest::newRow("resets") << Script{step::Pause{20ms}, step::Reset{}};
    QTest::newRow("speaks unasked") << Script{step::Pause{20ms}, fine, step::StaySilent{}};
}

void TestHttpPool::connectionThatEndsWhileIdleIsDropped()
{
    QFETCH(Script, then);
    const FaultServer server(answerThen(then));
    FIRST_IS_FINE(server.url());
    QTRY_COMPARE(m_pool->size(), std::size_t(0));
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(!run.result().reused && !run.result().redialledAfter);
    QCOMPARE(server.connections(), 2);
}

void TestHttpPool::closedConnectionIsDialledAnewOnceAndVisibly_data()
{
    QTest::addColumn<Step>("end");
    QTest::addColumn<bool>("isFineThen");
    QTest::newRow("closes") << Step(step::Close{}) << true;
    QTest::newRow("resets") << Step(step::Reset{}) << true;
    QTest::newRow("closes again") << Step(step::Close{}) << false;
}

void TestHttpPool::closedConnectionIsDialledAnewOnceAndVisibly()
{
    QFETCH(Step, end);
    QFETCH(bool, isFineThen);
    const FaultServer server([&](const FaultServer::Connection &connection) {
        const bool isFine = connection.number == 1 || isFineThen;
        return isFine ? answerThen({step::ReadRequest{}, step::Pause{30ms}, end})
                      : Script{step::ReadRequest{}, end};
    });
    FIRST_IS_FINE(server.url());
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), isFineThen ? std::nullopt : std::optional(ErrorClass::Reset));
    QVERIFY(!run.result().reused && run.result().redialledAfter);
    QCOMPARE(run.result().phases.sum(), run.result().latency);
    QVERIFY(run.result().phases[Phase::Connect]);
    QVERIFY(run.result().redialledAfter >= 25ms); // the server's pause may begin before we wait
    QVERIFY(*run.result().phases[Phase::Send] + *run.result().phases[Phase::Wait] >=
            *run.result().redialledAfter);
    QCOMPARE(server.connections(), 2);
    QCOMPARE(server.requests(), 3);
}

void TestHttpPool::whatMayNotBeRepeatedIsNotRepeated()
{
    const FaultServer server(answerThen({step::ReadRequest{}, step::Close{}}));
    FIRST_IS_FINE(server.url());
    ProbeRun run(probeFor(server.url(), {.method = "POST"}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Reset);
    QVERIFY(run.result().reused && !run.result().redialledAfter);
    QCOMPARE(server.connections(), 1);
    QCOMPARE(server.requests(), 2);
}

void TestHttpPool::idempotencyKeyAllowsRepeating()
{
    const FaultServer server(answerThen({step::ReadRequest{}, step::Close{}}));
    FIRST_IS_FINE(server.url());
    ProbeRun run(probeFor(server.url(), {.method = "POST", .headers = {{"idempotency-key", "1"}}}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(run.result().redialledAfter);
}

void TestHttpPool::freshConnectionIsNotDialledAnew()
{
    const FaultServer server({step::ReadRequest{}, step::Close{}});
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Reset);
    QVERIFY(!run.result().redialledAfter);
    QCOMPARE(server.connections(), 1);
}

void TestHttpPool::nothingIsRepeatedOnceTheAnswerHasBegun()
{
    const FaultServer server(answerThen({step::ReadRequest{}, step::Send{"H"}, step::Reset{}}));
    FIRST_IS_FINE(server.url());
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Reset);
    QVERIFY(run.result().reused && !run.result().redialledAfter);
    QCOMPARE(server.requests(), 2);
}

void TestHttpPool::silenceIsNotRepeated()
{
    const FaultServer server(answerThen({step::ReadRequest{}, step::StaySilent{}}));
    FIRST_IS_FINE(server.url());
    ProbeRun run(probeFor(server.url(), {}, {.firstByte = 300ms}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Timeout);
    QVERIFY(run.result().reused && !run.result().redialledAfter);
    QCOMPARE(server.requests(), 2);
    QCOMPARE(m_pool->size(), std::size_t(0));
}

void TestHttpPool::whatWasNotProcessedIsDialledAnew_data()
{
    using namespace http2;
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<bool>("isDialledAnew");
    const auto reset = [](std::uint32_t code) { return frame(ResetStream, 0, 3, number(code)); };
    QTest::newRow("refused") << reset(7) << QByteArray("GET") << true;
    QTest::newRow("refused, and may not be repeated") << reset(7) << QByteArray("POST") << true;
    QTest::newRow("reset for another reason") << reset(2) << QByteArray("GET") << false;
    QTest::newRow("goodbye") << goAway(1, 0) << QByteArray("GET") << true;
    QTest::newRow("goodbye, and may not be repeated") << goAway(1, 0) << QByteArray("POST") << true;
    QTest::newRow("goodbye with an error") << goAway(1, 11) << QByteArray("POST") << true;
    QTest::newRow("goodbye with an error once it was taken up")
        << goAway(3, 11) << QByteArray("POST") << false;
}

/// The server says that it has done nothing with the request (RFC 9113, 8.7).
void TestHttpPool::whatWasNotProcessedIsDialledAnew()
{
    using namespace http2;
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, method);
    QFETCH(bool, isDialledAnew);
    const auto headOf = [](char stream) { // without a body: END_STREAM and END_HEADERS
        return step::ReadUntil{QByteArray("\1\5\0\0\0", 5) + stream};
    };
    const step::Send fine{settings() + head(status("200"), endStream)};
    const FaultServer server(Script{headOf(1), fine, headOf(3), step::Send{bytes}, step::StaySilent{}});
    const auto ask = [&](const QByteArray &how) {
        return probeFor(server.url(), {.method = how, .version = probe::HttpVersion::Http2});
    };
    ProbeRun first(ask("GET"));
    QVERIFY(first.ends());
    QVERIFY2(!first.error(), first.detail());
    ProbeRun run(ask(method));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), isDialledAnew ? std::nullopt : std::optional(ErrorClass::Reset));
    QCOMPARE(run.result().redialledAfter.has_value(), isDialledAnew);
    QCOMPARE(server.connections(), isDialledAnew ? 2 : 1);
}

void TestHttpPool::refusedStreamOfAFreshConnectionIsTheFailure()
{
    using namespace http2;
    const FaultServer server({step::ReadUntil{QByteArray::fromHex("010500000001")},
                              step::Send{settings() + frame(ResetStream, 0, 1, number(7))},
                              step::StaySilent{}});
    ProbeRun run(probeFor(server.url(), {.version = probe::HttpVersion::Http2}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Reset);
    QVERIFY(run.result().failure->as<probe::HttpFault>() ==
            probe::HttpFault{probe::HttpFault::Kind::StreamReset});
    QCOMPARE(server.connections(), 1);
}

void TestHttpPool::redirectReusesTheConnection()
{
    const FaultServer server({step::ReadRequest{},
                              step::Send{"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"},
                              step::ReadRequest{}, fine, step::StaySilent{}});
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(run.result().reused);
    QVERIFY(run.result().hops[0].phases[Phase::Connect] && !run.result().hops[1].phases[Phase::Connect]);
    QCOMPARE(server.connections(), 1);
}

void TestHttpPool::idleConnectionsEndInTime()
{
    m_pool = std::make_unique<probe::HttpPool>(m_clock, probe::IdleConnections::Limits{.idleTimeout = 30ms});
    const FaultServer server(answerAll);
    const auto descriptors = openDescriptors();
    FIRST_IS_FINE(server.url());
    QTRY_COMPARE(m_pool->size(), std::size_t(0));
    QTRY_COMPARE(openDescriptors(), descriptors);
}

void TestHttpPool::anotherTrustIsAnotherConnection()
{
    const FaultServer server(answerAll, m_authority.issue());
    FIRST_IS_FINE(server.url());
    ProbeRun run(std::make_unique<probe::HttpProbe>(
        probe::ProbeRequest{.url = server.url(), .options = probe::HttpOptions{.keepAlive = true}}, m_network,
        m_pool.get()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Tls); // the system knows no authority of a test
}

FUSEBOX_LOOP_TEST(TestHttpPool)
#include "tst_http_pool.moc"
