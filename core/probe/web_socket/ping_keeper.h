// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QObject>
#include <QTimer>

#include "core/resilience/time.h"

class QWebSocket;

namespace fusebox::probe {

struct PingTimes
{
    resilience::Nanoseconds interval;
    resilience::Nanoseconds offset; ///< see WebSocketRequest::pingOffset
    resilience::Nanoseconds pongTimeout;
};

/// Pings the peer of a connected QWebSocket: at once, and an interval after each ping, but not before its
/// pong. A pong is known by the id in the ping's payload. Lives as long as the socket; the clock outlives it.
class PingKeeper final : public QObject
{
    Q_OBJECT

public:
    PingKeeper(QWebSocket *socket, const PingTimes &times, const resilience::Clock &clock);

    void begin() { ping(); }
    /// No more pings, and nothing told any more.
    void end();

Q_SIGNALS:
    void pong(fusebox::resilience::Nanoseconds roundTrip);
    /// No pong came in time.
    void silent();

private:
    struct Awaited
    {
        QByteArray id;
        resilience::TimePoint since;
    };

    void ping();
    void take(const QByteArray &payload);
    void onTimer();

    QWebSocket *const m_socket; ///< parent
    const PingTimes m_times;
    const resilience::Clock &m_clock;
    QTimer m_timer; ///< until the next ping is due, or the pong overdue
    std::uint64_t m_pings = 0;
    std::optional<Awaited> m_awaited;
};

} // namespace fusebox::probe
