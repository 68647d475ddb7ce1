// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSslCertificate>
#include <QTemporaryFile>
#include <QTest>

#include "app/demo/fault_server.h"
#include "app/demo/tls_authority.h"
#include "core/probe/factory/network_probe_factory.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/test_program.h"
#include "tests/support/tls_server.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using probe::HttpFault;
using probe::HttpOptions;
using probe::Phase;
using probe::Timeouts;
using resilience::ErrorClass;

namespace {

QString fingerprintOf(const ServerIdentity &identity)
{
    const QSslCertificate certificate(identity.certificate);
    return QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex());
}

} // namespace

/// Redirects over real connections.
class TestHttpHops final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyHopIsTimedOnAConnectionOfItsOwn();
    void redirectIsTheAnswerWhereNoneIsFollowed();
    void loopEndsAtTheLimit_data();
    void loopEndsAtTheLimit();
    void fileIsNotFollowed();
    void totalIsThatOfAllHops();
    void phaseDeadlineIsThatOfEachHop();
    void failureOfALaterHopKeepsTheOnesBefore();
    void credentialsStayWithTheirOrigin();
    void urlsOfHopsHoldNoSecrets();
    void whatWasPutIntoTheUrlIsInNoHop();
    void unverifiedHopLeavesTheWholeUnverified_data();
    void unverifiedHopLeavesTheWholeUnverified();
    void selfSignedIsAllowedAtTheOriginAskedAlone();
    void selfSignedStaysAllowedWithinItsOrigin();
    void pinIsThatOfTheOriginAskedAlone();
    void clientCertificateStaysWithItsOrigin();
    void downgradeIsRefusedUnlessAllowed();
    void resetBetweenHopsIsNotRepeated();
    void cookiesLiveAsLongAsTheChain();
    void aChainThatComesHomeMayBeWhoItWas();
    void cookiesAreOfTheNameThatTheHostAnswersUnder();
    void cookiesGoToNoOtherSite();
    void cookiesAreSeenNowhere();

private:
    static Script redirectTo(const QByteArray &location, resilience::Nanoseconds delay = {})
    {
        return {step::ReadRequest{}, step::Pause{delay},
                step::Send{"HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n"}};
    }
    /// Redirects to `locations` one after the other, then answers.
    static FaultServer::ScriptFor inTurn(const std::vector<QByteArray> &locations)
    {
        return [locations](const FaultServer::Connection &connection) {
            const auto i = static_cast<std::size_t>(connection.number - 1);
            return i < locations.size() ? redirectTo(locations[i]) : answer(200, "there");
        };
    }
    std::unique_ptr<probe::Probe> probeFor(const QUrl &url, const HttpOptions &options = {},
                                           const Timeouts &timeouts = {})
    {
        return m_factory.create({.url = url,
                                 .timeouts = timeouts,
                                 .trust = {.caFile = m_authority.caFile()},
                                 .options = options});
    }

    std::unique_ptr<probe::Probe> probeFor(const QUrl &url, probe::TrustProfile trust)
    {
        trust.caFile = m_authority.caFile();
        return m_factory.create({.url = url,
                                 .trust = trust,
                                 .options = probe::HttpOptions{.redirects = {.allowDowngrade = true}}});
    }

    SteadyClock m_clock;
    TlsAuthority m_authority;
    probe::NetworkProbeFactory m_factory{m_clock};
};

void TestHttpHops::everyHopIsTimedOnAConnectionOfItsOwn()
{
    const FaultServer server(inTurn({"/one", "two?q#part"}));
    QUrl url = server.url();
    url.setUserInfo(u"user:secret"_s);
    const auto descriptors = openDescriptors();
    ProbeRun run(probeFor(url));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(server.connections(), 3);
    QVERIFY(server.lastRequest().startsWith("GET /two?q HTTP/1.1\r\n"));
    const auto &hops = run.result().hops;
    QCOMPARE(hops.size(), std::size_t(3));
    QCOMPARE(hops[0].url, server.url());
    QCOMPARE(hops[1].url, server.url().resolved(QUrl(u"/one"_s)));
    QCOMPARE(hops[2].url, server.url().resolved(QUrl(u"/two?q#part"_s)));
    QCOMPARE(hops[1].status, 302);
    QCOMPARE(hops[2].status, 200);
    probe::PhaseTimes::Nanoseconds sum{0};
    for (const auto &hop : hops) {
        QVERIFY(hop.phases[Phase::Connect] > 0ns && hop.phases[Phase::Wait] > 0ns);
        sum += hop.phases.sum();
    }
    QCOMPARE(sum, run.result().latency);
    QCOMPARE(run.result().phases.sum(), run.result().latency);
    QCOMPARE(run.result().answer->body, "there");
    QTRY_COMPARE(openDescriptors(), descriptors);
}

void TestHttpHops::redirectIsTheAnswerWhereNoneIsFollowed()
{
    const FaultServer server(redirectTo("/x"));
    ProbeRun run(probeFor(server.url(), {.redirects = {.limit = 0}}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().statusCode, 302);
    QCOMPARE(run.result().hops.size(), std::size_t(1));
    QCOMPARE(server.connections(), 1);
}

void TestHttpHops::loopEndsAtTheLimit_data()
{
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("requests");
    QTest::newRow("default") << HttpOptions{}.redirects.limit << 11;
    QTest::newRow("51 hops") << 1000 << 51;
}

void TestHttpHops::loopEndsAtTheLimit()
{
    QFETCH(int, limit);
    QFETCH(int, requests);
    const FaultServer server(redirectTo("/again"));
    ProbeRun run(probeFor(server.url(), {.redirects = {.limit = limit}}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Protocol);
    QVERIFY(run.result().failure->as<probe::HttpFault>() == HttpFault{HttpFault::Kind::RedirectLimit});
    QCOMPARE(run.result().failure->phase, Phase::Transfer);
    QCOMPARE(run.result().statusCode, 302);
    QCOMPARE(server.requests(), requests);
    QCOMPARE(run.result().hops.size(), static_cast<std::size_t>(requests));
}

void TestHttpHops::fileIsNotFollowed()
{
    const FaultServer server(redirectTo("file:///etc/passwd"));
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QVERIFY(run.result().failure->as<probe::HttpFault>() == HttpFault{HttpFault::Kind::RedirectScheme});
    QCOMPARE(QByteArray(run.detail()), "file:///etc/passwd");
}

void TestHttpHops::totalIsThatOfAllHops()
{
    const FaultServer server(redirectTo("/again", 30ms));
    ProbeRun run(probeFor(server.url(), {.redirects = {.limit = 50}}, {.total = 100ms}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Timeout);
    QVERIFY(run.result().latency >= 100ms);
    QVERIFY(server.connections() >= 2 && server.connections() <= 4);
}

void TestHttpHops::phaseDeadlineIsThatOfEachHop()
{
    const FaultServer server([](const FaultServer::Connection &connection) {
        return connection.number <= 3 ? redirectTo("/again", 40ms) : answer(200, "", 40ms);
    });
    ProbeRun run(probeFor(server.url(), {}, {.firstByte = 120ms}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(run.result().phases[Phase::Wait] >= 160ms);
}

void TestHttpHops::failureOfALaterHopKeepsTheOnesBefore()
{
    const quint16 closed = closedPort();
    const FaultServer server(redirectTo("http://127.0.0.1:" + QByteArray::number(closed) + "/"));
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Refused);
    QCOMPARE(run.result().failure->phase, Phase::Connect);
    QCOMPARE(run.result().hops.size(), std::size_t(2));
    QCOMPARE(run.result().hops[0].status, 302);
    QVERIFY(!run.result().hops[1].status && !run.result().answer && !run.result().statusCode);
}

void TestHttpHops::credentialsStayWithTheirOrigin()
{
    const FaultServer other(answer(200));
    const FaultServer server(inTurn({"/own", other.url().toEncoded()}));
    const HttpOptions options{.headers = {{"Cookie", "secret=1"}},
                              .authentication = probe::BasicAuthentication{u"user"_s, u"secret"_s}};
    ProbeRun run(probeFor(server.url(), options));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(server.lastRequest().startsWith("GET /own"));
    QVERIFY(server.lastRequest().contains("Authorization: Basic") && server.lastRequest().contains("Cookie"));
    QCOMPARE(other.requests(), 1);
    QVERIFY(!other.lastRequest().contains("Authorization") && !other.lastRequest().contains("Cookie"));
}

/// A server repeats in its Location what it was told.
void TestHttpHops::urlsOfHopsHoldNoSecrets()
{
    const FaultServer server(inTurn({"/s3cret/a%2Fbcd?t=s3cret#s3cret"}));
    ProbeRun run(probeFor(server.url(), {.headers = {{"X-Key", "a/bcd"}, {"Host", "127.0.0.1"}},
                                         .authentication = probe::BearerAuthentication{u"s3cret"_s}}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().hops.at(0).url, server.url());
    QCOMPARE(run.result().hops.at(1).url.toEncoded(), server.url().toEncoded() + "***/***?t=***#***");
}

/// Nor in the answer, in whatever form.
void TestHttpHops::whatWasPutIntoTheUrlIsInNoHop()
{
    const FaultServer server(answer(200, "you said k3y&s3cret, k3y%26s3cret, azN5JnMzY3JldA=="));
    QUrl url = server.url();
    url.setQuery(u"t=k3y%26s3cret"_s);
    ProbeRun run(m_factory.create({.url = url, .secrets = {"k3y&s3cret"}}));
    QVERIFY(run.ends());
    QVERIFY(server.lastRequest().contains("/?t=k3y%26s3cret "));
    QCOMPARE(run.result().hops.at(0).url.toEncoded(), server.url().toEncoded() + "?t=***");
    QCOMPARE(run.result().answer->body, "you said ***, ***, ***");
}

void TestHttpHops::unverifiedHopLeavesTheWholeUnverified_data()
{
    QTest::addColumn<bool>("firstIsVerified");
    QTest::addColumn<bool>("secondIsTls");
    QTest::newRow("not the first of two") << false << true;
    QTest::newRow("not the only one") << false << false;
    QTest::newRow("both") << true << true;
    QTest::newRow("the only one") << true << false;
}

void TestHttpHops::unverifiedHopLeavesTheWholeUnverified()
{
    QFETCH(bool, firstIsVerified);
    QFETCH(bool, secondIsTls);
    const FaultServer second(answer(200), secondIsTls ? std::optional(m_authority.issue()) : std::nullopt);
    const FaultServer first(redirectTo(second.url().toEncoded()), m_authority.issue());
    ProbeRun run(probeFor(first.url(), {.allowSelfSigned = !firstIsVerified}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().hops[0].verified, firstIsVerified);
    QCOMPARE(run.result().hops[1].verified, secondIsTls ? std::optional(true) : std::nullopt);
    QCOMPARE(probe::isVerified(run.result()), firstIsVerified);
}

void TestHttpHops::selfSignedIsAllowedAtTheOriginAskedAlone()
{
    const FaultServer other(answer(200), selfSignedIdentity());
    const FaultServer server(redirectTo(other.url().toEncoded()), selfSignedIdentity());
    ProbeRun run(probeFor(server.url(), {.allowSelfSigned = true}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Tls);
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), probe::TlsFault::SelfSigned);
    QCOMPARE(run.result().hops.size(), std::size_t(2));
    QCOMPARE(other.requests(), 0);
}

void TestHttpHops::pinIsThatOfTheOriginAskedAlone()
{
    const ServerIdentity identity = m_authority.issue();
    const FaultServer other(answer(200), m_authority.issue());
    const FaultServer server(redirectTo(other.url().toEncoded()), identity);
    ProbeRun run(probeFor(server.url(), {.pin = fingerprintOf(identity)}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(other.requests(), 1);
}

void TestHttpHops::selfSignedStaysAllowedWithinItsOrigin()
{
    const FaultServer server(inTurn({"/own"}), selfSignedIdentity());
    ProbeRun run(probeFor(server.url(), {.allowSelfSigned = true}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(server.requests(), 2);
}

void TestHttpHops::clientCertificateStaysWithItsOrigin()
{
    const TlsServer other(m_authority.issue(), {.clientAuthority = m_authority.certificate()});
    const FaultServer server(redirectTo(other.url().toEncoded()), m_authority.issue());
    const ServerIdentity client = m_authority.issue();
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(client.certificate + client.privateKey);
    file.flush();
    ProbeRun direct(probeFor(other.url(), {.clientCertificate = file.fileName()}));
    QVERIFY(direct.ends());
    QVERIFY2(!direct.error(), direct.detail());
    ProbeRun redirected(probeFor(server.url(), {.clientCertificate = file.fileName()}));
    QVERIFY(redirected.ends());
    QCOMPARE(redirected.result().failure->as<probe::TlsFault>(), probe::TlsFault::ClientCertificateRequired);
}

void TestHttpHops::downgradeIsRefusedUnlessAllowed()
{
    const FaultServer plain(answer(200));
    const FaultServer secure(redirectTo(plain.url().toEncoded()), m_authority.issue());
    ProbeRun refused(probeFor(secure.url()));
    QVERIFY(refused.ends());
    QVERIFY(refused.result().failure->as<probe::HttpFault>() ==
            HttpFault{HttpFault::Kind::RedirectDowngrade});
    QCOMPARE(plain.connections(), 0);

    ProbeRun allowed(probeFor(secure.url(), {.redirects = {.allowDowngrade = true}}));
    QVERIFY(allowed.ends());
    QVERIFY2(!allowed.error(), allowed.detail());
    QVERIFY(allowed.result().hops[0].phases[Phase::Tls] && !allowed.result().hops[1].phases[Phase::Tls]);
}

void TestHttpHops::resetBetweenHopsIsNotRepeated()
{
    const FaultServer server([](const FaultServer::Connection &connection) {
        return connection.number == 1 ? redirectTo("/x") : Script{step::ReadRequest{}, step::Reset{}};
    });
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Reset);
    QCOMPARE(server.connections(), 2);
}

void TestHttpHops::cookiesLiveAsLongAsTheChain()
{
    const QByteArray moved = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n";
    std::vector<QByteArray> requests;
    const FaultServer server([&](const FaultServer::Connection &connection) {
        const auto note = [&, n = connection.number](const QByteArray &head) {
            requests.push_back(head);
            if (n % 3 == 1)
                return moved + "Location: /in\r\nSet-Cookie: id=1\r\nSet-Cookie: lang=de; Path=/in\r\n\r\n";
            if (n % 3 == 2)
                return moved + "Location: /out\r\nSet-Cookie: id=2\r\n\r\n";
            return QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        };
        return Script{step::ReadRequest{}, step::Respond{note}, step::Close{}};
    });
    for (int i = 0; i < 2; ++i) {
        requests.clear();
        ProbeRun run(probeFor(server.url(), {.headers = {{"Cookie", "own=3"}}}));
        QVERIFY(run.ends());
        QVERIFY2(!run.error(), run.detail());
        QCOMPARE(requests.size(), std::size_t(3));
        QVERIFY(requests[0].contains("\r\nCookie: own=3\r\n")); // none of the check before
        QVERIFY(requests[1].contains("\r\nCookie: own=3; lang=de; id=1\r\n"));
        QVERIFY(requests[2].contains("\r\nCookie: own=3; id=2\r\n"));
    }
}

/// One name of a machine is another site than its other.
void TestHttpHops::aChainThatComesHomeMayBeWhoItWas()
{
    quint16 port = 0;
    const FaultServer server([&port](const FaultServer::Connection &connection) {
        const QByteArray number = QByteArray::number(port);
        if (connection.number == 1)
            return redirectTo("http://localhost:" + number + "/sso");
        return connection.number == 2 ? redirectTo("http://127.0.0.1:" + number + "/home") : answer(200);
    });
    port = server.port();
    ProbeRun run(probeFor(server.url(), {.headers = {{"X-Key", "mine"}},
                                         .authentication = probe::BasicAuthentication{u"u"_s, u"secret"_s}}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(server.lastRequest().startsWith("GET /home "));
    QVERIFY(server.lastRequest().contains("Authorization: Basic "));
    QVERIFY(server.lastRequest().contains("X-Key: mine"));
}

void TestHttpHops::cookiesAreOfTheNameThatTheHostAnswersUnder()
{
    const FaultServer server([](const FaultServer::Connection &connection) {
        return connection.number == 1
                   ? Script{step::ReadRequest{},
                            step::Send{
                                "HTTP/1.1 302 Found\r\nSet-Cookie: a=1; Domain=app.example.com; Path=/\r\n"
                                "Location: /\r\nContent-Length: 0\r\n\r\n"},
                            step::Close{}}
                   : answer(200);
    });
    ProbeRun run(probeFor(server.url(), {.headers = {{"Host", "app.example.com"}}}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(server.lastRequest().contains("Cookie: a=1"));
}

void TestHttpHops::cookiesGoToNoOtherSite()
{
    const FaultServer other(answer(200));
    QUrl elsewhere = other.url();
    elsewhere.setHost(u"localhost"_s);
    const FaultServer server(
        {step::ReadRequest{}, step::Send{"HTTP/1.1 302 Found\r\nLocation: " + elsewhere.toEncoded() +
                                         "\r\nSet-Cookie: id=s3cret\r\nContent-Length: 0\r\n\r\n"}});
    ProbeRun run(probeFor(server.url(), {.headers = {{"Cookie", "own=3"}}}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(other.requests(), 1);
    QVERIFY(!other.lastRequest().toLower().contains("cookie"));
}

/// The server throws back what it has given, wherever that might be shown.
void TestHttpHops::cookiesAreSeenNowhere()
{
    const FaultServer server([](const FaultServer::Connection &connection) {
        const QByteArray bytes =
            connection.number == 1
                ? "302 Found\r\nLocation: /?id=s3cret\r\nSet-Cookie: id=s3cret; Path=/\r\n"
                : "500 Not with s3cret\r\nSet-Cookie: next=0ther; Secure\r\nSet-Cookie: more\r\n";
        return Script{step::ReadRequest{}, step::Send{"HTTP/1.1 " + bytes + "Content-Length: 0\r\n\r\n"},
                      step::Close{}};
    });
    ProbeRun run(probeFor(server.url()));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::HttpStatus);
    QVERIFY(server.lastRequest().contains("\r\nCookie: id=s3cret\r\n"));
    QVERIFY(!QByteArray(run.detail()).contains("s3cret"));
    QVERIFY(!run.result().hops.back().url.toEncoded().contains("s3cret"));
    QCOMPARE(run.result().answer->fields[0].value, "next=***; Secure");
    QCOMPARE(run.result().answer->fields[1].value, "***");
}

FUSEBOX_LOOP_TEST(TestHttpHops)
#include "tst_http_hops.moc"
