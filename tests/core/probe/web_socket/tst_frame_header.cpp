// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/web_socket/frame_header.h"

using namespace fusebox::probe;

class TestFrameHeader final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isReadByTheBook_data();
    void isReadByTheBook();
    void partOfItIsNotEnough();
};

void TestFrameHeader::isReadByTheBook_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<QByteArray>("flags"); // f: final, c: control, m: masked, n: brings nothing
    QTest::addColumn<int>("headerSize");
    QTest::addColumn<quint64>("payloadSize");
    // RFC 6455, 5.7, and the edges of the length's three forms
    QTest::newRow("text") << QByteArray("8105") << QByteArray("f") << 2 << quint64(5);
    QTest::newRow("masked text") << QByteArray("818537fa213d") << QByteArray("fm") << 6 << quint64(5);
    QTest::newRow("fragment") << QByteArray("0103") << QByteArray() << 2 << quint64(3);
    QTest::newRow("empty fragment") << QByteArray("0000") << QByteArray("n") << 2 << quint64(0);
    QTest::newRow("empty text") << QByteArray("8100") << QByteArray("f") << 2 << quint64(0);
    QTest::newRow("ping") << QByteArray("8905") << QByteArray("fcn") << 2 << quint64(5);
    QTest::newRow("125 bytes") << QByteArray("827d") << QByteArray("f") << 2 << quint64(125);
    QTest::newRow("256 bytes") << QByteArray("827e0100") << QByteArray("f") << 4 << quint64(256);
    QTest::newRow("64 KiB") << QByteArray("827f0000000000010000") << QByteArray("f") << 10 << quint64(65536);
    QTest::newRow("64 KiB, masked") << QByteArray("82ff000000000001000001020304") << QByteArray("fm") << 14
                                    << quint64(65536);
}

void TestFrameHeader::isReadByTheBook()
{
    QFETCH(const QByteArray, hex);
    QFETCH(const QByteArray, flags);
    QFETCH(const int, headerSize);
    QFETCH(const quint64, payloadSize);
    const auto header = readFrameHeader(QByteArray::fromHex(hex) + "payload");
    QVERIFY(header);
    QCOMPARE(header->isFinal, flags.contains('f'));
    QCOMPARE(header->isControl, flags.contains('c'));
    QCOMPARE(header->isMasked, flags.contains('m'));
    QCOMPARE(header->bringsNothing(), flags.contains('n'));
    QCOMPARE(header->headerSize, qsizetype(headerSize));
    QCOMPARE(header->payloadSize, payloadSize);
}

void TestFrameHeader::partOfItIsNotEnough()
{
    const auto longest = QByteArray::fromHex("82ff000000000001000001020304");
    QCOMPARE(longest.size(), FrameHeader::longest);
    for (qsizetype size = 0; size < longest.size(); ++size)
        QVERIFY(!readFrameHeader(longest.left(size)));
    QVERIFY(readFrameHeader(longest));
}

QTEST_GUILESS_MAIN(TestFrameHeader)
#include "tst_frame_header.moc"
