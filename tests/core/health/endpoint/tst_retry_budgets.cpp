// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/endpoint_world.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::GiveUpReason;
using settings::LimitSettings;

/// What all checks of one host may retry together.
class TestRetryBudgets final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFailingHostIsRetriedForAShareOfItsChecks();
    void aHostOfFewChecksIsRetriedUpToTheFloor();
    void whatIsUsedUpComesBackTenSecondsLater();
    void hostsShareNothing();
    void oneHostsSchemesAndPortsShareItsBudget();
    void thisMachineHasNone();
    void aRefusedRetryIsInTheTrace();
    void otherLimitsAreObeyedAtOnce();
    void anEditOfTheOnlyEndpointRefillsNothing();
    void reconnectsAreNoRetries();
};

namespace {

/// Checked once, within a second; retried up to four times.
settings::EndpointConfig config(int number, const QString &url = u"http://shop.example/"_s)
{
    settings::EndpointConfig result;
    result.id = QString::number(number);
    result.asked = QUrl(url);
    result.interval = 1h;
    result.retry = {.maxAttempts = 5, .backoff = {.initialDelay = 1ms, .maxDelay = 1ms}};
    result.circuit.failureThreshold = 0;
    return result;
}

LimitSettings limits(double share, int floor)
{
    return {.hostRate = 100'000, .hostAtOnce = 1'000, .retryShare = share, .retryFloor = floor};
}

/// Endpoints that all fail.
struct FailingWorld : EndpointWorld
{
    explicit FailingWorld(const LimitSettings &settings)
        : EndpointWorld(settings)
    {
    }

    void addMany(int count, const QString &url = u"http://shop.example/"_s)
    {
        for (int i = 0; i < count; ++i)
            add(config(m_number++, url));
    }
    /// Fails all that is asked, the retries of it too.
    void failAll()
    {
        pass(1s);
        while (m_failed < probes.made()) {
            for (; m_failed < probes.made(); ++m_failed)
                probes.at(m_failed)->finish(failed());
            pass(10ms);
        }
    }
    [[nodiscard]] int retries(const QString &host = u"shop.example"_s) const
    {
        int count = 0;
        for (const Event &event : events) {
            const auto *check = std::get_if<CheckEvent>(&event.what);
            if (check && roster.find(event.endpoint)->config().url().host() == host)
                count += check->attempts - 1;
        }
        return count;
    }

private:
    int m_number = 0;
    std::size_t m_failed = 0;
};

} // namespace

void TestRetryBudgets::aFailingHostIsRetriedForAShareOfItsChecks()
{
    FailingWorld world(limits(0.2, 10));
    world.addMany(100);
    world.failAll();
    QCOMPARE(world.told<CheckEvent>().size(), 100u);
    QCOMPARE(world.retries(), 20);
}

void TestRetryBudgets::aHostOfFewChecksIsRetriedUpToTheFloor()
{
    FailingWorld world(limits(0.2, 10));
    world.addMany(20);
    world.failAll();
    QCOMPARE(world.retries(), 10);
}

void TestRetryBudgets::whatIsUsedUpComesBackTenSecondsLater()
{
    FailingWorld world(limits(0, 3));
    world.addMany(2);
    world.failAll();
    QCOMPARE(world.retries(), 3);
    world.pass(9s);
    world.addMany(2);
    world.failAll();
    QCOMPARE(world.retries(), 6);
    world.addMany(2);
    world.failAll();
    QCOMPARE(world.retries(), 6);
}

void TestRetryBudgets::hostsShareNothing()
{
    FailingWorld world(limits(0, 3));
    world.addMany(5);
    world.addMany(5, u"http://mail.example/"_s);
    world.failAll();
    QCOMPARE(world.retries(u"shop.example"_s), 3);
    QCOMPARE(world.retries(u"mail.example"_s), 3);
}

void TestRetryBudgets::oneHostsSchemesAndPortsShareItsBudget()
{
    FailingWorld world(limits(0, 3));
    world.addMany(5);
    world.addMany(5, u"https://shop.example:8443/"_s);
    world.addMany(5, u"tcp://SHOP.example:25"_s);
    world.failAll();
    QCOMPARE(world.retries(), 3);
}

void TestRetryBudgets::thisMachineHasNone()
{
    FailingWorld world(limits(0, 0));
    world.addMany(10, u"http://localhost:1/"_s);
    world.failAll();
    QCOMPARE(world.retries(u"localhost"_s), 40);
    QVERIFY(!world.limits.budgetFor(u"127.0.0.1"_s));
}

void TestRetryBudgets::aRefusedRetryIsInTheTrace()
{
    FailingWorld world(limits(0, 1));
    world.addMany(1);
    world.failAll();
    const auto checks = world.told<CheckEvent>();
    QCOMPARE(checks.size(), 1u);
    QCOMPARE(checks[0].attempts, 2);
    QCOMPARE(checks[0].outcome, CheckOutcome::Failure);
    QCOMPARE(checks[0].failure->errorClass, resilience::ErrorClass::Refused);
    const resilience::TraceEntry &last = checks[0].trace.back();
    QCOMPARE(last.policy, resilience::Policy::Retry);
    QCOMPARE(last.step, resilience::TraceStep::GaveUp);
    QCOMPARE(last.reason.value(), GiveUpReason::NoBudgetLeft);
}

void TestRetryBudgets::otherLimitsAreObeyedAtOnce()
{
    FailingWorld world(limits(0, 2));
    world.addMany(5);
    world.failAll();
    QCOMPARE(world.retries(), 2);
    world.limits.setSettings(limits(0, 6));
    world.addMany(5);
    world.failAll();
    QCOMPARE(world.retries(), 6); // those before are counted
    world.limits.setSettings(limits(1, 0));
    world.addMany(5);
    world.failAll();
    QCOMPARE(world.retries(), 15); // as many as there were checks
}

void TestRetryBudgets::anEditOfTheOnlyEndpointRefillsNothing()
{
    FailingWorld world(limits(0, 2));
    Endpoint &endpoint = world.add(config(0));
    world.failAll();
    QCOMPARE(world.retries(), 2);
    auto other = config(0, u"http://shop.example/other"_s);
    other.retry.maxAttempts = 9;
    endpoint.edit(std::make_shared<const settings::EndpointConfig>(other));
    world.failAll();
    QCOMPARE(world.told<CheckEvent>().size(), 2u);
    QCOMPARE(world.retries(), 2);
}

void TestRetryBudgets::reconnectsAreNoRetries()
{
    EndpointWorld world(limits(0, 0));
    world.add(config(0, u"ws://shop.example/"_s));
    for (std::size_t dial = 0; dial < 5; ++dial) {
        world.pass(30s);
        QCOMPARE(world.dialler.opened().size(), dial + 1);
        world.dialler.send(
            world.dialler.opened().back(),
            probe::LinkClosed{.failure = probe::ProbeFailure{{.errorClass = resilience::ErrorClass::Refused},
                                                             probe::Phase::Connect}});
    }
}

FUSEBOX_LOOP_TEST(TestRetryBudgets)
#include "tst_retry_budgets.moc"
