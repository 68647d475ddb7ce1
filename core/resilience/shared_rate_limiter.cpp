// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/shared_rate_limiter.h"

namespace fusebox::resilience {

SharedRateLimiter::SharedRateLimiter(const RateLimiterSettings &settings, TimePoint now)
    : m_limiter(settings, now)
{
}

SharedRateLimiter::Answer SharedRateLimiter::acquire(TimePoint now, const Waker &waker)
{
    return acquire(now, 1, waker);
}

SharedRateLimiter::Answer SharedRateLimiter::acquire(TimePoint now, int tokens, const Waker &waker)
{
    const std::lock_guard lock(m_mutex);
    auto answer = m_limiter.acquire(now, tokens);
    if (const auto *waiting = std::get_if<RateLimiter::Waiting>(&answer))
        m_waiting.emplace(waiting->ticket, Call{waker, m_changes});
    return answer;
}

SharedRateLimiter::Answer SharedRateLimiter::claim(RateLimiter::Ticket ticket, TimePoint now)
{
    std::unique_lock lock(m_mutex);
    auto answer = m_limiter.claim(ticket, now);
    const auto found = m_waiting.find(ticket);
    if (found == m_waiting.end())
        return answer;
    if (std::holds_alternative<RateLimiter::Waiting>(answer)) {
        found->second.toldAfter = m_changes;
        return answer;
    }
    const auto served = m_waiting.extract(found); // what it holds goes outside of the lock
    const Waker waker = firstToWake();
    lock.unlock();
    if (waker)
        waker();
    return answer;
}

/// All behind move up.
void SharedRateLimiter::cancel(RateLimiter::Ticket ticket)
{
    std::unique_lock lock(m_mutex);
    const auto left = m_waiting.extract(ticket);
    if (!m_limiter.cancel(ticket))
        return;
    const bool wasFirst = m_waiting.empty() || ticket < m_waiting.begin()->first;
    ++m_changes;
    const Waker waker = wasFirst ? firstToWake() : Waker();
    lock.unlock();
    if (waker)
        waker();
}

void SharedRateLimiter::setSettings(const RateLimiterSettings &settings, TimePoint now)
{
    std::unique_lock lock(m_mutex);
    m_limiter.setSettings(settings, now);
    ++m_changes;
    const Waker waker = firstToWake();
    lock.unlock();
    if (waker)
        waker();
}

/// Those behind the first learn of changes when they have become the first themselves, or when the time has
/// come that they were told.
Waker SharedRateLimiter::firstToWake()
{
    if (m_waiting.empty() || m_waiting.begin()->second.toldAfter == m_changes)
        return {};
    m_waiting.begin()->second.toldAfter = m_changes;
    return m_waiting.begin()->second.waker;
}

int SharedRateLimiter::available(TimePoint now) const
{
    const std::lock_guard lock(m_mutex);
    return m_limiter.available(now);
}

std::size_t SharedRateLimiter::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return m_limiter.waiting();
}

} // namespace fusebox::resilience
