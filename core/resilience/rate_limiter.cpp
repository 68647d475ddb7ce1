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
    s.per = std::max(s.per, kTick);
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
    return acquire(now, 1);
}

std::variant<RateLimiter::Granted, RateLimiter::Waiting, RateLimiter::Refused>
RateLimiter::acquire(TimePoint now, int tokens)
{
    refillTo(now);
    tokens = std::max(tokens, 1);
    if (tokens > m_settings.capacity)
        return Refused{kNever};
    const auto wait = waitFor(m_awaited + tokens, now);
    if (wait == Nanoseconds::zero()) {
        m_credit -= perToken() * tokens;
        return Granted{};
    }
    if (std::cmp_greater_equal(m_queue.size(), m_settings.maxQueue) ||
        wait > m_settings.maxWait.value_or(wait))
        return Refused{wait};
    m_queue.push_back({m_nextTicket, tokens});
    m_awaited += tokens;
    return Waiting{m_nextTicket++, wait};
}

std::variant<RateLimiter::Granted, RateLimiter::Waiting, RateLimiter::Refused>
RateLimiter::claim(Ticket ticket, TimePoint now)
{
    refillTo(now);
    const auto place = placeOf(ticket);
    if (place == m_queue.end())
        return Refused{waitFor(m_awaited + 1, now)};
    Credit upToIt = 0;
    for (auto call = m_queue.begin(); call <= place; ++call)
        upToIt += call->tokens;
    const auto wait = waitFor(upToIt, now);
    if (wait > Nanoseconds::zero())
        return Waiting{ticket, wait};
    m_credit -= perToken() * place->tokens;
    m_awaited -= place->tokens;
    m_queue.erase(place);
    return Granted{};
}

bool RateLimiter::cancel(Ticket ticket)
{
    const auto place = placeOf(ticket);
    if (place == m_queue.end())
        return false;
    m_awaited -= place->tokens;
    m_queue.erase(place);
    m_credit = std::min(m_credit, most());
    return true;
}

/// The end where it does not wait.
RateLimiter::Queue::iterator RateLimiter::placeOf(Ticket ticket)
{
    const auto place = std::ranges::lower_bound(m_queue, ticket, {}, &Call::ticket);
    return place != m_queue.end() && place->ticket == ticket ? place : m_queue.end();
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
    const Credit unpromised = creditAt(now) / perToken() - m_awaited;
    return static_cast<int>(std::max<Credit>(unpromised, 0));
}

RateLimiter::Credit RateLimiter::most() const
{
    return perToken() * (m_settings.capacity + m_awaited);
}

RateLimiter::Credit RateLimiter::creditAt(TimePoint now) const
{
    const auto elapsed = std::max(saturatingDifference(now, m_refilledAt), Nanoseconds::zero());
    return std::min(m_credit + Credit(elapsed.count()) * m_settings.refill, most());
}

/// Rounded up: at the nanosecond told, the tokens are there in full.
Nanoseconds RateLimiter::waitFor(Credit tokens, TimePoint now) const
{
    const Credit missing = tokens * perToken() - creditAt(now);
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
