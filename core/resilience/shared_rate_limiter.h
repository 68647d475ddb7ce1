// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <mutex>

#include "core/resilience/rate_limiter.h"
#include "core/resilience/waker.h"

namespace fusebox::resilience {

/// The RateLimiter of the same methods, to be shared. A call that waits asks again (claim) when its wait is
/// over, or when it is woken because its turn comes earlier. Thread: any; wakers run outside of the lock, on
/// the thread that caused it.
class SharedRateLimiter
{
public:
    using Answer = std::variant<RateLimiter::Granted, RateLimiter::Waiting, RateLimiter::Refused>;

    SharedRateLimiter(const RateLimiterSettings &settings, TimePoint now);

    [[nodiscard]] Answer acquire(TimePoint now, const Waker &waker);
    [[nodiscard]] Answer claim(RateLimiter::Ticket ticket, TimePoint now);
    void cancel(RateLimiter::Ticket ticket);
    void setSettings(const RateLimiterSettings &settings, TimePoint now);
    [[nodiscard]] int available(TimePoint now) const;
    [[nodiscard]] std::size_t waiting() const;

private:
    mutable std::mutex m_mutex;
    RateLimiter m_limiter;
    std::map<RateLimiter::Ticket, Waker> m_wakers = {};
};

} // namespace fusebox::resilience
