// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/sparse_histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fusebox::history {

void SparseHistogram::add(Nanoseconds latency)
{
    add(static_cast<std::uint16_t>(resilience::LatencyHistogram::bucketOf(latency)), 1);
}

void SparseHistogram::add(std::uint16_t bucket, std::uint32_t number)
{
    constexpr std::uint32_t most = std::numeric_limits<std::uint16_t>::max();
    auto cell = std::ranges::lower_bound(m_cells, bucket, {}, &Cell::bucket);
    if (cell == m_cells.end() || cell->bucket != bucket)
        cell = m_cells.insert(cell, {bucket, 0});
    cell->count = static_cast<std::uint16_t>(std::min(most, cell->count + std::min(number, most)));
}

SparseHistogram &SparseHistogram::operator+=(const SparseHistogram &other)
{
    for (const Cell &cell : other.m_cells)
        add(cell.bucket, cell.count);
    return *this;
}

void HistogramSum::add(Nanoseconds latency)
{
    count(Buckets::bucketOf(latency), 1);
}

void HistogramSum::add(const SparseHistogram &histogram)
{
    for (const auto &cell : histogram.m_cells)
        count(cell.bucket, cell.count);
}

void HistogramSum::clear()
{
    if (m_lowest < m_end)
        std::fill(m_buckets.begin() + std::ptrdiff_t(m_lowest), m_buckets.begin() + std::ptrdiff_t(m_end),
                  0u);
    m_count = 0;
    m_lowest = Buckets::kBuckets;
    m_end = 0;
}

std::optional<Nanoseconds> HistogramSum::percentile(double share) const
{
    if (m_count == 0)
        return {};
    const auto rank = std::max(1.0, std::ceil(std::clamp(share, 0.0, 1.0) * double(m_count)));
    std::uint64_t seen = 0;
    std::size_t bucket = m_lowest;
    for (; bucket + 1 < m_end; ++bucket) {
        seen += m_buckets[bucket];
        if (double(seen) >= rank)
            break;
    }
    return Buckets::valueOf(bucket);
}

void HistogramSum::count(std::size_t bucket, std::uint32_t number)
{
    m_buckets[bucket] += number;
    m_count += number;
    m_lowest = std::min(m_lowest, bucket);
    m_end = std::max(m_end, bucket + 1);
}

} // namespace fusebox::history
