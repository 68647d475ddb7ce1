// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include <QTest>
#include <QTimer>

#include "app/demo/fault_server.h"
#include "app/demo/http_faults.h"
#include "core/probe/factory/network_probe_factory.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using probe::HttpExpectations;
using probe::HttpFault;
using probe::HttpOptions;
using probe::Phase;
using probe::Timeouts;
using resilience::ErrorClass;
using resilience::Nanoseconds;
using resilience::TimeoutScope;

namespace {

/// Short for servers that let one wait for the first byte, or for the last.
const Timeouts impatient = {.dns = 5s, .connect = 5s, .tls = 5s, .firstByte = 80ms, .total = 160ms};

struct Expected
{
    std::optional<ErrorClass> error = {};
    Phase phase = Phase::Transfer; ///< in which it failed
    std::optional<int> status = {};
    int requests = 1; ///< that the server has read
    int connections = 1;
    std::optional<HttpFault::Kind> fault = {};
    std::optional<Nanoseconds> deadline = {}; ///< at which it ends, and not before
    int redirects = HttpOptions{}.redirects.limit;
    HttpExpectations expect = {};
    std::optional<std::string> detail = {};
};

/// What the texts of the faults say.
HttpExpectations green()
{
    return {.bodyContains = "gr\xc3\xbcn", .bodyMatches = u"gr\u00fcn"_s};
}
HttpExpectations one()
{
    return {.json = {{.pointer = u"/a"_s, .value = "1"}}};
}

Expected unmet(HttpFault::Kind fault, const HttpExpectations &expect, const std::string &detail = {})
{
    return {
        .error = ErrorClass::Assertion, .status = 200, .fault = fault, .expect = expect, .detail = detail};
}

/// The fault matrix: what becomes of everything that httpFaults() can do.
std::map<QByteArray, Expected> expectations()
{
    const Expected success{.status = 200};
    const Expected saysGreen{.status = 200, .expect = green()};
    const Expected saysOne{.status = 200, .expect = one()};
    const Expected secondHop{.status = 200, .requests = 2, .connections = 2};
    const Expected garbled{.error = ErrorClass::Protocol};
    const Expected garbledBody{.error = ErrorClass::Protocol, .status = 200};
    const Expected tooLarge{.error = ErrorClass::Protocol, .fault = HttpFault::Kind::HeadTooLarge};
    const auto notHttp = [](const std::string &greeting) {
        return Expected{.error = ErrorClass::Protocol, .fault = HttpFault::Kind::NotHttp, .detail = greeting};
    };
    const auto httpStatus = [](int status) {
        return Expected{.error = ErrorClass::HttpStatus, .status = status};
    };
    const auto reset = [](Phase phase, int requests = 1) {
        return Expected{.error = ErrorClass::Reset, .phase = phase, .requests = requests};
    };
    const auto firstByte = [](int requests) {
        return Expected{.error = ErrorClass::Timeout,
                        .phase = Phase::Wait,
                        .requests = requests,
                        .deadline = impatient.firstByte};
    };
    const auto redirect = [](HttpFault::Kind fault, int hops = 1) {
        return Expected{.error = ErrorClass::Protocol,
                        .status = 302,
                        .requests = hops,
                        .connections = hops,
                        .fault = fault};
    };

    return {
        {"200", success},
        {"204", {.status = 204}},
        {"204 with a body", {.status = 204}},
        {"401", httpStatus(401)},
        {"404", httpStatus(404)},
        {"429 with Retry-After", httpStatus(429)},
        {"503", httpStatus(503)},
        {"503 with Retry-After", httpStatus(503)},
        {"chunked", success},
        {"chunked with extension and trailer", success},
        {"HTTP/1.0 without length", success},
        {"100 and 103 first", success},
        {"gzip not asked for", success},
        {"gzip of another text than it is", success}, // nobody looks under it
        {"brotli not asked for", success},
        {"deflated transfer", success},
        {"byte by byte", success},
        {"complete, then reset", success},
        {"more than was announced", success},
        {"endless body", success},
        {"endless chunks", success},
        {"events without end", success},
        {"events without end, green among them", saysGreen},
        {"pictures without end", success},
        {"2 MiB", success},

        {"last chunk in pieces", success},
        {"no empty line after the last chunk", success},
        {"blanks around a chunk's size", success},
        {"bare line feeds", success},
        {"empty lines first", success},
        {"blank before the colon", success},
        {"folded header", success},
        {"header line of 60 KiB", success},
        {"HTTP/1.2", success},
        {"no reason", success},
        {"HTTP/1.0 in chunks", success},
        {"the same length twice", success},

        {"text in UTF-8 behind U+FEFF", saysGreen},
        {"text in UTF-16", saysGreen},
        {"text in UTF-16 by its mark alone", saysGreen},
        {"text in ISO-8859-1", saysGreen},
        {"text in KOI8-R, which has no umlauts", unmet(HttpFault::Kind::BodyLacks, green())},
        {"page that says its charset itself", saysGreen},
        {"text in a charset that nobody knows", unmet(HttpFault::Kind::UnknownCharset, green(), "x-y")},
        {"UTF-8 in a charset that nobody knows", saysGreen},
        {"JSON", saysOne},
        {"JSON behind U+FEFF", saysOne},
        {"JSON in UTF-16", saysOne},
        {"JSON with equal keys", saysOne},
        {"JSON with a number beyond all", saysOne},
        {"JSON with half a pair of surrogates", saysOne},
        {"JSON of 5,000 levels", saysOne},
        {"JSON broken off", unmet(HttpFault::Kind::NoJson, one())},

        {"text in gzip", saysGreen},
        {"text in x-gzip", saysGreen},
        {"text in two members of gzip", saysGreen},
        {"text in deflate", saysGreen},
        {"text in deflate without a header", saysGreen},
        {"text in gzip, and that in deflate", saysGreen},
        {"text in gzip, in chunks", saysGreen},
        {"text in gzip broken off", unmet(HttpFault::Kind::BodyLacks, green())}, // it says what it has become
        {"text in gzip that is none", unmet(HttpFault::Kind::BadCoding, green())},
        {"text said to be in UTF-8, of all codings", saysGreen},
        {"text in brotli", unmet(HttpFault::Kind::UnknownCoding, green(), "br")},
        {"8 MiB of blanks in 8 KiB of deflate",
         unmet(HttpFault::Kind::CutOff, green())}, // of which 1 is read

        {"cookie wall", secondHop},
        {"cookie wall, with a cookie for another path", redirect(HttpFault::Kind::RedirectLimit, 11)},
        {"cookie wall, with a cookie for another site", redirect(HttpFault::Kind::RedirectLimit, 11)},
        {"cookie wall, with a cookie that has expired", redirect(HttpFault::Kind::RedirectLimit, 11)},
        {"redirect in Latin 1", secondHop},
        {"the same location twice", secondHop},
        {"redirect without a location", {.status = 302}},
        {"redirect to an empty location", {.status = 302}},
        {"51 redirects",
         {.error = ErrorClass::Protocol,
          .status = 302,
          .requests = 51,
          .connections = 51,
          .fault = HttpFault::Kind::RedirectLimit,
          .redirects = 1000}},
        {"redirect loop", redirect(HttpFault::Kind::RedirectLimit, 11)},
        {"redirect to file:", redirect(HttpFault::Kind::RedirectScheme)},
        {"two locations", redirect(HttpFault::Kind::BadLocation)},

        {"accepts and closes", reset(Phase::Wait, 0)},
        {"accepts and stays silent", firstByte(0)},
        {"reads and closes", reset(Phase::Wait)},
        {"reads and stays silent", firstByte(1)},
        {"reset before the answer", reset(Phase::Wait)},
        {"reset during the head", {.error = ErrorClass::Reset}},
        {"reset during the body", {.error = ErrorClass::Reset, .status = 200}},
        {"reset during a body without length", {.error = ErrorClass::Reset, .status = 200}},
        {"silent during the body",
         {.error = ErrorClass::Timeout, .status = 200, .deadline = impatient.total}},
        {"103, then silent", {.error = ErrorClass::Timeout, .deadline = impatient.firstByte}},
        {"silent during the head", {.error = ErrorClass::Timeout, .deadline = impatient.firstByte}},
        {"drip of a byte a second", {.error = ErrorClass::Timeout, .deadline = impatient.firstByte}},

        {"half a status line", garbled},
        {"malformed status", garbled},
        {"HTTP/0.9", notHttp("<html>hello</html>")},
        {"HTTP/2.0", garbled},
        {"not HTTP at all", notHttp("SSH-2.0-OpenSSH_9.2")},
        {"malformed header", garbled},
        {"half a head", garbled},
        {"a length and chunks", garbled},
        {"chunked twice", garbled},
        {"a coding of its own", garbled},
        {"length with a sign", garbled},
        {"carriage return within a header", garbled},
        {"folded line before all headers", garbled},
        {"two lengths", garbled},
        {"length that is no number", garbled},
        {"header line of 64 KiB", tooLarge},
        {"endless header line", tooLarge},
        {"endless headers", tooLarge},
        {"201 headers", tooLarge},
        {"endless empty lines", tooLarge},
        {"endless interim answers", {.error = ErrorClass::Protocol, .fault = HttpFault::Kind::Flood}},

        {"less than was announced", garbledBody},
        {"malformed chunk", garbledBody},
        {"last chunk missing", garbledBody},
        {"bytes behind a chunk", garbledBody},
        {"an extension on each chunk",
         {.error = ErrorClass::Protocol, .status = 200, .fault = HttpFault::Kind::Flood}},
        {"endless trailers",
         {.error = ErrorClass::Protocol, .status = 200, .fault = HttpFault::Kind::HeadTooLarge}},
        {"endless chunk extension",
         {.error = ErrorClass::Protocol, .status = 200, .fault = HttpFault::Kind::HeadTooLarge}},
    };
}

} // namespace

class TestHttpFaults final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsEveryFault_data();
    void tellsEveryFault();

private:
    SteadyClock m_clock;
    probe::NetworkProbeFactory m_factory{m_clock};
};

void TestHttpFaults::tellsEveryFault_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<Expected>("expected");
    auto expected = expectations();
    for (const HttpFaultScript &fault : httpFaults()) {
        const auto row = expected.extract(fault.name);
        QVERIFY2(!row.empty(), fault.name); // a fault that nothing is expected of
        QTest::newRow(fault.name) << fault.script << row.mapped();
    }
    QVERIFY(expected.empty());
}

/// The deadline is held against a timer of the same length in the same event loop, so that a busy machine
/// delays both.
void TestHttpFaults::tellsEveryFault()
{
    QFETCH(Script, script);
    QFETCH(Expected, expected);
    const qsizetype descriptorsBefore = openDescriptors();
    {
        const FaultServer server(script);
        std::optional<resilience::TimePoint> reference;
        QTimer timer;
        timer.setTimerType(Qt::PreciseTimer);
        connect(&timer, &QTimer::timeout, this, [&] { reference = m_clock.now(); });
        const auto deadline = expected.deadline.value_or(patient.total);
        timer.start(std::chrono::duration_cast<std::chrono::milliseconds>(deadline));
        ProbeRun run(
            m_factory.create({.url = server.url(),
                              .timeouts = expected.deadline ? impatient : patient,
                              .options = probe::HttpOptions{.redirects = {.limit = expected.redirects},
                                                            .expect = expected.expect}}));
        QVERIFY(run.ends());
        QVERIFY2(run.error() == expected.error, run.detail());
        QCOMPARE(run.result().statusCode, expected.status);
        if (expected.error)
            QCOMPARE(run.result().failure->phase, expected.phase);
        if (expected.error == ErrorClass::HttpStatus)
            QCOMPARE(run.result().failure->status, expected.status);
        const auto fault = expected.fault ? std::optional(HttpFault{*expected.fault}) : std::nullopt;
        if (expected.error)
            QVERIFY(run.result().failure->as<probe::HttpFault>() == fault);
        if (expected.detail)
            QCOMPARE(run.result().failure->detail, *expected.detail);
        QCOMPARE(run.result().phases.sum(), run.result().latency);
        if (expected.deadline) {
            QVERIFY(run.result().latency >= *expected.deadline);
            const bool isTotal = expected.deadline == impatient.total;
            QCOMPARE(run.result().failure->timedOut, isTotal ? TimeoutScope::Total : TimeoutScope::Phase);
            QTRY_VERIFY(reference);
        }
        QVERIFY(!reference || run.endedAt() <= *reference + 50ms);
        QCOMPARE(server.connections(), expected.connections);
        QCOMPARE(server.requests(), expected.requests);
        QCOMPARE(run.result().hops.size(), static_cast<std::size_t>(expected.connections));
    }
    QCOMPARE(openDescriptors(), descriptorsBefore);
}

FUSEBOX_LOOP_TEST(TestHttpFaults)
#include "tst_http_faults.moc"
