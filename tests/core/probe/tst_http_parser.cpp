// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/http_parser.h"

using namespace fusebox;
using probe::HttpParser;
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
};

namespace {

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
        HttpParser parser;
        const auto result = feedInPieces(parser, bytes, size);
        QCOMPARE(result.has_value(), isValid);
        QCOMPARE(parser.head().value_or(probe::HttpHead{}).status, status);
        if (!result)
            QCOMPARE(result.error().errorClass, resilience::ErrorClass::Protocol);
    }
}

void TestHttpParser::headIsKnownOnceItHasCome()
{
    HttpParser parser;
    QCOMPARE(parser.feed(ok + "Retry-After: 3\r\nContent-Length: 2\r\n"), Progress::NeedsMore);
    QVERIFY(!parser.head());
    QCOMPARE(parser.feed("\r\n"), Progress::NeedsMore);
    QCOMPARE(parser.head()->status, 200);
    QCOMPARE(parser.head()->reason, std::string("OK"));
    QCOMPARE(parser.head()->retryAfter, std::string("3"));
    QCOMPARE(parser.feed("ab"), Progress::Complete);
}

void TestHttpParser::interimHeadIsNoHead()
{
    HttpParser parser;
    QCOMPARE(parser.feed("HTTP/1.1 100 Continue\r\n\r\n"), Progress::NeedsMore);
    QVERIFY(!parser.head());
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
    HttpParser parser;
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
    const QByteArray line = "A: b\r\n";
    const QByteArray tail = "Content-Length: 0\r\n\r\n";
    QByteArray head = ok;
    while (head.size() + line.size() + tail.size() + 10 < bytes)
        head += line;
    head += "P: " + QByteArray(bytes - head.size() - tail.size() - 5, 'p') + "\r\n" + tail;
    QCOMPARE(head.size(), bytes);
    for (const qsizetype size : {qsizetype(1000), qsizetype(100'000)}) {
        HttpParser parser;
        QCOMPARE(feedInPieces(parser, head, size).has_value(), isAccepted);
    }
}

QTEST_GUILESS_MAIN(TestHttpParser)
#include "tst_http_parser.moc"
