// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/config_parts.h"
#include "tests/support/widget_test.h"
#include "tests/ui/dialogs/shown_form.h"

using namespace fusebox;
using ui::EndpointDialog;

class TestFormSections : public QObject, private testing::ShownForm
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { delete dialog; }

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
        config.asked = QUrl(QStringLiteral("https://a.example"));
        testing::trustOf(config).pin = QString(64, u'a');
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

    void settingsOfWebSocketsShowForThemAlone()
    {
        openNew();
        more();
        QVERIFY(!field(QStringLiteral("websocket.pong_timeout")).isVisible());
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("wss://x.example"));
        QVERIFY(field(QStringLiteral("websocket.pong_timeout")).isVisible());
        type(QStringLiteral("websocket.max_retries"), QString());
        QVERIFY(ok().isEnabled());
        QVERIFY(!accepted().part<settings::WebSocketSettings>().maxRetries);
    }
};

FUSEBOX_WIDGET_TEST(TestFormSections)
#include "tst_form_sections.moc"
