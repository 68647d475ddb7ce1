// SPDX-License-Identifier: GPL-3.0-or-later
#include <zlib.h>

#include <QTest>

#include "core/probe/http/http_coding.h"
#include "tests/support/test_program.h"

using namespace fusebox::probe;
using State = HttpDecoder::State;

class TestHttpCoding final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void codingsAreTakenOff_data();
    void codingsAreTakenOff();
    void whatIsNoSuchBodyIsTold_data();
    void whatIsNoSuchBodyIsTold();
    void whatEndsTooEarlyIsWhatItIsByThen();
    void lengthIsBounded_data();
    void lengthIsBounded();
    void densityIsBounded_data();
    void densityIsBounded();
    void densityDoesNotHangOnTheCuts();
    void nothingIsLeftInside();
    void costOfAPieceIsBounded();
};

namespace {

enum Window { Gzip = MAX_WBITS + 16, Zlib = MAX_WBITS, Bare = -MAX_WBITS };

QByteArray compressed(const QByteArray &text, int window)
{
    z_stream stream = {};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
    QByteArray bytes(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(text.size()))), '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef *>(bytes.data());
    stream.avail_out = static_cast<uInt>(bytes.size());
    deflate(&stream, Z_FINISH);
    bytes.truncate(bytes.size() - stream.avail_out);
    deflateEnd(&stream);
    return bytes;
}

std::vector<HttpField> coded(const QByteArray &coding)
{
    return {{"Content-Encoding", coding}};
}

/// Fed in pieces of at most `size`.
QByteArray decodedInPieces(HttpDecoder &decoder, const QByteArray &bytes, qsizetype size)
{
    QByteArray text;
    for (qsizetype i = 0; i < bytes.size(); i += size)
        text += decoder.decode(QByteArrayView(bytes).sliced(i, std::min(size, bytes.size() - i)));
    return text;
}

/// Letters that no coding makes much of.
QByteArray noise(qsizetype size)
{
    QByteArray bytes;
    std::uint32_t state = 1;
    while (bytes.size() < size) {
        state = state * 1664525U + 1013904223U;
        bytes.append(static_cast<char>('a' + (state >> 24U) % 26));
    }
    return bytes;
}

constexpr std::int64_t roomy = 10 * 1024 * 1024;

} // namespace

void TestHttpCoding::codingsAreTakenOff_data()
{
    QTest::addColumn<std::vector<HttpField>>("fields");
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray text = noise(40'000);
    const QByteArray gzip = compressed(text, Gzip), zlib = compressed(text, Zlib),
                     bare = compressed(text, Bare);
    QTest::newRow("gzip") << coded("gzip") << gzip;
    QTest::newRow("x-gzip") << coded("x-gzip") << gzip;
    QTest::newRow("upper case, with blanks") << coded(" GZip ") << gzip;
    QTest::newRow("deflate") << coded("deflate") << zlib;
    QTest::newRow("deflate without its header") << coded("deflate") << bare;
    QTest::newRow("twice") << coded("deflate, gzip") << compressed(zlib, Gzip);
    QTest::newRow("twice, in two fields")
        << std::vector<HttpField>{{"Content-Encoding", "deflate"}, {"Content-Encoding", "gzip"}}
        << compressed(zlib, Gzip);
    QTest::newRow("four times") << coded("gzip, gzip, deflate, gzip")
                                << compressed(compressed(compressed(gzip, Gzip), Bare), Gzip);
    QTest::newRow("beside nothing") << coded("identity, gzip, identity") << gzip;
    QTest::newRow("of its transfer") << std::vector<HttpField>{{"Transfer-Encoding", "gzip, chunked"}}
                                     << gzip;
    QTest::newRow("of its transfer until the end")
        << std::vector<HttpField>{{"Transfer-Encoding", "x-gzip"}} << gzip;
    QTest::newRow("of both") << std::vector<HttpField>{{"Transfer-Encoding", "deflate, chunked"},
                                                       {"Content-Encoding", "gzip"}}
                             << compressed(gzip, Zlib);
    QTest::newRow("two members") << coded("gzip")
                                 << compressed(text.first(1000), Gzip) + compressed(text.mid(1000), Gzip);
    QTest::newRow("something behind it") << coded("gzip") << gzip + QByteArray("\0\0\0", 3);
    QTest::newRow("something behind it, deflate") << coded("deflate") << zlib + "trailing";
}

void TestHttpCoding::codingsAreTakenOff()
{
    QFETCH(std::vector<HttpField>, fields);
    QFETCH(QByteArray, bytes);
    for (const qsizetype size : {1, 2, 7, 1000, 100'000}) {
        HttpDecoder decoder(fields, roomy);
        QVERIFY(!decoder.isIdentity());
        QCOMPARE(decodedInPieces(decoder, bytes, size), noise(40'000));
        QCOMPARE(decoder.state(), State::Sound);
    }
}

void TestHttpCoding::whatIsNoSuchBodyIsTold_data()
{
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<State>("state");
    QTest::addColumn<QByteArray>("name");
    QByteArray broken = compressed(noise(1000), Gzip);
    broken[broken.size() - 6] = static_cast<char>(broken[broken.size() - 6] ^ 1); // in its checksum
    QTest::newRow("brotli") << QByteArray("br") << QByteArray("x") << State::UnknownCoding
                            << QByteArray("br");
    QTest::newRow("zstd under gzip") << QByteArray("zstd, gzip") << QByteArray("x") << State::UnknownCoding
                                     << QByteArray("zstd");
    QTest::newRow("five times") << QByteArray("gzip,gzip,gzip,gzip,deflate") << QByteArray("x")
                                << State::UnknownCoding << QByteArray("gzip");
    QTest::newRow("plain") << QByteArray("gzip") << QByteArray("<html>") << State::Malformed << QByteArray();
    QTest::newRow("plain, deflate") << QByteArray("deflate") << QByteArray("<html></html>")
                                    << State::Malformed << QByteArray();
    QTest::newRow("checksum") << QByteArray("gzip") << broken << State::Malformed << QByteArray();
}

void TestHttpCoding::whatIsNoSuchBodyIsTold()
{
    QFETCH(QByteArray, coding);
    QFETCH(QByteArray, bytes);
    QFETCH(State, state);
    QFETCH(QByteArray, name);
    for (const qsizetype size : {1, 3, 100'000}) {
        HttpDecoder decoder(coded(coding), roomy);
        (void)decodedInPieces(decoder, bytes, size);
        QCOMPARE(decoder.state(), state);
        QCOMPARE(decoder.unknownCoding(), name);
        QVERIFY(!decoder.isIdentity());
        QCOMPARE(decoder.decode("more"), QByteArray());
    }
}

void TestHttpCoding::whatEndsTooEarlyIsWhatItIsByThen()
{
    const QByteArray gzip = compressed(noise(20'000), Gzip);
    HttpDecoder decoder(coded("gzip"), roomy);
    const QByteArray text = decoder.decode(QByteArrayView(gzip).first(gzip.size() / 2));
    QVERIFY(!text.isEmpty() && noise(20'000).startsWith(text));
    QCOMPARE(decoder.state(), State::Sound);
}

void TestHttpCoding::lengthIsBounded_data()
{
    QTest::addColumn<std::int64_t>("limit");
    QTest::addColumn<State>("state");
    QTest::newRow("as long as may be") << std::int64_t(40'000) << State::Sound;
    QTest::newRow("a byte longer") << std::int64_t(39'999) << State::Full;
    QTest::newRow("nothing may be") << std::int64_t(0) << State::Full;
}

void TestHttpCoding::lengthIsBounded()
{
    QFETCH(std::int64_t, limit);
    QFETCH(State, state);
    for (const qsizetype size : {100, 100'000}) {
        HttpDecoder decoder(coded("gzip"), limit);
        const QByteArray text = decodedInPieces(decoder, compressed(noise(40'000), Gzip), size);
        QCOMPARE(text, noise(static_cast<qsizetype>(limit)));
        QCOMPARE(decoder.state(), state);
    }
}

void TestHttpCoding::densityIsBounded_data()
{
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<State>("state");
    const QByteArray blanks(8 * 1024 * 1024, ' ');
    QTest::newRow("a short one may be dense")
        << QByteArray("gzip") << compressed(blanks.first(1'000'000), Gzip) << State::Sound;
    QTest::newRow("a page of text") << QByteArray("gzip")
                                    << compressed(QByteArray("<td>" + noise(200) + "</td>\n").repeated(20),
                                                  Gzip)
                                    << State::Sound;
    QTest::newRow("a bomb") << QByteArray("gzip") << compressed(blanks, Gzip) << State::TooDense;
    QTest::newRow("a bomb in a bomb")
        << QByteArray("gzip, gzip") << compressed(compressed(blanks, Gzip), Gzip) << State::TooDense;
}

void TestHttpCoding::densityIsBounded()
{
    QFETCH(QByteArray, coding);
    QFETCH(QByteArray, bytes);
    QFETCH(State, state);
    HttpDecoder decoder(coded(coding), roomy);
    const QByteArray text = decodedInPieces(decoder, bytes, 1000);
    QCOMPARE(decoder.state(), state);
    QVERIFY(text.size() <= std::max<qsizetype>(1024 * 1024, 100 * bytes.size()));
}

/// A body that is dense at first, and not at its end.
void TestHttpCoding::densityDoesNotHangOnTheCuts()
{
    for (const int blanks : {65'000, 1'040'000, 1'050'000, 1'200'000, 4'000'000}) {
        const QByteArray bytes = compressed(QByteArray(blanks, ' ') + noise(3'000), Gzip);
        std::optional<State> first;
        for (const qsizetype size : {1, 2, 63, 256, 257, 1000, 100'000}) {
            HttpDecoder decoder(coded("gzip"), roomy);
            const qsizetype length = decodedInPieces(decoder, bytes, size).size();
            first = first.value_or(decoder.state());
            QCOMPARE(decoder.state(), *first);
            QVERIFY(decoder.state() != State::Sound || length == blanks + 3'000);
        }
    }
}

/// What zlib has read already, and had no room for: with bare deflate nothing comes after it that would push
/// it out.
void TestHttpCoding::nothingIsLeftInside()
{
    for (const int size : {16'383, 16'384, 16'385, 16'400, 16'500, 16'642, 32'768, 33'000}) {
        for (const qsizetype piece : {1, 2, 5, 100'000}) {
            HttpDecoder decoder(coded("deflate"), roomy);
            QCOMPARE(decodedInPieces(decoder, compressed(QByteArray(size, ' '), Bare), piece).size(), size);
            QCOMPARE(decoder.state(), State::Sound);
        }
    }
}

void TestHttpCoding::costOfAPieceIsBounded()
{
    const QByteArray bomb = compressed(QByteArray(64 * 1024 * 1024, ' '), Gzip);
    HttpDecoder decoder(coded("gzip"), std::numeric_limits<std::int64_t>::max());
    QVERIFY(decoder.decode(QByteArrayView(bomb).first(1024)).size() <= 1024 * 1024 + 16 * 1024);
}

FUSEBOX_LOOP_TEST(TestHttpCoding)
#include "tst_http_coding.moc"
