// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/config_parts.h"
#include "tests/support/endpoint_harness.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;
using resilience::Source;

/// An endpoint for which another URL, or its own last answer, stands in.
class TestFallbackChecks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anotherUrlAnswersWithTheSameSettings();
    void anotherOriginIsToldNothingSecret_data();
    void anotherOriginIsToldNothingSecret();
    void urlsAreAskedInTurn();
    void theLastGoodAnswerComesWithItsAge();
    void anAnswerThatIsTooOldIsNone();
    void anOpenCircuitIsServedAndDegraded();
    void whenNobodyAnswersTheEndpointFailed();
    void theFailureCountsForTheCircuitAndTheLatencyForNothing();
    void aFallbackIsForgottenWhenTheEndpointAnswers();
    void aLimitThatGivesNoTurnAsksNobodyElse();
};

namespace {

const QUrl First(u"https://b.example/"_s);
const QUrl Second(u"https://c.example/"_s);

settings::EndpointConfig config(const std::vector<QUrl> &urls, std::optional<Nanoseconds> lastGood = {})
{
    settings::EndpointConfig result;
    result.id = u"orders"_s;
    result.asked = QUrl(u"https://a.example/"_s);
    result.interval = 10s;
    result.retry.maxAttempts = 1;
    result.circuit.failureThreshold = 2;
    result.circuit.recoveryTimeout = 1h;
    testing::httpOf(result).method = "HEAD";
    testing::fallbackOf(result) = {urls, lastGood};
    return result;
}

/// Waits for the next probe and ends it.
void answer(EndpointHarness &h, const probe::ProbeResult &result)
{
    const auto made = h.probes.made();
    FakeProbe *running = h.probes.last();
    for (int i = 0; !running && i < 400 && h.probes.made() == made; ++i)
        h.pass(50ms);
    QVERIFY(h.probes.last());
    h.probes.last()->finish(result);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

CheckEvent lastCheck(const EndpointHarness &h)
{
    return h.told<CheckEvent>().back();
}

ReasonKind firstReason(const EndpointHarness &h)
{
    return h.endpoint->snapshot().reasons.at(0).kind;
}

} // namespace

void TestFallbackChecks::anotherUrlAnswersWithTheSameSettings()
{
    EndpointHarness h(config({First}));
    answer(h, failed(ErrorClass::Reset));
    QCOMPARE(h.probes.last()->request().url, First);
    QCOMPARE(probe::optionsOf<probe::HttpOptions>(h.probes.last()->request()).method, QByteArray("HEAD"));
    answer(h, success(700ms));
    const CheckEvent check = lastCheck(h);
    QCOMPARE(check.outcome, CheckOutcome::Fallback);
    QCOMPARE(check.fallback.value(), (FallbackAnswer{Source::Alternative, 0s}));
    QCOMPARE(check.failure->errorClass, ErrorClass::Reset);
    QCOMPARE(h.endpoint->status(), Status::Degraded);
    QCOMPARE(firstReason(h), ReasonKind::ServedByFallback);
}

void TestFallbackChecks::anotherOriginIsToldNothingSecret_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::addColumn<bool>("sendsCredentials"); // as the settings say
    QTest::addColumn<bool>("isTold");
    QTest::newRow("another host") << First << false << false;
    QTest::newRow("another port") << QUrl(u"https://a.example:8443/"_s) << false << false;
    QTest::newRow("another scheme") << QUrl(u"http://a.example/"_s) << false << false;
    QTest::newRow("a host below it") << QUrl(u"https://b.a.example/"_s) << false << false;
    QTest::newRow("another path of its own") << QUrl(u"https://a.example:443/other"_s) << false << true;
    QTest::newRow("another host, as the settings say") << First << true << true;
}

void TestFallbackChecks::anotherOriginIsToldNothingSecret()
{
    QFETCH(QUrl, url);
    QFETCH(bool, sendsCredentials);
    QFETCH(bool, isTold);
    settings::EndpointConfig settings = config({url});
    testing::fallbackOf(settings).sendCredentials = sendsCredentials;
    testing::httpOf(settings).authentication = probe::BearerAuthentication{u"s3cret"_s};
    testing::httpOf(settings).headers = {
        {"Accept", "text/plain"}, {"X-Api-Key", "s3cret"}, {"Cookie", "id=s3cret"}};
    testing::trustOf(settings) = {
        .caFile = u"ca.pem"_s, .clientCertificate = u"me.pem"_s, .clientKey = u"me.key"_s};
    const settings::EndpointConfig asWritten = settings;
    EndpointHarness h(settings);
    answer(h, failed(ErrorClass::Reset));
    const probe::ProbeRequest &request = h.probes.last()->request();
    QCOMPARE(request.url, url);
    QCOMPARE(probe::optionsOf<probe::HttpOptions>(request) == asWritten.part<probe::HttpOptions>(), isTold);
    QCOMPARE(request.trust == asWritten.part<settings::TlsSettings>().trust, isTold);
    QCOMPARE(request.trust.caFile, u"ca.pem"_s);
    if (isTold)
        return;
    QVERIFY(
        std::holds_alternative<std::monostate>(probe::optionsOf<probe::HttpOptions>(request).authentication));
    const std::vector<probe::HttpField> harmless{{"Accept", "text/plain"}};
    QVERIFY(probe::optionsOf<probe::HttpOptions>(request).headers == harmless);
    QVERIFY(request.trust.clientCertificate.isEmpty() && request.trust.clientKey.isEmpty());
}

void TestFallbackChecks::urlsAreAskedInTurn()
{
    EndpointHarness h(config({First, Second}));
    answer(h, failed());
    answer(h, failed(ErrorClass::Tls));
    QCOMPARE(h.probes.last()->request().url, Second);
    answer(h, success());
    QCOMPARE(lastCheck(h).outcome, CheckOutcome::Fallback);
    QCOMPARE(lastCheck(h).failure->errorClass, ErrorClass::Refused);
}

void TestFallbackChecks::theLastGoodAnswerComesWithItsAge()
{
    EndpointHarness h(config({}, 10min));
    answer(h, success());
    const TimePoint answered = h.clock.now();
    answer(h, failed());
    const CheckEvent check = lastCheck(h);
    QCOMPARE(check.outcome, CheckOutcome::Fallback);
    QCOMPARE(check.fallback.value(), (FallbackAnswer{Source::LastGood, h.clock.now() - answered}));
    QVERIFY(check.fallback->age > 5s);
    QCOMPARE(h.endpoint->snapshot().reasons.at(0).age, check.fallback->age);
}

void TestFallbackChecks::anAnswerThatIsTooOldIsNone()
{
    EndpointHarness h(config({}, 30s));
    answer(h, success());
    while (!h.endpoint->rejectsCalls())
        answer(h, failed());
    QCOMPARE(h.endpoint->status(), Status::Degraded);
    const auto shown = h.endpoint->snapshot().lastCheck;
    h.pass(1min);
    QCOMPARE(lastCheck(h).outcome, CheckOutcome::Skipped);
    QCOMPARE(lastCheck(h).gap.value(), GapCause::CircuitOpen);
    QCOMPARE(h.endpoint->status(), Status::Unhealthy);
    QVERIFY(!h.endpoint->snapshot().lastCheck->fallback);
    QVERIFY(shown->fallback); // what was handed out stays as it was
}

void TestFallbackChecks::anOpenCircuitIsServedAndDegraded()
{
    EndpointHarness h(config({First}));
    h.endpoint->forceOpen();
    answer(h, success());
    QCOMPARE(lastCheck(h).outcome, CheckOutcome::Fallback);
    QCOMPARE(lastCheck(h).attempts, 0);
    QCOMPARE(h.endpoint->status(), Status::Degraded);
    QCOMPARE(firstReason(h), ReasonKind::ServedByFallback);
    QCOMPARE(h.endpoint->snapshot().reasons.at(1).kind, ReasonKind::ForcedOpen);
    QVERIFY(!h.endpoint->snapshot().lastFailure); // held back is no failure
}

void TestFallbackChecks::whenNobodyAnswersTheEndpointFailed()
{
    EndpointHarness h(config({First}, 10min));
    answer(h, failed(ErrorClass::Reset));
    answer(h, failed(ErrorClass::Tls));
    QCOMPARE(lastCheck(h).outcome, CheckOutcome::Failure);
    QCOMPARE(lastCheck(h).failure->errorClass, ErrorClass::Reset);
    QVERIFY(!lastCheck(h).fallback);
    QCOMPARE(h.endpoint->status(), Status::Unhealthy);
}

void TestFallbackChecks::theFailureCountsForTheCircuitAndTheLatencyForNothing()
{
    EndpointHarness h(config({First}));
    answer(h, failed());
    answer(h, success(5s));
    const auto snapshot = h.endpoint->snapshot();
    QCOMPARE(snapshot.circuit.window.failures(), 1u);
    QCOMPARE(snapshot.circuit.window.total(), 1u);
    QVERIFY(!snapshot.latency && !snapshot.p50);
    QCOMPARE(snapshot.lastFailure->errorClass, ErrorClass::Refused);
}

void TestFallbackChecks::aFallbackIsForgottenWhenTheEndpointAnswers()
{
    EndpointHarness h(config({First}));
    answer(h, failed());
    answer(h, success());
    answer(h, success());
    QCOMPARE(lastCheck(h).outcome, CheckOutcome::Success);
    QCOMPARE(h.endpoint->status(), Status::Healthy);
}

void TestFallbackChecks::aLimitThatGivesNoTurnAsksNobodyElse()
{
    EndpointHarness h(config({First}));
    const auto layers = h.limits.layersFor(u"a.example"_s);
    auto &places = *std::get<resilience::BulkheadLayer>(layers.at(0)).bulkhead;
    while (std::holds_alternative<resilience::Bulkhead::Entered>(places.enter(false, {}))) {
    }
    h.pass(30s);
    QCOMPARE(h.probes.made(), 0u);
    QCOMPARE(lastCheck(h).gap.value(), GapCause::Crowded);
}

FUSEBOX_LOOP_TEST(TestFallbackChecks)
#include "tst_fallback_checks.moc"
