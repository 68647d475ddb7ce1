// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPalette>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>

#include "tests/support/widget_test.h"
#include "ui/dialogs/endpoint_dialog.h"
#include "ui/dialogs/endpoint_fields.h"

using namespace fusebox;
using namespace std::chrono_literals;
using settings::EndpointConfig;
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

/// One that has a use for the setting.
QString urlFor(const QString &key)
{
    return key.startsWith(QStringLiteral("websocket")) ? QStringLiteral("wss://a.example")
                                                       : QStringLiteral("https://a.example");
}

/// Those that its scheme has a use for.
std::vector<probe::HttpField> &headersOf(settings::EndpointConfig &config)
{
    return config.url.scheme() == QStringLiteral("wss") ? config.webSocket.options.headers
                                                        : config.http.headers;
}

} // namespace

class TestEndpointDialog : public QObject
{
    Q_OBJECT

private:
    ui::Theme theme{ui::lightPalette()};
    QPointer<EndpointDialog> dialog;

    template <typename T>
    T &part(const QString &name) const
    {
        return *dialog->findChild<T *>(name);
    }
    QLineEdit &field(const QString &name) const { return part<QLineEdit>(name); }
    QString reason() const { return part<QLabel>(QStringLiteral("okReason")).text(); }
    QPushButton &ok() const { return part<QPushButton>(QStringLiteral("ok")); }

    void open(EndpointDialog *shown)
    {
        dialog = shown;
        dialog->open();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
    }
    void openNew(const QStringList &taken = {}) { open(EndpointDialog::forNew({}, taken, theme, nullptr)); }
    void more() const { QTest::mouseClick(&part<QToolButton>(QStringLiteral("more")), Qt::LeftButton); }
    QToolButton &heading(ui::FieldSection section) const
    {
        return part<QToolButton>(QStringLiteral("section-%1").arg(static_cast<int>(section)));
    }
    void unfoldAll() const
    {
        for (int section = 0; section < static_cast<int>(ui::FieldSection::Count); ++section)
            heading(static_cast<ui::FieldSection>(section)).setChecked(true);
    }
    void type(const QString &name, const QString &text) const
    {
        QLineEdit &edit = field(name);
        edit.setFocus();
        edit.selectAll();
        QTest::keyClick(&edit, Qt::Key_Backspace);
        QTest::keyClicks(&edit, text);
    }
    QTableWidget &tableOf(const QString &key) const
    {
        return *part<QWidget>(key).findChild<QTableWidget *>();
    }
    /// Into the cell that is being edited.
    void typeInto(QTableWidget &table, const QString &text, Qt::Key end) const
    {
        auto *edit = table.viewport()->findChild<QLineEdit *>();
        QVERIFY(edit);
        edit->selectAll();
        QTest::keyClicks(edit, text);
        QTest::keyClick(edit, end);
        QTRY_VERIFY(edit != table.viewport()->findChild<QLineEdit *>());
    }
    /// By keyboard alone. Picked cells keep what they begin with.
    void addRow(const QString &key, const QStringList &cells) const
    {
        auto *add = part<QWidget>(key).findChild<QToolButton *>(QStringLiteral("addRow"));
        add->setFocus();
        QTest::keyClick(add, Qt::Key_Space);
        QTableWidget &table = tableOf(key);
        for (int column = 0; column < cells.size(); ++column) {
            if (cells.at(column).isEmpty())
                continue;
            table.setCurrentCell(table.rowCount() - 1, column);
            if (column > 0)
                QTest::keyClick(&table, Qt::Key_Return);
            typeInto(table, cells.at(column), Qt::Key_Return);
        }
    }
    void setValue(const QString &key, const QString &text) const
    {
        if (auto *box = dialog->findChild<QComboBox *>(key))
            box->setCurrentText(text);
        else if (auto *edit = dialog->findChild<QPlainTextEdit *>(key))
            edit->setPlainText(text);
        else
            type(key, text);
    }
    settings::EndpointConfig accepted() const
    {
        settings::EndpointConfig config;
        connect(dialog, &QDialog::accepted, dialog, [&] { config = dialog->config(); });
        QTest::mouseClick(&ok(), Qt::LeftButton);
        return config;
    }

    static void schemesWithHeaders()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("pointer");
        QTest::newRow("http") << QStringLiteral("http.headers") << QStringLiteral("/http/headers");
        QTest::newRow("websocket") << QStringLiteral("websocket.headers")
                                   << QStringLiteral("/websocket/headers");
    }

private Q_SLOTS:
    void cleanup() { delete dialog; }

    void aUrlAloneIsEnough()
    {
        openNew();
        QVERIFY(!ok().isEnabled());
        QVERIFY(!reason().isEmpty());
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("https://orders.example/health"));
        QVERIFY(ok().isEnabled());
        QVERIFY(reason().isEmpty());
        const settings::EndpointConfig config = accepted();
        QCOMPARE(config.url, QUrl(QStringLiteral("https://orders.example/health")));
        QVERIFY(!config.id.isEmpty());
        QVERIFY(!config.name.isEmpty());
        QCOMPARE(config.interval, settings::EndpointConfig().interval);
        QCOMPARE(config.circuit, settings::EndpointConfig().circuit);
    }

    void returnAcceptsWhatIsGood()
    {
        openNew();
        QSignalSpy accepted(dialog, &QDialog::accepted);
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("http://a.example"));
        QTest::keyClick(&field(QStringLiteral("url")), Qt::Key_Return);
        QCOMPARE(accepted.size(), 1);
    }

    void returnDoesNothingWhileSomethingIsBad()
    {
        openNew();
        QSignalSpy accepted(dialog, &QDialog::accepted);
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("ftp://a.example"));
        QTest::keyClick(&field(QStringLiteral("url")), Qt::Key_Return);
        QCOMPARE(accepted.size(), 0);
        QVERIFY(dialog->isVisible());
    }

    void badUrlsAreMarkedWithASentence_data()
    {
        QTest::addColumn<QString>("url");
        for (const char *url : {"ftp://x.example", "orders.example", "https://", "https://a b",
                                "https://u:p@x.example", "https://x.example:99999"})
            QTest::newRow(url) << QString::fromLatin1(url);
    }
    void badUrlsAreMarkedWithASentence()
    {
        QFETCH(QString, url);
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), url + QStringLiteral(" "));
        QVERIFY(!ok().isEnabled());
        const bool isBegun = url == QStringLiteral("https://");
        QCOMPARE(field(QStringLiteral("url")).property("invalid").toBool(), !isBegun);
        QCOMPARE(part<QLabel>(QStringLiteral("url.hint")).isVisible(), !isBegun);
        QCOMPARE(reason().isEmpty(), !isBegun); // said once
    }

    void theIdIsNoneOfThoseTaken()
    {
        openNew({settings::makeEndpointId(QUrl(QStringLiteral("http://a.example")), {})});
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("http://a.example"));
        const settings::EndpointConfig config = accepted();
        QVERIFY(config.id != settings::makeEndpointId(QUrl(QStringLiteral("http://a.example")), {}));
    }

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

    void mendingAValueClearsItsMark()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("http://a.example"));
        more();
        type(QStringLiteral("interval"), QStringLiteral("5"));
        QVERIFY(!ok().isEnabled());
        QTest::keyClicks(&field(QStringLiteral("interval")), QStringLiteral("00ms"));
        QVERIFY(!field(QStringLiteral("interval")).property("invalid").toBool());
        QCOMPARE(accepted().interval, health::Nanoseconds(500ms));
    }

    void everyFieldReadsBackWhatItWrites()
    {
        settings::EndpointConfig config;
        config.group = QStringLiteral("😀").repeated(settings::maxTagLength);
        config.tags = QStringList{QStringLiteral("eu"), QString(settings::maxTagLength, u'ż')};
        config.fallback = {{QUrl(QStringLiteral("dns:///b.example?type=MX")),
                            QUrl(QStringLiteral("dns://192.0.2.1/c.example?type=MX"))},
                           10min};
        config.interval = 250ms;
        config.circuit.failureRate = 0.35;
        config.retry.backoff.multiplier = 1.5;
        config.webSocket.maxRetries = 7;
        config.webSocket.refusedDelay = 90s;
        config.webSocket.stopCodes = {1000, 4999};
        config.webSocket.staleAfter = 5min;
        config.webSocket.queueLimit = 0;
        config.webSocket.options = {
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
        config.tls = {QStringLiteral("/etc/ca.pem"), QStringLiteral("/etc/me.pem"),
                      QStringLiteral("/etc/me.key"), QString(64, u'a'), true};
        config.certificateWarning = 0s;
        config.names = {probe::AddressFamily::IPv6, probe::NameSource::System, 0s};
        config.proxy = {probe::ProxyKind::Socks5, QStringLiteral("proxy.example"), 1080, QStringLiteral("me"),
                        QStringLiteral(" p ")};
        config.http.method = "PUT";
        config.http.authentication = probe::BasicAuthentication{QStringLiteral("me"), QStringLiteral(" p ")};
        config.http.version = probe::HttpVersion::Auto;
        config.http.keepAlive = true;
        config.http.redirects.limit = 3;
        config.http.expect.status = {{200, 299}, {404, 404}};
        config.http.expect.bodyContains = "ok";
        config.http.expect.bodyMatches = QStringLiteral("^a+$");
        config.http.expect.maxLatency = 2s;
        config.http.headers = {{"Accept", "a/b"}, {"X-Key", "ż \"k\""}};
        config.http.body = "{\"a\": \"b\\n\"}\n\tż";
        config.http.redirects.allowDowngrade = true;
        config.http.maxBody = 7;
        config.http.expect.maxSize = 268'435'456;
        config.http.expect.headers = {{"A"},
                                      {"B", probe::HeaderExpectation::Kind::Equals, "c"},
                                      {"D", probe::HeaderExpectation::Kind::Contains, "e f"}};
        config.http.expect.json = {
            {QStringLiteral("/a/0"), probe::JsonExpectation::Kind::Equals, "\"b\\t\""},
            {QString(), probe::JsonExpectation::Kind::Differs, "null"},
            {QStringLiteral("/id"), probe::JsonExpectation::Kind::GreaterOrEqual, "9007199254740993"}};
        config.http.expect.bodyContains = QByteArray("two\nlines\\ \xff\0\xc5\xbc", 15);
        config.tcp = {"PING\r\n", QByteArray("\x00\xff", 2)};
        config.url = QUrl(QStringLiteral("dns:///a.example?type=MX"));
        config.dns.expect = QStringList{QStringLiteral("10 mx.example")};
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
        settings::EndpointConfig read;
        read.url = config.url;
        for (const ui::FieldSpec &spec : ui::endpointFields())
            QVERIFY2(spec.parse(spec.print(config), read), qPrintable(spec.key));
        QCOMPARE(read, config);
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

    void editKeepsIdAndWhatWasNotTouched()
    {
        settings::EndpointConfig config;
        config.id = QStringLiteral("orders");
        config.name = QStringLiteral("Orders");
        config.url = QUrl(QStringLiteral("https://orders.example/"));
        config.paused = true;
        config.circuit.trialCalls = 3;
        open(EndpointDialog::forEdit(config, theme, nullptr));
        type(QStringLiteral("name"), QStringLiteral("Bestellungen"));
        config.name = QStringLiteral("Bestellungen");
        QCOMPARE(accepted(), config);
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

    void editLeavesWhatTheFormDoesNotShow()
    {
        settings::EndpointConfig config;
        config.id = QStringLiteral("orders");
        config.name = QStringLiteral("Orders");
        config.url = QUrl(QStringLiteral("https://orders.example/"));
        config.http.headers = {{"X-Key", "k"}};
        config.http.body = QByteArray("\x00\xff", 2);
        config.http.authentication = probe::BearerAuthentication{QStringLiteral("token")};
        config.http.expect.headers = {{"A"}};
        config.http.expect.json = {{QStringLiteral("/a"), probe::JsonExpectation::Kind::Less, "1"}};
        config.http.expect.bodyContains = QByteArray("two\nlines\xff");
        config.tcp = {"a", "b"};
        config.dns.expect = QStringList{QStringLiteral("192.0.2.1")};
        config.retry.maxAttempts = 1000;
        config.retry.totalTime = 3s;
        config.circuit.slowRate = 0.5;
        config.webSocket.maxRetries = 3;
        config.webSocket.options.headers = {{"X-Key", "k"}};
        config.tags = QStringList{QStringLiteral("eu, west"), QStringLiteral("tier 1")};
        config.fallback = {{QUrl(QStringLiteral("http://b.example/"))}, 10min};
        config.secretSources = {{QStringLiteral("/http/bearer"), QStringLiteral("TOKEN")}};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        type(QStringLiteral("interval"), QStringLiteral("7s"));
        config.interval = 7s;
        QVERIFY2(ok().isEnabled(), qPrintable(reason()));
        QCOMPARE(accepted(), config);
    }

    void rowsAreAddedEditedAndRemovedByKeyboard()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("https://a.example"));
        more();
        unfoldAll();
        auto &table = tableOf(QStringLiteral("http.headers"));
        QVERIFY(!table.isVisible());
        addRow(QStringLiteral("http.headers"), {QStringLiteral("Accept"), QStringLiteral("a/b")});
        addRow(QStringLiteral("http.headers"), {QStringLiteral("X-Key"), QStringLiteral("k")});
        QVERIFY(table.isVisible());
        QCOMPARE(dialog->isVisible(), true); // Return ended the editing, not the dialog
        table.setCurrentCell(0, 1);
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_Return);
        typeInto(table, QStringLiteral("c/d"), Qt::Key_Return);
        table.setCurrentCell(1, 0);
        QTest::keyClick(&table, Qt::Key_Delete);
        const std::vector<probe::HttpField> expected{{"Accept", "c/d"}};
        QCOMPARE(accepted().http.headers, expected);
    }

    void badRowsAreMarkedWithTheirNumber_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QStringList>("cells");
        const auto row = [](const char *key, const QStringList &cells) {
            QTest::addRow("%s: %s", key, qPrintable(cells.join(u' '))) << QString::fromLatin1(key) << cells;
        };
        row("http.headers", {QStringLiteral("a b"), QStringLiteral("c")});
        row("http.headers", {QStringLiteral("Content-Length"), QStringLiteral("3")});
        row("http.headers", {QStringLiteral("Accept"), QString()});
        row("http.expect.headers", {QStringLiteral("a b"), QString(), QString()});
        row("http.expect.json", {QStringLiteral("a"), QString(), QStringLiteral("1")});
        row("http.expect.json", {QStringLiteral("/a"), QString(), QStringLiteral("ok")});
        row("http.expect.json", {QStringLiteral("/a"), QString(), QStringLiteral("[]")});
        row("websocket.headers", {QStringLiteral("a b"), QStringLiteral("c")});
        row("websocket.headers", {QStringLiteral("Connection"), QStringLiteral("close")});
        row("websocket.headers", {QStringLiteral("Host"), QStringLiteral("a")});
        row("websocket.headers", {QStringLiteral("UPGRADE"), QStringLiteral("a")});
        row("websocket.headers", {QStringLiteral("sec-websocket-Protocol"), QStringLiteral("mqtt")});
        row("websocket.headers", {QStringLiteral("Accept"), QString()});
        row("websocket.expect.json", {QStringLiteral("a"), QString(), QStringLiteral("1")});
        row("websocket.keepalive.answer", {QStringLiteral("2")});
        row("websocket.keepalive.answer", {QStringLiteral("\\q"), QString(), QStringLiteral("3")});
        for (const char *url : {"b.example", "ftp://b.example", "https://me@b.example", "https://b:0",
                                "https://", "tcp://b.example:1", "wss://b.example"})
            row("fallback.urls", {QString::fromLatin1(url)});
    }
    void badRowsAreMarkedWithTheirNumber()
    {
        QFETCH(QString, key);
        QFETCH(QStringList, cells);
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), urlFor(key));
        more();
        unfoldAll();
        const QString hint = part<QLabel>(key + QStringLiteral(".hint")).text();
        addRow(key, cells);
        QVERIFY(part<QWidget>(key).property("invalid").toBool());
        const QString sentence = part<QLabel>(key + QStringLiteral(".hint")).text();
        QVERIFY2(sentence.startsWith(QStringLiteral("Row 1: ")) && sentence != hint, qPrintable(sentence));
        QVERIFY(!ok().isEnabled());
        QTest::keyClick(&tableOf(key), Qt::Key_Delete);
        QVERIFY2(ok().isEnabled(), qPrintable(reason()));
    }

    void aHeaderIsNotGivenTwice()
    {
        settings::EndpointConfig config;
        config.url = QUrl(QStringLiteral("https://a.example"));
        config.http.headers = {{"Accept", "a"}};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        more();
        addRow(QStringLiteral("http.headers"), {QStringLiteral("Accept"), QStringLiteral("b")});
        QVERIFY(reason().contains(QStringLiteral("Row 2: Accept is here twice.")));
    }

    /// Under its old name only, its value would be written out into the file.
    void aRenamedHeaderGoesOnComingFromTheEnvironment_data() { schemesWithHeaders(); }
    void aRenamedHeaderGoesOnComingFromTheEnvironment()
    {
        QFETCH(QString, key);
        QFETCH(QString, pointer);
        settings::EndpointConfig config;
        config.url = QUrl(urlFor(key));
        headersOf(config) = {{"X-Key", "hidden"}};
        config.secretSources = {{pointer + QStringLiteral("/X-Key"), QStringLiteral("KEY")}};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        more();
        auto &table = tableOf(key);
        table.setCurrentCell(0, 0);
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_Return);
        typeInto(table, QStringLiteral("X-Token"), Qt::Key_Return);
        settings::EndpointConfig edited = accepted();
        QCOMPARE(headersOf(edited).front().name, QByteArray("X-Token"));
        QCOMPARE(edited.secretSources[pointer + QStringLiteral("/X-Token")], QStringLiteral("KEY"));
    }

    void valuesOfHeadersAreHidden_data() { schemesWithHeaders(); }
    void valuesOfHeadersAreHidden()
    {
        QFETCH(QString, key);
        settings::EndpointConfig config;
        config.url = QUrl(urlFor(key));
        headersOf(config) = {{"X-Key", "hidden"}};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        const auto &table = tableOf(key);
        const auto *delegate = qobject_cast<QStyledItemDelegate *>(table.itemDelegateForColumn(1));
        QVERIFY(!delegate->displayText(QStringLiteral("hidden"), {}).contains(QStringLiteral("hidden")));
        QCOMPARE(table.item(0, 1)->data(Qt::AccessibleTextRole).toString(), QStringLiteral("not shown"));
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

    void aTypedTextTakenBackIsForgotten()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("https://a.example"));
        more();
        unfoldAll();
        type(QStringLiteral("http.basic.user"), QStringLiteral("me"));
        type(QStringLiteral("http.basic.password"), QStringLiteral("p"));
        type(QStringLiteral("http.basic.password"), QString());
        type(QStringLiteral("http.basic.user"), QString());
        QCOMPARE(accepted().http, settings::EndpointConfig().http);
    }

    void whatIsPickedIsStored()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("https://a.example"));
        more();
        unfoldAll();
        auto &box = part<QCheckBox>(QStringLiteral("http.keep_alive"));
        QCOMPARE(box.text(), QStringLiteral("no"));
        box.setFocus();
        QTest::keyClick(&box, Qt::Key_Space);
        QCOMPARE(box.text(), QStringLiteral("yes"));
        auto &family = part<QComboBox>(QStringLiteral("names.family"));
        family.setFocus();
        QTest::keyClick(&family, Qt::Key_Down);
        const settings::EndpointConfig config = accepted();
        QVERIFY(config.http.keepAlive);
        QCOMPARE(config.names.family, probe::AddressFamily::IPv4);
    }

    void secretsAreMasked()
    {
        openNew();
        for (const char *key : {"http.basic.password", "http.bearer", "proxy.password",
                                "websocket.basic.password", "websocket.bearer"})
            QCOMPARE(field(QString::fromLatin1(key)).echoMode(), QLineEdit::Password);
    }

    void sectionsShowWhereTheyMatter_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char *url, const char *shown) {
            QTest::newRow(url) << QString::fromLatin1(url) << QString::fromLatin1(shown);
        };
        row("http://a", "http.method http.expect.status tls.ca_file names.family proxy.url fallback.urls");
        row("HTTPS://a",
            "http.method http.expect.status tls.ca_file tls.pin names.family proxy.url fallback.urls");
        row("ws://a", "names.family proxy.url websocket.bearer websocket.send websocket.pong_timeout");
        row("wss://a", "tls.ca_file tls.pin names.family proxy.url websocket.bearer websocket.send "
                       "websocket.pong_timeout");
        row("tcp://a:1", "names.family proxy.url tcp.send fallback.urls");
        row("tls://a:1", "tls.ca_file tls.pin names.family proxy.url tcp.send fallback.urls");
        row("dns:///a", "names.family dns.expect fallback.urls");
        row("", "names.family");
    }
    void sectionsShowWhereTheyMatter()
    {
        QFETCH(QString, url);
        QFETCH(QString, shown);
        openNew();
        more();
        unfoldAll();
        field(QStringLiteral("url")).setText(url);
        const QStringList expected = shown.split(u' ', Qt::SkipEmptyParts);
        for (const char *key : {"http.method", "http.expect.status", "tls.ca_file", "tls.pin", "names.family",
                                "proxy.url", "tcp.send", "dns.expect", "websocket.bearer", "websocket.send",
                                "websocket.pong_timeout", "fallback.urls"}) {
            const bool isShown = part<QWidget>(QString::fromLatin1(key)).isVisible();
            QVERIFY2(isShown == expected.contains(QLatin1StringView(key)), key);
        }
        for (const char *key : {"interval", "group", "tags"})
            QVERIFY2(field(QString::fromLatin1(key)).isVisible(), key);
    }

    void sectionsFold()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("https://a.example"));
        more();
        QVERIFY(!field(QStringLiteral("tls.pin")).isVisible());
        QTest::mouseClick(&heading(ui::FieldSection::Tls), Qt::LeftButton);
        QVERIFY(field(QStringLiteral("tls.pin")).isVisible());
        QTest::mouseClick(&heading(ui::FieldSection::Tls), Qt::LeftButton);
        QVERIFY(!field(QStringLiteral("tls.pin")).isVisible());
    }

    void aSectionWithValuesOfItsOwnBeginsUnfolded()
    {
        settings::EndpointConfig config;
        config.url = QUrl(QStringLiteral("https://a.example"));
        config.tls.pin = QString(64, u'a');
        open(EndpointDialog::forEdit(config, theme, nullptr));
        more();
        QVERIFY(field(QStringLiteral("tls.pin")).isVisible());
        QVERIFY(!field(QStringLiteral("http.method")).isVisible());
    }

    void aBadValueCannotBeFoldedAway()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("https://a.example"));
        more();
        unfoldAll();
        type(QStringLiteral("tls.pin"), QStringLiteral("abc"));
        field(QStringLiteral("url")).setFocus();
        QTest::mouseClick(&heading(ui::FieldSection::Tls), Qt::LeftButton);
        QVERIFY(field(QStringLiteral("tls.pin")).isVisible());
        QVERIFY(field(QStringLiteral("tls.pin")).hasFocus());
        more();
        QVERIFY(field(QStringLiteral("tls.pin")).isVisible());
    }

    void aBadValueThatWasLoadedIsShown()
    {
        settings::EndpointConfig config;
        config.url = QUrl(QStringLiteral("https://a.example"));
        config.tls.clientKey = QStringLiteral("key.pem");
        open(EndpointDialog::forEdit(config, theme, nullptr));
        QVERIFY(!ok().isEnabled());
        QVERIFY(field(QStringLiteral("tls.client_key")).isVisible());
        QVERIFY(field(QStringLiteral("tls.client_key")).hasFocus());
    }

    void aUrlCanBeTypedToItsEndThoughItMakesAValueBad()
    {
        settings::EndpointConfig config;
        config.url = QUrl(QStringLiteral("https://a.example"));
        config.fallback.urls = {QUrl(QStringLiteral("https://b.example"))};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        type(QStringLiteral("url"), QString());
        const QByteArray url = "tls://a.example:5432";
        for (const char key : url)
            QTest::keyClick(dialog->focusWidget(), key);
        QCOMPARE(field(QStringLiteral("url")).text(), QString::fromLatin1(url));
        QVERIFY(part<QWidget>(QStringLiteral("fallback.urls")).isVisible());
        QVERIFY(!ok().isEnabled());
    }

    void aBadValueOfAnotherSchemeIsInNobodysWay()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("https://a.example"));
        more();
        unfoldAll();
        type(QStringLiteral("tls.pin"), QStringLiteral("abc"));
        QVERIFY(!ok().isEnabled());
        field(QStringLiteral("url")).setText(QStringLiteral("http://a.example"));
        QVERIFY2(ok().isEnabled(), qPrintable(reason()));
        QVERIFY(accepted().tls.pin.isEmpty());
    }

    void whatWasTypedForAnotherSchemeIsNotStored()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("https://a.example"));
        more();
        unfoldAll();
        type(QStringLiteral("tls.pin"), QString(64, u'a'));
        field(QStringLiteral("url")).setText(QStringLiteral("http://a.example"));
        QVERIFY(accepted().tls.pin.isEmpty());
    }

    void settingsOfWebSocketsShowForThemAlone()
    {
        openNew();
        more();
        QVERIFY(!field(QStringLiteral("websocket.pong_timeout")).isVisible());
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("wss://x.example"));
        QVERIFY(field(QStringLiteral("websocket.pong_timeout")).isVisible());
        type(QStringLiteral("websocket.max_retries"), QString());
        QVERIFY(ok().isEnabled());
        QVERIFY(!accepted().webSocket.maxRetries);
    }

    /// What is not typed anew is as it was, and so is where it came from.
    void whatAWebSocketHasFromTheEnvironmentSurvivesAnEdit()
    {
        settings::EndpointConfig config;
        config.id = QStringLiteral("ticker");
        config.name = QStringLiteral("Ticker");
        config.url = QUrl(QStringLiteral("wss://a.example"));
        config.webSocket.options.headers = {{"X-Key", "hidden"}};
        config.webSocket.options.authentication = probe::BearerAuthentication{QStringLiteral("token")};
        config.webSocket.options.greeting = QStringLiteral(" {\"key\":\u00a0\"k\"} ");
        config.secretSources = {
            {QStringLiteral("/websocket/headers/X-Key"), QStringLiteral("KEY")},
            {QStringLiteral("/websocket/bearer"), QStringLiteral("TOKEN")},
            {QStringLiteral("/websocket/send"), QStringLiteral("HELLO")},
            {QStringLiteral("/websocket/keepalive/send"), QStringLiteral("PING")},
            {QStringLiteral("/websocket/keepalive/answer/0/send"), QStringLiteral("PONG")}};
        config.webSocket.options.keepalive = {
            .answer = {{probe::KeepaliveAnswer::Kind::Equals, " 2", QStringLiteral(" pong\u00a0")}},
            .send = QStringLiteral(" ping\u00a0")};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        more();
        type(QStringLiteral("websocket.queue"), QStringLiteral("7"));
        config.webSocket.queueLimit = 7;
        QVERIFY2(ok().isEnabled(), qPrintable(reason()));
        QCOMPARE(accepted(), config);
    }

    void keepaliveThatCouldNotWorkIsRefused_data()
    {
        QTest::addColumn<QString>("rows");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("pattern") << QStringLiteral("^0\\{\ta pattern\t40") << true;
        QTest::newRow("no pattern") << QStringLiteral("a(b\ta pattern\t3") << false;
        QTest::newRow("pattern of another engine") << QStringLiteral("\\C\ta pattern\t3") << false;
        QTest::newRow("no pattern as a message") << QStringLiteral("a(b\tthe whole\t3") << true;
        QTest::newRow("empty pattern") << QStringLiteral("\ta pattern\t3") << false;
        QTest::newRow("no message") << QStringLiteral("\tthe whole\t3") << false;
        QTest::newRow("blank") << QStringLiteral(" \tthe whole\t3") << true;
        QTest::newRow("as long as a message may be")
            << QString(100, u'x') + QStringLiteral("\tthe whole\t3") << true;
        QTest::newRow("longer") << QString(101, u'x') + QStringLiteral("\tthe whole\t3") << false;
        QTest::newRow("longest answer") << QStringLiteral("2\tthe whole\t") + QString(8192, u'x') << true;
        QTest::newRow("longer answer") << QStringLiteral("2\tthe whole\t") + QString(8193, u'x') << false;
    }
    void keepaliveThatCouldNotWorkIsRefused()
    {
        QFETCH(QString, rows);
        QFETCH(bool, isGood);
        const auto fields = ui::endpointFields();
        const auto spec =
            std::ranges::find(fields, QStringLiteral("websocket.keepalive.answer"), &ui::FieldSpec::key);
        settings::EndpointConfig config;
        config.webSocket.options.maxMessage = 100;
        const auto parsed = spec->parse(rows, config);
        QCOMPARE(parsed.has_value(), isGood);
        QCOMPARE(config.webSocket.options.keepalive.answer.size(), std::size_t(isGood ? 1 : 0));
        if (parsed)
            QCOMPARE(spec->print(config), rows);
    }

    /// In its old row only, it would be written out into the file.
    void anAnswerInAnotherRowGoesOnComingFromTheEnvironment()
    {
        settings::EndpointConfig config;
        config.url = QUrl(QStringLiteral("wss://a.example"));
        config.webSocket.options.keepalive.answer = {
            {probe::KeepaliveAnswer::Kind::Equals, "1", QStringLiteral("plain")},
            {probe::KeepaliveAnswer::Kind::Equals, "2", QStringLiteral("hidden")}};
        config.secretSources = {
            {QStringLiteral("/websocket/keepalive/answer/1/send"), QStringLiteral("ANSWER")}};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        more();
        auto &table = tableOf(QStringLiteral("websocket.keepalive.answer"));
        table.setCurrentCell(0, 0);
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_Delete);
        settings::EndpointConfig edited = accepted();
        QCOMPARE(edited.webSocket.options.keepalive.answer.front().send, QStringLiteral("hidden"));
        QCOMPARE(edited.secretSources[QStringLiteral("/websocket/keepalive/answer/0/send")],
                 QStringLiteral("ANSWER"));
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
        QCOMPARE(accepted().webSocket.options.greeting, QString(8192, u'a'));
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
        const settings::EndpointConfig config = accepted();
        QVERIFY(config.webSocket.stopCodes.empty());
        QVERIFY(config.webSocket.options.subprotocols.isEmpty());
    }

    void groupAndTagsAreStoredWithoutBlanksAround()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("ws://a.example"));
        more();
        type(QStringLiteral("group"), QStringLiteral(" Billing & co "));
        type(QStringLiteral("tags"), QStringLiteral("eu ,  tier 1"));
        const settings::EndpointConfig config = accepted();
        QCOMPARE(config.group, QStringLiteral("Billing & co"));
        QCOMPARE(config.tags, QStringList({QStringLiteral("eu"), QStringLiteral("tier 1")}));
    }

    void groupAndTagsCanBeTakenBack()
    {
        settings::EndpointConfig config;
        config.url = QUrl(QStringLiteral("https://a.example"));
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

    void fallbacksOfTheSameKindAreStoredInTheirOrder()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("https://a.example"));
        more();
        unfoldAll();
        addRow(QStringLiteral("fallback.urls"), {QStringLiteral("HTTP://c.example/x")});
        addRow(QStringLiteral("fallback.urls"), {QStringLiteral("https://b.example")});
        type(QStringLiteral("fallback.last_good"), QStringLiteral("10m"));
        part<QCheckBox>(QStringLiteral("fallback.send_credentials")).setChecked(true);
        const settings::FallbackSettings expected{
            {QUrl(QStringLiteral("http://c.example/x")), QUrl(QStringLiteral("https://b.example"))},
            10min,
            true};
        QCOMPARE(accepted().fallback, expected);
    }

    void aFallbackFollowsTheKindOfTheUrl()
    {
        settings::EndpointConfig config;
        config.url = QUrl(QStringLiteral("https://a.example"));
        config.fallback.urls = {QUrl(QStringLiteral("https://b.example"))};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        more();
        QVERIFY(ok().isEnabled());
        field(QStringLiteral("url")).setText(QStringLiteral("tls://a.example:1"));
        QVERIFY(part<QWidget>(QStringLiteral("fallback.urls")).property("invalid").toBool());
        QVERIFY2(reason().contains(QStringLiteral("Row 1: It answers the same question")),
                 qPrintable(reason()));
        field(QStringLiteral("url")).setText(QStringLiteral("http://a.example"));
        QVERIFY(ok().isEnabled());
    }

    void escapeLeavesEverythingAsItWas()
    {
        openNew();
        QSignalSpy accepted(dialog, &QDialog::accepted);
        QSignalSpy rejected(dialog, &QDialog::rejected);
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("http://a.example"));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QCOMPARE(accepted.size(), 0);
        QCOMPARE(rejected.size(), 1);
    }
};

FUSEBOX_WIDGET_TEST(TestEndpointDialog)
#include "tst_endpoint_dialog.moc"
