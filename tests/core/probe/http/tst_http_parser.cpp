// SPDX-License-Identifier: GPL-3.0-or-later
#include <optional>

#include <QTest>

#include "core/probe/http/http_parser.h"
#include "tests/support/test_program.h"

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
    void foldedFieldsAreOneLine();
    void whatIsNoHttpIsToldAtOnce_data();
    void whatIsNoHttpIsToldAtOnce();
    void anotherVersionIsToldAtOnce();
    void whatBringsNothingIsBounded_data();
    void whatBringsNothingIsBounded();
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
    const auto read = [](const char *name, const QByteArray &bytes, int expected = 200) {
        QTest::newRow(name) << bytes << true << expected;
    };
    const auto refused = [](const char *name, const QByteArray &bytes, int expected = 0) {
        QTest::newRow(name) << bytes << false << expected;
    };
    const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
    read("bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 3\n\nabc");
    read("bare line feeds in chunks", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n");
    read("both ends of line", ok + "A: b\nContent-Length: 3\r\n\nabc");
    read("empty lines first", "\r\n\n" + ok + "Content-Length: 0\r\n\r\n");
    read("HTTP/1.2", "HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n");
    read("HTTP/1.9", "HTTP/1.9 200 OK\r\nContent-Length: 0\r\n\r\n");
    read("no reason and a line feed", "HTTP/1.0 404\n\n", 404);
    read("several blanks around the status", "HTTP/1.1   404 \t Not  Found \r\nContent-Length: 0\r\n\r\n",
         404);
    refused("nothing but a version", "HTTP/1.1\r\n\r\n");
    refused("a version and a blank", "HTTP/1.1 \r\n\r\n");
    refused("no blank behind the version", "HTTP/1.1200 OK\r\n\r\n");
    refused("letters right behind the status", "HTTP/1.1 200OK\r\n\r\n");
    read("a tab before the reason", "HTTP/1.1 200\tOK\r\nContent-Length: 0\r\n\r\n");
    read("blanks before the colon", ok + "Content-Length \t: 3\r\n\r\nabc");
    read("blanks around the value", ok + "Content-Length: \t 3 \t\r\n\r\nabc");
    read("folded field", ok + "A: b\r\n c\r\n\td\r\nContent-Length: 3\r\n\r\nabc");
    read("folded length", ok + "Content-Length:\r\n 3\r\n\r\nabc");
    read("folded field of 40 KiB", ok + "A: b\r\n" +
                                       QByteArray(" " + QByteArray(4000, 'c') + "\r\n").repeated(10) +
                                       "Content-Length: 0\r\n\r\n");
    read("field of 60 KiB", ok + "A: " + QByteArray(60 * 1024, 'b') + "\r\nContent-Length: 0\r\n\r\n");
    read("name of 1 KiB", ok + QByteArray(1024, 'A') + ": b\r\nContent-Length: 0\r\n\r\n");
    read("field without a value", ok + "A:\r\nContent-Length: 0\r\n\r\n");
    read("bytes beyond ASCII in a field", ok + "A: \xe4\xff\r\nContent-Length: 0\r\n\r\n");
    read("blanks around a chunk's size", chunked + " 3 \t\r\nabc\r\n0  \r\n\r\n");
    read("blanks before an extension", chunked + "3 ; a = \"b\"\r\nabc\r\n0\r\n\r\n");
    read("chunk size in upper case with zeros in front", chunked + "00A\r\n0123456789\r\n000\r\n\r\n");
    read("many zeros in front", chunked + QByteArray(100, '0') + "3\r\nabc\r\n0\r\n\r\n");
    read("no empty line after the last chunk", chunked + "3\r\nabc\r\n0\r\n");
    read("equal lengths", ok + "Content-Length: 3, 3\r\nContent-Length: 3\r\n\r\nabc");
    read("transfer coding in upper case", ok + "Transfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n");
    for (const QByteArray coding : {"chunked,", ", chunked", ",, chunked ,\t,",
                                    "chunked\r\nTransfer-Encoding:", "\r\nTransfer-Encoding: chunked"})
        read("coding: " + coding, ok + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n");
    read("no transfer coding", ok + "Transfer-Encoding: \r\n\r\nabc");
    read("no transfer coding, and a length", ok + "Transfer-Encoding: ,\r\nContent-Length: 3\r\n\r\nabc");
    read("identity says nothing", ok + "Transfer-Encoding: identity\r\n\r\nabc");
    read("chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    read("compressed until the end", ok + "Transfer-Encoding: gzip\r\n\r\nabc");
    read("last chunk with trailers", chunked + "0\r\nA: b\r\nno colon\r\n\r\n");
    read("two interim answers", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103\r\nContent-Length: 9\r\n\r\n" +
                                    ok + "Content-Length: 0\r\n\r\n");
    read("no content, whatever it announces", "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n", 204);

    refused("control character in a field", ok + "A: b\x01\r\n\r\n");
    refused("NUL in a field", ok + QByteArray("A: b\0c\r\n\r\n", 10));
    refused("carriage return in a field", ok + "A: b\rB: c\r\n\r\n");
    refused("carriage return for a line's end", "HTTP/1.1 200 OK\rContent-Length: 0\r\r");
    refused("blank within a name", ok + "Content Length: 0\r\n\r\n");
    refused("no name", ok + ": b\r\n\r\n");
    refused("no colon", ok + "Content-Length\r\n\r\n");
    refused("folded line before all fields", ok + " A: b\r\n\r\n");
    refused("HTTP/2.0", "HTTP/2.0 200 OK\r\n\r\n");
    refused("HTTP/1.10", "HTTP/1.10 200 OK\r\n\r\n");
    refused("HTTP/0.9", "<html>");
    refused("status of two digits", "HTTP/1.1 20 OK\r\n\r\n");
    refused("status of four digits", "HTTP/1.1 2000 OK\r\n\r\n");
    refused("status below 100", "HTTP/1.1 099 OK\r\n\r\n");
    refused("status with a sign", "HTTP/1.1 +20 OK\r\n\r\n");
    refused("length and chunks", ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    refused("length and identity", ok + "Content-Length: 3\r\nTransfer-Encoding: identity\r\n\r\nabc");
    refused("length and chunks among nothing",
            ok + "Content-Length: 3\r\nTransfer-Encoding: , chunked,\r\n\r\n0\r\n\r\n");
    refused("two lengths", ok + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd");
    refused("two lengths in one field", ok + "Content-Length: 3, 4\r\n\r\nabcd");
    for (const QByteArray length : {"", "+3", "-3", "0x3", "3 3", "3;", "3.0", "18446744073709551616"})
        refused("length: " + length, ok + "Content-Length: " + length + "\r\n\r\nabc");
    for (const QByteArray coding :
         {"xchunked", "chunked, chunked", "chunked, gzip", "chunked, identity", "chunked,,chunked",
          "identity, chunked, x", "br, chunked", "chunked;q=1", "\"chunked\"",
          "chunked\r\nTransfer-Encoding: chunked", "chunked\r\nTransfer-Encoding: identity"})
        refused("coding: " + coding, ok + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n");
    for (const QByteArray size : {"", "g", "0x3", "-3", "+3", "3 3", "3,", "10000000000000000"})
        refused("chunk size: " + size, chunked + size + "\r\nabc\r\n0\r\n\r\n", 200);
    refused("bytes between chunk and line's end", chunked + "3\r\nabc \r\n0\r\n\r\n", 200);
    refused("no line's end after a chunk", chunked + "3\r\nabc0\r\n\r\n", 200);
}

/// Cut once at every byte, and into pieces of all small sizes.
void TestHttpParser::piecesMakeNoDifference()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isValid);
    QFETCH(int, status);
    std::optional<HttpAnswer> whole;
    const auto holds = [&](const auto &feedAll) {
        HttpRecorder recorder = roomy();
        HttpParser parser(recorder);
        const HttpParser::Result result = feedAll(parser);
        if (!whole && recorder.hasHead())
            whole = recorder.answer();
        QCOMPARE(result.has_value(), isValid);
        QCOMPARE(recorder.answer().value_or(HttpAnswer{}).status, status);
        if (isValid)
            QVERIFY(recorder.answer() == whole);
        else
            QCOMPARE(result.error().errorClass, resilience::ErrorClass::Protocol);
    };
    for (const qsizetype size : {100'000, 1, 2, 3, 5, 8, 13})
        holds([&](HttpParser &parser) { return feedInPieces(parser, bytes, size); });
    if (bytes.size() > 2000)
        return; // a long line's middle is like any other
    for (qsizetype cut = 1; cut < bytes.size(); ++cut)
        holds([&](HttpParser &parser) {
            const auto first = parser.feed(QByteArrayView(bytes).first(cut));
            const bool goesOn = first && *first == Progress::NeedsMore;
            return goesOn ? feedInPieces(parser, bytes.mid(cut), 100'000) : first;
        });
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

void TestHttpParser::foldedFieldsAreOneLine()
{
    HttpRecorder recorder = roomy();
    HttpParser parser(recorder);
    QCOMPARE(parser.feed(ok + "A : b  \r\n  c\r\n \r\nContent-Length: 0\r\n\r\n"), Progress::Complete);
    QCOMPARE(recorder.field("a"), "b c");
}

void TestHttpParser::whatIsNoHttpIsToldAtOnce_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<std::string>("greeting");
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &greeting) {
        QTest::newRow(name) << bytes << greeting.toStdString();
    };
    for (const QByteArray bytes :
         {"S", "220 mail.test ESMTP", "<", "HTTQ", "SSH-2.0-x", "{\"a\": 1}", "-ERR unknown command 'GET'",
          "220 b\xc3\xbc"
          "cher.test",
          "HTTP 1.1 200 OK"})
        row(bytes, bytes, bytes);
    row("line", "SSH-2.0-x\r\n", "SSH-2.0-x");
    row("several lines", "220-mail.test\n220 ESMTP\r\n", "220-mail.test");
    row("line that begins like HTTP", "HTT\r\n", "HTT");
    row("empty line first", "\r\nx", "x");
    row("carriage return first", "\rx", "");
    row("alert of TLS", QByteArray::fromHex("15030100020216"), "TLS");
    row("greeting of MySQL", QByteArray::fromHex("4a0000000a382e302e33"), "");
    row("line with a control character", "220 \x1b[31m\r\n", "");
    row("line that turns the direction of writing", "220 \xe2\x80\xae\r\n", "");
    row("line in Latin 1",
        "220 b\xfc"
        "cher.test\r\n",
        "");
    row("long line", QByteArray(1000, 'x') + "\r\n", QByteArray(80, 'x'));
    row("long line, cut within a character", QByteArray(79, 'x') + "\xc3\xbc", QByteArray(79, 'x'));
}

/// It may be a server that waits for us to speak.
void TestHttpParser::whatIsNoHttpIsToldAtOnce()
{
    QFETCH(QByteArray, bytes);
    QFETCH(std::string, greeting);
    HttpRecorder recorder = roomy();
    HttpParser parser(recorder);
    const auto result = parser.feed(bytes);
    QVERIFY(!result);
    QVERIFY(result.error().fault == probe::HttpFault{probe::HttpFault::Kind::NotHttp});
    QCOMPARE(result.error().errorClass, resilience::ErrorClass::Protocol);
    QCOMPARE(result.error().detail, greeting);
}

void TestHttpParser::anotherVersionIsToldAtOnce()
{
    for (const QByteArray bytes : {"HTTP/2", "HTTP/2.0 200 OK\r\n", "HTTP/1.10 200 OK\r\n", "HTTP/\n"}) {
        HttpRecorder recorder = roomy();
        HttpParser parser(recorder);
        const auto result = parser.feed(bytes);
        QVERIFY(!result && !result.error().fault);
        QCOMPARE(result.error().detail, "bad version");
    }
}

void TestHttpParser::whatBringsNothingIsBounded_data()
{
    using Kind = probe::HttpFault::Kind;
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("again");
    QTest::addColumn<Kind>("fault");
    QTest::addColumn<qsizetype>("most"); // bytes that are read before it is told
    const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
    constexpr qsizetype line = 64 * 1024, idle = 512 * 1024;
    QTest::newRow("interim answers") << QByteArray() << QByteArray("HTTP/1.1 100 Continue\r\n\r\n")
                                     << Kind::Flood << idle;
    QTest::newRow("interim answers with fields")
        << QByteArray() << "HTTP/1.1 103 E\r\nLink: " + QByteArray(900, 'x') + "\r\n\r\n"
        << Kind::HeadTooLarge << line;
    QTest::newRow("empty lines first") << QByteArray() << QByteArray("\r\n") << Kind::HeadTooLarge << line;
    QTest::newRow("one long extension")
        << chunked + "1;" << QByteArray("xxxxxxxx") << Kind::HeadTooLarge << line;
    QTest::newRow("an extension on each chunk") << chunked << "1;" + QByteArray(100, 'x') + "\r\na\r\n"
                                                << Kind::Flood << idle;
    QTest::newRow("zeros before a size") << chunked << QByteArray(1000, '0') + "1\r\na\r\n"
                                         << Kind::Flood << idle;
    QTest::newRow("blanks before a size") << chunked << QByteArray(1000, ' ') + "1\r\na\r\n"
                                          << Kind::Flood << idle;
    QTest::newRow("trailers") << chunked + "0\r\n" << QByteArray("A: b\r\n") << Kind::HeadTooLarge << line;
    QTest::newRow("folded lines") << ok + "A: b\r\n" << QByteArray(" c\r\n") << Kind::HeadTooLarge << line;
}

void TestHttpParser::whatBringsNothingIsBounded()
{
    QFETCH(QByteArray, first);
    QFETCH(QByteArray, again);
    QFETCH(probe::HttpFault::Kind, fault);
    QFETCH(qsizetype, most);
    HttpRecorder recorder = roomy();
    HttpParser parser(recorder);
    HttpParser::Result result = parser.feed(first);
    qsizetype bytes = first.size();
    while (result && bytes <= 2 * most) {
        result = parser.feed(again);
        bytes += again.size();
    }
    QVERIFY(!result);
    QVERIFY(result.error().fault == probe::HttpFault{fault});
    QVERIFY(bytes <= most + first.size() + again.size());
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
    QTest::newRow("HTTP/1.0 that keeps, in chunks")
        << QByteArray(
               "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        << false;
    QTest::newRow("closes, in a list") << ok + "Connection: x, Close\r\nContent-Length: 0\r\n\r\n" << false;
    QTest::newRow("closes, in a second field")
        << ok + "Connection: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        << false;
    QTest::newRow("no empty line after the last chunk") << ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n"
                                                        << false;
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

FUSEBOX_LOOP_TEST(TestHttpParser)
#include "tst_http_parser.moc"
