// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/http/cookie_jar.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox::probe;
using namespace Qt::StringLiterals;
using std::chrono::sys_seconds;

class TestCookieJar final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cookieGoesWhereItMay_data();
    void cookieGoesWhereItMay();
    void cookieLivesAsLongAsItSays_data();
    void cookieLivesAsLongAsItSays();
    void sameNameTakesItsPlace();
    void mostSpecificPathComesFirst();
    void whatIsKeptIsBounded();
    void allValuesAreSecrets();
    void dates_data();
    void dates();
    void endpointsOwnCookiesGoBesideThem_data();
    void endpointsOwnCookiesGoBesideThem();
};

namespace {

constexpr sys_seconds now = std::chrono::sys_days{2026y / 11 / 30} + 12h;

CookieJar jarWith(const QUrl &url, const std::vector<QByteArray> &set)
{
    std::vector<HttpField> fields;
    for (const QByteArray &cookie : set)
        fields.push_back({"set-COOKIE", cookie});
    CookieJar jar;
    jar.take(url, fields, now);
    return jar;
}

} // namespace

void TestCookieJar::cookieGoesWhereItMay_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QByteArray>("set");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QByteArray>("sent");
    const auto goes = [](const QString &from, const QByteArray &set, const QString &to,
                         const QByteArray &sent = "a=1") {
        QTest::newRow(from.toUtf8() + ' ' + set + " to " + to.toUtf8()) << from << set << to << sent;
    };
    const auto stays = [&](const QString &from, const QByteArray &set, const QString &to) {
        goes(from, set, to, "");
    };
    const QString a = u"https://a.example.test/"_s;

    goes(a, "a=1", a);
    goes(a, "a=1; HttpOnly; SameSite=Strict; Whatever", a);
    goes(a, "a=1", u"https://A.Example.TEST/x"_s);
    goes(a, "a=1", u"https://a.example.test:8443/"_s);
    goes(a, "a=1", u"http://a.example.test/"_s);
    goes(a, " a = 1 ; Path=/ ", a);
    goes(a, "a=", a, "a=");
    goes(a, "a=b=c", a, "a=b=c");
    goes(a, "a=\"x y\"", a, "a=\"x y\"");
    goes(a, "a=\xe4", a, "a=\xe4");
    stays(a, "a=1", u"https://b.example.test/"_s);
    stays(a, "a=1", u"https://example.test/"_s);
    stays(a, "a=1", u"https://x.a.example.test/"_s);
    stays(a, "a=1", u"https://xa.example.test/"_s);

    const QByteArray shared = "a=1; Domain=example.test";
    goes(a, shared, u"https://example.test/"_s);
    goes(a, shared, u"https://b.example.test/"_s);
    goes(a, shared, u"https://x.b.example.test/"_s);
    goes(a, "a=1; domain=.Example.Test", u"https://b.example.test/"_s);
    goes(a, "a=1; Domain=a.example.test", u"https://x.a.example.test/"_s);
    goes(a, "a=1; Domain=", a);
    goes(u"https://bücher.test/"_s, u"a=1; Domain=bücher.test"_s.toUtf8(),
         u"https://x.xn--bcher-kva.test/"_s);
    stays(a, shared, u"https://badexample.test/"_s);
    stays(a, shared, u"https://example.test.evil.test/"_s);
    stays(a, "a=1; Domain=b.example.test", u"https://b.example.test/"_s);
    stays(a, "a=1; Domain=b.example.test", a);
    stays(a, "a=1; Domain=x.a.example.test", a);
    stays(a, "a=1; Domain=test", a);
    stays(u"https://a.co.uk/"_s, "a=1; Domain=co.uk", u"https://b.co.uk/"_s);
    stays(u"https://me.github.io/"_s, "a=1; Domain=github.io", u"https://you.github.io/"_s);
    stays(a, "a=1; Domain=example.test; Domain=other.test", a);
    goes(u"http://localhost/"_s, "a=1; Domain=localhost", u"http://localhost/"_s);
    stays(u"http://localhost/"_s, "a=1; Domain=localhost", u"http://x.localhost/"_s);
    goes(u"http://127.0.0.1/"_s, "a=1; Domain=127.0.0.1", u"http://127.0.0.1/"_s);
    stays(u"http://127.0.0.1/"_s, "a=1; Domain=0.0.1", u"http://127.0.0.1/"_s);
    stays(u"http://127.0.0.1/"_s, "a=1", u"http://127.0.0.2/"_s);
    goes(u"http://[::1]/"_s, "a=1", u"http://[::1]/"_s);

    goes(u"https://a.test/dir/page"_s, "a=1", u"https://a.test/dir/other"_s);
    goes(u"https://a.test/dir/page"_s, "a=1", u"https://a.test/dir"_s);
    goes(u"https://a.test/dir/page"_s, "a=1; Path=x", u"https://a.test/dir/"_s);
    goes(u"https://a.test/dir/page"_s, "a=1; Path=/", u"https://a.test"_s);
    goes(u"https://a.test/"_s, "a=1; Path=/dir", u"https://a.test/dir?q"_s);
    stays(u"https://a.test/dir/page"_s, "a=1", u"https://a.test/"_s);
    stays(u"https://a.test/"_s, "a=1; Path=/dir", u"https://a.test/directory"_s);
    stays(u"https://a.test/"_s, "a=1; Path=/dir/", u"https://a.test/dir"_s);

    goes(a, "a=1; Secure", a);
    stays(a, "a=1; secure", u"http://a.example.test/"_s);
    stays(u"http://a.test/"_s, "a=1; Secure", u"https://a.test/"_s);
    for (const QString &own : {u"http://localhost:3000/"_s, u"http://a.localhost/"_s, u"http://127.0.0.1/"_s,
                               u"http://[::1]:80/"_s})
        goes(own, "a=1; Secure", own); // within this machine
    stays(u"http://192.168.0.1/"_s, "a=1; Secure", u"https://192.168.0.1/"_s);
    goes(a, "__Host-a=1; Secure; Path=/", a, "__Host-a=1");
    stays(a, "__Host-a=1; Path=/", a);
    stays(a, "__Host-a=1; Secure", u"https://a.example.test/x"_s);
    stays(a, "__host-a=1; Secure; Path=/; Domain=example.test", a);
    goes(a, "__Secure-a=1; Secure", a, "__Secure-a=1");
    stays(a, "__Secure-a=1", a);

    goes(a, "a", a, "a");
    goes(a, "=1", a, "1");
    goes(a, "=a=1", a, "a=1");
    stays(a, "=", a);
    stays(a, "__Host-a; Secure; Path=/", a);
    stays(a, "=__Secure-a=1; Secure", a);
    stays(a, "", a);
    stays(a, "; a=1", a);
    goes(a, "a=1\tb", a, "a=1\tb"); // RFC 6265bis, 5.6
    stays(a,
          "a=1\x01"
          "b",
          a);
    stays(a, "a=" + QByteArray(4096, 'x'), a);
}

void TestCookieJar::cookieGoesWhereItMay()
{
    QFETCH(QString, from);
    QFETCH(QByteArray, set);
    QFETCH(QString, to);
    QFETCH(QByteArray, sent);
    QCOMPARE(jarWith(QUrl(from), {set}).cookiesFor(QUrl(to), now), sent);
}

void TestCookieJar::cookieLivesAsLongAsItSays_data()
{
    QTest::addColumn<QByteArray>("attributes");
    QTest::addColumn<bool>("livesAtFirst");
    QTest::addColumn<bool>("livesLater"); // ten seconds
    QTest::newRow("nothing said") << QByteArray() << true << true;
    QTest::newRow("ten seconds") << QByteArray("; Max-Age=10") << true << false;
    QTest::newRow("eleven seconds") << QByteArray("; max-age=11") << true << true;
    QTest::newRow("none") << QByteArray("; Max-Age=0") << false << false;
    QTest::newRow("less than none") << QByteArray("; Max-Age=-1") << false << false;
    QTest::newRow("for ever") << QByteArray("; Max-Age=99999999999999999999999") << true << true;
    QTest::newRow("no number") << QByteArray("; Max-Age=1x") << true << true;
    QTest::newRow("until then") << QByteArray("; Expires=Mon, 30 Nov 2026 12:00:10 GMT") << true << false;
    QTest::newRow("until long ago") << QByteArray("; Expires=Thu, 01-Jan-1970 00:00:00 GMT") << false
                                    << false;
    QTest::newRow("no date") << QByteArray("; Expires=soon") << true << true;
    QTest::newRow("seconds count more")
        << QByteArray("; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT") << true << true;
    QTest::newRow("seconds count more, in any order")
        << QByteArray("; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60") << true << true;
}

void TestCookieJar::cookieLivesAsLongAsItSays()
{
    QFETCH(QByteArray, attributes);
    QFETCH(bool, livesAtFirst);
    QFETCH(bool, livesLater);
    const QUrl url(u"https://a.test/"_s);
    const CookieJar jar = jarWith(url, {"a=1" + attributes});
    QCOMPARE(!jar.cookiesFor(url, now).isEmpty(), livesAtFirst);
    QCOMPARE(!jar.cookiesFor(url, now + 10s).isEmpty(), livesLater);
}

void TestCookieJar::sameNameTakesItsPlace()
{
    const QUrl url(u"https://a.test/"_s);
    QCOMPARE(jarWith(url, {"a=1", "b=2", "a=3"}).cookiesFor(url, now), "a=3; b=2");
    QCOMPARE(jarWith(url, {"a=1", "b=2", "a=; Max-Age=0"}).cookiesFor(url, now), "b=2");
    QCOMPARE(jarWith(url, {"A=1", "a=2"}).cookiesFor(url, now), "A=1; a=2");
}

void TestCookieJar::mostSpecificPathComesFirst()
{
    const QUrl url(u"https://a.test/dir/page"_s);
    QCOMPARE(jarWith(url, {"a=1; Path=/", "a=2; Path=/dir"}).cookiesFor(url, now), "a=2; a=1");
}

void TestCookieJar::whatIsKeptIsBounded()
{
    const QUrl url(u"https://a.test/"_s);
    std::vector<QByteArray> many, large;
    for (int i = 0; i < 100; ++i) {
        many.push_back('c' + QByteArray::number(i) + "=1");
        large.push_back('c' + QByteArray::number(i) + '=' + QByteArray(4000, 'x'));
    }
    QCOMPARE(jarWith(url, many).cookiesFor(url, now).count(';'), 49);
    QVERIFY(jarWith(url, large).cookiesFor(url, now).size() <= 16 * 1024);
}

void TestCookieJar::allValuesAreSecrets()
{
    QCOMPARE(jarWith(QUrl(u"https://a.test/"_s), {"a=one", "b=two; Path=/x"}).secrets(),
             (std::vector<QByteArray>{"one", "two"}));
}

void TestCookieJar::dates_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<std::optional<sys_seconds>>("date");
    const std::optional<sys_seconds> some = std::chrono::sys_days{1994y / 11 / 6} + 8h + 49min + 37s;
    for (const QByteArray text :
         {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
          "06 nov 1994 08:49:37", "1994 november 6 8:49:37", "6-Nov-1994;08:49:37+0100",
          "08:49:37 06 Nov 94"})
        QTest::newRow(text) << text << some;
    for (const QByteArray text :
         {"", "now", "06 Nov 1994", "08:49:37 06 Nov", "08:49 06 Nov 1994", "24:00:00 06 Nov 1994",
          "08:60:37 06 Nov 1994", "08:49:37 31 Nov 1994", "08:49:37 00 Nov 1994", "08:49:37 06 Nov 1600",
          "08:49:37 06 Nox 1994", "08:49:37 06 Nov 19944"})
        QTest::newRow("no date: " + text) << text << std::optional<sys_seconds>();
}

void TestCookieJar::dates()
{
    QFETCH(QByteArray, text);
    QFETCH(std::optional<sys_seconds>, date);
    QVERIFY(cookieDate(text) == date);
}

void TestCookieJar::endpointsOwnCookiesGoBesideThem_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("fromJar");
    QTest::addColumn<QByteArray>("sent");
    QTest::newRow("none from the server") << QByteArray("a=1; b=2") << QByteArray() << QByteArray("a=1; b=2");
    QTest::newRow("none of its own") << QByteArray() << QByteArray("a=1") << QByteArray("a=1");
    QTest::newRow("others") << QByteArray("a=1") << QByteArray("b=2; c=3") << QByteArray("a=1; b=2; c=3");
    QTest::newRow("the server's count")
        << QByteArray("a=1;b=2") << QByteArray("a=3") << QByteArray("b=2; a=3");
}

void TestCookieJar::endpointsOwnCookiesGoBesideThem()
{
    QFETCH(QByteArray, given);
    QFETCH(QByteArray, fromJar);
    QFETCH(QByteArray, sent);
    QCOMPARE(mergedCookies(given, fromJar), sent);
}

FUSEBOX_LOOP_TEST(TestCookieJar)
#include "tst_cookie_jar.moc"
