// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/http/http_recorder.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;

class TestHttpRecorder final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsKnownBeforeTheHeadHasCome();
    void aNewHeadForgetsTheOneBefore();
    void fieldLimitsAreExact_data();
    void fieldLimitsAreExact();
    void recordKeepsTheFirstFieldsWhole_data();
    void recordKeepsTheFirstFieldsWhole();
    void bodyIsCutOffExactlyAtItsLimit_data();
    void bodyIsCutOffExactlyAtItsLimit();
    void bodyIsBoundedWhateverIsAskedFor();
    void recordKeepsTheBodysBeginning();
    void fieldsAreFoundWithoutCaseAndTheFirstWins();
    void whatIsSentForEverEndsWithItsHead_data();
    void whatIsSentForEverEndsWithItsHead();
};

namespace {

HttpRecorder withFields(std::size_t count, qsizetype valueSize)
{
    HttpRecorder recorder(1000, 0);
    recorder.beginHead(HttpDialect::Http11, 200, "OK");
    for (std::size_t i = 0; i < count; ++i)
        if (!recorder.takeField("N", QByteArray(valueSize, 'v')))
            return {};
    recorder.endHead();
    return recorder;
}

} // namespace

void TestHttpRecorder::whatIsSentForEverEndsWithItsHead_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("length"); // empty: it says none
    QTest::addColumn<bool>("isEndless");
    for (const char *type : {"text/event-stream", "audio/mpeg", "Video/MP4", "application/x-ndjson",
                             "multipart/x-mixed-replace; boundary=x"}) {
        QTest::addRow("%s", type) << QByteArray(type) << QByteArray() << true;
        QTest::addRow("%s with a length", type) << QByteArray(type) << QByteArray("5") << false;
    }
    for (const char *type : {"text/html", "application/json", "image/png", ""})
        QTest::addRow("no stream: %s", type) << QByteArray(type) << QByteArray() << false;
}

void TestHttpRecorder::whatIsSentForEverEndsWithItsHead()
{
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, length);
    QFETCH(const bool, isEndless);
    HttpRecorder recorder(1000, 0);
    recorder.beginHead(HttpDialect::Http11, 200, "OK");
    QVERIFY(recorder.takeField("Content-Type", type));
    if (!length.isEmpty())
        QVERIFY(recorder.takeField("Content-Length", length));
    recorder.endHead();
    QCOMPARE(recorder.takesNoMore(), isEndless);
}

void TestHttpRecorder::nothingIsKnownBeforeTheHeadHasCome()
{
    HttpRecorder recorder(1000, 0);
    QVERIFY(!recorder.answer());
    recorder.beginHead(HttpDialect::Http2, 404, "");
    QVERIFY(!recorder.answer());
    recorder.endHead();
    QCOMPARE(recorder.answer()->status, 404);
    QVERIFY(recorder.answer()->dialect == HttpDialect::Http2);
}

void TestHttpRecorder::aNewHeadForgetsTheOneBefore()
{
    HttpRecorder recorder(1000, 0);
    recorder.beginHead(HttpDialect::Http11, 103, "Early");
    QVERIFY(recorder.takeField("Link", "x"));
    recorder.beginHead(HttpDialect::Http11, 200, "OK");
    recorder.endHead();
    QVERIFY(recorder.answer()->fields.empty());
    QCOMPARE(recorder.answer()->reason, "OK");
}

void TestHttpRecorder::fieldLimitsAreExact_data()
{
    QTest::addColumn<std::size_t>("count");
    QTest::addColumn<qsizetype>("valueSize");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("200 fields") << std::size_t(200) << qsizetype(1) << true;
    QTest::newRow("201 fields") << std::size_t(201) << qsizetype(1) << false;
    QTest::newRow("64 KiB") << std::size_t(64) << qsizetype(1023) << true;
    QTest::newRow("over 64 KiB") << std::size_t(64) << qsizetype(1024) << false;
}

void TestHttpRecorder::fieldLimitsAreExact()
{
    QFETCH(std::size_t, count);
    QFETCH(qsizetype, valueSize);
    QFETCH(bool, isTaken);
    QCOMPARE(withFields(count, valueSize).hasHead(), isTaken);
}

void TestHttpRecorder::recordKeepsTheFirstFieldsWhole_data()
{
    QTest::addColumn<std::size_t>("count");
    QTest::addColumn<qsizetype>("valueSize");
    QTest::addColumn<std::size_t>("kept");
    QTest::newRow("100 fields") << std::size_t(100) << qsizetype(1) << std::size_t(100);
    QTest::newRow("101 fields") << std::size_t(101) << qsizetype(1) << std::size_t(100);
    QTest::newRow("16 KiB") << std::size_t(16) << qsizetype(1023) << std::size_t(16);
    QTest::newRow("over 16 KiB") << std::size_t(16) << qsizetype(1024) << std::size_t(15);
}

void TestHttpRecorder::recordKeepsTheFirstFieldsWhole()
{
    QFETCH(std::size_t, count);
    QFETCH(qsizetype, valueSize);
    QFETCH(std::size_t, kept);
    const HttpRecorder recorder = withFields(count, valueSize);
    QCOMPARE(recorder.answer()->fields.size(), kept);
    QCOMPARE(recorder.answer()->fieldsCut, kept < count);
    QCOMPARE(recorder.fields().size(), count);
}

void TestHttpRecorder::bodyIsCutOffExactlyAtItsLimit_data()
{
    QTest::addColumn<std::int64_t>("maxBody");
    QTest::addColumn<std::int64_t>("size");
    QTest::addColumn<bool>("isCut");
    QTest::newRow("as long") << std::int64_t(5) << std::int64_t(5) << false;
    QTest::newRow("longer") << std::int64_t(4) << std::int64_t(4) << true;
    QTest::newRow("no body wanted") << std::int64_t(0) << std::int64_t(0) << true;
    QTest::newRow("hostile limit") << std::int64_t(-1) << std::int64_t(0) << true;
    QTest::newRow("no limit") << std::numeric_limits<std::int64_t>::max() << std::int64_t(5) << false;
}

void TestHttpRecorder::bodyIsCutOffExactlyAtItsLimit()
{
    QFETCH(std::int64_t, maxBody);
    QFETCH(std::int64_t, size);
    QFETCH(bool, isCut);
    HttpRecorder recorder(maxBody, 0);
    recorder.endHead();
    recorder.takeBody("ab");
    recorder.takeBody("cde");
    recorder.takeBody("");
    QCOMPARE(recorder.isCutOff(), isCut);
    QCOMPARE(recorder.bodySize(), size);
    QCOMPARE(recorder.body(), QByteArray("abcde").first(size));
    QCOMPARE(recorder.answer()->bodyCut, isCut);
    QCOMPARE(recorder.answer()->bodySize, size);
}

void TestHttpRecorder::bodyIsBoundedWhateverIsAskedFor()
{
    HttpRecorder recorder(std::numeric_limits<std::int64_t>::max(), 0);
    recorder.endHead();
    const QByteArray mebibyte(1024 * 1024, 'x');
    for (int i = 0; i < 256; ++i)
        recorder.takeBody(mebibyte);
    QVERIFY(!recorder.isCutOff());
    recorder.takeBody("x");
    QVERIFY(recorder.isCutOff());
    QCOMPARE(recorder.bodySize(), HttpOptions::mostBody);
}

void TestHttpRecorder::recordKeepsTheBodysBeginning()
{
    for (const qsizetype keep : {0, 10'000}) {
        HttpRecorder recorder(100'000, keep);
        recorder.endHead();
        for (int i = 0; i < 20; ++i)
            recorder.takeBody(QByteArray(1000, static_cast<char>('a' + i)));
        QCOMPARE(recorder.body().size(), std::max(keep, HttpAnswer::keptBody));
        QCOMPARE(recorder.answer()->body, recorder.body().first(4096));
        QVERIFY(recorder.answer()->body.endsWith("eee"));
        QCOMPARE(recorder.answer()->bodySize, 20'000);
        QVERIFY(!recorder.answer()->bodyCut);
    }
}

void TestHttpRecorder::fieldsAreFoundWithoutCaseAndTheFirstWins()
{
    HttpRecorder recorder(1000, 0);
    QVERIFY(recorder.takeField("Age", "1"));
    QVERIFY(recorder.takeField("AGE", "2"));
    QCOMPARE(recorder.field("age"), "1");
    QVERIFY(!recorder.field("ag"));
}

FUSEBOX_LOOP_TEST(TestHttpRecorder)
#include "tst_http_recorder.moc"
