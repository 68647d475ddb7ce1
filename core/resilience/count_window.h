// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/resilience/window_counts.h"

namespace fusebox::resilience {

/// The last `capacity` calls by outcome, four to a byte. Allocates only when constructed. Thread: one at a
/// time.
class CountWindow
{
public:
    explicit CountWindow(std::size_t capacity); ///< >= 1

    /// The oldest call leaves when the window is full. Ignored calls must not be added.
    void add(Outcome outcome)
    {
        if (m_size == m_capacity)
            --m_counts[read(m_next)];
        else
            ++m_size;
        ++m_counts[outcome];
        write(m_next, outcome);
        m_next = m_next + 1 == m_capacity ? 0 : m_next + 1;
    }
    void clear();
    [[nodiscard]] const WindowCounts &counts() const { return m_counts; }

    /// Calls `visit(Outcome)` for each call, oldest first.
    template <class Visitor>
    void forEach(Visitor visit) const
    {
        for (std::size_t i = m_size; i > 0; --i)
            visit(read((m_next + m_capacity - i) % m_capacity));
    }

private:
    static constexpr std::size_t kPerWord = 32;

    [[nodiscard]] static unsigned shift(std::size_t index)
    {
        return static_cast<unsigned>(index % kPerWord) * 2;
    }
    [[nodiscard]] Outcome read(std::size_t index) const
    {
        return static_cast<Outcome>((m_outcomes[index / kPerWord] >> shift(index)) & 3U);
    }
    void write(std::size_t index, Outcome outcome)
    {
        auto &word = m_outcomes[index / kPerWord];
        word &= ~(std::uint64_t(3) << shift(index));
        word |= static_cast<std::uint64_t>(outcome) << shift(index);
    }

    std::size_t m_capacity;
    std::size_t m_next = 0; ///< where the next call goes
    std::size_t m_size = 0;
    WindowCounts m_counts = {};
    std::vector<std::uint64_t> m_outcomes; ///< a ring of 2 bits each
};

} // namespace fusebox::resilience
