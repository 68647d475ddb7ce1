// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QUdpSocket>
#include <QtEndian>

#include "app/demo/dns_fault_script.h"
#include "app/demo/fault_server.h"
#include "app/demo/tls_authority.h"
#include "core/probe/factory/network_probe_factory.h"
#include "core/probe/web_socket/web_socket_dial.h"
#include "core/settings/endpoint_url.h"
#include "tests/core/probe/dns_test_settings.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/test_program.h"
#include "tests/support/test_proxy.h"

using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::probe;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;

/// An IPv6 address with a zone is dialled with it, and the peer hears nothing of it.
class TestZonedAddress final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySchemeReachesIt_data();
    void everySchemeReachesIt();
    void webSocketsDialItToo();
    void hostFieldIsWithoutIt();
    void certificateIsForTheAddressWithoutIt();
    void proxyIsAskedWithoutIt();
    void networkThatIsNotThereIsUnreachable_data();
    void networkThatIsNotThereIsUnreachable();

private:
    [[nodiscard]] ProbeRequest requestOf(const QString &url) const
    {
        return {.url = settings::parseEndpointUrl(url).value_or(QUrl()),
                .trust = {.caFile = m_authority.caFile()}};
    }

    SteadyClock m_clock;
    TlsAuthority m_authority;
    NetworkProbeFactory m_factory{m_clock, dnsAt({})};
};

namespace {

const QHostAddress Loopback6(QHostAddress::LocalHostIPv6);

/// A port of ::1 behind which a server of 127.0.0.1 listens.
class OnIPv6
{
public:
    explicit OnIPv6(quint16 port)
    {
        m_server.listen(Loopback6);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, port] {
            while (QTcpSocket *client = m_server.nextPendingConnection()) {
                auto *target = new QTcpSocket(client);
                target->connectToHost(QHostAddress(QHostAddress::LocalHost), port);
                pass(client, target);
                pass(target, client);
            }
        });
    }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

private:
    static void pass(QTcpSocket *from, QTcpSocket *to)
    {
        QObject::connect(from, &QTcpSocket::readyRead, to, [from, to] { to->write(from->readAll()); });
        QObject::connect(from, &QTcpSocket::disconnected, to, &QTcpSocket::disconnectFromHost);
    }

    QTcpServer m_server;
};

/// Answers every question on ::1 with an address.
class DnsOnIPv6
{
public:
    DnsOnIPv6()
    {
        m_socket.bind(Loopback6);
        QObject::connect(&m_socket, &QUdpSocket::readyRead, &m_socket, [this] {
            QByteArray question(512, '\0');
            QHostAddress from;
            quint16 port = 0;
            question.truncate(m_socket.readDatagram(question.data(), question.size(), &from, &port));
            if (const auto asked = dnsQuestionIn(question))
                m_socket.writeDatagram(dnsAnswerTo(question, *asked, {.records = {aRecord("127.0.0.1")}}),
                                       from, port);
        });
    }
    [[nodiscard]] quint16 port() const { return m_socket.localPort(); }

private:
    QUdpSocket m_socket;
};

const std::array<QString, 3> Zones{u"%lo"_s, u"%25lo"_s, u"%1"_s};

} // namespace

void TestZonedAddress::everySchemeReachesIt_data()
{
    QTest::addColumn<QString>("url");
    for (const QString &zone : Zones) {
        for (const QString &url :
             {u"http://[::1ZONE]:PORT/"_s, u"https://[::1ZONE]:PORT/"_s, u"tcp://[::1ZONE]:PORT"_s,
              u"tls://[::1ZONE]:PORT"_s, u"dns://[::1ZONE]:PORT/a.test"_s})
            QTest::addRow("%s", qPrintable(url.left(url.indexOf(u':')) + u' ' + zone))
                << QString(url).replace(u"ZONE"_s, zone);
    }
}

void TestZonedAddress::everySchemeReachesIt()
{
    QFETCH(const QString, url);
    const bool isTls = url.startsWith(u"https"_s) || url.startsWith(u"tls"_s);
    const FaultServer server(answer(200),
                             isTls ? std::optional(m_authority.issue({.host = u"::1"_s})) : std::nullopt);
    const OnIPv6 relay(server.port());
    const DnsOnIPv6 dns;
    const quint16 port = url.startsWith(u"dns"_s) ? dns.port() : relay.port();
    ProbeRun run(m_factory.create(requestOf(QString(url).replace(u"PORT"_s, QString::number(port)))));
    QVERIFY(run.ends());
    QVERIFY2(!run.error(), run.detail());
}

void TestZonedAddress::webSocketsDialItToo()
{
    for (const QString &url : {u"ws://[::1%25lo]:9/"_s, u"wss://[::1%lo]:9/"_s}) {
        const auto parsed = settings::parseEndpointUrl(url);
        QVERIFY(parsed.has_value());
        QCOMPARE(WebSocketDial::targetOf({.url = *parsed}).host, u"::1%lo"_s);
    }
}

void TestZonedAddress::hostFieldIsWithoutIt()
{
    const FaultServer server(answer(200));
    const OnIPv6 relay(server.port());
    for (const QString &zone : Zones) {
        ProbeRun run(m_factory.create(
            requestOf(u"http://[::1"_s + zone + u"]:"_s + QString::number(relay.port()) + u'/')));
        QVERIFY(run.ends());
        QVERIFY2(!run.error(), run.detail());
        QVERIFY2(
            server.lastRequest().contains("\r\nHost: [::1]:" + QByteArray::number(relay.port()) + "\r\n"),
            server.lastRequest().constData());
    }
}

void TestZonedAddress::certificateIsForTheAddressWithoutIt()
{
    const FaultServer server(answer(200), m_authority.issue({.host = u"::2"_s}));
    const OnIPv6 relay(server.port());
    ProbeRun run(m_factory.create(requestOf(u"https://[::1%lo]:"_s + QString::number(relay.port()) + u'/')));
    QVERIFY(run.ends());
    QCOMPARE(run.result().failure->as<TlsFault>(), TlsFault::WrongHost);
}

void TestZonedAddress::proxyIsAskedWithoutIt()
{
    TestProxy proxy(ProxyKind::Http);
    ProbeRequest request = requestOf(u"tcp://[::1%lo]:9"_s);
    request.proxy = proxy.options();
    ProbeRun run(m_factory.create(request));
    QVERIFY(run.ends());
    QCOMPARE(proxy.lastTarget(), QByteArray("[::1]:9"));
}

void TestZonedAddress::networkThatIsNotThereIsUnreachable_data()
{
    QTest::addColumn<QString>("zone");
    QTest::newRow("name") << u"%nosuch"_s;
    QTest::newRow("escaped") << u"%25nosuch"_s;
}

void TestZonedAddress::networkThatIsNotThereIsUnreachable()
{
    QFETCH(const QString, zone);
    const FaultServer server(answer(200));
    const OnIPv6 relay(server.port());
    ProbeRun run(m_factory.create(
        requestOf(u"http://[::1"_s + zone + u"]:"_s + QString::number(relay.port()) + u'/')));
    QVERIFY(run.ends());
    QCOMPARE(run.error(), ErrorClass::Unreachable);
    QCOMPARE(server.connections(), 0);
}

FUSEBOX_LOOP_TEST(TestZonedAddress)
#include "tst_zoned_address.moc"
