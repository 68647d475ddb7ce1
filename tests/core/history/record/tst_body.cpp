// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/history/record/body.h"
#include "tests/support/builders.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::CheckOutcome;
using history::Body;

namespace {

Body of(const std::vector<decltype(health::Event::what)> &events)
{
    Body body;
    for (const auto &what : events)
        countIn(body, testing::event(QStringLiteral("a"), {}, what));
    return body;
}

health::CheckEvent phased(health::Nanoseconds connect, health::Nanoseconds wait)
{
    health::CheckEvent check = testing::success(connect + wait);
    check.phases[probe::Phase::Connect] = connect;
    check.phases[probe::Phase::Wait] = wait;
    return check;
}

health::CheckEvent outcome(CheckOutcome which)
{
    health::CheckEvent check;
    check.outcome = which;
    return check;
}

std::uint32_t errorsOf(const Body &body, resilience::ErrorClass error)
{
    return body.errors[static_cast<std::size_t>(error)];
}

} // namespace

class TestBody : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void checksAreCountedByOutcome()
    {
        const Body body = of({testing::success(1ms), outcome(CheckOutcome::Slow),
                              testing::failure(resilience::ErrorClass::Tls), outcome(CheckOutcome::Skipped),
                              outcome(CheckOutcome::Ignored)});
        QCOMPARE(body.answered(), 2U);
        QCOMPARE(body.failed(), 1U);
        QCOMPARE(body.checks(), 3U);
        QCOMPARE(body.count(CheckOutcome::Skipped), 1U);
        QCOMPARE(body.count(CheckOutcome::Ignored), 1U);
    }

    void failuresAreCountedByTheirClass()
    {
        const Body body =
            of({testing::failure(resilience::ErrorClass::Tls), testing::failure(resilience::ErrorClass::Dns),
                testing::failure(resilience::ErrorClass::Tls)});
        QCOMPARE(errorsOf(body, resilience::ErrorClass::Tls), 2U);
        QCOMPARE(errorsOf(body, resilience::ErrorClass::Dns), 1U);
    }

    /// It is the endpoint that is measured, not who answers in its stead.
    void whoIsReplacedHasFailed()
    {
        health::CheckEvent check = testing::failure(resilience::ErrorClass::Refused);
        check.outcome = CheckOutcome::Fallback;
        const Body body = of({check});
        QCOMPARE(body.failed(), 1U);
        QCOMPARE(errorsOf(body, resilience::ErrorClass::Refused), 1U);
    }

    void whoIsReplacedWithoutBeingAskedWasNotChecked()
    {
        const Body body = of({outcome(CheckOutcome::Fallback)}); // without an attempt
        QCOMPARE(body.checks(), 0U);
        QCOMPARE(body.count(CheckOutcome::Skipped), 1U);
    }

    void pingsAreTheChecksOfAWebSocket()
    {
        health::WebSocketEvent pong{.change = health::WebSocketChange::Pong, .roundTrip = 5ms};
        health::WebSocketEvent loss{.change = health::WebSocketChange::Disconnected};
        loss.failure.emplace().errorClass = resilience::ErrorClass::Reset;
        const Body body = of({pong, pong, loss});
        QCOMPARE(body.answered(), 2U);
        QCOMPARE(body.latencies.total(), 2U);
        QCOMPARE(body.failed(), 1U);
        QCOMPARE(errorsOf(body, resilience::ErrorClass::Reset), 1U);
    }

    void phasesAreAddedUpAndCounted()
    {
        const Body body = of({phased(2ms, 10ms), phased(3ms, 20ms)});
        const auto connect = static_cast<std::size_t>(probe::Phase::Connect);
        QCOMPARE(body.measured, 2U);
        QCOMPARE(body.phases[connect], Body::Microseconds(5'000));
        QCOMPARE(body.phaseLatencies[connect].total(), 2U);
        QVERIFY(body.phaseLatencies[static_cast<std::size_t>(probe::Phase::Tls)].isEmpty());
    }

    /// Whether minutes are added up, or all at once is counted, makes no difference.
    void addingUpIsExact()
    {
        std::vector<decltype(health::Event::what)> first;
        std::vector<decltype(health::Event::what)> second;
        for (int i = 0; i < 500; ++i) {
            first.emplace_back(phased(i * 13us, i * 97us));
            second.emplace_back(i % 3 == 0 ? testing::failure(resilience::ErrorClass::Timeout)
                                           : phased(i * 5us, i * i * 1us));
        }
        std::vector<decltype(health::Event::what)> all = first;
        all.insert(all.end(), second.begin(), second.end());
        Body sum = of(first);
        sum += of(second);
        QVERIFY(sum == of(all));
    }

    void aCountStopsAtTheMostThereIs()
    {
        Body body;
        body.count(CheckOutcome::Success) = std::numeric_limits<std::uint32_t>::max() - 1;
        body.latencies.count(7, std::numeric_limits<std::uint32_t>::max() - 1);
        body += Body(body);
        QCOMPARE(body.count(CheckOutcome::Success), std::numeric_limits<std::uint32_t>::max());
        QCOMPARE(body.latencies.cells().front().count, std::numeric_limits<std::uint32_t>::max());
    }
};

FUSEBOX_PLAIN_TEST(TestBody)
#include "tst_body.moc"
