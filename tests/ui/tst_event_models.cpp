// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/test_program.h"
#include "ui/models/event_log_filter.h"
#include "ui/models/transition_model.h"
#include "ui/rows/log_export.h"

using namespace fusebox;
using namespace std::chrono_literals;
using resilience::EffectiveState;
using resilience::TransitionReason;
using ui::EventLogModel;
using ui::LogEntry;
using ui::TransitionModel;

namespace {

const QString id = QStringLiteral("orders");

std::vector<LogEntry> lines(int from, int to)
{
    std::vector<LogEntry> entries;
    for (int i = from; i < to; ++i)
        entries.push_back({{}, id, id, {}, QString::number(i)});
    return entries;
}

/// What is told of a trial: it begins, it ends, each with its status.
std::vector<LogEntry> roundOf(const QString &endpoint, TransitionReason verdict)
{
    using health::Status;
    const bool fails = verdict == TransitionReason::TrialFailed;
    const auto closes = fails ? EffectiveState::Open : EffectiveState::Closed;
    const auto moved = [](EffectiveState from, EffectiveState to, TransitionReason reason) {
        return health::TransitionEvent{testing::transition(from, to, reason)};
    };
    const decltype(health::Event::what) happenings[] = {
        moved(EffectiveState::Open, EffectiveState::HalfOpen, TransitionReason::RecoveryTimeElapsed),
        health::StatusEvent{Status::Unhealthy, Status::Degraded, {{health::ReasonKind::HalfOpen}}},
        moved(EffectiveState::HalfOpen, closes, verdict),
        fails ? health::StatusEvent{Status::Degraded, Status::Unhealthy, {{health::ReasonKind::CircuitOpen}}}
              : health::StatusEvent{Status::Degraded, Status::Healthy, {}}};
    std::vector<LogEntry> entries;
    for (const auto &what : happenings)
        entries.push_back(*ui::logEntryOf({{}, endpoint, what}));
    return entries;
}

void addTransitions(history::EndpointHistory &history, int count)
{
    for (int i = 0; i < count; ++i) {
        auto record = testing::transition(EffectiveState::Closed, EffectiveState::Open,
                                          TransitionReason::ConsecutiveFailures);
        record.actual = record.threshold = double(++history.transitionsEver);
        history.transitions.push_back({{}, record});
        if (history.transitions.size() > history::EndpointHistory::maxTransitions)
            history.transitions.pop_front();
    }
}

QString why(const TransitionModel &model, int row)
{
    return model.index(row, TransitionModel::WhyColumn).data().toString();
}

} // namespace

class TestEventModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void transitionsOfEarlierRunsLieBehindThoseOfThisOne()
    {
        history::EndpointHistory history;
        addTransitions(history, 2);
        TransitionModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.reset(&history);
        const QString newest = why(model, 0);
        history::EndpointHistory before;
        addTransitions(before, 5);
        history.transitions.insert(history.transitions.begin(), before.transitions.begin(),
                                   before.transitions.begin() + 3);
        model.update(history);
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(why(model, 0), newest);
        addTransitions(history, 1);
        model.update(history);
        QCOMPARE(model.rowCount(), 6);
        QCOMPARE(why(model, 1), newest);
    }

    void theLogKeepsTheNewestLines()
    {
        EventLogModel log;
        QAbstractItemModelTester tester(&log, QAbstractItemModelTester::FailureReportingMode::QtTest);
        log.append(lines(0, EventLogModel::maxRows - 1));
        log.append(lines(EventLogModel::maxRows - 1, EventLogModel::maxRows + 10));
        QCOMPARE(log.rowCount(), EventLogModel::maxRows);
        QCOMPARE(log.index(0, EventLogModel::EventColumn).data().toString(), QStringLiteral("10"));
        QCOMPARE(log.index(log.rowCount() - 1, EventLogModel::EventColumn).data().toString(),
                 QString::number(EventLogModel::maxRows + 9));
    }

    void whatComesOftenDoesNotPushOutWhatSomebodyDid()
    {
        EventLogModel log;
        QAbstractItemModelTester tester(&log, QAbstractItemModelTester::FailureReportingMode::QtTest);
        log.append({{{}, id, id, {}, QStringLiteral("paused by hand"), ui::LogKind::Manual},
                    {{}, id, id, {}, QStringLiteral("closed → open"), ui::LogKind::Circuit}});
        for (int i = 0; i < 3; ++i)
            log.append(lines(0, EventLogModel::maxRows));
        const auto shown = [&](int row) {
            return log.index(row, EventLogModel::EventColumn).data().toString();
        };
        QCOMPARE(log.rowCount(), EventLogModel::maxRows);
        QCOMPARE(shown(0), QStringLiteral("paused by hand"));
        QCOMPARE(shown(1), QStringLiteral("closed → open"));
        QCOMPARE(shown(2), QStringLiteral("2"));
    }

    void aTrialThatFailsIsOneLine_data()
    {
        QTest::addColumn<int>("batch");
        QTest::newRow("told at once") << 9;
        QTest::newRow("told one by one") << 1;
    }
    void aTrialThatFailsIsOneLine()
    {
        QFETCH(int, batch);
        EventLogModel log;
        QAbstractItemModelTester tester(&log, QAbstractItemModelTester::FailureReportingMode::QtTest);
        std::vector<LogEntry> told = roundOf(id, TransitionReason::TrialFailed);
        std::ranges::move(roundOf(id, TransitionReason::TrialFailed), std::back_inserter(told));
        told.insert(told.begin() + 2, lines(0, 1).front()); // of something else
        told[2].endpoint = QStringLiteral("search");
        for (std::size_t i = 0; i < told.size(); i += std::size_t(batch))
            log.append({told.begin() + std::ptrdiff_t(i),
                        told.begin() + std::ptrdiff_t(std::min(i + std::size_t(batch), told.size()))});
        QStringList shown;
        for (int row = 0; row < log.rowCount(); ++row)
            shown << log.index(row, EventLogModel::EventColumn).data().toString();
        const QString failed = QStringLiteral("half-open → open: a trial call failed");
        QCOMPARE(shown, (QStringList{QStringLiteral("0"), failed, failed}));
        log.append(roundOf(id, TransitionReason::TrialsSucceeded));
        QCOMPARE(log.rowCount(), 3 + 4);
    }

    void aFloodOfLinesIsCut()
    {
        EventLogModel log;
        QAbstractItemModelTester tester(&log, QAbstractItemModelTester::FailureReportingMode::QtTest);
        log.append(lines(0, 5));
        log.append(lines(0, 3 * EventLogModel::maxRows));
        QCOMPARE(log.rowCount(), EventLogModel::maxRows);
    }

    void nothingAppendedIsNoSignal()
    {
        EventLogModel log;
        QSignalSpy inserted(&log, &QAbstractItemModel::rowsInserted);
        log.append({});
        QCOMPARE(inserted.size(), 0);
    }

    void whatComesTooOftenIsNotLogged()
    {
        health::WebSocketEvent pong;
        pong.change = health::WebSocketChange::Pong;
        QVERIFY(!ui::logEntryOf({{}, id, testing::success(1ms)}));
        QVERIFY(!ui::logEntryOf({{}, id, testing::failure(resilience::ErrorClass::Refused)}));
        QVERIFY(!ui::logEntryOf({{}, id, pong}));
    }

    void transitionsAreLoggedWithTheirSign()
    {
        const auto record =
            testing::transition(EffectiveState::Open, EffectiveState::Closed, TransitionReason::ManualReset);
        const auto entry = ui::logEntryOf({{}, id, health::TransitionEvent{record}});
        QVERIFY(entry);
        QCOMPARE(entry->endpoint, id);
        QCOMPARE(entry->sentence, QStringLiteral("open → closed: reset by hand"));
        QCOMPARE(std::get<EffectiveState>(entry->sign), EffectiveState::Closed);
    }

    void everyManualActIsLogged_data()
    {
        QTest::addColumn<health::ManualAct>("act");
        using enum health::ManualAct;
        for (const auto act :
             {Edit, Remove, Pause, Resume, CheckNow, ResetCircuit, ForceOpenCircuit, DisableCircuit})
            QTest::addRow("%d", int(act)) << act;
    }
    void everyManualActIsLogged()
    {
        QFETCH(health::ManualAct, act);
        const auto entry = ui::logEntryOf({{}, id, health::ManualEvent{act}});
        QVERIFY(entry);
        QVERIFY(entry->sentence.endsWith(QStringLiteral("by hand")));
        QCOMPARE(entry->kind, ui::LogKind::Manual);
    }

    void theLogIsFilteredByWordsAndKind()
    {
        EventLogModel log;
        ui::EventLogFilter filter(log);
        QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        log.append(
            {{{}, id, QStringLiteral("Orders"), {}, QStringLiteral("closed → open"), ui::LogKind::Circuit},
             {{}, id, QStringLiteral("Orders"), {}, QStringLiteral("paused by hand"), ui::LogKind::Manual},
             {{}, id, QStringLiteral("Search"), {}, QStringLiteral("open → closed"), ui::LogKind::Circuit}});
        filter.setText(QStringLiteral("open orders"));
        QCOMPARE(filter.rowCount(), 1);
        filter.setText({});
        filter.setKind(ui::LogKind::Circuit);
        QCOMPARE(filter.rowCount(), 2);
        QCOMPARE(filter.entries().back()->name, QStringLiteral("Search"));
        log.append({{{}, id, id, {}, QStringLiteral("x"), ui::LogKind::Status}});
        QCOMPARE(filter.rowCount(), 2);
        filter.setKind({});
        QCOMPARE(filter.rowCount(), 4);
    }

    void csvIsQuotedAndHoldsNoFormula_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("cell");
        const auto row = [](const char *name, const char *cell) {
            QTest::newRow(name) << QString::fromUtf8(name) << QString::fromUtf8(cell);
        };
        row("orders", "\"orders\"");
        row("a \"b\", c", "\"a \"\"b\"\", c\"");
        row("=1+1", "\"'=1+1\"");
        row("+1", "\"'+1\"");
        row("-1", "\"'-1\"");
        row("@SUM(A1)", "\"'@SUM(A1)\"");
        row("\t=1", "\"'\t=1\"");
        row("\r=1", "\"'\r=1\"");
        row("\tplain", "\"'\tplain\"");
        row("＝1+1", "\"'＝1+1\"");
        row("＋1", "\"'＋1\"");
        row("－1", "\"'－1\"");
        row("＠SUM(A1)", "\"'＠SUM(A1)\"");
        row("  =1", "\"'  =1\"");
        row("\xc2\xa0=1", "\"'\xc2\xa0=1\"");
        row("\xe2\x80\x8b＝1", "\"'\xe2\x80\x8b＝1\"");
        row(" a=1", "\" a=1\"");
        row("a＝1", "\"a＝1\"");
    }
    void csvIsQuotedAndHoldsNoFormula()
    {
        QFETCH(QString, name);
        QFETCH(QString, cell);
        const LogEntry entry{{{}, health::WallTime(1s)}, id, name, {}, QStringLiteral("reset"),
                             ui::LogKind::Circuit};
        QCOMPARE(QString::fromUtf8(ui::logCsv({&entry})),
                 QStringLiteral("\"time\",\"endpoint\",\"name\",\"kind\",\"event\"\r\n"
                                "\"1970-01-01T00:00:01.000Z\",\"orders\",%1,\"circuit\",\"reset\"\r\n")
                     .arg(cell));
    }

    void jsonHoldsWhatTheCsvHolds()
    {
        const LogEntry entry{{{}, health::WallTime(1s)}, id,
                             QStringLiteral("=\"x\""),   {},
                             QStringLiteral("reset"),    ui::LogKind::Manual};
        const QJsonObject object = QJsonDocument::fromJson(ui::logJson({&entry})).array()[0].toObject();
        QCOMPARE(object.value(QStringLiteral("time")).toString(), QStringLiteral("1970-01-01T00:00:01.000Z"));
        QCOMPARE(object.value(QStringLiteral("name")).toString(), QStringLiteral("=\"x\""));
        QCOMPARE(object.value(QStringLiteral("kind")).toString(), QStringLiteral("manual"));
        QCOMPARE(object.size(), 5);
    }

    void newestTransitionIsFirst()
    {
        history::EndpointHistory history;
        TransitionModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        addTransitions(history, 2);
        model.reset(&history);
        QCOMPARE(why(model, 0), QStringLiteral("2 calls failed in a row (threshold 2)"));
        addTransitions(history, 1);
        model.update(history);
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(why(model, 0), QStringLiteral("3 calls failed in a row (threshold 3)"));
        QCOMPARE(model.index(0, TransitionModel::ChangeColumn).data().toString(),
                 QStringLiteral("closed → open"));
    }

    void transitionsAreBoundedLikeTheHistory()
    {
        history::EndpointHistory history;
        TransitionModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const int most = static_cast<int>(history::EndpointHistory::maxTransitions);
        addTransitions(history, most);
        model.reset(&history);
        addTransitions(history, 7);
        model.update(history);
        QCOMPARE(model.rowCount(), most);
        QCOMPARE(why(model, 0), QStringLiteral("%1 calls failed in a row (threshold %1)").arg(most + 7));
        addTransitions(history, 2 * most);
        model.update(history);
        QCOMPARE(model.rowCount(), most);
    }

    void updateWithoutNewsIsNoSignal()
    {
        history::EndpointHistory history;
        addTransitions(history, 3);
        TransitionModel model;
        model.reset(&history);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.update(history);
        QCOMPARE(inserted.size(), 0);
        model.reset(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }
};

FUSEBOX_LOOP_TEST(TestEventModels)
#include "tst_event_models.moc"
