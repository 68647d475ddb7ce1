// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "core/resilience/time.h"

namespace fusebox::resilience {

/// A sum over the last `length`, in fixed memory. What is exactly one `length` old is out; nothing ever
/// counts longer. Up to Slots additions at different times, edges are exact; beyond, the additions closest to
/// each other share a slot and leave with the oldest of it, at most length * 2 / (Slots - 1) too early. `Sum`
/// is a value with += and -=. No allocation. Thread: one at a time.
template <class Sum, std::size_t Slots>
class SlotWindow
{
public:
    explicit SlotWindow(Nanoseconds length)
        : m_length(length)
    {
    }

    /// `now` must not be before the addition before.
    void add(const Sum &sum, TimePoint now)
    {
        if (m_size > 0 && isOut(0, now))
            expire(now);
        if (m_size == 0 || !sharesNewestSlot(now))
            appendSlot(now);
        m_sums[slot(m_size - 1)] += sum;
        m_total += sum;
    }

    void clear()
    {
        m_size = 0;
        m_span = {};
        m_total = {};
    }

    [[nodiscard]] Sum total(TimePoint now) const
    {
        Sum inside = m_total;
        for (std::size_t age = 0; age < m_size && isOut(age, now); ++age)
            inside -= m_sums[slot(age)];
        return inside;
    }

    /// Calls `visit(TimePoint, const Sum &)` for what is inside, oldest first.
    template <class Visitor>
    void forEach(TimePoint now, Visitor visit) const
    {
        for (std::size_t age = 0; age < m_size; ++age) {
            if (!isOut(age, now))
                visit(m_first[slot(age)], m_sums[slot(age)]);
        }
    }

private:
    using Index = std::uint32_t;

    /// Where the slot lies that is the `age`-th, counted from the oldest.
    [[nodiscard]] std::size_t slot(std::size_t age) const { return wrapped(m_oldest + age); }
    [[nodiscard]] static std::size_t wrapped(std::size_t index)
    {
        return index < Slots ? index : index - Slots;
    }
    [[nodiscard]] bool isOut(std::size_t age, TimePoint now) const
    {
        return saturatingDifference(now, m_first[slot(age)]) >= m_length;
    }

    [[nodiscard]] bool sharesNewestSlot(TimePoint now) const
    {
        return saturatingDifference(now, m_first[slot(m_size - 1)]) <= m_span;
    }

    void expire(TimePoint now)
    {
        while (m_size > 0 && isOut(0, now)) {
            m_total -= m_sums[m_oldest];
            m_oldest = static_cast<Index>(slot(1));
            --m_size;
        }
        if (m_size < Slots / 2)
            m_span = {}; // traffic is thin again
    }

    void appendSlot(TimePoint now)
    {
        if (m_size == Slots)
            joinClosest(now);
        m_first[slot(m_size)] = now;
        m_sums[slot(m_size)] = {};
        ++m_size;
    }

    /// From the first addition of a slot to the first after the one that follows it: what the two span
    /// together, at most.
    [[nodiscard]] Nanoseconds spanWithNext(std::size_t age, TimePoint now) const
    {
        return saturatingDifference(age + 2 < m_size ? m_first[slot(age + 2)] : now, m_first[slot(age)]);
    }

    /// Joins the two neighbours that span the least. All spans together are twice the window at most, so the
    /// least is no more than the share of one. While traffic is as dense, newer additions share at once.
    void joinClosest(TimePoint now)
    {
        std::size_t closest = 0;
        for (std::size_t age = 1; age + 1 < m_size; ++age) {
            if (spanWithNext(age, now) < spanWithNext(closest, now))
                closest = age;
        }
        m_span = std::max(m_span, spanWithNext(closest, now));
        m_sums[slot(closest)] += m_sums[slot(closest + 1)];
        for (std::size_t age = closest + 1; age + 1 < m_size; ++age) {
            m_first[slot(age)] = m_first[slot(age + 1)];
            m_sums[slot(age)] = m_sums[slot(age + 1)];
        }
        --m_size;
    }

    Nanoseconds m_length;
    Sum m_total = {};
    Nanoseconds m_span = {}; ///< additions this close to the first of the newest slot share it
    Index m_oldest = 0;
    Index m_size = 0;
    // Apart rather than in pairs: a sum of three 32-bit counts would be padded to four beside a time.
    std::array<TimePoint, Slots> m_first = {};
    std::array<Sum, Slots> m_sums = {};
};

} // namespace fusebox::resilience
