// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPalette>
#include <QPointer>
#include <QPushButton>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "ui/dialogs/endpoint_dialog.h"
#include "ui/dialogs/endpoint_fields.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::EndpointConfig;
using ui::EndpointDialog;

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
    EndpointConfig accepted() const
    {
        EndpointConfig config;
        connect(dialog, &QDialog::accepted, dialog, [&] { config = dialog->config(); });
        QTest::mouseClick(&ok(), Qt::LeftButton);
        return config;
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
        const EndpointConfig config = accepted();
        QCOMPARE(config.url, QUrl(QStringLiteral("https://orders.example/health")));
        QVERIFY(!config.id.isEmpty());
        QVERIFY(!config.name.isEmpty());
        QCOMPARE(config.interval, EndpointConfig().interval);
        QCOMPARE(config.circuit, EndpointConfig().circuit);
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
        openNew({health::makeEndpointId(QUrl(QStringLiteral("http://a.example")), {})});
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("http://a.example"));
        const EndpointConfig config = accepted();
        QVERIFY(config.id != health::makeEndpointId(QUrl(QStringLiteral("http://a.example")), {}));
    }

    void badValuesAreMarkedAtTheirField_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *key, const char *text) {
            QTest::addRow("%s=%s", key, text) << QString::fromLatin1(key) << QString::fromLatin1(text);
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
    }
    void badValuesAreMarkedAtTheirField()
    {
        QFETCH(QString, key);
        QFETCH(QString, text);
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("https://a.example"));
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
        EndpointConfig config;
        config.interval = 250ms;
        config.circuit.failureRate = 0.35;
        config.retry.backoff.multiplier = 1.5;
        config.webSocket.maxRetries = 7;
        config.tls = {QStringLiteral("/etc/ca.pem"), QStringLiteral("/etc/me.pem"),
                      QStringLiteral("/etc/me.key"), QString(64, u'a'), true};
        config.certificateWarning = 0s;
        config.names = {probe::AddressFamily::IPv6, probe::NameSource::System, 0s};
        config.proxy = {probe::ProxyKind::Socks5, QStringLiteral("proxy.example"), 1080, QStringLiteral("me"),
                        QStringLiteral(" p ")};
        config.http.method = "HEAD";
        config.http.authentication = probe::BasicAuthentication{QStringLiteral("me"), QStringLiteral(" p ")};
        config.http.version = probe::HttpVersion::Auto;
        config.http.keepAlive = true;
        config.http.redirects.limit = 3;
        config.http.expect.status = {{200, 299}, {404, 404}};
        config.http.expect.bodyContains = "ok";
        config.http.expect.bodyMatches = QStringLiteral("^a+$");
        config.http.expect.maxLatency = 2s;
        EndpointConfig read;
        for (const ui::FieldSpec &spec : ui::endpointFields())
            QVERIFY2(spec.parse(spec.print(config), read), qPrintable(spec.key));
        QCOMPARE(read, config);
    }

    void editKeepsIdAndWhatWasNotTouched()
    {
        EndpointConfig config;
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

    void editLeavesWhatTheFormDoesNotShow()
    {
        EndpointConfig config;
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
        config.secretSources = {{QStringLiteral("/http/bearer"), QStringLiteral("TOKEN")}};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        type(QStringLiteral("interval"), QStringLiteral("7s"));
        config.interval = 7s;
        QVERIFY2(ok().isEnabled(), qPrintable(reason()));
        QCOMPARE(accepted(), config);
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
        QCOMPARE(accepted().http, EndpointConfig().http);
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
        const EndpointConfig config = accepted();
        QVERIFY(config.http.keepAlive);
        QCOMPARE(config.names.family, probe::AddressFamily::IPv4);
    }

    void secretsAreMasked()
    {
        openNew();
        for (const char *key : {"http.basic.password", "http.bearer", "proxy.password"})
            QCOMPARE(field(QString::fromLatin1(key)).echoMode(), QLineEdit::Password);
    }

    void sectionsShowWhereTheyMatter_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char *url, const char *shown) {
            QTest::newRow(url) << QString::fromLatin1(url) << QString::fromLatin1(shown);
        };
        row("http://a", "http.method http.expect.status names.family");
        row("HTTPS://a", "http.method http.expect.status tls.pin names.family");
        row("ws://a", "websocket.pong_timeout");
        row("wss://a", "tls.pin websocket.pong_timeout");
        row("tcp://a:1", "names.family");
        row("tls://a:1", "tls.pin names.family");
        row("dns:///a", "");
        row("", "");
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
        for (const char *key :
             {"http.method", "http.expect.status", "tls.pin", "names.family", "websocket.pong_timeout"}) {
            const bool isShown = part<QWidget>(QString::fromLatin1(key)).isVisible();
            QVERIFY2(isShown == expected.contains(QLatin1StringView(key)), key);
        }
        QVERIFY(field(QStringLiteral("interval")).isVisible());
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
        EndpointConfig config;
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
        EndpointConfig config;
        config.url = QUrl(QStringLiteral("https://a.example"));
        config.tls.clientKey = QStringLiteral("key.pem");
        open(EndpointDialog::forEdit(config, theme, nullptr));
        QVERIFY(!ok().isEnabled());
        QVERIFY(field(QStringLiteral("tls.client_key")).isVisible());
        QVERIFY(field(QStringLiteral("tls.client_key")).hasFocus());
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

QTEST_MAIN(TestEndpointDialog)
#include "tst_endpoint_dialog.moc"
