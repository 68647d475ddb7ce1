// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "app/demo/fault_server.h"
#include "core/probe/factory/network_probe_factory.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using probe::HttpVersion;
using probe::Phase;
using probe::ProbeRequest;
using probe::ProxyKind;
using probe::Timeouts;
using resilience::ErrorClass;
using resilience::TimeoutScope;

/// Peers that do not read what is sent to them.
class TestSendTimeout final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendingHasATimeOfItsOwn_data() { sent_data(); }
    void sendingHasATimeOfItsOwn();
    void withoutOneSendingHasTheTimeOfTheFirstByte_data() { sent_data(); }
    void withoutOneSendingHasTheTimeOfTheFirstByte();
    void whoReadsHasTheTimeOfTheFirstByteAfterIt();
    void theWholeBoundsSending();

private:
    static void sent_data();

    SteadyClock m_clock;
    probe::NetworkProbeFactory m_factory{m_clock};
};

namespace {

/// More than the systems on both ends keep for a peer that does not read.
constexpr qsizetype TooMuch = 16 * 1024 * 1024;

ProbeRequest posting(qsizetype size, HttpVersion version = HttpVersion::Http11)
{
    ProbeRequest request;
    request.url = QUrl(u"http://127.0.0.1/"_s);
    optionsOf<probe::HttpOptions>(request).method = "POST";
    optionsOf<probe::HttpOptions>(request).body = QByteArray(size, 'x');
    optionsOf<probe::HttpOptions>(request).version = version;
    return request;
}

ProbeRequest saying(qsizetype size)
{
    ProbeRequest request;
    request.url = QUrl(u"tcp://127.0.0.1"_s);
    optionsOf<probe::TcpOptions>(request).send = QByteArray(size, 'x');
    return request;
}

ProbeRequest through(ProxyKind kind, ProbeRequest request)
{
    request.proxy = {.kind = kind, .host = u"127.0.0.1"_s};
    return request;
}

/// To the peer, which is the proxy where there is one.
ProbeRequest to(const FaultServer &peer, ProbeRequest request, const Timeouts &timeouts)
{
    request.timeouts = timeouts;
    request.url.setPort(peer.port());
    request.proxy.port = peer.port();
    return request;
}

} // namespace

void TestSendTimeout::sent_data()
{
    QTest::addColumn<Script>("peer");
    QTest::addColumn<ProbeRequest>("request");
    const Script deaf{step::Deafen{}, step::StaySilent{}};
    const Script tunnel{step::ReadRequest{}, step::Send{"HTTP/1.1 200 OK\r\n\r\n"}, step::Deafen{},
                        step::StaySilent{}};
    const Script socks{step::ReadUntil{QByteArray("\5\1\0", 3)},
                       step::Send{QByteArray("\5\0", 2)},
                       step::ReadUntil{QByteArray("\5\1\0", 3)},
                       step::Send{QByteArray("\5\0\0\1\0\0\0\0\0\0", 10)},
                       step::Deafen{},
                       step::StaySilent{}};
    // The window that HTTP/2 begins with, which such a peer never opens further.
    const Script window{step::ReadRequest{}, step::Send{QByteArray("\0\0\0\4\0\0\0\0\0", 9)},
                        step::StaySilent{}};
    QTest::newRow("HTTP/1") << deaf << posting(TooMuch);
    QTest::newRow("HTTP/2") << deaf << posting(TooMuch, HttpVersion::Http2);
    QTest::newRow("HTTP/2, within its window") << window << posting(70'000, HttpVersion::Http2);
    QTest::newRow("tcp") << deaf << saying(TooMuch);
    QTest::newRow("http asked of a proxy") << deaf << through(ProxyKind::Http, posting(TooMuch));
    QTest::newRow("tcp in a tunnel") << tunnel << through(ProxyKind::Http, saying(TooMuch));
    QTest::newRow("http by SOCKS5") << socks << through(ProxyKind::Socks5, posting(TooMuch));
}

void TestSendTimeout::sendingHasATimeOfItsOwn()
{
    QFETCH(const Script, peer);
    QFETCH(const ProbeRequest, request);
    const FaultServer server(peer);
    ProbeRun run(m_factory.create(to(server, request, {.firstByte = 30s, .total = 60s, .send = 200ms})));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Timeout);
    QCOMPARE(run.result().failure->phase, Phase::Send);
    QCOMPARE(run.result().failure->timedOut, TimeoutScope::Phase);
    QVERIFY(run.result().phases[Phase::Send] >= 200ms);
}

void TestSendTimeout::withoutOneSendingHasTheTimeOfTheFirstByte()
{
    QFETCH(const Script, peer);
    QFETCH(const ProbeRequest, request);
    const FaultServer server(peer);
    ProbeRun run(m_factory.create(to(server, request, {.firstByte = 200ms, .total = 60s})));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Timeout);
    QCOMPARE(run.result().failure->phase, Phase::Send);
    QCOMPARE(run.result().failure->timedOut, TimeoutScope::Phase);
}

void TestSendTimeout::whoReadsHasTheTimeOfTheFirstByteAfterIt()
{
    const FaultServer server(Script{step::ReadRequest{}, step::StaySilent{}});
    ProbeRun run(m_factory.create(
        to(server, posting(1), {.firstByte = 100ms, .total = 60s, .send = std::chrono::hours(1)})));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Timeout);
    QCOMPARE(run.result().failure->phase, Phase::Wait);
    QVERIFY(run.result().phases[Phase::Wait] >= 100ms);
}

void TestSendTimeout::theWholeBoundsSending()
{
    const FaultServer server(Script{step::Deafen{}, step::StaySilent{}});
    ProbeRun run(m_factory.create(
        to(server, posting(TooMuch), {.firstByte = 30s, .total = 200ms, .send = std::chrono::hours(1)})));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Timeout);
    QCOMPARE(run.result().failure->phase, Phase::Send);
    QCOMPARE(run.result().failure->timedOut, TimeoutScope::Total);
}

FUSEBOX_LOOP_TEST(TestSendTimeout)
#include "tst_send_timeout.moc"
