// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/health/detectors/incident_detector.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;

/// Which failures make an incident, and what is named.
class TestIncidentDetector final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoThatFailTogetherAndShareAHostAreOneIncident();
    void oneAloneIsNone();
    void nothingIsSaidBeforeOthersHadTimeToFollow();
    void whoAnswersBeforeTheVerdictIsNoPartOfIt();
    void thoseFarApartInTimeAreNotTogether();
    void aSeldomCheckMayHaveBegunToFailLongBeforeItWasSeen();
    void aCheckOfAnHourAgoSaysNothing();
    void whatWorksForMostIsNotTheCause_data();
    void whatWorksForMostIsNotTheCause();
    void theCauseThatExplainsMostIsNamed();
    void ofEqualCausesTheMostParticularIsNamed();
    void whoeverFollowsMakesItGrow();
    void aLikelierCauseTakesAnIncidentOverWhole();
    void twoIncidentsWithOneCauseBecomeTheOlder();
    void anIncidentIsNotTornApart();
    void onceItStandsLaterFailuresAreAnother();
    void severalIncidentsAtOnceAreToldApart();
    void whoIsSeenLateButFailedWithTheOthersJoinsWhatStands();
    void whoFailsOtherwiseThanBeforeHasBegunAnew();
    void itIsOverWhenAllHaveAnsweredForAWhile();
    void itIsOverWhenMostHaveAnsweredForAWhile();
    void whoLeavesIsNoMemberAnyMore();
    void oneThatIsLeftAloneIsNoIncidentAnyMore();
    void itIsNotOverWhenThoseWhoAnswerLeave();
    void whenAllHaveLeftItIsDropped();
    void whoFailsAgainBelongsToItStill();
    void aFailureThatPointsAtNothingIsPassedOver();
    void theErrorOfMostIsTold();
    void tenThousandAtOnceAreJudgedInOneGo();
};

namespace {

CommonCause host(const QString &name)
{
    return {CauseKind::Host, name};
}

CommonCause address(const QString &name)
{
    return {CauseKind::Address, name};
}

struct Watched
{
    IncidentDetector detector;
    TimePoint now{1h};
    IncidentDetector::Sharers sharers = {}; ///< of everything
    std::vector<IncidentEvent> news = {};

    [[nodiscard]] Moment moment() const { return {now, WallTime(now.time_since_epoch() / 1ms * 1ms)}; }

    void fail(const QString &id, const std::vector<CommonCause> &causes, Nanoseconds lastAnswerAgo = 1s,
              ErrorClass error = ErrorClass::Refused)
    {
        detector.failed({id, causes, now - lastAnswerAgo, now, moment(), error});
    }
    void answer(const QString &id) { detector.answered(id, now); }

    /// Serves each deadline at its moment.
    void pass(Nanoseconds time)
    {
        const TimePoint end = now + time;
        for (auto due = detector.nextDeadline(); due && *due <= end; due = detector.nextDeadline()) {
            now = std::max(now, *due);
            advance();
        }
        now = end;
        advance();
    }
    void advance()
    {
        for (auto &event : detector.advance(now, [this](const CommonCause &) { return sharers; }))
            news.push_back(std::move(event));
    }
    [[nodiscard]] std::vector<settings::EndpointId> failing(std::size_t incident = 0) const
    {
        return detector.incidents().at(incident).failing;
    }
};

const CommonCause Shop = host(u"shop.example"_s);
const CommonCause Bank = host(u"bank.example"_s);
const CommonCause Box = address(u"192.0.2.7"_s);

using Ids = std::vector<settings::EndpointId>;

} // namespace

void TestIncidentDetector::twoThatFailTogetherAndShareAHostAreOneIncident()
{
    Watched watched;
    const Moment first = watched.moment();
    watched.fail(u"a"_s, {Shop});
    watched.pass(1s);
    watched.fail(u"b"_s, {Shop});
    watched.pass(5s);
    QCOMPARE(watched.news.size(), 1u);
    QCOMPARE(watched.news[0].change, IncidentChange::Began);
    const Incident &incident = watched.news[0].incident;
    QCOMPARE(incident.number, 1);
    QVERIFY(incident.cause == Shop);
    QVERIFY(incident.since == first);
    QCOMPARE(incident.failing, (Ids{u"a"_s, u"b"_s}));
    QCOMPARE(watched.failing(), incident.failing);
}

void TestIncidentDetector::oneAloneIsNone()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop});
    watched.fail(u"b"_s, {Bank});
    watched.fail(u"a"_s, {Shop}); // its next check
    watched.pass(1min);
    QVERIFY(watched.news.empty());
    QVERIFY(watched.detector.incidents().empty());
}

void TestIncidentDetector::nothingIsSaidBeforeOthersHadTimeToFollow()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop});
    watched.fail(u"b"_s, {Shop});
    QCOMPARE(watched.detector.nextDeadline().value(), watched.now + IncidentDetector::patience);
    watched.pass(IncidentDetector::patience - 1ns);
    QVERIFY(watched.news.empty());
    watched.pass(1ns);
    QCOMPARE(watched.news.size(), 1u);
}

void TestIncidentDetector::whoAnswersBeforeTheVerdictIsNoPartOfIt()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop});
    watched.fail(u"b"_s, {Shop});
    watched.pass(1s);
    watched.answer(u"b"_s);
    watched.pass(1min);
    QVERIFY(watched.news.empty());
}

void TestIncidentDetector::thoseFarApartInTimeAreNotTogether()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop}, 0s);
    watched.pass(IncidentDetector::together + 1ns);
    watched.fail(u"b"_s, {Shop}, 0s);
    watched.pass(1min);
    QVERIFY(watched.news.empty());
    watched.fail(u"c"_s, {Bank}, 0s);
    watched.pass(IncidentDetector::together);
    watched.fail(u"d"_s, {Bank}, 0s);
    watched.pass(1min);
    QCOMPARE(watched.news.size(), 1u);
}

/// What is asked every 25 s fails up to 25 s after it has ceased to work.
void TestIncidentDetector::aSeldomCheckMayHaveBegunToFailLongBeforeItWasSeen()
{
    Watched watched;
    watched.fail(u"often"_s, {Shop}, 1s);
    watched.pass(24s);
    watched.fail(u"seldom"_s, {Shop}, 25s);
    watched.pass(5s);
    QCOMPARE(watched.news.size(), 1u);
    QCOMPARE(watched.news[0].incident.failing, (Ids{u"often"_s, u"seldom"_s}));
}

void TestIncidentDetector::aCheckOfAnHourAgoSaysNothing()
{
    Watched watched;
    watched.fail(u"often"_s, {Shop}, 0s);
    watched.pass(IncidentDetector::longestDoubt + IncidentDetector::together + 1ns);
    watched.fail(u"hourly"_s, {Shop}, 1h);
    watched.pass(1min);
    QVERIFY(watched.news.empty());
}

void TestIncidentDetector::whatWorksForMostIsNotTheCause_data()
{
    QTest::addColumn<int>("answering");
    QTest::addColumn<bool>("named");
    QTest::addRow("nobody answers") << 0 << true;
    QTest::addRow("as many as fail") << 2 << true;
    QTest::addRow("more than fail") << 3 << false;
}

void TestIncidentDetector::whatWorksForMostIsNotTheCause()
{
    QFETCH(const int, answering);
    QFETCH(const bool, named);
    Watched watched;
    watched.sharers = {.all = answering + 2, .answering = answering};
    watched.fail(u"a"_s, {Shop});
    watched.fail(u"b"_s, {Shop});
    watched.pass(1min);
    QCOMPARE(watched.news.size(), named ? 1u : 0u);
    if (named)
        QCOMPARE(watched.news[0].incident.sharing, answering + 2);
}

void TestIncidentDetector::theCauseThatExplainsMostIsNamed()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop, Box});
    watched.fail(u"b"_s, {Shop, Box});
    watched.fail(u"c"_s, {Bank, Box});
    watched.pass(1min);
    QCOMPARE(watched.news.size(), 1u);
    QVERIFY(watched.news[0].incident.cause == Box);
    QCOMPARE(watched.news[0].incident.failing, (Ids{u"a"_s, u"b"_s, u"c"_s}));
}

void TestIncidentDetector::ofEqualCausesTheMostParticularIsNamed()
{
    Watched watched;
    const std::vector<CommonCause> causes{
        {CauseKind::Resolver, u"192.0.2.53"_s}, {CauseKind::Issuer, u"CN=CA"_s}, Box, Shop};
    watched.fail(u"a"_s, causes);
    watched.fail(u"b"_s, causes);
    watched.pass(1min);
    QVERIFY(watched.news.at(0).incident.cause == Shop);
}

void TestIncidentDetector::whoeverFollowsMakesItGrow()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop});
    watched.fail(u"b"_s, {Shop});
    watched.pass(4s);
    watched.fail(u"c"_s, {Shop}, 5s);
    watched.pass(4s);
    QCOMPARE(watched.news.size(), 2u);
    QCOMPARE(watched.news[1].change, IncidentChange::Grew);
    QCOMPARE(watched.news[1].incident.number, 1);
    QCOMPARE(watched.failing(), (Ids{u"a"_s, u"b"_s, u"c"_s}));
}

void TestIncidentDetector::aLikelierCauseTakesAnIncidentOverWhole()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop, Box});
    watched.fail(u"b"_s, {Shop, Box});
    watched.pass(4s);
    QVERIFY(watched.news.at(0).incident.cause == Shop);
    watched.fail(u"c"_s, {Bank, Box}, 5s);
    watched.pass(4s);
    QCOMPARE(watched.news.size(), 2u);
    QVERIFY(watched.news[1].incident.cause == Box);
    QCOMPARE(watched.news[1].incident.number, 1);
    QCOMPARE(watched.detector.incidents().size(), 1u);
}

void TestIncidentDetector::twoIncidentsWithOneCauseBecomeTheOlder()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop});
    watched.fail(u"b"_s, {Shop, Box});
    watched.fail(u"c"_s, {Bank, Box});
    watched.fail(u"d"_s, {Bank});
    watched.pass(4s); // two hosts of two each, no address of more
    QCOMPARE(watched.detector.incidents().size(), 2u);
    watched.answer(u"a"_s);
    watched.answer(u"d"_s);
    watched.fail(u"e"_s, {Box}, 5s);
    watched.pass(4s);
    QCOMPARE(watched.detector.incidents().size(), 1u);
    const Incident incident = watched.detector.incidents()[0];
    QCOMPARE(incident.number, 1);
    QCOMPARE(incident.failing, (Ids{u"b"_s, u"c"_s, u"e"_s}));
}

void TestIncidentDetector::anIncidentIsNotTornApart()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop});
    watched.fail(u"b"_s, {Shop, Box});
    watched.pass(4s);
    watched.fail(u"c"_s, {Box}, 5s);
    watched.fail(u"d"_s, {Box}, 5s);
    watched.pass(4s);
    QCOMPARE(watched.failing(0), (Ids{u"a"_s, u"b"_s}));
    QCOMPARE(watched.failing(1), (Ids{u"c"_s, u"d"_s}));
}

void TestIncidentDetector::onceItStandsLaterFailuresAreAnother()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop});
    watched.fail(u"b"_s, {Shop});
    watched.pass(IncidentDetector::spreading + 5s);
    watched.fail(u"c"_s, {Shop});
    watched.fail(u"d"_s, {Shop});
    watched.pass(5s);
    QCOMPARE(watched.detector.incidents().size(), 2u);
    QCOMPARE(watched.failing(0), (Ids{u"a"_s, u"b"_s}));
    QCOMPARE(watched.failing(1), (Ids{u"c"_s, u"d"_s}));
}

void TestIncidentDetector::severalIncidentsAtOnceAreToldApart()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop});
    watched.fail(u"b"_s, {Bank});
    watched.fail(u"c"_s, {Shop});
    watched.fail(u"d"_s, {Bank});
    watched.fail(u"e"_s, {Bank});
    watched.pass(4s);
    QCOMPARE(watched.news.size(), 2u);
    QCOMPARE(watched.failing(0), (Ids{u"b"_s, u"d"_s, u"e"_s})); // the larger is named first
    QCOMPARE(watched.failing(1), (Ids{u"a"_s, u"c"_s}));
}

/// Asked once a minute, beside others that are asked each second.
void TestIncidentDetector::whoIsSeenLateButFailedWithTheOthersJoinsWhatStands()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop});
    watched.fail(u"b"_s, {Shop});
    watched.pass(59s);
    watched.fail(u"seldom"_s, {Shop}, 60s);
    watched.fail(u"another"_s, {Shop}, 1s);
    watched.pass(5s);
    QCOMPARE(watched.news.back().change, IncidentChange::Grew);
    QCOMPARE(watched.failing(), (Ids{u"a"_s, u"b"_s, u"seldom"_s}));
    QCOMPARE(watched.detector.incidents().size(), 1u);
}

void TestIncidentDetector::whoFailsOtherwiseThanBeforeHasBegunAnew()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop}, 1s, ErrorClass::HttpStatus);
    watched.pass(1min);
    watched.fail(u"a"_s, {Shop}, 2min, ErrorClass::HttpStatus);
    watched.pass(1s);
    watched.fail(u"a"_s, {Shop}, 2min, ErrorClass::Refused);
    watched.fail(u"b"_s, {Shop}, 1s, ErrorClass::Refused);
    watched.pass(5s);
    QCOMPARE(watched.news.size(), 1u);
    QCOMPARE(watched.failing(), (Ids{u"a"_s, u"b"_s}));
}

void TestIncidentDetector::itIsOverWhenAllHaveAnsweredForAWhile()
{
    Watched watched;
    for (const QString &id : {u"a"_s, u"b"_s, u"c"_s})
        watched.fail(id, {Shop});
    watched.pass(10s);
    watched.answer(u"a"_s);
    watched.pass(1min);
    QCOMPARE(watched.failing(), (Ids{u"b"_s, u"c"_s}));
    watched.answer(u"b"_s);
    watched.answer(u"c"_s);
    watched.pass(IncidentDetector::settling - 1ns);
    QCOMPARE(watched.news.size(), 1u);
    watched.pass(1ns);
    QCOMPARE(watched.news.size(), 2u);
    QCOMPARE(watched.news[1].change, IncidentChange::Ended);
    QCOMPARE(watched.news[1].length.value(), Nanoseconds(70s));
    QVERIFY(watched.news[1].incident.failing.empty());
    QVERIFY(watched.detector.incidents().empty());
    QVERIFY(!watched.detector.nextDeadline());
}

/// One that is gone for good does not keep it open.
void TestIncidentDetector::itIsOverWhenMostHaveAnsweredForAWhile()
{
    Watched watched;
    for (const QString &id : {u"a"_s, u"b"_s, u"c"_s})
        watched.fail(id, {Shop});
    watched.pass(10s);
    watched.answer(u"a"_s);
    watched.pass(1min);
    QCOMPARE(watched.news.size(), 1u);
    watched.answer(u"b"_s);
    watched.sharers = {.all = 3, .answering = 2};
    watched.pass(1min);
    QCOMPARE(watched.news.size(), 2u);
    QCOMPARE(watched.news[1].change, IncidentChange::Ended);
    QCOMPARE(watched.news[1].incident.failing, Ids{u"c"_s});
    QVERIFY(watched.detector.incidents().empty());
    QVERIFY(watched.detector.knows(u"c"_s));
}

void TestIncidentDetector::whoLeavesIsNoMemberAnyMore()
{
    Watched watched;
    for (const QString &id : {u"a"_s, u"b"_s, u"c"_s})
        watched.fail(id, {Shop});
    watched.pass(10s);
    watched.detector.left(u"a"_s, watched.now);
    watched.detector.left(u"b"_s, watched.now);
    watched.fail(u"a"_s, {Shop});
    QCOMPARE(watched.failing(), Ids{u"c"_s});
}

/// It shares nothing with anyone.
void TestIncidentDetector::oneThatIsLeftAloneIsNoIncidentAnyMore()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop});
    watched.fail(u"b"_s, {Shop});
    watched.pass(10s);
    watched.answer(u"a"_s);
    watched.sharers = {.all = 2, .answering = 1};
    watched.pass(1min);
    QCOMPARE(watched.news.size(), 2u);
    QCOMPARE(watched.news[1].change, IncidentChange::Ended);
    QCOMPARE(watched.news[1].incident.failing, Ids{u"b"_s});
}

/// Of five, three answer; then two of those are not watched any more, and half of the rest fail.
void TestIncidentDetector::itIsNotOverWhenThoseWhoAnswerLeave()
{
    Watched watched;
    for (const QString &id : {u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s})
        watched.fail(id, {Shop});
    watched.pass(10s);
    for (const QString &id : {u"a"_s, u"b"_s, u"c"_s})
        watched.answer(id);
    watched.detector.left(u"a"_s, watched.now);
    watched.pass(1min);
    QCOMPARE(watched.news.size(), 1u);
}

void TestIncidentDetector::whenAllHaveLeftItIsDropped()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop});
    watched.fail(u"b"_s, {Shop});
    watched.pass(10s);
    watched.detector.left(u"a"_s, watched.now);
    watched.detector.left(u"b"_s, watched.now);
    watched.pass(0s);
    QCOMPARE(watched.news.size(), 2u);
    QCOMPARE(watched.news[1].change, IncidentChange::Dropped);
    QVERIFY(!watched.news[1].length);
    QVERIFY(watched.detector.incidents().empty());
    QVERIFY(!watched.detector.nextDeadline());
}

void TestIncidentDetector::whoFailsAgainBelongsToItStill()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop});
    watched.fail(u"b"_s, {Shop});
    watched.pass(1min);
    watched.answer(u"a"_s);
    watched.answer(u"b"_s);
    watched.pass(IncidentDetector::settling - 1s);
    watched.fail(u"a"_s, {Shop});
    watched.fail(u"b"_s, {Shop});
    watched.pass(1min);
    QCOMPARE(watched.news.size(), 1u);
    QCOMPARE(watched.failing(), (Ids{u"a"_s, u"b"_s}));
}

void TestIncidentDetector::aFailureThatPointsAtNothingIsPassedOver()
{
    Watched watched;
    watched.fail(u"a"_s, {});
    watched.fail(u"b"_s, {});
    QVERIFY(!watched.detector.knows(u"a"_s));
    QVERIFY(!watched.detector.nextDeadline());
}

void TestIncidentDetector::theErrorOfMostIsTold()
{
    Watched watched;
    watched.fail(u"a"_s, {Shop}, 1s, ErrorClass::Refused);
    watched.fail(u"b"_s, {Shop}, 1s, ErrorClass::Timeout);
    watched.fail(u"c"_s, {Shop}, 1s, ErrorClass::Timeout);
    watched.pass(4s);
    QCOMPARE(watched.news.at(0).incident.error, ErrorClass::Timeout);
}

/// Half of them in pairs, so that there are as many incidents as there can be.
void TestIncidentDetector::tenThousandAtOnceAreJudgedInOneGo()
{
    Watched watched;
    for (int i = 0; i < 10'000; ++i)
        watched.fail(QString::number(i), {i < 5'000 ? Shop : host(QString::number(i / 2)), Box});
    watched.pass(4s);
    QCOMPARE(watched.news.size(), 1u);
    QCOMPARE(watched.failing().size(), 10'000u);
    for (int i = 0; i < 10'000; ++i)
        watched.answer(QString::number(i));
    watched.pass(1min);
    QVERIFY(watched.detector.incidents().empty());
    for (int i = 0; i < 10'000; ++i)
        watched.fail(QString::number(i), {host(QString::number(i / 2))});
    watched.pass(4s);
    QCOMPARE(watched.detector.incidents().size(), 5'000u);
}

FUSEBOX_LOOP_TEST(TestIncidentDetector)
#include "tst_incident_detector.moc"
