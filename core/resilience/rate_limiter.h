// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <variant>

#include "core/resilience/time.h"

namespace fusebox::resilience {

struct RateLimiterSettings
{
    int capacity = 10;                         ///< tokens the bucket holds: the longest burst, >= 1
    int refill = 10;                           ///< tokens that come in `per`, evenly, >= 1
    Nanoseconds per = std::chrono::seconds(1); ///< > 0
    int maxQueue = 0;                          ///< calls that may wait for a token; 0: refuse
    std::optional<Nanoseconds> maxWait = {};   ///< a longer wait is refused at once

    bool operator==(const RateLimiterSettings &) const = default;
};

/// A token bucket, exact in integers: full at first, it never holds more than its capacity. Calls that wait
/// are served in order, however many tokens they take: a light one does not pass a heavy one, which would
/// wait for ever behind light ones. One that gives up lets all behind it move up. A pure machine; `now` never
/// decreases. Thread: one at a time.
class RateLimiter
{
public:
    using Ticket = std::uint64_t;

    struct Granted
    {
    };
    struct Waiting
    {
        Ticket ticket;
        Nanoseconds wait; ///< exactly until its tokens have come, if none before it gives up
    };
    struct Refused
    {
        /// Until the tokens come that it takes and nobody waits for; kNever: there is no room for so many.
        Nanoseconds retryIn;
    };

    static constexpr Nanoseconds kNever = Nanoseconds::max();

    RateLimiter(const RateLimiterSettings &settings, TimePoint now);

    [[nodiscard]] std::variant<Granted, Waiting, Refused> acquire(TimePoint now);
    /// For a call that weighs so many tokens, all or none of which it gets; fewer than 1 count as 1. More
    /// than the capacity are refused; where that is lowered later, who waits already still gets what it
    /// takes.
    [[nodiscard]] std::variant<Granted, Waiting, Refused> acquire(TimePoint now, int tokens);
    /// A waiting call asks again. Granted, once; or how long is left. A ticket that does not wait is refused.
    [[nodiscard]] std::variant<Granted, Waiting, Refused> claim(Ticket ticket, TimePoint now);
    /// A waiting call gives up: its tokens go to those behind it. False if it does not wait any more.
    bool cancel(Ticket ticket);

    /// What has come so far came at the old rate; what is more than the new capacity is lost. A part of a
    /// token stays the same part, rounded down: no token comes early.
    void setSettings(const RateLimiterSettings &settings, TimePoint now);

    /// Tokens that nobody waits for.
    [[nodiscard]] int available(TimePoint now) const;
    [[nodiscard]] std::size_t waiting() const { return m_queue.size(); }

private:
    // A token is `per` units of credit, and each nanosecond brings `refill` of them: no fraction is lost.
    // Wide enough for any product of two settings, so that no period is too long.
    __extension__ using Credit = __int128;

    struct Call
    {
        Ticket ticket;
        int tokens;
    };
    using Queue = std::deque<Call>;

    [[nodiscard]] Queue::iterator placeOf(Ticket ticket);
    [[nodiscard]] Credit perToken() const { return m_settings.per.count(); }
    /// What the bucket may hold at most: its capacity, and what waiting calls have not fetched yet.
    [[nodiscard]] Credit most() const;
    [[nodiscard]] Credit creditAt(TimePoint now) const;
    /// Until there is credit for so many tokens.
    [[nodiscard]] Nanoseconds waitFor(Credit tokens, TimePoint now) const;
    void refillTo(TimePoint now);

    RateLimiterSettings m_settings;
    Credit m_credit;
    TimePoint m_refilledAt;
    Ticket m_nextTicket = 1;
    Queue m_queue = {};
    Credit m_awaited = 0; ///< tokens of the queue
};

} // namespace fusebox::resilience
