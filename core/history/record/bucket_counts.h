// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/resilience/latency_histogram.h"

namespace fusebox::history {

using resilience::Nanoseconds;

/// Latencies in the buckets of LatencyHistogram, of which only those in use are kept. Adding up is exact: the
/// counts are numbers of 32 bits, which an hour of checks is far from. Right to within 3.2 %, as the buckets
/// are. Thread: one at a time.
class BucketCounts
{
public:
    using Buckets = resilience::LatencyHistogram;
    struct Cell
    {
        std::uint16_t bucket = 0; ///< < Buckets::kBuckets
        std::uint32_t count = 0;  ///< > 0

        bool operator==(const Cell &) const = default;
    };

    void add(Nanoseconds latency) { count(static_cast<std::uint16_t>(Buckets::bucketOf(latency)), 1); }
    BucketCounts &operator+=(const BucketCounts &other);
    /// `number` more in a bucket; stops at the most that a number of 32 bits can say.
    void count(std::uint16_t bucket, std::uint32_t number);

    [[nodiscard]] bool isEmpty() const { return m_cells.empty(); }
    /// By bucket, ascending.
    [[nodiscard]] std::span<const Cell> cells() const { return m_cells; }
    [[nodiscard]] std::uint64_t total() const;
    /// The middle of the bucket of the smallest latency that at least `share` of all are not above ("nearest
    /// rank"); `share` in [0, 1]. None: there are none.
    [[nodiscard]] std::optional<Nanoseconds> percentile(double share) const;

    bool operator==(const BucketCounts &) const = default;

private:
    std::vector<Cell> m_cells;
};

} // namespace fusebox::history
