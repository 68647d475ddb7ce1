// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/ping_keeper.h"

#include <algorithm>

namespace fusebox::probe {

using resilience::Nanoseconds;
using resilience::TimePoint;

namespace {

/// What is text is shown as it came. Anything else is not: a secret thrown back in other digits is still one.
std::string shown(const QByteArray &payload)
{
    const bool isText = std::ranges::all_of(payload, [](char c) { return c >= 0x20 && c < 0x7f; });
    return (isText ? payload : QByteArray::number(payload.size()) + " bytes that are no text").toStdString();
}

} // namespace

PingKeeper::PingKeeper(const PingTimes &times)
    : m_times(times)
{
}

QByteArray PingKeeper::ping(TimePoint now, bool isWithinMessage)
{
    ++m_pings;
    m_awaited = Awaited{.since = now, .isBlocked = isWithinMessage};
    m_deadline = resilience::saturatingAdd(now, m_times.pongTimeout);
    return id();
}

std::optional<PingKeeper::Answer> PingKeeper::takePong(const QByteArray &payload, TimePoint now)
{
    if (!m_awaited)
        return {};
    if (payload != id()) {
        m_awaited->wrongPong = payload;
        return {};
    }
    const TimePoint pinged = m_awaited->since;
    m_awaited.reset();
    const Nanoseconds offset = m_pings == 1 ? m_times.offset : Nanoseconds{0};
    m_deadline = std::max(now, resilience::saturatingAdd(pinged, m_times.interval - offset));
    return Answer{now - pinged, pinged};
}

void PingKeeper::noteMessage()
{
    if (m_awaited)
        m_awaited->hasMessages = true;
}

void PingKeeper::noteBytes(TimePoint now)
{
    m_deadline = resilience::saturatingAdd(now, m_times.pongTimeout);
}

void PingKeeper::noteFrame(TimePoint now)
{
    m_awaited->isBlocked = false;
    m_deadline = resilience::saturatingAdd(now, m_times.pongTimeout);
}

std::optional<FrameFault> PingKeeper::overdue(TimePoint now, std::optional<TimePoint> messageBytes)
{
    if (messageBytes && (m_awaited->isBlocked || !m_awaited->wasExcused)) {
        m_awaited->isBlocked = m_awaited->wasExcused = true;
        m_deadline = resilience::saturatingAdd(*messageBytes, m_times.pongTimeout);
        return m_deadline > now ? std::nullopt : std::optional(FrameFault{WebSocketFault::StalledFrame});
    }
    if (m_awaited->wrongPong)
        return FrameFault{WebSocketFault::WrongPong, shown(*m_awaited->wrongPong)};
    return FrameFault{m_awaited->hasMessages ? WebSocketFault::NoPongButMessages : WebSocketFault::NoPong};
}

} // namespace fusebox::probe
