// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/slot_window.h"
#include "core/resilience/window_counts.h"

namespace fusebox::resilience {

/// Calls of the last so long, by outcome; see SlotWindow for its edges. No allocation. Thread: one at a time.
class TimeWindow
{
public:
    static constexpr std::size_t kSlots = 20; ///< keeps a circuit within 1 KiB, all included

    explicit TimeWindow(Nanoseconds length)
        : m_slots(length)
    {
    }

    /// `now` must not be before the call added last. Ignored calls are not added.
    void add(Outcome outcome, TimePoint now) { m_slots.add(Tally::of(outcome), now); }
    /// Several calls at once.
    void add(const WindowCounts &calls, TimePoint now) { m_slots.add(Tally::of(calls), now); }
    void clear() { m_slots.clear(); }
    [[nodiscard]] WindowCounts counts(TimePoint now) const { return m_slots.total(now).counts(); }

    /// Calls `visit(TimePoint, const WindowCounts &)` for what is inside, oldest first.
    template <class Visitor>
    void forEach(TimePoint now, Visitor visit) const
    {
        m_slots.forEach(now, [&](TimePoint at, const Tally &tally) { visit(at, tally.counts()); });
    }

private:
    /// What counts, and nothing else: a third smaller than WindowCounts.
    struct Tally
    {
        std::uint32_t success = 0;
        std::uint32_t failure = 0;
        std::uint32_t slow = 0;

        static Tally of(Outcome outcome)
        {
            return {outcome == Outcome::Success, outcome == Outcome::Failure, outcome == Outcome::Slow};
        }
        static Tally of(const WindowCounts &calls)
        {
            return {calls[Outcome::Success], calls.failures(), calls.slow()};
        }
        [[nodiscard]] WindowCounts counts() const { return {{success, failure, slow, 0}}; }

        Tally &operator+=(const Tally &other)
        {
            success += other.success;
            failure += other.failure;
            slow += other.slow;
            return *this;
        }
        Tally &operator-=(const Tally &other)
        {
            success -= other.success;
            failure -= other.failure;
            slow -= other.slow;
            return *this;
        }
    };

    SlotWindow<Tally, kSlots> m_slots;
};

} // namespace fusebox::resilience
