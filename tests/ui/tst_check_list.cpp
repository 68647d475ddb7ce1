// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QTabWidget>
#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/widget_test.h"
#include "ui/charts/heartbeat_strip.h"
#include "ui/panes/check_list.h"
#include "ui/panes/detail_pane.h"
#include "ui/text/check_text.h"
#include "ui/text/clock_text.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::TimePoint;
using history::CheckLog;
using resilience::ErrorClass;
using resilience::Policy;
using resilience::TraceEntry;
using resilience::TraceStep;
using ui::CheckListModel;

namespace {

const health::TimePoint now{100h};

health::Moment ago(std::chrono::seconds age)
{
    return {now - age, health::WallTime(100h - age)};
}

health::CheckEvent retried()
{
    health::CheckEvent check = testing::success(31ms);
    check.attempts = 2;
    check.trace = {
        {Policy::RateLimit, TraceStep::Waited, {}, 20ms},
        {.step = TraceStep::Failed, .took = 12ms, .attempt = 1, .error = ErrorClass::Reset},
        {Policy::Retry, TraceStep::Delayed, {}, 100ms, 1},
        {.step = TraceStep::Succeeded, .took = 31ms, .attempt = 2, .source = resilience::Source::Primary}};
    return check;
}

health::CheckEvent refused503()
{
    health::CheckEvent check = testing::failure(ErrorClass::HttpStatus);
    check.failure->status = 503;
    check.answer.emplace().status = 503;
    check.answer->reason = "Service <b>Unavailable</b>";
    check.answer->fields = {{"Content-Type", "text/html"}, {"X-Bell", "a\ab"}};
    check.answer->body = "<h1>down</h1>\r\n\x1b[31mred\x01";
    return check;
}

} // namespace

class TestCheckList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCheckTellsItsWayInWords()
    {
        QCOMPARE(
            ui::traceLines(retried()),
            (QStringList{QStringLiteral("waited 20 ms for a token"),
                         QStringLiteral("attempt 1: connection reset after 12 ms"),
                         QStringLiteral("waited 100 ms before the next"),
                         QStringLiteral("attempt 2: answered in 31 ms"), QStringLiteral("source: primary")}));
    }

    void policiesAreNamed_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<int>("policy");
        QTest::addColumn<QString>("phrase");
        const auto row = [](const char *phrase, TraceStep step, Policy policy) {
            QTest::newRow(phrase) << int(step) << int(policy) << QString::fromUtf8(phrase);
        };
        row("refused by the circuit, again in 12 s", TraceStep::Rejected, Policy::Circuit);
        row("refused by the rate limit, again in 12 s", TraceStep::Rejected, Policy::RateLimit);
        row("waited 12.0 s for a place", TraceStep::Waited, Policy::Bulkhead);
        row("let through as a trial call", TraceStep::Trial, Policy::Circuit);
        row("the time for the whole check was up", TraceStep::TimedOut, Policy::TotalTimeout);
        row("cancelled", TraceStep::Cancelled, Policy::Operation);
    }
    void policiesAreNamed()
    {
        QFETCH(int, step);
        QFETCH(int, policy);
        QTEST(ui::tracePhrase({static_cast<Policy>(policy), static_cast<TraceStep>(step), {}, 12s}),
              "phrase");
    }

    void aRetryThatTheHostsBudgetRefusesIsTold()
    {
        QCOMPARE(ui::tracePhrase({.policy = Policy::Retry,
                                  .step = TraceStep::GaveUp,
                                  .reason = resilience::GiveUpReason::NoBudgetLeft}),
                 QStringLiteral("not tried again: the retry budget of the host is used up"));
    }

    void aFailureShowsWhatThePeerSentAsPlainText()
    {
        QCOMPARE(ui::answerLines(refused503()),
                 (QStringList{QStringLiteral("HTTP 503 Service <b>Unavailable</b>"),
                              QStringLiteral("Content-Type: text/html"), QStringLiteral("X-Bell: a b"),
                              QStringLiteral("<h1>down</h1>"), QStringLiteral("␛[31mred␁")}));
        QVERIFY(ui::answerLines(testing::success(1ms)).isEmpty());
    }

    void bytesOfAPeerAreBounded()
    {
        QCOMPARE(ui::shownBytes(QByteArray(100'000, 'x'), 3).size(), 4); // and an ellipsis
        QCOMPARE(ui::shownBytes(QByteArray(100'000, '\n'), 3).size(), 0);
        QCOMPARE(ui::shownBytes("\xff\xfe").front(), QStringLiteral("��"));
        QVERIFY(ui::shownBytes({}).isEmpty());
    }

    void newestCheckIsFirstAndOldOnesGo()
    {
        history::CheckLog log;
        CheckListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        log.add(ago(99s), retried());
        model.reset(&log);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.rowCount(model.index(0, 0)), 5);
        const QPersistentModelIndex line = model.index(4, 0, model.index(0, 0));
        for (int i = 0; i < int(history::CheckLog::most) - 1; ++i) {
            log.add(ago(98s), refused503());
            model.update(log);
        }
        QCOMPARE(model.rowCount(), int(history::CheckLog::most));
        QCOMPARE(line.data().toString(), QStringLiteral("source: primary"));
        QCOMPARE(line.parent().row(), int(history::CheckLog::most) - 1);
        for (int i = 0; i < 3 * int(history::CheckLog::most); ++i)
            log.add(ago(1s), testing::success(1ms));
        model.update(log);
        QCOMPARE(model.rowCount(), int(history::CheckLog::most));
        QVERIFY(!line.isValid());
        model.reset(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void checksThatAreNotMadeDoNotPushOutAnswers()
    {
        history::CheckLog log;
        CheckListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        log.add(ago(90s), refused503());
        model.reset(&log);
        const auto heldBack = [](resilience::RejectedBy by) {
            health::CheckEvent check = testing::failure(ErrorClass::Rejected);
            check.outcome = health::CheckOutcome::Skipped;
            check.failure->rejectedBy = by;
            return check;
        };
        for (auto age = 80s; age > 20s; age -= 1s) {
            log.add(ago(age), heldBack(resilience::RejectedBy::Circuit));
            if (age > 30s)
                model.update(log);
        }
        log.add(ago(20s), heldBack(resilience::RejectedBy::RateLimit));
        model.update(log);
        QCOMPARE(model.rowCount(), 3);
        const auto shown = [&](int row) {
            return model.index(row, CheckListModel::ResultColumn).data().toString();
        };
        QCOMPARE(shown(0), QStringLiteral("no check: held back by the rate limit"));
        QCOMPARE(shown(1), QStringLiteral("no check: held back by the open circuit, 60 times since %1")
                               .arg(ui::timeOfDay(ago(80s).wall)));
        QCOMPARE(model.nearest(now - 50s, 2s).row(), 1);
    }

    void theNearestCheckIsFound()
    {
        history::CheckLog log;
        for (auto age = 30s; age > 0s; age -= 10s)
            log.add(ago(age), testing::success(1ms));
        CheckListModel model;
        model.reset(&log);
        QCOMPARE(model.nearest(now - 21s, 2s).row(), 1);
        QVERIFY(!model.nearest(now - 25s, 2s).isValid());
    }

    void aClickOpensACheck()
    {
        history::CheckLog log;
        log.add(ago(10s), refused503());
        CheckListModel model;
        model.reset(&log);
        const ui::Theme theme(ui::lightPalette());
        ui::CheckList list(model, theme);
        list.resize(500, 200);
        list.show();
        const QPoint row = list.visualRect(model.index(0, CheckListModel::ResultColumn)).center();
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, row);
        QVERIFY(list.isExpanded(model.index(0, 0)));
        QVERIFY(!list.grab().isNull());
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, row);
        QVERIFY(!list.isExpanded(model.index(0, 0)));
    }

    void ofABeatsChecksTheNewestThatFailedTellsMost()
    {
        history::CheckLog log;
        for (const auto age : {50s, 40s, 30s, 20s, 10s})
            log.add(ago(age), age == 40s || age == 30s ? refused503() : testing::success(30ms));
        CheckListModel model;
        model.reset(&log);
        QCOMPARE(model.mostTelling(now - 50s, now - 10s).row(), 2);
        QCOMPARE(model.mostTelling(now - 20s, now - 10s).row(), 0);
        QCOMPARE(model.mostTelling(now - 40s, now - 40s).row(), 3);
        QVERIFY(!model.mostTelling(now - 29s, now - 21s).isValid());
    }

    void aClickOnABeatOpensItsCheckInTheDetail_data()
    {
        QTest::addColumn<std::chrono::seconds>("range");
        QTest::addColumn<std::chrono::seconds>("age"); // of where the click is
        QTest::addColumn<int>("row");                  // none: it says so
        QTest::newRow("a check") << 60s << 20s << 19;
        QTest::newRow("several, rolled up") << 3600s << 15s << 19;
        QTest::newRow("no longer kept") << 300s << 200s << -1;
        QTest::newRow("no longer kept, rolled up") << 3600s << 600s << -1;
    }
    void aClickOnABeatOpensItsCheckInTheDetail()
    {
        QFETCH(std::chrono::seconds, range);
        QFETCH(std::chrono::seconds, age);
        QFETCH(int, row);
        auto history = std::make_shared<history::EndpointHistory>();
        history->keepFine(true);
        for (auto before = 1000s; before > 0s; before -= 1s)
            history->add({ago(before), {}, before == 20s ? refused503() : testing::success(30ms)});
        auto endpoint = testing::withConfig(testing::endpoint(QStringLiteral("x")),
                                            [](settings::EndpointConfig &config) { config.interval = 1s; });
        const ui::Theme theme(ui::lightPalette());
        ui::DetailPane pane(theme);
        pane.resize(600, 900);
        pane.QWidget::show();
        QVERIFY(QTest::qWaitForWindowExposed(&pane));
        pane.show(endpoint, history, {}, now);
        auto &chart = *pane.findChild<ui::LatencyChart *>();
        auto &strip = *pane.findChild<ui::HeartbeatStrip *>();
        chart.setRange(range);
        const auto [left, right] = chart.plotEdges();
        const int x = qRound(left + chart.content().window.share(now - age) * (right - left));
        QTest::mouseClick(&strip, Qt::LeftButton, {}, {x, strip.height() / 2});
        auto &list = *pane.findChild<ui::CheckList *>();
        const bool isOpened = row >= 0;
        if (isOpened) // what is pointed at is what is opened
            QCOMPARE(list.marked().row(), row);
        QCOMPARE(pane.findChild<QTabWidget *>()->currentWidget() == &list, isOpened);
        QCOMPARE(list.currentIndex().row(), row);
        QCOMPARE(list.isExpanded(list.currentIndex()), isOpened);
        QCOMPARE(chart.readout().contains(QStringLiteral("Checks that long ago are not kept")), !isOpened);
    }

    void theMomentUnderThePointerIsMarkedInTheList()
    {
        auto history = std::make_shared<history::EndpointHistory>();
        history->keepFine(true);
        for (auto age = 30s; age > 0s; age -= 1s)
            history->add({ago(age), {}, testing::success(30ms)});
        const ui::Theme theme(ui::lightPalette());
        ui::DetailPane pane(theme);
        pane.show(testing::endpoint(QStringLiteral("x")), history, {}, now);
        pane.moment().point(now - 12s);
        const auto &list = *pane.findChild<ui::CheckList *>();
        QCOMPARE(list.marked().row(), 11);
        pane.moment().point({});
        QVERIFY(!list.marked().isValid());
    }
};

FUSEBOX_WIDGET_TEST(TestCheckList)
#include "tst_check_list.moc"
