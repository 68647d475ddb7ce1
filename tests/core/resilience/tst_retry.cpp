// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/retry.h"
#include "tests/core/resilience/times.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

class RetryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void triesUpToTheMaximum();
    void neverRetriesWhatCannotMend_data();
    void neverRetriesWhatCannotMend();
    void honoursRetryAfterUpToTheCap_data();
    void honoursRetryAfterUpToTheCap();
    void callThatMayNotBeRepeatedIsTriedOnce();
    void settingsMayRetryMoreClassesButNeverA404();
    void noAttemptBeginsAfterTheTotalTime_data();
    void noAttemptBeginsAfterTheTotalTime();
    void unwantedResultIsRetriedLikeAFailure();
    void totalDelayIsTheSumOfItsDelays();
    void withdrawnRetryDoesNotCount();
};

void RetryTest::triesUpToTheMaximum()
{
    Random random(1);
    Retry retry({.maxAttempts = 3, .backoff = {}});
    const Failure reset{.errorClass = ErrorClass::Reset};
    QVERIFY(std::holds_alternative<Retry::TryAgain>(retry.afterFailure(reset, random)));
    QVERIFY(std::holds_alternative<Retry::TryAgain>(retry.afterFailure(reset, random)));
    QCOMPARE(retry.attempts(), 3);
    QVERIFY(std::holds_alternative<Retry::GiveUp>(retry.afterFailure(reset, random)));
    QCOMPARE(retry.attempts(), 3);
}

void RetryTest::neverRetriesWhatCannotMend_data()
{
    QTest::addColumn<int>("errorClass");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("retried");
    const auto row = [](const char *name, ErrorClass errorClass, bool retried) {
        QTest::newRow(name) << static_cast<int>(errorClass) << 0 << retried;
    };
    row("dns", ErrorClass::Dns, true);
    row("refused", ErrorClass::Refused, true);
    row("unreachable", ErrorClass::Unreachable, true);
    row("reset", ErrorClass::Reset, true);
    row("timeout", ErrorClass::Timeout, true);
    row("tls", ErrorClass::Tls, false);
    row("protocol", ErrorClass::Protocol, false);
    row("assertion", ErrorClass::Assertion, false);
    row("cancelled", ErrorClass::Cancelled, false);
    row("rejected", ErrorClass::Rejected, false);
    row("exception", ErrorClass::Exception, false);
    for (const auto &[status, retried] : {std::pair{400, false},
                                          {401, false},
                                          {404, false},
                                          {408, true},
                                          {425, true},
                                          {429, true},
                                          {499, false},
                                          {500, true},
                                          {503, true},
                                          {302, false}})
        QTest::addRow("status %d", status) << static_cast<int>(ErrorClass::HttpStatus) << status << retried;
}

void RetryTest::neverRetriesWhatCannotMend()
{
    QFETCH(const int, errorClass);
    QFETCH(const int, status);
    QFETCH(const bool, retried);
    const Failure failure{.errorClass = static_cast<ErrorClass>(errorClass), .status = status};
    Random random(1);
    Retry retry(RetrySettings{});
    QCOMPARE(isRetryable(failure), retried);
    QCOMPARE(std::holds_alternative<Retry::TryAgain>(retry.afterFailure(failure, random)), retried);
}

void RetryTest::honoursRetryAfterUpToTheCap_data()
{
    QTest::addColumn<qint64>("wishMs");
    QTest::addColumn<qint64>("delayMs");
    QTest::newRow("as wished") << qint64(2000) << qint64(2000);
    QTest::newRow("capped") << qint64(3'600'000) << qint64(5000);
}

void RetryTest::honoursRetryAfterUpToTheCap()
{
    QFETCH(const qint64, wishMs);
    QFETCH(const qint64, delayMs);
    Random random(1);
    Retry retry({.maxAttempts = 2, .backoff = {100ms, 2.0, 5s}});
    const Failure busy{
        .errorClass = ErrorClass::HttpStatus, .status = 503, .retryAfter = std::chrono::milliseconds(wishMs)};
    const auto decision = retry.afterFailure(busy, random);
    QCOMPARE(std::get<Retry::TryAgain>(decision).delay, Nanoseconds(std::chrono::milliseconds(delayMs)));
}

void RetryTest::callThatMayNotBeRepeatedIsTriedOnce()
{
    Random random(1);
    const Failure reset{.errorClass = ErrorClass::Reset};
    Retry once(RetrySettings{}, CallTraits{.repeatable = false}.mayRepeat(), kStart);
    QCOMPARE(std::get<Retry::GiveUp>(once.afterFailure(reset, kStart, random)).reason,
             GiveUpReason::NotRepeatable);
    const CallTraits keyed{.repeatable = false, .idempotencyKey = "order-17"};
    Retry again(RetrySettings{}, keyed.mayRepeat(), kStart);
    QVERIFY(std::holds_alternative<Retry::TryAgain>(again.afterFailure(reset, kStart, random)));
}

void RetryTest::settingsMayRetryMoreClassesButNeverA404()
{
    Random random(1);
    Retry retry({.maxAttempts = 9, .retryOn = ErrorClassSet::all()});
    QVERIFY(
        std::holds_alternative<Retry::TryAgain>(retry.afterFailure({.errorClass = ErrorClass::Tls}, random)));
    for (const Failure &failure :
         {Failure{.errorClass = ErrorClass::HttpStatus, .status = 404},
          Failure{.errorClass = ErrorClass::Rejected}, Failure{.errorClass = ErrorClass::Cancelled}})
        QCOMPARE(std::get<Retry::GiveUp>(retry.afterFailure(failure, random)).reason,
                 GiveUpReason::NotRetryable);
    Retry narrow({.maxAttempts = 9, .retryOn = {ErrorClass::Dns}});
    QVERIFY(std::holds_alternative<Retry::GiveUp>(
        narrow.afterFailure({.errorClass = ErrorClass::Reset}, random)));
}

void RetryTest::noAttemptBeginsAfterTheTotalTime_data()
{
    QTest::addColumn<qint64>("failedAfterMs");
    QTest::addColumn<bool>("again");
    // The delay is 1 s without jitter, the total time 10 s.
    QTest::newRow("begins one tick before") << qint64(8'999) << true;
    QTest::newRow("begins at the end") << qint64(9'000) << false;
    QTest::newRow("failed after the end") << qint64(20'000) << false;
}

void RetryTest::noAttemptBeginsAfterTheTotalTime()
{
    QFETCH(const qint64, failedAfterMs);
    QFETCH(const bool, again);
    Random random(1);
    const Backoff second{1s, 1, 1s, Growth::Constant, Jitter::Proportional, 0};
    Retry retry({.backoff = second, .totalTime = 10s}, true, kStart);
    const auto decision = retry.afterFailure({.errorClass = ErrorClass::Reset},
                                             kStart + std::chrono::milliseconds(failedAfterMs), random);
    QCOMPARE(std::holds_alternative<Retry::TryAgain>(decision), again);
    if (!again)
        QCOMPARE(std::get<Retry::GiveUp>(decision).reason, GiveUpReason::NoTimeLeft);
}

void RetryTest::unwantedResultIsRetriedLikeAFailure()
{
    Random random(1);
    Retry retry({.maxAttempts = 2}, true, kStart);
    QVERIFY(std::holds_alternative<Retry::TryAgain>(retry.afterUnwantedResult(0s, kStart, random)));
    QVERIFY(std::holds_alternative<Retry::GiveUp>(retry.afterUnwantedResult(0s, kStart, random)));
}

void RetryTest::totalDelayIsTheSumOfItsDelays()
{
    Random random(1);
    Retry retry({.maxAttempts = 10});
    Nanoseconds sum = 0s;
    for (int i = 0; i < 9; ++i)
        sum += std::get<Retry::TryAgain>(retry.afterFailure({.errorClass = ErrorClass::Reset}, random)).delay;
    QCOMPARE(retry.totalDelay(), sum);
}

void RetryTest::withdrawnRetryDoesNotCount()
{
    Random random(1);
    Retry retry(RetrySettings{});
    QVERIFY(std::holds_alternative<Retry::TryAgain>(
        retry.afterFailure({.errorClass = ErrorClass::Reset}, random)));
    retry.withdraw();
    QCOMPARE(retry.attempts(), 1);
    QCOMPARE(retry.totalDelay(), Nanoseconds(0));
}

FUSEBOX_PLAIN_TEST(RetryTest)
#include "tst_retry.moc"
