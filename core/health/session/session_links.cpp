// SPDX-License-Identifier: GPL-3.0-or-later
// What a session's link tells: what is shown of it is kept here, what follows from it the machine decides.
#include "core/health/session/session_endpoint.h"

namespace fusebox::health {

void SessionEndpoint::linkEvent(const probe::LinkEvent &event)
{
    std::visit([this](const auto &what) { on(what); }, event);
    refresh();
}

void SessionEndpoint::on(const probe::LinkConnected &event)
{
    ++m_connections;
    m_roundTrip.reset();
    m_tls = event.tls;
    m_subprotocol = event.subprotocol;
    met(event.address, event.tls);
    tellOfTheWay({});
    perform(m_machine.connected(scene(), event));
}

void SessionEndpoint::on(const probe::LinkPong &event)
{
    m_roundTrip = event.roundTrip;
    countSuccess(event.roundTrip);
    tellOfTheWay({});
    perform(m_machine.answered(scene(), event));
}

void SessionEndpoint::on(const probe::LinkMessages &event)
{
    if (event.count > 0) {
        m_received.add(now(), event.count, event.bytes);
        m_badMessages += event.bad;
    }
    perform(m_machine.spoke(scene(), event));
}

void SessionEndpoint::on(const probe::LinkSent &event)
{
    m_sent.add(now(), event.count, event.bytes);
    m_unsent += event.dropped;
}

void SessionEndpoint::on(const probe::LinkClosed &event)
{
    m_link.reset();
    m_lastLossAt = services().clock.moment();
    m_closeCode = event.failure ? event.failure->closeCode : std::nullopt;
    m_closeReason = event.closeReason;
    met(event.address, event.tls);
    perform(m_machine.ended(scene(), event));
}

} // namespace fusebox::health
