// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/shared_rate_limiter.h"

#include <vector>

namespace fusebox::resilience {

namespace {

std::vector<Waker> wakersFrom(const std::map<RateLimiter::Ticket, Waker> &wakers, RateLimiter::Ticket first)
{
    std::vector<Waker> result;
    for (auto waker = wakers.lower_bound(first); waker != wakers.end(); ++waker)
        result.push_back(waker->second);
    return result;
}

void wake(const std::vector<Waker> &wakers)
{
    for (const Waker &waker : wakers) {
        if (waker)
            waker();
    }
}

} // namespace

SharedRateLimiter::SharedRateLimiter(const RateLimiterSettings &settings, TimePoint now)
    : m_limiter(settings, now)
{
}

SharedRateLimiter::Answer SharedRateLimiter::acquire(TimePoint now, const Waker &waker)
{
    const std::lock_guard lock(m_mutex);
    auto answer = m_limiter.acquire(now);
    if (const auto *waiting = std::get_if<RateLimiter::Waiting>(&answer))
        m_wakers.emplace(waiting->ticket, waker);
    return answer;
}

SharedRateLimiter::Answer SharedRateLimiter::claim(RateLimiter::Ticket ticket, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    auto answer = m_limiter.claim(ticket, now);
    if (!std::holds_alternative<RateLimiter::Waiting>(answer))
        m_wakers.erase(ticket);
    return answer;
}

/// All behind move up.
void SharedRateLimiter::cancel(RateLimiter::Ticket ticket)
{
    std::unique_lock lock(m_mutex);
    m_wakers.erase(ticket);
    if (!m_limiter.cancel(ticket))
        return;
    const auto wakers = wakersFrom(m_wakers, ticket);
    lock.unlock();
    wake(wakers);
}

void SharedRateLimiter::setSettings(const RateLimiterSettings &settings, TimePoint now)
{
    std::unique_lock lock(m_mutex);
    m_limiter.setSettings(settings, now);
    const auto wakers = wakersFrom(m_wakers, 0);
    lock.unlock();
    wake(wakers);
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
