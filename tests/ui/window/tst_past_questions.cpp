// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>

#include "tests/support/test_program.h"
#include "ui/window/past_questions.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::TimePoint;
using history::EndpointHistory;
using ui::PastQuestions;

class TestPastQuestions : public QObject
{
    Q_OBJECT

private:
    const QString orders = QStringLiteral("orders");
    const TimePoint now = TimePoint() + 1h;

private Q_SLOTS:
    void whatIsLookedAtIsAskedForOnce()
    {
        PastQuestions questions;
        const QSignalSpy past(&questions, &PastQuestions::pastWanted);
        const QSignalSpy uptimes(&questions, &PastQuestions::uptimesWanted);
        const EndpointHistory history;
        questions.look(orders, &history, now);
        questions.look(orders, &history, now + 1s);
        QCOMPARE(past.count(), 1);
        QCOMPARE(uptimes.count(), 1);
        questions.look(orders, &history, now + PastQuestions::uptimesEvery);
        QCOMPARE(past.count(), 1);
        QCOMPARE(uptimes.count(), 2);
    }

    void whatIsThereIsNotAskedFor()
    {
        PastQuestions questions;
        const QSignalSpy past(&questions, &PastQuestions::pastWanted);
        EndpointHistory history;
        history.keepFine(true);
        history.fine->hasPast = true;
        questions.look(orders, &history, now);
        QCOMPARE(past.count(), 0);
        questions.look(QStringLiteral("pay"), nullptr, now);
        history.keepFine(false); // it had to give way meanwhile
        questions.look(orders, &history, now);
        QCOMPARE(past.count(), 1);
    }

    void ofNobodyNothingIsAsked()
    {
        PastQuestions questions;
        const QSignalSpy turned(&questions, &PastQuestions::turned);
        const QSignalSpy uptimes(&questions, &PastQuestions::uptimesWanted);
        const EndpointHistory history;
        questions.look(orders, &history, now);
        questions.look({}, nullptr, now);
        QCOMPARE(turned.count(), 2);
        QCOMPARE(uptimes.count(), 1);
    }
};

FUSEBOX_PLAIN_TEST(TestPastQuestions)
#include "tst_past_questions.moc"
