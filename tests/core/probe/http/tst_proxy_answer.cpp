// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/http/proxy_answer.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;

class TestProxyAnswer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void proxysOwnIsToldFromTheTargets_data();
    void proxysOwnIsToldFromTheTargets();
    void refusedCredentialsAreToldFromMissingOnes();
    void authorizationIsThatOfTheUser();
};

void TestProxyAnswer::proxysOwnIsToldFromTheTargets_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<std::vector<HttpField>>("fields");
    QTest::addColumn<std::optional<ErrorClass>>("error"); ///< none: it is the target's
    QTest::addColumn<ProxyFault>("fault");
    using Fields = std::vector<HttpField>;
    const auto proxys = [](const char *name, int status, const Fields &fields, ErrorClass error,
                           ProxyFault fault = ProxyFault::TargetNotReached) {
        QTest::newRow(name) << status << fields << std::optional(error) << fault;
    };
    const auto targets = [](const char *name, int status, const Fields &fields) {
        QTest::newRow(name) << status << fields << std::optional<ErrorClass>() << ProxyFault();
    };
    using enum ErrorClass;
    proxys("407", 407, {}, Refused, ProxyFault::AuthenticationRequired);
    proxys("407, whoever passed it on", 407, {{"Via", "1.1 x"}}, Refused, ProxyFault::AuthenticationRequired);
    proxys("502", 502, {{"Content-Type", "text/html"}}, Unreachable);
    proxys("504", 504, {}, Timeout);
    targets("502 that was passed on", 502, {{"via", "1.1 x"}});
    targets("504 that was passed on", 504, {{"Via", "1.1 x"}});
    targets("503", 503, {{"Server", "nginx"}});
    targets("500", 500, {});
    targets("403", 403, {});
    targets("200 of a proxy", 200, {{"Server", "squid"}, {"Proxy-Status", "x; error=dns_error"}});
    targets("302 of a proxy", 302, {{"Server", "squid"}});
    const HttpField squid{"X-Squid-Error", "ERR_CONNECT_FAIL 111"};
    proxys("Squid", 503, {{"Via", "1.1 x (squid/5.7)"}, squid}, Unreachable);
    proxys("Squid that forbids", 403, {{"Via", "1.1 x (squid/5.7)"}, squid}, Refused, ProxyFault::Forbidden);
    proxys("tinyproxy", 500, {{"Server", "tinyproxy/1.11.1"}}, Unreachable);
    targets("what tinyproxy passed on", 500, {{"Server", "nginx"}, {"Via", "1.1 x (tinyproxy/1.11.1)"}});
    proxys("an agent", 503, {{"Proxy-Agent", "Privoxy"}}, Unreachable);
    const auto says = [](const QByteArray &status) { return HttpField{"Proxy-Status", status}; };
    proxys("says so", 503, {says("p.test; error=connection_refused")}, Unreachable);
    proxys("says so, though it was passed on", 502,
           {{"Via", "1.1 x"}, says("o.test, p.test;error=dns_error")}, Unreachable);
    targets("says that it is the target's", 502, {says("p.test; received-status=502")});
    targets("says that one further on failed", 502,
            {says("o.test; error=dns_error, p.test; next-hop=o.test")});
}

void TestProxyAnswer::proxysOwnIsToldFromTheTargets()
{
    QFETCH(int, status);
    QFETCH(std::vector<HttpField>, fields);
    QFETCH(std::optional<ErrorClass>, error);
    QFETCH(ProxyFault, fault);
    HttpRecorder answer;
    answer.beginHead(HttpDialect::Http11, status, "Why");
    for (const HttpField &field : fields)
        QVERIFY(answer.takeField(field.name, field.value));
    answer.endHead();
    const auto failure = proxysOwnFailure(answer, {});
    QCOMPARE(failure.has_value(), error.has_value());
    if (!failure)
        return;
    QCOMPARE(failure->errorClass, *error);
    QCOMPARE(failure->fault, fault);
    QCOMPARE(failure->detail, std::to_string(status) + " Why");
}

void TestProxyAnswer::refusedCredentialsAreToldFromMissingOnes()
{
    HttpRecorder answer;
    answer.beginHead(HttpDialect::Http11, 407, "");
    answer.endHead();
    QCOMPARE(proxysOwnFailure(answer, {.user = u"ann"_s})->fault, ProxyFault::AuthenticationRefused);
    QCOMPARE(proxysOwnFailure(answer, {})->fault, ProxyFault::AuthenticationRequired);
}

void TestProxyAnswer::authorizationIsThatOfTheUser()
{
    QCOMPARE(basicProxyAuthorization({.user = u"ann"_s, .password = u"p:ü"_s}),
             "Basic " + QByteArray("ann:p:\xc3\xbc").toBase64());
    QCOMPARE(basicProxyAuthorization({.password = u"unused"_s}), "");
}

FUSEBOX_LOOP_TEST(TestProxyAnswer)
#include "tst_proxy_answer.moc"
