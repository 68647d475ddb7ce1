// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/resilience/time.h"

namespace fusebox::resilience {

/// Latencies from 1 us to an hour, in buckets that are no wider than a sixteenth of what they hold:
/// percentiles are right to within 3.2 % (or 0.5 us). Histograms are added, percentiles never averaged. Grows
/// up to 2 KB with the largest latency. Thread: one at a time.
class LatencyHistogram
{
public:
    void add(Nanoseconds latency);
    void merge(const LatencyHistogram &other);
    void clear() { *this = {}; }

    [[nodiscard]] std::uint64_t count() const { return m_count; }
    /// The smallest latency that at least `share` of all are not above ("nearest rank"); `share` in [0, 1].
    [[nodiscard]] std::optional<Nanoseconds> percentile(double share) const;
    [[nodiscard]] std::optional<Nanoseconds> least() const;
    [[nodiscard]] std::optional<Nanoseconds> most() const;

private:
    std::uint64_t m_count = 0;
    Nanoseconds m_least = Nanoseconds::max();
    Nanoseconds m_most = Nanoseconds::zero();
    std::vector<std::uint32_t> m_buckets = {};
};

} // namespace fusebox::resilience
