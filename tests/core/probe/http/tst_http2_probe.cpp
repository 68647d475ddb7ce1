// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include <QFile>
#include <QProcess>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include "app/demo/fault_server.h"
#include "app/demo/http2_faults.h"
#include "app/demo/tls_authority.h"
#include "core/probe/factory/network_probe_factory.h"
#include "tests/core/probe/http2_frames.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/servers.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using probe::HttpDialect;
using probe::HttpFault;
using probe::HttpOptions;
using probe::HttpVersion;
using probe::Phase;
using resilience::ErrorClass;

/// HTTP/2 over real connections: against the distribution's nginx where there is one, and against lies.
class TestHttp2Probe final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();

    void versionIsTheOneChosen_data();
    void versionIsTheOneChosen();
    void requestArrivesWhole();
    void longBodyArrivesWhole();
    void bodyIsCutOff();
    void headHasNoBody();
    void statusAndRedirectAreAsInHttp11();
    void connectionIsReused();

    void serverWithoutHttp2_data();
    void serverWithoutHttp2();
    void serverThatWantsHttp11_data();
    void serverThatWantsHttp11();
    void tellsEveryFault_data();
    void tellsEveryFault();
    void faultsWithoutTls_data();
    void faultsWithoutTls();

private:
    bool startNginx();
    QUrl nginxUrl(const QString &path) const
    {
        return QUrl(u"https://127.0.0.1:%1%2"_s.arg(m_port).arg(path));
    }
    std::unique_ptr<probe::Probe> probeFor(const QUrl &url, const HttpOptions &options)
    {
        return m_factory.create({.url = url, .trust = {.caFile = m_authority.caFile()}, .options = options});
    }

    SteadyClock m_clock;
    TlsAuthority m_authority;
    probe::NetworkProbeFactory m_factory{m_clock};
    QTemporaryDir m_folder;
    QProcess m_nginx;
    quint16 m_port = 0;
};

namespace {

/// For servers that let one wait for the head of the answer, or for its end.
const probe::Timeouts impatient{.firstByte = 200ms, .total = 400ms};

bool write(const QString &name, const QByteArray &bytes)
{
    QFile file(name);
    return file.open(QFile::WriteOnly) && file.write(bytes) == bytes.size();
}

/// What becomes of one check.
struct Expected
{
    std::optional<ErrorClass> error = {};
    Phase phase = Phase::Wait; ///< in which it failed
    std::optional<HttpFault::Kind> fault = {};
    bool isAskedTwice = false; ///< the second time with success too, though not on the same connection
};

/// Of everything that http2Faults() can do.
std::map<QByteArray, Expected> expectations()
{
    const Expected fine, second{.isAskedTwice = true};
    const Expected flood{ErrorClass::Protocol, Phase::Wait, HttpFault::Kind::Flood};
    const Expected floodOfAnswer{ErrorClass::Protocol, Phase::Transfer, HttpFault::Kind::Flood};
    return {
        {"HTTP/2: 200", fine},
        {"HTTP/2: 103 first", fine},
        {"HTTP/2: no body", fine},
        {"HTTP/2: headers in pieces", fine},
        {"HTTP/2: padded headers", fine},
        {"HTTP/2: padded data", fine},
        {"HTTP/2: padding alone, then data", fine},
        {"HTTP/2: trailers", fine},
        {"HTTP/2: frames of an unknown type around everything", fine},
        {"HTTP/2: goodbye behind the answer", fine},
        {"HTTP/2: goodbye before the answer, which comes all the same", fine},
        {"HTTP/2: no more streams behind the answer", second},
        {"HTTP/2: second request refused", second},
        {"HTTP/2: second request left out by a goodbye", second},
        {"HTTP/2: stream refused", {ErrorClass::Reset, Phase::Wait, HttpFault::Kind::StreamReset}},
        {"HTTP/2: stream reset within the body",
         {ErrorClass::Reset, Phase::Transfer, HttpFault::Kind::StreamReset}},
        {"HTTP/2: goodbye with an error", {ErrorClass::Reset, Phase::Wait, HttpFault::Kind::GoAway}},
        {"HTTP/2: more padding than frame", {ErrorClass::Protocol, Phase::Transfer}},
        {"HTTP/2: data before the headers", {ErrorClass::Protocol, Phase::Wait}},
        {"HTTP/2: less data than was announced", {ErrorClass::Protocol, Phase::Transfer}},
        {"HTTP/2: endless settings", flood},
        {"HTTP/2: endless answers to pings", flood},
        {"HTTP/2: endless pings", flood},
        {"HTTP/2: endless window updates", flood},
        {"HTTP/2: endless frames of an unknown type", flood},
        {"HTTP/2: endless long frames of an unknown type", flood},
        {"HTTP/2: endless empty data", floodOfAnswer},
        {"HTTP/2: endless padding", floodOfAnswer},
        {"HTTP/2: endless padding around single bytes", floodOfAnswer},
        {"HTTP/2: endless interim answers", floodOfAnswer},
        {"HTTP/2: endless continuations", floodOfAnswer},
    };
}

const char *nginxSettings = R"(
daemon off;
master_process off;
error_log stderr;
pid %1/pid;
events {}
http {
    access_log off;
    client_body_temp_path %1/a; proxy_temp_path %1/b; fastcgi_temp_path %1/c; uwsgi_temp_path %1/d; scgi_temp_path %1/e;
    server {
        listen 127.0.0.1:%2 ssl http2;
        ssl_certificate %1/certificate;
        ssl_certificate_key %1/key;
        root %1;
        location = /echo { return 200 "$server_protocol $request_method $host $http_x_test $content_length"; }
        location = /moved { return 302 /echo; }
    }
}
)";

} // namespace

void TestHttp2Probe::initTestCase()
{
    m_nginx.setProgram(programOf(Server::Nginx));
    if (m_nginx.program().isEmpty())
        return;
    QVERIFY2(startNginx(), m_nginx.readAllStandardError());
}

/// On a port that was free a moment ago; that is another's now only by a rare chance.
bool TestHttp2Probe::startNginx()
{
    const ServerIdentity identity = m_authority.issue();
    const quint16 port = closedPort();
    const QString settings = QString::fromLatin1(nginxSettings).arg(m_folder.path()).arg(port);
    const auto file = [this](const QString &name) { return m_folder.filePath(name); };
    if (!write(file(u"certificate"_s), identity.certificate) || !write(file(u"key"_s), identity.privateKey) ||
        !write(file(u"settings"_s), settings.toUtf8()) || !write(file(u"long"_s), QByteArray(900'000, 'x')))
        return false;
    m_nginx.setArguments({u"-p"_s, m_folder.path(), u"-c"_s, file(u"settings"_s), u"-e"_s, u"stderr"_s});
    m_nginx.start();
    const auto listens = [port] {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        return socket.waitForConnected(100);
    };
    if (!QTest::qWaitFor([&] { return m_nginx.state() == QProcess::NotRunning || listens(); }, 10'000) ||
        m_nginx.state() == QProcess::NotRunning)
        return false;
    m_port = port;
    return true;
}

void TestHttp2Probe::cleanupTestCase()
{
    m_nginx.terminate();
    m_nginx.waitForFinished();
}

void TestHttp2Probe::versionIsTheOneChosen_data()
{
    QTest::addColumn<HttpVersion>("version");
    QTest::addColumn<HttpDialect>("dialect");
    QTest::newRow("1.1") << HttpVersion::Http11 << HttpDialect::Http11;
    QTest::newRow("2") << HttpVersion::Http2 << HttpDialect::Http2;
    QTest::newRow("auto") << HttpVersion::Auto << HttpDialect::Http2;
}

void TestHttp2Probe::versionIsTheOneChosen()
{
    NEEDS_SERVER(Server::Nginx);
    QFETCH(HttpVersion, version);
    QFETCH(HttpDialect, dialect);
    ProbeRun run(probeFor(nginxUrl(u"/echo"_s), {.version = version}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(run.result().answer->dialect == dialect);
    const QByteArray protocol = dialect == HttpDialect::Http2 ? "HTTP/2.0" : "HTTP/1.1";
    QCOMPARE(run.result().answer->body, protocol + " GET 127.0.0.1  ");
    const auto &phases = run.result().phases;
    QVERIFY(phases[Phase::Tls] > 0ns && phases[Phase::Send] > 0ns && phases[Phase::Wait] > 0ns &&
            phases[Phase::Transfer] > 0ns);
    QCOMPARE(phases.sum(), run.result().latency);
}

void TestHttp2Probe::requestArrivesWhole()
{
    NEEDS_SERVER(Server::Nginx);
    ProbeRun run(
        probeFor(nginxUrl(u"/echo"_s), {.method = "POST",
                                        .headers = {{"X-Test", "Some Value"}, {"Host", "other.test"}},
                                        .body = QByteArray(300'000, 'b'),
                                        .version = HttpVersion::Http2,
                                        .keepBody = true}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().answer->body, "HTTP/2.0 POST other.test Some Value 300000");
}

void TestHttp2Probe::longBodyArrivesWhole()
{
    NEEDS_SERVER(Server::Nginx);
    ProbeRun run(probeFor(nginxUrl(u"/long"_s),
                          {.version = HttpVersion::Http2, .expect = {.bodyMatches = u"^x{60000}"_s}}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().answer->bodySize, 900'000);
}

void TestHttp2Probe::bodyIsCutOff()
{
    NEEDS_SERVER(Server::Nginx);
    ProbeRun run(probeFor(nginxUrl(u"/long"_s), {.version = HttpVersion::Http2, .maxBody = 100'000}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(run.result().answer->bodyCut);
    QCOMPARE(run.result().answer->bodySize, 100'000);
}

void TestHttp2Probe::headHasNoBody()
{
    NEEDS_SERVER(Server::Nginx);
    ProbeRun run(probeFor(nginxUrl(u"/long"_s), {.method = "HEAD", .version = HttpVersion::Http2}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().answer->bodySize, 0);
}

void TestHttp2Probe::statusAndRedirectAreAsInHttp11()
{
    NEEDS_SERVER(Server::Nginx);
    ProbeRun missing(probeFor(nginxUrl(u"/missing"_s), {.version = HttpVersion::Http2}));
    QVERIFY(missing.ends());
    QCOMPARE(missing.error(), ErrorClass::HttpStatus);
    QCOMPARE(missing.result().statusCode, 404);

    ProbeRun moved(probeFor(nginxUrl(u"/moved"_s), {.version = HttpVersion::Http2}));
    QVERIFY(moved.ends());
    QVERIFY2(!moved.error(), moved.detail());
    QCOMPARE(moved.result().hops.size(), std::size_t(2));
    QCOMPARE(moved.result().statusCode, 200);
}

void TestHttp2Probe::connectionIsReused()
{
    NEEDS_SERVER(Server::Nginx);
    for (const bool isReused : {false, true, true}) {
        ProbeRun run(probeFor(nginxUrl(u"/echo"_s), {.version = HttpVersion::Http2, .keepAlive = true}));
        QVERIFY(run.ends());
        QVERIFY2(!run.error(), run.detail());
        QCOMPARE(run.result().reused, isReused);
        QCOMPARE(run.result().phases[Phase::Tls].has_value(), !isReused);
    }
}

void TestHttp2Probe::serverWithoutHttp2_data()
{
    QTest::addColumn<HttpVersion>("version");
    QTest::addColumn<bool>("isFine");
    QTest::newRow("2") << HttpVersion::Http2 << false;
    QTest::newRow("auto") << HttpVersion::Auto << true;
    QTest::newRow("1.1") << HttpVersion::Http11 << true;
}

void TestHttp2Probe::serverWithoutHttp2()
{
    QFETCH(HttpVersion, version);
    QFETCH(bool, isFine);
    const FaultServer server(answer(200), m_authority.issue());
    ProbeRun run(probeFor(server.url(), {.version = version}));
    QVERIFY(run.ends());
    QCOMPARE(!run.error().has_value(), isFine);
    if (isFine)
        return;
    QCOMPARE(run.error(), ErrorClass::Protocol);
    QVERIFY(run.result().failure->as<probe::HttpFault>() == HttpFault{HttpFault::Kind::NotHttp2});
    QCOMPARE(run.result().failure->phase, Phase::Tls);
    QCOMPARE(server.requests(), 0);
}

void TestHttp2Probe::serverThatWantsHttp11_data()
{
    using namespace http2;
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<HttpVersion>("version");
    QTest::addColumn<bool>("isAskedAgain");
    constexpr std::uint32_t required = 13;
    const QByteArray reset = settings() + frame(ResetStream, 0, 1, number(required));
    const auto row = [](const char *name, const QByteArray &bytes, HttpVersion version, bool isAskedAgain) {
        QTest::newRow(name) << bytes << version << isAskedAgain;
    };
    row("stream", reset, HttpVersion::Auto, true);
    row("goodbye", settings() + goAway(0, required), HttpVersion::Auto, true);
    row("it has to be 2", reset, HttpVersion::Http2, false);
    row("once the answer has begun",
        settings() + head(status("200")) + frame(ResetStream, 0, 1, number(required)), HttpVersion::Auto,
        false);
    row("another error", settings() + frame(ResetStream, 0, 1, number(2)), HttpVersion::Auto, false);
}

/// Whatever the method: it is the server that asks for it (RFC 9113, 7).
void TestHttp2Probe::serverThatWantsHttp11()
{
    QFETCH(QByteArray, bytes);
    QFETCH(HttpVersion, version);
    QFETCH(bool, isAskedAgain);
    ServerIdentity identity = m_authority.issue();
    identity.protocols = {"h2", "http/1.1"};
    const Script overHttp2{step::ReadUntil{QByteArray("\1\5\0\0\0\1", 6)}, step::Send{bytes},
                           step::StaySilent{}};
    const FaultServer server(
        [&](const FaultServer::Connection &connection) {
            return connection.number == 1 ? overHttp2 : answer(200);
        },
        identity);
    ProbeRun run(probeFor(server.url(), {.method = "POST", .version = version}));
    QVERIFY(run.ends());
    QCOMPARE(server.connections(), isAskedAgain ? 2 : 1);
    QCOMPARE(run.result().redialledAfter.has_value(), isAskedAgain);
    QCOMPARE(run.result().latency, run.result().phases.sum());
    if (!isAskedAgain) {
        QCOMPARE(run.error(), ErrorClass::Reset);
        return;
    }
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(run.result().answer->dialect == HttpDialect::Http11);
    QVERIFY(server.lastRequest().startsWith("POST / HTTP/1.1\r\n"));
}

void TestHttp2Probe::tellsEveryFault_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<Expected>("expected");
    auto expected = expectations();
    for (const HttpFaultScript &fault : http2Faults()) {
        const auto row = expected.extract(fault.name);
        QVERIFY2(!row.empty(), fault.name); // a fault that nothing is expected of
        QTest::newRow(fault.name) << fault.script << row.mapped();
    }
    QVERIFY(expected.empty());
}

/// What brings nothing is a fault of the peer long before time is up; and what is odd is fine, on a
/// connection that is kept as well.
void TestHttp2Probe::tellsEveryFault()
{
    QFETCH(Script, script);
    QFETCH(Expected, expected);
    const FaultServer server(script);
    const HttpOptions options{.version = HttpVersion::Http2, .keepAlive = true};
    for (int i = 0; i < (expected.isAskedTwice ? 2 : 1); ++i) {
        ProbeRun run(m_factory.create({.url = server.url(), .options = options}));
        QVERIFY(run.ends());
        QVERIFY2(run.error() == expected.error, run.detail());
        if (!expected.error) {
            QCOMPARE(run.result().statusCode, 200);
            continue;
        }
        const auto fault = expected.fault ? std::optional(HttpFault{*expected.fault}) : std::nullopt;
        QVERIFY(run.result().failure->as<probe::HttpFault>() == fault);
        QCOMPARE(run.result().failure->phase, expected.phase);
    }
    QCOMPARE(server.connections(), expected.isAskedTwice ? 2 : 1);
}

void TestHttp2Probe::faultsWithoutTls_data()
{
    using namespace http2;
    QTest::addColumn<Script>("script");
    QTest::addColumn<std::optional<ErrorClass>>("error");
    QTest::addColumn<Phase>("phase");
    QTest::addColumn<bool>("isOtherProtocol");
    const auto row = [](const char *name, const Script &script, std::optional<ErrorClass> error, Phase phase,
                        bool isOther = false) { QTest::newRow(name) << script << error << phase << isOther; };
    const auto sends = [](const QByteArray &bytes, const Step &end = step::Close{}) {
        return Script{step::ReadRequest{}, step::Send{bytes}, end};
    };
    const QByteArray ok = settings() + head(status("200"));
    row("answers", sends(ok + body("x", endStream)), {}, Phase::Transfer);
    row("speaks HTTP/1.1", answer(200), ErrorClass::Protocol, Phase::Wait, true);
    row("speaks SSH", sends("SSH-2.0-OpenSSH_9.2\r\n", step::StaySilent{}), ErrorClass::Protocol, Phase::Wait,
        true);
    row("closes", sends(settings()), ErrorClass::Reset, Phase::Wait);
    row("closes in the body", sends(ok + body("x")), ErrorClass::Protocol, Phase::Transfer);
    row("resets in the body", sends(ok + body("x"), step::Reset{}), ErrorClass::Reset, Phase::Transfer);
    row("silent", sends(settings(), step::StaySilent{}), ErrorClass::Timeout, Phase::Wait);
    row("silent in the body", sends(ok, step::StaySilent{}), ErrorClass::Timeout, Phase::Transfer);
    row("settings for ever", {step::ReadRequest{}, step::SendForever{settings()}}, ErrorClass::Protocol,
        Phase::Wait);
    row("body for ever",
        {step::ReadRequest{}, step::Send{ok}, step::SendForever{body(QByteArray(16'000, 'x'))}}, {},
        Phase::Transfer);
}

/// Without TLS, HTTP/2 is spoken at once where it is asked for.
void TestHttp2Probe::faultsWithoutTls()
{
    QFETCH(Script, script);
    QFETCH(std::optional<ErrorClass>, error);
    QFETCH(Phase, phase);
    QFETCH(bool, isOtherProtocol);
    const auto descriptors = openDescriptors();
    {
        const FaultServer server(script);
        ProbeRun run(
            m_factory.create({.url = server.url(),
                              .timeouts = error == ErrorClass::Timeout ? impatient : testing::patient,
                              .options = probe::HttpOptions{.version = HttpVersion::Http2}}));
        QVERIFY(run.ends());
        QVERIFY2(run.error() == error, run.detail());
        if (error) {
            QCOMPARE(run.result().failure->phase, phase);
            QCOMPARE(run.result().failure->as<probe::HttpFault>() == HttpFault{HttpFault::Kind::NotHttp2},
                     isOtherProtocol);
        }
        QCOMPARE(server.connections(), 1);
        QCOMPARE(run.result().latency, run.result().phases.sum());
    }
    QCOMPARE(openDescriptors(), descriptors);
}

FUSEBOX_LOOP_TEST(TestHttp2Probe)
#include "tst_http2_probe.moc"
