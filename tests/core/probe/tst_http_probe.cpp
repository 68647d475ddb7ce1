// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDateTime>
#include <QLocale>
#include <QTest>
#include <QTimer>

#include "app/demo/fault_server.h"
#include "core/probe/network_probe_factory.h"
#include "tests/core/probe/probe_run.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using probe::Phase;
using probe::Timeouts;
using resilience::ErrorClass;
using resilience::Nanoseconds;

namespace {

/// Long enough that only what the row is about runs out of time.
const Timeouts patient = {.dns = 5s, .connect = 5s, .tls = 5s, .firstByte = 5s, .total = 8s};
/// Short for servers that let one wait for the first byte, or for the last.
const Timeouts impatient = {.dns = 5s, .connect = 5s, .tls = 5s, .firstByte = 80ms, .total = 160ms};

Script afterRequest(const QByteArray &bytes)
{
    return {step::ReadRequest{}, step::Send{bytes}, step::Close{}};
}

struct Expected
{
    std::optional<ErrorClass> error = {};
    Phase phase = Phase::Transfer; ///< in which it failed
    std::optional<int> status = {};
    int requests = 1; ///< that the server has read
    Timeouts timeouts = patient;
};

} // namespace

class TestHttpProbe final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsEveryFault_data();
    void tellsEveryFault();
    void refusedPortIsRefused();
    void unreachableNetworkIsUnreachable();
    void sendsOneWellFormedRequest();
    void encodesWhatTheUrlHolds();
    void keepsRetryAfterAndReason();
    void retryAfterMayBeADate();
    void phasesAreContiguousAndAddUp();
    void endsWithinItsDeadline_data();
    void endsWithinItsDeadline();
    void cancelEndsAtOnceAndOnce();
    void destroyingARunningProbeIsSilent();

private:
    std::unique_ptr<probe::Probe> probeFor(const QUrl &url, const Timeouts &timeouts = patient)
    {
        return m_factory.create({.url = url, .timeouts = timeouts});
    }

    SteadyClock m_clock;
    probe::NetworkProbeFactory m_factory{m_clock};
};

void TestHttpProbe::tellsEveryFault_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<Expected>("expected");
    const auto row = [](const char *name, const Script &script, const Expected &expected) {
        QTest::newRow(name) << script << expected;
    };
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    const Expected success{.status = 200};
    const Expected garbled{.error = ErrorClass::Protocol};
    const Expected garbledBody{.error = ErrorClass::Protocol, .status = 200};

    row("200", answer(200, "fine"), success);
    row("204 has no body", afterRequest("HTTP/1.1 204 No Content\r\n\r\n"), {.status = 204});
    row("302 is a success", afterRequest("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"),
        {.status = 302});
    row("404", answer(404, "no"), {.error = ErrorClass::HttpStatus, .status = 404});
    row("503", answer(503), {.error = ErrorClass::HttpStatus, .status = 503});
    row("chunked", afterRequest(ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"), success);
    row("chunked with extension and trailer",
        afterRequest(ok + "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nTrailer: 1\r\n\r\n"),
        success);
    row("HTTP/1.0 without length ends with the stream", afterRequest("HTTP/1.0 200 OK\r\n\r\nbody"), success);
    row("100 and 103 come first",
        afterRequest("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ok +
                     "Content-Length: 2\r\n\r\nok"),
        success);
    row("body arrives byte by byte",
        {step::ReadRequest{}, step::Send{ok + "Content-Length: 20\r\n\r\n" + QByteArray(20, 'x'), 1ms}},
        success);
    row("complete, then reset",
        {step::ReadRequest{}, step::Send{ok + "Content-Length: 2\r\n\r\nok"}, step::Reset{}}, success);
    row("more than was announced", afterRequest(ok + "Content-Length: 2\r\n\r\nok and more"), success);
    row("endless body is enough after 1 MiB",
        {step::ReadRequest{}, step::Send{ok + "\r\n"}, step::SendForever{QByteArray(65536, 'x')}}, success);
    row("endless chunks are enough after 1 MiB",
        {step::ReadRequest{}, step::Send{ok + "Transfer-Encoding: chunked\r\n\r\n"},
         step::SendForever{"400\r\n" + QByteArray(1024, 'x') + "\r\n"}},
        success);
    row("2 MiB with a length is enough after 1 MiB",
        afterRequest(ok + "Content-Length: 2097152\r\n\r\n" + QByteArray(2 * 1024 * 1024, 'x')), success);

    row("accepts and closes", {step::Close{}},
        {.error = ErrorClass::Reset, .phase = Phase::Wait, .requests = 0});
    row("reads and closes", {step::ReadRequest{}, step::Close{}},
        {.error = ErrorClass::Reset, .phase = Phase::Wait});
    row("reset before the answer", {step::ReadRequest{}, step::Reset{}},
        {.error = ErrorClass::Reset, .phase = Phase::Wait});
    row("reset during the head", {step::ReadRequest{}, step::Send{ok + "Content-Le"}, step::Reset{}},
        {.error = ErrorClass::Reset});
    row("reset during the body",
        {step::ReadRequest{}, step::Send{ok + "Content-Length: 9\r\n\r\nhalf"}, step::Reset{}},
        {.error = ErrorClass::Reset, .status = 200});
    row("reset ends no unlimited body", {step::ReadRequest{}, step::Send{ok + "\r\nbody"}, step::Reset{}},
        {.error = ErrorClass::Reset, .status = 200});

    row("silent", {step::ReadRequest{}, step::StaySilent{}},
        {.error = ErrorClass::Timeout, .phase = Phase::Wait, .timeouts = impatient});
    row("silent in the body", {step::ReadRequest{}, step::Send{ok + "\r\n"}, step::StaySilent{}},
        {.error = ErrorClass::Timeout, .status = 200, .timeouts = impatient});
    row("drips slower than the total",
        {step::ReadRequest{}, step::Send{ok + "Content-Length: 99\r\n\r\n" + QByteArray(99, 'x'), 5ms}},
        {.error = ErrorClass::Timeout, .timeouts = impatient});

    row("half a status line", afterRequest("HTTP/1.1 20"), garbled);
    row("malformed status", afterRequest("HTTP/1.1 two OK\r\n\r\n"), garbled);
    row("HTTP/0.9", afterRequest("<html>hello</html>"), garbled);
    row("HTTP/2.0", afterRequest("HTTP/2.0 200 OK\r\n\r\n"), garbled);
    row("not HTTP at all", afterRequest("SSH-2.0-OpenSSH_9.2\r\n"), garbled);
    row("malformed header", afterRequest(ok + "no colon here\r\n\r\n"), garbled);
    row("half a head", afterRequest(ok + "Content-Length: 2\r\n"), garbled);
    row("two lengths", afterRequest(ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc"), garbled);
    row("length that is no number", afterRequest(ok + "Content-Length: x\r\n\r\n"), garbled);
    row("less than was announced", afterRequest(ok + "Content-Length: 99\r\n\r\nshort"), garbledBody);
    row("malformed chunk", afterRequest(ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"), garbledBody);
    row("last chunk missing", afterRequest(ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
        garbledBody);
    row("header line of 64 KiB", afterRequest(ok + "X: " + QByteArray(65536, 'x') + "\r\n\r\n"), garbled);
    row("endless header line", {step::ReadRequest{}, step::Send{ok + "X: "}, step::SendForever{"xxxxxxxx"}},
        garbled);
    row("endless headers", {step::ReadRequest{}, step::Send{ok}, step::SendForever{"X: y\r\n"}}, garbled);
    row("endless interim answers", {step::ReadRequest{}, step::SendForever{"HTTP/1.1 100 Continue\r\n\r\n"}},
        garbled);
    row("endless chunk extension",
        {step::ReadRequest{}, step::Send{ok + "Transfer-Encoding: chunked\r\n\r\n1;x="},
         step::SendForever{"xxxxxxxx"}},
        garbledBody);
}

void TestHttpProbe::tellsEveryFault()
{
    QFETCH(Script, script);
    QFETCH(Expected, expected);
    const qsizetype descriptorsBefore = openDescriptors();
    {
        const FaultServer server(script);
        ProbeRun run(probeFor(server.url(), expected.timeouts));
        QVERIFY(run.ends());
        QCOMPARE(run.error(), expected.error);
        QCOMPARE(run.result().statusCode, expected.status);
        if (expected.error)
            QCOMPARE(run.result().failure->phase, expected.phase);
        if (expected.error == ErrorClass::HttpStatus)
            QCOMPARE(run.result().failure->status, expected.status);
        QCOMPARE(run.result().phases.sum(), run.result().latency);
        QCOMPARE(server.connections(), 1);
        QCOMPARE(server.requests(), expected.requests);
    }
    QCOMPARE(openDescriptors(), descriptorsBefore);
}

void TestHttpProbe::refusedPortIsRefused()
{
    ProbeRun run(probeFor(QUrl(u"http://127.0.0.1:%1/"_s.arg(closedPort()))));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Refused);
    QCOMPARE(run.result().failure->phase, Phase::Connect);
    QVERIFY(run.result().phases[Phase::Connect].has_value());
    QVERIFY(!run.result().phases[Phase::Send].has_value());
}

void TestHttpProbe::unreachableNetworkIsUnreachable()
{
    // Linux refuses TCP to a multicast address by itself: no packet leaves.
    ProbeRun run(probeFor(QUrl(u"http://224.0.0.1/"_s)));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Unreachable);
    QCOMPARE(run.result().failure->phase, Phase::Connect);
}

void TestHttpProbe::sendsOneWellFormedRequest()
{
    const FaultServer server(answer(200));
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QCOMPARE(server.lastRequest(), "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(server.port()) +
                                       "\r\nUser-Agent: fusebox/" FUSEBOX_VERSION
                                       "\r\nAccept: */*\r\nConnection: close\r\n\r\n");
}

void TestHttpProbe::encodesWhatTheUrlHolds()
{
    const FaultServer server(answer(200));
    QUrl url = server.url();
    url.setPath(u"/a b\r\nX: y"_s);
    url.setQuery(u"q=ä&r=1"_s);
    url.setFragment(u"part"_s);
    url.setUserInfo(u"user:secret"_s);
    ProbeRun run(probeFor(url));
    QVERIFY(run.ends());
    QVERIFY(
        server.lastRequest().startsWith("GET /a%20b%0D%0AX:%20y?q=%C3%A4&r=1 HTTP/1.1\r\nHost: 127.0.0.1:"));
    QVERIFY(!server.lastRequest().contains("secret"));
}

void TestHttpProbe::keepsRetryAfterAndReason()
{
    const FaultServer server(
        afterRequest("HTTP/1.1 503 Back s\xe4on\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"));
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QCOMPARE(run.result().failure->retryAfter, Nanoseconds(7s));
    QCOMPARE(run.result().failure->detail, std::string("Back s\xc3\xa4on"));
}

void TestHttpProbe::retryAfterMayBeADate()
{
    const QByteArray nextHour =
        QLocale::c()
            .toString(QDateTime::currentDateTimeUtc().addSecs(3600), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'")
            .toLatin1();
    const FaultServer server(
        afterRequest("HTTP/1.1 429 Wait\r\nRetry-After: " + nextHour + "\r\nContent-Length: 0\r\n\r\n"));
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QVERIFY(run.result().failure->retryAfter > 59min && run.result().failure->retryAfter <= 60min);
}

void TestHttpProbe::phasesAreContiguousAndAddUp()
{
    const FaultServer server({step::ReadRequest{}, step::Pause{30ms},
                              step::Send{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"}, step::Pause{20ms},
                              step::Send{"ok"}});
    const auto before = m_clock.now();
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    const auto latency = run.result().latency;
    const auto &phases = run.result().phases;
    QVERIFY(!phases[Phase::Dns] && !phases[Phase::Tls]);
    QVERIFY(phases[Phase::Connect] > 0ns && phases[Phase::Send] > 0ns);
    QVERIFY(phases[Phase::Wait] >= 30ms);
    QVERIFY(phases[Phase::Transfer] >= 15ms); // the server's pause begins before its bytes arrive here
    QCOMPARE(latency, phases.sum());
    QVERIFY(latency <= m_clock.now() - before);
}

void TestHttpProbe::endsWithinItsDeadline_data()
{
    QTest::addColumn<Timeouts>("timeouts");
    QTest::addColumn<Nanoseconds>("deadline");
    QTest::newRow("first byte") << Timeouts{.firstByte = 120ms} << Nanoseconds(120ms);
    QTest::newRow("total") << Timeouts{.total = 120ms} << Nanoseconds(120ms);
    QTest::newRow("a deadline longer than an int of milliseconds")
        << Timeouts{.firstByte = std::chrono::days(360), .total = 120ms} << Nanoseconds(120ms);
}

/// Held against a timer of the same length in the same event loop, so that a busy machine delays both.
void TestHttpProbe::endsWithinItsDeadline()
{
    QFETCH(Timeouts, timeouts);
    QFETCH(Nanoseconds, deadline);
    const FaultServer server({step::ReadRequest{}, step::StaySilent{}});
    std::optional<resilience::TimePoint> reference;
    QTimer::singleShot(std::chrono::duration_cast<std::chrono::milliseconds>(deadline), Qt::PreciseTimer,
                       this, [&] { reference = m_clock.now(); });
    ProbeRun run(probeFor(server.url(), timeouts));
    QVERIFY(run.ends());
    QTRY_VERIFY(reference);
    QCOMPARE(run.error(), ErrorClass::Timeout);
    QCOMPARE(run.result().failure->phase, Phase::Wait);
    QVERIFY(run.result().latency >= deadline);
    QVERIFY(run.endedAt() <= *reference + 50ms);
}

void TestHttpProbe::cancelEndsAtOnceAndOnce()
{
    const FaultServer server({step::ReadRequest{}, step::StaySilent{}});
    ProbeRun run(probeFor(server.url()));
    QTRY_COMPARE(server.requests(), 1);
    run.probe().cancel();
    run.probe().cancel();
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Cancelled);
    QCOMPARE(run.result().failure->phase, Phase::Wait);
}

void TestHttpProbe::destroyingARunningProbeIsSilent()
{
    const FaultServer server({step::ReadRequest{}, step::StaySilent{}});
    int ends = 0;
    auto probe = probeFor(server.url());
    connect(probe.get(), &probe::Probe::finished, this, [&] { ++ends; });
    probe->start();
    QTRY_COMPARE(server.requests(), 1);
    probe.reset();
    QCoreApplication::processEvents();
    QCOMPARE(ends, 0);
}

QTEST_GUILESS_MAIN(TestHttpProbe)
#include "tst_http_probe.moc"
