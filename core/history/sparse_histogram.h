// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/resilience/latency_histogram.h"

namespace fusebox::history {

using resilience::Nanoseconds;

/// The latencies of one roll-up, in the buckets of LatencyHistogram of which only those in use are kept: a
/// minute of checks takes some 60 bytes instead of 940. What is over 65,535 in one bucket is not counted.
class SparseHistogram
{
public:
    void add(Nanoseconds latency);
    /// `number` more in a bucket of LatencyHistogram.
    void add(std::uint16_t bucket, std::uint32_t number);
    SparseHistogram &operator+=(const SparseHistogram &other);
    [[nodiscard]] std::size_t heapBytes() const { return m_cells.capacity() * sizeof(Cell); }

private:
    friend class HistogramSum;
    struct Cell
    {
        std::uint16_t bucket = 0;
        std::uint16_t count = 0;
    };
    std::vector<Cell> m_cells; ///< by bucket
};

/// Latencies of many roll-ups and samples added up, for percentiles: they are never averaged. Thread: one at
/// a time.
class HistogramSum
{
public:
    void add(Nanoseconds latency);
    void add(const SparseHistogram &histogram);
    void clear();
    /// The bucket's middle of the smallest latency that at least `share` of all are not above, right to
    /// within 3.2 %; `share` in [0, 1].
    [[nodiscard]] std::optional<Nanoseconds> percentile(double share) const;

private:
    using Buckets = resilience::LatencyHistogram;

    void count(std::size_t bucket, std::uint32_t number);

    std::array<std::uint32_t, Buckets::kBuckets> m_buckets = {};
    std::uint64_t m_count = 0;
    std::size_t m_lowest = Buckets::kBuckets; ///< the first bucket in use
    std::size_t m_end = 0;                    ///< one behind the last in use
};

} // namespace fusebox::history
