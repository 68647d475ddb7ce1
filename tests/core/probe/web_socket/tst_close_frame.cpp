// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/web_socket/close_frame.h"
#include "tests/support/test_program.h"

using namespace fusebox::probe;

class TestCloseFrame final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isReadByTheBook_data();
    void isReadByTheBook();
    void codesForUseInsideAProgramAreFaults_data();
    void codesForUseInsideAProgramAreFaults();
    void theReasonIsBounded();
};

void TestCloseFrame::isReadByTheBook_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<int>("fault"); // -1: none
    const auto row = [](const char *name, const QByteArray &payload, int code, const QString &reason,
                        std::optional<WebSocketFault> fault) {
        QTest::newRow(name) << payload << code << reason << (fault ? int(*fault) : -1);
    };
    row("empty", "", 1005, {}, {});
    row("one byte", "\x03", 1005, {}, WebSocketFault::BadFrame);
    row("code alone", QByteArray::fromHex("03e8"), 1000, {}, {});
    row("code and reason", QByteArray::fromHex("03e9") + "gr\xc3\xbc\xc3\x9f", 1001,
        QStringLiteral("gr\u00fc\u00df"), {});
    row("reason that is no UTF-8", QByteArray::fromHex("03e8") + "\xff", 1000, QStringLiteral("\ufffd"),
        WebSocketFault::BadText);
    row("reason cut inside a character", QByteArray::fromHex("03e8") + "a\xc3", 1000,
        QStringLiteral("a\ufffd"), WebSocketFault::BadText);
}

void TestCloseFrame::isReadByTheBook()
{
    QFETCH(const QByteArray, payload);
    QFETCH(const int, code);
    QFETCH(const QString, reason);
    QFETCH(const int, fault);
    const CloseFrame frame = readCloseFrame(payload);
    QCOMPARE(int(frame.code), code);
    QCOMPARE(frame.reason, reason);
    QCOMPARE(frame.fault ? int(*frame.fault) : -1, fault);
}

void TestCloseFrame::codesForUseInsideAProgramAreFaults_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("isFault");
    for (const int code : {1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 4999})
        QTest::addRow("%d", code) << code << false;
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
        QTest::addRow("%d", code) << code << true;
}

void TestCloseFrame::codesForUseInsideAProgramAreFaults()
{
    QFETCH(const int, code);
    QFETCH(const bool, isFault);
    const char payload[] = {static_cast<char>(code >> 8), static_cast<char>(code)};
    const CloseFrame frame = readCloseFrame(QByteArrayView(payload, 2));
    QCOMPARE(int(frame.code), code);
    QCOMPARE(frame.fault == WebSocketFault::BadCloseCode, isFault);
}

void TestCloseFrame::theReasonIsBounded()
{
    const auto frame = readCloseFrame(QByteArray::fromHex("03e8") + QByteArray(1000, 'x'));
    QCOMPARE(frame.reason, QString(123, u'x'));
}

FUSEBOX_LOOP_TEST(TestCloseFrame)
#include "tst_close_frame.moc"
