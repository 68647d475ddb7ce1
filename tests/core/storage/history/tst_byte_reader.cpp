// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/storage/history/codec/byte_reader.h"
#include "core/storage/history/codec/byte_writer.h"
#include "tests/support/test_program.h"

using namespace fusebox::storage;
using Limits = std::numeric_limits<std::uint64_t>;

class TestByteReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersComeBack()
    {
        const std::vector<std::uint64_t> numbers{0, 1, 127, 128, 16'383, 16'384, 1ULL << 63, Limits::max()};
        ByteWriter out;
        for (const std::uint64_t number : numbers)
            out.number(number);
        ByteReader in(out.written());
        for (const std::uint64_t number : numbers)
            QCOMPARE(in.number(), number);
        QVERIFY(!in.faultAtEnd());
    }

    void smallNumbersAreShort()
    {
        ByteWriter out;
        out.number(127);
        out.signedNumber(-64);
        QCOMPARE(out.written().size(), 2);
    }

    void numbersOfEitherSignComeBack()
    {
        const std::vector<std::int64_t> numbers{0,
                                                -1,
                                                1,
                                                -64,
                                                64,
                                                std::numeric_limits<std::int64_t>::max(),
                                                -std::numeric_limits<std::int64_t>::max()};
        ByteWriter out;
        for (const std::int64_t number : numbers)
            out.signedNumber(number);
        ByteReader in(out.written());
        for (const std::int64_t number : numbers)
            QCOMPARE(in.signedNumber(), number);
    }

    void whatEndsTooEarlyIsCutOff_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("in a number") << QByteArray("\x80", 1);
    }
    void whatEndsTooEarlyIsCutOff()
    {
        QFETCH(QByteArray, bytes);
        ByteReader in(bytes);
        QCOMPARE(in.number(), 0U);
        QCOMPARE(in.fault(), std::optional(StoredFault::CutOff));
    }

    void whatIsOutOfBoundsIsAFault_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("more than may be") << QByteArray("\x0b", 1);
        QTest::newRow("65 bits") << QByteArray("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10);
        QTest::newRow("without end") << QByteArray(20, '\xff');
    }
    void whatIsOutOfBoundsIsAFault()
    {
        QFETCH(QByteArray, bytes);
        ByteReader in(bytes);
        QCOMPARE(in.number(10), 0U);
        QCOMPARE(in.fault(), std::optional(StoredFault::OutOfBounds));
    }

    /// Nothing is taken from a promise.
    void bytesThatAreNotThereAreNotReserved()
    {
        ByteWriter out;
        out.number(1'000'000'000);
        ByteReader in(out.written());
        QVERIFY(in.bytes(2'000'000'000).isEmpty());
        QCOMPARE(in.fault(), std::optional(StoredFault::CutOff));
    }

    void afterAFaultEverythingIsEmpty()
    {
        ByteWriter out;
        out.number(11);
        out.number(5);
        ByteReader in(out.written());
        (void)in.number(10);
        QCOMPARE(in.number(), 0U);
        QVERIFY(in.bytes(100).isEmpty());
        QCOMPARE(in.fault(), std::optional(StoredFault::OutOfBounds));
    }

    void whatIsLeftIsTooLong()
    {
        ByteReader in("ab");
        (void)in.byte();
        QVERIFY(!in.fault());
        QCOMPARE(in.faultAtEnd(), std::optional(StoredFault::TooLong));
    }
};

FUSEBOX_PLAIN_TEST(TestByteReader)
#include "tst_byte_reader.moc"
