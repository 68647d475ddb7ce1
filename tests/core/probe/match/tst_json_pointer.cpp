// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/match/json_pointer.h"
#include "tests/support/test_program.h"

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
    void depthHasNoLimit();
    void lastOfEqualKeysCountsWithAllThatIsInIt();
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
        QTest::newRow(json.left(60) + " at " + pointer.toUtf8()) << json << pointer << found;
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
    row(R"({"a":1,"a":2})", u"/a"_s, "2");
    row(R"({"a":1,"\u0061":2})", u"/a"_s, "2");
    row(R"({"a":{"b":1},"a":{"c":2}})", u"/a/b"_s, "");
    row(R"({"a":{"b":1},"a":2})", u"/a/b"_s, "");
    row(R"({"a":[1,2],"a":[3]})", u"/a/1"_s, "");
    row(R"({"a":[1],"a":{"0":3}})", u"/a/0"_s, "3");
    row(R"({"a":{"b":1,"b":{"c":2}},"x":0})", u"/a/b/c"_s, "2");
    row(R"({"\u00e4":"\u00fc"})", u"/ä"_s, "\"\xc3\xbc\"");
    row(R"({"a":1})", u"/a/b"_s, "");
    row(R"([1,1e400])", u"/0"_s, "1");
    row(R"([1e400])", u"/0"_s, "1e400");
    row(R"([-1E-99999999999999999999,2])", u"/1"_s, "2");
    row("{\"a\":1,\"b\":" + QByteArray(400, '9') + "}", u"/a"_s, "1");
    row("[" + QByteArray(400, '9') + "]", u"/0"_s, QByteArray(400, '9'));
    row("[0." + QByteArray(400, '3') + ",1]", u"/1"_s, "1");
    row(R"({"a":"\ud800","b":1})", u"/b"_s, "1");
    row(R"({"a":"\udc00\ud800x"})", u"/a"_s, "\"\xef\xbf\xbd\xef\xbf\xbdx\"");
    row(R"({"a":"\ud800\u0041"})", u"/a"_s,
        "\"\xef\xbf\xbd"
        "A\"");
    row(R"({"a":"\ud83d\ude00"})", u"/a"_s, "\"\xf0\x9f\x98\x80\"");
    row(R"({"\ud800":1,"a":2})", u"/a"_s, "2");
    row(R"({"a":"\u0000b"})", u"/a"_s, QByteArray("\"\0b\"", 4));
    row(R"({"a":"\"\\\/\b\f\n\r\t"})", u"/a"_s, "\"\"\\/\b\f\n\r\t\"");
    row("\xef\xbb\xbf{\"a\":1}", u"/a"_s, "1");
    row("{\"a\":1,\"b\":\"\xff\"}", u"/a"_s, "1");
    row(" { \"a\" : [ ] , \"b\" : { } , \"c\" : 1 } \r\n\t", u"/c"_s, "1");
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
    const auto found = findInJson(R"({"a":{"x":1},"10":{"11":[0,{"y":2}]},"b":{"z":3}})",
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
    for (const QByteArray json : {"{",
                                  "[",
                                  "[1",
                                  "[1,",
                                  "[1,]",
                                  "[,1]",
                                  "[,]",
                                  "{\"a\"}",
                                  "{\"a\":}",
                                  "{\"a\":1,}",
                                  "{,}",
                                  "{a:1}",
                                  "{1:2}",
                                  "[1 2]",
                                  "[1}",
                                  "{\"a\":1]",
                                  "]",
                                  "}",
                                  ",",
                                  "1,",
                                  "\"",
                                  "\"a",
                                  "\"\\",
                                  "\"\\x\"",
                                  "\"\\u12\"",
                                  "\"\\u12g4\"",
                                  "\"\\ud800\\u12\"",
                                  "\"\\u-123\"",
                                  "\"a\nb\"",
                                  "'a'",
                                  "nul",
                                  "nulls",
                                  "True",
                                  "NaN",
                                  "-Infinity",
                                  "01",
                                  "-",
                                  "+1",
                                  "1.",
                                  ".5",
                                  "1e",
                                  "1e+",
                                  "0x1",
                                  "1_0",
                                  "--1",
                                  "/* */ 1",
                                  "1 //",
                                  "\xff",
                                  "\xef\xbb",
                                  "[1]\xef\xbb\xbf",
                                  "\xef\xbb\xbf\xef\xbb\xbf"
                                  "1",
                                  "{\"a\":1}{",
                                  "\v1"})
        QTest::newRow(json.toPercentEncoding("{}[]\":,")) << json;
    QTest::newRow("a NUL in a string") << QByteArray("\"\0\"", 3);
    QTest::newRow("a million brackets") << QByteArray(1'000'000, '[');
}

void TestJsonPointer::hostileTextIsAnError()
{
    QFETCH(QByteArray, json);
    QVERIFY(!findInJson(json, {JsonPointer()}));
}

/// Deep nesting elsewhere does not spoil what is found, and costs no stack.
void TestJsonPointer::depthHasNoLimit()
{
    for (const qsizetype depth : {64, 65, 200'000}) {
        const QByteArray deep = QByteArray(depth, '[') + QByteArray(depth, ']');
        const auto found =
            findInJson("{\"deep\":" + deep + ",\"a\":{\"b\":1}}", {*JsonPointer::parse(u"/a/b"_s)});
        QVERIFY(found && found->front());
        QCOMPARE(textOf(*found->front()), std::string("1"));
        QVERIFY(findInJson(QByteArray("{\"a\":").repeated(depth) + "0" + QByteArray(depth, '}'), {}));
        QVERIFY(!findInJson(deep.chopped(1), {}));
    }
}

void TestJsonPointer::lastOfEqualKeysCountsWithAllThatIsInIt()
{
    const auto found = findInJson(R"({"a":{"x":1,"y":[5]},"b":0,"a":{"x":2}})",
                                  {*JsonPointer::parse(u"/a/x"_s), *JsonPointer::parse(u"/a/y"_s),
                                   *JsonPointer::parse(u"/a/y/0"_s), *JsonPointer::parse(u"/b"_s),
                                   *JsonPointer::parse(u"/a"_s)});
    QCOMPARE(textOf(*found->at(0)), std::string("2"));
    QVERIFY(!found->at(1) && !found->at(2));
    QCOMPARE(textOf(*found->at(3)), std::string("0"));
    QCOMPARE(textOf(*found->at(4)), std::string("{...}"));
}

FUSEBOX_LOOP_TEST(TestJsonPointer)
#include "tst_json_pointer.moc"
