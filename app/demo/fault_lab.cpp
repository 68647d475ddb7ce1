// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/fault_lab.h"

#include "app/demo/fault_server.h"

namespace fusebox::demo {

using namespace Qt::StringLiterals;

namespace {

template <typename Server, typename Lines>
std::pair<std::unique_ptr<QObject>, QUrl> start(const Lines &lines)
{
    auto server = std::make_unique<Server>(lines);
    const QUrl url = server->url();
    return {std::move(server), url};
}

std::pair<std::unique_ptr<QObject>, QUrl> start(const Fault &fault)
{
    if (const auto *talk = std::get_if<Talk>(&fault.does))
        return start<WebSocketLab>(*talk);
    return start<FaultServer>(std::get<Script>(fault.does));
}

} // namespace

FaultLab::FaultLab()
{
    for (const Fault &fault : httpFaults())
        serve(fault, u"http"_s);
    for (const Fault &fault : webSocketFaults())
        serve(fault, u"ws"_s);
}

FaultLab::~FaultLab() = default;

void FaultLab::serve(const Fault &fault, const QString &scheme)
{
    auto [server, url] = start(fault);
    url.setScheme(scheme);
    m_servers.push_back(std::move(server));
    m_faults.push_back({fault.name, fault.what, url});
}

} // namespace fusebox::demo
