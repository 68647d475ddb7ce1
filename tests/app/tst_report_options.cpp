// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDateTime>
#include <QTest>

#include "app/report_options.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace fusebox::app;
using fusebox::health::WallTime;

namespace {

WallTime utc(const QString &time)
{
    return WallTime(std::chrono::milliseconds(QDateTime::fromString(time, Qt::ISODate).toMSecsSinceEpoch()));
}

} // namespace

class TestReportOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("TZ", "Europe/Berlin");
        ::tzset();
    }

    void aDurationIsSoLongAgo()
    {
        QCOMPARE(std::get<std::chrono::milliseconds>(*parseReportTime(u"30d"_s)), 24h * 30);
        QCOMPARE(std::get<std::chrono::milliseconds>(*parseReportTime(u"12h"_s)), 12h);
    }

    void aDateIsWhereTheDayBeginsHere_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("time");
        QTest::newRow("winter") << u"2026-11-01"_s << u"2026-10-31T23:00:00Z"_s;
        QTest::newRow("summer") << u"2026-07-01"_s << u"2026-06-30T22:00:00Z"_s;
        QTest::newRow("with a time") << u"2026-07-01T14:00"_s << u"2026-07-01T12:00:00Z"_s;
        QTest::newRow("of UTC") << u"2026-07-01T14:00:30Z"_s << u"2026-07-01T14:00:30Z"_s;
        QTest::newRow("with an offset") << u"2026-07-01T14:00+05:00"_s << u"2026-07-01T09:00:00Z"_s;
        QTest::newRow("after the night of 25 hours") << u"2026-10-26"_s << u"2026-10-25T23:00:00Z"_s;
        QTest::newRow("before anything") << u"1900-01-01"_s << u"1970-01-01T00:00:00Z"_s;
    }
    void aDateIsWhereTheDayBeginsHere()
    {
        QFETCH(const QString, typed);
        QFETCH(const QString, time);
        const auto parsed = parseReportTime(typed);
        QVERIFY(parsed);
        QCOMPARE(std::get<WallTime>(*parsed), utc(time));
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("typed");
        for (const QString &typed :
             {u""_s, u"30"_s, u"d"_s, u"-5d"_s, u"0s"_s, u"1ms"_s, u"yesterday"_s, u"2026-13-01"_s,
              u"2026-02-30"_s, u"2026-11-01T25:00"_s, u"2026-11"_s, u"1e9d"_s, u"9999d"_s, u"2026-11-01x"_s})
            QTest::newRow(qPrintable(typed)) << typed;
    }
    void saysWhatIsWrong()
    {
        QFETCH(const QString, typed);
        const auto parsed = parseReportTime(typed);
        QVERIFY(!parsed);
        QVERIFY(!parsed.error().isEmpty() && !parsed.error().contains(u'\n'));
    }

    /// What is being written is no part of it.
    void itEndsWhereAllIsWritten()
    {
        const WallTime now = utc(u"2026-07-01T12:00:27Z"_s);
        const auto day = stretchOf({.since = 24h}, now);
        QCOMPARE(day.to, utc(u"2026-07-01T12:00:20Z"_s));
        QCOMPARE(day.length(), 24h);
        QCOMPARE(stretchOf({.since = 1h}, utc(u"2026-07-01T12:00:04Z"_s)).to, utc(u"2026-07-01T11:59:50Z"_s));
        const auto ahead =
            stretchOf({.since = 24h, .until = ReportTime(utc(u"2027-01-01T00:00:00Z"_s))}, now);
        QCOMPARE(ahead.to, day.to);
    }

    void itMayEndBefore()
    {
        const WallTime now = utc(u"2026-07-01T12:00:25Z"_s);
        const auto stretch = stretchOf({.since = 48h, .until = ReportTime(24h)}, now);
        QCOMPARE(stretch.length(), 24h);
        QVERIFY(stretchOf({.since = 24h, .until = ReportTime(48h)}, now).length() <= 0ms);
    }
};

FUSEBOX_LOOP_TEST(TestReportOptions)
#include "tst_report_options.moc"
