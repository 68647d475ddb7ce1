// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/resilience/time.h"

namespace fusebox::resilience {

/// A sum over the last `length`, in fixed memory. What is exactly one `length` old is out; nothing ever
/// counts longer. Up to Slots additions at different times, edges are exact; beyond, additions close to each
/// other share a slot and leave with the oldest of it, at most length * 2 / Slots + 1 ns too early. `Sum` is
/// a value with += and -=. No allocation. Thread: one at a time.
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
        m_denseUntil = TimePoint::min();
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
        return now - m_first[slot(age)] >= m_length;
    }

    [[nodiscard]] bool sharesNewestSlot(TimePoint now) const
    {
        const TimePoint first = m_first[slot(m_size - 1)];
        return first == now || (now < m_denseUntil && now - first < width());
    }

    /// Of a shared slot.
    [[nodiscard]] Nanoseconds width() const
    {
        return m_length / static_cast<Nanoseconds::rep>(Slots) * 2 + Nanoseconds(1);
    }

    void expire(TimePoint now)
    {
        while (m_size > 0 && isOut(0, now)) {
            m_total -= m_sums[m_oldest];
            m_oldest = static_cast<Index>(slot(1));
            --m_size;
        }
    }

    void appendSlot(TimePoint now)
    {
        if (m_size == Slots) {
            coalesce();
            m_denseUntil = saturatingAdd(now, m_length);
        }
        m_first[slot(m_size)] = now;
        m_sums[slot(m_size)] = {};
        ++m_size;
    }

    /// Joins slots that began less than width() apart. Since the first times of what is left are at least
    /// that far apart and all lie within one window, about half of the slots get free; and they stay free,
    /// because from now on calls that close share a slot at once.
    void coalesce()
    {
        Index kept = 0;
        for (std::size_t age = 1; age < m_size; ++age) {
            if (m_first[slot(age)] - m_first[slot(kept)] < width()) {
                m_sums[slot(kept)] += m_sums[slot(age)];
            } else {
                ++kept;
                m_first[slot(kept)] = m_first[slot(age)];
                m_sums[slot(kept)] = m_sums[slot(age)];
            }
        }
        m_size = kept + 1;
    }

    Nanoseconds m_length;
    Sum m_total = {};
    TimePoint m_denseUntil = TimePoint::min(); ///< until then, calls close to each other share a slot
    Index m_oldest = 0;
    Index m_size = 0;
    // Apart rather than in pairs: a sum of three 32-bit counts would be padded to four beside a time.
    std::array<TimePoint, Slots> m_first = {};
    std::array<Sum, Slots> m_sums = {};
};

} // namespace fusebox::resilience
