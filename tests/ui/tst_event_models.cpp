// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/builders.h"
#include "ui/models/event_log_model.h"
#include "ui/models/transition_model.h"

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

void addTransitions(ui::EndpointHistory &history, int count)
{
    for (int i = 0; i < count; ++i) {
        auto record = testing::transition(EffectiveState::Closed, EffectiveState::Open,
                                          TransitionReason::ConsecutiveFailures);
        record.actual = record.threshold = double(++history.transitionsEver);
        history.transitions.push_back({{}, record});
        if (history.transitions.size() > ui::EndpointHistory::maxTransitions)
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

    void aFloodOfLinesIsCutBeforeItIsKept()
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

    void newestTransitionIsFirst()
    {
        ui::EndpointHistory history;
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
        ui::EndpointHistory history;
        TransitionModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const int most = static_cast<int>(ui::EndpointHistory::maxTransitions);
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
        ui::EndpointHistory history;
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

QTEST_GUILESS_MAIN(TestEventModels)
#include "tst_event_models.moc"
