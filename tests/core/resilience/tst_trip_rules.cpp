// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/resilience/trip_rules.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;

namespace {

WindowCounts counts(std::uint32_t success, std::uint32_t failure, std::uint32_t slow = 0)
{
    return {{success, failure, slow, 0}};
}

CircuitSettings rateSettings(double rate, int minimum, int calls = 0)
{
    return sanitized(
        {.failureThreshold = 0, .failureRate = rate, .minimumCalls = minimum, .rateCalls = calls});
}

} // namespace

class TripRulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRateEqualToItsThresholdFires();
    void slowRateFires();
    void firstRuleThatHoldsFires();
    void callsLeftIsTheFewestThatOpen_data();
    void callsLeftIsTheFewestThatOpen();
    void tooManyCallsToReachARateAreNoNumber();
    void trialRateGivesItsVerdictAsSoonAsCertain_data();
    void trialRateGivesItsVerdictAsSoonAsCertain();
    void settingsOutOfRangeAreCutToIt();
};

void TripRulesTest::everyRateEqualToItsThresholdFires()
{
    for (std::uint32_t whole = 1; whole <= 200; ++whole) {
        for (std::uint32_t part = 1; part <= whole; ++part) {
            const double rate = QByteArray::number(double(part) / whole, 'g', 17).toDouble();
            const auto settings = rateSettings(rate, 1);
            QVERIFY(firedRule(settings, {.calls = counts(whole - part, part)}).has_value());
            QVERIFY(!firedRule(settings, {.calls = counts(whole - part + 1, part - 1)}).has_value());
        }
    }
}

void TripRulesTest::slowRateFires()
{
    const auto settings = sanitized({.failureThreshold = 0, .slowRate = 0.5, .minimumCalls = 4});
    QVERIFY(!firedRule(settings, {.calls = counts(0, 3, 1)}).has_value());
    QVERIFY(!firedRule(settings, {.calls = counts(0, 0, 3)}).has_value());
    const auto fired = firedRule(settings, {.calls = counts(1, 1, 2)});
    QVERIFY(fired.has_value());
    QCOMPARE(fired->rule, TransitionReason::SlowRate);
    QCOMPARE(fired->actual, 0.5);
}

void TripRulesTest::firstRuleThatHoldsFires()
{
    const auto settings = sanitized({.failureThreshold = 3, .consecutiveFailures = 2, .failureRate = 0.5});
    const Evidence evidence{.consecutiveFailures = 2, .failuresInWindow = 3, .calls = counts(0, 10)};
    QCOMPARE(firedRule(settings, evidence)->rule, TransitionReason::ConsecutiveFailures);
    QCOMPARE(readRules(settings, evidence).size(), 3U);
}

void TripRulesTest::callsLeftIsTheFewestThatOpen_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<int>("minimum");
    QTest::addColumn<int>("calls");
    QTest::addColumn<int>("successes");
    QTest::addColumn<int>("failures");
    for (const double rate : {0.1, 0.3, 0.5, 0.9, 0.99, 1.0}) {
        for (const int calls : {0, 10, 50}) {
            for (const auto &[successes, failures] :
                 {std::pair{0, 0}, {1, 0}, {0, 1}, {5, 4}, {9, 1}, {7, 3}})
                QTest::addRow("%.2f over %d: %d/%d", rate, calls, successes, failures)
                    << rate << 4 << calls << successes << failures;
        }
    }
}

/// Held against adding failures one by one; in a full count window each drives a success out.
void TripRulesTest::callsLeftIsTheFewestThatOpen()
{
    QFETCH(const double, rate);
    QFETCH(const int, minimum);
    QFETCH(const int, calls);
    QFETCH(const int, successes);
    QFETCH(const int, failures);
    const auto settings = rateSettings(rate, minimum, calls);
    const auto at = [&](int more) {
        const int most = calls > 0 ? calls : 1'000'000;
        const int failed = failures + more;
        const int ok = std::min(successes, std::max(most - failed, 0));
        return Evidence{.calls = counts(static_cast<std::uint32_t>(ok), static_cast<std::uint32_t>(failed))};
    };
    std::optional<int> expected;
    for (int more = 0; more < 1000 && !expected; ++more) {
        if (firedRule(settings, at(more)))
            expected = more;
    }
    QCOMPARE(readRules(settings, at(0)).front().callsLeft, expected);
}

void TripRulesTest::tooManyCallsToReachARateAreNoNumber()
{
    const auto settings = sanitized({.failureThreshold = 0, .failureRate = 0.999999});
    QVERIFY(!readRules(settings, {.calls = counts(10'000, 0)}).front().callsLeft.has_value());
    QCOMPARE(readRules(settings, {.calls = counts(0, 10)}).front().callsLeft.value(), 0);
}

void TripRulesTest::trialRateGivesItsVerdictAsSoonAsCertain_data()
{
    QTest::addColumn<int>("successes");
    QTest::addColumn<int>("failures");
    QTest::addColumn<int>("slow");
    QTest::addColumn<QString>("verdict");
    const auto row = [](int successes, int failures, int slow, const char *verdict) {
        QTest::addRow("%d %d %d", successes, failures, slow)
            << successes << failures << slow << QString::fromLatin1(verdict);
    };
    // 10 trials; 50 % failures or 40 % slow reopen.
    row(0, 0, 0, "open");
    row(0, 4, 0, "open");
    row(0, 5, 0, "failed");
    row(5, 0, 0, "open"); // slow calls may still turn it
    row(5, 4, 0, "open"); // the last may fail
    row(6, 4, 0, "closes");
    row(7, 0, 0, "closes");
    row(6, 1, 0, "closes"); // at most 3 of 10 can still be slow, at most 4 fail
    row(0, 0, 4, "slow");
    row(3, 0, 3, "open");
    row(7, 0, 3, "closes");
}

void TripRulesTest::trialRateGivesItsVerdictAsSoonAsCertain()
{
    QFETCH(const int, successes);
    QFETCH(const int, failures);
    QFETCH(const int, slow);
    QFETCH(const QString, verdict);
    const auto settings = sanitized({.slowRate = 0.4, .trialSample = 10, .trialFailureRate = 0.5});
    const auto given = trialVerdict(settings, counts(static_cast<std::uint32_t>(successes),
                                                     static_cast<std::uint32_t>(failures),
                                                     static_cast<std::uint32_t>(slow)));
    QString name = QStringLiteral("open");
    if (given)
        name = given->closes                                    ? QStringLiteral("closes")
               : given->reason == TransitionReason::TrialFailed ? QStringLiteral("failed")
                                                                : QStringLiteral("slow");
    QCOMPARE(name, verdict);
}

void TripRulesTest::settingsOutOfRangeAreCutToIt()
{
    using namespace std::chrono_literals;
    const auto s = sanitized({.failureThreshold = -1,
                              .failureRate = std::numeric_limits<double>::quiet_NaN(),
                              .slowRate = 7,
                              .minimumCalls = 50,
                              .rateCalls = 20,
                              .failureWindow = 0s,
                              .recoveryTimeout = 20min,
                              .openTimeMultiplier = 0.1,
                              .successThreshold = 0,
                              .trialCalls = -5});
    QCOMPARE(s.failureThreshold, 0);
    QCOMPARE(s.failureRate, 0.0);
    QCOMPARE(s.slowRate, 1.0);
    QCOMPARE(s.minimumCalls, 20);
    QVERIFY(s.failureWindow > 0s);
    QCOMPARE(s.maxOpenTime, s.recoveryTimeout);
    QCOMPARE(s.openTimeMultiplier, 1.0);
    QCOMPARE(s.successThreshold, 1);
    QCOMPARE(s.trialCalls, 1);
}

FUSEBOX_PLAIN_TEST(TripRulesTest)
#include "tst_trip_rules.moc"
