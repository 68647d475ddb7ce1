// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QByteArray>

#include "core/probe/web_socket/frame_reader.h"
#include "core/resilience/time.h"

namespace fusebox::probe {

struct PingTimes
{
    resilience::Nanoseconds interval;
    resilience::Nanoseconds offset; ///< see WebSocketRequest::pingOffset
    resilience::Nanoseconds pongTimeout;
};

/// When to ping a peer, and whether it lives: at once, and an interval after each ping, but not before its
/// pong. A pong is known by the id in the ping's payload. No pong can come inside a frame, and where a
/// message is sent in many it waits behind those that lie in the server's queue: while a message is under way
/// that was when the ping left, or is when its time is up (which excuses one of them), its bytes keep the
/// pong's deadline open, and it runs anew from that message's end. A pure machine.
class PingKeeper
{
public:
    explicit PingKeeper(const PingTimes &times);

    /// The payload of a ping that leaves now.
    [[nodiscard]] QByteArray ping(resilience::TimePoint now, bool isWithinMessage);
    /// How long it took, and when it had left; none: nobody asked for this one, which is allowed (RFC 6455,
    /// 5.5.3).
    struct Answer
    {
        resilience::Nanoseconds roundTrip;
        resilience::TimePoint pinged;
    };
    [[nodiscard]] std::optional<Answer> takePong(const QByteArray &payload, resilience::TimePoint now);
    void noteMessage();
    /// A message has to end before the pong can come: until it has, hear of it and of what comes of it.
    [[nodiscard]] bool isBlocked() const { return m_awaited && m_awaited->isBlocked; }
    void noteBytes(resilience::TimePoint now);
    void noteFrame(resilience::TimePoint now);

    /// When the next ping is due or the pong overdue; never, before the first ping.
    [[nodiscard]] resilience::TimePoint deadline() const { return m_deadline; }
    /// A pong that came late has made the next ping due: that is nothing against the peer.
    [[nodiscard]] bool isDue(resilience::TimePoint now) const { return !m_awaited && now >= m_deadline; }
    [[nodiscard]] bool isOverdue(resilience::TimePoint now) const { return m_awaited && now >= m_deadline; }
    /// Of a pong that is overdue: what there is against the peer; none: its time is not up yet after all.
    /// `messageBytes`: when the last of a message under way came, if there is one.
    [[nodiscard]] std::optional<FrameFault> overdue(resilience::TimePoint now,
                                                    std::optional<resilience::TimePoint> messageBytes);

private:
    struct Awaited
    {
        resilience::TimePoint since;
        bool isBlocked = false; ///< by a message that has to end first
        bool wasExcused = false;
        bool hasMessages = false;
        std::optional<QByteArray> wrongPong = {};
    };

    [[nodiscard]] QByteArray id() const { return QByteArray::number(m_pings); }

    PingTimes m_times;
    quint64 m_pings = 0;
    std::optional<Awaited> m_awaited;
    resilience::TimePoint m_deadline = resilience::TimePoint::max();
};

} // namespace fusebox::probe
