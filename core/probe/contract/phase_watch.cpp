// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/contract/phase_watch.h"

#include <algorithm>
#include <utility>

namespace fusebox::probe {

using resilience::saturatingAdd;
using resilience::TimeoutScope;
using resilience::TimePoint;

PhaseWatch::PhaseWatch(const resilience::Clock &clock, const Timeouts &timeouts)
    : m_clock(clock)
    , m_timeouts(timeouts)
{
}

void PhaseWatch::start()
{
    m_start = m_clock.now();
    m_phaseStart = m_start;
}

void PhaseWatch::enter(Phase phase)
{
    stop();
    m_phaseDeadline = deadlineOf(phase);
    m_phase = phase;
    m_isRunning = true;
}

void PhaseWatch::stop()
{
    if (std::exchange(m_isRunning, false))
        endPhase();
}

PhaseTimes PhaseWatch::takeLap()
{
    stop();
    return std::exchange(m_lap, {});
}

TimePoint PhaseWatch::deadline() const
{
    return std::min(m_phaseDeadline, end());
}

TimeoutScope PhaseWatch::scope() const
{
    return m_phaseDeadline < end() ? TimeoutScope::Phase : TimeoutScope::Total;
}

void PhaseWatch::endPhase()
{
    const TimePoint now = m_clock.now();
    add(m_times, now - m_phaseStart);
    add(m_lap, now - m_phaseStart);
    m_phaseStart = now;
}

void PhaseWatch::add(PhaseTimes &times, resilience::Nanoseconds length) const
{
    times[*m_phase] = times[*m_phase].value_or(resilience::Nanoseconds::zero()) + length;
}

TimePoint PhaseWatch::deadlineOf(Phase phase) const
{
    switch (phase) {
    case Phase::Dns: return saturatingAdd(m_phaseStart, m_timeouts.dns);
    case Phase::Connect: return saturatingAdd(m_phaseStart, m_timeouts.connect);
    case Phase::Tls: return saturatingAdd(m_phaseStart, m_timeouts.tls);
    case Phase::Send: return saturatingAdd(m_phaseStart, m_timeouts.send.value_or(m_timeouts.firstByte));
    case Phase::Wait: // goes on with the time that sending has begun, if anything was sent in the same
        return m_times[Phase::Send] && !m_timeouts.send ? m_phaseDeadline
                                                        : saturatingAdd(m_phaseStart, m_timeouts.firstByte);
    case Phase::Transfer: // may begin while we send
        return m_timeouts.send && m_phase == Phase::Send ? saturatingAdd(m_phaseStart, m_timeouts.firstByte)
                                                         : m_phaseDeadline;
    case Phase::Count: break;
    }
    return TimePoint::max();
}

} // namespace fusebox::probe
