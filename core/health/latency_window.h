// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/health/clock.h"

namespace fusebox::health {

/// The latencies of the newest successes, for percentiles by sorting: exact, and small enough to be so.
/// Failures are not in it: a refused connection is fast, and would make an outage look like an improvement.
class LatencyWindow
{
public:
    static constexpr std::size_t Capacity = 200;

    void add(Nanoseconds latency);
    /// Nearest-rank percentile, `share` in (0, 1]; none while empty.
    [[nodiscard]] std::optional<Nanoseconds> percentile(double share) const;

private:
    std::array<std::uint32_t, Capacity> m_micros = {}; ///< up to 71 minutes fit
    std::size_t m_next = 0;
    std::size_t m_size = 0;
};

} // namespace fusebox::health
