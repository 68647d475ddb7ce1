// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/resilience/time.h"
#include "core/resilience/window_counts.h"

namespace fusebox::resilience {

/// Counts calls of the last `length` by outcome, in fixed memory. A call exactly one `length` old is out; it
/// never counts longer. Up to kSlots calls at different times, edges are exact; beyond, calls close to each
/// other share a slot and leave with the oldest of it, at most length * 2 / kSlots too early. No allocation.
/// Thread: one at a time.
class TimeWindow
{
public:
    static constexpr std::size_t kSlots = 24;

    explicit TimeWindow(Nanoseconds length);

    /// `now` must not be before the call added last.
    void add(Outcome outcome, TimePoint now);
    void clear();
    [[nodiscard]] WindowCounts counts(TimePoint now) const;

private:
    struct Slot
    {
        TimePoint first = {};
        WindowCounts counts = {};
    };

    [[nodiscard]] bool isOut(const Slot &slot, TimePoint now) const { return now - slot.first >= m_length; }
    [[nodiscard]] Slot &slot(std::size_t age) { return m_slots[(m_oldest + age) % kSlots]; }
    [[nodiscard]] const Slot &slot(std::size_t age) const { return m_slots[(m_oldest + age) % kSlots]; }
    void expire(TimePoint now);
    void coalesce();

    Nanoseconds m_length;
    WindowCounts m_total = {};
    std::size_t m_oldest = 0;
    std::size_t m_size = 0;
    std::array<Slot, kSlots> m_slots = {};
};

} // namespace fusebox::resilience
