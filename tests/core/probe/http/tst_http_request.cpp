// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/http/http_request.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace Qt::StringLiterals;
using Kind = HttpFault::Kind;

class TestHttpRequest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainGet();
    void fieldsThatAreGivenReplaceOurs();
    void cookiesGoInOneField();
    void proxyIsAskedForTheWholeUrl();
    void bodyHasItsLength_data();
    void bodyHasItsLength();
    void authentication_data();
    void authentication();
    void whatHttpDoesNotAllowIsRefused_data();
    void whatHttpDoesNotAllowIsRefused();
    void whatHttpAllowsIsSentAsItIs();
    void targetAndAuthorityAreTheUrls_data();
    void targetAndAuthorityAreTheUrls();
};

namespace {

const QUrl someUrl(u"http://example.test:8080/a?b=c"_s);

QByteArray bytesOf(const HttpOptions &options, const QUrl &url = someUrl)
{
    return makeHttpRequest(url, options)
        .map([](const HttpRequest &request) { return request.head + request.body; })
        .value_or("refused");
}

} // namespace

void TestHttpRequest::plainGet()
{
    QCOMPARE(bytesOf({}), "GET /a?b=c HTTP/1.1\r\nHost: example.test:8080\r\nUser-Agent: "
                          "fusebox/" FUSEBOX_VERSION
                          "\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n");
    QVERIFY(bytesOf({.keepAlive = true}).endsWith("Connection: keep-alive\r\n\r\n"));
}

void TestHttpRequest::fieldsThatAreGivenReplaceOurs()
{
    const QByteArray bytes = bytesOf({.headers = {{"user-agent", "me"},
                                                  {"HOST", "other.test"},
                                                  {"Accept", "text/html"},
                                                  {"accept-encoding", "gzip"},
                                                  {"authorization", "Own scheme"},
                                                  {"X", ""},
                                                  {"X", "twice"}},
                                      .authentication = BearerAuthentication{u"token"_s}});
    QCOMPARE(
        bytes,
        "GET /a?b=c HTTP/1.1\r\nHost: other.test\r\nuser-agent: me\r\nAccept: text/html\r\n"
        "accept-encoding: gzip\r\nauthorization: Own scheme\r\nX: \r\nX: twice\r\nConnection: close\r\n\r\n");
}

void TestHttpRequest::cookiesGoInOneField()
{
    const auto cookies = [](const HttpOptions &options, const QByteArray &fromJar) {
        const auto request = makeHttpRequest(someUrl, options, {.cookies = fromJar});
        QByteArray found;
        for (const HttpField &field : request->headers)
            if (field.name.toLower() == "cookie")
                found += field.value + '|';
        return found;
    };
    QCOMPARE(cookies({}, ""), "");
    QCOMPARE(cookies({}, "a=1"), "a=1|");
    QCOMPARE(cookies({.headers = {{"cookie", "b=2"}}}, ""), "b=2|");
    QCOMPARE(cookies({.headers = {{"cookie", "b=2"}, {"Cookie", "a=0; c=3"}}}, "a=1"), "b=2; c=3; a=1|");
}

void TestHttpRequest::proxyIsAskedForTheWholeUrl()
{
    const HttpWay way{.isAbsolute = true, .proxyAuthorization = "Basic x"};
    const auto head = [&](const QUrl &url, const HttpOptions &options = {}) {
        return makeHttpRequest(url, options, way)->head;
    };
    QVERIFY(
        head(someUrl).startsWith("GET http://example.test:8080/a?b=c HTTP/1.1\r\nHost: example.test:8080\r\n"
                                 "Proxy-Authorization: Basic x\r\n"));
    QVERIFY(head(QUrl(u"http://user:pw@[::1]#part"_s))
                .startsWith("GET http://[::1]/ HTTP/1.1\r\nHost: [::1]\r\n"));
    const QByteArray other =
        head(someUrl, {.headers = {{"Host", "other.test"}, {"proxy-authorization", "Own"}}});
    QVERIFY(other.startsWith("GET http://example.test:8080/a?b=c HTTP/1.1\r\nHost: other.test\r\n"));
    QVERIFY(other.contains("proxy-authorization: Own\r\n") && !other.contains("Basic x"));
    QCOMPARE(makeHttpRequest(someUrl, {}, way)->target, "/a?b=c");
}

void TestHttpRequest::bodyHasItsLength_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("length");
    QTest::newRow("POST") << QByteArray("POST") << QByteArray("a\0b", 3) << QByteArray("3");
    QTest::newRow("GET with a body") << QByteArray("GET") << QByteArray("query") << QByteArray("5");
    QTest::newRow("empty POST") << QByteArray("POST") << QByteArray() << QByteArray("0");
    QTest::newRow("empty DELETE") << QByteArray("DELETE") << QByteArray() << QByteArray();
}

void TestHttpRequest::bodyHasItsLength()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, length);
    const QByteArray bytes = bytesOf({.method = method, .body = body});
    QVERIFY(bytes.startsWith(method + " /a?b=c HTTP/1.1\r\n"));
    QVERIFY(bytes.endsWith("\r\n\r\n" + body));
    QCOMPARE(bytes.contains("\r\nContent-Length: " + length + "\r\n"), !length.isEmpty());
    QCOMPARE(bytes.count("Content-Length"), length.isEmpty() ? 0 : 1);
}

void TestHttpRequest::authentication_data()
{
    QTest::addColumn<HttpAuthentication>("authentication");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("basic, the example of RFC 7617")
        << HttpAuthentication(BasicAuthentication{u"test"_s, u"123£"_s})
        << QByteArray("Basic dGVzdDoxMjPCow==");
    QTest::newRow("basic without a password")
        << HttpAuthentication(BasicAuthentication{u"test"_s, {}}) << QByteArray("Basic dGVzdDo=");
    QTest::newRow("password with a colon")
        << HttpAuthentication(BasicAuthentication{u"a"_s, u"b:c"_s}) << QByteArray("Basic YTpiOmM=");
    QTest::newRow("bearer") << HttpAuthentication(BearerAuthentication{u"abc.def-_~+/="_s})
                            << QByteArray("Bearer abc.def-_~+/=");
}

void TestHttpRequest::authentication()
{
    QFETCH(HttpAuthentication, authentication);
    QFETCH(QByteArray, value);
    QVERIFY(bytesOf({.authentication = authentication}).contains("\r\nAuthorization: " + value + "\r\n"));
}

void TestHttpRequest::whatHttpDoesNotAllowIsRefused_data()
{
    QTest::addColumn<HttpOptions>("options");
    QTest::addColumn<HttpFault>("fault");
    const auto row = [](const char *name, const HttpOptions &options, HttpFault fault) {
        QTest::newRow(name) << options << fault;
    };
    const auto second = [](const QByteArray &name, const QByteArray &value) {
        return HttpOptions{.headers = {{"X", "fine"}, {name, value}}};
    };
    row("no method", {.method = ""}, {Kind::BadMethod});
    row("method with a blank", {.method = "GET /x"}, {Kind::BadMethod});
    row("method that ends the line", {.method = "GET\r\n"}, {Kind::BadMethod});
    row("method with a NUL", {.method = QByteArray("GE\0T", 4)}, {Kind::BadMethod});
    row("method without an end", {.method = QByteArray(65, 'A')}, {Kind::BadMethod});
    row("tunnel", {.method = "CONNECT"}, {Kind::BadMethod});
    row("no name", second("", "x"), {Kind::BadHeader, 1});
    row("name with a colon", second("A:", "x"), {Kind::BadHeader, 1});
    row("name with a blank", second("A ", "x"), {Kind::BadHeader, 1});
    row("name that ends the line", second("A\r\nB", "x"), {Kind::BadHeader, 1});
    row("name beyond ASCII", second("\xc3\xa4", "x"), {Kind::BadHeader, 1});
    row("value with CR LF", second("A", "x\r\nB: y"), {Kind::BadHeader, 1});
    row("value with a CR alone", second("A", "x\ry"), {Kind::BadHeader, 1});
    row("value with an LF alone", second("A", "x\ny"), {Kind::BadHeader, 1});
    row("value with a NUL", second("A", QByteArray("x\0y", 3)), {Kind::BadHeader, 1});
    row("value with DEL", second("A", "x\x7f"), {Kind::BadHeader, 1});
    row("value with a blank at its end", second("A", "x "), {Kind::BadHeader, 1});
    row("host with a path", second("Host", "a.test/b"), {Kind::BadHeader, 1});
    row("host with a user", second("Host", "user@a.test"), {Kind::BadHeader, 1});
    row("empty host", second("Host", ""), {Kind::BadHeader, 1});
    row("two hosts", {.headers = {{"Host", "a"}, {"host", "a"}}}, {Kind::BadHeader, 1});
    row("length", second("content-length", "5"), {Kind::ReservedHeader, 1});
    row("coding", second("Transfer-Encoding", "chunked"), {Kind::ReservedHeader, 1});
    row("connection", second("Connection", "upgrade"), {Kind::ReservedHeader, 1});
    row("upgrade", second("Upgrade", "h2c"), {Kind::ReservedHeader, 1});
    row("expect", second("Expect", "100-continue"), {Kind::ReservedHeader, 1});
    row("101 fields", {.headers = std::vector<HttpField>(101, {"A", "b"})}, {Kind::TooManyHeaders, 100});
    row("over 32 KiB", {.headers = {{"A", QByteArray(32 * 1024, 'x')}}}, {Kind::TooManyHeaders, 0});
    row("user with a colon", {.authentication = BasicAuthentication{u"a:b"_s, {}}}, {Kind::BadCredentials});
    row("password that ends the line", {.authentication = BasicAuthentication{u"a"_s, u"b\r\n"_s}},
        {Kind::BadCredentials});
    row("token that ends the line", {.authentication = BearerAuthentication{u"a\r\nX: y"_s}},
        {Kind::BadCredentials});
    row("token with a blank", {.authentication = BearerAuthentication{u"a b"_s}}, {Kind::BadCredentials});
    row("empty token", {.authentication = BearerAuthentication{}}, {Kind::BadCredentials});
}

void TestHttpRequest::whatHttpDoesNotAllowIsRefused()
{
    QFETCH(HttpOptions, options);
    QFETCH(HttpFault, fault);
    const auto request = makeHttpRequest(someUrl, options);
    QVERIFY(!request);
    QCOMPARE(request.error().errorClass, resilience::ErrorClass::Protocol);
    QVERIFY(request.error().fault == fault);
    QVERIFY(request.error().detail.empty());
}

void TestHttpRequest::whatHttpAllowsIsSentAsItIs()
{
    const QByteArray bytes =
        bytesOf({.method = "M-SEARCH", .headers = {{"!#$%&'*+-.^_`|~", "\"tab\there\" \xe4 \xc3\xa4"}}});
    QVERIFY(bytes.startsWith("M-SEARCH /a"));
    QVERIFY(bytes.contains("\r\n!#$%&'*+-.^_`|~: \"tab\there\" \xe4 \xc3\xa4\r\n"));
    QVERIFY(bytesOf({.headers = std::vector<HttpField>(100, {"A", "b"})}) != "refused");
    QVERIFY(bytesOf({.headers = {{"A", QByteArray(32 * 1024 - 1, 'x')}}}) != "refused");
}

void TestHttpRequest::targetAndAuthorityAreTheUrls_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("authority");
    const auto row = [](const QString &url, const QByteArray &target, const QByteArray &authority) {
        QTest::newRow(qPrintable(url)) << QUrl(url) << target << authority;
    };
    row(u"http://a.test"_s, "/", "a.test");
    row(u"https://user:secret@a.test:443/#part"_s, "/", "a.test");
    row(u"http://a.test:443/a/../b/./%2e%2E/c/.."_s, "/", "a.test:443");
    row(u"https://a.test/../a/./b/../c/."_s, "/a/c/", "a.test");
    row(u"http://a.test//a//b/..?x=/../y"_s, "//a//?x=/../y", "a.test");
    row(u"http://[::1]:80/x y?ä#z"_s, "/x%20y?%C3%A4", "[::1]");
    row(u"http://bücher.test/"_s, "/", "xn--bcher-kva.test");
    row(u"http://a.test?q"_s, "/?q", "a.test");
    row(u"http://a.test:/"_s, "/", "a.test");
    row(u"http://[fe80::1%25eth0]/%25a"_s, "/%25a", "[fe80::1]");
    row(u"http://[fe80::1%25eth0]:8080/"_s, "/", "[fe80::1]:8080");
}

void TestHttpRequest::targetAndAuthorityAreTheUrls()
{
    QFETCH(QUrl, url);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, authority);
    const auto request = makeHttpRequest(url, {});
    QCOMPARE(request->target, target);
    QCOMPARE(request->authority, authority);
}

FUSEBOX_LOOP_TEST(TestHttpRequest)
#include "tst_http_request.moc"
