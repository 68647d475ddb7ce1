// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/health/detectors/offline_detector.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Change = OfflineDetector::Change;
using resilience::ErrorClass;

class TestOfflineDetector final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatAFailureTellsOfTheWay_data();
    void whatAFailureTellsOfTheWay();
    void twoHostsThatAreLostAtOnceAreTheNetwork();
    void patienceRunsFromTheSecondLoss_data();
    void patienceRunsFromTheSecondLoss();
    void aLossAgesAway_data();
    void aLossAgesAway();
    void whoIsAskedLateHasAsLongToAnswer();
    void oneHostIsNotTheNetwork();
    void anyAnswerMeansOnline();
    void hostsThatWereDownBeforeAreNotTheNetwork();
    void atTheStartHostsNeedNotHaveAnswered();
    void scoutsGoOutEveryFewSecondsUntilOneIsAnswered();
    void theSystemsWordTakesEffectAtOnce();
    void unknownIsNotOffline();
    void anAnswerTellsMoreThanTheSystem();
};

namespace {

constexpr TimePoint Start{1h};
const QString A = u"a.example"_s;
const QString B = u"b.example"_s;

/// Both hosts answered and then found no way.
OfflineDetector withTwoLost()
{
    OfflineDetector detector;
    detector.found(Finding::Answered, A, false, Start);
    detector.found(Finding::NoWay, A, true, Start);
    detector.found(Finding::NoWay, B, true, Start + 100ms);
    return detector;
}

OfflineDetector offline()
{
    OfflineDetector detector = withTwoLost();
    (void)detector.advance(Start + 1100ms);
    return detector;
}

} // namespace

void TestOfflineDetector::whatAFailureTellsOfTheWay_data()
{
    QTest::addColumn<probe::ProbeFailure>("failure");
    QTest::addColumn<Finding>("finding");
    const auto row = [](const char *name, ErrorClass error, Finding finding,
                        std::optional<probe::DnsFault> fault = {}) {
        QTest::newRow(name) << probe::ProbeFailure{{.errorClass = error}, {}, probe::asFault(fault)}
                            << finding;
    };
    using enum probe::DnsFault;
    row("unreachable", ErrorClass::Unreachable, Finding::NoWay);
    row("dns", ErrorClass::Dns, Finding::NoWay);
    row("dns: silent", ErrorClass::Dns, Finding::NoWay, TimedOut);
    row("dns: not reachable", ErrorClass::Dns, Finding::NoWay, Unreachable);
    row("dns: the system's own trouble", ErrorClass::Dns, Finding::Nothing, SystemDoesNot);
    row("dns: a wrong name", ErrorClass::Dns, Finding::Nothing, NoSuchName);
    row("refused", ErrorClass::Refused, Finding::Answered);
    row("reset", ErrorClass::Reset, Finding::Answered);
    row("tls", ErrorClass::Tls, Finding::Answered);
    row("status", ErrorClass::HttpStatus, Finding::Answered);
    row("timeout", ErrorClass::Timeout, Finding::Nothing);
    row("cancelled", ErrorClass::Cancelled, Finding::Nothing);
    row("rejected", ErrorClass::Rejected, Finding::Nothing);
    probe::ProbeFailure ofProxy{{.errorClass = ErrorClass::Unreachable}};
    ofProxy.proxyFault = probe::ProxyFault{};
    QTest::newRow("of a proxy") << ofProxy << Finding::Nothing;
}

void TestOfflineDetector::whatAFailureTellsOfTheWay()
{
    QFETCH(const probe::ProbeFailure, failure);
    QFETCH(const Finding, finding);
    QCOMPARE(findingOf(failure), finding);
    QCOMPARE(findingOf({}), Finding::Answered);
}

void TestOfflineDetector::twoHostsThatAreLostAtOnceAreTheNetwork()
{
    OfflineDetector detector = withTwoLost();
    QVERIFY(detector.nextDeadline().value() <= Start + 100ms);
    QVERIFY(detector.takeScout(Start + 100ms)); // to find out whether it is so
    QVERIFY(!detector.takeScout(Start + 100ms));
    QCOMPARE(detector.nextDeadline().value(), Start + 1100ms);
    QCOMPARE(detector.advance(Start + 1100ms - 1ns), Change::None);
    QVERIFY(!detector.isOffline());
    QVERIFY(detector.isLost(A) && detector.isLost(B) && !detector.isLost(u"c.example"_s));
    QCOMPARE(detector.advance(Start + 1100ms), Change::WentOffline);
    QVERIFY(detector.isOffline());
    QCOMPARE(detector.advance(Start + 1100ms), Change::None);
}

void TestOfflineDetector::patienceRunsFromTheSecondLoss_data()
{
    QTest::addColumn<int>("seconds"); // from the first loss to the second
    for (const int seconds : {0, 1, 2, 5, 59})
        QTest::addRow("%d s apart", seconds) << seconds;
}

void TestOfflineDetector::patienceRunsFromTheSecondLoss()
{
    QFETCH(const int, seconds);
    OfflineDetector detector;
    detector.found(Finding::Answered, A, false, Start);
    detector.found(Finding::NoWay, A, true, Start);
    const TimePoint second = Start + std::chrono::seconds(seconds);
    detector.found(Finding::NoWay, B, true, second);
    QVERIFY(detector.takeScout(second));
    QCOMPARE(detector.advance(second), Change::None);
    QCOMPARE(detector.advance(second + 1s - 1ns), Change::None);
    OfflineDetector doubted = detector;
    doubted.found(Finding::Answered, {}, false, second + 1s - 1ns); // the scout
    QCOMPARE(doubted.advance(second + 1s), Change::None);
    QCOMPARE(detector.advance(second + 1s), Change::WentOffline);
}

void TestOfflineDetector::aLossAgesAway_data()
{
    QTest::addColumn<bool>("foundAgain"); // half a minute after the first time
    QTest::addColumn<bool>("isTheNetwork");
    QTest::newRow("the only one, over a minute ago") << false << false;
    QTest::newRow("found again since") << true << true;
}

void TestOfflineDetector::aLossAgesAway()
{
    QFETCH(const bool, foundAgain);
    QFETCH(const bool, isTheNetwork);
    OfflineDetector detector;
    detector.found(Finding::NoWay, A, true, Start);
    if (foundAgain)
        detector.found(Finding::NoWay, A, true, Start + 30s);
    detector.found(Finding::NoWay, B, true, Start + 1min + 1ns);
    QCOMPARE(detector.takeScout(Start + 1min + 1ns), isTheNetwork);
    QCOMPARE(detector.advance(Start + 1h) == Change::WentOffline, isTheNetwork);
}

/// As when this program was stopped for a while.
void TestOfflineDetector::whoIsAskedLateHasAsLongToAnswer()
{
    OfflineDetector detector = withTwoLost();
    QVERIFY(detector.takeScout(Start + 1min));
    QCOMPARE(detector.advance(Start + 1min), Change::None);
    QCOMPARE(detector.nextDeadline().value(), Start + 1min + 1s);
    QCOMPARE(detector.advance(Start + 1min + 1s), Change::WentOffline);
}

void TestOfflineDetector::oneHostIsNotTheNetwork()
{
    OfflineDetector detector;
    for (int i = 0; i < 10; ++i)
        detector.found(Finding::NoWay, A, true, Start);
    QVERIFY(!detector.nextDeadline());
    QCOMPARE(detector.advance(Start + 1h), Change::None);
}

void TestOfflineDetector::anyAnswerMeansOnline()
{
    OfflineDetector detector = withTwoLost();
    detector.found(Finding::Nothing, B, true, Start + 500ms);
    QVERIFY(detector.nextDeadline());
    detector.found(Finding::Answered, u"c.example"_s, false, Start + 600ms);
    QVERIFY(!detector.nextDeadline());
    QCOMPARE(detector.advance(Start + 1h), Change::None);
}

void TestOfflineDetector::hostsThatWereDownBeforeAreNotTheNetwork()
{
    OfflineDetector detector;
    detector.found(Finding::Answered, A, false, Start);
    detector.found(Finding::NoWay, B, false, Start);
    detector.found(Finding::NoWay, u"c.example"_s, false, Start);
    QVERIFY(!detector.nextDeadline());
}

void TestOfflineDetector::atTheStartHostsNeedNotHaveAnswered()
{
    OfflineDetector detector;
    detector.found(Finding::NoWay, A, false, Start);
    detector.found(Finding::NoWay, B, false, Start);
    QCOMPARE(detector.advance(Start + 1s), Change::WentOffline);
}

void TestOfflineDetector::scoutsGoOutEveryFewSecondsUntilOneIsAnswered()
{
    OfflineDetector detector = offline();
    QCOMPARE(detector.nextDeadline().value(), Start + 6100ms);
    QVERIFY(!detector.takeScout(Start + 6100ms - 1ns));
    QVERIFY(detector.takeScout(Start + 6100ms));
    QVERIFY(!detector.takeScout(Start + 6100ms));
    detector.found(Finding::NoWay, {}, false, Start + 7s);
    QCOMPARE(detector.advance(Start + 7s), Change::None);
    QVERIFY(detector.takeScout(Start + 11100ms));
    detector.found(Finding::Answered, {}, false, Start + 12s);
    QCOMPARE(detector.nextDeadline().value(), Start + 12s);
    QCOMPARE(detector.advance(Start + 12s), Change::CameBack);
    QVERIFY(!detector.isOffline());
    QVERIFY(!detector.takeScout(Start + 1h));
}

void TestOfflineDetector::theSystemsWordTakesEffectAtOnce()
{
    OfflineDetector detector;
    detector.systemSays(SystemNetwork::Offline, Start);
    QCOMPARE(detector.advance(Start), Change::WentOffline);
    detector.systemSays(SystemNetwork::Online, Start + 1min);
    QCOMPARE(detector.advance(Start + 1min), Change::CameBack);
}

void TestOfflineDetector::unknownIsNotOffline()
{
    OfflineDetector detector;
    detector.systemSays(SystemNetwork::Unknown, Start);
    QCOMPARE(detector.advance(Start), Change::None);
    detector.systemSays(SystemNetwork::Offline, Start);
    (void)detector.advance(Start);
    detector.systemSays(SystemNetwork::Unknown, Start);
    QCOMPARE(detector.advance(Start), Change::CameBack);

    OfflineDetector found = offline(); // what the checks found, no ignorance takes back
    found.systemSays(SystemNetwork::Online, Start + 2s);
    QCOMPARE(found.advance(Start + 2s), Change::CameBack);
    found = offline();
    found.systemSays(SystemNetwork::Unknown, Start + 2s);
    QCOMPARE(found.advance(Start + 2s), Change::None);
}

void TestOfflineDetector::anAnswerTellsMoreThanTheSystem()
{
    OfflineDetector detector;
    detector.systemSays(SystemNetwork::Offline, Start);
    (void)detector.advance(Start);
    detector.found(Finding::Answered, A, false, Start + 1s);
    QCOMPARE(detector.advance(Start + 1s), Change::CameBack);
    QCOMPARE(detector.advance(Start + 1h), Change::None);
    QVERIFY(!detector.nextDeadline());
    detector.systemSays(SystemNetwork::Online, Start + 2h);
    detector.systemSays(SystemNetwork::Offline, Start + 3h);
    QCOMPARE(detector.advance(Start + 3h), Change::WentOffline);
}

FUSEBOX_PLAIN_TEST(TestOfflineDetector)
#include "tst_offline_detector.moc"
