// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/settings/endpoint_config.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::settings;
using namespace Qt::StringLiterals;

class TestEndpointConfig final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void badUrlsAreToldApart_data();
    void badUrlsAreToldApart();
    void whatIsWrittenInManyWaysIsOneUrl_data();
    void whatIsWrittenInManyWaysIsOneUrl();
    void goodUrlsAreTaken_data();
    void goodUrlsAreTaken();
    void theSchemeDecidesTheKind();
    void theUrlOfDnsSaysWhatIsAsked();
    void idsAreReadableAndUnique();
    void namesLeaveOutWhatSaysNothing();
};

void TestEndpointConfig::badUrlsAreToldApart_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("error");
    const auto row = [](const char *name, const QString &text, settings::UrlError error) {
        QTest::newRow(name) << text << static_cast<int>(error);
    };
    row("empty", u""_s, settings::UrlError::Empty);
    row("blanks", u"  "_s, settings::UrlError::Empty);
    row("host alone", u"example.org"_s, settings::UrlError::NoScheme);
    row("host and port", u"example.org:80"_s, settings::UrlError::NoScheme);
    row("ftp", u"ftp://example.org"_s, UrlError::UnknownScheme);
    row("javascript", u"javascript://x"_s, UrlError::UnknownScheme);
    row("no host", u"http://"_s, UrlError::NoHost);
    row("path alone", u"http:///health"_s, UrlError::NoHost);
    row("user and password", u"http://u:p@example.org/"_s, UrlError::HasCredentials);
    row("port too large", u"http://example.org:65536/"_s, UrlError::BadPort);
    row("port zero", u"http://example.org:0/"_s, UrlError::BadPort);
    row("port of letters", u"http://example.org:http/"_s, UrlError::BadPort);
    row("blank inside", u"http://exa mple.org/"_s, UrlError::Malformed);
    row("stroke in the host", u"http://a|b/"_s, UrlError::Malformed);
    row("open bracket", u"http://[::1/"_s, UrlError::Malformed);
    row("at sign alone", u"http://@example.org/"_s, UrlError::HasCredentials);
    row("password in a bad URL", u"http://me:sec ret@example.org/"_s, UrlError::HasCredentials);
    row("password with a number sign", u"https://me:pa#ss@example.org/"_s, UrlError::HasCredentials);
    row("password that begins with a number sign", u"https://me:#pass@example.org/"_s,
        settings::UrlError::HasCredentials);
    row("password of digits and a number sign", u"https://me:12#34@example.org"_s, UrlError::HasCredentials);
    row("password with a slash", u"https://me:pa/ss@example.org/"_s, UrlError::HasCredentials);
    row("password with a question mark", u"https://me:pa?ss@example.org/"_s, UrlError::HasCredentials);
    row("user and password without slashes", u"http:me:password@example.org"_s, settings::UrlError::NoScheme);
    row("blank of another kind around", u"\u00a0http://example.org/"_s, UrlError::UnknownScheme);
    row("control character of Latin-1", u"http://example.org/\u0085"_s, UrlError::Malformed);
    row("what cannot be seen", u"http://example.org/\u200b"_s, UrlError::Malformed);
    row("colon alone", u"http://:/"_s, UrlError::NoHost);
    row("zone without a name", u"http://[fe80::1%]/"_s, UrlError::Malformed);
    row("zone with a blank", u"http://[fe80::1%a b]/"_s, UrlError::Malformed);
    row("zone of IPv4", u"http://192.0.2.1%eth0/"_s, UrlError::Malformed);
    row("tcp without port", u"tcp://example.org"_s, UrlError::NoPort);
    row("tcp with an empty port", u"tcp://example.org:"_s, UrlError::NoPort);
    row("tls with an empty port", u"tls://[fe80::1%eth0]:"_s, UrlError::NoPort);
    row("tls without port", u"tls://example.org"_s, UrlError::NoPort);
    row("tcp without host", u"tcp://"_s, UrlError::NoHost);
    row("tcp with a path", u"tcp://example.org:80/x"_s, UrlError::HasPath);
    row("tcp with a slash", u"tcp://example.org:80/"_s, UrlError::HasPath);
    row("tls with a query", u"tls://example.org:80?x"_s, UrlError::HasPath);
    row("dns without name", u"dns://192.0.2.1"_s, UrlError::NoName);
    row("dns without anything", u"dns://"_s, UrlError::NoName);
    row("dns with a port alone", u"dns://:53/example.org"_s, UrlError::NoHost);
    row("dns with two names", u"dns://192.0.2.1/example.org/x"_s, UrlError::BadName);
    row("dns with half a name", u"dns:///example..org"_s, UrlError::BadName);
    row("dns with a name too long", u"dns:///"_s + u"abcdefghi."_s.repeated(26), UrlError::BadName);
    row("dns with an unknown type", u"dns:///example.org?type=WKS"_s, UrlError::UnknownRecordType);
    row("dns with no type", u"dns:///example.org?type="_s, UrlError::UnknownRecordType);
    row("dns with another key", u"dns:///example.org?typ=A"_s, UrlError::UnknownRecordType);
    row("exec with a path", u"exec:/bin/true"_s, UrlError::HasMore);
    row("exec with slashes", u"exec://"_s, UrlError::HasMore);
    row("exec without its colon", u"exec"_s, UrlError::NoScheme);
    row("dns with two types", u"dns:///example.org?type=A&type=MX"_s, UrlError::UnknownRecordType);
}

void TestEndpointConfig::badUrlsAreToldApart()
{
    QFETCH(const QString, text);
    QFETCH(const int, error);
    const auto url = settings::parseEndpointUrl(text);
    QVERIFY(!url);
    QCOMPARE(static_cast<int>(url.error()), error);
}

void TestEndpointConfig::goodUrlsAreTaken_data()
{
    QTest::addColumn<QString>("text");
    for (const auto *text : {"http://example.org",
                             "https://example.org:8443/health?x=1",
                             "ws://127.0.0.1:9/",
                             "wss://[::1]:443/feed",
                             "HTTP://EXAMPLE.ORG/",
                             "http://[2001:db8::1]/",
                             "http://host/a:b",
                             "http://host?a:b@c",
                             "tcp://db.example:5432",
                             "TLS://[::1]:443",
                             "dns:///example.org",
                             "dns://192.0.2.1/example.org?type=AAAA",
                             "dns://[::1]:5353/_ldap._tcp.example.org?type=SRV",
                             "dns://ns.example:53/bücher.example?type=mx",
                             "http://example.org:/",
                             "https://example.org:",
                             "ws://example.org:/x",
                             "wss://[::1]:/",
                             "http://example.org:?x",
                             "dns://192.0.2.1:/example.org",
                             "http://[fe80::1%eth0]/",
                             "https://[fe80::1%25eth0]:8443/",
                             "ws://[fe80::1%2]/",
                             "wss://[fe80::1%25wlan0]:/",
                             "tcp://[fe80::1%eth0]:5432",
                             "tls://[fe80::1%25eth0]:443",
                             "dns://[fe80::1%eth0]/example.org"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestEndpointConfig::goodUrlsAreTaken()
{
    QFETCH(const QString, text);
    QVERIFY(settings::parseEndpointUrl(text).has_value());
    QVERIFY(settings::parseEndpointUrl(u' ' + text + u'\n').has_value());
}

void TestEndpointConfig::whatIsWrittenInManyWaysIsOneUrl_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("url");
    const auto row = [](const char *text, const char *url) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(url);
    };
    row(" Exec: ", "exec:");
    row("http://[fe80::1%eth0]:/x", "http://[fe80::1%25eth0]/x");
    row("http://[fe80::1%25eth0]/x", "http://[fe80::1%25eth0]/x");
    row("tcp://[FE80::1%2]:80", "tcp://[fe80::1%252]:80");
    row("https://example.org:", "https://example.org");
    row("wss://example.org:/feed", "wss://example.org/feed");
    row("http://h/a|b", "http://h/a%7Cb");
    row("http://h/?query=up{job=\"x\"}", "http://h/?query=up%7Bjob=%22x%22%7D");
    row("http://h/a b?c d#e f", "http://h/a%20b?c%20d#e%20f");
    row("http://h/<^`\\>", "http://h/%3C%5E%60%5C%3E");
    row("http://h/100%", "http://h/100%25");
    row("http://h/%zz?%4", "http://h/%25zz?%254");
    row("http://h/%c3%A4", "http://h/%C3%A4");
    row("http://h/?f[a]=1", "http://h/?f[a]=1");
    row("wss://h?a|b", "wss://h?a%7Cb");
    row("http://[fe80::1%eth0]/a|b", "http://[fe80::1%25eth0]/a%7Cb");
    row("dns:///*.a.test", "dns:///*.a.test");
    row("dns:///.?type=ns", "dns:///.?type=NS");
    row("dns:///0%2F25.2.0.192.in-addr.arpa", "dns:///0%2F25.2.0.192.in-addr.arpa");
    row("dns://192.0.2.1:/a.test?type=mx", "dns://192.0.2.1/a.test?type=MX");
}

void TestEndpointConfig::whatIsWrittenInManyWaysIsOneUrl()
{
    QFETCH(const QString, text);
    const auto url = settings::parseEndpointUrl(text);
    QVERIFY(url);
    QTEST(url->toString(QUrl::FullyEncoded), "url");
}

void TestEndpointConfig::theSchemeDecidesTheKind()
{
    QCOMPARE(kindOf({.asked = QUrl(u"https://a"_s)}), probe::ProbeKind::Http);
    QCOMPARE(kindOf({.asked = QUrl(u"wss://a"_s)}), probe::ProbeKind::WebSocket);
    QCOMPARE(kindOf({.asked = QUrl(u"tcp://a:1"_s)}), probe::ProbeKind::Tcp);
    QCOMPARE(kindOf({.asked = QUrl(u"tls://a:1"_s)}), probe::ProbeKind::Tls);
    QCOMPARE(kindOf({.asked = QUrl(u"dns:///a"_s)}), probe::ProbeKind::Dns);
    QCOMPARE(kindOf({.asked = QUrl(u"exec:"_s)}), probe::ProbeKind::Exec);
}

void TestEndpointConfig::theUrlOfDnsSaysWhatIsAsked()
{
    const auto url = settings::parseEndpointUrl(u"dns://ns.example:53/Bücher.example?type=mx"_s);
    QVERIFY(url);
    QCOMPARE(settings::dnsQuestionOf(*url).name, u"xn--bcher-kva.example"_s);
    QCOMPARE(settings::dnsQuestionOf(*url).type, u"MX"_s);
    QCOMPARE(url->query(), u"type=MX"_s);
    QCOMPARE(settings::dnsQuestionOf(QUrl(u"dns:///a.example"_s)).type, u"A"_s);
}

void TestEndpointConfig::idsAreReadableAndUnique()
{
    const QUrl url(u"https://Orders.example:8443/v1/health"_s);
    QCOMPARE(settings::makeEndpointId(url, {}), u"orders.example-8443-v1-health"_s);
    QCOMPARE(settings::makeEndpointId(url, {u"orders.example-8443-v1-health"_s}),
             u"orders.example-8443-v1-health-2"_s);
    QCOMPARE(settings::makeEndpointId(QUrl(u"tcp://db.example:5432"_s), {}), u"db.example-5432"_s);
    QCOMPARE(settings::makeEndpointId(QUrl(u"dns:///a.example?type=MX"_s), {}), u"a.example-mx"_s);
    QCOMPARE(settings::makeEndpointId(QUrl(u"dns://192.0.2.1:53/a.example"_s), {}),
             u"a.example-192.0.2.1-53"_s);
    QVERIFY(settings::makeEndpointId(QUrl(u"http://a/"_s + QString(500, u'x')), {}).size() <= 100);
}

void TestEndpointConfig::namesLeaveOutWhatSaysNothing()
{
    QCOMPARE(settings::defaultEndpointName(QUrl(u"https://orders.example/"_s)), u"orders.example"_s);
    QCOMPARE(settings::defaultEndpointName(QUrl(u"https://orders.example:81/x"_s)), u"orders.example:81/x"_s);
    QCOMPARE(settings::defaultEndpointName(QUrl(u"tls://a.example:443"_s)), u"a.example:443"_s);
    QCOMPARE(settings::defaultEndpointName(QUrl(u"dns:///a.example?type=A"_s)), u"a.example"_s);
    QCOMPARE(settings::defaultEndpointName(QUrl(u"dns://192.0.2.1:53/a.example?type=MX"_s)),
             u"a.example MX @192.0.2.1:53"_s);
}

FUSEBOX_LOOP_TEST(TestEndpointConfig)
#include "tst_endpoint_config.moc"
