// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDateTime>
#include <QLocale>
#include <QTest>
#include <QTimer>

#include "app/demo/fault_server.h"
#include "core/probe/factory/network_probe_factory.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using probe::HttpAnswer;
using probe::HttpFault;
using probe::HttpOptions;
using probe::Phase;
using probe::Timeouts;
using resilience::ErrorClass;
using resilience::Nanoseconds;
using resilience::TimeoutScope;

namespace {

Script afterRequest(const QByteArray &bytes)
{
    return {step::ReadRequest{}, step::Send{bytes}, step::Close{}};
}

} // namespace

class TestHttpProbe final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusedPortIsRefused();
    void unreachableNetworkIsUnreachable();
    void sendsOneWellFormedRequest();
    void encodesWhatTheUrlHolds();
    void sendsMethodFieldsAndBody();
    void anAnswerThatDoesNotWaitForTheBodyCounts_data();
    void anAnswerThatDoesNotWaitForTheBodyCounts();
    void badRequestIsRefusedBeforeDialling();
    void headHasNoBody();
    void credentialsAreInNoFailure_data();
    void credentialsAreInNoFailure();
    void credentialsAreInNoAnswer_data() { credentialsAreInNoFailure_data(); }
    void credentialsAreInNoAnswer();
    void whoAsksForTheBodyGetsItAsItCame();
    void answerIsKept();
    void failedAttemptKeepsWhatHadCome();
    void bodyIsCutOffAtWhatWasAskedFor();
    void aSizeThatMayBeIsCountedBeyondWhatIsRead();
    void unmetExpectationIsAnAssertion();
    void senselessExpectationIsRefusedBeforeDialling();
    void keepsRetryAfterAndReason();
    void reasonInUtf8StaysAsItIs();
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
    std::unique_ptr<probe::Probe> probeFor(const QUrl &url, const HttpOptions &options)
    {
        return m_factory.create({.url = url, .timeouts = patient, .options = options});
    }

    SteadyClock m_clock;
    probe::NetworkProbeFactory m_factory{m_clock};
};

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
    QCOMPARE(server.lastRequest(),
             "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(server.port()) +
                 "\r\nUser-Agent: fusebox/" FUSEBOX_VERSION
                 "\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n");
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

void TestHttpProbe::sendsMethodFieldsAndBody()
{
    const FaultServer server(Script{step::ReadRequest{}, step::ReadRequest{}, // the body ends as a head does
                                    step::Send{"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"}});
    ProbeRun run(
        probeFor(server.url(), {.method = "POST",
                                .headers = {{"Content-Type", "text/plain"}},
                                .body = "hello\r\n\r\n",
                                .authentication = probe::BasicAuthentication{u"user"_s, u"secret"_s}}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(server.lastRequest(), "hello\r\n\r\n");
    QCOMPARE(server.connections(), 1);
}

void TestHttpProbe::anAnswerThatDoesNotWaitForTheBodyCounts_data()
{
    QTest::addColumn<Script>("end");
    QTest::newRow("and stays") << Script{step::StaySilent{}};
    QTest::newRow("and closes") << Script{step::Close{}};
    QTest::newRow("and resets") << Script{step::Pause{20ms}, step::Reset{}};
}

/// The body is longer than what lies between the two holds.
void TestHttpProbe::anAnswerThatDoesNotWaitForTheBodyCounts()
{
    QFETCH(const Script, end);
    Script script{step::ReadRequest{}, step::Send{"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno"}};
    script.insert(script.end(), end.begin(), end.end());
    const FaultServer server(script);
    ProbeRun run(
        probeFor(server.url(), HttpOptions{.method = "POST", .body = QByteArray(32 * 1024 * 1024, 'x')}));
    QVERIFY(run.ends());
    QVERIFY2(run.error() == ErrorClass::HttpStatus, run.detail());
    QCOMPARE(run.result().statusCode, 413);
}

void TestHttpProbe::badRequestIsRefusedBeforeDialling()
{
    const FaultServer server(answer(200));
    ProbeRun run(probeFor(server.url(), {.headers = {{"A", "b\r\nC: d"}}}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Protocol);
    QVERIFY((run.result().failure->as<probe::HttpFault>() == HttpFault{HttpFault::Kind::BadHeader, 0}));
    QCOMPARE(run.result().latency, 0ns);
    QCoreApplication::processEvents();
    QCOMPARE(server.connections(), 0);
}

void TestHttpProbe::headHasNoBody()
{
    const FaultServer server(Script{step::ReadRequest{},
                                    step::Send{"HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\n"
                                               "Content-Length: 9\r\n\r\n"},
                                    step::StaySilent{}});
    ProbeRun run(probeFor(server.url(), {.method = "HEAD"}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(server.lastRequest().startsWith("HEAD / "));
}

void TestHttpProbe::credentialsAreInNoFailure_data()
{
    QTest::addColumn<HttpOptions>("options");
    QTest::addColumn<QByteArray>("thrownBack");
    QTest::newRow("token") << HttpOptions{.authentication = probe::BearerAuthentication{u"s3cret"_s}}
                           << QByteArray("s3cret");
    QTest::newRow("password") << HttpOptions{.authentication =
                                                 probe::BasicAuthentication{u"me"_s, u"s3cret"_s}}
                              << QByteArray("s3cret");
    QTest::newRow("user and password as sent")
        << HttpOptions{.authentication = probe::BasicAuthentication{u"me"_s, u"s3cret"_s}}
        << QByteArray("bWU6czNjcmV0");
    QTest::newRow("field") << HttpOptions{.headers = {{"AUTHORIZATION", "Own s3cret"}}}
                           << QByteArray("s3cret");
    QTest::newRow("key in a field of its own")
        << HttpOptions{.headers = {{"X-Api-Key", "s3cr3t key"}}} << QByteArray("s3cr3t key");
    QTest::newRow("cookie") << HttpOptions{.headers = {{"Cookie", "id=s3cret"}}} << QByteArray("id=s3cret");
}

/// The server throws back what it was told wherever that might become a failure's detail.
void TestHttpProbe::credentialsAreInNoFailure()
{
    QFETCH(HttpOptions, options);
    QFETCH(QByteArray, thrownBack);
    options.expect.headers = {{"X", probe::HeaderExpectation::Kind::Equals, "y"}};
    for (const QByteArray &head :
         {"401 Not with " + thrownBack + "!\r\n", "302 Found\r\nLocation: x:" + thrownBack + "\r\n",
          "200 OK\r\nX: " + thrownBack + "\r\n"}) {
        const FaultServer server(afterRequest("HTTP/1.1 " + head + "Content-Length: 0\r\n\r\n"));
        ProbeRun run(probeFor(server.url(), options));
        QVERIFY(run.ends());
        QVERIFY(run.error());
        QVERIFY(!QByteArray(run.detail()).contains(thrownBack));
        QVERIFY(QByteArray(run.detail()).contains("***"));
    }
    for (qsizetype before = 180; before <= 200; ++before) { // where the detail is cut, wherever that is
        const QByteArray location = "x:" + QByteArray(before, 'x') + thrownBack;
        const FaultServer server(afterRequest("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\n\r\n"));
        ProbeRun run(probeFor(server.url(), options));
        QVERIFY(run.ends());
        QVERIFY(!QByteArray(run.detail()).contains(thrownBack.first(2)));
    }
}

/// Nor in any hop on the way.
void TestHttpProbe::credentialsAreInNoAnswer()
{
    QFETCH(HttpOptions, options);
    QFETCH(QByteArray, thrownBack);
    const QByteArray echo = "HTTP/1.1 200 Fine, " + thrownBack + "\r\nX-Told: " + thrownBack + "\r\n\r\n" +
                            QByteArray(4090, 'x') + thrownBack + " {\"" + thrownBack + "\"}";
    const FaultServer server([&](const FaultServer::Connection &connection) {
        return afterRequest(connection.number == 1 ? "HTTP/1.1 302 Found\r\nLocation: /?told=" +
                                                         thrownBack.toPercentEncoding() + "\r\n\r\n"
                                                   : echo);
    });
    ProbeRun run(probeFor(server.url(), options));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    const HttpAnswer &answer = *run.result().answer;
    QCOMPARE(answer.reason, "Fine, ***");
    QCOMPARE(answer.fields.front().value, "***");
    QVERIFY(!answer.body.contains(thrownBack.first(2)));
    QCOMPARE(run.result().hops.back().url.query(), u"told=***"_s);
}

void TestHttpProbe::whoAsksForTheBodyGetsItAsItCame()
{
    HttpOptions options{.authentication = probe::BearerAuthentication{u"s3cret"_s}, .keepBody = true};
    const FaultServer server(afterRequest("HTTP/1.1 200 OK\r\n\r\nyour s3cret"));
    ProbeRun run(probeFor(server.url(), options));
    QVERIFY(run.ends());
    QCOMPARE(run.result().answer->body, "your s3cret");
}

void TestHttpProbe::answerIsKept()
{
    const FaultServer server(
        afterRequest("HTTP/1.0 203 Some\xe4\r\nA: 1\r\na:  2 \r\nContent-Length: 3\r\n\r\nabc"));
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    const HttpAnswer expected{.dialect = probe::HttpDialect::Http10,
                              .status = 203,
                              .reason = "Some\xe4",
                              .fields = {{"A", "1"}, {"a", "2"}, {"Content-Length", "3"}},
                              .body = "abc",
                              .bodySize = 3,
                              .endConfirmed = true};
    QVERIFY(run.result().answer == expected);
}

void TestHttpProbe::failedAttemptKeepsWhatHadCome()
{
    const FaultServer cutShort(afterRequest("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"));
    ProbeRun inBody(probeFor(cutShort.url()));
    QVERIFY(inBody.ends());
    QCOMPARE(inBody.error(), ErrorClass::Protocol);
    QCOMPARE(inBody.result().answer->body, "abc");

    const FaultServer interim(afterRequest("HTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 200"));
    ProbeRun inHead(probeFor(interim.url()));
    QVERIFY(inHead.ends());
    QVERIFY(!inHead.result().answer);
}

void TestHttpProbe::bodyIsCutOffAtWhatWasAskedFor()
{
    const FaultServer server(answer(200, QByteArray(5000, 'x')));
    for (const std::int64_t maxBody : {4999, 5000}) {
        ProbeRun run(probeFor(server.url(), {.maxBody = maxBody}));
        QVERIFY(run.ends());
        QVERIFY2(!run.error(), run.detail());
        QCOMPARE(run.result().answer->bodyCut, maxBody < 5000);
        QCOMPARE(run.result().answer->bodySize, maxBody);
        QCOMPARE(run.result().answer->body, QByteArray(4096, 'x'));
    }
}

void TestHttpProbe::aSizeThatMayBeIsCountedBeyondWhatIsRead()
{
    const FaultServer server(answer(200, QByteArray(5000, 'x')));
    for (const std::int64_t maxSize : {4999, 5000}) {
        ProbeRun run(probeFor(server.url(), {.expect = {.maxSize = maxSize}, .maxBody = 100}));
        QVERIFY(run.ends());
        QCOMPARE(run.result().failure.has_value(), maxSize < 5000);
        if (maxSize < 5000)
            QVERIFY((run.result().failure->as<probe::HttpFault>() == HttpFault{HttpFault::Kind::TooLarge}));
    }
}

void TestHttpProbe::unmetExpectationIsAnAssertion()
{
    const FaultServer server(answer(200, R"({"state":"down"})"));
    const probe::JsonExpectation up{u"/state"_s, probe::JsonExpectation::Kind::Equals, R"("up")"};
    ProbeRun run(probeFor(server.url(), {.expect = {.json = {up}}}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Assertion);
    QVERIFY(run.result().failure->as<probe::HttpFault>() == HttpFault{HttpFault::Kind::JsonDiffers});
    QCOMPARE(QByteArray(run.detail()), R"("down")");
    QCOMPARE(run.result().failure->phase, Phase::Transfer);
    QCOMPARE(run.result().statusCode, 200);
    QCOMPARE(run.result().latency, run.result().phases.sum());
}

void TestHttpProbe::senselessExpectationIsRefusedBeforeDialling()
{
    const FaultServer server(answer(200));
    ProbeRun run(probeFor(server.url(), {.expect = {.bodyMatches = u"("_s}}));
    QVERIFY(run.ends());
    QVERIFY(run.result().failure->as<probe::HttpFault>() == HttpFault{HttpFault::Kind::BadPattern});
    QCOMPARE(server.connections(), 0);
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
    const auto &phases = run.result().phases;
    const auto latency = run.result().latency;
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
    QTest::addColumn<TimeoutScope>("scope");
    QTest::newRow("first byte") << Timeouts{.firstByte = 120ms} << Nanoseconds(120ms) << TimeoutScope::Phase;
    QTest::newRow("total") << Timeouts{.total = 120ms} << Nanoseconds(120ms) << TimeoutScope::Total;
    QTest::newRow("a deadline longer than an int of milliseconds")
        << Timeouts{.firstByte = std::chrono::days(360), .total = 120ms} << Nanoseconds(120ms)
        << TimeoutScope::Total;
}

/// Held against a timer of the same length in the same event loop, so that a busy machine delays both.
void TestHttpProbe::endsWithinItsDeadline()
{
    QFETCH(Timeouts, timeouts);
    QFETCH(Nanoseconds, deadline);
    QFETCH(TimeoutScope, scope);
    const FaultServer server({step::ReadRequest{}, step::StaySilent{}});
    std::optional<resilience::TimePoint> reference;
    QTimer::singleShot(std::chrono::duration_cast<std::chrono::milliseconds>(deadline), Qt::PreciseTimer,
                       this, [&] { reference = m_clock.now(); });
    ProbeRun run(probeFor(server.url(), timeouts));
    QVERIFY(run.ends());
    QTRY_VERIFY(reference);
    QCOMPARE(run.error(), ErrorClass::Timeout);
    QCOMPARE(run.result().failure->phase, Phase::Wait);
    QCOMPARE(run.result().failure->timedOut, scope);
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

void TestHttpProbe::reasonInUtf8StaysAsItIs()
{
    const FaultServer server(afterRequest("HTTP/1.1 503 z\xc3\xbcri\r\nContent-Length: 0\r\n\r\n"));
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QCOMPARE(run.detail(), "z\xc3\xbcri");
}

FUSEBOX_LOOP_TEST(TestHttpProbe)
#include "tst_http_probe.moc"
