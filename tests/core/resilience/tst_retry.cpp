// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/retry.h"
#include "tests/core/resilience/times.h"

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

QTEST_APPLESS_MAIN(RetryTest)
#include "tst_retry.moc"
