// SPDX-License-Identifier: GPL-3.0-or-later
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

#include "app/report_course.h"
#include "app/report_page.h"
#include "tests/app/example_report.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using fusebox::history::Report;
using fusebox::testing::exampleReport;
using fusebox::testing::reportBegin;

namespace {

QString page(const Report &report = exampleReport())
{
    return QString::fromUtf8(fusebox::app::reportPage(report));
}

/// All that stands between marks, blanks as one.
QString wordsIn(const QString &html)
{
    QXmlStreamReader reader(html);
    QString words;
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::Characters)
            words += reader.text().toString() + u' ';
    return reader.hasError() ? u"error: "_s + reader.errorString() : words.simplified();
}

/// The clock here is that of `zone` for as long as this lives.
class Zone
{
public:
    explicit Zone(const QByteArray &zone)
        : m_before(qgetenv("TZ"))
    {
        set(zone);
    }
    ~Zone() { set(m_before); }
    Q_DISABLE_COPY_MOVE(Zone)

private:
    static void set(const QByteArray &zone)
    {
        qputenv("TZ", zone);
        ::tzset();
    }
    QByteArray m_before;
};

fusebox::health::WallTime utc(const QString &time)
{
    return fusebox::health::WallTime(
        std::chrono::milliseconds(QDateTime::fromString(time, Qt::ISODate).toMSecsSinceEpoch()));
}

/// Of one outage alone.
Report reportOf(fusebox::health::WallTime from, fusebox::health::WallTime to)
{
    Report report{.stretch = {from - 1h, to + 1h}};
    report.cells = fusebox::history::stripCells(report.stretch);
    fusebox::history::OutageRecord outage{
        .id = 1, .from = from, .to = to, .failure = fusebox::testing::refused()};
    outage.endpoints = {{u"orders"_s, from, to}};
    report.outages = {{outage, {}}};
    return report;
}

} // namespace

class TestReportPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_zone.emplace("UTC"); }

    void itIsWellFormed_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("as it may be") << 0;
        QTest::newRow("of nobody") << 1;
        QTest::newRow("of text that XML cannot say") << 2;
    }
    void itIsWellFormed()
    {
        QFETCH(const int, kind);
        Report report = kind == 1 ? Report() : exampleReport();
        if (kind == 2) {
            const QString worst = u"a\u0001b\uFFFEc\uFFFFd]]><!--\u2028\"'&amp;"_s + QChar(0xD800);
            report.endpoints[0].name = report.endpoints[0].group = report.endpoints[0].id = worst;
            report.outages[0].outage.cause->name = worst;
            report.outages[0].remarks[0].text = worst;
            report.outages[0].outage.endpoints[0].id = worst;
            report.group = worst;
        }
        const QString words = wordsIn(page(report));
        QVERIFY2(!words.startsWith(u"error"_s), qPrintable(words));
        QVERIFY(words.contains(u"Connection report"_s));
    }

    void itNeedsNothingElse()
    {
        const QString html = page();
        for (const QString &word : {u"<script"_s, u"http:"_s, u"https:"_s, u"src="_s, u"href"_s, u"url("_s,
                                    u"@import"_s, u"javascript"_s, u"<link"_s, u"<iframe"_s})
            QVERIFY2(!html.contains(word, Qt::CaseInsensitive), qPrintable(word));
        QVERIFY(!QRegularExpression(u"\\son\\w+="_s).match(html).hasMatch());
    }

    /// HTML takes <div/> for the begin of a div that has no end.
    void noElementOfHtmlIsWrittenWithoutAnEnd()
    {
        static const QRegularExpression alone(u"<(?!meta|path)[a-z0-9]+[^>]*/>"_s);
        const auto match = alone.match(page());
        QVERIFY2(!match.hasMatch(), qPrintable(match.captured()));
    }

    void styleIsWhatItWasWritten()
    {
        static const QRegularExpression style(u"<style>(.*)</style>"_s,
                                              QRegularExpression::DotMatchesEverythingOption);
        const QString css = style.match(page()).captured(1);
        QVERIFY(css.contains(u"prefers-color-scheme: dark"_s) && css.contains(u"@media print"_s));
        QVERIFY2(!css.contains(u'&'), "it is no XML to a browser: nothing in it may need to be escaped");
    }

    void textFromOutsideIsText()
    {
        const QString words = wordsIn(page());
        QVERIFY(words.contains(u"<script>alert(\"1\")</script> &"_s));
        QVERIFY(words.contains(u"note: the <b>switch</b> again"_s));
        QVERIFY(!page().contains(QChar(0x202E)));
    }

    void aShareHasWhatItIsOfBesideIt()
    {
        const QString words = wordsIn(page());
        QVERIFY2(words.contains(u"95.2 % of 21 h"_s), qPrintable(words));
        QVERIFY(words.contains(
            u"not measured: not watched 1 h 48 min · held back by the open circuit 1 h 12 min"_s));
        QVERIFY(words.contains(u"1 h 12 min of it held back by open circuits"_s));
        QVERIFY(page().contains(
            u"aria-label=\"95.2 % of 21 h measured, 1 h 12 min held back by the open circuit\""_s));
    }

    void whatWasNeverMeasuredIsUnknownAndNotUp()
    {
        Report report = exampleReport();
        report.endpoints = {report.endpoints[2]};
        const QString words = wordsIn(page(report));
        QVERIFY(words.contains(u"– unknown"_s));
        QVERIFY(words.contains(u"nothing was measured"_s));
        QVERIFY(!words.contains(u"100 %"_s));
        QVERIFY(!page(report).contains(u"<path class=\"up\" d=\"M958"_s));
    }

    void aRemovedEndpointIsMarked()
    {
        QVERIFY(wordsIn(page()).contains(u"=1+1 removed 4 Oct 2024 06:00 UTC"_s));
        QVERIFY(wordsIn(page()).contains(u"known since 4 Oct 2024 23:00 UTC"_s));
    }

    void anIncidentIsToldFromItsBeginOn()
    {
        const QString words = wordsIn(page());
        QVERIFY(words.contains(u"host a.example: connection refused"_s));
        QVERIFY(words.contains(u"4 Oct 2024 02:00 UTC – not over, as far as is known"_s));
        QVERIFY(words.contains(u"02:00:03 UTC =1+1 stops working"_s));
        QVERIFY(words.contains(u"circuit forced open by hand"_s));
        QVERIFY(words.contains(u"4 Oct 2024 01:00 UTC – 4 Oct 2024 01:01 UTC · 1 min 30 s"_s));
    }

    void whatWasDownIsSeenHoweverShort()
    {
        Report report = exampleReport();
        report.endpoints = {report.endpoints[0]};
        for (auto &cell : report.endpoints[0].strip)
            cell = {.up = 1h};
        QVERIFY(!page(report).contains(u"class=\"down\" d=\"M50"_s));
        report.endpoints[0].strip[6].down = 1ms;
        const QString html = page(report);
        QVERIFY2(html.contains(u"class=\"down\" d=\"M"_s), qPrintable(html));
        QCOMPARE(html.count(u"class=\"up\""_s), 2 + 0); // the legend's, and one path for all the rest
    }

    /// Both nights of a year, where an hour comes twice or never.
    void nightsOfTheChangeOfClocks_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("words");
        QTest::newRow("an hour that comes twice")
            << u"2026-10-25T00:30:00Z"_s << u"2026-10-25T01:30:00Z"_s
            << u"25 Oct 2026 02:30 CEST – 25 Oct 2026 02:30 CET · 1 h"_s;
        QTest::newRow("an hour that is left out")
            << u"2026-03-29T00:30:00Z"_s << u"2026-03-29T01:30:00Z"_s
            << u"29 Mar 2026 01:30 CET – 29 Mar 2026 03:30 CEST · 1 h"_s;
        QTest::newRow("a day of 25 hours") << u"2026-10-24T22:00:00Z"_s << u"2026-10-25T23:00:00Z"_s
                                           << u"25 Oct 2026 00:00 CEST – 26 Oct 2026 00:00 CET · 1 d 1 h"_s;
    }
    void nightsOfTheChangeOfClocks()
    {
        QFETCH(const QString, from);
        QFETCH(const QString, to);
        QFETCH(const QString, words);
        const Zone zone("Europe/Berlin");
        const QString found = wordsIn(page(reportOf(utc(from), utc(to))));
        QVERIFY2(found.contains(words), qPrintable(found));
    }

    void anotherZoneTellsTheSameTimeInItsOwnWay()
    {
        const Report report = reportOf(utc(u"2026-07-01T22:30:00Z"_s), utc(u"2026-07-01T23:30:00Z"_s));
        {
            const Zone zone("Europe/Berlin");
            QVERIFY(wordsIn(page(report)).contains(u"2 Jul 2026 00:30 CEST – 2 Jul 2026 01:30 CEST · 1 h"_s));
        }
        const Zone zone("America/New_York");
        QVERIFY(wordsIn(page(report)).contains(u"1 Jul 2026 18:30 EDT – 1 Jul 2026 19:30 EDT · 1 h"_s));
    }

    void aLongCourseIsCut()
    {
        fusebox::history::ReportedOutage outage;
        outage.outage.from = reportBegin;
        for (int i = 0; i < 100; ++i)
            outage.outage.endpoints.push_back({QString::number(i), reportBegin + i * 1s, {}});
        const auto course = fusebox::app::courseOf(outage, [](const QString &id) { return id; });
        QCOMPARE(course.size(), 41U);
        QCOMPARE(course.back().words, u"and 60 more"_s);
    }

    void moreIncidentsThanAPageHoldsAreCounted()
    {
        Report report = exampleReport();
        report.outages.assign(1'000, report.outages[1]);
        report.outagesLeftOut = 300;
        const QString words = wordsIn(page(report));
        QVERIFY(words.contains(u"Incidents 1,300"_s));
        QVERIFY(words.contains(u"1,000 earlier ones are not on this page."_s));
    }

private:
    std::optional<Zone> m_zone;
};

FUSEBOX_LOOP_TEST(TestReportPage)
#include "tst_report_page.moc"
