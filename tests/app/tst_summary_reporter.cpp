// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "app/summary_reporter.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using history::EndpointSummary;

namespace {

const std::vector<EndpointSummary> endpoints{{.id = u"orders"_s,
                                              .known = 2h + 90s,
                                              .up = 7197s,
                                              .measured = 2h,
                                              .checks = 720,
                                              .failures = 3,
                                              .p50 = 12'345'678ns,
                                              .p95 = 40ms,
                                              .p99 = 1s},
                                             {.id = u"new\x1b"_s, .known = 5s}};

} // namespace

class TestSummaryReporter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jsonIsOneLineWithNullForWhatIsNotKnown()
    {
        QCOMPARE(
            app::summaryLine(endpoints),
            R"({"type":"summary","endpoints":[)"
            R"({"id":"orders","up_share":0.9995833333333334,"measured_s":7200.0,"gaps_s":90.0,"checks":720,)"
            R"("failures":3,"p50_ms":12.346,"p95_ms":40.0,"p99_ms":1000.0},)"
            R"({"id":"new\u001B","up_share":null,"measured_s":0.0,"gaps_s":5.0,"checks":0,"failures":0,)"
            R"("p50_ms":null,"p95_ms":null,"p99_ms":null}]})"
            "\n");
    }

    void columnsOfTheTableStandBelowEachOther()
    {
        const auto lines = QString::fromUtf8(app::summaryTable(endpoints)).split(u'\n');
        QCOMPARE(lines.size(), 4);
        QVERIFY(lines[3].isEmpty());
        QCOMPARE(lines[0].size(), lines[1].size());
        QCOMPARE(lines[1].size(), lines[2].size());
        QVERIFY(lines[1].startsWith(u"orders"_s));
        QVERIFY(lines[1].contains(u"99.95 % of 2 h"_s));
        QVERIFY(!lines[2].contains(u'\x1b'));
    }

    void nothingToSumUpIsAHeadAlone()
    {
        QCOMPARE(app::summaryLine({}), "{\"type\":\"summary\",\"endpoints\":[]}\n");
        QCOMPARE(app::summaryTable({}).count('\n'), 1);
    }
};

FUSEBOX_LOOP_TEST(TestSummaryReporter)
#include "tst_summary_reporter.moc"
