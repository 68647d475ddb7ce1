// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/match/json_number.h"
#include "tests/support/test_program.h"

using fusebox::probe::JsonNumber;

class TestJsonNumber final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalValuesAreEqualHoweverWritten_data();
    void equalValuesAreEqualHoweverWritten();
    void othersAreInOrder_data();
    void othersAreInOrder();
    void isKeptAsItWasWritten();
};

void TestJsonNumber::equalValuesAreEqualHoweverWritten_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    const auto row = [](const char *one, const char *other) {
        QTest::addRow("%s = %s", one, other) << QByteArray(one) << QByteArray(other);
    };
    row("1", "1.0");
    row("1", "1e0");
    row("1", "10e-1");
    row("1", "0.1E+1");
    row("100", "1e2");
    row("-120", "-1.20e2");
    row("0", "-0");
    row("0", "0.000e99");
    row("0.001", "1e-3");
    row("123456789012345678901234567890", "12345678901234567890123456789.0e1");
    row("1e99999999999999999999", "1e99999999999999999998"); // of no use to tell apart, but no fault
}

void TestJsonNumber::equalValuesAreEqualHoweverWritten()
{
    QFETCH(const QByteArray, one);
    QFETCH(const QByteArray, other);
    QVERIFY(JsonNumber(one.toStdString()) == JsonNumber(other.toStdString()));
}

void TestJsonNumber::othersAreInOrder_data()
{
    QTest::addColumn<QByteArray>("smaller");
    QTest::addColumn<QByteArray>("larger");
    const auto row = [](const char *smaller, const char *larger) {
        QTest::addRow("%s < %s", smaller, larger) << QByteArray(smaller) << QByteArray(larger);
    };
    row("-1", "1");
    row("-2", "-1");
    row("-1", "0");
    row("0", "0.1");
    row("1", "1.5");
    row("9", "10");
    row("0.09", "0.1");
    row("9007199254740992", "9007199254740993");
    row("9007199254740992.0", "9007199254740993");
    row("18446744073709551615", "18446744073709551616");
    row("-9223372036854775809", "-9223372036854775808");
    row("0.1", "0.10000000000000000001");
    row("1e-99999999999999999999", "1e-5");
    row("-1e99999999999999999999", "-1e300");
}

void TestJsonNumber::othersAreInOrder()
{
    QFETCH(const QByteArray, smaller);
    QFETCH(const QByteArray, larger);
    const JsonNumber a(smaller.toStdString());
    const JsonNumber b(larger.toStdString());
    QVERIFY(a < b);
    QVERIFY(b > a);
    QVERIFY(a != b);
}

void TestJsonNumber::isKeptAsItWasWritten()
{
    QCOMPARE(JsonNumber("-1.50E+1").text(), std::string("-1.50E+1"));
}

FUSEBOX_LOOP_TEST(TestJsonNumber)
#include "tst_json_number.moc"
