// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/health/endpoint_config.h"

using namespace fusebox::health;
using namespace Qt::StringLiterals;

class TestEndpointConfig final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void badUrlsAreToldApart_data();
    void badUrlsAreToldApart();
    void goodUrlsAreTaken_data();
    void goodUrlsAreTaken();
    void theSchemeDecidesTheKind();
    void idsAreReadableAndUnique();
    void namesLeaveOutWhatSaysNothing();
};

void TestEndpointConfig::badUrlsAreToldApart_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("error");
    const auto row = [](const char *name, const QString &text, UrlError error) {
        QTest::newRow(name) << text << static_cast<int>(error);
    };
    row("empty", u""_s, UrlError::Empty);
    row("blanks", u"  "_s, UrlError::Empty);
    row("host alone", u"example.org"_s, UrlError::NoScheme);
    row("host and port", u"example.org:80"_s, UrlError::NoScheme);
    row("ftp", u"ftp://example.org"_s, UrlError::UnknownScheme);
    row("javascript", u"javascript://x"_s, UrlError::UnknownScheme);
    row("no host", u"http://"_s, UrlError::NoHost);
    row("path alone", u"http:///health"_s, UrlError::NoHost);
    row("user and password", u"http://u:p@example.org/"_s, UrlError::HasCredentials);
    row("port too large", u"http://example.org:65536/"_s, UrlError::BadPort);
    row("port zero", u"http://example.org:0/"_s, UrlError::BadPort);
    row("port of letters", u"http://example.org:http/"_s, UrlError::BadPort);
    row("blank inside", u"http://exa mple.org/"_s, UrlError::Malformed);
    row("open bracket", u"http://[::1/"_s, UrlError::Malformed);
}

void TestEndpointConfig::badUrlsAreToldApart()
{
    QFETCH(const QString, text);
    QFETCH(const int, error);
    const auto url = parseEndpointUrl(text);
    QVERIFY(!url);
    QCOMPARE(static_cast<int>(url.error()), error);
}

void TestEndpointConfig::goodUrlsAreTaken_data()
{
    QTest::addColumn<QString>("text");
    for (const auto *text :
         {"http://example.org", "https://example.org:8443/health?x=1", "ws://127.0.0.1:9/",
          "wss://[::1]:443/feed", "HTTP://EXAMPLE.ORG/", "http://[2001:db8::1]/", "http://host/a:b"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestEndpointConfig::goodUrlsAreTaken()
{
    QFETCH(const QString, text);
    QVERIFY(parseEndpointUrl(text).has_value());
    QVERIFY(parseEndpointUrl(u' ' + text + u'\n').has_value());
}

void TestEndpointConfig::theSchemeDecidesTheKind()
{
    QCOMPARE(kindOf({.url = QUrl(u"https://a"_s)}), EndpointKind::Http);
    QCOMPARE(kindOf({.url = QUrl(u"wss://a"_s)}), EndpointKind::WebSocket);
}

void TestEndpointConfig::idsAreReadableAndUnique()
{
    const QUrl url(u"https://Orders.example:8443/v1/health"_s);
    QCOMPARE(makeEndpointId(url, {}), u"orders.example-8443-v1-health"_s);
    QCOMPARE(makeEndpointId(url, {u"orders.example-8443-v1-health"_s}), u"orders.example-8443-v1-health-2"_s);
    QVERIFY(makeEndpointId(QUrl(u"http://a/"_s + QString(500, u'x')), {}).size() <= 100);
}

void TestEndpointConfig::namesLeaveOutWhatSaysNothing()
{
    QCOMPARE(defaultEndpointName(QUrl(u"https://orders.example/"_s)), u"orders.example"_s);
    QCOMPARE(defaultEndpointName(QUrl(u"https://orders.example:81/x"_s)), u"orders.example:81/x"_s);
}

QTEST_GUILESS_MAIN(TestEndpointConfig)
#include "tst_endpoint_config.moc"
