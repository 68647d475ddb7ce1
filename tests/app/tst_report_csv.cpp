// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "app/report_csv.h"
#include "tests/app/example_report.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using fusebox::testing::exampleReport;

namespace {

using Row = QStringList;

/// As RFC 4180 has it: records end with CR LF, also within which quoted fields may hold anything.
std::vector<Row> rowsIn(const QString &csv)
{
    std::vector<Row> rows(1);
    QString field;
    bool isQuoted = false;
    for (qsizetype i = 0; i < csv.size(); ++i) {
        const bool isTwice = isQuoted && csv[i] == u'"' && i + 1 < csv.size() && csv[i + 1] == u'"';
        if (isTwice)
            field += csv[i++];
        else if (csv[i] == u'"')
            isQuoted = !isQuoted;
        else if (isQuoted)
            field += csv[i];
        else if (csv[i] == u',' || csv[i] == u'\n')
            rows.back() << std::exchange(field, {});
        else if (csv[i] != u'\r')
            field += csv[i];
        if (!isQuoted && csv[i] == u'\n')
            rows.emplace_back();
    }
    rows.pop_back();
    return rows;
}

std::vector<Row> table(const fusebox::history::Report &report = exampleReport())
{
    return rowsIn(QString::fromUtf8(fusebox::app::reportCsv(report)));
}

QString valueIn(const std::vector<Row> &rows, std::size_t row, const QString &column)
{
    return rows[row].at(rows[0].indexOf(column));
}

} // namespace

class TestReportCsv : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRecordHasEveryFieldAndItsEnd()
    {
        const QByteArray csv = fusebox::app::reportCsv(exampleReport());
        QVERIFY(csv.endsWith("\r\n"));
        QCOMPARE(csv.count('\n'), csv.count("\r\n"));
        const auto rows = table();
        QCOMPARE(rows.size(), 6U);
        for (const Row &row : rows)
            QCOMPARE(row.size(), rows[0].size());
    }

    void valuesStandInTheirColumns()
    {
        const auto rows = table();
        QCOMPARE(valueIn(rows, 1, u"kind"_s), u"endpoint"_s);
        QCOMPARE(valueIn(rows, 1, u"name"_s), u"<script>alert(\"1\")</script> & \u202Eco"_s);
        QCOMPARE(valueIn(rows, 1, u"gap_circuit_open_s"_s), u"4320.000"_s);
        QCOMPARE(valueIn(rows, 1, u"p50_ms"_s), u"12.346"_s);
        QCOMPARE(valueIn(rows, 2, u"removed"_s), u"2024-10-04T06:00:00.000Z"_s);
        QCOMPARE(valueIn(rows, 3, u"up_share"_s), QString());
        QCOMPARE(valueIn(rows, 4, u"kind"_s), u"incident"_s);
        QCOMPARE(valueIn(rows, 4, u"ended"_s), QString());
        QCOMPARE(valueIn(rows, 4, u"endpoints"_s), u"orders stock"_s);
        QCOMPARE(valueIn(rows, 5, u"length_s"_s), u"90.000"_s);
    }

    void nothingIsAFormula_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : {u"=HYPERLINK(\"http://x\")"_s, u"+1"_s, u"-1"_s, u"@SUM(1)"_s, u"\t=1"_s,
                                    u"\r=1"_s, u"\uFF1D1"_s})
            QTest::newRow(qPrintable(name)) << name;
    }
    void nothingIsAFormula()
    {
        QFETCH(const QString, name);
        auto report = exampleReport();
        report.endpoints[0].id = name;
        report.endpoints[0].name = name;
        report.endpoints[0].group = name;
        report.outages[0].outage.endpoints[0].id = name;
        const auto rows = table(report);
        for (const QString &column : {u"id"_s, u"name"_s, u"group"_s})
            QCOMPARE(valueIn(rows, 1, column), u'\'' + name);
        QVERIFY(valueIn(rows, 4, u"endpoints"_s).startsWith(u'\''));
    }

    void aLineBreakInANameIsNoRecordsEnd()
    {
        auto report = exampleReport();
        report.endpoints[0].name = u"a\r\nb,\"c\""_s;
        QCOMPARE(valueIn(table(report), 1, u"name"_s), u"a\r\nb,\"c\""_s);
    }
};

FUSEBOX_PLAIN_TEST(TestReportCsv)
#include "tst_report_csv.moc"
