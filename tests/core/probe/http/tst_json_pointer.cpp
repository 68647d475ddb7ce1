// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/http/json_pointer.h"

using namespace fusebox::probe;
using namespace Qt::StringLiterals;

class TestJsonPointer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parsing_data();
    void parsing();
    void findsTheValueAtThePointer_data();
    void findsTheValueAtThePointer();
    void severalAreFoundAtOnce();
    void pointersMayShareTheirWay();
    void hostileTextIsAnError_data();
    void hostileTextIsAnError();
    void depthLimitIsExact();
};

void TestJsonPointer::parsing_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isPointer");
    for (const QString &good : {u""_s, u"/"_s, u"/a/0/ä"_s, u"/~0~1"_s, u"//"_s})
        QTest::newRow(qPrintable(u"good "_s + good)) << good << true;
    for (const QString &bad : {u"a"_s, u"#/a"_s, u"/~"_s, u"/a~2"_s, u"/~0~"_s})
        QTest::newRow(qPrintable(u"bad "_s + bad)) << bad << false;
}

void TestJsonPointer::parsing()
{
    QFETCH(QString, text);
    QFETCH(bool, isPointer);
    QCOMPARE(JsonPointer::parse(text).has_value(), isPointer);
}

void TestJsonPointer::findsTheValueAtThePointer_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QByteArray>("found"); ///< as text; empty: nothing
    const auto row = [](const QByteArray &json, const QString &pointer, const QByteArray &found) {
        QTest::newRow(json + " at " + pointer.toUtf8()) << json << pointer << found;
    };
    row("7", u""_s, "7");
    row("[]", u""_s, "[...]");
    row(R"({"a":1})", u"/a"_s, "1");
    row(R"({"a":1})", u"/b"_s, "");
    row(R"({"a":{"b":[10,{"c":true}]}})", u"/a/b/1/c"_s, "true");
    row(R"({"a":{"b":[10,{"c":true}]}})", u"/a/b"_s, "[...]");
    row(R"({"x":{"b":1},"a":{"c":2,"b":3}})", u"/a/b"_s, "3");
    row(R"([[1,2],[3,4]])", u"/1/0"_s, "3");
    row(R"([1,2])", u"/2"_s, "");
    row(R"([1,2])", u"/01"_s, "");
    row(R"([1,2])", u"/-"_s, "");
    row(R"({"0":"zero"})", u"/0"_s, R"("zero")");
    row(R"({"":{"":null}})", u"//"_s, "null");
    row(R"({"a/b~c":1})", u"/a~1b~0c"_s, "1");
    row(R"({"~1":1})", u"/~01"_s, "1");
    row(R"({"a":1,"a":2})", u"/a"_s, "1");
    row(R"({"\u00e4":"\u00fc"})", u"/ä"_s, "\"\xc3\xbc\"");
    row(R"({"a":1})", u"/a/b"_s, "");
    row(R"([18446744073709551615,-9223372036854775808,0.5,1e400])", u"/0"_s, ""); // 1e400 is no number
    row(R"([18446744073709551615,-9223372036854775808,0.5])", u"/0"_s, "18446744073709551615");
    row(R"([18446744073709551615,-9223372036854775808,0.5])", u"/1"_s, "-9223372036854775808");
    row(R"([18446744073709551615,-9223372036854775808,0.5])", u"/2"_s, "0.5");
    row(R"([123456789012345678901234567890])", u"/0"_s, "123456789012345678901234567890");
    row(R"([1.50E+1])", u"/0"_s, "1.50E+1");
}

void TestJsonPointer::findsTheValueAtThePointer()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, pointer);
    QFETCH(QByteArray, found);
    const auto result = findInJson(json, {*JsonPointer::parse(pointer)});
    const auto value = result ? result->front() : std::nullopt;
    QCOMPARE(value ? QByteArray::fromStdString(textOf(*value)) : QByteArray(), found);
}

void TestJsonPointer::severalAreFoundAtOnce()
{
    const auto found =
        findInJson(R"({"a":[1,2],"b":"x"})", {*JsonPointer::parse(u"/b"_s), *JsonPointer::parse(u"/a/1"_s),
                                              *JsonPointer::parse(u"/c"_s), *JsonPointer::parse(u"/a"_s)});
    QCOMPARE(found->size(), std::size_t(4));
    QCOMPARE(textOf(*found->at(0)), std::string("\"x\""));
    QCOMPARE(textOf(*found->at(1)), std::string("2"));
    QVERIFY(!found->at(2));
    QCOMPARE(textOf(*found->at(3)), std::string("[...]"));
}

void TestJsonPointer::pointersMayShareTheirWay()
{
    const auto found = findInJson(R"({"a":{"x":1},"10":{"11":[0,{"y":2}]},"a":{"z":3}})",
                                  {*JsonPointer::parse(u"/a/x"_s), *JsonPointer::parse(u"/10/11/1/y"_s),
                                   *JsonPointer::parse(u"/10"_s), *JsonPointer::parse(u"/a/x"_s),
                                   *JsonPointer::parse(u"/10/11/0"_s)});
    QCOMPARE(textOf(*found->at(0)), std::string("1"));
    QCOMPARE(textOf(*found->at(1)), std::string("2"));
    QCOMPARE(textOf(*found->at(2)), std::string("{...}"));
    QCOMPARE(textOf(*found->at(3)), std::string("1"));
    QCOMPARE(textOf(*found->at(4)), std::string("0"));
}

void TestJsonPointer::hostileTextIsAnError_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("<html>");
    QTest::newRow("cut short") << QByteArray(R"({"a":1)");
    QTest::newRow("two values") << QByteArray("1 2");
    QTest::newRow("a NUL after it") << QByteArray("1\0garbage", 9);
    QTest::newRow("no UTF-8") << QByteArray("\"\xff\"");
    QTest::newRow("a million brackets") << QByteArray(1'000'000, '[');
    QTest::newRow("a comment") << QByteArray("/* */ 1");
}

void TestJsonPointer::hostileTextIsAnError()
{
    QFETCH(QByteArray, json);
    QVERIFY(!findInJson(json, {JsonPointer()}));
}

void TestJsonPointer::depthLimitIsExact()
{
    const auto nested = [](qsizetype depth) { return QByteArray(depth, '[') + QByteArray(depth, ']'); };
    QVERIFY(findInJson(nested(64), {}));
    QVERIFY(findInJson(nested(65), {}).error() == JsonError::TooDeep);
    QVERIFY(findInJson("[", {}).error() == JsonError::Malformed);
}

QTEST_GUILESS_MAIN(TestJsonPointer)
#include "tst_json_pointer.moc"
