// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdexcept>

#include <QPromise>
#include <QTest>

#include "core/health/monitor/health_monitor.h"
#include "tests/support/fake_dialler.h"
#include "tests/support/fake_probes.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;
using resilience::Failure;

class TestOwnChecks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isAnEndpointLikeAnyOther();
    void aFailureIsRetriedAndOpensTheCircuit();
    void whatThrowsFails();
    void oneThatDoesNotAnswerTimesOutAndIsCancelled();
    void oneThatCancelsItselfCountsForNothing();
    void aRemovedOneIsCancelledAndForgotten();
    void oneThatBecomesAnotherIsCancelledAndForgotten_data();
    void oneThatBecomesAnotherIsCancelledAndForgotten();
    void anEditedOneIsStillAsked();
    void theFirstOfANameStays();
    void offlineDoesNotHoldIt();
};

namespace {

/// A monitor on the machine's clock, with all it tells.
struct Bench
{
    SystemClock clock;
    std::shared_ptr<resilience::SharedRandom> random = std::make_shared<resilience::SharedRandom>(1U);
    FakeProbes probes;
    FakeDialler dialler;
    HealthMonitor monitor{{clock, random, probes, dialler}};
    std::vector<CheckEvent> checks;
    EndpointSnapshot last;

    Bench()
    {
        QObject::connect(&monitor, &HealthMonitor::updated, &monitor, [this](const MonitorUpdatePtr &update) {
            for (const Event &event : update->events) {
                if (const auto *check = std::get_if<CheckEvent>(&event.what))
                    checks.push_back(*check);
            }
            if (!update->changed.empty())
                last = update->changed.back();
        });
    }
};

settings::EndpointConfig config()
{
    settings::EndpointConfig result;
    result.id = u"queue"_s;
    result.interval = 10ms;
    result.retry = {.maxAttempts = 1, .backoff = {.initialDelay = 1ms}};
    return result;
}

QFuture<CheckAnswer> ready(CheckAnswer answer = {})
{
    return QtFuture::makeReadyFuture(std::move(answer));
}

} // namespace

void TestOwnChecks::isAnEndpointLikeAnyOther()
{
    Bench bench;
    bench.monitor.addCheck(config(), [] { return ready(); });
    QTRY_VERIFY(bench.checks.size() >= 2);
    QCOMPARE(bench.checks[0].outcome, CheckOutcome::Success);
    QCOMPARE(bench.checks[0].phases.sum(), bench.checks[0].latency);
    QCOMPARE(bench.last.status, Status::Healthy);
    QCOMPARE(kindOf(*bench.last.config), probe::ProbeKind::OwnCheck);
    QCOMPARE(bench.last.config->url(), QUrl());
    QCOMPARE(bench.probes.made(), 0u);
}

void TestOwnChecks::aFailureIsRetriedAndOpensTheCircuit()
{
    Bench bench;
    auto retrying = config();
    retrying.retry.maxAttempts = 2;
    retrying.circuit.failureThreshold = 2;
    int calls = 0;
    bench.monitor.addCheck(retrying, [&calls] {
        ++calls;
        return ready(tl::unexpected(Failure{.errorClass = ErrorClass::Refused, .detail = "full"}));
    });
    QTRY_VERIFY(!bench.checks.empty() && bench.checks.back().outcome == CheckOutcome::Skipped);
    QCOMPARE(bench.checks[0].attempts, 2);
    QCOMPARE(bench.checks[0].failure->detail, std::string("full"));
    QCOMPARE(calls, 4);
}

void TestOwnChecks::whatThrowsFails()
{
    const std::vector<OwnCheck> throwing{[]() -> QFuture<CheckAnswer> { throw std::runtime_error("no way"); },
                                         [] {
                                             return QtFuture::makeExceptionalFuture<CheckAnswer>(
                                                 std::make_exception_ptr(std::runtime_error("no way")));
                                         }};
    for (const OwnCheck &check : throwing) {
        Bench bench;
        bench.monitor.addCheck(config(), check);
        QTRY_VERIFY(!bench.checks.empty());
        QCOMPARE(bench.checks[0].outcome, CheckOutcome::Failure);
        QCOMPARE(bench.checks[0].failure->errorClass, ErrorClass::Exception);
        QCOMPARE(bench.checks[0].failure->detail, std::string("no way"));
    }
}

void TestOwnChecks::oneThatDoesNotAnswerTimesOutAndIsCancelled()
{
    Bench bench;
    auto hasty = config();
    hasty.timeouts.total = 20ms;
    QPromise<CheckAnswer> promise;
    promise.start();
    bench.monitor.addCheck(hasty, [&promise] { return promise.future(); });
    QTRY_VERIFY(!bench.checks.empty());
    QCOMPARE(bench.checks[0].failure->errorClass, ErrorClass::Timeout);
    QVERIFY(promise.isCanceled());
    promise.finish();
}

void TestOwnChecks::oneThatCancelsItselfCountsForNothing()
{
    Bench bench;
    bench.monitor.addCheck(config(), [] {
        QPromise<CheckAnswer> promise;
        promise.start();
        promise.future().cancel();
        promise.finish();
        return promise.future();
    });
    QTRY_VERIFY(!bench.checks.empty());
    QCOMPARE(bench.checks[0].outcome, CheckOutcome::Ignored);
    QCOMPARE(bench.last.circuit.window.total(), 0u);
}

void TestOwnChecks::aRemovedOneIsCancelledAndForgotten()
{
    Bench bench;
    QPromise<CheckAnswer> promise;
    promise.start();
    auto kept = std::make_shared<int>(0);
    int calls = 0;
    bench.monitor.addCheck(config(), [&, kept] {
        ++calls;
        return promise.future();
    });
    QTRY_COMPARE(calls, 1);
    bench.monitor.execute(RemoveEndpoint{u"queue"_s});
    QTRY_VERIFY(promise.isCanceled());
    QTRY_COMPARE(kept.use_count(), 1L);
    promise.finish();
}

void TestOwnChecks::oneThatBecomesAnotherIsCancelledAndForgotten_data()
{
    QTest::addColumn<QUrl>("url");
    for (const char *url : {"http://192.168.1.1/", "https://192.168.1.1/", "ws://192.168.1.1/",
                            "tcp://192.168.1.1:1", "dns://192.168.1.1/name"})
        QTest::newRow(url) << QUrl(QString::fromLatin1(url));
}

void TestOwnChecks::oneThatBecomesAnotherIsCancelledAndForgotten()
{
    QFETCH(const QUrl, url);
    Bench bench;
    QPromise<CheckAnswer> promise;
    promise.start();
    auto kept = std::make_shared<int>(0);
    int calls = 0;
    bench.monitor.addCheck(config(), [&, kept] {
        ++calls;
        return promise.future();
    });
    QTRY_COMPARE(calls, 1);
    auto another = config();
    another.asked = url;
    bench.monitor.execute(EditEndpoint{another});
    QTRY_VERIFY(promise.isCanceled());
    QTRY_COMPARE(kept.use_count(), 1L);
    promise.finish();
}

void TestOwnChecks::anEditedOneIsStillAsked()
{
    Bench bench;
    int calls = 0;
    bench.monitor.addCheck(config(), [&calls] {
        ++calls;
        return ready();
    });
    auto renamed = config();
    renamed.asked = settings::Asked(probe::OwnCheckOptions{renamed.id});
    renamed.name = u"Queue"_s;
    bench.monitor.execute(EditEndpoint{renamed});
    QTRY_VERIFY(calls >= 2);
    QTRY_COMPARE(bench.last.status, Status::Healthy);
}

void TestOwnChecks::theFirstOfANameStays()
{
    Bench bench;
    bool isAsked = false;
    bench.monitor.addCheck(config(), [] { return ready(); });
    bench.monitor.addCheck(config(), [&isAsked] {
        isAsked = true;
        return ready();
    });
    QTRY_VERIFY(bench.checks.size() >= 2);
    QVERIFY(!isAsked);
}

void TestOwnChecks::offlineDoesNotHoldIt()
{
    Bench bench;
    bench.monitor.networkChanged(SystemNetwork::Offline);
    bench.monitor.addCheck(config(), [] { return ready(); });
    QTRY_VERIFY(!bench.checks.empty());
    QCOMPARE(bench.checks[0].outcome, CheckOutcome::Success);
}

FUSEBOX_LOOP_TEST(TestOwnChecks)
#include "tst_own_checks.moc"
