// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <mutex>

#include "core/resilience/rate_limiter.h"
#include "core/resilience/waker.h"

namespace fusebox::resilience {

/// The RateLimiter of the same methods, to be shared. A call that waits asks again (claim) when its wait is
/// over, or when it is woken because its turn may come earlier. Woken is only who is first in the queue: so
/// many that give up together cause no more than one wake each. Thread: any; wakers run outside of the lock,
/// on the thread that caused it.
class SharedRateLimiter
{
public:
    using Answer = std::variant<RateLimiter::Granted, RateLimiter::Waiting, RateLimiter::Refused>;

    SharedRateLimiter(const RateLimiterSettings &settings, TimePoint now);

    [[nodiscard]] Answer acquire(TimePoint now, const Waker &waker);
    [[nodiscard]] Answer acquire(TimePoint now, int tokens, const Waker &waker);
    [[nodiscard]] Answer claim(RateLimiter::Ticket ticket, TimePoint now);
    void cancel(RateLimiter::Ticket ticket);
    void setSettings(const RateLimiterSettings &settings, TimePoint now);
    [[nodiscard]] int available(TimePoint now) const;
    [[nodiscard]] std::size_t waiting() const;

private:
    struct Call
    {
        Waker waker;
        std::uint64_t toldAfter; ///< so many changes, how long it has to wait; or it is woken to be
    };

    [[nodiscard]] Waker firstToWake();

    mutable std::mutex m_mutex;
    RateLimiter m_limiter;
    std::uint64_t m_changes = 0; ///< after which those behind may come earlier than they know
    std::map<RateLimiter::Ticket, Call> m_waiting = {};
};

} // namespace fusebox::resilience
