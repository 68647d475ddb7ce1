// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/resilience/time.h"

namespace fusebox::resilience {

/// Latencies from 1 us to an hour, in buckets that are no wider than a sixteenth of what they hold:
/// percentiles are right to within 3.2 % (or 0.5 us). Histograms are added, percentiles never averaged. When
/// a bucket is full (65,535) all are halved, so that what is long ago counts less. No allocation. Thread: one
/// at a time.
class LatencyHistogram
{
public:
    /// An hour is 2^31.7 units; see the source.
    static constexpr std::size_t kBuckets = 459;
    /// The bucket of a latency, cut to [0, 1 h], and the middle of what a bucket holds: for those who keep
    /// counts in another form.
    [[nodiscard]] static std::size_t bucketOf(Nanoseconds latency);
    [[nodiscard]] static Nanoseconds valueOf(std::size_t bucket);

    void add(Nanoseconds latency);
    void merge(const LatencyHistogram &other);
    void clear() { *this = {}; }

    /// Latencies in the buckets, each halving halves them.
    [[nodiscard]] std::uint64_t count() const { return m_count; }
    /// The smallest latency that at least `share` of all are not above ("nearest rank"); `share` in [0, 1].
    [[nodiscard]] std::optional<Nanoseconds> percentile(double share) const;
    [[nodiscard]] std::optional<Nanoseconds> least() const;
    [[nodiscard]] std::optional<Nanoseconds> most() const;

private:
    using Wide = std::array<std::uint32_t, kBuckets>;

    void take(const Wide &buckets);

    std::uint64_t m_count = 0;
    Nanoseconds m_least = Nanoseconds::max();
    Nanoseconds m_most = Nanoseconds::zero();
    std::array<std::uint16_t, kBuckets> m_buckets = {};
};

} // namespace fusebox::resilience
