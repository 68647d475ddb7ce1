// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "tests/bench/support/bench_report.h"
#include "tests/support/test_program.h"

using namespace fusebox::bench;
using namespace Qt::StringLiterals;

class BenchReportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valueAtTargetIsOk_data();
    void valueAtTargetIsOk();
    void ratioIsToTheBaseline();
    void jsonHasTheSevenKeysOfEachRow();
    void jsonIsNullForWhatARowHasNot();
    void tableAlignsAndCounts();
};

void BenchReportTest::valueAtTargetIsOk_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<bool>("ok");
    QTest::newRow("below") << 19.9 << true;
    QTest::newRow("at") << 20.0 << true;
    QTest::newRow("above") << 20.1 << false;
    QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN() << false;
}

void BenchReportTest::valueAtTargetIsOk()
{
    QFETCH(const double, value);
    QTEST((Row{.name = "x", .value = value, .unit = "ns", .target = 20}).ok(), "ok");
    QVERIFY((Row{.name = "x", .value = value, .unit = "ns"}).ok());
}

void BenchReportTest::ratioIsToTheBaseline()
{
    QCOMPARE((Row{.value = 11, .baseline = 44}).ratio(), std::optional(0.25));
    QCOMPARE((Row{.value = 11}).ratio(), std::nullopt);
    QCOMPARE((Row{.value = 11, .baseline = 0}).ratio(), std::nullopt);
}

void BenchReportTest::jsonHasTheSevenKeysOfEachRow()
{
    const auto json = toJson({{.name = "a \"b\"", .value = 60, .unit = "ns", .baseline = 40, .target = 50}});
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(json));
    const QJsonObject expected = {{u"name"_s, u"a \"b\""_s}, {u"value"_s, 60},  {u"unit"_s, u"ns"_s},
                                  {u"baseline"_s, 40},       {u"ratio"_s, 1.5}, {u"target"_s, 50},
                                  {u"ok"_s, false}};
    QCOMPARE(document.array(), QJsonArray{expected});
}

void BenchReportTest::jsonIsNullForWhatARowHasNot()
{
    const auto json = toJson({{.name = "memory", .value = 1024, .unit = "B"}});
    const auto row = QJsonDocument::fromJson(QByteArray::fromStdString(json)).array().at(0).toObject();
    QVERIFY(row[u"baseline"].isNull());
    QVERIFY(row[u"ratio"].isNull());
    QVERIFY(row[u"target"].isNull());
    QCOMPARE(row[u"ok"].toBool(), true);
}

void BenchReportTest::tableAlignsAndCounts()
{
    const auto table =
        toTable("bench", "clock",
                {{.name = "short", .value = 12.34, .unit = "ns", .baseline = 24.68, .target = 20},
                 {.name = "a long name", .value = 2048, .unit = "B", .target = 1024},
                 {.name = "other", .value = 0.5, .unit = "ms"}});
    QCOMPARE(QString::fromStdString(table), u"bench        value  unit  x clock   target\n"
                                            "short         12.3  ns       0.50    <= 20  ok\n"
                                            "a long name   2048  B           -  <= 1024  MISSED\n"
                                            "other         0.50  ms          -        -\n"
                                            "1 of 2 targets met\n"_s);
}

FUSEBOX_PLAIN_TEST(BenchReportTest)
#include "tst_bench_report.moc"
