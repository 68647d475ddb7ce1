// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

#include "core/settings/field_use.h"
#include "tests/support/config_parts.h"
#include "tests/support/widget_test.h"
#include "tests/ui/dialogs/shown_form.h"
#include "ui/dialogs/endpoint_fields.h"

using namespace fusebox;
using namespace std::chrono_literals;
using ui::EndpointDialog;

namespace {

/// What a place of the schema is said to be elsewhere ("#/definitions/duration"), or itself.
QJsonObject resolved(const QJsonObject &property, const QJsonObject &schema)
{
    const QJsonArray parts = property[QStringLiteral("allOf")].toArray();
    if (parts.isEmpty())
        return property;
    QJsonObject target = schema;
    const QStringList path = parts[0][QStringLiteral("$ref")].toString().split(u'/').sliced(1);
    for (const QString &step : path)
        target = target[step].toObject();
    return resolved(target, schema);
}

/// "timeouts.dns" and the like: those that hold no others.
void collectKeys(const QJsonObject &object, const QJsonObject &schema, const QString &parent,
                 QStringList &keys)
{
    const QJsonObject properties = object[QStringLiteral("properties")].toObject();
    for (auto it = properties.begin(); it != properties.end(); ++it) {
        const QJsonObject property = resolved(it->toObject(), schema);
        if (property.contains(QStringLiteral("properties")))
            collectKeys(property, schema, parent + it.key() + u'.', keys);
        else
            keys << parent + it.key();
    }
}

} // namespace

namespace {

settings::EndpointConfig unusual(const char *url)
{
    settings::EndpointConfig config;
    config.asked = QUrl(QString::fromLatin1(url));
    config.group = QStringLiteral("😀").repeated(settings::maxTagLength);
    config.tags = QStringList{QStringLiteral("eu"), QString(settings::maxTagLength, u'ż')};
    config.interval = 250ms;
    config.circuit.failureRate = 0.35;
    config.retry.backoff.multiplier = 1.5;
    config.retry.backoff.growth = resilience::Growth::Linear;
    config.retry.backoff.jitter = resilience::Jitter::Decorrelated;
    config.retry.backoff.jitterShare = 0.75;
    config.retry.totalTime = 9s;
    config.retry.attemptTimeout = 8s;
    config.retry.retryOn = {resilience::ErrorClass::Dns, resilience::ErrorClass::Exception};
    config.retry.retryOn = config.retry.retryOn.with(resilience::ErrorClassSet::statuses(503, 503))
                               .with(resilience::ErrorClassSet::statuses(520, 599));
    config.circuit.slowRate = 0.75;
    config.circuit.rateCalls = 40;
    config.circuit.trackErrors = {};
    config.circuit.openTimeMultiplier = 2.5;
    config.circuit.maxOpenTime = 11min;
    config.circuit.trialCalls = 6;
    config.circuit.trialSample = 12;
    config.circuit.trialFailureRate = 0.25;
    config.circuit.trialTimeout = 7s;
    return config;
}

settings::EndpointConfig unusualWeb()
{
    auto config = unusual("https://a.example/");
    testing::fallbackOf(config) = {
        {QUrl(QStringLiteral("https://b.example")), QUrl(QStringLiteral("http://c.example/x"))}, 10min};
    testing::trustOf(config) = {QStringLiteral("/etc/ca.pem"), QStringLiteral("/etc/me.pem"),
                                QStringLiteral("/etc/me.key"), QString(64, u'a'), true};
    testing::tlsOf(config).certificateWarning = 0s;
    testing::namesOf(config) = {probe::AddressFamily::IPv6, probe::NameSource::System, 0s};
    testing::proxyOf(config) = {probe::ProxyKind::Socks5, QStringLiteral("proxy.example"), 1080,
                                QStringLiteral("me"), QStringLiteral(" p ")};
    testing::httpOf(config).method = "PUT";
    testing::httpOf(config).authentication =
        probe::BasicAuthentication{QStringLiteral("me"), QStringLiteral(" p ")};
    testing::httpOf(config).version = probe::HttpVersion::Auto;
    testing::httpOf(config).keepAlive = true;
    testing::httpOf(config).redirects.limit = 3;
    testing::httpOf(config).expect.status = {{200, 299}, {404, 404}};
    testing::httpOf(config).expect.bodyContains = "ok";
    testing::httpOf(config).expect.bodyMatches = QStringLiteral("^a+$");
    testing::httpOf(config).expect.maxLatency = 2s;
    testing::httpOf(config).headers = {{"Accept", "a/b"}, {"X-Key", "ż \"k\""}};
    testing::httpOf(config).body = "{\"a\": \"b\\n\"}\n\tż";
    testing::httpOf(config).redirects.allowDowngrade = true;
    testing::httpOf(config).maxBody = 7;
    testing::httpOf(config).expect.maxSize = 268'435'456;
    testing::httpOf(config).expect.headers = {{"A"},
                                              {"B", probe::HeaderExpectation::Kind::Equals, "c"},
                                              {"D", probe::HeaderExpectation::Kind::Contains, "e f"}};
    testing::httpOf(config).expect.json = {
        {QStringLiteral("/a/0"), probe::JsonExpectation::Kind::Equals, "\"b\\t\""},
        {QString(), probe::JsonExpectation::Kind::Differs, "null"},
        {QStringLiteral("/id"), probe::JsonExpectation::Kind::GreaterOrEqual, "9007199254740993"}};
    testing::httpOf(config).expect.bodyContains = QByteArray("two\nlines\\ \xff\0\xc5\xbc", 15);
    return config;
}

settings::EndpointConfig unusualSocket()
{
    auto config = unusual("wss://a.example/");
    testing::webSocketOf(config).maxRetries = 7;
    testing::webSocketOf(config).refusedDelay = 90s;
    testing::webSocketOf(config).stopCodes = {1000, 4999};
    testing::webSocketOf(config).staleAfter = 5min;
    testing::webSocketOf(config).queueLimit = 0;
    testing::webSocketOf(config).options = {
        .headers = {{"Origin", "https://a.example"}, {"X-Key", "ż \"k\""}},
        .authentication = probe::BearerAuthentication{QStringLiteral("token")},
        .subprotocols = QStringList{QStringLiteral("graphql-ws"), QStringLiteral("mqtt")},
        .maxFrame = 7,
        .maxMessage = 67'108'864,
        .greeting = QStringLiteral(" {\"type\": \"ż\"} "),
        .expect = {.contains = QByteArray("two\nlines\\ \xff", 12),
                   .matches = QStringLiteral(" ^a+$"),
                   .json = {{QStringLiteral("/a/0"), probe::JsonExpectation::Kind::Less, "1"}},
                   .within = 3s},
        .messages = probe::MessageFormat::Json,
        .keepalive = {.answer = {{probe::KeepaliveAnswer::Kind::Equals, QByteArray(" 2\n\xff "),
                                  QStringLiteral(" 3\u00a0")},
                                 {probe::KeepaliveAnswer::Kind::Matches, " ^0\\{", QStringLiteral("40")}},
                      .send = QStringLiteral(" {\"ping\": \"ż\"} "),
                      .every = 250ms}};
    return config;
}

settings::EndpointConfig unusualPort()
{
    auto config = unusual("tcp://a.example:1");
    testing::tcpOf(config) = {"PING\r\n", QByteArray("\x00\xff", 2)};
    return config;
}

settings::EndpointConfig unusualLookup()
{
    auto config = unusual("dns:///a.example?type=MX");
    testing::dnsOf(config).expect = QStringList{QStringLiteral("10 mx.example")};
    return config;
}

settings::EndpointConfig unusualCommand()
{
    auto config = unusual("exec:");
    *config.find<probe::ExecOptions>() = {{QStringLiteral("/bin/echo"), QStringLiteral(" a  b ")},
                                          {{"TOKEN", "ż \"k\""}},
                                          QStringLiteral("/tmp")};
    return config;
}

} // namespace

class TestFormValues : public QObject, private testing::ShownForm
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { delete dialog; }

    void badValuesAreMarkedAtTheirField_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *key, const QByteArray &text) {
            QTest::addRow("%s=%s", key, text.left(40).constData())
                << QString::fromLatin1(key) << QString::fromLatin1(text);
        };
        row("interval", "5");
        row("interval", "");
        row("interval", "-5s");
        row("interval", "0s");
        row("interval", "99ms");
        row("interval", "5 fortnights");
        row("interval", "9000d");
        row("timeouts.total", "0ms");
        row("retry.max_attempts", "0");
        row("retry.max_attempts", "two");
        row("retry.max_attempts", "2.5");
        row("retry.backoff_multiplier", "0.5");
        row("retry.backoff_multiplier", "nan");
        row("circuit.failure_threshold", "-1");
        row("circuit.failure_rate", "1.5");
        row("circuit.success_threshold", "0");
        row("circuit.recovery_timeout", "soon");
        row("slow_after", "1e400s");
        row("http.method", "GE T");
        row("http.basic.user", "a:b");
        row("http.basic.password", "secret");
        row("http.redirects.limit", "51");
        row("http.expect.status", "2xx");
        row("http.expect.status", "299-200");
        row("http.expect.body_matches", "a(b");
        row("http.expect.max_latency", "0s");
        row("tls.client_key", "key.pem");
        row("tls.pin", "abc");
        row("certificate_warning", "21");
        row("names.dns_cache", "never");
        row("proxy.url", "socks4://a:1");
        row("proxy.user", "me");
        row("group", QByteArray(settings::maxTagLength + 1, 'a'));
        row("proxy.password", "secret");
        row("http.method", "CONNECT");
        row("http.bearer", "a b");
        row("http.max_body", "0");
        row("http.expect.max_size", "1 MiB");
        row("http.expect.body_contains", "a\\q");
        row("retry.retry_on", "dns, cancelled");
        row("retry.retry_on", "dns, 599-500");
        row("retry.attempt_timeout", "soon");
        row("circuit.trial_failure_rate", "0");
        row("websocket.basic.user", "a:b");
        row("websocket.basic.password", "secret");
        row("websocket.bearer", "a b");
        row("websocket.subprotocols", "graphql ws");
        row("websocket.subprotocols", "mqtt,,wamp");
        row("websocket.expect.contains", "a\\q");
        row("websocket.expect.matches", "a(b");
        row("websocket.expect.within", "0s");
        row("websocket.max_frame", "0");
        row("websocket.max_message", "67108865");
        row("websocket.queue", "10001");
        row("websocket.refused_delay", "soon");
        row("websocket.stale_after", "0s");
        row("websocket.stop_codes", "1008, 999");
        row("websocket.stop_codes", "5000");
        row("websocket.stop_codes", "1000-1003");
        row("websocket.expect.matches", "\\C"); // taken by other engines
        row("http.expect.body_matches", "\\C");
        row("websocket.keepalive.every", "249ms");
        row("websocket.keepalive.every", "");
        row("group", QByteArray(settings::maxTagLength + 1, 'x'));
        row("tags", QByteArray(settings::maxTagLength + 1, 'x'));
        row("tags", "eu,,us");
        row("tags", "eu, ");
        row("tags", QByteArray("a,").repeated(100) + 'a');
        row("fallback.last_good", "0s");
        row("fallback.last_good", "600");
    }

    void badValuesAreMarkedAtTheirField()
    {
        QFETCH(QString, key);
        QFETCH(QString, text);
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), urlFor(key));
        more();
        unfoldAll();
        const QString hint = part<QLabel>(key + QStringLiteral(".hint")).text();
        type(key, text);
        QVERIFY(field(key).property("invalid").toBool());
        const QString sentence = part<QLabel>(key + QStringLiteral(".hint")).text();
        QVERIFY(sentence != hint && sentence.endsWith(u'.'));
        QVERIFY(!ok().isEnabled());
        QVERIFY(reason().endsWith(sentence));
    }

    void everyFieldReadsBackWhatItWrites()
    {
        for (const auto &config :
             {unusualWeb(), unusualSocket(), unusualPort(), unusualLookup(), unusualCommand()}) {
            const probe::Scheme *scheme = probe::findScheme(config.url().scheme());
            settings::EndpointConfig read;
            read.asked = config.url();
            for (const ui::FieldSpec &spec : ui::endpointFields()) {
                const settings::Field *field = settings::findField(spec.key);
                if (settings::isUsedBy(scheme,
                                       field ? *field : *settings::findField(spec.key.section(u'.', 0, 0))))
                    QVERIFY2(spec.parse(spec.print(config), read), qPrintable(spec.key));
            }
            QCOMPARE(read, config);
        }
    }

    void errorsAreNamedByGroupAndStatusToo()
    {
        settings::EndpointConfig config;
        for (const ui::FieldSpec &spec : ui::endpointFields()) {
            if (spec.key == QStringLiteral("retry.retry_on"))
                QVERIFY(spec.parse(QStringLiteral("network, 429, 500-599"), config));
        }
        const auto statuses =
            resilience::ErrorClassSet::statuses(429, 429).with(resilience::ErrorClassSet::statuses(500, 599));
        QCOMPARE(config.retry.retryOn, resilience::kNetworkErrors.with(statuses));
    }

    /// A key that comes to the file comes to the form, or is named here.
    void everyKeyOfTheFileIsInTheForm()
    {
        QStringList shown{QStringLiteral("id"),     // stays
                          QStringLiteral("name"),   // above the form
                          QStringLiteral("paused"), // in the window
                          QStringLiteral("url")};   // above the form
        QFile file(QStringLiteral(FUSEBOX_CONFIG_SCHEMA));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject schema = QJsonDocument::fromJson(file.readAll()).object();
        QStringList keys;
        collectKeys(schema[QStringLiteral("definitions")][QStringLiteral("endpoint")].toObject(), schema, {},
                    keys);
        for (const ui::FieldSpec &spec : ui::endpointFields())
            shown << spec.key;
        keys.sort();
        shown.sort();
        QCOMPARE(shown, keys);
    }

    void whatCannotGoTogetherIsSaidAtTheField_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("then");
        QTest::addColumn<QString>("bad");
        const auto row = [](const char *url, const char *first, const char *value, const char *then,
                            const char *bad) {
            QTest::addRow("%s %s=%s", url, first, value)
                << QString::fromLatin1(url) << QString::fromLatin1(first) << QString::fromLatin1(value)
                << QString::fromLatin1(then) << QString::fromLatin1(bad);
        };
        row("http://a", "http.method", "HEAD", "http.expect.body_contains", "ok");
        row("http://a", "http.method", "HEAD", "http.expect.body_matches", "ok");
        row("http://a", "http.method", "TRACE", "http.body", "ok");
        row("http://127.0.0.1", "names.family", "IPv6", "names.family", "IPv6");
        row("ws://a", "websocket.basic.user", "me", "websocket.bearer", "token");
    }

    void whatCannotGoTogetherIsSaidAtTheField()
    {
        QFETCH(QString, url);
        QFETCH(QString, first);
        QFETCH(QString, value);
        QFETCH(QString, then);
        QFETCH(QString, bad);
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), url);
        more();
        unfoldAll();
        setValue(first, value);
        setValue(then, bad);
        QVERIFY(part<QWidget>(then).property("invalid").toBool());
        QVERIFY(!ok().isEnabled());
    }

    void whatIsSentOnceConnectedStandsOnOneLine()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("ws://a.example"));
        more();
        unfoldAll();
        setValue(QStringLiteral("websocket.send"), QStringLiteral("two\nlines"));
        QVERIFY(part<QWidget>(QStringLiteral("websocket.send")).property("invalid").toBool());
        QVERIFY(!ok().isEnabled());
        setValue(QStringLiteral("websocket.send"), QString(8193, u'a'));
        QVERIFY(!ok().isEnabled());
        setValue(QStringLiteral("websocket.send"), QString(8192, u'a'));
        QCOMPARE(accepted().part<settings::WebSocketSettings>().options.greeting, QString(8192, u'a'));
    }

    void noStopCodesAndNoSubprotocolsAreLists()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("ws://a.example"));
        more();
        unfoldAll();
        type(QStringLiteral("websocket.stop_codes"), QString());
        type(QStringLiteral("websocket.subprotocols"), QStringLiteral(" mqtt ,wamp"));
        type(QStringLiteral("websocket.subprotocols"), QString());
        settings::EndpointConfig config = accepted();
        QVERIFY(testing::webSocketOf(config).stopCodes.empty());
        QVERIFY(testing::webSocketOf(config).options.subprotocols.isEmpty());
    }

    void groupAndTagsAreStoredWithoutBlanksAround()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("ws://a.example"));
        more();
        type(QStringLiteral("group"), QStringLiteral(" Billing & co "));
        type(QStringLiteral("tags"), QStringLiteral("eu ,  tier 1"));
        settings::EndpointConfig config = accepted();
        QCOMPARE(config.group, QStringLiteral("Billing & co"));
        QCOMPARE(config.tags, QStringList({QStringLiteral("eu"), QStringLiteral("tier 1")}));
    }

    void groupAndTagsCanBeTakenBack()
    {
        settings::EndpointConfig config;
        config.asked = QUrl(QStringLiteral("https://a.example"));
        config.group = QStringLiteral("Billing");
        config.tags = QStringList{QStringLiteral("eu")};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        more();
        type(QStringLiteral("group"), QStringLiteral(" "));
        type(QStringLiteral("tags"), QStringLiteral(" "));
        const settings::EndpointConfig edited = accepted();
        QVERIFY(edited.group.isEmpty());
        QVERIFY(edited.tags.isEmpty());
    }

    void whatHoldsMarksThatCannotBeSeenIsNoGroupAndNoTag()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("https://a.example"));
        more();
        for (const char *key : {"group", "tags"}) {
            QLineEdit &edit = field(QString::fromLatin1(key));
            edit.setText(QStringLiteral("a\u202eb"));
            QVERIFY2(edit.property("invalid").toBool(), key);
            QVERIFY(!ok().isEnabled());
            edit.clear();
            QVERIFY(ok().isEnabled());
        }
    }
};

FUSEBOX_WIDGET_TEST(TestFormValues)
#include "tst_form_values.moc"
