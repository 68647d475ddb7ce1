// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/test_program.h"
#include "ui/text/byte_text.h"

using fusebox::ui::byteText;
using fusebox::ui::parseByteText;

class TestByteText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anyBytesAreReadBack_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << QByteArray() << QString();
        QTest::newRow("letters") << QByteArray("PING ż") << QStringLiteral("PING ż");
        QTest::newRow("line end") << QByteArray("a\r\n") << QStringLiteral("a\\r\\n");
        QTest::newRow("backslash") << QByteArray("a\\n") << QStringLiteral("a\\\\n");
        QTest::newRow("NUL") << QByteArray("\0", 1) << QStringLiteral("\\x00");
        QTest::newRow("no UTF-8") << QByteArray("\xff\xc5") << QStringLiteral("\\xff\\xc5");
        QTest::newRow("a direction mark") << QByteArray("\xe2\x80\xae") << QStringLiteral("\\xe2\\x80\\xae");
        QTest::newRow("beyond 16 bits") << QByteArray("\xf0\x9f\x98\x80") << QStringLiteral("😀");
    }
    void anyBytesAreReadBack()
    {
        QFETCH(const QByteArray, bytes);
        QTEST(byteText(bytes), "text");
        QCOMPARE(parseByteText(byteText(bytes)).value(), bytes);
    }

    void everyByteIsReadBack()
    {
        QByteArray all;
        for (int byte = 0; byte < 256; ++byte)
            all += static_cast<char>(byte);
        QCOMPARE(parseByteText(byteText(all)).value(), all);
    }

    void otherEscapesAreRefused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"\\", "a\\", "\\q", "\\x", "\\x0", "\\xzz", "\\x+1"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void otherEscapesAreRefused() { QVERIFY(!parseByteText(QString::fromLatin1(QTest::currentDataTag()))); }
};

FUSEBOX_LOOP_TEST(TestByteText)
#include "tst_byte_text.moc"
