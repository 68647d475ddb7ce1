// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/ping_keeper.h"

#include <QWebSocket>

#include "core/probe/web_socket/link_timer.h"

namespace fusebox::probe {

using resilience::Nanoseconds;

PingKeeper::PingKeeper(QWebSocket *socket, const PingTimes &times, const resilience::Clock &clock)
    : QObject(socket)
    , m_socket(socket)
    , m_times(times)
    , m_clock(clock)
{
    connect(&m_timer, &QTimer::timeout, this, &PingKeeper::onTimer);
    connect(socket, &QWebSocket::pong, this, [this](quint64, const QByteArray &payload) { take(payload); });
}

void PingKeeper::ping()
{
    const auto id = QByteArray::number(quint64(++m_pings));
    m_awaited = Awaited{id, m_clock.now()};
    runFor(m_timer, m_times.pongTimeout);
    m_socket->ping(id);
}

void PingKeeper::take(const QByteArray &payload)
{
    if (!m_awaited || m_awaited->id != payload)
        return; // unsolicited: allowed (RFC 6455, 5.5.3), and says nothing
    const Nanoseconds roundTrip = m_clock.now() - m_awaited->since;
    m_awaited.reset();
    const Nanoseconds offset = m_pings == 1 ? m_times.offset : Nanoseconds{0};
    runFor(m_timer, m_times.interval - offset - roundTrip);
    Q_EMIT pong(roundTrip);
}

void PingKeeper::onTimer()
{
    if (m_awaited)
        Q_EMIT silent();
    else
        ping();
}

void PingKeeper::end()
{
    m_awaited.reset();
    m_timer.stop();
}

} // namespace fusebox::probe
