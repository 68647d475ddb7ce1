// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/health/values/clock.h"

namespace fusebox::health {

/// The latencies of the newest successes, for percentiles by sorting: exact, and small enough to be so.
/// Failures are not in it: a refused connection is fast, and would make an outage look like an improvement.
class LatencyWindow
{
public:
    static constexpr std::size_t Capacity = 200;

    void add(Nanoseconds latency);
    /// Nearest-rank percentiles of ascending shares in (0, 1]; none while empty. One pass over the window,
    /// and each further one only over what lies above the one before.
    template <std::size_t N>
    [[nodiscard]] std::array<std::optional<Nanoseconds>, N> percentiles(const double (&shares)[N]) const
    {
        std::array<std::optional<Nanoseconds>, N> result;
        fill(shares, result);
        return result;
    }

private:
    void fill(std::span<const double> shares, std::span<std::optional<Nanoseconds>> result) const;

    std::array<std::uint32_t, Capacity> m_micros = {}; ///< up to 71 minutes fit
    std::size_t m_next = 0;
    std::size_t m_size = 0;
};

} // namespace fusebox::health
