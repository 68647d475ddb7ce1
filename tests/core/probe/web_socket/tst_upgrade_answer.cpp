// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/web_socket/upgrade_answer.h"

using namespace fusebox::probe;
using namespace std::chrono_literals;

class TestUpgradeAnswer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasRefusedIsReadInFull();
    void anUpgradeMayNameExtensions();
    void whatIsNoWholeHeadIsNoAnswer_data();
    void whatIsNoWholeHeadIsNoAnswer();
};

void TestUpgradeAnswer::whatWasRefusedIsReadInFull()
{
    const auto answer =
        readUpgradeAnswer("HTTP/1.1 503 404) 200 (500\r\nretry-after: 120\r\nContent-Length: 9\r\n\r\ntry");
    QVERIFY(answer);
    QVERIFY(!answer->isUpgrade());
    QCOMPARE(answer->status, 503);
    QCOMPARE(answer->reason, QByteArray("404) 200 (500"));
    QVERIFY(answer->retryAfter == fusebox::resilience::Nanoseconds(120s));
    QVERIFY(answer->extensions.isEmpty());
}

void TestUpgradeAnswer::anUpgradeMayNameExtensions()
{
    const auto answer = readUpgradeAnswer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                          "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
    QVERIFY(answer);
    QVERIFY(answer->isUpgrade());
    QCOMPARE(answer->extensions, QByteArray("permessage-deflate"));
}

void TestUpgradeAnswer::whatIsNoWholeHeadIsNoAnswer_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("not all of it") << QByteArray("HTTP/1.1 401 Unauthorized\r\nDate: now\r\n");
    QTest::newRow("no HTTP") << QByteArray("220 mail.example ESMTP\r\n\r\n");
    QTest::newRow("no status") << QByteArray("HTTP/1.1 99 Strange\r\n\r\n");
}

void TestUpgradeAnswer::whatIsNoWholeHeadIsNoAnswer()
{
    QFETCH(const QByteArray, bytes);
    QVERIFY(!readUpgradeAnswer(bytes));
}

QTEST_GUILESS_MAIN(TestUpgradeAnswer)
#include "tst_upgrade_answer.moc"
