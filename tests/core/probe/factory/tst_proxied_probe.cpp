// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "app/demo/fault_server.h"
#include "app/demo/tls_authority.h"
#include "core/probe/http/http_pool.h"
#include "core/probe/http/http_probe.h"
#include "tests/core/probe/probe_run.h"
#include "tests/core/probe/scripted_resolver.h"
#include "tests/support/test_program.h"
#include "tests/support/test_proxy.h"
#include "tests/support/tls_server.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using probe::Phase;
using probe::ProxyFault;
using probe::ProxyKind;
using probe::ProxyOptions;
using probe::Timeouts;
using resilience::ErrorClass;

/// Probes through proxies, on real sockets.
class TestProxiedProbe final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void leadsToTheTarget_data() { kinds_data(); }
    void leadsToTheTarget();
    void tlsIsSpokenWithTheTarget_data() { kinds_data(); }
    void tlsIsSpokenWithTheTarget();
    void credentialsOpenTheWay_data() { kinds_data(); }
    void credentialsOpenTheWay();
    void missingCredentialsAreTold_data() { kinds_data(); }
    void missingCredentialsAreTold();
    void wrongCredentialsAreTold_data() { kinds_data(); }
    void wrongCredentialsAreTold();
    void refusedTargetIsTold_data();
    void refusedTargetIsTold();
    void unknownTargetIsTold_data() { kinds_data(); }
    void unknownTargetIsTold();
    void targetsFirstBytesMayComeGluedToTheAnswer_data() { kinds_data(); }
    void targetsFirstBytesMayComeGluedToTheAnswer();
    void onlyTheProxysNameIsResolvedHere_data() { kinds_data(); }
    void onlyTheProxysNameIsResolvedHere();
    void unknownProxyIsADnsFailure();
    void absentProxyIsRefused();
    void silentProxyTimesOutInConnect_data() { kinds_data(); }
    void silentProxyTimesOutInConnect();
    void answersThatAreNone_data();
    void answersThatAreNone();
    void proxyIsAskedOnceAndNoDescriptorIsLeft();
    void httpIsAskedOfTheProxyItself();
    void allElseIsLedThroughATunnel_data();
    void allElseIsLedThroughATunnel();
    void credentialsOfTheProxyAreForItAlone();
    void whatTheProxyAnswersItselfIsTold_data();
    void whatTheProxyAnswersItselfIsTold();
    void keptConnectionToTheProxyServesAllTargets();
    void plainProxyThatIsNotReachedIsTold_data();
    void plainProxyThatIsNotReachedIsTold();
    void credentialsOfTheProxyAreInNoFailure();

private:
    static void kinds_data();
    std::unique_ptr<probe::Probe> probeFor(const QUrl &url, const ProxyOptions &proxy,
                                           const Timeouts &timeouts = {})
    {
        return std::make_unique<probe::HttpProbe>(
            probe::ProbeRequest{
                .url = url, .timeouts = timeouts, .trust = {.caFile = m_authority.caFile()}, .proxy = proxy},
            probe::Network{m_clock, m_resolver, m_tls});
    }

    SteadyClock m_clock;
    ScriptedResolver m_resolver;
    TlsAuthority m_authority;
    probe::TlsContexts m_tls;
};

void TestProxiedProbe::init()
{
    m_resolver.answer = std::nullopt;
    m_resolver.asked = 0;
}

void TestProxiedProbe::kinds_data()
{
    QTest::addColumn<ProxyKind>("kind");
    QTest::newRow("HTTP") << ProxyKind::Http;
    QTest::newRow("SOCKS5") << ProxyKind::Socks5;
}

void TestProxiedProbe::leadsToTheTarget()
{
    QFETCH(ProxyKind, kind);
    const FaultServer server(answer(200));
    TestProxy proxy(kind);
    proxy.know("name.test", server.port());
    ProbeRun run(probeFor(QUrl(u"http://name.test:8080/path"_s), proxy.options()));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(proxy.lastTarget(), "name.test:8080");
    QVERIFY(server.lastRequest().startsWith("GET /path "));
    QVERIFY(server.lastRequest().contains("\r\nHost: name.test:8080\r\n"));
    QCOMPARE(m_resolver.asked, 0); // the proxy resolves it
    QVERIFY(!run.result().phases[Phase::Dns]);
    QVERIFY(run.result().phases[Phase::Connect] > 0ns);
    QCOMPARE(run.result().latency, run.result().phases.sum());
}

void TestProxiedProbe::tlsIsSpokenWithTheTarget()
{
    QFETCH(ProxyKind, kind);
    const TlsServer server(m_authority.issue({.host = u"name.test"_s}));
    TestProxy proxy(kind);
    proxy.know("name.test", server.port());
    ProbeRun run(probeFor(QUrl(u"https://name.test/"_s), proxy.options()));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(proxy.lastTarget(), "name.test:443");
    QVERIFY(run.result().tls->verified);
    QCOMPARE(run.result().tls->chain->front().names, QStringList{u"name.test"_s});
    QVERIFY(run.result().phases[Phase::Tls] > 0ns);
}

void TestProxiedProbe::credentialsOpenTheWay()
{
    QFETCH(ProxyKind, kind);
    const FaultServer server(answer(200));
    const TestProxy proxy(kind, {.user = "ann", .password = "p:w"});
    ProxyOptions options = proxy.options();
    options.user = u"ann"_s;
    options.password = u"p:w"_s;
    ProbeRun run(probeFor(server.url(), options));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(!server.lastRequest().contains("Authorization")); // they are the proxy's alone
}

void TestProxiedProbe::missingCredentialsAreTold()
{
    QFETCH(ProxyKind, kind);
    const TestProxy proxy(kind, {.user = "ann", .password = "pw"});
    ProbeRun run(probeFor(QUrl(u"https://127.0.0.1/"_s), proxy.options()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Refused);
    QCOMPARE(run.result().failure->phase, Phase::Connect);
    QCOMPARE(run.result().failure->proxyFault, ProxyFault::AuthenticationRequired);
    QVERIFY(proxy.lastTarget().isEmpty());
}

void TestProxiedProbe::wrongCredentialsAreTold()
{
    QFETCH(ProxyKind, kind);
    const TestProxy proxy(kind, {.user = "ann", .password = "pw"});
    ProxyOptions options = proxy.options();
    options.user = u"ann"_s;
    options.password = u"pW"_s;
    ProbeRun run(probeFor(QUrl(u"https://127.0.0.1/"_s), options));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Refused);
    QCOMPARE(run.result().failure->proxyFault, ProxyFault::AuthenticationRefused);
    QVERIFY(proxy.lastTarget().isEmpty());
}

void TestProxiedProbe::refusedTargetIsTold_data()
{
    QTest::addColumn<ProxyKind>("kind");
    QTest::addColumn<ErrorClass>("error");
    QTest::newRow("HTTP does not say how") << ProxyKind::Http << ErrorClass::Unreachable;
    QTest::newRow("SOCKS5") << ProxyKind::Socks5 << ErrorClass::Refused;
}

void TestProxiedProbe::refusedTargetIsTold()
{
    QFETCH(ProxyKind, kind);
    QFETCH(ErrorClass, error);
    const TestProxy proxy(kind);
    ProbeRun run(probeFor(QUrl(u"https://127.0.0.1:%1/"_s.arg(closedPort())), proxy.options()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), error);
    QCOMPARE(run.result().failure->phase, Phase::Connect);
    QCOMPARE(run.result().failure->proxyFault, ProxyFault::TargetNotReached);
}

void TestProxiedProbe::unknownTargetIsTold()
{
    QFETCH(ProxyKind, kind);
    const TestProxy proxy(kind);
    ProbeRun run(probeFor(QUrl(u"https://unknown.test/"_s), proxy.options()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Unreachable);
    QCOMPARE(run.result().failure->proxyFault, ProxyFault::TargetNotReached);
    QVERIFY(!QByteArray(run.detail()).isEmpty());
    QCOMPARE(m_resolver.asked, 0);
}

void TestProxiedProbe::targetsFirstBytesMayComeGluedToTheAnswer()
{
    QFETCH(ProxyKind, kind);
    // It answers before it has been asked.
    const FaultServer server(
        Script{step::Send{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}, step::StaySilent{}});
    TestProxy proxy(kind, {.glueAnswer = true});
    ProbeRun run(probeFor(server.url(), proxy.options()));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().statusCode, 200);
}

void TestProxiedProbe::onlyTheProxysNameIsResolvedHere()
{
    QFETCH(ProxyKind, kind);
    const FaultServer server(answer(200));
    TestProxy proxy(kind);
    proxy.know("name.test", server.port());
    ProxyOptions options = proxy.options();
    options.host = u"proxy.test"_s;
    m_resolver.answer = {{QHostAddress(QHostAddress::LocalHost)}};
    ProbeRun run(probeFor(QUrl(u"http://name.test/"_s), options));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(m_resolver.asked, 1);
    QVERIFY(run.result().phases[Phase::Dns]);
}

void TestProxiedProbe::unknownProxyIsADnsFailure()
{
    m_resolver.answer =
        tl::unexpected(probe::NameFailure{{.errorClass = ErrorClass::Dns, .detail = "NXDOMAIN"}});
    ProbeRun run(probeFor(QUrl(u"http://127.0.0.1/"_s),
                          {.kind = ProxyKind::Http, .host = u"proxy.test"_s, .port = 3128}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Dns);
    QCOMPARE(run.result().failure->phase, Phase::Dns);
    QCOMPARE(run.result().failure->proxyFault, ProxyFault::NotReached);
}

void TestProxiedProbe::absentProxyIsRefused()
{
    ProbeRun run(probeFor(QUrl(u"http://127.0.0.1/"_s),
                          {.kind = ProxyKind::Socks5, .host = u"127.0.0.1"_s, .port = closedPort()}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Refused);
    QCOMPARE(run.result().failure->phase, Phase::Connect);
    QCOMPARE(run.result().failure->proxyFault, ProxyFault::NotReached);
}

void TestProxiedProbe::silentProxyTimesOutInConnect()
{
    QFETCH(ProxyKind, kind);
    const FaultServer silent(Script{step::StaySilent{}});
    const auto start = std::chrono::steady_clock::now();
    ProbeRun run(probeFor(QUrl(u"https://name.test/"_s),
                          {.kind = kind, .host = u"127.0.0.1"_s, .port = silent.port()}, {.connect = 60ms}));
    QVERIFY(run.ends());
    const auto late = run.endedAt() - start - 60ms;
    QCOMPARE(run.error(), ErrorClass::Timeout);
    QCOMPARE(run.result().failure->phase, Phase::Connect);
    QCOMPARE(run.result().failure->proxyFault, ProxyFault::NotReached);
    QVERIFY2(late >= 0ms && late <= 500ms, QByteArray::number(late / 1ms).constData());
    QCOMPARE(silent.connections(), 1);
}

void TestProxiedProbe::answersThatAreNone_data()
{
    QTest::addColumn<ProxyKind>("kind");
    QTest::addColumn<Script>("script");
    QTest::addColumn<ErrorClass>("error");
    QTest::addColumn<ProxyFault>("fault");
    const auto socks = [](const char *hex, const Step &end = step::StaySilent{}) {
        return Script{step::Send{QByteArray::fromHex(hex)}, end};
    };
    const auto http = [](const QByteArray &bytes, const Step &end = step::StaySilent{}) {
        return Script{step::ReadRequest{}, step::Send{bytes}, end};
    };
    using enum ErrorClass;
    const auto badAnswer = ProxyFault::BadAnswer, notReached = ProxyFault::NotReached;
    QTest::newRow("HTTP: another protocol")
        << ProxyKind::Http << http("+OK POP3\r\n") << Protocol << badAnswer;
    QTest::newRow("HTTP: endless fields")
        << ProxyKind::Http << Script{step::Send{"HTTP/1.1 200 OK\r\n"}, step::SendForever{"A: b\r\n"}}
        << Protocol << badAnswer;
    QTest::newRow("HTTP: closes") << ProxyKind::Http << http({}, step::Close{}) << Reset << notReached;
    QTest::newRow("HTTP: closes in its head")
        << ProxyKind::Http << http("HTTP/1.1 200 OK\r\n", step::Close{}) << Reset << notReached;
    QTest::newRow("HTTP: resets") << ProxyKind::Http << http({}, step::Reset{}) << Reset << notReached;
    QTest::newRow("SOCKS5: it is a web server")
        << ProxyKind::Socks5 << Script{step::Send{"HTTP/1.1 400 Bad Request\r\n\r\n"}, step::StaySilent{}}
        << Protocol << badAnswer;
    QTest::newRow("SOCKS5: address of no known kind")
        << ProxyKind::Socks5 << socks("0500050000ff00") << Protocol << badAnswer;
    QTest::newRow("SOCKS5: closes") << ProxyKind::Socks5 << Script{step::Close{}} << Reset << notReached;
    QTest::newRow("SOCKS5: closes after its method")
        << ProxyKind::Socks5 << socks("0500", step::Close{}) << Reset << notReached;
}

void TestProxiedProbe::answersThatAreNone()
{
    QFETCH(ProxyKind, kind);
    QFETCH(Script, script);
    QFETCH(ErrorClass, error);
    QFETCH(ProxyFault, fault);
    const FaultServer server(script);
    ProbeRun run(probeFor(QUrl(u"https://name.test/"_s),
                          {.kind = kind, .host = u"127.0.0.1"_s, .port = server.port()}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), error);
    QCOMPARE(run.result().failure->phase, Phase::Connect);
    QCOMPARE(run.result().failure->proxyFault, fault);
    QCOMPARE(server.connections(), 1);
}

void TestProxiedProbe::proxyIsAskedOnceAndNoDescriptorIsLeft()
{
    const FaultServer server(answer(500));
    const TestProxy proxy(ProxyKind::Socks5);
    const qsizetype before = openDescriptors();
    ProbeRun run(probeFor(server.url(), proxy.options()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::HttpStatus);
    QVERIFY(!run.result().failure->proxyFault);
    QCOMPARE(proxy.connections(), 1);
    QCOMPARE(server.connections(), 1);
    QTRY_COMPARE(openDescriptors(), before);
}

void TestProxiedProbe::httpIsAskedOfTheProxyItself()
{
    const FaultServer server(answer(200, "fine"));
    TestProxy proxy(ProxyKind::Http, {.user = "ann", .password = "pw"});
    proxy.know("name.test", server.port());
    ProxyOptions options = proxy.options();
    options.user = u"ann"_s;
    options.password = u"pw"_s;
    ProbeRun run(probeFor(QUrl(u"http://name.test:8080/path?q#part"_s), options));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(proxy.lastMethod(), "GET");
    QCOMPARE(proxy.lastTarget(), "name.test:8080");
    QVERIFY(server.lastRequest().startsWith("GET /path?q HTTP/1.1\r\nHost: name.test:8080\r\n"));
    QVERIFY(!server.lastRequest().contains("Proxy-"));
    QCOMPARE(run.result().address, u"127.0.0.1"_s);
    QCOMPARE(run.result().answer->body, "fine");
}

void TestProxiedProbe::allElseIsLedThroughATunnel_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<probe::HttpVersion>("version");
    QTest::addColumn<QByteArray>("method");
    using enum probe::HttpVersion;
    QTest::newRow("http") << u"http://name.test/"_s << Http11 << QByteArray("GET");
    QTest::newRow("http, any version") << u"http://name.test/"_s << Auto << QByteArray("GET");
    QTest::newRow("HTTP/2 without TLS") << u"http://name.test/"_s << Http2 << QByteArray("CONNECT");
    QTest::newRow("https") << u"https://name.test/"_s << Http11 << QByteArray("CONNECT");
    QTest::newRow("https on the port of http")
        << u"https://name.test:80/"_s << Http11 << QByteArray("CONNECT");
}

void TestProxiedProbe::allElseIsLedThroughATunnel()
{
    QFETCH(QString, url);
    QFETCH(probe::HttpVersion, version);
    QFETCH(QByteArray, method);
    const FaultServer server(Script{step::Close{}}); // who answers does not matter
    TestProxy proxy(ProxyKind::Http);
    proxy.know("name.test", server.port());
    ProbeRun run(std::make_unique<probe::HttpProbe>(
        probe::ProbeRequest{
            .url = QUrl(url), .proxy = proxy.options(), .options = probe::HttpOptions{.version = version}},
        probe::Network{m_clock, m_resolver, m_tls}));
    QVERIFY(run.ends());
    QCOMPARE(proxy.lastMethod(), method);
}

/// Also where a redirect leads from a plain target to one behind a tunnel.
void TestProxiedProbe::credentialsOfTheProxyAreForItAlone()
{
    const FaultServer secret(answer(200), m_authority.issue({.host = u"name.test"_s}));
    const FaultServer plain(redirect("https://name.test/"));
    TestProxy proxy(ProxyKind::Http, {.user = "ann", .password = "pw"});
    proxy.know("name.test", secret.port());
    proxy.know("plain.test", plain.port());
    ProxyOptions options = proxy.options();
    options.user = u"ann"_s;
    options.password = u"pw"_s;
    ProbeRun run(probeFor(QUrl(u"http://plain.test/"_s), options));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().hops.size(), std::size_t(2));
    QVERIFY(!secret.lastRequest().contains("Proxy-") &&
            secret.lastRequest().startsWith("GET / HTTP/1.1\r\n"));
    QVERIFY(!plain.lastRequest().contains("Proxy-"));
}

void TestProxiedProbe::whatTheProxyAnswersItselfIsTold_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<ErrorClass>("error");
    QTest::addColumn<std::optional<ProxyFault>>("fault");
    const auto row = [](const char *name, const QByteArray &head, ErrorClass error,
                        std::optional<ProxyFault> fault) {
        QTest::newRow(name) << "HTTP/1.1 " + head + "Content-Length: 0\r\n\r\n" << error << fault;
    };
    using enum ErrorClass;
    using enum ProxyFault;
    row("wants credentials", "407 Who\r\n", Refused, AuthenticationRequired);
    row("did not reach it", "502 Bad Gateway\r\n", Unreachable, TargetNotReached);
    row("waited in vain", "504 Gateway Timeout\r\n", Timeout, TargetNotReached);
    row("says so", "503 Unavailable\r\nProxy-Status: x; error=connection_refused\r\n", Unreachable,
        TargetNotReached);
    row("the target's 502", "502 Bad Gateway\r\nVia: 1.1 x\r\n", HttpStatus, {});
    row("the target's 504", "504 Gateway Timeout\r\nVia: 1.1 x\r\n", HttpStatus, {});
    row("the target's 503", "503 Unavailable\r\n", HttpStatus, {});
    row("the target's 404", "404 Not Found\r\n", HttpStatus, {});
}

void TestProxiedProbe::whatTheProxyAnswersItselfIsTold()
{
    QFETCH(QByteArray, head);
    QFETCH(ErrorClass, error);
    QFETCH(std::optional<ProxyFault>, fault);
    const FaultServer proxy({step::ReadRequest{}, step::Send{head}, step::Close{}});
    ProbeRun run(probeFor(QUrl(u"http://name.test/"_s),
                          {.kind = ProxyKind::Http, .host = u"127.0.0.1"_s, .port = proxy.port()}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), error);
    QCOMPARE(run.result().failure->proxyFault, fault);
    QVERIFY(proxy.lastRequest().startsWith("GET http://name.test/ HTTP/1.1\r\nHost: name.test\r\n"));
    QCOMPARE(run.result().statusCode, head.mid(9, 3).toInt());
    QCOMPARE(proxy.requests(), 1);
}

void TestProxiedProbe::keptConnectionToTheProxyServesAllTargets()
{
    const step::Send fine{"HTTP/1.1 200 OK\r\nVia: 1.1 x\r\nContent-Length: 2\r\n\r\nok"};
    const FaultServer proxy({step::ReadRequest{}, fine, step::ReadRequest{}, fine, step::StaySilent{}});
    probe::HttpPool pool(m_clock);
    const auto ask = [&](const QString &url, const QString &user = {}) {
        return std::make_unique<probe::HttpProbe>(
            probe::ProbeRequest{.url = QUrl(url),
                                .proxy = {.kind = ProxyKind::Http,
                                          .host = u"127.0.0.1"_s,
                                          .port = proxy.port(),
                                          .user = user},
                                .options = probe::HttpOptions{.keepAlive = true}},
            probe::Network{m_clock, m_resolver, m_tls}, &pool);
    };
    ProbeRun first(ask(u"http://one.test/"_s));
    QVERIFY(first.ends() && !first.error());
    ProbeRun second(ask(u"http://two.test:81/x"_s));
    QVERIFY(second.ends() && !second.error());
    QVERIFY(second.result().reused);
    QVERIFY(proxy.lastRequest().startsWith("GET http://two.test:81/x HTTP/1.1\r\n"));
    QCOMPARE(proxy.connections(), 1);
    ProbeRun other(ask(u"http://one.test/"_s, u"ann"_s)); // is somebody else to the proxy
    QVERIFY(other.ends() && !other.error());
    QVERIFY(!other.result().reused);
}

void TestProxiedProbe::plainProxyThatIsNotReachedIsTold_data()
{
    QTest::addColumn<bool>("isPlain");
    QTest::newRow("asked itself") << true;
    QTest::newRow("asked for a tunnel") << false;
}

void TestProxiedProbe::plainProxyThatIsNotReachedIsTold()
{
    QFETCH(bool, isPlain);
    ProbeRun run(probeFor(QUrl(isPlain ? u"http://name.test/"_s : u"https://name.test/"_s),
                          {.kind = ProxyKind::Http, .host = u"127.0.0.1"_s, .port = closedPort()}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Refused);
    QCOMPARE(run.result().failure->phase, Phase::Connect);
    QCOMPARE(run.result().failure->proxyFault, ProxyFault::NotReached);
}

void TestProxiedProbe::credentialsOfTheProxyAreInNoFailure()
{
    for (const QByteArray &thrownBack : {QByteArray("s3cret"), QByteArray("ann:s3cret").toBase64()}) {
        const FaultServer proxy({step::ReadRequest{},
                                 step::Send{"HTTP/1.1 407 Not with " + thrownBack + "\r\n\r\n"},
                                 step::Close{}});
        ProbeRun run(probeFor(QUrl(u"http://name.test/"_s), {.kind = ProxyKind::Http,
                                                             .host = u"127.0.0.1"_s,
                                                             .port = proxy.port(),
                                                             .user = u"ann"_s,
                                                             .password = u"s3cret"_s}));
        QVERIFY(run.ends());
        QCOMPARE(run.result().failure->proxyFault, ProxyFault::AuthenticationRefused);
        QVERIFY(!QByteArray(run.detail()).contains(thrownBack));
    }
}

FUSEBOX_LOOP_TEST(TestProxiedProbe)
#include "tst_proxied_probe.moc"
