// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/endpoint/dial_turn.h"

#include <utility>

namespace fusebox::health {

using resilience::PipelineCall;
using resilience::TimePoint;

DialTurn::DialTurn(const resilience::Pipeline &limits, bool isTrial, TimePoint now,
                   std::function<void()> woken)
    : m_limits(limits)
    , m_woken(std::move(woken))
    , m_call(m_limits, {.goesFirst = isTrial}, *this)
{
    take(m_call.start(now));
}

void DialTurn::advance(TimePoint now)
{
    m_isWoken = false;
    take(m_call.resume(now));
}

void DialTurn::take(const PipelineCall::Next &next)
{
    if (std::holds_alternative<PipelineCall::StartAttempt>(next))
        m_state = State::Come;
    else if (std::holds_alternative<PipelineCall::Finish>(next))
        m_state = State::Refused;
}

/// At once where it was woken: it is by somebody else who goes, and looks again in a turn of its own.
std::optional<TimePoint> DialTurn::nextDeadline(TimePoint now) const
{
    return m_isWoken ? std::optional(now) : m_call.nextDeadline();
}

resilience::Waker DialTurn::waker() const
{
    return [this] {
        m_isWoken = true;
        m_woken();
    };
}

} // namespace fusebox::health
