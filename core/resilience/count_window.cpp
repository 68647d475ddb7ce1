// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/count_window.h"

#include <algorithm>

namespace fusebox::resilience {

CountWindow::CountWindow(std::size_t capacity)
    : m_capacity(std::max<std::size_t>(capacity, 1))
    , m_outcomes((m_capacity + kPerWord - 1) / kPerWord)
{
}

void CountWindow::add(Outcome outcome)
{
    if (m_size == m_capacity)
        --m_counts[read(m_next)];
    else
        ++m_size;
    ++m_counts[outcome];
    write(m_next, outcome);
    m_next = m_next + 1 == m_capacity ? 0 : m_next + 1;
}

void CountWindow::clear()
{
    m_size = 0;
    m_counts = {};
}

Outcome CountWindow::read(std::size_t index) const
{
    return static_cast<Outcome>((m_outcomes[index / kPerWord] >> shift(index)) & 3U);
}

void CountWindow::write(std::size_t index, Outcome outcome)
{
    auto &word = m_outcomes[index / kPerWord];
    word &= ~(std::uint64_t(3) << shift(index));
    word |= static_cast<std::uint64_t>(outcome) << shift(index);
}

} // namespace fusebox::resilience
