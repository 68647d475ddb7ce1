// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "app/demo/fault_server.h"
#include "app/demo/tls_authority.h"
#include "core/probe/factory/network_probe_factory.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/test_program.h"
#include "tests/support/test_proxy.h"
#include "tests/support/tls_server.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using probe::Phase;
using probe::ProbeRequest;
using probe::TcpOptions;
using probe::Timeouts;
using probe::TlsFault;
using resilience::ErrorClass;

class TestTcpProbe final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connectingIsEnough();
    void refusedPortIsRefused();
    void missingPortIsRefused_data();
    void missingPortIsRefused();
    void greetingIsWaitedFor();
    void expectedBytesMayComeInPieces();
    void bytesAreSentAndTheAnswerIsWaitedFor();
    void sendingAloneIsEnough();
    void whatIsSentMayBeLarge();
    void peerThatSpeaksMeanwhileKeepsNobodyFromSending();
    void missingBytesAreAnAssertion_data();
    void missingBytesAreAnAssertion();
    void expectedBytesAtTheVeryEndOfTheCapAreFound();
    void silenceTimesOut_data();
    void silenceTimesOut();
    void resetIsAReset();
    void firstBytesAreKept();
    void handshakeIsEnough();
    void handshakeIsMeasuredAndVerified();
    void nothingIsOfferedByAlpn();
    void bytesAreExpectedBehindTheHandshake();
    void peerThatEndsWithoutCloseNotifyFailsTheExpectation();
    void plainPortIsNotTls();
    void goesThroughAProxy();
    void noFaultLeavesADescriptor();

private:
    static QUrl tcp(quint16 port) { return QUrl(u"tcp://127.0.0.1:%1"_s.arg(port)); }
    static QUrl tls(quint16 port) { return QUrl(u"tls://127.0.0.1:%1"_s.arg(port)); }
    [[nodiscard]] ProbeRequest requestOf(const QUrl &url, const TcpOptions &options = {}) const
    {
        return {.url = url, .trust = {.caFile = m_authority.caFile()}, .options = options};
    }
    std::unique_ptr<probe::Probe> probeFor(const ProbeRequest &request) { return m_factory.create(request); }
    std::unique_ptr<probe::Probe> probeFor(const QUrl &url, const TcpOptions &options = {})
    {
        return m_factory.create(requestOf(url, options));
    }

    SteadyClock m_clock;
    TlsAuthority m_authority;
    probe::NetworkProbeFactory m_factory{m_clock};
};

void TestTcpProbe::connectingIsEnough()
{
    const FaultServer server(Script{step::StaySilent{}});
    ProbeRun run(probeFor(tcp(server.port())));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    const auto &phases = run.result().phases;
    QVERIFY(phases[Phase::Connect] > 0ns);
    QVERIFY(!phases[Phase::Tls] && !phases[Phase::Send] && !phases[Phase::Wait] && !phases[Phase::Transfer]);
    QCOMPARE(run.result().latency, phases.sum());
    QVERIFY(!run.result().tls);
    QCOMPARE(run.result().address, u"127.0.0.1"_s);
    QTRY_COMPARE(server.connections(), 1);
}

void TestTcpProbe::refusedPortIsRefused()
{
    ProbeRun run(probeFor(tcp(closedPort())));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Refused);
    QCOMPARE(run.result().failure->phase, Phase::Connect);
    QCOMPARE(run.result().address, u"127.0.0.1"_s);
}

void TestTcpProbe::missingPortIsRefused_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::newRow("tcp") << QUrl(u"tcp://127.0.0.1"_s);
    QTest::newRow("tls") << QUrl(u"tls://127.0.0.1"_s);
}

void TestTcpProbe::missingPortIsRefused()
{
    QFETCH(QUrl, url);
    ProbeRun run(probeFor(url));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Refused);
}

void TestTcpProbe::greetingIsWaitedFor()
{
    const FaultServer server(Script{step::Pause{10ms}, step::Send{"220 ready\r\n"}, step::StaySilent{}});
    ProbeRun run(probeFor(tcp(server.port()), {.expect = "220 "}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    const auto &phases = run.result().phases;
    QVERIFY(!phases[Phase::Send]); // nothing was
    QVERIFY(phases[Phase::Wait] > 5ms);
    QCOMPARE(run.result().latency, phases.sum());
}

void TestTcpProbe::expectedBytesMayComeInPieces()
{
    const FaultServer server(Script{step::Send{"....+PONG", 2ms}, step::StaySilent{}});
    ProbeRun run(probeFor(tcp(server.port()), {.expect = "+PONG"}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().firstBytes, "....+PONG");
}

void TestTcpProbe::bytesAreSentAndTheAnswerIsWaitedFor()
{
    const FaultServer server(Script{step::ReadRequest{}, step::Send{"+PONG\r\n"}, step::StaySilent{}});
    ProbeRun run(probeFor(tcp(server.port()), {.send = "PING\r\n\r\n", .expect = "+PONG"}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(server.lastRequest(), "PING\r\n\r\n");
    const auto &phases = run.result().phases;
    QVERIFY(phases[Phase::Send] && phases[Phase::Wait] && phases[Phase::Transfer]);
}

void TestTcpProbe::sendingAloneIsEnough()
{
    const FaultServer server(Script{step::ReadRequest{}, step::StaySilent{}});
    ProbeRun run(probeFor(tcp(server.port()), {.send = "hello\r\n\r\n"}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QTRY_COMPARE(server.requests(), 1);
    QCOMPARE(server.lastRequest(), "hello\r\n\r\n");
}

void TestTcpProbe::whatIsSentMayBeLarge()
{
    // More than the system takes at once, so that sending takes several turns.
    const FaultServer server(Script{step::ReadRequest{}, step::Send{"done"}});
    const QByteArray large = "head\r\n\r\n" + QByteArray(8'000'000, 'x');
    ProbeRun run(probeFor(tcp(server.port()), {.send = large, .expect = "done"}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
}

void TestTcpProbe::peerThatSpeaksMeanwhileKeepsNobodyFromSending()
{
    const FaultServer server(Script{step::Send{"220 hello\r\n"}, step::ReadRequest{}, step::StaySilent{}});
    const QByteArray large = "head\r\n\r\n" + QByteArray(8'000'000, 'x');
    ProbeRun run(probeFor(tcp(server.port()), {.send = large}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(!run.result().phases[Phase::Transfer]);
}

void TestTcpProbe::missingBytesAreAnAssertion_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<Phase>("phase");
    QTest::newRow("closes at once") << Script{step::Close{}} << Phase::Wait;
    QTest::newRow("something else, then closes")
        << Script{step::Send{"550 no"}, step::Close{}} << Phase::Transfer;
    QTest::newRow("something else without end") << Script{step::SendForever{"550 no\r\n"}} << Phase::Transfer;
    QTest::newRow("only a beginning") << Script{step::Send{"22"}, step::Close{}} << Phase::Transfer;
}

void TestTcpProbe::missingBytesAreAnAssertion()
{
    QFETCH(Script, script);
    QFETCH(Phase, phase);
    const FaultServer server(script);
    ProbeRun run(probeFor(tcp(server.port()), {.expect = "220 "}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Assertion);
    QCOMPARE(run.result().failure->phase, phase);
    QVERIFY(run.result().firstBytes.size() <= 4096);
    QCOMPARE(server.connections(), 1);
}

void TestTcpProbe::expectedBytesAtTheVeryEndOfTheCapAreFound()
{
    const auto ending = [](qsizetype before) {
        return Script{step::Send{QByteArray(before, '.') + "END"}, step::StaySilent{}};
    };
    const FaultServer within(ending(65536 - 3));
    ProbeRun found(probeFor(tcp(within.port()), {.expect = "END"}));
    QVERIFY(found.ends());
    QVERIFY2(!found.error(), found.detail());

    const FaultServer beyond(ending(65536 - 2));
    ProbeRun missed(probeFor(tcp(beyond.port()), {.expect = "END"}));
    QVERIFY(missed.ends());
    QCOMPARE(missed.error(), ErrorClass::Assertion);
}

void TestTcpProbe::silenceTimesOut_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<QByteArray>("send");
    QTest::addColumn<Timeouts>("timeouts");
    QTest::addColumn<Phase>("phase");
    QTest::newRow("nothing comes") << Script{step::StaySilent{}} << QByteArray()
                                   << Timeouts{.connect = 5s, .firstByte = 60ms} << Phase::Wait;
    QTest::newRow("nothing comes though asked")
        << Script{step::StaySilent{}} << QByteArray("?") << Timeouts{.firstByte = 60ms} << Phase::Wait;
    QTest::newRow("the wait has a time of its own, not the rest of connecting's")
        << Script{step::StaySilent{}} << QByteArray() << Timeouts{.connect = 20ms, .firstByte = 60ms}
        << Phase::Wait;
    QTest::newRow("not enough comes") << Script{step::Send{"22"}, step::StaySilent{}} << QByteArray()
                                      << Timeouts{.firstByte = 20ms, .total = 60ms} << Phase::Transfer;
}

void TestTcpProbe::silenceTimesOut()
{
    QFETCH(Script, script);
    QFETCH(QByteArray, send);
    QFETCH(Timeouts, timeouts);
    QFETCH(Phase, phase);
    const FaultServer server(script);
    ProbeRequest request = requestOf(tcp(server.port()), {.send = send, .expect = "220 "});
    request.timeouts = timeouts;
    const auto start = std::chrono::steady_clock::now();
    ProbeRun run(probeFor(request));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Timeout);
    QCOMPARE(run.result().failure->phase, phase);
    const auto took = run.endedAt() - start;
    QVERIFY(took >= 60ms);
    QVERIFY2(took - *run.result().phases[Phase::Connect] <= 60ms + 50ms,
             QByteArray::number(took / 1ms).constData());
}

void TestTcpProbe::resetIsAReset()
{
    const FaultServer server(Script{step::Send{"22"}, step::Pause{5ms}, step::Reset{}});
    ProbeRun run(probeFor(tcp(server.port()), {.expect = "220 "}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Reset);
    QCOMPARE(run.result().firstBytes, "22");
}

void TestTcpProbe::firstBytesAreKept()
{
    const QByteArray binary = QByteArray::fromHex("00ff0d0a") + QByteArray(10'000, 'x');
    const FaultServer server(Script{step::Send{binary + "end"}, step::StaySilent{}});
    ProbeRun run(probeFor(tcp(server.port()), {.expect = "end"}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().firstBytes, binary.left(4096));
}

void TestTcpProbe::handshakeIsEnough()
{
    const FaultServer server(Script{step::StaySilent{}}, m_authority.issue());
    ProbeRun run(probeFor(tls(server.port())));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QVERIFY(run.result().phases[Phase::Tls] > 0ns);
    QVERIFY(!run.result().phases[Phase::Send] && !run.result().phases[Phase::Wait]);
    QVERIFY(run.result().tls->verified);
}

void TestTcpProbe::handshakeIsMeasuredAndVerified()
{
    const FaultServer server(Script{step::StaySilent{}}, m_authority.issue({.host = u"127.0.0.2"_s}));
    ProbeRun run(probeFor(tls(server.port())));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Tls);
    QCOMPARE(run.result().failure->phase, Phase::Tls);
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), TlsFault::WrongHost);
    QCOMPARE(run.result().tls->chain->front().names, QStringList{u"127.0.0.2"_s});
}

/// A server of something else than HTTP may refuse who asks for HTTP.
void TestTcpProbe::nothingIsOfferedByAlpn()
{
    const TlsServer server(m_authority.issue(), {.alpn = "http/1.1"});
    ProbeRun run(probeFor(tls(server.port())));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().tls->alpn, QString());
}

void TestTcpProbe::bytesAreExpectedBehindTheHandshake()
{
    const TlsServer server(m_authority.issue(), {.greeting = "220 over TLS\r\n"});
    ProbeRun run(probeFor(tls(server.port()), {.expect = "220 "}));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
    QCOMPARE(run.result().firstBytes, "220 over TLS\r\n");
    QVERIFY(run.result().phases[Phase::Tls] > 0ns);
}

void TestTcpProbe::peerThatEndsWithoutCloseNotifyFailsTheExpectation()
{
    const FaultServer server(Script{step::Send{"22"}, step::Truncate{}}, m_authority.issue());
    ProbeRun run(probeFor(tls(server.port()), {.expect = "220 "}));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Assertion);
    QCOMPARE(run.result().firstBytes, "22");
}

void TestTcpProbe::plainPortIsNotTls()
{
    const FaultServer server(Script{step::Send{"220 plain\r\n"}, step::StaySilent{}});
    ProbeRun run(probeFor(tls(server.port())));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Tls);
    QCOMPARE(run.result().failure->as<probe::TlsFault>(), TlsFault::NotTls);
}

/// And what the target says first comes with the proxy's answer.
void TestTcpProbe::goesThroughAProxy()
{
    const FaultServer server(Script{step::Send{"220 ready\r\n"}, step::StaySilent{}});
    for (const auto kind : {probe::ProxyKind::Http, probe::ProxyKind::Socks5}) {
        const TestProxy proxy(kind, {.glueAnswer = true});
        ProbeRequest request = requestOf(tcp(server.port()), {.expect = "220 "});
        request.proxy = proxy.options();
        ProbeRun run(probeFor(request));
        QVERIFY(run.ends());
        QVERIFY2(!run.error(), run.detail());
        QCOMPARE(proxy.lastTarget(), "127.0.0.1:" + QByteArray::number(server.port()));
    }
}

void TestTcpProbe::noFaultLeavesADescriptor()
{
    const FaultServer closes(Script{step::Close{}});
    const FaultServer floods(Script{step::SendForever{"x"}});
    const FaultServer resets(Script{step::Reset{}});
    const FaultServer speaks(Script{step::Send{"220 "}, step::StaySilent{}});
    const qsizetype before = openDescriptors();
    for (const FaultServer *server : {&closes, &floods, &resets, &speaks}) {
        ProbeRun run(probeFor(tcp(server->port()), {.expect = "220 "}));
        QVERIFY(run.ends());
    }
    QTRY_COMPARE(openDescriptors(), before); // the servers hear of the end a little later
}

FUSEBOX_LOOP_TEST(TestTcpProbe)
#include "tst_tcp_probe.moc"
