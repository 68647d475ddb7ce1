// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/detectors/latency_window.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fusebox::health {

using std::chrono::microseconds;

void LatencyWindow::add(Nanoseconds latency)
{
    constexpr microseconds::rep most = std::numeric_limits<std::uint32_t>::max();
    const auto micros =
        std::chrono::round<microseconds>(std::min<Nanoseconds>(latency, std::chrono::hours(2))).count();
    m_micros[m_next] = static_cast<std::uint32_t>(std::clamp<microseconds::rep>(micros, 0, most));
    m_next = (m_next + 1) % Capacity;
    m_size = std::min(m_size + 1, Capacity);
}

void LatencyWindow::fill(std::span<const double> shares, std::span<std::optional<Nanoseconds>> result) const
{
    if (m_size == 0)
        return;
    auto values = m_micros;
    const auto end = values.begin() + static_cast<std::ptrdiff_t>(m_size);
    const auto size = static_cast<double>(m_size);
    auto unsorted = values.begin();
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const auto rank = static_cast<std::ptrdiff_t>(std::clamp(std::ceil(shares[i] * size), 1.0, size));
        const auto place = values.begin() + rank - 1;
        if (place >= unsorted)
            std::nth_element(unsorted, place, end);
        unsorted = place + 1;
        result[i] = microseconds(*place);
    }
}

} // namespace fusebox::health
