// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/fault_lab.h"

#include "app/demo/closed_port.h"
#include "app/demo/dns_fault_server.h"
#include "app/demo/fault_server.h"
#include "app/demo/http2_faults.h"
#include "app/demo/http_faults.h"
#include "app/demo/tls_faults.h"
#include "app/demo/web_socket_faults.h"

namespace fusebox::demo {

using namespace Qt::StringLiterals;

FaultLab::FaultLab()
{
    serveHttp();
    serveAddresses();
    serveTls();
    serveWebSockets();
    serveDns();
}

FaultLab::~FaultLab() = default;

void FaultLab::serveHttp()
{
    for (const HttpFaultScript &fault : httpFaults())
        serve<FaultServer>(fault.name, u"http"_s, fault.script);
    for (const HttpFaultScript &fault : http2Faults())
        serve<FaultServer>(fault.name, u"http"_s, fault.script);
}

/// Before anything is asked: which host that would be, and whether it is there.
void FaultLab::serveAddresses()
{
    serve<FaultServer>("redirect to another origin", u"http"_s, redirect(fineUrl().toEncoded()));
    serve<ClosedPort>("refused: nobody listens", u"http"_s);
    m_faults.push_back({u"name that does not exist"_s, QUrl(u"http://no-such-name.invalid/"_s)});
    serve<FaultServer>("IPv6 silent, IPv4 alive (where localhost is both)", u"http"_s, answer(200));
    QUrl &both = m_faults.back().url;
    both.setHost(u"localhost"_s);
    m_deafIPv6.emplace(AF_INET6, static_cast<quint16>(both.port()));
}

void FaultLab::serveTls()
{
    for (const TlsFaultScript &fault : tlsFaults(m_authority, fineUrl()))
        serve<FaultServer>(fault.name, u"https"_s, fault.script, fault.identity);
}

void FaultLab::serveWebSockets()
{
    for (const WebSocketFault &fault : webSocketFaults()) {
        if (const auto *talk = std::get_if<Talk>(&fault.does))
            serve<WebSocketLab>(fault.name, u"ws"_s, *talk);
        else if (const auto *manners = std::get_if<Manners>(&fault.does))
            serve<WebSocketServer>(fault.name, u"ws"_s, *manners);
        else
            serve<FaultServer>(fault.name, u"ws"_s, std::get<Script>(fault.does));
    }
}

/// One server for all: the name that is asked for chooses.
void FaultLab::serveDns()
{
    auto server = std::make_unique<DnsFaultServer>();
    for (const DnsFaultRow &row : dnsFaultRows()) {
        QUrl url;
        url.setScheme(u"dns"_s);
        url.setHost(u"127.0.0.1"_s);
        url.setPort(server->port());
        url.setPath(u'/' + QString::fromLatin1(row.label) + u".test"_s);
        m_faults.push_back({QString::fromLatin1(row.what), url});
    }
    m_servers.push_back(std::move(server));
}

template <typename Server, typename... Arguments>
void FaultLab::serve(const QByteArray &name, const QString &scheme, const Arguments &...arguments)
{
    auto server = std::make_unique<Server>(arguments...);
    QUrl url = server->url();
    url.setScheme(scheme);
    m_servers.push_back(std::move(server));
    m_faults.push_back({QString::fromLatin1(name), url});
}

} // namespace fusebox::demo
