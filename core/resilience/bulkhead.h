// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "core/resilience/time.h"

namespace fusebox::resilience {

struct BulkheadSettings
{
    int maxConcurrent = 10;                  ///< calls at once, >= 1
    int maxQueue = 0;                        ///< calls that may wait, >= 0
    std::optional<Nanoseconds> maxWait = {}; ///< for a place; who waits longer is to give up; none: for ever

    bool operator==(const BulkheadSettings &) const = default;
};

/// Limits how many calls run at once; more wait in a bounded queue, trial calls of a circuit first. A trial
/// call that finds the queue full takes the place of the ordinary call that came last. A pure machine.
/// Thread: one at a time.
class Bulkhead
{
public:
    using Ticket = std::uint64_t;

    struct Entered
    {
    };
    struct Waiting
    {
        Ticket ticket;
        std::optional<Nanoseconds> longest;   ///< then cancel()
        std::optional<Ticket> displaced = {}; ///< who waits no more for it: an ordinary call, for a trial
    };
    struct Full
    {
    };

    explicit Bulkhead(const BulkheadSettings &settings);

    /// Every Entered is to be answered by one leave(). `trial`: goes before ordinary calls in the queue.
    [[nodiscard]] std::variant<Entered, Waiting, Full> enter(bool trial = false);
    /// A call has ended. Gives the waiting call that has entered in its place, if any.
    [[nodiscard]] std::optional<Ticket> leave();
    /// A waiting call gives up. False if it does not wait any more: it has entered, and must leave().
    [[nodiscard]] bool cancel(Ticket ticket);

    /// Gives the waiting calls that have entered by a higher limit. With a lower one, calls that run end
    /// first; calls that wait keep their places.
    [[nodiscard]] std::vector<Ticket> setSettings(const BulkheadSettings &settings);

    [[nodiscard]] int running() const { return m_running; }
    [[nodiscard]] std::size_t waiting() const { return m_trials.size() + m_ordinary.size(); }

private:
    [[nodiscard]] std::optional<Ticket> admitNext();

    BulkheadSettings m_settings;
    int m_running = 0;
    Ticket m_nextTicket = 1;
    std::deque<Ticket> m_trials = {};
    std::deque<Ticket> m_ordinary = {};
};

} // namespace fusebox::resilience
