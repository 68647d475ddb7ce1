// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/test_program.h"
#include "tests/ui/incidents.h"
#include "ui/rows/incident_timeline.h"

using namespace fusebox;
using namespace std::chrono_literals;
using testing::incident;
using ui::IncidentStep;
using ui::timelineOf;

namespace {

const QString orders = QStringLiteral("orders");
const QString search = QStringLiteral("search");

QStringList textsOf(const history::Incident &incident)
{
    QStringList texts;
    for (const ui::TimelineLine &line : timelineOf(incident))
        texts << line.text;
    return texts;
}

} // namespace

/// What the detail of an incident tells, in its order.
class TestIncidentTimeline : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ofOneEndpointItBeginsAndEndsWithIt()
    {
        QCOMPARE(textsOf(incident(1, {orders})),
                 (QStringList{QStringLiteral("The orders: connection refused"),
                              QStringLiteral("Recovered after 12 min")}));
    }

    void ofSeveralItTellsWhoWasHitAndRecoveredWhen()
    {
        history::Incident shared = incident(1, {orders, search});
        shared.outage.cause = {health::CauseKind::Host, QStringLiteral("shop.example")};
        shared.outage.endpoints[1].from += 5s;
        shared.outage.endpoints[1].to = shared.outage.from + 65s;
        QCOMPARE(textsOf(shared),
                 (QStringList{QStringLiteral("host shop.example: connection refused"),
                              QStringLiteral("The orders was hit"), QStringLiteral("The search was hit"),
                              QStringLiteral("The search recovered after 1 min"),
                              QStringLiteral("The orders recovered after 12 min"),
                              QStringLiteral("All recovered, after 12 min")}));
    }

    void oneThatLastsHasNoEnd()
    {
        QCOMPARE(timelineOf(incident(1, {orders}, std::nullopt)).back().step, IncidentStep::Began);
    }

    void whatWasDoneAndWrittenStandsWhereItHappened()
    {
        history::Incident noted = incident(1, {orders});
        noted.outage.acts.push_back({noted.outage.from + 2min, orders, health::ManualAct::ResetCircuit});
        noted.notes.push_back({noted.outage.from + 1min, QStringLiteral("Called\nthe <i>hoster</i>")});
        noted.notes.push_back({noted.outage.from + 1h, QStringLiteral("It was the disk")});
        const auto lines = timelineOf(noted);
        QCOMPARE(lines.size(), 5U);
        QCOMPARE(lines[1].text, QStringLiteral("Note: Called the <i>hoster</i>"));
        QCOMPARE(lines[2].step, IncidentStep::Act);
        QVERIFY(lines[2].text.startsWith(QStringLiteral("The orders: ")));
        QCOMPARE(lines[3].step, IncidentStep::Ended);
        QCOMPARE(lines[4].text, QStringLiteral("Note: It was the disk")); // after the end
    }

    void whatCameAtOnceIsToldInTheOrderOfItsSteps()
    {
        history::Incident short0 = incident(1, {orders, search}, 0s);
        std::vector<IncidentStep> steps;
        for (const ui::TimelineLine &line : timelineOf(short0))
            steps.push_back(line.step);
        using enum IncidentStep;
        QCOMPARE(steps, (std::vector{Began, Hit, Hit, Recovered, Recovered, Ended}));
    }

    void oneWithoutAFailureIsNoFailure()
    {
        history::Incident slow = incident(1, {orders});
        slow.outage.failure.reset();
        QCOMPARE(timelineOf(slow).front().sign, std::optional(health::Status::Degraded));
        QCOMPARE(timelineOf(incident(1, {orders})).front().sign, std::optional(health::Status::Unhealthy));
    }

    void ofVeryManyTheRestIsCounted()
    {
        QStringList many;
        for (std::size_t i = 0; i < ui::mostOnTimeline + 30; ++i)
            many << QString::number(i);
        const QStringList texts = textsOf(incident(1, many, std::nullopt));
        QCOMPARE(texts.size(), qsizetype(ui::mostOnTimeline) + 2);
        QCOMPARE(texts.back(), QStringLiteral("30 others were hit"));
    }
};

FUSEBOX_LOOP_TEST(TestIncidentTimeline)
#include "tst_incident_timeline.moc"
