// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/fault_lab.h"

#include "app/demo/fault_server.h"

namespace fusebox::demo {

using namespace Qt::StringLiterals;

FaultLab::FaultLab()
{
    for (const HttpFaultScript &fault : httpFaults())
        serve<FaultServer>(fault.name, u"http"_s, fault.script);
    for (const WebSocketFault &fault : webSocketFaults()) {
        if (const auto *talk = std::get_if<Talk>(&fault.does))
            serve<WebSocketLab>(fault.name, u"ws"_s, *talk);
        else
            serve<FaultServer>(fault.name, u"ws"_s, std::get<Script>(fault.does));
    }
}

FaultLab::~FaultLab() = default;

template <typename Server, typename Lines>
void FaultLab::serve(const QByteArray &name, const QString &scheme, const Lines &lines)
{
    auto server = std::make_unique<Server>(lines);
    QUrl url = server->url();
    url.setScheme(scheme);
    m_servers.push_back(std::move(server));
    m_faults.push_back({QString::fromLatin1(name), url});
}

} // namespace fusebox::demo
