// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "app/demo/fault_server.h"
#include "core/probe/factory/fetch.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::probe;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using resilience::ErrorClass;

class TestFetch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersWithStatusHeadersAndWholeBody();
    void statusesAreAnswers();
    void serverErrorsAreTriedAgainAndTheLastIsTheAnswer();
    void serverSaysWhenToTryAgain();
    void networkErrorsAreTriedAgain();
    void malformedAnswersAreNotTriedAgain();
    void whatMayNotBeRepeatedIsSentOnce();
    void endsWithItsTotal();
    void waitsForASlotNoLongerThanItMay();
    void cancellingEndsTheExchange();
    void keptConnectionsAreTheClientsOwn();
    void otherSchemesAreRefused();
    void callOutlivesItsClient();
};

namespace {

/// Fails so many times with what `failing` does, then answers.
FaultServer::ScriptFor failing(int times, const Script &script)
{
    return [=](const FaultServer::Connection &connection) {
        return connection.number <= times ? script : answer(200, "fine");
    };
}

FetchResult resultOf(QFuture<FetchResult> future)
{
    const bool ended = QTest::qWaitFor([&] { return future.isFinished(); }, 15'000);
    return ended ? future.takeResult() : FetchResult{tl::unexpected(resilience::Failure{}), {}, {}, {}};
}

} // namespace

void TestFetch::answersWithStatusHeadersAndWholeBody()
{
    const QByteArray body(100'000, 'x');
    const FaultServer server(answer(200, body));
    const auto result = resultOf(fetch(server.url()));
    QVERIFY(result.result.has_value());
    QCOMPARE(result.result->answer.status, 200);
    QCOMPARE(result.result->answer.body, body);
    QVERIFY(!result.result->answer.fields.empty());
    QVERIFY(result.result->phases[Phase::Connect].has_value());
    QCOMPARE(result.result->phases.sum(), result.result->latency);
    QCOMPARE(result.report.attempts, 1);
    QCOMPARE(result.source, resilience::Source::Primary);
}

void TestFetch::statusesAreAnswers()
{
    const FaultServer server(answer(404, "no"));
    const auto result = resultOf(fetch(server.url()));
    QCOMPARE(result.result->answer.status, 404);
    QCOMPARE(server.connections(), 1);
}

void TestFetch::serverErrorsAreTriedAgainAndTheLastIsTheAnswer()
{
    const FaultServer recovering(failing(2, answer(503, "busy")));
    const auto recovered = resultOf(fetch(recovering.url()));
    QCOMPARE(recovered.result->answer.status, 200);
    QCOMPARE(recovered.report.attempts, 3);

    const FaultServer down(answer(500, "oops"));
    const auto failed = resultOf(fetch(down.url()));
    QCOMPARE(failed.result->answer.status, 500);
    QCOMPARE(failed.result->answer.body, "oops");
    QCOMPARE(down.connections(), 4);
}

void TestFetch::serverSaysWhenToTryAgain()
{
    const FaultServer server(
        failing(1, {step::ReadRequest{},
                    step::Send{"HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"}}));
    const auto result = resultOf(fetch(server.url()));
    QCOMPARE(result.result->answer.status, 200);
    QCOMPARE(result.report.totalDelay, resilience::Nanoseconds(1s));
}

void TestFetch::networkErrorsAreTriedAgain()
{
    const FaultServer server(failing(1, Script{step::ReadRequest{}, step::Reset{}}));
    const auto result = resultOf(fetch(server.url()));
    QCOMPARE(result.result->answer.status, 200);
    QCOMPARE(result.report.attempts, 2);
    QCOMPARE(result.report.errors.at(0).errorClass, ErrorClass::Reset);
}

void TestFetch::malformedAnswersAreNotTriedAgain()
{
    const FaultServer server(failing(1, Script{step::ReadRequest{}, step::Send{"nonsense\r\n\r\n"}}));
    const auto result = resultOf(fetch(server.url()));
    QCOMPARE(result.result.error().errorClass, ErrorClass::Protocol);
    QCOMPARE(server.connections(), 1);
}

void TestFetch::whatMayNotBeRepeatedIsSentOnce()
{
    const FaultServer server(failing(1, Script{step::ReadRequest{}, step::Reset{}}));
    const auto result = resultOf(fetch(server.url(), {.http = {.method = "POST", .body = "x"}}));
    QCOMPARE(result.result.error().errorClass, ErrorClass::Reset);
    QCOMPARE(server.connections(), 1);

    const FaultServer keyed(failing(1, Script{step::ReadRequest{}, step::Reset{}}));
    const auto repeated = resultOf(
        fetch(keyed.url(), {.http = {.method = "POST", .headers = {{"Idempotency-Key", "k"}}, .body = "x"}}));
    QCOMPARE(repeated.result->answer.status, 200);
    QCOMPARE(keyed.connections(), 2);
}

void TestFetch::endsWithItsTotal()
{
    const FaultServer server(Script{step::ReadRequest{}, step::StaySilent{}});
    const auto result = resultOf(fetch(server.url(), {.timeouts = {.total = 100ms}}));
    QCOMPARE(result.result.error().errorClass, ErrorClass::Timeout);
    QCOMPARE(server.connections(), 1);
}

void TestFetch::waitsForASlotNoLongerThanItMay()
{
    const FaultServer server(Script{step::ReadRequest{}, step::StaySilent{}});
    HttpClient client({.maxConcurrent = 1, .pool = 50ms});
    auto first = client.fetch(server.url());
    const auto second = resultOf(client.fetch(server.url()));
    QCOMPARE(second.result.error().rejectedBy.value(), resilience::RejectedBy::Bulkhead);
    first.cancel();
    QTRY_VERIFY(first.isFinished());
}

void TestFetch::cancellingEndsTheExchange()
{
    const FaultServer server(Script{step::ReadRequest{}, step::StaySilent{}});
    const qsizetype before = openDescriptors();
    auto future = fetch(server.url());
    QTRY_COMPARE(server.requests(), 1);
    future.cancel();
    QTRY_VERIFY(future.isFinished());
    QTRY_COMPARE(openDescriptors(), before);
}

void TestFetch::keptConnectionsAreTheClientsOwn()
{
    const FaultServer server(Script{
        step::ReadRequest{}, step::Send{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}, step::ReadRequest{},
        step::Send{"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"}, step::StaySilent{}});
    const FetchOptions keeping{.http = {.keepAlive = true}};
    HttpClient client;
    QVERIFY(!resultOf(client.fetch(server.url(), keeping)).result->reused);
    const auto second = resultOf(client.fetch(server.url(), keeping));
    QVERIFY(second.result->reused);
    QCOMPARE(second.result->answer.status, 201);
    HttpClient other;
    QVERIFY(!resultOf(other.fetch(server.url(), keeping)).result->reused);
}

void TestFetch::otherSchemesAreRefused()
{
    for (const QString &url :
         {u"ftp://127.0.0.1/"_s, u"file:///etc/hostname"_s, u"tcp://127.0.0.1:1"_s, QString()})
        QCOMPARE(resultOf(fetch(QUrl(url))).result.error().errorClass, ErrorClass::Protocol);
}

void TestFetch::callOutlivesItsClient()
{
    const FaultServer server(answer(200, "fine", 50ms));
    QFuture<FetchResult> future;
    {
        HttpClient client;
        future = client.fetch(server.url());
    }
    QCOMPARE(resultOf(future).result->answer.body, "fine");
}

FUSEBOX_LOOP_TEST(TestFetch)
#include "tst_fetch.moc"
