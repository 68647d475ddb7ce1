// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/latency_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace fusebox::resilience {

namespace {

// Latencies are counted in units of 2^10 ns, a cheap microsecond. Below 16 units each has a bucket of its
// own; above, each power of two is divided into 16.
constexpr int kUnitBits = 10;
constexpr std::uint64_t kPerOctave = 16;
constexpr int kOctaveBits = 4;
constexpr Nanoseconds kLongestLatency = std::chrono::hours(1);
constexpr std::uint16_t kFull = std::numeric_limits<std::uint16_t>::max();

constexpr std::size_t bucketOfUncut(Nanoseconds latency)
{
    const auto units = static_cast<std::uint64_t>(latency.count()) >> kUnitBits;
    if (units < kPerOctave)
        return units;
    const int octave = static_cast<int>(std::bit_width(units)) - kOctaveBits - 1;
    return static_cast<std::size_t>(octave) * kPerOctave + (units >> octave);
}

static_assert(bucketOfUncut(kLongestLatency) == LatencyHistogram::kBuckets - 1);

} // namespace

std::size_t LatencyHistogram::bucketOf(Nanoseconds latency)
{
    return bucketOfUncut(std::clamp(latency, Nanoseconds::zero(), kLongestLatency));
}

Nanoseconds LatencyHistogram::valueOf(std::size_t bucket)
{
    const auto octave = bucket < kPerOctave ? 0 : static_cast<int>(bucket / kPerOctave) - 1;
    const auto units = bucket - static_cast<std::size_t>(octave) * kPerOctave;
    const auto half = (std::uint64_t(1) << (octave + kUnitBits)) / 2;
    return Nanoseconds(static_cast<Nanoseconds::rep>((units << (octave + kUnitBits)) + half));
}

void LatencyHistogram::add(Nanoseconds latency)
{
    latency = std::clamp(latency, Nanoseconds::zero(), kLongestLatency);
    auto &bucket = m_buckets[bucketOf(latency)];
    if (bucket == kFull)
        merge({});
    ++bucket;
    ++m_count;
    m_least = std::min(m_least, latency);
    m_most = std::max(m_most, latency);
}

/// A full bucket, even one that nothing is added to, makes all be halved.
void LatencyHistogram::merge(const LatencyHistogram &other)
{
    Wide sum;
    for (std::size_t i = 0; i < kBuckets; ++i)
        sum[i] = std::uint32_t(m_buckets[i]) + other.m_buckets[i];
    while (std::ranges::max(sum) >= kFull) {
        for (auto &bucket : sum)
            bucket /= 2;
    }
    take(sum);
    m_least = std::min(m_least, other.m_least);
    m_most = std::max(m_most, other.m_most);
}

void LatencyHistogram::take(const Wide &buckets)
{
    m_count = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
        m_buckets[i] = static_cast<std::uint16_t>(buckets[i]);
        m_count += buckets[i];
    }
}

std::optional<Nanoseconds> LatencyHistogram::percentile(double share) const
{
    if (m_count == 0)
        return {};
    const auto rank = std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(m_count));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        seen += m_buckets[i];
        if (seen > 0 && static_cast<double>(seen) >= rank)
            return std::clamp(valueOf(i), m_least, m_most);
    }
    return m_most;
}

std::optional<Nanoseconds> LatencyHistogram::least() const
{
    return m_count > 0 ? std::optional(m_least) : std::nullopt;
}

std::optional<Nanoseconds> LatencyHistogram::most() const
{
    return m_count > 0 ? std::optional(m_most) : std::nullopt;
}

} // namespace fusebox::resilience
