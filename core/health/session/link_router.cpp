// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/session/link_router.h"

namespace fusebox::health {

LinkRouter::LinkRouter(probe::WebSocketDialler &dialler)
    : m_dialler(dialler)
{
    connect(&dialler, &probe::WebSocketDialler::linkEvent, this, &LinkRouter::route);
}

probe::LinkId LinkRouter::open(const probe::WebSocketRequest &request, Handler handler)
{
    const probe::LinkId id = ++m_last;
    m_handlers.emplace(id, std::move(handler));
    m_dialler.open(id, request);
    return id;
}

void LinkRouter::close(probe::LinkId id)
{
    if (m_handlers.erase(id) > 0)
        m_dialler.close(id);
}

void LinkRouter::route(probe::LinkId id, const probe::LinkEvent &event)
{
    const auto found = m_handlers.find(id);
    if (found == m_handlers.end())
        return;
    // A copy: the handler may open and close links while it runs.
    const Handler handler = found->second;
    if (std::holds_alternative<probe::LinkClosed>(event))
        m_handlers.erase(found);
    handler(event);
}

} // namespace fusebox::health
