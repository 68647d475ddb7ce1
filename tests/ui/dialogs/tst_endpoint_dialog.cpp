// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/config_parts.h"
#include "tests/support/widget_test.h"
#include "tests/ui/dialogs/shown_form.h"

using namespace fusebox;
using namespace std::chrono_literals;
using ui::EndpointDialog;

class TestEndpointDialog : public QObject, private testing::ShownForm
{
    Q_OBJECT

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
        settings::EndpointConfig config = accepted();
        QCOMPARE(config.url(), QUrl(QStringLiteral("https://orders.example/health")));
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
        settings::EndpointConfig config = accepted();
        QVERIFY(config.id != settings::makeEndpointId(QUrl(QStringLiteral("http://a.example")), {}));
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

    void editKeepsIdAndWhatWasNotTouched()
    {
        settings::EndpointConfig config;
        config.id = QStringLiteral("orders");
        config.name = QStringLiteral("Orders");
        config.asked = QUrl(QStringLiteral("https://orders.example/"));
        config.paused = true;
        config.circuit.trialCalls = 3;
        open(EndpointDialog::forEdit(config, theme, nullptr));
        type(QStringLiteral("name"), QStringLiteral("Bestellungen"));
        config.name = QStringLiteral("Bestellungen");
        QCOMPARE(accepted(), config);
    }

    void editLeavesWhatTheFormDoesNotShow()
    {
        settings::EndpointConfig config;
        config.id = QStringLiteral("orders");
        config.name = QStringLiteral("Orders");
        config.asked = QUrl(QStringLiteral("https://orders.example/"));
        testing::httpOf(config).headers = {{"X-Key", "k"}};
        testing::httpOf(config).body = QByteArray("\x00\xff", 2);
        testing::httpOf(config).authentication = probe::BearerAuthentication{QStringLiteral("token")};
        testing::httpOf(config).expect.headers = {{"A"}};
        testing::httpOf(config).expect.json = {
            {QStringLiteral("/a"), probe::JsonExpectation::Kind::Less, "1"}};
        testing::httpOf(config).expect.bodyContains = QByteArray("two\nlines\xff");
        config.retry.maxAttempts = 1000;
        config.retry.totalTime = 3s;
        config.circuit.slowRate = 0.5;
        config.tags = QStringList{QStringLiteral("eu, west"), QStringLiteral("tier 1")};
        testing::fallbackOf(config) = {{QUrl(QStringLiteral("http://b.example/"))}, 10min};
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
        QCOMPARE(accepted().part<probe::HttpOptions>(), probe::HttpOptions());
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
        settings::EndpointConfig config = accepted();
        QVERIFY(testing::httpOf(config).keepAlive);
        QCOMPARE(testing::namesOf(config).family, probe::AddressFamily::IPv4);
    }

    void secretsAreMasked()
    {
        openNew();
        for (const char *key : {"http.basic.password", "http.bearer", "proxy.password",
                                "websocket.basic.password", "websocket.bearer"})
            QCOMPARE(field(QString::fromLatin1(key)).echoMode(), QLineEdit::Password);
    }

    void aBadValueThatWasLoadedIsShown()
    {
        settings::EndpointConfig config;
        config.asked = QUrl(QStringLiteral("https://a.example"));
        testing::trustOf(config).clientKey = QStringLiteral("key.pem");
        open(EndpointDialog::forEdit(config, theme, nullptr));
        QVERIFY(!ok().isEnabled());
        QVERIFY(field(QStringLiteral("tls.client_key")).isVisible());
        QVERIFY(field(QStringLiteral("tls.client_key")).hasFocus());
    }

    void aUrlCanBeTypedToItsEndThoughItMakesAValueBad()
    {
        settings::EndpointConfig config;
        config.asked = QUrl(QStringLiteral("https://a.example"));
        testing::fallbackOf(config).urls = {QUrl(QStringLiteral("https://b.example"))};
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
        QVERIFY(accepted().part<settings::TlsSettings>().trust.pin.isEmpty());
    }

    void whatWasTypedForAnotherSchemeIsNotStored()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("https://a.example"));
        more();
        unfoldAll();
        type(QStringLiteral("tls.pin"), QString(64, u'a'));
        field(QStringLiteral("url")).setText(QStringLiteral("http://a.example"));
        QVERIFY(accepted().part<settings::TlsSettings>().trust.pin.isEmpty());
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
