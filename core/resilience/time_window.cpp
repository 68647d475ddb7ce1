// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/time_window.h"

namespace fusebox::resilience {

namespace {

void subtract(WindowCounts &from, const WindowCounts &counts)
{
    for (std::size_t i = 0; i < counts.byOutcome.size(); ++i)
        from.byOutcome[i] -= counts.byOutcome[i];
}

void add(WindowCounts &to, const WindowCounts &counts)
{
    for (std::size_t i = 0; i < counts.byOutcome.size(); ++i)
        to.byOutcome[i] += counts.byOutcome[i];
}

} // namespace

TimeWindow::TimeWindow(Nanoseconds length)
    : m_length(length)
{
}

void TimeWindow::add(Outcome outcome, TimePoint now)
{
    expire(now);
    if (m_size == 0 || slot(m_size - 1).first != now) {
        if (m_size == kSlots)
            coalesce();
        slot(m_size++) = {now, {}};
    }
    ++slot(m_size - 1).counts[outcome];
    ++m_total[outcome];
}

void TimeWindow::clear()
{
    m_size = 0;
    m_total = {};
}

WindowCounts TimeWindow::counts(TimePoint now) const
{
    WindowCounts inside = m_total;
    for (std::size_t age = 0; age < m_size && isOut(slot(age), now); ++age)
        subtract(inside, slot(age).counts);
    return inside;
}

void TimeWindow::expire(TimePoint now)
{
    while (m_size > 0 && isOut(slot(0), now)) {
        subtract(m_total, slot(0).counts);
        m_oldest = (m_oldest + 1) % kSlots;
        --m_size;
    }
}

/// Joins slots that began less than two kSlots-ths of the window apart. Since the first times of what is left
/// are at least that far apart and all lie within one window, no more than half of the slots stay in use.
void TimeWindow::coalesce()
{
    const Nanoseconds width = m_length * 2 / static_cast<Nanoseconds::rep>(kSlots);
    std::size_t kept = 0;
    for (std::size_t age = 1; age < m_size; ++age) {
        if (slot(age).first - slot(kept).first < width)
            resilience::add(slot(kept).counts, slot(age).counts);
        else
            slot(++kept) = slot(age);
    }
    m_size = kept + 1;
}

} // namespace fusebox::resilience
