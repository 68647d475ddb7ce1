// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/latency_window.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fusebox::health {

using std::chrono::microseconds;

void LatencyWindow::add(Nanoseconds latency)
{
    constexpr microseconds::rep most = std::numeric_limits<std::uint32_t>::max();
    const auto micros = std::chrono::round<microseconds>(latency).count();
    m_micros[m_next] = static_cast<std::uint32_t>(std::clamp<microseconds::rep>(micros, 0, most));
    m_next = (m_next + 1) % Capacity;
    m_size = std::min(m_size + 1, Capacity);
}

std::optional<Nanoseconds> LatencyWindow::percentile(double share) const
{
    if (m_size == 0)
        return std::nullopt;
    auto values = m_micros;
    const auto end = values.begin() + static_cast<std::ptrdiff_t>(m_size);
    const double rank = std::ceil(share * static_cast<double>(m_size));
    const auto index = static_cast<std::ptrdiff_t>(std::clamp(rank, 1.0, static_cast<double>(m_size))) - 1;
    std::nth_element(values.begin(), values.begin() + index, end);
    return microseconds(values[static_cast<std::size_t>(index)]);
}

} // namespace fusebox::health
