// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/http/http_parser.h"

using namespace fusebox;
using probe::HttpAnswer;
using probe::HttpDialect;
using probe::HttpParser;
using probe::HttpRecorder;
using Progress = HttpParser::Progress;

class TestHttpParser final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void piecesMakeNoDifference_data();
    void piecesMakeNoDifference();
    void headIsKnownOnceItHasCome();
    void interimHeadIsNoHead();
    void endOfStream_data();
    void endOfStream();
    void headLimitIsExact_data();
    void headLimitIsExact();
    void bodyIsHandedOnWhateverItsPieces_data();
    void bodyIsHandedOnWhateverItsPieces();
    void interimFieldsAndTrailersAreNotTheAnswers();
    void answerToHeadEndsWithItsHead();
    void dialectIsTold();
    void connectionIsKeptOnlyAfterAWholeAnswer_data();
    void connectionIsKeptOnlyAfterAWholeAnswer();
};

namespace {

HttpRecorder roomy()
{
    return {1024 * 1024, 1024 * 1024};
}

const QByteArray ok = "HTTP/1.1 200 OK\r\n";

/// Feeds `bytes` in pieces of at most `size`, then the end of the stream if that was not enough.
HttpParser::Result feedInPieces(HttpParser &parser, const QByteArray &bytes, qsizetype size)
{
    for (qsizetype i = 0; i < bytes.size(); i += size) {
        const auto result = parser.feed(QByteArrayView(bytes).sliced(i, std::min(size, bytes.size() - i)));
        if (!result || *result == Progress::Complete)
            return result;
    }
    return parser.finish();
}

} // namespace

void TestHttpParser::piecesMakeNoDifference_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isValid");
    QTest::addColumn<int>("status");
    QTest::newRow("length") << ok + "Content-Length: 3\r\n\r\nabc" << true << 200;
    QTest::newRow("no body") << QByteArray("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n") << true
                             << 304;
    QTest::newRow("until the end") << QByteArray("HTTP/1.0 200\x20\r\n\r\nabc") << true << 200;
    QTest::newRow("chunks")
        << ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;a=b\r\nx\r\n0\r\nT: 1\r\n\r\n"
        << true << 200;
    QTest::newRow("interim") << "HTTP/1.1 103 Early\r\nLink: a\r\n\r\n" + ok + "Content-Length: 0\r\n\r\n"
                             << true << 200;
    QTest::newRow("switching protocols is no interim")
        << QByteArray("HTTP/1.1 101 Go\r\n\r\n") << true << 101;
    QTest::newRow("chunk too long") << ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n"
                                    << false << 200;
    QTest::newRow("no reason, nor the blank before it")
        << QByteArray("HTTP/1.1 503\r\nContent-Length: 0\r\n\r\n") << true << 503;
    QTest::newRow("bare line feed") << QByteArray("HTTP/1.1 200 OK\nContent-Length: 0\n\n") << false << 0;
    QTest::newRow("control character in a field") << ok + "A: b\x01\r\n\r\n" << false << 0;
}

void TestHttpParser::piecesMakeNoDifference()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isValid);
    QFETCH(int, status);
    for (const qsizetype size : {1, 2, 3, 5, 8, 13, 1000}) {
        HttpRecorder recorder = roomy();
        HttpParser parser(recorder);
        const auto result = feedInPieces(parser, bytes, size);
        QCOMPARE(result.has_value(), isValid);
        QCOMPARE(recorder.answer().value_or(HttpAnswer{}).status, status);
        if (!result)
            QCOMPARE(result.error().errorClass, resilience::ErrorClass::Protocol);
    }
}

void TestHttpParser::headIsKnownOnceItHasCome()
{
    HttpRecorder recorder = roomy();
    HttpParser parser(recorder);
    QCOMPARE(parser.feed(ok + "Retry-After: 3\r\nContent-Length: 2\r\n"), Progress::NeedsMore);
    QVERIFY(!recorder.hasHead());
    QCOMPARE(parser.feed("\r\n"), Progress::NeedsMore);
    QCOMPARE(recorder.status(), 200);
    QCOMPARE(recorder.reason(), "OK");
    QCOMPARE(recorder.field("retry-after"), "3");
    QCOMPARE(parser.feed("ab"), Progress::Complete);
}

void TestHttpParser::interimHeadIsNoHead()
{
    HttpRecorder recorder = roomy();
    HttpParser parser(recorder);
    QCOMPARE(parser.feed("HTTP/1.1 100 Continue\r\n\r\n"), Progress::NeedsMore);
    QVERIFY(!recorder.hasHead());
    QVERIFY(!parser.finish());
}

void TestHttpParser::endOfStream_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isComplete");
    QTest::newRow("nothing") << QByteArray() << false;
    QTest::newRow("part of the status line") << QByteArray("HTTP/1.1 2") << false;
    QTest::newRow("part of the head") << ok + "A: b\r\n" << false;
    QTest::newRow("part of a counted body") << ok + "Content-Length: 3\r\n\r\nab" << false;
    QTest::newRow("part of the chunks") << ok + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n" << false;
    QTest::newRow("empty body without length") << ok + "\r\n" << true;
    QTest::newRow("body without length") << ok + "\r\nabc" << true;
}

void TestHttpParser::endOfStream()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isComplete);
    HttpRecorder recorder = roomy();
    HttpParser parser(recorder);
    QCOMPARE(parser.feed(bytes), Progress::NeedsMore);
    QCOMPARE(parser.finish().has_value(), isComplete);
}

void TestHttpParser::headLimitIsExact_data()
{
    QTest::addColumn<qsizetype>("bytes");
    QTest::addColumn<bool>("isAccepted");
    QTest::newRow("64 KiB") << qsizetype(65536) << true;
    QTest::newRow("one byte more") << qsizetype(65537) << false;
}

void TestHttpParser::headLimitIsExact()
{
    QFETCH(qsizetype, bytes);
    QFETCH(bool, isAccepted);
    const QByteArray line = "A: " + QByteArray(995, 'b') + "\r\n"; // few enough of them
    const QByteArray tail = "Content-Length: 0\r\n\r\n";
    QByteArray head = ok;
    while (head.size() + line.size() + tail.size() + 10 < bytes)
        head += line;
    head += "P: " + QByteArray(bytes - head.size() - tail.size() - 5, 'p') + "\r\n" + tail;
    QCOMPARE(head.size(), bytes);
    for (const qsizetype size : {qsizetype(1000), qsizetype(100'000)}) {
        HttpRecorder recorder = roomy();
        HttpParser parser(recorder);
        const auto result = feedInPieces(parser, head, size);
        QCOMPARE(result.has_value(), isAccepted);
        if (!isAccepted)
            QVERIFY(result.error().fault == probe::HttpFault{probe::HttpFault::Kind::HeadTooLarge});
    }
}

void TestHttpParser::bodyIsHandedOnWhateverItsPieces_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("length") << ok + "Content-Length: 5\r\n\r\nhello";
    QTest::newRow("chunks") << ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x\r\nllo\r\n0\r\n\r\n";
    QTest::newRow("until the end") << ok + "\r\nhello";
}

void TestHttpParser::bodyIsHandedOnWhateverItsPieces()
{
    QFETCH(QByteArray, bytes);
    for (const qsizetype size : {1, 3, 7, 1000}) {
        HttpRecorder recorder = roomy();
        HttpParser parser(recorder);
        QVERIFY(feedInPieces(parser, bytes, size).has_value());
        QCOMPARE(recorder.body(), "hello");
        QCOMPARE(recorder.bodySize(), 5);
    }
}

void TestHttpParser::interimFieldsAndTrailersAreNotTheAnswers()
{
    HttpRecorder recorder = roomy();
    HttpParser parser(recorder);
    QCOMPARE(parser.feed("HTTP/1.1 103 Early\r\nInterim: 1\r\n\r\n" + ok +
                         "Final: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer: 3\r\n\r\n"),
             Progress::Complete);
    QCOMPARE(recorder.fields().size(), std::size_t(2));
    QCOMPARE(recorder.field("final"), "2");
}

void TestHttpParser::answerToHeadEndsWithItsHead()
{
    for (const QByteArray framing : {"Content-Length: 9\r\n", "Transfer-Encoding: chunked\r\n", ""}) {
        HttpRecorder recorder = roomy();
        HttpParser parser(recorder, false);
        QCOMPARE(parser.feed("HTTP/1.1 103 Early\r\n\r\n"), Progress::NeedsMore);
        QCOMPARE(parser.feed(ok + framing + "\r\n"), Progress::Complete);
    }
}

void TestHttpParser::dialectIsTold()
{
    for (const auto &[line, dialect] : {std::pair("HTTP/1.0 200 OK\r\n\r\n", HttpDialect::Http10),
                                        std::pair("HTTP/1.1 200 OK\r\n\r\n", HttpDialect::Http11)}) {
        HttpRecorder recorder = roomy();
        HttpParser parser(recorder);
        QCOMPARE(parser.feed(line), Progress::NeedsMore);
        QVERIFY(recorder.answer()->dialect == dialect);
    }
}

void TestHttpParser::connectionIsKeptOnlyAfterAWholeAnswer_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isKept");
    QTest::newRow("length") << ok + "Content-Length: 2\r\n\r\nok" << true;
    QTest::newRow("chunks") << ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" << true;
    QTest::newRow("server closes") << ok + "Connection: close\r\nContent-Length: 0\r\n\r\n" << false;
    QTest::newRow("HTTP/1.0") << QByteArray("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n") << false;
    QTest::newRow("HTTP/1.0 that keeps") << QByteArray("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n"
                                                       "Content-Length: 0\r\n\r\n")
                                         << true;
    QTest::newRow("until the end") << ok + "\r\nabc" << false;
    QTest::newRow("more than was announced") << ok + "Content-Length: 2\r\n\r\nok!" << false;
    QTest::newRow("cut off") << ok + "Content-Length: 2000\r\n\r\n" + QByteArray(2000, 'x') << false;
    QTest::newRow("other protocol") << QByteArray("HTTP/1.1 101 Go\r\n\r\n") << false;
}

void TestHttpParser::connectionIsKeptOnlyAfterAWholeAnswer()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isKept);
    HttpRecorder recorder(1000, 0);
    HttpParser parser(recorder);
    QVERIFY(feedInPieces(parser, bytes, 10'000).has_value());
    QCOMPARE(parser.keepsConnection(), isKept);
}

QTEST_GUILESS_MAIN(TestHttpParser)
#include "tst_http_parser.moc"
