// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/record/bucket_counts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fusebox::history {

namespace {

void raise(std::uint32_t &count, std::uint32_t by)
{
    count += std::min(by, std::numeric_limits<std::uint32_t>::max() - count);
}

} // namespace

void BucketCounts::count(std::uint16_t bucket, std::uint32_t number)
{
    if (number == 0)
        return;
    if (m_cells.empty() || m_cells.back().bucket < bucket) { // as what is read comes
        m_cells.push_back({bucket, number});
        return;
    }
    const auto cell = std::ranges::lower_bound(m_cells, bucket, {}, &Cell::bucket);
    if (cell == m_cells.end() || cell->bucket != bucket)
        m_cells.insert(cell, {bucket, number});
    else
        raise(cell->count, number);
}

BucketCounts &BucketCounts::operator+=(const BucketCounts &other)
{
    if (m_cells.empty()) {
        m_cells = other.m_cells;
        return *this;
    }
    for (const Cell &cell : other.m_cells)
        count(cell.bucket, cell.count);
    return *this;
}

std::uint64_t BucketCounts::total() const
{
    std::uint64_t sum = 0;
    for (const Cell &cell : m_cells)
        sum += cell.count;
    return sum;
}

std::optional<Nanoseconds> BucketCounts::percentile(double share) const
{
    if (m_cells.empty())
        return {};
    const double rank = std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(total()));
    std::uint64_t seen = 0;
    const auto place = std::ranges::find_if(m_cells, [&](const Cell &cell) {
        seen += cell.count;
        return static_cast<double>(seen) >= rank;
    });
    return Buckets::valueOf(place == m_cells.end() ? m_cells.back().bucket : place->bucket);
}

} // namespace fusebox::history
