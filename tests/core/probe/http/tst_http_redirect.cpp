// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/http/http_redirect.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace Qt::StringLiterals;
using Kind = HttpFault::Kind;

class TestHttpRedirect final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyRedirectsWithALocationAreFollowed_data();
    void onlyRedirectsWithALocationAreFollowed();
    void locationIsResolved_data();
    void locationIsResolved();
    void oneLocationSaidTwiceIsOne();
    void zoneIsKeptWithinItsHost_data();
    void zoneIsKeptWithinItsHost();
    void someLocationsAreRefused_data();
    void someLocationsAreRefused();
    void methodAndBodyAfterRedirect_data();
    void methodAndBodyAfterRedirect();
    void credentialsGoToNoOtherOrigin_data();
    void credentialsGoToNoOtherOrigin();
    void limitIsExact_data();
    void limitIsExact();
};

namespace {

HttpRecorder answer(int status, const std::vector<QByteArray> &locations)
{
    HttpRecorder recorder;
    recorder.beginHead(HttpDialect::Http11, status, "");
    for (const auto &location : locations)
        if (!recorder.takeField("location", location))
            return {};
    recorder.endHead();
    return recorder;
}

const QUrl base(u"http://a.test/dir/page?query#part"_s);

} // namespace

void TestHttpRedirect::onlyRedirectsWithALocationAreFollowed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isFollowed");
    for (const int status : {301, 302, 303, 307, 308})
        QTest::addRow("%d", status) << status << true;
    for (const int status : {200, 201, 300, 304, 305, 306, 309, 404, 503})
        QTest::addRow("%d", status) << status << false;
}

void TestHttpRedirect::onlyRedirectsWithALocationAreFollowed()
{
    QFETCH(int, status);
    QFETCH(bool, isFollowed);
    QCOMPARE(redirectFrom(base, {}, answer(status, {"/x"}), 0)->has_value(), isFollowed);
    QVERIFY(!redirectFrom(base, {}, answer(status, {}), 0)->has_value());
    QVERIFY(!redirectFrom(base, {}, answer(status, {""}), 0)->has_value());
    QVERIFY(!redirectFrom(base, {}, answer(status, {" ", ""}), 0)->has_value());
    QCOMPARE(redirectFrom(base, {}, answer(status, {"", "/x"}), 0)->has_value(), isFollowed);
    QVERIFY(!redirectFrom(base, {.redirects = {.limit = 0}}, answer(status, {"/x"}), 0)->has_value());
}

void TestHttpRedirect::locationIsResolved_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("expected");
    const auto row = [](const QByteArray &location, const QString &expected) {
        QTest::newRow(location.constData()) << location << expected;
    };
    row("https://b.test/x", u"https://b.test/x#part"_s);
    row("//b.test/x", u"http://b.test/x#part"_s);
    row("///b.test/x", u"http://b.test/x#part"_s);
    row("http:///b.test/x", u"http://b.test/x#part"_s);
    row("https:b.test/x", u"https://b.test/x#part"_s);
    row("http:/x", u"http://a.test/x#part"_s);
    row("http:x?y", u"http://a.test/dir/x?y#part"_s);
    row("\\\\b.test\\x", u"http://b.test/x#part"_s);
    row("/a\\b?c\\d", u"http://a.test/a/b?c%5Cd#part"_s);
    row("/x", u"http://a.test/x#part"_s);
    row("x", u"http://a.test/dir/x#part"_s);
    row("../x", u"http://a.test/x#part"_s);
    row("../../../x", u"http://a.test/x#part"_s);
    row("./x/./y/../z", u"http://a.test/dir/x/z#part"_s);
    row("?q", u"http://a.test/dir/page?q#part"_s);
    row("#other", u"http://a.test/dir/page?query#other"_s);
    row("/x#", u"http://a.test/x#"_s);
    row("/with blank", u"http://a.test/with%20blank#part"_s);
    row("/\xc3\xa4", u"http://a.test/%C3%A4#part"_s);
    row("/\xe4", u"http://a.test/%E4#part"_s);
    row("/x?\xe4=\xff\xfe%20 \xc3", u"http://a.test/x?%E4=%FF%FE%20%20%C3#part"_s);
    row("/\xe4/\xc3\xa4", u"http://a.test/%E4/%C3%A4#part"_s);
    row("http://b\xc3\xbc"
        "cher.test/\xc3\xa4",
        u"http://xn--bcher-kva.test/%C3%A4#part"_s);
    row("/100%", u"http://a.test/100%25#part"_s);
    row("/%E4%2f%41", u"http://a.test/%E4%2FA#part"_s);
    row("/x#\xe4", u"http://a.test/x#%E4"_s);
    row("HTTP://B.test/x", u"http://b.test/x#part"_s);
}

void TestHttpRedirect::locationIsResolved()
{
    QFETCH(QByteArray, location);
    QFETCH(QString, expected);
    const auto next = redirectFrom(base, {}, answer(302, {location}), 0);
    QVERIFY(next);
    QCOMPARE(next->value().url.toString(QUrl::FullyEncoded), expected);
}

void TestHttpRedirect::oneLocationSaidTwiceIsOne()
{
    const auto next = redirectFrom(base, {}, answer(302, {"/x", "/x", "/x"}), 0);
    QVERIFY(next && *next);
    QCOMPARE(next->value().url.path(), u"/x"_s);
}

/// The server does not know it, and the address leads nowhere without it.
void TestHttpRedirect::zoneIsKeptWithinItsHost_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("expected");
    const auto row = [](const QByteArray &location, const QString &expected) {
        QTest::newRow(location.constData()) << location << expected;
    };
    row("/x", u"http://[fe80::1%25eth0]/x"_s);
    row("http://[fe80::1]/x", u"http://[fe80::1%25eth0]/x"_s);
    row("https://[FE80:0::1]:8443/x", u"https://[fe80::1%25eth0]:8443/x"_s);
    row("http://[fe80::2]/x", u"http://[fe80::2]/x"_s);
    row("http://a.test/x", u"http://a.test/x"_s);
}

void TestHttpRedirect::zoneIsKeptWithinItsHost()
{
    QFETCH(QByteArray, location);
    QFETCH(QString, expected);
    const auto next = redirectFrom(QUrl(u"http://[fe80::1%25eth0]/"_s), {}, answer(302, {location}), 0);
    QVERIFY(next);
    QCOMPARE(next->value().url.toString(QUrl::FullyEncoded), expected);
}

void TestHttpRedirect::someLocationsAreRefused_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<std::vector<QByteArray>>("locations");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QByteArray>("detail");
    const auto row = [](const char *name, const QString &from, const std::vector<QByteArray> &locations,
                        Kind kind, const QByteArray &detail) {
        QTest::newRow(name) << from << locations << kind << detail;
    };
    const QString http = u"http://a.test/"_s;
    row("file", http, {"file:///etc/passwd"}, Kind::RedirectScheme, "file:///etc/passwd");
    row("script", http, {"javascript:alert(1)"}, Kind::RedirectScheme, "javascript:alert(1)");
    row("ftp", http, {"ftp://a.test/"}, Kind::RedirectScheme, "ftp://a.test/");
    row("no host", http, {"https://"}, Kind::BadLocation, "https://");
    row("no port", http, {"http://a.test:99999/"}, Kind::BadLocation, "");
    row("two", http, {"/x", "/y"}, Kind::BadLocation, "http://a.test/x");
    row("two and one of them again", http, {"/x", "/y", "/x"}, Kind::BadLocation, "http://a.test/x");
    row("downgrade", u"https://a.test/"_s, {"http://a.test/"}, Kind::RedirectDowngrade, "http://a.test/");
    row("user and password are not told", http, {"ftp://user:secret@a.test/"}, Kind::RedirectScheme,
        "ftp://a.test/");
}

void TestHttpRedirect::someLocationsAreRefused()
{
    QFETCH(QString, from);
    QFETCH(std::vector<QByteArray>, locations);
    QFETCH(Kind, kind);
    QFETCH(QByteArray, detail);
    const auto next = redirectFrom(QUrl(from), {}, answer(302, locations), 0);
    QVERIFY(!next);
    QCOMPARE(next.error().errorClass, resilience::ErrorClass::Protocol);
    QVERIFY(next.error().fault == HttpFault{kind});
    QCOMPARE(QByteArray::fromStdString(next.error().detail), detail);
    const auto allowed =
        redirectFrom(QUrl(from), {.redirects = {.allowDowngrade = true}}, answer(302, locations), 0);
    QCOMPARE(allowed.has_value(), kind == Kind::RedirectDowngrade);
}

void TestHttpRedirect::methodAndBodyAfterRedirect_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](int status, const QByteArray &method, const QByteArray &expected) {
        QTest::addRow("%d %s", status, method.constData()) << status << method << expected;
    };
    for (const int status : {301, 302}) {
        row(status, "POST", "GET");
        row(status, "PUT", "PUT");
        row(status, "GET", "GET");
        row(status, "HEAD", "HEAD");
    }
    row(303, "POST", "GET");
    row(303, "PUT", "GET");
    row(303, "HEAD", "HEAD");
    row(307, "POST", "POST");
    row(308, "POST", "POST");
}

void TestHttpRedirect::methodAndBodyAfterRedirect()
{
    QFETCH(int, status);
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, expected);
    const HttpOptions options{
        .method = method, .headers = {{"Content-Type", "text/plain"}, {"X", "kept"}}, .body = "body"};
    const HttpOptions after = redirectFrom(base, options, answer(status, {"/x"}), 0)->value().options;
    QCOMPARE(after.method, expected);
    const bool isAsBefore = expected == method;
    QCOMPARE(after.body, isAsBefore ? "body" : "");
    QCOMPARE(after.headers.size(), isAsBefore ? 2U : 1U);
    QCOMPARE(after.headers.back().value, "kept");
}

void TestHttpRedirect::credentialsGoToNoOtherOrigin_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<bool>("isForeign");
    QTest::newRow("same") << QByteArray("http://A.test:80/x") << false;
    QTest::newRow("another host") << QByteArray("http://b.test/") << true;
    QTest::newRow("a host below") << QByteArray("http://x.a.test/") << true;
    QTest::newRow("another port") << QByteArray("http://a.test:81/") << true;
    QTest::newRow("another scheme") << QByteArray("https://a.test/") << true;
    QTest::newRow("another scheme on the same port") << QByteArray("https://a.test:80/") << true;
}

void TestHttpRedirect::credentialsGoToNoOtherOrigin()
{
    QFETCH(QByteArray, location);
    QFETCH(bool, isForeign);
    const HttpOptions options{.headers = {{"AUTHORIZATION", "a"},
                                          {"cookie", "b"},
                                          {"Proxy-Authorization", "c"},
                                          {"X-Api-Key", "d"},
                                          {"Host", "virtual.test"},
                                          {"Accept-Language", "de"}},
                              .authentication = BearerAuthentication{u"e"_s}};
    const auto next = redirectFrom(base, options, answer(302, {location}), 0)->value();
    QCOMPARE(next.isForeign, isForeign);
    HttpOptions harmless = options;
    harmless.authentication = {};
    harmless.headers = {{"Accept-Language", "de"}};
    QVERIFY(next.options == (isForeign ? harmless : options));
}

void TestHttpRedirect::limitIsExact_data()
{
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("hops");
    QTest::newRow("ten") << 10 << 10;
    QTest::newRow("one") << 1 << 1;
    QTest::newRow("as many as there may be") << 50 << 50;
    QTest::newRow("more than there may be") << 1'000'000 << 50;
    QTest::newRow("hostile") << -1 << 0;
}

void TestHttpRedirect::limitIsExact()
{
    QFETCH(int, limit);
    QFETCH(int, hops);
    const HttpOptions options{.redirects = {.limit = limit}};
    if (hops > 0) {
        QVERIFY(redirectFrom(base, options, answer(302, {"/"}), hops - 1)->has_value());
        QVERIFY(redirectFrom(base, options, answer(302, {"/"}), hops).error().fault ==
                HttpFault{Kind::RedirectLimit});
    } else {
        QVERIFY(!redirectFrom(base, options, answer(302, {"/"}), 0)->has_value());
    }
}

FUSEBOX_LOOP_TEST(TestHttpRedirect)
#include "tst_http_redirect.moc"
