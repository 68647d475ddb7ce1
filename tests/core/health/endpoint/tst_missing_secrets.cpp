// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/endpoint_harness.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using settings::SecretLack;

namespace {

const settings::SecretReference Token{settings::SecretSource::Keyring, u"TOKEN"_s};

settings::SecretValue missing(SecretLack why)
{
    return tl::unexpected(settings::NoSecret{why});
}

settings::EndpointConfig polled()
{
    settings::EndpointConfig config;
    config.id = u"orders"_s;
    config.asked = QUrl(u"http://127.0.0.1:1/$%7Bsecret:TOKEN%7D"_s);
    config.interval = 1s;
    return config;
}

settings::EndpointConfig kept()
{
    settings::EndpointConfig config;
    config.id = u"feed"_s;
    config.asked = QUrl(u"ws://127.0.0.1:1/"_s);
    config.find<settings::WebSocketSettings>()->options.authentication =
        probe::BearerAuthentication{u"${secret:TOKEN}"_s};
    return config;
}

/// As the monitor does.
void know(EndpointHarness &h, const settings::SecretValue &value)
{
    h.secrets.insert_or_assign(Token, value);
    h.endpoint->secretsChanged();
}

} // namespace

class TestMissingSecrets final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsAskedUntilTheSecretIsKnown();
    void theLackIsToldOnceByNameAndReason();
    void anotherReasonIsToldAnew();
    void whoAsksForACheckIsToldWhyThereIsNone();
    void whatIsShownNeverHoldsTheSecret();
    void aSecretThatIsLostEndsWhatIsUnderWay();
    void aNewSecretIsSentFromThenOn();
    void aSecretThatCameWhilePausedIsSentOnceResumed();
    void editsWhilePausedAreAskedOnceResumed();
    void aWebSocketIsDialledOnceItsSecretIsKnown();
    void aWebSocketIsClosedWhenItsSecretIsLost();
    void othersGoOn();
};

void TestMissingSecrets::nothingIsAskedUntilTheSecretIsKnown()
{
    EndpointHarness h(polled());
    h.pass(1min);
    QCOMPARE(h.probes.made(), 0u);
    QVERIFY(h.told<CheckEvent>().empty()); // it is only being asked for
    know(h, missing(SecretLack::KeyringLocked));
    h.pass(1min);
    QCOMPARE(h.probes.made(), 0u);
    know(h, QByteArray("s3cret"));
    h.pass(1s);
    QCOMPARE(h.probes.made(), 1u);
    QCOMPARE(h.probes.last()->request().url, QUrl(u"http://127.0.0.1:1/s3cret"_s));
    QCOMPARE(h.probes.last()->request().secrets, std::vector<QByteArray>{"s3cret"});
}

void TestMissingSecrets::theLackIsToldOnceByNameAndReason()
{
    EndpointHarness h(polled());
    know(h, missing(SecretLack::NotInKeyring));
    h.pass(1h);
    const auto told = h.told<CheckEvent>();
    QCOMPARE(told.size(), 1u);
    QCOMPARE(told[0].outcome, CheckOutcome::Skipped);
    QCOMPARE(told[0].gap, GapCause::NoSecret);
    QCOMPARE(told[0].missing, (std::vector<settings::MissingSecret>{{Token, {SecretLack::NotInKeyring}}}));
    QCOMPARE(h.endpoint->status(), Status::Unknown);
    QCOMPARE(*h.endpoint->snapshot().missing, told[0].missing);
    QVERIFY(!h.endpoint->snapshot().nextDueAt);
}

void TestMissingSecrets::anotherReasonIsToldAnew()
{
    EndpointHarness h(polled());
    know(h, missing(SecretLack::KeyringLocked));
    know(h, missing(SecretLack::KeyringLocked));
    QCOMPARE(h.told<CheckEvent>().size(), 1u);
    know(h, missing(SecretLack::NotInKeyring));
    QCOMPARE(h.told<CheckEvent>().size(), 2u);
}

void TestMissingSecrets::whoAsksForACheckIsToldWhyThereIsNone()
{
    EndpointHarness h(polled());
    know(h, missing(SecretLack::NoKeyring));
    h.endpoint->checkNow();
    QCOMPARE(h.told<CheckEvent>().size(), 2u);
    QCOMPARE(h.probes.made(), 0u);
}

void TestMissingSecrets::whatIsShownNeverHoldsTheSecret()
{
    EndpointHarness h(polled());
    know(h, QByteArray("s3cret"));
    h.pass(1s);
    QCOMPARE(*h.endpoint->snapshot().config, polled());
    QCOMPARE(h.endpoint->config(), polled());
    QVERIFY(!h.endpoint->snapshot().missing);
}

void TestMissingSecrets::aSecretThatIsLostEndsWhatIsUnderWay()
{
    EndpointHarness h(polled());
    know(h, QByteArray("s3cret"));
    h.pass(1s);
    h.probes.last()->finish(success());
    QCOMPARE(h.endpoint->status(), Status::Healthy);
    h.pass(1500ms);
    const auto made = h.probes.made();
    know(h, missing(SecretLack::NoFile));
    QVERIFY(!h.endpoint->snapshot().checking);
    QCOMPARE(h.endpoint->status(), Status::Unknown);
    h.pass(1min);
    QCOMPARE(h.probes.made(), made);
}

void TestMissingSecrets::aNewSecretIsSentFromThenOn()
{
    EndpointHarness h(polled());
    know(h, QByteArray("first"));
    h.pass(1s);
    const auto made = h.probes.made();
    know(h, QByteArray("first"));
    QCOMPARE(h.probes.made(), made);
    know(h, QByteArray("second"));
    QCOMPARE(h.probes.made(), made + 1);
    QCOMPARE(h.probes.last()->request().url.path(), u"/second"_s);
}

void TestMissingSecrets::aSecretThatCameWhilePausedIsSentOnceResumed()
{
    EndpointHarness h(polled());
    know(h, QByteArray("first"));
    h.endpoint->setPaused(true);
    const auto made = h.probes.made();
    know(h, QByteArray("second"));
    QCOMPARE(h.probes.made(), made);
    h.endpoint->setPaused(false);
    QCOMPARE(h.probes.last()->request().url.path(), u"/second"_s);
}

void TestMissingSecrets::editsWhilePausedAreAskedOnceResumed()
{
    settings::EndpointConfig config = polled();
    config.asked.setUrl(QUrl(u"http://127.0.0.1:1/a"_s));
    config.paused = true;
    EndpointHarness h(config);
    config.asked.setUrl(QUrl(u"http://127.0.0.1:1/b"_s));
    h.endpoint->edit(std::make_shared<const settings::EndpointConfig>(config));
    h.endpoint->setPaused(false);
    QCOMPARE(h.probes.last()->request().url.path(), u"/b"_s);
}

void TestMissingSecrets::aWebSocketIsDialledOnceItsSecretIsKnown()
{
    EndpointHarness h(kept());
    know(h, missing(SecretLack::KeyringNew));
    h.pass(1min);
    QVERIFY(h.dialler.opened().empty());
    const auto told = h.told<WebSocketEvent>();
    QCOMPARE(told.size(), 1u);
    QCOMPARE(told[0].change, WebSocketChange::Disconnected);
    QCOMPARE(told[0].gap, GapCause::NoSecret);
    QCOMPARE(told[0].missing.size(), 1u);
    know(h, QByteArray("s3cret"));
    h.pass(1s);
    QCOMPARE(h.dialler.opened().size(), 1u);
    QCOMPARE(h.dialler.lastRequest().options.authentication,
             probe::HttpAuthentication(probe::BearerAuthentication{u"s3cret"_s}));
    QCOMPARE(h.dialler.lastRequest().secrets, std::vector<QByteArray>{"s3cret"});
}

void TestMissingSecrets::aWebSocketIsClosedWhenItsSecretIsLost()
{
    EndpointHarness h(kept());
    know(h, QByteArray("s3cret"));
    h.pass(1s);
    know(h, QByteArray("s3cret"));
    QVERIFY(h.dialler.closed().empty());
    know(h, missing(SecretLack::NotInKeyring));
    QCOMPARE(h.dialler.closed().size(), 1u);
    h.pass(1min);
    QCOMPARE(h.dialler.opened().size(), 1u);
}

void TestMissingSecrets::othersGoOn()
{
    settings::EndpointConfig config = polled();
    config.asked.setUrl(QUrl(u"http://127.0.0.1:1/"_s));
    EndpointHarness h(config);
    h.pass(1s);
    QCOMPARE(h.probes.made(), 1u);
    know(h, missing(SecretLack::NoKeyring));
    QVERIFY(h.endpoint->snapshot().checking);
    QVERIFY(h.told<CheckEvent>().empty());
}

FUSEBOX_LOOP_TEST(TestMissingSecrets)
#include "tst_missing_secrets.moc"
