// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/rate_limiter.h"

#include <algorithm>
#include <utility>

namespace fusebox::resilience {

namespace {

RateLimiterSettings sanitized(RateLimiterSettings s)
{
    s.capacity = std::max(s.capacity, 1);
    s.refill = std::max(s.refill, 1);
    s.per = std::max(s.per, Nanoseconds(1));
    s.maxQueue = std::max(s.maxQueue, 0);
    return s;
}

} // namespace

RateLimiter::RateLimiter(const RateLimiterSettings &settings, TimePoint now)
    : m_settings(sanitized(settings))
    , m_credit(perToken() * m_settings.capacity)
    , m_refilledAt(now)
{
}

std::variant<RateLimiter::Granted, RateLimiter::Waiting, RateLimiter::Refused>
RateLimiter::acquire(TimePoint now)
{
    refillTo(now);
    const auto wait = waitFor(m_queue.size() + 1, now);
    if (wait == Nanoseconds::zero()) {
        m_credit -= perToken();
        return Granted{};
    }
    if (std::cmp_greater_equal(m_queue.size(), m_settings.maxQueue) ||
        wait > m_settings.maxWait.value_or(wait))
        return Refused{wait};
    m_queue.push_back(m_nextTicket);
    return Waiting{m_nextTicket++, wait};
}

std::variant<RateLimiter::Granted, RateLimiter::Waiting, RateLimiter::Refused>
RateLimiter::claim(Ticket ticket, TimePoint now)
{
    refillTo(now);
    const auto place = std::ranges::lower_bound(m_queue, ticket);
    if (place == m_queue.end() || *place != ticket)
        return Refused{waitFor(m_queue.size() + 1, now)};
    const auto wait = waitFor(static_cast<std::size_t>(place - m_queue.begin()) + 1, now);
    if (wait > Nanoseconds::zero())
        return Waiting{ticket, wait};
    m_queue.erase(place);
    m_credit -= perToken();
    return Granted{};
}

bool RateLimiter::cancel(Ticket ticket)
{
    const auto place = std::ranges::lower_bound(m_queue, ticket);
    if (place == m_queue.end() || *place != ticket)
        return false;
    m_queue.erase(place);
    m_credit = std::min(m_credit, most());
    return true;
}

void RateLimiter::setSettings(const RateLimiterSettings &settings, TimePoint now)
{
    refillTo(now);
    const Credit tokens = m_credit / perToken();
    const Credit part = m_credit % perToken();
    const Credit wasPerToken = perToken();
    m_settings = sanitized(settings);
    m_credit = std::min(tokens * perToken() + part * perToken() / wasPerToken, most());
}

int RateLimiter::available(TimePoint now) const
{
    const Credit unpromised = creditAt(now) / perToken() - static_cast<Credit>(m_queue.size());
    return static_cast<int>(std::max<Credit>(unpromised, 0));
}

RateLimiter::Credit RateLimiter::most() const
{
    return perToken() * (m_settings.capacity + static_cast<Credit>(m_queue.size()));
}

RateLimiter::Credit RateLimiter::creditAt(TimePoint now) const
{
    const auto elapsed = std::max(saturatingDifference(now, m_refilledAt), Nanoseconds::zero());
    return std::min(m_credit + Credit(elapsed.count()) * m_settings.refill, most());
}

/// Rounded up: at the nanosecond told, the token is there in full.
Nanoseconds RateLimiter::waitFor(std::size_t tokens, TimePoint now) const
{
    const Credit missing = static_cast<Credit>(tokens) * perToken() - creditAt(now);
    if (missing <= 0)
        return Nanoseconds::zero();
    const Credit wait = (missing - 1) / m_settings.refill + 1;
    return Nanoseconds(static_cast<Nanoseconds::rep>(std::min<Credit>(wait, Nanoseconds::max().count())));
}

void RateLimiter::refillTo(TimePoint now)
{
    m_credit = creditAt(now);
    m_refilledAt = std::max(m_refilledAt, now);
}

} // namespace fusebox::resilience
