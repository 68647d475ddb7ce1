// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/http/http2_exchange.h"
#include "tests/core/probe/http2_frames.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using Kind = HttpFault::Kind;
using Progress = HttpExchange::Progress;
using resilience::ErrorClass;

class TestHttp2Exchange final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beginsWithThePreface();
    void piecesMakeNoDifference_data();
    void piecesMakeNoDifference();
    void faultsAreFailures_data();
    void faultsAreFailures();
    void endOfStreamIsAFailureUntilComplete();
    void nothingOfTheAnswerHasBegunBeforeItsHead();
    void bodyIsCutOff();
    void endlessStreamOfWhichNothingIsWantedEndsWithItsHead();
    void connectionIsKeptOnlyAfterAWholeAnswer_data();
    void connectionIsKeptOnlyAfterAWholeAnswer();
    void secondExchangeIsAnotherStream();
    void idleConnectionAnswersPingsAndHearsGoodbye();
    void idleConnectionEndsOnceItAllowsNoStreams();
    void floodIsCountedAnewForEachExchange();
    void floodOfAnIdleConnectionEndsIt();
    void longBodyMayBringMoreThatIsNone();
    void continuationsAreBounded();
    void whatWasNotProcessedIsTold_data();
    void whatWasNotProcessedIsTold();
};

namespace {

const HttpRequest request{.method = "GET",
                          .scheme = "https",
                          .authority = "a.test",
                          .target = "/",
                          .headers = {{"Accept", "*/*"}},
                          .body = {}};

/// Feeds `bytes` in pieces of at most `size` until that is enough.
HttpExchange::Result feed(HttpExchange &exchange, const QByteArray &bytes, qsizetype size = 100'000)
{
    HttpExchange::Result result = Progress::NeedsMore;
    for (qsizetype i = 0; i < bytes.size() && result && *result == Progress::NeedsMore; i += size)
        result = exchange.receive(QByteArrayView(bytes).sliced(i, std::min(size, bytes.size() - i)));
    return result;
}

/// A connection on which the request was sent.
struct Asked
{
    HttpRecorder recorder;
    Http2Exchange exchange;

    explicit Asked(qsizetype keepBody = 1000)
        : recorder(1000, keepBody)
    {
        QVERIFY(exchange.begin(request, recorder));
    }
};

QByteArray times(int count, const QByteArray &bytes)
{
    return bytes.repeated(count);
}

/// A field of 4,000 bytes, then 20 references to it of a byte each: 80,000 bytes of fields from 4,030.
QByteArray headerBomb()
{
    const QByteArray longField = QByteArray::fromHex("400161") + QByteArray::fromHex("7fa11e") + // 4000
                                 QByteArray(4000, 'v');
    return http2::status("200") + longField + QByteArray(20, '\xbe');
}

} // namespace

void TestHttp2Exchange::beginsWithThePreface()
{
    Asked asked;
    const QByteArray bytes = asked.exchange.takeOutgoing();
    QVERIFY(bytes.startsWith("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    QVERIFY(asked.exchange.takeOutgoing().isEmpty());
}

void TestHttp2Exchange::piecesMakeNoDifference_data()
{
    using namespace http2;
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray ok = status("203") + field("a", "1");
    QTest::newRow("body") << settings() + head(ok) + body("he") + body("llo", endStream);
    QTest::newRow("empty last frame") << settings() + head(ok) + body("hello") + body("", endStream);
    QTest::newRow("length") << settings() + head(ok + field("content-length", "5")) +
                                   body("hello", endStream);
    QTest::newRow("interim") << settings() + head(status("103") + field("link", "x")) + head(ok) +
                                    body("hello", endStream);
    QTest::newRow("trailers") << settings() + head(ok) + body("hello") + head(field("t", "1"), endStream);
    QTest::newRow("pings and settings between") << settings() + frame(Ping, 0, 0, QByteArray(8, 'p')) +
                                                       head(ok) + settings() + body("hello", endStream);
    QByteArray inParts = frame(Headers, 0, 1, status("203"));
    for (int i = 0; i < 6; ++i)
        inParts += frame(Continuation, 0, 1, field("x", "y"));
    inParts += frame(Continuation, endHeaders, 1, field("a", "1"));
    QTest::newRow("head in seven more parts") << settings() + inParts + body("hello", endStream);
    QTest::newRow("blanks around a value")
        << settings() + head(ok + field("a", " b ")) + body("hello", endStream);
    QTest::newRow("padding") << settings() + head(ok) + paddedBody("hel", 200) +
                                    paddedBody("lo", 0, endStream);
    QTest::newRow("a goodbye with an error after it")
        << settings() + head(ok) + body("hello", endStream) + goAway(1, 11);
    QTest::newRow("a flood after it")
        << settings() + head(ok) + body("hello", endStream) + times(1100, frame(Unknown, 0, 0));
    QTest::newRow("goodbye that lets it finish")
        << settings() + goAway(1, 0) + head(ok) + body("hello", endStream);
}

void TestHttp2Exchange::piecesMakeNoDifference()
{
    QFETCH(QByteArray, bytes);
    for (const qsizetype size : {1, 2, 3, 7, 13, 10'000}) {
        Asked asked;
        QCOMPARE(feed(asked.exchange, bytes, size), Progress::Complete);
        QCOMPARE(asked.recorder.body(), "hello");
        QCOMPARE(asked.recorder.status(), 203);
        QCOMPARE(asked.recorder.field("a"), "1");
        QVERIFY(!asked.recorder.field("link") && !asked.recorder.field("t"));
        QVERIFY(asked.recorder.answer()->dialect == HttpDialect::Http2);
    }
}

void TestHttp2Exchange::faultsAreFailures_data()
{
    using namespace http2;
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<ErrorClass>("error");
    QTest::addColumn<std::optional<Kind>>("kind");
    const auto row = [](const char *name, const QByteArray &bytes, ErrorClass error,
                        std::optional<Kind> kind = {}) { QTest::newRow(name) << bytes << error << kind; };
    const QByteArray ok = status("200");

    row("stream reset", settings() + frame(ResetStream, 0, 1, number(2)), ErrorClass::Reset,
        Kind::StreamReset);
    row("stream reset in the body", settings() + head(ok) + frame(ResetStream, 0, 1, number(2)),
        ErrorClass::Reset, Kind::StreamReset);
    row("goodbye with an error", settings() + goAway(0, 11), ErrorClass::Reset, Kind::GoAway);
    row("goodbye with an error, and the answer all the same",
        settings() + head(ok) + goAway(1, 11) + body("hello", endStream), ErrorClass::Reset, Kind::GoAway);
    row("goodbye before this request", settings() + goAway(0, 0), ErrorClass::Reset, Kind::GoAway);
    row("settings without end", times(1100, settings()), ErrorClass::Protocol, Kind::Flood);
    row("pings without end", settings() + times(1100, frame(Ping, 0, 0, QByteArray(8, 'p'))),
        ErrorClass::Protocol, Kind::Flood);
    row("empty data without end", settings() + head(ok) + times(1100, body("")), ErrorClass::Protocol,
        Kind::Flood);
    row("empty data, and an end after all",
        settings() + head(ok) + times(1100, body("")) + body("hello", endStream), ErrorClass::Protocol,
        Kind::Flood);
    row("interim answers without end", settings() + times(1100, head(status("103"))), ErrorClass::Protocol,
        Kind::Flood);
    const auto flood = [&](const char *name, const QByteArray &bytes) {
        row(name, bytes, ErrorClass::Protocol, Kind::Flood);
    };
    flood("frames of an unknown type without end", settings() + times(1100, frame(Unknown, 0, 0)));
    flood("frames of an unknown type on the stream",
          settings() + head(ok) + times(1100, frame(Unknown, 0, 1, "x")));
    flood("long frames of an unknown type",
          settings() + times(40, frame(Unknown, 0, 0, QByteArray(16'000, 'x'))));
    flood("data that is padding alone", settings() + head(ok) + times(1100, paddedBody("", 0)));
    flood("data that is long padding alone", settings() + head(ok) + times(1100, paddedBody("", 255)));
    flood("acknowledged pings without end", settings() + times(1100, frame(Ping, 1, 0, QByteArray(8, 'p'))));
    flood("window updates without end", settings() + times(1100, frame(WindowUpdate, 0, 0, number(1))));
    row("header bomb", settings() + head(headerBomb()), ErrorClass::Protocol, Kind::HeadTooLarge);
    row("header bomb in the trailers", settings() + head(ok) + head(headerBomb().mid(13), endStream),
        ErrorClass::Protocol, Kind::HeadTooLarge);
    row("201 fields", settings() + head(ok + times(201, field("a", "b"))), ErrorClass::Protocol,
        Kind::HeadTooLarge);
    row("HTTP/1.1 instead", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", ErrorClass::Protocol,
        Kind::NotHttp2);
    row("SSH instead", "SSH-2.0-OpenSSH_9.2\r\n", ErrorClass::Protocol, Kind::NotHttp2);
    row("no settings first", head(ok, endStream), ErrorClass::Protocol, Kind::NotHttp2);
    row("no status", settings() + head(field("a", "b"), endStream), ErrorClass::Protocol);
    row("status that is no number", settings() + head(status("2xx"), endStream), ErrorClass::Protocol);
    row("status that begins with 0", settings() + head(status("062"), endStream), ErrorClass::Protocol);
    row("status of four digits", settings() + head(status("2000"), endStream), ErrorClass::Protocol);
    row("two statuses", settings() + head(ok + ok, endStream), ErrorClass::Protocol);
    row("upper case name", settings() + head(ok + field("Age", "1"), endStream), ErrorClass::Protocol);
    row("connection's field", settings() + head(ok + field("connection", "close"), endStream),
        ErrorClass::Protocol);
    row("body without a head", settings() + body("hello", endStream), ErrorClass::Protocol);
    row("less than was announced",
        settings() + head(ok + field("content-length", "5")) + body("hell", endStream), ErrorClass::Protocol);
    row("more than was announced",
        settings() + head(ok + field("content-length", "5")) + body("hello!", endStream),
        ErrorClass::Protocol);
    row("push", settings() + frame(PushPromise, endHeaders, 1, number(2) + ok), ErrorClass::Protocol);
    row("frame too long", settings() + frame(Ping, 0, 0, QByteArray(20'000, 'p')), ErrorClass::Protocol);
    row("broken compression", settings() + head(QByteArray(10, '\xff')), ErrorClass::Protocol);
}

void TestHttp2Exchange::faultsAreFailures()
{
    QFETCH(QByteArray, bytes);
    QFETCH(ErrorClass, error);
    QFETCH(std::optional<Kind>, kind);
    for (const qsizetype size : {1, 9, 100'000}) {
        Asked asked;
        const auto result = feed(asked.exchange, bytes, size);
        QVERIFY(!result);
        QCOMPARE(result.error().errorClass, error);
        QVERIFY(result.error().fault == (kind ? std::optional(HttpFault{*kind}) : std::nullopt));
        QVERIFY(kind || !result.error().detail.empty());
        QVERIFY(!asked.exchange.isReusable());
    }
}

void TestHttp2Exchange::endOfStreamIsAFailureUntilComplete()
{
    using namespace http2;
    Asked asked;
    QCOMPARE(feed(asked.exchange, settings() + head(status("200")) + body("hel")), Progress::NeedsMore);
    QCOMPARE(asked.exchange.finish().error().errorClass, ErrorClass::Protocol);
}

void TestHttp2Exchange::nothingOfTheAnswerHasBegunBeforeItsHead()
{
    using namespace http2;
    Asked asked;
    QCOMPARE(feed(asked.exchange, settings() + frame(Ping, 0, 0, QByteArray(8, 'p'))), Progress::NeedsMore);
    QVERIFY(!asked.exchange.hasAnswerBegun());
    QCOMPARE(feed(asked.exchange, head(status("200")).chopped(1)), Progress::NeedsMore);
    QVERIFY(asked.exchange.hasAnswerBegun());
    QVERIFY(!asked.recorder.hasHead());
}

void TestHttp2Exchange::bodyIsCutOff()
{
    using namespace http2;
    Asked asked;
    QCOMPARE(feed(asked.exchange, settings() + head(status("200")) + body(QByteArray(1001, 'x'))),
             Progress::Complete);
    QVERIFY(asked.recorder.isCutOff());
    QCOMPARE(asked.recorder.bodySize(), 1000);
}

void TestHttp2Exchange::endlessStreamOfWhichNothingIsWantedEndsWithItsHead()
{
    using namespace http2;
    const QByteArray events =
        settings() + head(status("200") + field("content-type", "text/event-stream; charset=utf-8"));
    Asked nothingWanted(0);
    QCOMPARE(feed(nothingWanted.exchange, events), Progress::Complete);
    QVERIFY(nothingWanted.recorder.isCutOff());
    QVERIFY(!nothingWanted.exchange.isReusable());
    Asked bodyWanted(1000);
    QCOMPARE(feed(bodyWanted.exchange, events), Progress::NeedsMore);
}

void TestHttp2Exchange::connectionIsKeptOnlyAfterAWholeAnswer_data()
{
    using namespace http2;
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isKept");
    const QByteArray ok = settings() + head(status("200"));
    QTest::newRow("whole") << ok + body("x", endStream) << true;
    QTest::newRow("cut off") << ok + body(QByteArray(1001, 'x'), endStream) << false;
    QTest::newRow("goodbye") << settings() + goAway(1, 0) + head(status("200"), endStream) << false;
    QTest::newRow("one stream at once") << streamLimit(1) + head(status("200"), endStream) << true;
    QTest::newRow("no more streams") << ok + streamLimit(0) + body("x", endStream) << false;
    QTest::newRow("no more streams, behind it") << ok + body("x", endStream) + streamLimit(0) << false;
    QTest::newRow("no more streams for a while")
        << ok + streamLimit(0) + streamLimit(9) + body("x", endStream) << true;
}

void TestHttp2Exchange::connectionIsKeptOnlyAfterAWholeAnswer()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isKept);
    Asked asked;
    QVERIFY(!asked.exchange.isReusable());
    QCOMPARE(feed(asked.exchange, bytes), Progress::Complete);
    QCOMPARE(asked.exchange.isReusable(), isKept);
}

void TestHttp2Exchange::secondExchangeIsAnotherStream()
{
    using namespace http2;
    Asked asked;
    QCOMPARE(feed(asked.exchange, settings() + head(status("200"), endStream)), Progress::Complete);
    HttpRecorder second(1000, 0);
    QVERIFY(asked.exchange.begin(request, second));
    QVERIFY(!asked.exchange.hasAnswerBegun() && !asked.exchange.isReusable());
    const QByteArray other = frame(Headers, endHeaders | endStream, 3, status("204"));
    QCOMPARE(feed(asked.exchange, other), Progress::Complete);
    QCOMPARE(second.status(), 204);
    QCOMPARE(asked.recorder.status(), 200);
}

void TestHttp2Exchange::idleConnectionAnswersPingsAndHearsGoodbye()
{
    using namespace http2;
    Asked asked;
    QCOMPARE(feed(asked.exchange, settings() + head(status("200"), endStream)), Progress::Complete);
    (void)asked.exchange.takeOutgoing();
    QCOMPARE(asked.exchange.receive(frame(Ping, 0, 0, "12345678")), Progress::NeedsMore);
    QCOMPARE(asked.exchange.takeOutgoing(), frame(Ping, 1, 0, "12345678"));
    QVERIFY(asked.exchange.isReusable());
    QVERIFY(!asked.exchange.receive(goAway(1, 0)));
    QVERIFY(!asked.exchange.isReusable());
}

void TestHttp2Exchange::idleConnectionEndsOnceItAllowsNoStreams()
{
    using namespace http2;
    Asked asked;
    QCOMPARE(feed(asked.exchange, settings() + head(status("200"), endStream)), Progress::Complete);
    QCOMPARE(asked.exchange.receive(streamLimit(1)), Progress::NeedsMore);
    QVERIFY(asked.exchange.isReusable());
    QVERIFY(!asked.exchange.receive(streamLimit(0)));
    QVERIFY(!asked.exchange.isReusable());
}

void TestHttp2Exchange::floodIsCountedAnewForEachExchange()
{
    using namespace http2;
    Asked asked;
    QCOMPARE(feed(asked.exchange, times(900, settings()) + head(status("200"), endStream)),
             Progress::Complete);
    HttpRecorder second(1000, 0);
    QVERIFY(asked.exchange.begin(request, second));
    const QByteArray other = frame(Headers, endHeaders | endStream, 3, status("204"));
    QCOMPARE(feed(asked.exchange, times(900, settings()) + other), Progress::Complete);
}

void TestHttp2Exchange::floodOfAnIdleConnectionEndsIt()
{
    using namespace http2;
    Asked asked;
    QCOMPARE(feed(asked.exchange, settings() + head(status("200"), endStream)), Progress::Complete);
    QCOMPARE(asked.exchange.receive(times(500, frame(Unknown, 0, 0))), Progress::NeedsMore);
    const auto result = asked.exchange.receive(times(600, frame(Unknown, 0, 0)));
    QVERIFY(!result && result.error().fault == HttpFault{Kind::Flood});
    QVERIFY(!asked.exchange.isReusable());
}

/// As servers do that measure the line with pings.
void TestHttp2Exchange::longBodyMayBringMoreThatIsNone()
{
    using namespace http2;
    HttpRecorder recorder(10'000'000, 0);
    Http2Exchange exchange;
    QVERIFY(exchange.begin(request, recorder));
    const QByteArray pair = body(QByteArray(4000, 'x')) + frame(Ping, 0, 0, QByteArray(8, 'p'));
    QCOMPARE(feed(exchange, settings() + head(status("200"))), Progress::NeedsMore);
    for (int i = 0; i < 2000; ++i) {
        QCOMPARE(exchange.receive(pair), Progress::NeedsMore);
        (void)exchange.takeOutgoing();
    }
    QCOMPARE(feed(exchange, body("", endStream)), Progress::Complete);
    QCOMPARE(recorder.bodySize(), 8'000'000);
}

void TestHttp2Exchange::continuationsAreBounded()
{
    using namespace http2;
    Asked asked;
    const auto first = asked.exchange.receive(settings() + frame(Headers, 0, 1, status("200")));
    QCOMPARE(first, Progress::NeedsMore);
    int sent = 0;
    HttpExchange::Result result = Progress::NeedsMore;
    for (; sent < 2000 && result; ++sent)
        result = asked.exchange.receive(frame(Continuation, 0, 1));
    QVERIFY(!result);
    QCOMPARE(result.error().errorClass, ErrorClass::Protocol);
    QVERIFY(sent <= 1001);
}

void TestHttp2Exchange::whatWasNotProcessedIsTold_data()
{
    using namespace http2;
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isUnprocessed");
    QTest::newRow("refused") << frame(ResetStream, 0, 1, number(7)) << true;
    QTest::newRow("reset for another reason") << frame(ResetStream, 0, 1, number(2)) << false;
    QTest::newRow("goodbye before this request") << goAway(0, 0) << true;
    QTest::newRow("goodbye with an error before this request") << goAway(0, 11) << true;
    QTest::newRow("goodbye with an error after it was taken up") << goAway(1, 11) << false;
}

void TestHttp2Exchange::whatWasNotProcessedIsTold()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isUnprocessed);
    Asked asked;
    const auto result = feed(asked.exchange, http2::settings() + bytes);
    QVERIFY(!result);
    QCOMPARE(result.error().errorClass, ErrorClass::Reset);
    QCOMPARE(result.error().isUnprocessed, isUnprocessed);
}

FUSEBOX_LOOP_TEST(TestHttp2Exchange)
#include "tst_http2_exchange.moc"
