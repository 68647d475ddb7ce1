// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/count_window.h"

#include <algorithm>

namespace fusebox::resilience {

CountWindow::CountWindow(std::size_t capacity)
    : m_capacity(std::max<std::size_t>(capacity, 1))
    , m_outcomes((m_capacity + kPerWord - 1) / kPerWord)
{
}

void CountWindow::clear()
{
    m_size = 0;
    m_counts = {};
}

} // namespace fusebox::resilience
