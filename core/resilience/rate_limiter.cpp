// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/rate_limiter.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace fusebox::resilience {

namespace {

/// Half of the range, so that capacity and queue together stay inside it.
constexpr std::int64_t kMostCredit = std::numeric_limits<std::int64_t>::max() / 4;
constexpr Nanoseconds kLongestPeriod = std::chrono::days(366);

RateLimiterSettings sanitized(RateLimiterSettings s)
{
    s.refill = std::max(s.refill, 1);
    s.per = std::clamp(s.per, Nanoseconds(1), kLongestPeriod);
    const auto mostTokens =
        std::min<std::int64_t>(kMostCredit / s.per.count(), std::numeric_limits<int>::max());
    s.capacity = std::clamp(s.capacity, 1, static_cast<int>(mostTokens));
    s.maxQueue = std::clamp(s.maxQueue, 0, static_cast<int>(mostTokens));
    return s;
}

} // namespace

RateLimiter::RateLimiter(const RateLimiterSettings &settings, TimePoint now)
    : m_refilledAt(now)
{
    take(settings);
    m_credit = most();
}

void RateLimiter::take(const RateLimiterSettings &settings)
{
    m_settings = sanitized(settings);
    const auto common = std::gcd(m_settings.per.count(), std::int64_t(m_settings.refill));
    m_perToken = m_settings.per.count() / common;
    m_perNanosecond = m_settings.refill / common;
}

std::variant<RateLimiter::Granted, RateLimiter::Waiting, RateLimiter::Refused>
RateLimiter::acquire(TimePoint now)
{
    refillTo(now);
    const auto wait = waitFor(m_queue.size() + 1, now);
    if (wait == Nanoseconds::zero()) {
        m_credit -= m_perToken;
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
    m_credit -= m_perToken;
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
    const auto tokens = m_credit / m_perToken;
    const auto part = static_cast<double>(m_credit % m_perToken) / static_cast<double>(m_perToken);
    take(settings);
    m_credit = std::min(tokens, most() / m_perToken) * m_perToken;
    m_credit = std::min(m_credit + static_cast<Credit>(part * static_cast<double>(m_perToken)), most());
}

int RateLimiter::available(TimePoint now) const
{
    const auto unpromised = creditAt(now) / m_perToken - static_cast<Credit>(m_queue.size());
    return static_cast<int>(std::max<Credit>(unpromised, 0));
}

RateLimiter::Credit RateLimiter::most() const
{
    return m_perToken * (m_settings.capacity + static_cast<Credit>(m_queue.size()));
}

RateLimiter::Credit RateLimiter::creditAt(TimePoint now) const
{
    const auto elapsed = std::max(now - m_refilledAt, Nanoseconds::zero()).count();
    const auto missing = most() - m_credit;
    // Divided rather than multiplied: a long idle time would overflow.
    if (elapsed > missing / m_perNanosecond)
        return most();
    return m_credit + elapsed * m_perNanosecond;
}

Nanoseconds RateLimiter::waitFor(std::size_t tokens, TimePoint now) const
{
    const auto missing = static_cast<Credit>(tokens) * m_perToken - creditAt(now);
    if (missing <= 0)
        return Nanoseconds::zero();
    return Nanoseconds((missing - 1) / m_perNanosecond + 1);
}

void RateLimiter::refillTo(TimePoint now)
{
    m_credit = creditAt(now);
    m_refilledAt = std::max(m_refilledAt, now);
}

} // namespace fusebox::resilience
